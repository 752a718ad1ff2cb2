"""The real window, driven step by step until it stands still and can be pictured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QAbstractAnimation, QEventLoop, QRect, QSize, QTimer, SignalInstance
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message
from ui import theme
from ui.settings import window_settings

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from ui.desk import Desk
    from ui.program import Program

Found = TypeVar("Found", bound=QWidget)

_PATIENCE_MS = 30_000
_LONGEST_PAUSE_MS = 1_000
_CALM_TURNS = 12
"""Words that wrap are laid out anew once they know their width, and so is what holds them."""


class StuckError(CrmError):
    """A screen waits for something that does not come."""

    def __init__(self) -> None:
        super().__init__(Message("The screen does not come to rest."))


class Stage:
    """Works outside of any event loop: each wait runs its own, and has an end."""

    def __init__(self, program: Program, patience_ms: int = _PATIENCE_MS) -> None:
        self.program = program
        self.window = program.window
        self._patience_ms = patience_ms

    @property
    def desk(self) -> Desk:
        """What is shown of the database, which must be open."""
        desk = self.window.desk
        if desk is None:
            raise StuckError
        return desk

    @property
    def services(self) -> Services:
        return self.desk.context.services

    def show(self, size: QSize) -> None:
        self.window.resize(size)
        self.wait_for(self.window.painted, self.window.show)
        self.settle()

    def begin(self, page: str = "") -> None:
        """Show everything as it is right after the first start of the program, at ``page``."""
        window_settings().clear()
        window_settings().setValue("window/page", page)
        self.program.open()
        self.settle()
        self.window.activateWindow()  # no window manager does it here
        self.settle()

    def settle(self) -> None:
        """Return once nothing is under way and all that was read is laid out.

        Raises:
            StuckError: it takes too long.

        """
        calm = 0
        while calm < _CALM_TURNS:
            awaited = self._awaited()
            if awaited is None:
                self._turn()
                calm += 1
            else:
                self.wait_for(awaited)
                calm = 0

    def find(self, kind: type[Found], name: str | None = None) -> Found:
        """Return the widget of the window that a user sees, by its kind and accessible name.

        Raises:
            StuckError: there is none.

        """
        for widget in self.window.findChildren(kind):
            if widget.isVisible() and name in {None, widget.accessibleName()}:
                return widget
        raise StuckError

    def _rest(self) -> None:
        """Settle, and let all come that waits until nobody types, such as what is kept."""
        while (pause := self._pause()) is not None:
            self.wait_for(pause)
            self.settle()

    def picture(self) -> QImage:
        """Return the window at rest with the dialogs and menus that are open over it."""
        self._rest()
        image = self.window.grab().toImage()
        with QPainter(image) as painter:
            painter.setPen(QColor(theme.current().line))
            for other in self._others():
                place = other.geometry().translated(-self.window.geometry().topLeft())
                painter.drawPixmap(place.topLeft(), other.grab())
                painter.drawRect(place.adjusted(-1, -1, 0, 0))
        return image

    @contextmanager
    def shrunk(self, size: QSize) -> Iterator[None]:
        """Let the window, and what is open over it, fit a screen of ``size`` meanwhile."""
        before = {top: top.geometry() for top in (self.window, *self._others())}
        screen = QRect(self.window.geometry().topLeft(), size)
        for top, place in before.items():
            fitting = QRect(place.topLeft(), place.size().boundedTo(size))
            fitting.moveRight(min(fitting.right(), screen.right()))
            fitting.moveBottom(min(fitting.bottom(), screen.bottom()))
            top.setGeometry(screen if top is self.window else fitting)
        self.settle()
        yield
        for top, place in before.items():
            top.setGeometry(place)
        self.settle()

    def close(self) -> None:
        self.clear()
        if not self.window.close():  # it asks whether what was entered may be lost
            self.window.hide()
        self.program.close()
        self.window.deleteLater()
        self._turn()

    @property
    def is_covered(self) -> bool:
        """Whether a dialog or a menu stands over the window."""
        return bool(self._others())

    def clear(self) -> None:
        """Close the dialogs and menus that are open over the window."""
        for other in reversed(self._others()):
            other.close()

    def _awaited(self) -> SignalInstance | None:
        """Return what tells the end of work or of a movement that is under way."""
        if not self.program.runner.is_idle:
            return self.program.runner.idle
        for moving in self.window.findChildren(QAbstractAnimation):
            if moving.state() is QAbstractAnimation.State.Running:
                return moving.finished
        return None

    def _pause(self) -> SignalInstance | None:
        """Return what tells that nothing was typed for a moment; hints stay for longer ones."""
        for timer in self.window.findChildren(QTimer):
            is_short = timer.isSingleShot() and timer.interval() <= _LONGEST_PAUSE_MS
            if timer.isActive() and is_short:
                return timer.timeout
        return None

    def _others(self) -> list[QWidget]:
        tops = [top for top in QApplication.topLevelWidgets() if top.isVisible()]
        others = [top for top in tops if top is not self.window and top.size() != QSize(0, 0)]
        popup = QApplication.activePopupWidget()
        return sorted(others, key=lambda top: (top is popup, _depth(top)))

    def _turn(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(0, loop.quit)
        loop.exec()

    def wait_for(self, signal: SignalInstance, start: Callable[[], object] = bool) -> None:
        """Call ``start`` and return once ``signal`` came.

        Raises:
            StuckError: it takes too long.

        """
        loop = QEventLoop()
        signal.connect(loop.quit)
        QTimer.singleShot(self._patience_ms, loop, lambda: loop.exit(1))
        start()
        if loop.exec():
            raise StuckError


def _depth(widget: QWidget) -> int:
    """Return how many widgets ``widget`` was opened from, so that a dialog lies over its window."""
    parent = widget.parentWidget()
    return 0 if parent is None else _depth(parent) + 1

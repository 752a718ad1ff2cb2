"""The one window: painted at once, filled when the database is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QColor, QDragEnterEvent, QDropEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from crm_desktop import product
from crm_desktop.texts import Message, _
from ui import icons, theme
from ui.scheme.keys import SchemeFile
from ui.scheme_files import dropped
from ui.settings import window_settings
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.icon_label import Icon
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from ui.database_choice.chooser import DatabaseChooser
    from ui.desk import Desk

_SIZE, _SMALLEST = QSize(1280, 800), QSize(800, 560)
_FRAME = QSize(2 * GRID, 5 * GRID)
"""What the system draws around a window takes no more than this; it is known too late."""
_PATIENCE_MS = 1_000
_SPEAKING = 1
"""The block of the outline that says what takes so long."""


def fitting(room: QRect) -> QRect:
    """Return where a window first stands on a screen that has ``room``: its frame has to fit."""
    size = _SIZE.boundedTo(room.size() - _FRAME)
    left = room.left() + (room.width() - size.width()) // 2
    top = room.top() + (room.height() - size.height() + _FRAME.height()) // 2
    return QRect(QPoint(left, top), size)


class MainWindow(QMainWindow):
    """Emits ``painted`` once, after its first paint, and ``closed`` each time it goes."""

    painted = Signal()
    desk_shown = Signal()
    closed = Signal()

    def __init__(self, chooser: DatabaseChooser | None = None) -> None:
        super().__init__()
        self._chooser = chooser
        self.setWindowIcon(icons.app_icon())
        self.setMinimumSize(_SMALLEST)
        self.setGeometry(fitting(self.screen().availableGeometry()))
        geometry = window_settings().value("window/geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self._is_painted = False
        self._desk: Desk | None = None
        self._waiting: Path | None = None
        self.setAcceptDrops(True)
        self.show_loading()

    @property
    def desk(self) -> Desk | None:
        """What is shown of the database; None while there is none."""
        return self._desk

    def show_loading(self, *, is_demonstration: bool = False) -> None:
        """Show the window's shape, and say what is under way once it takes long."""
        self._desk = None
        self._show_title()
        loading = self.centralWidget()
        if not isinstance(loading, _Outline):
            loading = _Outline()
            loading.painted.connect(self._on_painted)
            self.setCentralWidget(loading)
        demonstration, database = _("Preparing the demonstration…"), _("Opening the database…")
        loading.say_later(demonstration if is_demonstration else database)

    def show_failure(self, words: str, retry: Callable[[], None]) -> None:
        """Say why there is nothing to show, and what the user can do about it."""
        failure = StartFailure(words, retry, self.close)
        failure.another_button.setVisible(self._chooser is not None)
        if self._chooser is not None:
            failure.another_button.clicked.connect(self._chooser.begin)
        self.show_step(failure)

    def show_step(self, step: QWidget, *, is_small: bool = False) -> None:
        """Show what the user must do before there is anything else to show."""
        self._desk = None
        self._show_title()
        self.setCentralWidget(step)
        step.setFocus()

    def show_desk(self, desk: Desk) -> None:
        """Paint ``desk`` at once: what it reads begins afterwards."""
        self._desk = desk
        desk.windowTitleChanged.connect(self._show_title)
        self.setCentralWidget(desk)
        desk.show()  # which the window would do only at the next turn of the event loop
        self.repaint()
        self.desk_shown.emit()
        if self._waiting is not None:
            file, self._waiting = self._waiting, None
            self.open_file(file)

    def come_forward(self) -> None:
        """Stand before all other windows, also where it was minimised or not shown yet."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def open_file(self, file: Path) -> None:
        """Offer the scheme in ``file``, as soon as there is a database that could take it."""
        if self._desk is None:
            self._waiting = file
        else:
            self._desk.open("scheme", SchemeFile(file))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._desk is not None and dropped(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = dropped(event.mimeData())
        if file is not None:
            event.acceptProposedAction()
            self.activateWindow()
            self.open_file(file)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._desk is not None and not self._desk.may_leave(self.close):
            event.ignore()
            return
        self.remember()
        super().closeEvent(event)
        self.closed.emit()

    def remember(self) -> None:
        """Keep where it stands, for the next run."""
        window_settings().setValue("window/geometry", self.saveGeometry())
        if self._desk is not None:
            self._desk.remember()

    @Slot()
    def _show_title(self) -> None:
        """Tell whose records are open, also where windows are listed."""
        firm = "" if self._desk is None else self._desk.windowTitle()
        words = Message("{firm} — {product}", firm=firm, product=product.NAME)
        self.setWindowTitle(str(words) if firm else product.NAME)

    def _on_painted(self) -> None:
        if not self._is_painted:
            self._is_painted = True
            self.painted.emit()


class _Outline(QWidget):
    """The window's shape in pale blocks, in one paint and without a single child."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._say)
        self.setAccessibleName(_("Loading…"))

    def say_later(self, words: str) -> None:
        self._words = words
        self._patience.start()

    @Slot()
    def _say(self) -> None:
        self.setAccessibleName(self._words)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme.current()
        side = theme.SIDE_WIDTH if self.width() >= theme.NARROW_BELOW else theme.NARROW_SIDE_WIDTH
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.background))
        painter.fillRect(0, 0, side, self.height(), QColor(tokens.sidebar))
        painter.fillRect(side, 0, self.width() - side, 7 * GRID, QColor(tokens.surface))
        painter.fillRect(side - 1, 0, 1, self.height(), QColor(tokens.line))
        painter.fillRect(side, 7 * GRID - 1, self.width() - side, 1, QColor(tokens.line))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.track))
        for row in range(8):
            y = 9 * GRID + row * 38
            painter.drawRoundedRect(QRectF(20, y, side - 5 * GRID, 12), 6, 6)
        painter.setPen(QColor(tokens.line))
        painter.setBrush(QColor(tokens.surface))
        inside = self.width() - side - 6 * GRID
        for row in range(5):
            y = 12 * GRID + row * 130
            block = QRectF(side + 3 * GRID, y + 0.5, inside, 118)
            painter.drawRoundedRect(block, 8, 8)
            if row == _SPEAKING and not self._patience.isActive():
                painter.setPen(QColor(tokens.muted))
                painter.drawText(block, Qt.AlignmentFlag.AlignCenter, self._words)
                painter.setPen(QColor(tokens.line))
        painter.end()
        QTimer.singleShot(0, self, self.painted.emit)


class StartFailure(QWidget):
    """Stands in place of the pages when the database did not open."""

    def __init__(self, words: str, retry: Callable[[], None], leave: Callable[[], object]) -> None:
        super().__init__()
        self.reason = Label(words, wraps=True)
        self.reason.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.retry_button = Button(_("Try again"), Kind.PRIMARY, icon="refresh")
        self.retry_button.clicked.connect(lambda: retry())  # noqa: PLW0108 - drops the flag
        quit_button = Button(_("Quit"))
        quit_button.clicked.connect(lambda: leave())  # noqa: PLW0108 - drops the flag
        self.another_button = Button(_("Another database…"))
        title = Label(_("The database could not be opened"), Role.PAGE, wraps=True)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(quit_button)
        buttons.addWidget(self.another_button)
        buttons.addWidget(self.retry_button)
        buttons.addStretch()
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        column.addWidget(Icon("error", 40, Tone.NEGATIVE), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(title)
        column.addWidget(self.reason)
        column.addLayout(buttons)
        # Stretches, not alignment: aligned words would not grow with their lines.
        layout = QGridLayout(self)
        layout.addLayout(column, 1, 1)
        layout.setColumnMinimumWidth(1, 560)
        for edge in (0, 2):
            layout.setRowStretch(edge, 1)
            layout.setColumnStretch(edge, 1)
        self.setFocusProxy(self.retry_button)

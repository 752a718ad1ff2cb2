"""The KPI monitor in a window of its own, small enough to stay beside other programs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.texts import Message, _
from ui import icons
from ui.look_buttons import open_menu
from ui.monitor_view import MonitorView
from ui.settings import window_settings
from ui.theme import GRID
from ui.widgets.buttons import Button, IconButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.skeleton import Skeleton

_SIZE, _SMALLEST = QSize(340, 600), QSize(300, 320)
_GEOMETRY, _ON_TOP = "monitor/geometry", "monitor/on_top"
_RETRY_MS = 30_000


class MonitorWindow(QWidget):
    """Emits ``appeared`` once, whether or not anything of it can be seen yet.

    It comes without taking the keyboard from the program that has it: it may start by itself.
    """

    appeared = Signal()
    whole_wanted = Signal()
    sign_out_wanted = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowIcon(icons.app_icon())
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, _is_on_top())
        self.setMinimumSize(_SMALLEST)
        self.resize(_SIZE)
        geometry = window_settings().value(_GEOMETRY)
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        self._has_appeared = self._keeps_words = False
        self._shown: QWidget | None = None
        self._retry = QTimer(self, singleShot=True, interval=_RETRY_MS)
        self._retry.timeout.connect(self._on_retry)
        self._again: Callable[[], object] = bool
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.show_loading()

    @property
    def content(self) -> QWidget | None:
        """What it shows."""
        return self._shown

    @property
    def has_figures(self) -> bool:
        """Whether the database is open and the figures are shown."""
        return isinstance(self._shown, MonitorView)

    def show_loading(self) -> None:
        if self._keeps_words:  # nobody asked for another try: the reason stays meanwhile
            self._keeps_words = False
        else:
            self._show(Skeleton())

    def show_failure(self, words: str, retry: Callable[[], None]) -> None:
        """Say why there is nothing to show, and try again every half a minute."""
        sentence = Message("{reason} It is tried again every half a minute.", reason=words)
        failure = EmptyState("error", str(sentence), _("Try again"))
        failure.accepted.connect(lambda: retry())  # noqa: PLW0108 - `retry` may be no slot
        self._show(failure)
        self._again = retry
        self._retry.start()

    def show_step(self, step: QWidget, *, is_small: bool = False) -> None:
        """Show what the user must do first, if there is room for it here; else say where."""
        if not is_small:
            step.deleteLater()
            step = EmptyState("information", _("Something is to be done first: open CRM Desktop."))
        self._show(step)
        step.setFocus()

    def show_figures(self, view: MonitorView) -> None:
        self._show(view)
        view.windowTitleChanged.connect(self._show_title)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._has_appeared:
            self._has_appeared = True
            QTimer.singleShot(0, self, self.appeared.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.remember()
        self._retry.stop()
        super().closeEvent(event)
        self.closed.emit()

    def remember(self) -> None:
        """Keep where it stands, for the next run."""
        window_settings().setValue(_GEOMETRY, self.saveGeometry())

    def _show(self, widget: QWidget) -> None:
        """Put ``widget`` in place of all there is; its words are of the language in force."""
        self._retry.stop()
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._shown = widget
        self._show_title()
        user = widget.user if isinstance(widget, MonitorView) else ""
        self._column.addWidget(widget, 1)
        self._column.addWidget(_Foot(self, user))
        self.setFocusProxy(widget)

    @Slot()
    def _show_title(self) -> None:
        firm = self._shown.windowTitle() if isinstance(self._shown, MonitorView) else ""
        words = Message("KPI monitor — {firm}", firm=firm)
        self.setWindowTitle(str(words) if firm else _("KPI monitor"))

    def set_on_top(self, is_on_top: bool) -> None:
        """Stay above the windows of other programs, and remember it."""
        window_settings().setValue(_ON_TOP, is_on_top)
        self.setWindowFlag(Qt.WindowType.WindowStaysOnTopHint, is_on_top)
        self.show()  # which another flag has hidden

    def read_again(self) -> None:
        if isinstance(self._shown, MonitorView):
            self._shown.read_again()

    def _on_retry(self) -> None:
        self._keeps_words = True
        self._again()


class _Foot(QFrame):
    """The way to the whole window, and a menu."""

    def __init__(self, window: MonitorWindow, user: str) -> None:
        super().__init__()
        self._window = window
        self._user = user
        self.setProperty("surface", "foot")
        whole = Button(_("Open CRM Desktop"))
        whole.clicked.connect(window.whole_wanted)
        self._menu_button = IconButton("menu", _("Menu"))
        self._menu_button.clicked.connect(self._on_menu)
        self._refresh = QAction(_("Read everything again"), self)
        self._refresh.setShortcut(QKeySequence("F5"))
        self._refresh.triggered.connect(window.read_again)
        self.addAction(self._refresh)
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID, GRID, GRID)
        row.addWidget(whole, 1)
        row.addWidget(self._menu_button)

    def menu(self) -> QMenu:
        menu = QMenu(self)
        on_top = menu.addAction(_("Stay on top"))
        on_top.setCheckable(True)
        on_top.setChecked(_is_on_top())
        on_top.toggled.connect(self._window.set_on_top)
        menu.addAction(self._refresh)
        if self._user:
            menu.addSection(self._user)
            menu.addAction(_("Sign out")).triggered.connect(self._on_sign_out)
        return menu

    def _on_menu(self) -> None:
        open_menu(self.menu(), self._menu_button)

    @Slot()
    def _on_sign_out(self) -> None:
        self._window.sign_out_wanted.emit()


def _is_on_top() -> bool:
    return bool(window_settings().value(_ON_TOP, defaultValue=False, type=bool))

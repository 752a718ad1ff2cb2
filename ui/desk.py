"""What the window holds once a database is open: navigation, bars, and pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QDockWidget,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm_desktop import product
from crm_desktop.errors import DeniedError
from crm_desktop.texts import Message, _
from ui import theme
from ui.changes_bus import ChangesBus
from ui.context import Context, Page, PageView
from ui.errors import ErrorReporter
from ui.keyboard_help import KeyboardHelp
from ui.navigation import Navigation
from ui.search_popup import Hit, SearchEverything
from ui.selection import Selection
from ui.settings import window_settings
from ui.status_line import StatusLine
from ui.surroundings import Surroundings, SurroundingsViewModel
from ui.tasks import TaskRunner, Tasks
from ui.top_bar import TopBar
from ui.widgets.period_selector import PeriodSelector
from ui.widgets.toast import Toast

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from ui.about import AboutDialog

Monitor = tuple[Message, Callable[[Context], QWidget]]


class Desk(QWidget):
    """Builds each page at its first visit; the words of all of it are of one language."""

    theme_chosen = Signal(str)
    language_chosen = Signal(str)
    password_wanted = Signal()
    sign_out_wanted = Signal()
    entered = Signal(object)  # the user, or what they may, is another; at which key to go on
    page_shown = Signal(str)

    def __init__(
        self,
        services: Services,
        pages: Sequence[Page],
        surroundings: Surroundings,
        *,
        selection: Selection,
        tasks: Tasks,
        changes: ChangesBus,
        errors: ErrorReporter,
        monitor: Monitor | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pages = {page.code: page for page in pages}
        self._views: dict[str, PageView] = {}
        self.toast = Toast(self)
        self.context = Context(
            services,
            tasks,
            changes,
            selection,
            self.open,
            self.toast.say,
            errors.report,
            surroundings.access,
            self.entered.emit,
        )
        self.actions_by_key: dict[str, QAction] = {}
        self.another_action = QAction(_("Another database…"), self)
        self.another_action.setVisible(False)
        about = Message("About {product}", product=product.NAME)
        self.about_action = QAction(str(about), self)
        self.about_action.triggered.connect(lambda: self.show_about())  # noqa: PLW0108 - drops the flag
        self._search = SearchEverything(surroundings.find, tasks, errors.report)
        self._period = PeriodSelector(selection.period, surroundings.today)
        self._navigation = Navigation(pages)
        self._stack = QStackedWidget()
        self._column = QVBoxLayout()
        self._body = QMainWindow()
        self._dock: QDockWidget | None = None
        self._had_room = True
        self._is_monitor_put_away = False
        self._status = StatusLine(tasks if isinstance(tasks, TaskRunner) else None)
        self._add_actions(has_monitor=monitor is not None)
        user = surroundings.access.user
        self._bar = TopBar(
            self._search,
            self._period,
            selection,
            user="" if user is None else user.name,
            more=self._menu_actions(),
        )
        self._around = SurroundingsViewModel(
            surroundings,
            selection,
            tasks=tasks,
            changes=changes,
            report=errors.report,
            parent=self,
        )
        self._lay_out()
        self._connect(selection, errors)
        if monitor is not None:
            self._add_monitor(monitor)
        self._around.load()

    @property
    def current_code(self) -> str | None:
        """The code of the page that is shown."""
        shown = self._stack.currentWidget()
        return next((code for code, view in self._views.items() if view is shown), None)

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of all pages, in the order of the navigation."""
        return tuple(self._pages)

    def view(self, code: str) -> PageView:
        """Return the page of ``code``, built if it was not yet visited."""
        if code not in self._views:
            view = self._pages[code].factory(self.context)
            view.setAccessibleName(str(self._pages[code].title))
            self._stack.addWidget(view)
            self._views[code] = view
        return self._views[code]

    def open(self, code: str, key: object = None) -> None:
        """Show the page of ``code``, at the record ``key`` if one is given.

        A page that is not open to the user is spoken of instead.
        """
        if code not in self._pages:
            self.context.report(DeniedError(Message("Your role does not open that page.")))
            return
        view = self.view(code)
        was_on_page = self._has_keyboard(self._stack)
        self._stack.setCurrentWidget(view)
        if was_on_page and not self._has_keyboard(view):  # it has nothing to type into yet
            view.setFocus()
        self._navigation.show_page(code)
        self._fit_monitor()
        if key is not None:
            view.open_key(key)
        self.page_shown.emit(code)

    def _has_keyboard(self, place: QWidget) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and (focused is place or place.isAncestorOf(focused))

    def _on_navigated(self, code: str) -> None:
        self.open(code)
        self.view(code).show_start()

    def open_first(self, code: str | None = None, key: object = None) -> None:
        """Show the page of ``code``, at ``key``, if there is one, else the first."""
        if code is not None and code in self._pages:
            self.open(code, key)
        elif self._pages:
            self.open(next(iter(self._pages)))

    def focus_page(self) -> None:
        """Let the keyboard begin on the page that is shown, not on the way to others."""
        shown = self._stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing entered is lost; else ask where, and call ``then`` on a yes."""
        for code, view in self._views.items():
            if not view.may_leave(then):
                self.open(code)
                return False
        return True

    def own_windows(self) -> tuple[str, object] | None:
        """Return the page that has windows of its own, and the key that opens these again."""
        keys = ((code, view.own_windows()) for code, view in self._views.items())
        return next(((code, key) for code, key in keys if key is not None), None)

    def reload(self) -> None:
        self._around.load()
        shown = self._stack.currentWidget()
        if isinstance(shown, PageView):
            shown.reload()

    def show_keyboard_help(self) -> KeyboardHelp:
        shown = self._stack.currentWidget()
        own = shown.shortcuts if isinstance(shown, PageView) else ()
        keys = ((key, self._meanings[key]) for key in self.actions_by_key)
        dialog = KeyboardHelp((*keys, *own), self)
        dialog.open()
        return dialog

    def show_about(self) -> AboutDialog:
        from ui.about import AboutDialog  # noqa: PLC0415 - seldom wanted

        dialog = AboutDialog(parent=self)
        dialog.open()
        return dialog

    def show_notice(self, notice: QWidget) -> None:
        """Let ``notice`` stand between the top bar and the pages until it goes by itself."""
        self._column.insertWidget(self._column.indexOf(self._body), notice)
        before = self._bar.last_button
        for button in notice.findChildren(QAbstractButton):
            self.setTabOrder(before, button)
            before = button

    def offer_another(self, choose: Callable[[], None]) -> None:
        """Let the menu lead to another database by ``choose``."""
        self.another_action.triggered.connect(choose)
        self.another_action.setVisible(True)

    def show_theme(self) -> None:
        self._bar.show_theme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._navigation.set_narrow(self.width() < theme.NARROW_BELOW)
        self._fit_monitor()

    def _lay_out(self) -> None:
        self._body.setWindowFlags(Qt.WindowType.Widget)
        self._body.setCentralWidget(self._stack)
        column = self._column
        column.setSpacing(0)
        for widget in (self._bar, self._body, self._status):
            column.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._navigation)
        row.addLayout(column, 1)

    def _connect(self, selection: Selection, errors: ErrorReporter) -> None:
        self._navigation.chosen.connect(self._on_navigated)
        self._search.opened.connect(self._on_hit)
        self._period.changed.connect(selection.choose_period)
        selection.period_changed.connect(self._period.show_period)
        self._bar.theme_chosen.connect(self.theme_chosen)
        self._bar.language_chosen.connect(self.language_chosen)
        self._bar.password_wanted.connect(self.password_wanted)
        self._bar.sign_out_wanted.connect(self.sign_out_wanted)
        self._around.database_loaded.connect(self._status.show_database)
        self._around.firm_loaded.connect(self.setWindowTitle)
        self._around.people_loaded.connect(self._bar.show_people)
        self._around.working_day_loaded.connect(self._status.show_working_day)
        errors.expected.connect(self.toast.say)

    def _add_actions(self, *, has_monitor: bool) -> None:
        self._meanings: dict[str, Message] = {}
        self._add_action("Ctrl+K", Message("Search everything"), self._search.setFocus)
        self._add_action("F5", Message("Read everything again"), self.reload)
        self._add_action("Alt+Left", Message("Previous period"), self._period.step_back)
        self._add_action("Alt+Right", Message("Next period"), self._period.step_on)
        if has_monitor:
            self._add_action("Ctrl+M", Message("Show or hide the KPI monitor"), self._on_monitor)
        for number, page in enumerate(list(self._pages.values())[:9], start=1):
            self._add_action(f"Ctrl+{number}", page.title, partial(self.open, page.code))
        self._add_action("F1", Message("Keyboard help"), self.show_keyboard_help)

    def _add_action(self, keys: str, meaning: Message, call: Callable[[], object]) -> None:
        action = QAction(str(meaning), self)
        action.setShortcut(QKeySequence(keys))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: call())  # noqa: PLW0108 - drops the signal's flag
        self.addAction(action)
        self.actions_by_key[keys] = action
        self._meanings[keys] = meaning

    def _menu_actions(self) -> list[QAction]:
        keys = ("F5", "Ctrl+M", "F1")
        known = [self.actions_by_key[key] for key in keys if key in self.actions_by_key]
        return [*known, self.another_action, self.about_action]

    def _add_monitor(self, monitor: Monitor) -> None:
        title, build = monitor
        dock = QDockWidget(str(title))
        dock.setObjectName("monitor")
        dock.setAccessibleName(str(title))
        dock.visibilityChanged.connect(partial(self._fill_monitor, dock, build))
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetClosable
            | QDockWidget.DockWidgetFeature.DockWidgetMovable
        )
        dock.setAllowedAreas(
            Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea
        )
        self._body.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, dock)
        self._dock = dock
        state = window_settings().value("window/docks")
        if isinstance(state, QByteArray):
            self._body.restoreState(state)

    def _fill_monitor(
        self, dock: QDockWidget, build: Callable[[Context], QWidget], is_visible: bool
    ) -> None:
        """Build what the dock holds when it is seen first, not when ``remember`` asks its state."""
        if is_visible and dock.widget() is None and not self._is_monitor_put_away:
            dock.setWidget(build(self.context))

    def remember(self) -> None:
        """Keep which docks stand where, for the next run."""
        if self._dock is not None:
            self._dock.setHidden(self._dock.isHidden() and not self._is_monitor_put_away)
            window_settings().setValue("window/docks", self._body.saveState())

    def _fit_monitor(self) -> None:
        """Take the monitor away where pages need the room, and give it back where they do not."""
        if self._dock is None:
            return
        page = self._pages.get(self.current_code or "")
        has_room = self.width() >= theme.DOCK_FITS and (page is None or page.has_monitor)
        if has_room and self._is_monitor_put_away:
            self._is_monitor_put_away = False
            self._dock.show()
        elif not has_room and self._had_room and not self._dock.isHidden():
            self._dock.hide()
            self._is_monitor_put_away = True
        self._had_room = has_room

    def _on_monitor(self) -> None:
        if self._dock is not None:
            self._is_monitor_put_away = False
            self._dock.setVisible(self._dock.isHidden())

    @Slot(object)
    def _on_hit(self, hit: Hit) -> None:
        self.open(hit.page, hit.key)

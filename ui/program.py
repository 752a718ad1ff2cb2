"""The running window: painted, then the rest of the program is loaded, the database opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, qVersion
from PySide6.QtWidgets import QApplication, QWidget

from crm_desktop import config, logs
from crm_desktop.errors import CrmError, NotSetUpError, SignInNeededError
from crm_desktop.texts import Message, _
from ui import theme
from ui.changes_bus import ChangesBus
from ui.database_choice.chooser import Choice, DatabaseChooser
from ui.errors import ErrorReporter
from ui.first_steps import show_set_up, show_sign_in
from ui.language import (
    Speech,
    chosen_theme,
    remember_language,
    remember_theme,
)
from ui.main_window import MainWindow
from ui.opening import Compose, Opening
from ui.settings import remember_employee, remembered_employee, window_settings
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.domain.period import Period
    from ui.context import Page
    from ui.desk import Monitor
    from ui.login.password_dialog import PasswordDialog
    from ui.selection import Selection
    from ui.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Furniture:
    """What stands in the window for the services that were opened.

    ``first`` is the code of the page that greets; None is the first of ``pages``. It greets
    whatever was shown last if it is ``always_first``. ``period`` is shown at the start; None is
    the running month. ``database`` tells apart the databases whose employee is remembered.
    """

    pages: Sequence[Page]
    surroundings: Surroundings
    monitor: Monitor | None = None
    first: str | None = None
    always_first: bool = False
    period: Period | None = None
    database: str = ""


class Standing(NamedTuple):
    """A page by its code, and the key that opens the windows of another, or the same, again."""

    page: str | None
    windows: tuple[str, object] | None


Furnish = Callable[["Services"], Furniture]


class Front(Protocol):
    """The window that asks for what must be done first; some steps need the whole window."""

    def show_failure(self, words: str, retry: Callable[[], None]) -> None: ...

    def show_step(self, step: QWidget, *, is_small: bool = False) -> None: ...


class Program(QObject):
    """Wires the parts of the running window; ``opened`` says that it can be used."""

    emptied = Signal()  # what is shown of the database is of no use any more
    opened = Signal()
    failed = Signal(str)  # why the database did not open, or not before somebody signs in

    def __init__(
        self,
        app: QApplication,
        compose: Compose,
        furnish: Furnish,
        *,
        language: str | None = None,
        log: Path | None = None,
        demonstration: Compose | None = None,
        choice: Choice | None = None,
    ) -> None:
        super().__init__()
        self._app = app
        self._compose = compose
        self._demonstration = demonstration
        self._furnish = furnish
        self._is_introduced = False
        self._opening: Opening | None = None
        self._speech = Speech(app)
        self._services: Services | None = None
        self.contents: tuple[Services, Furniture] | None = None
        self.selection: Selection | None = None
        self._place: tuple[str | None, object] = None, None
        self.errors = ErrorReporter(log, self)
        self.changes = ChangesBus(self)
        self.runner = TaskRunner(QThreadPool(self), self)
        self._speech.activate(language or config.chosen_language())
        theme.apply(app, chosen_theme())
        self.chooser = None if choice is None else DatabaseChooser(self, choice)
        self.window = MainWindow(self.chooser)
        self.front: Callable[[], Front] = lambda: self.window
        self.window.painted.connect(self.open)
        app.aboutToQuit.connect(self.close)

    def open(self) -> None:
        """Load the program and open the database while the window stays alive."""
        if self._opening is not None:
            return
        opening = self._opening = Opening(self._compose, self._services)
        end = partial(self._end, opening)
        loaded, failed = partial(end, self._on_loaded), partial(end, self._on_failed)
        self.window.show_loading(is_demonstration=opening.compose is self._demonstration)
        self.emptied.emit()
        load = partial(self.runner.run, self, partial(self._load, opening), loaded, failed)
        if self._compose is self._demonstration:  # its making ends with the program
            self.runner.run_apart(self, partial(self._come, opening), lambda _: load(), failed)
        else:
            load()

    def switch_theme(self, code: str) -> None:
        self._remember(partial(remember_theme, code))
        theme.apply(self._app, theme.THEMES[code])
        if self.window.desk is not None:
            self.window.desk.show_theme()

    def switch_language(self, code: str, standing: Standing | None = None) -> None:
        """Build the window's contents anew, at the same page, period and employee.

        ``standing`` is what was shown before some of it had to be left to be kept.
        """
        desk = self.window.desk
        if desk is not None:
            standing = standing or Standing(desk.current_code, desk.own_windows())
            if not desk.may_leave(partial(self.switch_language, code, standing)):
                return
        self._remember(partial(remember_language, code))
        self._speech.activate(code)
        if desk is not None and standing is not None:
            desk.remember()
            self.show_desk(standing.page)
            self._open_windows(standing.windows)
            self.opened.emit()

    def _open_windows(self, windows: tuple[str, object] | None) -> None:
        if windows is not None and self.window.desk is not None:
            code, key = windows
            self.window.desk.view(code).open_key(key)

    def sign_out(self) -> None:
        """Let somebody else sign in, unless something entered would be lost."""
        desk, services = self.window.desk, self._services
        if services is None or (desk is not None and not desk.may_leave(self.sign_out)):
            return
        if desk is not None:
            desk.remember()
        self._remember_employee()
        services.users.sign_out()
        self.contents = self.selection = None
        self.open()

    def go_on_with(self, services: Services, compose: Compose) -> None:
        """Show another database, which was opened by ``compose``."""
        self.let_go()
        self._services, self._compose = services, compose
        self.open()

    @property
    def has_demonstration(self) -> bool:
        return self._demonstration is not None

    def let_go(self) -> None:
        """Close the database, or once it came; what is shown of it is of no use any more."""
        if self._services is not None and self._opening is None:
            self._services.close()
        self._opening = self._services = None
        self._place = None, None
        self._empty()

    def put_aside(self, code: str | None) -> None:
        """Show nothing of the database until it is opened again, at the page of ``code``.

        It stays open, with whoever has signed in, until another takes its place.
        """
        self._place = code, None
        self._empty()

    def _empty(self) -> None:
        self._remember_employee()
        self.contents = self.selection = None
        self.emptied.emit()

    def change_password(self) -> PasswordDialog | None:
        """Let the user who is signed in choose another password."""
        desk, services = self.window.desk, self._services
        if desk is None or services is None:
            return None
        from ui.login.password_dialog import PasswordDialog  # noqa: PLC0415 - seldom wanted
        from ui.login.viewmodel import PasswordViewModel  # noqa: PLC0415

        viewmodel = PasswordViewModel(services.users, self.runner)
        dialog = PasswordDialog(viewmodel, desk)
        viewmodel.changed.connect(partial(desk.toast.say, _("Your password is changed.")))
        dialog.bug_met.connect(self.errors.report)
        dialog.open()
        return dialog

    def close(self) -> None:
        """Wait for work under way, then let go of the database."""
        if self.window.isVisible():  # the session ends, and closes no windows
            self.window.remember()
        if self.window.desk is not None and self.window.desk.current_code is not None:
            window_settings().setValue("window/page", self.window.desk.current_code)
        self._remember_employee()
        self.runner.shutdown()
        services = self._services if self._opening is None else self._opening.services
        if services is not None:
            services.close()

    def _remember_employee(self) -> None:
        employee_id = None if self.selection is None else self.selection.employee_id
        if self.contents is not None and employee_id is not None:
            furniture = self.contents[1]
            remember_employee(furniture.database, employee_id, _user_id(furniture))

    def _remember(self, choice: Callable[[], None]) -> None:
        try:
            choice()
        except CrmError as error:  # the switch itself works without
            self.errors.report(error)

    def _load(self, opening: Opening) -> tuple[Services, Furniture]:
        services = self._come(opening)
        return services, self._furnish(services)

    def _come(self, opening: Opening) -> Services:
        if not self._is_introduced:
            self._is_introduced = True
            logs.introduce(f"Qt {qVersion()} {QApplication.platformName()}")
        return opening.open()

    def _end(self, opening: Opening, deliver: Callable[[Any], None], outcome: object) -> None:
        """Go on with ``opening``, unless another database is wanted by now."""
        if opening is self._opening:
            self._opening, self._services = None, opening.services
            deliver(outcome)
        else:
            opening.close()

    def _on_loaded(self, contents: tuple[Services, Furniture]) -> None:
        from crm_desktop.domain.period import Period, PeriodKind  # noqa: PLC0415 - as the desk
        from ui.selection import Selection  # noqa: PLC0415

        self.contents = contents
        furniture = contents[1]
        running = Period.containing(furniture.surroundings.today, PeriodKind.MONTH)
        self.selection = Selection(
            furniture.period or running,
            parent=self,
            usual_id=furniture.surroundings.access.employee_id
            or remembered_employee(furniture.database, _user_id(furniture)),
        )
        (code, key), self._place = self._place, (None, None)
        if self.front() is self.window:
            self.show_desk(code, key)
        self.opened.emit()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, NotSetUpError) and self._services is not None:
            show_set_up(self, self._services)
            return
        if isinstance(error, SignInNeededError) and self._services is not None:
            show_sign_in(self, self._services)
            self.failed.emit(str(error))
            return
        if self.chooser is not None and self.chooser.answers(error):
            self.failed.emit(str(error))
            return
        if not isinstance(error, CrmError):
            self.errors.report(error)
            error = CrmError(Message("The program met an error that it did not expect."))
        self.front().show_failure(str(error), self.open)
        self.failed.emit(str(error))

    def enter_again(self, key: object) -> None:
        """Build the window anew for what the user may by now, at the same page and its ``key``."""
        desk = self.window.desk
        if desk is not None and not desk.may_leave(partial(self.enter_again, key)):
            return
        if desk is not None:
            desk.remember()
            self._place = desk.current_code, key
        self._remember_employee()
        self.open()

    def open_demonstration(self) -> None:
        """Go on with the demonstration until the program ends; nothing is chosen by it."""
        if self._demonstration is not None:
            self.let_go()
            self._compose = self._demonstration
            self.open()

    def show_desk(self, code: str | None, key: object = None) -> None:
        """Fill the window at the page of ``code``, else at the one that greets."""
        if self.contents is None or self.selection is None:
            return
        from ui.desk import Desk  # noqa: PLC0415 - the first paint does not wait for it

        services, furniture = self.contents
        desk = Desk(
            services,
            furniture.pages,
            furniture.surroundings,
            selection=self.selection,
            tasks=self.runner,
            changes=self.changes,
            errors=self.errors,
            monitor=furniture.monitor,
        )
        desk.theme_chosen.connect(self.switch_theme)
        desk.language_chosen.connect(self.switch_language)
        desk.password_wanted.connect(self.change_password)
        desk.sign_out_wanted.connect(self.sign_out)
        if self.chooser is not None:
            desk.offer_another(self.chooser.begin)
        desk.entered.connect(self.enter_again, Qt.ConnectionType.QueuedConnection)
        last = "" if furniture.always_first else str(window_settings().value("window/page", ""))
        # Before it is seen, so that nothing else reads its figures.
        desk.open_first(code or last or furniture.first, key)
        self.window.show_desk(desk)
        desk.focus_page()


def _user_id(furniture: Furniture) -> int | None:
    user = furniture.surroundings.access.user
    return None if user is None else user.id

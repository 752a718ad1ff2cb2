"""The way of the program from one database to another, by the pages that ask for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Slot

from crm_desktop import config
from crm_desktop.address import ServerAddress, without_password
from crm_desktop.errors import CrmError, NotChosenError, PasswordError
from crm_desktop.texts import Message

if TYPE_CHECKING:
    from ui.database_choice.entries import Entries
    from ui.database_choice.viewmodel import Chosen, DatabaseChoiceViewModel, OpenAt
    from ui.program import Program

# Most starts ask for no database.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class Choice:
    """How a database is opened that the user names.

    ``location`` is where the one is that the command line names instead; it is not remembered.
    """

    open_at: OpenAt
    location: str | None = None


class DatabaseChooser(QObject):
    def __init__(self, program: Program, choice: Choice) -> None:
        super().__init__(program)
        self._program = program
        self._open_at = choice.open_at
        self._location = choice.location
        self._asking: DatabaseChoiceViewModel | None = None

    @Slot()
    def begin(self) -> None:
        """Ask for another database, unless something entered would be lost.

        The one that is shown stays open until then, with whoever has signed in to it.
        """
        desk = self._program.window.desk
        if desk is None:
            self._program.let_go()
        elif desk.may_leave(self.begin):
            desk.remember()
            self._program.put_aside(desk.current_code)
        else:
            return
        self._program.window.come_forward()  # the monitor alone has no room for the page
        self._ask(can_leave=True)

    def answers(self, error: Exception) -> bool:
        """Show the step that ``error`` calls for; return whether there is one."""
        if isinstance(error, NotChosenError):
            self._ask(can_leave=False)
            return True
        address = ServerAddress.of(error.location) if isinstance(error, PasswordError) else None
        if address is None:
            return False
        self._ask_password(address, str(error))
        return True

    def _ask(self, *, can_leave: bool, entries: Entries | None = None) -> None:
        """Show the page, at ``entries`` or at the present choice."""
        from ui.database_choice.entries import Entries
        from ui.database_choice.page import DatabaseChoice

        program = self._program
        page = DatabaseChoice(
            self._viewmodel(is_choice=True),
            entries or Entries.of(self._location or config.load().database),
            can_leave=can_leave,
            has_demonstration=program.has_demonstration,
        )

        def speak(code: str) -> None:
            entered = page.entries()
            program.switch_language(code)
            self._ask(can_leave=can_leave, entries=entered)

        page.left.connect(program.open)
        page.demonstration_wanted.connect(program.open_demonstration)
        page.theme_chosen.connect(program.switch_theme)
        page.language_chosen.connect(speak)
        page.bug_met.connect(program.errors.report)
        program.front().show_step(page)

    def _ask_password(self, address: ServerAddress, words: str) -> None:
        from ui.database_choice.password_page import ServerPassword

        step = ServerPassword(self._viewmodel(is_choice=False), address, words)
        step.another_wanted.connect(self.begin)
        step.bug_met.connect(self._program.errors.report)
        self._program.front().show_step(step, is_small=True)

    def _viewmodel(self, *, is_choice: bool) -> DatabaseChoiceViewModel:
        from ui.database_choice.viewmodel import DatabaseChoiceViewModel

        runner = self._program.runner
        viewmodel = DatabaseChoiceViewModel(self._open_at, runner, is_choice=is_choice)
        viewmodel.opened.connect(self._on_chosen if is_choice else self._on_opened)
        self._asking = viewmodel  # its page goes first
        return viewmodel

    def _on_chosen(self, chosen: Chosen) -> None:
        self._location = None  # it is remembered
        if chosen.unremembered is not None:
            self._location = without_password(chosen.location)
            self._tell_once_open(chosen.unremembered)
        self._on_opened(chosen)

    def _tell_once_open(self, error: CrmError) -> None:
        """Tell it where the database is shown: until then there is no place for it."""
        words = Message(
            "The choice of the database is not remembered. {reason}", reason=error.message
        )
        self._program.opened.connect(
            partial(self._program.errors.report, CrmError(words)),
            Qt.ConnectionType.SingleShotConnection,
        )

    def _on_opened(self, chosen: Chosen) -> None:
        again = partial(self._open_at, chosen.location, must_exist=True)
        self._program.go_on_with(chosen.services, again)

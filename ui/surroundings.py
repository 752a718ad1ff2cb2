"""What stands around the pages: the database, the people, the working day, the search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import QObject, Signal, Slot

from crm_desktop.changes import Changes
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import EVERYBODY, Access
from crm_desktop.texts import Message
from ui.changes_bus import ChangesBus
from ui.search_popup import Find
from ui.selection import Selection
from ui.tasks import Latest, Tasks


@dataclass(frozen=True, slots=True)
class Person:
    """An employee whose progress may be shown."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """How the window asks the services; each call is synchronous and may be slow.

    ``working_day`` says for example "15 of 21 working days"; None says nothing. ``firm`` is what
    windows are called after. ``access`` is what the user might do when the window was built.
    """

    today: date
    database: Callable[[], Message | str]
    people: Callable[[], Sequence[Person]]
    working_day: Callable[[Period], Message | None]
    find: Find
    firm: Callable[[], Message | str] = str
    access: Access = EVERYBODY


class SurroundingsViewModel(QObject):
    database_loaded = Signal(str)
    firm_loaded = Signal(str)
    people_loaded = Signal(object)  # Sequence[Person]
    working_day_loaded = Signal(str)

    def __init__(
        self,
        surroundings: Surroundings,
        selection: Selection,
        *,
        tasks: Tasks,
        changes: ChangesBus,
        report: Callable[[Exception], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._surroundings = surroundings
        self._selection = selection
        self._tasks = tasks
        self._report = report
        self._people = Latest(tasks, self)
        self._working_day = Latest(tasks, self)
        self._firm = Latest(tasks, self)
        changes.happened.connect(self._on_changes)
        selection.period_changed.connect(self._load_working_day)

    def load(self) -> None:
        self._tasks.run(self, self._surroundings.database, self._on_database, self._report)
        self._load_people()
        self._load_working_day()
        self._load_firm()

    def _load_people(self) -> None:
        self._people.run(self._surroundings.people, self._on_people, self._report)

    @Slot()
    def _load_working_day(self) -> None:
        ask, period = self._surroundings.working_day, self._selection.period
        self._working_day.run(lambda: ask(period), self._on_working_day, self._report)

    def _load_firm(self) -> None:
        self._firm.run(self._surroundings.firm, self._on_firm, self._report)

    def _on_database(self, words: Message | str) -> None:
        self.database_loaded.emit(str(words))

    def _on_firm(self, words: Message | str) -> None:
        self.firm_loaded.emit(str(words))

    def _on_people(self, people: Sequence[Person]) -> None:
        """Tell them, and see to it that one of them is chosen."""
        self.people_loaded.emit(tuple(people))
        known = [person.id for person in people]
        if self._selection.employee_id not in known:
            usual = self._selection.usual_id
            first = known[0] if known else None
            self._selection.choose_employee(usual if usual in known else first)

    def _on_working_day(self, words: Message | None) -> None:
        self.working_day_loaded.emit("" if words is None else str(words))

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & Changes.PEOPLE:
            self._load_people()
        if changes & Changes.SETTINGS:
            self._load_working_day()
            self._load_firm()

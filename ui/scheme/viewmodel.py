"""The scheme as its screens need it, and what is done to one definition; knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.people import (
    COMPANY,
    DepartmentRow,
    EmployeeRow,
    GroupRow,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.domain.period import Period, PeriodKind, last_full_month
from crm_desktop.kpi.definition import AFTER_ALL, ALWAYS, Version
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.schemes import Definition, DefinitionKind, VersionRow
from crm_desktop.texts import Message
from ui.changes_bus import ChangesBus
from ui.people.tree import paths
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class SchemeRead:
    """``newest`` is what will hold once all that was saved has begun, ``present`` what holds."""

    present: Scheme
    newest: Scheme
    today: date
    employees: tuple[EmployeeRow, ...]
    departments: tuple[DepartmentRow, ...]
    groups: tuple[GroupRow, ...]
    settled_until: date | None = None

    def subjects(self) -> tuple[tuple[str, SubjectRef], ...]:
        """Return whom something can be assigned to, with their words."""
        codes = {row.id: row.code for row in self.departments}
        return (
            (str(Message("The whole company")), COMPANY),
            *(
                (path, SubjectRef(SubjectLevel.DEPARTMENT, codes[key]))
                for path, key in paths(self.departments)
            ),
            *((row.name, SubjectRef(SubjectLevel.GROUP, row.code)) for row in self.groups),
            *((row.name, SubjectRef(SubjectLevel.EMPLOYEE, row.code)) for row in self.employees),
        )

    def first_day(self, version: Version | None = None) -> date:
        """Return the day from which what is saved is to hold, but no settled one.

        What is new holds for this month, a change of ``version`` for the next.
        """
        month = Period.containing(self.today, PeriodKind.MONTH)
        start = month.start if version is None else max(month.end, version.valid_from)
        return start if self.settled_until is None else max(start, self.settled_until)

    def last_full(self, kind: PeriodKind = PeriodKind.MONTH) -> Period:
        """Return the month that ends the last period of ``kind`` that is over."""
        return last_full_month(self.today, kind)

    def state_of(self, version: Version, *, is_newest: bool) -> Message:
        """Return since when or from when a definition holds."""
        if not is_newest:
            return Message("ends")
        if version.valid_from > self.today:
            return Message("from {day}", day=version.valid_from)
        if version.valid_from == ALWAYS:
            return Message("in force")
        return Message("since {day}", day=version.valid_from)


class SchemeViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # SchemeRead
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        self.reading.emit()
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

    def _read(self) -> SchemeRead:
        services = self._services
        today = services.firm.today()
        people = services.people
        return SchemeRead(
            present=services.schemes.scheme(today),
            newest=services.schemes.scheme(AFTER_ALL),
            today=today,
            employees=tuple(people.list_employees(on=today)),
            departments=tuple(people.list_departments()),
            groups=tuple(people.list_groups()),
            settled_until=services.schemes.settled_until(),
        )


class DefinitionViewModel(QObject):
    """Saves one definition after the other; a page hears of it through the changes."""

    writing = Signal(bool)
    saved = Signal(object, object)  # Definition, date
    removed = Signal(object, object)  # Definition, date
    failed = Signal(object)  # Exception
    undo_failed = Signal(object)  # Exception
    versions_read = Signal(object)  # list[VersionRow]

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._history = Latest(tasks, self)

    def read_versions(self, kind: DefinitionKind, code: str) -> None:
        def work() -> list[VersionRow]:
            return self._services.schemes.history(kind, code)

        self._history.run(work, self.versions_read.emit, self.failed.emit)

    def save(
        self, definition: Definition, valid_from: date, others: Sequence[Definition] = ()
    ) -> None:
        """Save ``definition``, and ``others`` with it or none of them."""

        def work() -> Changes:
            return self._services.schemes.save_all([definition, *others], valid_from)

        self._write(work, partial(self.saved.emit, definition, valid_from))

    def remove(self, definition: Definition, valid_from: date) -> None:
        kind = DefinitionKind.of(definition)

        def work() -> Changes:
            return self._services.schemes.remove(kind, definition.code, valid_from)

        self._write(work, partial(self.removed.emit, definition, valid_from))

    def bring_back(self, definition: Definition) -> None:
        """Take back that a definition was taken away, with the plans that ended with it."""
        kind = DefinitionKind.of(definition)

        def work() -> Changes:
            return self._services.schemes.restore(kind, definition.code)

        self._tasks.run(self, work, self._changes.happened.emit, self.undo_failed.emit)

    def _write(self, work: Callable[[], Changes], tell: Callable[[], object]) -> None:
        def done(changes: Changes) -> None:
            self.writing.emit(False)
            tell()
            self._changes.happened.emit(changes)

        def failed(error: Exception) -> None:
            self.writing.emit(False)
            self.failed.emit(error)

        self.writing.emit(True)
        self._tasks.run(self, work, done, failed)

"""Who is away, as the list and the card of absences need it; knows no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.people import (
    AbsenceDraft,
    AbsenceRow,
    EmployeeRow,
    Subject,
    SubjectLevel,
)
from crm_desktop.domain.period import Period
from ui.changes_bus import ChangesBus
from ui.plans.absence_effect import Rules
from ui.plans.lines import Staff
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class AbsencesRead:
    rows: tuple[AbsenceRow, ...]
    employees: tuple[EmployeeRow, ...]
    rules: Rules
    subjects: tuple[Subject, ...]
    today: date

    def subject_of(self, employee_id: int) -> Subject | None:
        code = next((row.code for row in self.employees if row.id == employee_id), None)
        people = (one for one in self.subjects if one.ref.level is SubjectLevel.EMPLOYEE)
        return next((one for one in people if one.ref.code == code), None)


class AbsencesViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # AbsencesRead
    failed = Signal(object)  # Exception
    writing = Signal(bool)
    saved = Signal(int)  # the id of the absence
    deleted = Signal(object)  # AbsenceRow
    refused = Signal(object)  # Exception

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)

    def load(self, period: Period) -> None:
        self.reading.emit()
        self._latest.run(partial(self._read, period), self.loaded.emit, self.failed.emit)

    def save(self, row: AbsenceRow | None, draft: AbsenceDraft) -> None:
        """Enter an absence, or save ``row`` as ``draft`` says."""
        calendars = self._services.calendars

        def work() -> tuple[int, Changes]:
            if row is None:
                created = calendars.create_absence(draft)
                return created.id, created.changes
            return row.id, calendars.save_absence(row.id, row.version, draft)

        self._write(work, self.saved.emit)

    def delete(self, row: AbsenceRow) -> None:
        def work() -> tuple[AbsenceRow, Changes]:
            return row, self._services.calendars.delete_absence(row.id, row.version)

        self._write(work, self.deleted.emit)

    def _read(self, period: Period) -> AbsencesRead:
        services, people = self._services, self._services.people
        firm, today = services.firm.firm(), services.firm.today()
        employees = tuple(people.list_employees())
        departments, groups = tuple(people.list_departments()), tuple(people.list_groups())
        staff = Staff(firm.name, departments, employees, groups)
        subjects = tuple(subject for subject, _depth, _unit in staff.subjects())
        return AbsencesRead(
            tuple(services.calendars.list_absences(period)),
            employees,
            Rules(services.schemes.scheme(today), subjects, firm.calendar()),
            subjects,
            today,
        )

    def _write(
        self, work: Callable[[], tuple[object, Changes]], tell: Callable[[object], object]
    ) -> None:
        def done(outcome: tuple[object, Changes]) -> None:
            self.writing.emit(False)
            tell(outcome[0])
            self._changes.happened.emit(outcome[1])

        def failed(error: Exception) -> None:
            self.writing.emit(False)
            self.refused.emit(error)

        self.writing.emit(True)
        self._tasks.run(self, work, done, failed)

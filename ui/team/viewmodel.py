"""Everyone's figures of a period, and which of them are wanted; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.names import folded
from crm_desktop.domain.period import Period
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from ui.team.rows import TeamRead, TeamRow


@dataclass(frozen=True, slots=True)
class TeamShown:
    """The rows that are wanted, and the ``indicators`` that somebody in the department has."""

    indicators: Mapping[str, str]
    has_departments: bool
    people: tuple[TeamRow, ...]
    totals: tuple[TeamRow, ...]


class TeamViewModel(QObject):
    """Begins with the department of the chosen employee until another choice is made."""

    reading = Signal()
    loaded = Signal(object)  # TeamRead
    filtered = Signal(object)  # TeamShown
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)
        self._read: TeamRead | None = None
        self._text = ""
        self._employee_id: int | None = None
        self._choice: str | None = None
        self._is_chosen = False

    @property
    def department(self) -> str | None:
        """The code of the department whose people are wanted; None wants everyone."""
        if self._read is None:
            return None
        if not self._is_chosen or self._choice not in {None, *self._read.departments}:
            return department_of(self._read, self._employee_id)
        return self._choice

    def load(self, period: Period, employee_id: int | None) -> None:
        self._employee_id = employee_id
        self.reading.emit()
        self._latest.run(lambda: read(self._services, period), self._on_loaded, self.failed.emit)

    def choose_employee(self, employee_id: int | None) -> None:
        """Begin with another employee's department; the figures are those of everybody."""
        self._employee_id = employee_id
        if self._read is not None:
            self._on_loaded(self._read)

    def search(self, text: str) -> None:
        """Want only people whose name or department has each word of ``text``."""
        self._text = text
        self._filter()

    def choose_department(self, code: str | None) -> None:
        """Want only people in the department ``code`` and below; None wants everyone."""
        self._choice, self._is_chosen = code, True
        self._filter()

    def _on_loaded(self, found: TeamRead) -> None:
        self._read = found
        self.loaded.emit(found)
        self._filter()

    def _filter(self) -> None:
        if self._read is None:
            return
        words = folded(self._text).split()
        inside = [row for row in self._read.sellers if self._is_inside(row)]
        codes = {code for row in inside for code in row.cells}
        found = TeamShown(
            indicators={
                code: name for code, name in self._read.indicators.items() if code in codes
            },
            has_departments=len({row.department for row in inside}) > 1,
            people=tuple(row for row in inside if _has_words(row, words)),
            totals=tuple(row for row in self._read.totals if self._is_inside(row)),
        )
        self.filtered.emit(found)

    def _is_inside(self, row: TeamRow) -> bool:
        code, department = row.outcome.result.subject.ref.code, self.department
        return department is None or department in (*row.departments, code) or not code


def department_of(found: TeamRead, employee_id: int | None) -> str | None:
    """Return the nearest department of the employee that is measured by something, or None."""
    measured = {row.outcome.result.subject.ref.code for row in found.totals}
    own = next((row for row in found.sellers if row.employee_id == employee_id), None)
    above = () if own is None or employee_id is None else own.departments
    return next((code for code in above if code in measured), None)


def _has_words(row: TeamRow, words: list[str]) -> bool:
    text = folded(f"{row.name} {row.department}")
    return all(word in text for word in words)


def read(services: Services, period: Period) -> TeamRead:
    """Return everyone's figures of ``period``.

    Raises:
        CrmError: the figures cannot be computed.

    """
    from ui.team.rows import rows_of  # noqa: PLC0415 - the page is seen before the rules are loaded

    pace = services.calculation.pace(period)
    return rows_of(
        services.calculation.calculate(period).outcomes,
        services.people.list_employees(),
        services.schemes.scheme(period.start),
        lambda subject: pace(subject.ref).share_due,
    )

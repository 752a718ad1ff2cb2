"""Everyone's figures of a period, and which of them are wanted; knows no widget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.names import folded
from crm_desktop.domain.period import Period
from ui.tasks import Latest, Tasks
from ui.team.rows import TeamRead, TeamRow, rows_of

if TYPE_CHECKING:
    from crm_desktop.composition import Services


class TeamViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # TeamRead
    filtered = Signal(object, object)  # tuple[TeamRow, ...]: the people, and the totals
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)
        self._read: TeamRead | None = None
        self._text = ""
        self._department: str | None = None

    def load(self, period: Period) -> None:
        self.reading.emit()
        self._latest.run(lambda: read(self._services, period), self._on_loaded, self.failed.emit)

    def search(self, text: str) -> None:
        """Want only people whose name or department has each word of ``text``."""
        self._text = text
        self._filter()

    def choose_department(self, code: str | None) -> None:
        """Want only people in the department ``code`` and below; None wants everyone."""
        self._department = code
        self._filter()

    def _on_loaded(self, found: TeamRead) -> None:
        self._read = found
        if self._department not in found.departments:
            self._department = None
        self.loaded.emit(found)
        self._filter()

    def _filter(self) -> None:
        if self._read is None:
            return
        words = folded(self._text).split()
        people = tuple(row for row in self._read.sellers if self._is_wanted(row, words))
        totals = tuple(row for row in self._read.totals if self._is_wanted(row, []))
        self.filtered.emit(people, totals)

    def _is_wanted(self, row: TeamRow, words: list[str]) -> bool:
        subject = row.outcome.result.subject
        place = (*row.departments, subject.ref.code)
        is_inside = self._department is None or self._department in place or not subject.ref.code
        text = folded(f"{row.name} {row.department}")
        return is_inside and all(word in text for word in words)


def read(services: Services, period: Period) -> TeamRead:
    """Return everyone's figures of ``period``.

    Raises:
        CrmError: the figures cannot be computed.

    """
    return rows_of(
        services.calculation.calculate(period).outcomes,
        services.people.list_employees(),
        services.schemes.scheme(period.start),
        services.calculation.pace(period).share_due,
    )

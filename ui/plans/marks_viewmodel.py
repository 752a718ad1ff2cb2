"""The marks of a period, as their screen needs them; knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.marks import MarkDraft, MarkRow
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError
from ui.changes_bus import ChangesBus
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class MarksRead:
    """``rows`` have what is missing first; ``stale`` are missing marks of other periods.

    ``author`` is the name of the employee who is chosen.
    """

    rows: tuple[MarkRow, ...]
    stale: tuple[MarkRow, ...]
    zone: ZoneInfo
    author: str = ""


class MarksViewModel(QObject):
    reading = Signal()
    loaded = Signal(object)  # MarksRead
    failed = Signal(object)  # Exception
    history_read = Signal(object)  # list[MarkVersion]
    writing = Signal(bool)
    saved = Signal(object)  # MarkDraft
    refused = Signal(object)  # Exception

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)
        self._history = Latest(tasks, self)

    def load(self, period: Period, employee_id: int | None) -> None:
        """Read the marks of ``period`` for the employee who is chosen to give them."""
        self.reading.emit()
        work = partial(self._read, period, employee_id)
        self._latest.run(work, self.loaded.emit, self.failed.emit)

    def read_history(self, row: MarkRow) -> None:
        history = self._services.marks.history
        work = partial(history, row.indicator, row.subject.ref, row.period)
        self._history.run(work, self.history_read.emit, self.failed.emit)

    def save(self, draft: MarkDraft) -> None:
        def done(changes: Changes) -> None:
            self.writing.emit(False)
            self.saved.emit(draft)
            self._changes.happened.emit(changes)

        def failed(error: Exception) -> None:
            self.writing.emit(False)
            self.refused.emit(error)

        self.writing.emit(True)
        self._tasks.run(self, partial(self._services.marks.set_mark, draft), done, failed)

    def _read(self, period: Period, employee_id: int | None) -> MarksRead:
        marks = self._services.marks
        rows = sorted(marks.list_marks(period), key=_urgency)
        stale = tuple(row for row in marks.list_stale() if row.period != period)
        zone = self._services.firm.firm().time_zone()
        return MarksRead(tuple(rows), stale, zone, self._name(employee_id))

    def _name(self, employee_id: int | None) -> str:
        try:
            return "" if employee_id is None else self._services.people.employee(employee_id).name
        except NotFoundError:  # chosen before it was deleted
            return ""


def _urgency(row: MarkRow) -> int:
    """Return 0 for what is asked for by now, 1 for what is missing, 2 for what is given."""
    if row.given is not None and row.given.value is not None:
        return 2
    return 0 if row.is_stale else 1

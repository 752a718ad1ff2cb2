"""The working calendar as its screen needs it, with a way back from each change; no widget."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.calendar import CalendarDay, DayKind, DayRow, WorkingHours
from crm_desktop.domain.period import Period, PeriodKind
from ui.changes_bus import ChangesBus
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class CalendarRead:
    """``own`` is the firm's word on days, which holds before the public calendar."""

    days: tuple[DayRow, ...]
    own: tuple[CalendarDay, ...]
    hours: WorkingHours
    country: str | None
    today: date


class CalendarViewModel(QObject):
    """``can_undo_changed`` tells whether a change of days can be taken back."""

    reading = Signal()
    loaded = Signal(object)  # CalendarRead
    failed = Signal(object)  # Exception
    refused = Signal(object)  # Exception
    days_set = Signal(object)  # Period
    hours_saved = Signal()
    can_undo_changed = Signal(bool)

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)
        self._own: dict[date, CalendarDay] = {}
        self._past: list[tuple[Period, tuple[CalendarDay, ...]]] = []

    def load(self, year: int) -> None:
        self.reading.emit()
        self._latest.run(partial(self._read, year), self._on_read, self.failed.emit)

    def set_days(
        self, period: Period, kind: DayKind | None, *, minutes: int | None = None, note: str = ""
    ) -> None:
        """Make the days of ``period`` of ``kind``; None is what the public calendar says."""
        calendars = self._services.calendars
        before = tuple(self._own[day] for day in period.days() if day in self._own)

        def work() -> Changes:
            if kind is None:
                return calendars.clear_days(period)
            return calendars.set_days(period, kind, minutes=minutes, note=note)

        def done() -> None:
            self._past.append((period, before))
            self.can_undo_changed.emit(True)
            self.days_set.emit(period)

        self._write(work, done)

    def undo(self) -> None:
        """Take back the latest change of days."""
        if not self._past:
            return
        period, before = self._past.pop()
        calendars = self._services.calendars

        def work() -> Changes:
            changes = calendars.clear_days(period)
            for own in before:
                one = Period.containing(own.day, PeriodKind.DAY)
                changes |= calendars.set_days(one, own.kind, minutes=own.minutes, note=own.note)
            return changes

        self.can_undo_changed.emit(bool(self._past))
        self._write(work, lambda: None)

    def save_hours(self, hours: WorkingHours) -> None:
        self._write(partial(self._services.calendars.save_hours, hours), self.hours_saved.emit)

    def _read(self, year: int) -> CalendarRead:
        services = self._services
        firm = services.firm.firm()
        return CalendarRead(
            tuple(services.calendars.days(year)),
            firm.own_days,
            firm.hours,
            firm.country,
            services.firm.today(),
        )

    def _on_read(self, read: CalendarRead) -> None:
        self._own = {own.day: own for own in read.own}
        self.loaded.emit(read)

    def _write(self, work: Callable[[], Changes], tell: Callable[[], object]) -> None:
        def done(changes: Changes) -> None:
            tell()
            self._changes.happened.emit(changes)

        self._tasks.run(self, work, done, self.refused.emit)

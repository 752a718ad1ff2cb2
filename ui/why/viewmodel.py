"""The records behind a step of a derivation, read page by page; knows no widget."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.records import RecordsPage
from ui.tasks import Latest, Tasks
from ui.why.question import EarnedStep

if TYPE_CHECKING:
    from crm_desktop.composition import Services

GLANCE = 8
"""How many records stand there before the user asks for all."""

_PAGE = 200


class WhyViewModel(QObject):
    reading = Signal()
    shown = Signal(object)  # RecordsPage: the first records of a step
    added = Signal(object)  # RecordsPage: the records after those
    earned = Signal(object)  # list[AccrualRow]
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._latest = Latest(tasks, self)
        self._query: RecordsQuery | None = None
        self._cursor: tuple[date, int] | None = None

    def show_records(self, query: RecordsQuery | None) -> None:
        """Read the first records of ``query``; None has none, and stops what is being read."""
        self._query, self._cursor = query, None
        if query is None:
            self._latest.drop()
            return
        self.reading.emit()
        self._latest.run(
            lambda: self._services.calculation.records(query, limit=GLANCE),
            self._on_first,
            self.failed.emit,
        )

    def show_earned(self, step: EarnedStep) -> None:
        """Read the records that earned a line one by one, as they stand now."""
        self._query = self._cursor = None
        self.reading.emit()
        self._latest.run(
            lambda: self._services.payroll.accrual_rows(
                step.employee, step.period, step.line, is_live=True
            ),
            self.earned.emit,
            self.failed.emit,
        )

    def show_more(self) -> None:
        """Read the page after the records that were shown last."""
        query, cursor = self._query, self._cursor
        if query is None or cursor is None:
            return
        self._cursor = None  # a second wish for the same page asks for nothing
        self._latest.run(
            lambda: self._services.calculation.records(query, after=cursor, limit=_PAGE),
            self._on_more,
            self.failed.emit,
        )

    def _on_first(self, page: RecordsPage) -> None:
        self._cursor = page.next_cursor
        self.shown.emit(page)

    def _on_more(self, page: RecordsPage) -> None:
        self._cursor = page.next_cursor
        self.added.emit(page)

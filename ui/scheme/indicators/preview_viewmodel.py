"""Asks what an indicator that is being edited would have been, and which records made it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.rewards.scheme import Scheme
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services
    from crm_desktop.kpi.records import RecordsPage
    from crm_desktop.services.preview import Preview

MOST_RECORDS = 200


class PreviewViewModel(QObject):
    previewed = Signal(object)  # Preview
    records_read = Signal(object)  # RecordsPage
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._previews, self._records = Latest(tasks, self), Latest(tasks, self)

    def preview(self, indicator: Indicator, scheme: Scheme, last: Period) -> None:
        services = self._services

        def work() -> Preview:  # the service is loaded off the GUI thread too
            return services.preview.preview(indicator, scheme, last)

        self._previews.run(work, self.previewed.emit, self.failed.emit)

    def read_records(self, query: RecordsQuery) -> None:
        services = self._services

        def work() -> RecordsPage:
            return services.calculation.records(query, limit=MOST_RECORDS)

        self._records.run(work, self.records_read.emit, self.failed.emit)

    def drop(self) -> None:
        """Wait no longer for figures of what is no longer entered."""
        self._previews.drop()
        self._records.drop()

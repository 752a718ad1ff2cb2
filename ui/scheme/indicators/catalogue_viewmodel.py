"""What the catalogue asks of the services: what there is to choose from, and what is counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes
from crm_desktop.domain.filter_offers import FilterOffers
from crm_desktop.domain.period import Period
from crm_desktop.kpi.catalogue import CATALOGUE, Choice
from crm_desktop.kpi.catalogue_needs import needs_of
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.source import RecordSource
from ui.changes_bus import ChangesBus
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services

_YEAR = timedelta(days=365)

_FIELDS: Mapping[Choice, str] = {
    Choice.STAGE: "stage",
    Choice.PIPELINE: "pipeline",
    Choice.PRODUCT_GROUP: "product_group",
    Choice.LOSS_REASON: "loss_reason",
    Choice.DEAL_SOURCE: "source",
    Choice.ACTIVITY_TYPE: "type",
}


@dataclass(frozen=True, slots=True)
class CatalogueRead:
    """``counts`` are the records of the last twelve months."""

    offers: FilterOffers = FilterOffers()
    counts: Mapping[RecordSource, Decimal] = field(default_factory=dict)

    def choices(self, choice: Choice) -> list[tuple[str, str]]:
        """Return what a parameter can be, each with its name if that is another."""
        if choice is Choice.CUSTOMER_TAG:
            return [(str(offer.value), "") for offer in self.offers.tags]
        return [(name, "") for name in self.offers.names.get(_FIELDS[choice], ())]


class CatalogueViewModel(QObject):
    loaded = Signal(object)  # CatalogueRead
    saved = Signal(int, object)  # how many, from which day on
    failed = Signal(object)  # Exception

    def __init__(
        self, services: Services, tasks: Tasks, changes: ChangesBus, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._tasks = tasks
        self._changes = changes
        self._latest = Latest(tasks, self)

    def load(self, today: date) -> None:
        services = self._services

        def work() -> CatalogueRead:
            needs = list(
                dict.fromkeys(need for entry in CATALOGUE.values() for need in needs_of(entry))
            )
            tomorrow = today + timedelta(days=1)
            counts = services.preview.counts(needs, Period(tomorrow - _YEAR, tomorrow))
            return CatalogueRead(services.filters.offers(), counts)

        self._latest.run(work, self.loaded.emit, self.failed.emit)

    def save(self, indicators: Sequence[Indicator], valid_from: date) -> None:
        services = self._services

        def work() -> Changes:
            return services.schemes.save_all(indicators, valid_from)

        self._tasks.run(
            self, work, partial(self._on_saved, len(indicators), valid_from), self.failed.emit
        )

    def _on_saved(self, count: int, valid_from: date, changes: Changes) -> None:
        self.saved.emit(count, valid_from)
        self._changes.happened.emit(changes)

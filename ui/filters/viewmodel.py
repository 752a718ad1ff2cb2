"""What the filter editor asks of the services; knows no widget."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.customers import CustomerQuery
from crm_desktop.domain.fields import FIELDS, Entity, Field
from crm_desktop.domain.filter_offers import FilterOffers, Offer
from crm_desktop.domain.filters import Filter
from ui.filters.words import FIELDS_OF_PERIOD
from ui.tasks import Latest, Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services

Count = Callable[[Filter], int]
"""Says how many records pass a filter; called off the GUI thread."""

_MOST_FOUND = 20


class FilterEditorViewModel(QObject):
    """``has_period`` allows days of the period that is computed; lists have none."""

    offers_loaded = Signal(object)  # FilterOffers
    counted = Signal(int)
    failed = Signal(object)  # Exception

    def __init__(
        self,
        services: Services,
        tasks: Tasks,
        entity: Entity,
        *,
        has_period: bool = False,
        count: Count | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._services = services
        self._count = count
        self._offering = Latest(tasks, self)
        self._finding = Latest(tasks, self)
        self._counting = Latest(tasks, self)
        self.entity = entity
        self.has_period = has_period
        self.offers = FilterOffers()

    def fields(self) -> dict[str, Field]:
        """Return what conditions can ask for, by code."""
        fields = FIELDS[self.entity]
        if self.has_period:
            return dict(fields)
        return {code: field for code, field in fields.items() if code not in FIELDS_OF_PERIOD}

    @property
    def can_count(self) -> bool:
        return self._count is not None

    def load_offers(self) -> None:
        services = self._services

        def work() -> FilterOffers:  # the service is loaded off the GUI thread too
            return services.filters.offers()

        self._offering.run(work, self._on_offers, self.failed.emit)

    def find_customers(self, text: str, on_found: Callable[[Sequence[Offer]], None]) -> None:
        """Hand a few customers with ``text`` in their names to ``on_found``."""
        services = self._services

        def work() -> list[Offer]:
            query = CustomerQuery(search=text, limit=_MOST_FOUND)
            rows = services.customers.list_customers(query).rows
            return [Offer(name, name) for name in dict.fromkeys(row.name for row in rows)]

        self._finding.run(work, on_found, self.failed.emit)

    def count(self, tree: Filter | None) -> None:
        """Ask how many records pass ``tree``; None takes an earlier question back."""
        count = self._count
        if tree is None or count is None:
            self._counting.drop()
        else:
            self._counting.run(lambda: count(tree), self.counted.emit, self.failed.emit)

    def _on_offers(self, offers: FilterOffers) -> None:
        self.offers = offers
        self.offers_loaded.emit(offers)

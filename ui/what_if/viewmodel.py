"""What the what-if panel asks of the services; knows no widget."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crm_desktop.domain.deals import ProductRow
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.what_if import ImaginedDeal, OpenDealRow
from ui.tasks import Latest, Tasks
from ui.what_if.figures import WhatIfFigures, what_if_figures

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class Offer:
    """The deals that may be won, the products of imagined ones, and the firm's currency."""

    deals: tuple[OpenDealRow, ...]
    products: tuple[ProductRow, ...]
    currency: str


class WhatIfViewModel(QObject):
    offered = Signal(object)  # Offer
    computed = Signal(object)  # WhatIfFigures
    failed = Signal(object)  # Exception

    def __init__(self, services: Services, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._offers, self._answers = Latest(tasks, self), Latest(tasks, self)

    def read_offer(self, employee: EmployeeRow) -> None:
        services = self._services

        def work() -> Offer:
            return Offer(
                tuple(services.what_if.open_deals(employee.code)),
                tuple(services.deals.list_products()),
                services.firm.firm().currency,
            )

        self._offers.run(work, self.offered.emit, self.failed.emit)

    def compute(
        self,
        employee: EmployeeRow,
        period: Period,
        won: Collection[int],
        imagined: Sequence[ImaginedDeal],
    ) -> None:
        """Ask what ``employee`` would have; only the answer to the latest call is told."""
        services = self._services

        def work() -> WhatIfFigures:
            found = services.what_if.what_if(employee.code, period, won=won, imagined=imagined)
            scheme = services.schemes.scheme(period.start)
            pace = services.calculation.pace(period, employee.code)(found.before.result.subject.ref)
            return what_if_figures(employee, found.before, found.after, scheme, pace.share_due)

        self._answers.run(work, self.computed.emit, self.failed.emit)

    def drop(self) -> None:
        """Wait for nothing any longer."""
        self._offers.drop()
        self.drop_answer()

    def drop_answer(self) -> None:
        """Do not wait for what was asked last."""
        self._answers.drop()

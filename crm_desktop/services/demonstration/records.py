"""The demonstration story as records: what had happened by a given moment, and no later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from crm_desktop.domain.customers import CustomerKind
from crm_desktop.domain.deals import SHARE_UNITS, DealStatus, credited_parts
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.services.demonstration.acts import activities, called_at
from crm_desktop.services.demonstration.decisions import adjustments
from crm_desktop.services.demonstration.figures import marks, series
from crm_desktop.services.demonstration.market import Request
from crm_desktop.services.demonstration.papers import add_documents
from crm_desktop.services.demonstration.telling import Telling
from crm_desktop.storage.models import (
    ContactRecord,
    CustomerRecord,
    CustomerTagRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
)
from crm_desktop.storage.models.deals import DIVIDED


class Storyteller:
    """Turns requests into records."""

    def __init__(self, telling: Telling) -> None:
        self.telling = telling
        self.wording, self.firm = telling.wording, telling.firm

    def tell(self, requests: Iterable[Request], session: Session) -> None:
        """Add the records of ``requests``, each kind in one go."""
        known: dict[tuple[bool, int], CustomerRecord] = {}
        told = [request for request in requests if self.telling.has_happened(request.created_at)]
        for request in told:
            key = self._customer_key(request)
            known.setdefault(key, self._customer(key, request))
        session.add_all(known.values())
        session.flush()
        session.add_all(self._around_customers(known))
        deals = [self._deal(request, known[self._customer_key(request)]) for request in told]
        session.add_all(deals)
        session.flush()
        story = list(zip(told, deals, strict=True))
        for request, deal in story:
            session.add_all(self._stage_changes(request, deal))
            session.add_all(self._credits(request, deal))
            session.add_all(activities(self.telling, request, deal))
        session.flush()
        add_documents(session, self.telling, story)
        told_besides = (marks, series, adjustments)
        session.add_all(record for tell in told_besides for record in tell(self.telling))

    def _customer_key(self, request: Request) -> tuple[bool, int]:
        words = self.wording.customers
        if request.is_business:
            return True, request.customer % len(words["companies"])
        return False, request.customer % (len(words["surnames"]) * len(words["initials"]))

    def _customer(self, key: tuple[bool, int], request: Request) -> CustomerRecord:
        is_business, number = key
        words = self.wording.customers
        name = words["companies"][number] if is_business else self._person(number)
        street = words["streets"][number % len(words["streets"])]
        phone = f"{number * 7 % 900 + 100} {number * 13 % 90 + 10:02} {number * 29 % 100:02}"
        return CustomerRecord(
            name=name,
            name_folded=folded(name),
            kind=(CustomerKind.COMPANY if is_business else CustomerKind.PERSON).value,
            phone=words["phone_prefix"] + phone,
            email=f"office{number}@{words['mail_domain']}" if is_business else "",
            address=f"{street}, {number % 87 + 1}",
            owner_id=self.firm.employees[request.seller].id,
            created_at=self.telling.instant(request.created_at),
        )

    def _person(self, number: int) -> str:
        words = self.wording.customers
        surname = words["surnames"][number % len(words["surnames"])]
        return f"{surname} {words['initials'][number // len(words['surnames'])]}"

    def _around_customers(
        self, known: dict[tuple[bool, int], CustomerRecord]
    ) -> Iterator[ContactRecord | CustomerTagRecord]:
        words = self.wording.customers
        for (is_business, number), customer in known.items():
            segment = "people"
            if is_business:
                segment = "builders" if number % 5 == 2 else "business"
                name = self._person(number * 11 % len(words["surnames"]))
                yield ContactRecord(
                    customer_id=customer.id,
                    name=name,
                    name_folded=folded(name),
                    position=words["contact_positions"][number % len(words["contact_positions"])],
                    phone=customer.phone,
                )
            yield CustomerTagRecord(
                customer_id=customer.id, classifier_id=self.firm.segments[segment].id
            )

    def _deal(self, request: Request, customer: CustomerRecord) -> DealRecord:
        reached = [stage for stage, at in request.stages if self.telling.has_happened(at)]
        stage = self.firm.stages[reached[-1]]
        is_closed = stage.status != DealStatus.OPEN.value
        titles = self.wording.titles[request.product.code]
        title = f"{titles[request.title % len(titles)]}, {customer.name}"
        amount = self._amount(request)
        reasons, sources = self.firm.loss_reasons, self.wording.words["sources"]
        is_lost = stage.status == DealStatus.LOST.value
        called = called_at(request)
        is_answered = request.is_answered and self.telling.has_happened(called)
        return DealRecord(
            title=title,
            title_folded=folded(title),
            customer_id=customer.id,
            owner_id=self.firm.employees[request.seller].id,
            product_id=self.firm.products[request.product.code].id,
            stage_id=stage.id,
            status=stage.status,
            amount=amount,
            base_minor=amount.minor,
            base_cost_minor=amount.minor * (55 + request.number % 15) // 100,
            base_discount_minor=0 if request.number % 4 else amount.minor * 5 // 100,
            first_response_at=self.telling.instant(called) if is_answered else None,
            expected_on=request.created_at.date() + timedelta(days=30),
            is_shared=request.shared_percent > 0 and stage.status == DealStatus.WON.value,
            source=sources[request.source % len(sources)],
            loss_reason_id=reasons[request.loss_reason % len(reasons)].id if is_lost else None,
            created_at=self.telling.instant(request.created_at),
            closed_at=self.telling.instant(request.stages[-1][1]) if is_closed else None,
        )

    def _amount(self, request: Request) -> Money:
        return Money.of(self.wording.price(request.roubles), self.wording.currency)

    def _stage_changes(self, request: Request, deal: DealRecord) -> Iterator[DealStageChangeRecord]:
        for stage, at in request.stages:
            if self.telling.has_happened(at):
                yield DealStageChangeRecord(
                    deal_id=deal.id,
                    stage_id=self.firm.stages[stage].id,
                    at=self.telling.instant(at),
                    by_id=deal.owner_id,
                )

    def _credits(self, request: Request, deal: DealRecord) -> Iterator[DealCreditRecord]:
        if request.seller == "seller_new" and deal.status == DealStatus.WON.value:
            yield DealCreditRecord(
                deal_id=deal.id,
                employee_id=self.firm.employees["sales_head"].id,
                share=SHARE_UNITS // 2,
                is_overlay=True,
                **_parts(deal, overlays=[Decimal("0.5")])[0],
            )
        if not deal.is_shared:
            return
        partner = "seller_steady" if request.seller == "sales_head" else "sales_head"
        percents = (100 - request.shared_percent, request.shared_percent)
        parts = _parts(deal, [Decimal(percent) for percent in percents])
        people = (request.seller, partner)
        for code, percent, part in zip(people, percents, parts, strict=True):
            yield DealCreditRecord(
                deal_id=deal.id,
                employee_id=self.firm.employees[code].id,
                share=percent * SHARE_UNITS // 100,
                **part,
            )


def _parts(
    deal: DealRecord, shares: Sequence[Decimal] = (), overlays: Sequence[Decimal] = ()
) -> list[dict[str, int]]:
    """Return what each credit of ``deal`` keeps of it."""
    wholes = (Money(getattr(deal, name), deal.currency) for name in DIVIDED)
    parts = zip(*(credited_parts(whole, shares, overlays) for whole in wholes), strict=True)
    return [
        {name: part.minor for name, part in zip(DIVIDED, of_one, strict=True)} for of_one in parts
    ]

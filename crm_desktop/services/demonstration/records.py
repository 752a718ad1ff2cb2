"""The demonstration story as records: what had happened by a given moment, and no later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from crm_desktop.domain.customers import CustomerKind
from crm_desktop.domain.deals import SHARE_UNITS, DealStatus
from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.names import folded
from crm_desktop.services.demonstration.directories import Directories
from crm_desktop.services.demonstration.market import Payment, Request
from crm_desktop.services.demonstration.wording import Wording
from crm_desktop.storage.models import (
    ActivityRecord,
    ContactRecord,
    CustomerRecord,
    CustomerTagRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    DocumentLineRecord,
    DocumentRecord,
    PaymentRecord,
)

_FITTERS = ("fitting_head", "fitter_one", "fitter_two")


@dataclass(slots=True)
class Storyteller:
    """Turns requests into records; ``now`` is the moment beyond which nothing has happened."""

    wording: Wording
    firm: Directories
    now: datetime
    zone: ZoneInfo

    def tell(self, requests: Iterable[Request], session: Session) -> None:
        """Add the records of ``requests``, each kind in one go."""
        known: dict[tuple[bool, int], CustomerRecord] = {}
        told = [request for request in requests if self._happened(request.created_at)]
        for request in told:
            key = self._customer_key(request)
            known.setdefault(key, self._customer(key, request))
        session.add_all(known.values())
        session.flush()
        session.add_all(self._around_customers(known))
        deals = [self._deal(request, known[self._customer_key(request)]) for request in told]
        session.add_all(deals)
        session.flush()
        for request, deal in zip(told, deals, strict=True):
            session.add_all(self._stage_changes(request, deal))
            session.add_all(self._credits(request, deal))
            session.add_all(self._activities(request, deal))
        session.flush()
        orders = [
            (request, deal)
            for request, deal in zip(told, deals, strict=True)
            if deal.status == DealStatus.WON.value
        ]
        self._add_documents(session, orders)

    def _happened(self, moment: datetime) -> bool:
        return self._instant(moment) <= self.now

    def _instant(self, moment: datetime) -> datetime:
        """Return the UTC instant of a moment told in the firm's own time."""
        return moment.replace(tzinfo=self.zone).astimezone(UTC)

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
            created_at=self._instant(request.created_at),
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
        reached = [stage for stage, at in request.stages if self._happened(at)]
        stage = self.firm.stages[reached[-1]]
        is_closed = stage.status != DealStatus.OPEN.value
        titles = self.wording.titles[request.product.code]
        title = f"{titles[request.title % len(titles)]}, {customer.name}"
        amount = self._amount(request)
        reasons, sources = self.firm.loss_reasons, self.wording.words["sources"]
        is_lost = stage.status == DealStatus.LOST.value
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
            is_shared=request.shared_percent > 0 and stage.status == DealStatus.WON.value,
            source=sources[request.source % len(sources)],
            loss_reason_id=reasons[request.loss_reason % len(reasons)].id if is_lost else None,
            created_at=self._instant(request.created_at),
            closed_at=self._instant(request.stages[-1][1]) if is_closed else None,
        )

    def _amount(self, request: Request) -> Money:
        return Money.of(self.wording.price(request.roubles), self.wording.currency)

    def _stage_changes(self, request: Request, deal: DealRecord) -> Iterator[DealStageChangeRecord]:
        for stage, at in request.stages:
            if self._happened(at):
                yield DealStageChangeRecord(
                    deal_id=deal.id,
                    stage_id=self.firm.stages[stage].id,
                    at=self._instant(at),
                    by_id=deal.owner_id,
                )

    def _credits(self, request: Request, deal: DealRecord) -> Iterator[DealCreditRecord]:
        if not deal.is_shared:
            return
        partner = "seller_steady" if request.seller == "sales_head" else "sales_head"
        percents = (100 - request.shared_percent, request.shared_percent)
        parts = allocate(deal.amount, [Decimal(percent) for percent in percents])
        people = (request.seller, partner)
        for code, percent, part in zip(people, percents, parts, strict=True):
            yield DealCreditRecord(
                deal_id=deal.id,
                employee_id=self.firm.employees[code].id,
                share=percent * SHARE_UNITS // 100,
                base_minor=part.minor,
            )

    def _activities(self, request: Request, deal: DealRecord) -> Iterator[ActivityRecord]:
        by_stage = dict(request.stages)
        operator = "operator" if request.number % 5 else "service_head"
        called = request.created_at + timedelta(minutes=5 + request.number % 50)
        answer = "answered" if request.is_answered else "missed"
        yield self._activity(deal, "call", operator, called, minutes=4, result=answer)
        if "measured" in by_stage:
            yield self._activity(deal, "measuring", "measurer", by_stage["measured"], minutes=60)
        if "estimated" in by_stage:
            yield self._activity(deal, "letter", request.seller, by_stage["estimated"], minutes=10)
        if request.fitted_at is not None:
            fitter = _FITTERS[request.number % len(_FITTERS)]
            yield self._activity(
                deal, "fitting", fitter, request.fitted_at, minutes=240, result="done"
            )
        if request.is_remembered and deal.closed_at is None:
            yield self._callback(request, deal)

    def _callback(self, request: Request, deal: DealRecord) -> ActivityRecord:
        """Return the next call to a customer who is still deciding."""
        day = self.now.astimezone(self.zone).date() + timedelta(days=1 + request.number % 4)
        moment = datetime.combine(day, request.created_at.time())
        act = self._activity(deal, "call", request.seller, moment, minutes=5)
        act.subject = self.wording.words["callback_subject"]
        return act

    def _activity(
        self,
        deal: DealRecord,
        kind: str,
        employee: str,
        moment: datetime,
        *,
        minutes: int,
        result: str | None = None,
    ) -> ActivityRecord:
        """Return a done act with its result, or a planned one where ``moment`` is to come."""
        is_done = self._happened(moment)
        return ActivityRecord(
            type_id=self.firm.types[kind].id,
            result_id=self.firm.results[result].id if result and is_done else None,
            employee_id=self.firm.employees[employee].id,
            customer_id=deal.customer_id,
            deal_id=deal.id,
            subject=self.wording.words[_SUBJECTS[kind]],
            planned_at=self._instant(moment),
            done_at=self._instant(moment) if is_done else None,
            duration_s=minutes * 60 if is_done else 0,
        )

    def _add_documents(self, session: Session, orders: list[tuple[Request, DealRecord]]) -> None:
        invoices = [self._invoice(request, deal) for request, deal in orders]
        notes = [
            self._credit_note(request, invoice)
            for (request, _), invoice in zip(orders, invoices, strict=True)
            if any(part.percent < 0 and self._is_past(part.on) for part in request.payments)
        ]
        session.add_all([*invoices, *notes])
        session.flush()
        for (request, _), invoice in zip(orders, invoices, strict=True):
            session.add_all(self._lines(invoice))
            session.add_all(self._payments(request, invoice))

    def _is_past(self, day: date) -> bool:
        return day <= self.now.astimezone(self.zone).date()

    def _invoice(self, request: Request, deal: DealRecord) -> DocumentRecord:
        issued = request.stages[-1][1].date()
        past = [part for part in request.payments if self._is_past(part.on)]
        percent = sum(part.percent for part in past)
        full = _paid_in_full(past)
        paid = deal.amount.minor * percent // 100
        return DocumentRecord(
            kind="invoice",
            number=f"{request.number:05}",
            state="paid" if full else "posted",
            issued_on=issued,
            due_on=issued + timedelta(days=30),
            paid_on=full,
            customer_id=deal.customer_id,
            deal_id=deal.id,
            owner_id=deal.owner_id,
            amount=deal.amount,
            paid_minor=paid,
            base_minor=deal.amount.minor,
            base_paid_minor=paid,
        )

    def _credit_note(self, request: Request, invoice: DocumentRecord) -> DocumentRecord:
        refund = next(part for part in request.payments if part.percent < 0)
        minor = invoice.amount.minor * refund.percent // 100
        return DocumentRecord(
            kind="credit_note",
            number=f"{request.number:05}",
            state="posted",
            issued_on=refund.on,
            customer_id=invoice.customer_id,
            deal_id=invoice.deal_id,
            owner_id=invoice.owner_id,
            amount=Money(minor, invoice.amount.currency),
            base_minor=minor,
        )

    def _lines(self, invoice: DocumentRecord) -> Iterator[DocumentLineRecord]:
        parts = allocate(invoice.amount, [Decimal(7), Decimal(3)])
        names = (self.wording.words["advance"], self.wording.words["work"])
        for position, (name, part) in enumerate(zip(names, parts, strict=True), 1):
            yield DocumentLineRecord(
                document_id=invoice.id,
                position=position,
                name=name,
                quantity_milli=1000,
                amount_minor=part.minor,
                base_minor=part.minor,
            )

    def _payments(self, request: Request, invoice: DocumentRecord) -> Iterator[PaymentRecord]:
        for part in request.payments:
            if self._is_past(part.on):
                minor = invoice.amount.minor * part.percent // 100
                yield PaymentRecord(
                    document_id=invoice.id,
                    owner_id=invoice.owner_id,
                    received_on=part.on,
                    amount_minor=minor,
                    base_minor=minor,
                )


_SUBJECTS = {
    "call": "call_subject",
    "measuring": "measuring_subject",
    "letter": "letter_subject",
    "fitting": "fitting_subject",
}


def _paid_in_full(payments: list[Payment]) -> date | None:
    """Return the day on which ``payments`` first covered the whole order."""
    sums = accumulate(payment.percent for payment in payments)
    return next((p.on for p, paid in zip(payments, sums, strict=True) if paid >= 100), None)

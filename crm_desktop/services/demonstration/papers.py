"""The estimates, invoices, acts, credit notes and payments of the demonstration story."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.money import Money, allocate
from crm_desktop.services.demonstration.market import Payment, Request
from crm_desktop.services.demonstration.telling import Telling
from crm_desktop.storage.models import (
    DealRecord,
    DocumentLineRecord,
    DocumentRecord,
    PaymentRecord,
)

_TAX, _WITH_TAX = 20, 120
"""What of an amount is tax, in the parts that the amount has."""

Story = Sequence[tuple[Request, DealRecord]]


def add_documents(session: Session, telling: Telling, story: Story) -> None:
    """Add the documents of all requests, with lines and payments for the invoices."""
    orders = [(request, deal) for request, deal in story if deal.status == DealStatus.WON.value]
    invoices = [_invoice(telling, request, deal) for request, deal in orders]
    paid_for = list(zip(orders, invoices, strict=True))
    notes = [
        _credit_note(request, invoice)
        for (request, _), invoice in paid_for
        if request.called_off_on is None
        and any(part.percent < 0 and telling.is_past(part.on) for part in request.payments)
    ]
    others = [record for request, deal in story for record in _others(telling, request, deal)]
    session.add_all([*invoices, *notes, *others])
    session.flush()
    for (request, deal), invoice in paid_for:
        session.add_all(_lines(telling, request, deal, invoice))
        session.add_all(_payments(telling, request, invoice))


def _others(telling: Telling, request: Request, deal: DealRecord) -> Iterator[DocumentRecord]:
    estimated = dict(request.stages).get("estimated")
    if estimated is not None and telling.has_happened(estimated):
        yield _document("quote", request, deal, estimated.date())
    fitted = request.fitted_at
    if fitted is not None and telling.has_happened(fitted):
        yield _document("act", request, deal, fitted.date())


def _document(
    kind: str, request: Request, deal: DealRecord, issued: date, **values: Any
) -> DocumentRecord:
    minor = deal.amount.minor
    return DocumentRecord(
        kind=kind,
        number=f"{request.number:05}",
        issued_on=issued,
        posted_on=issued,
        customer_id=deal.customer_id,
        deal_id=deal.id,
        owner_id=deal.owner_id,
        amount=deal.amount,
        base_minor=minor,
        base_tax_minor=minor * _TAX // _WITH_TAX,
        base_cost_minor=deal.base_cost_minor,
        base_discount_minor=deal.base_discount_minor,
        **({"state": "posted"} | values),
    )


def _invoice(telling: Telling, request: Request, deal: DealRecord) -> DocumentRecord:
    issued, fitted = request.stages[-1][1].date(), request.fitted_at
    past = [part for part in request.payments if telling.is_past(part.on)]
    full, called_off = _paid_in_full(past), request.called_off_on
    is_cancelled = called_off is not None and telling.is_past(called_off)
    paid = deal.amount.minor * sum(part.percent for part in past) // 100
    return _document(
        "invoice",
        request,
        deal,
        issued,
        state="cancelled" if is_cancelled else "paid" if full else "posted",
        cancelled_on=called_off if is_cancelled else None,
        due_on=issued + timedelta(days=30),
        paid_on=full,
        shipped_on=fitted.date() if fitted and telling.has_happened(fitted) else None,
        paid_minor=paid,
        base_paid_minor=paid,
    )


def _credit_note(request: Request, invoice: DocumentRecord) -> DocumentRecord:
    refund = next(part for part in request.payments if part.percent < 0)
    minor = invoice.amount.minor * refund.percent // 100
    return DocumentRecord(
        kind="credit_note",
        number=f"{request.number:05}",
        state="posted",
        issued_on=refund.on,
        posted_on=refund.on,
        customer_id=invoice.customer_id,
        deal_id=invoice.deal_id,
        owner_id=invoice.owner_id,
        amount=Money(minor, invoice.amount.currency),
        base_minor=minor,
        base_tax_minor=-(-minor * _TAX // _WITH_TAX),
    )


def _lines(
    telling: Telling, request: Request, deal: DealRecord, invoice: DocumentRecord
) -> Iterator[DocumentLineRecord]:
    goods, work = allocate(invoice.amount, [Decimal(7), Decimal(3)])
    words, pieces = telling.wording.words, 1 + request.number % 4
    lines = ((words["advance"], goods, pieces, deal.product_id), (words["work"], work, 1, None))
    for position, (name, part, quantity, product_id) in enumerate(lines, 1):
        yield DocumentLineRecord(
            document_id=invoice.id,
            position=position,
            product_id=product_id,
            name=name,
            quantity_milli=1000 * quantity,
            amount_minor=part.minor,
            base_minor=part.minor,
        )


def _payments(
    telling: Telling, request: Request, invoice: DocumentRecord
) -> Iterator[PaymentRecord]:
    for part in request.payments:
        if telling.is_past(part.on):
            minor = invoice.amount.minor * part.percent // 100
            yield PaymentRecord(
                document_id=invoice.id,
                owner_id=invoice.owner_id,
                received_on=part.on,
                amount_minor=minor,
                base_minor=minor,
            )


def _paid_in_full(payments: Sequence[Payment]) -> date | None:
    """Return the day on which ``payments`` first covered the whole order."""
    sums = accumulate(payment.percent for payment in payments)
    return next((p.on for p, paid in zip(payments, sums, strict=True) if paid >= 100), None)

"""What is paid of documents, and when they were paid in full, as their payments say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.services.imports.currencies import worth_of
from crm_desktop.storage import bulk
from crm_desktop.storage.models import DocumentRecord, PaymentRecord
from crm_desktop.storage.queries import imports
from crm_desktop.storage.queries.imports import DocumentRow, PaymentRow

_PAID = ("paid_minor", "base_paid_minor", "paid_on")


def settle(session: Session, document_ids: Collection[int]) -> None:
    """Let documents and their payments agree: in the sums paid, in their rate and owner.

    The day on which a document was paid in full is the first one by which all had come in:
    money that was given back later leaves it. Without payments nothing is paid.
    """
    payments: dict[int, list[PaymentRow]] = defaultdict(list)
    for payment in imports.list_payments(session, document_ids):
        payments[payment.document_id].append(payment)
    paid: list[tuple[object, ...]] = []
    mended: list[tuple[object, ...]] = []
    for document in imports.documents_by_id(session, document_ids):
        mended += _mended(document, payments[document.id])
        now = _paid(document, payments[document.id])
        if now != (document.paid_minor, document.base_paid_minor, document.paid_on):
            paid.append((document.id, *now))
    _update(session, paid)
    table = bulk.table_of(PaymentRecord)
    bulk.update(session, table, ("owner_id", "base_minor"), mended)


def base_of(document: DocumentRow, amount_minor: int) -> int | None:
    """Return what an amount is worth at the rate of the document; None where it has no amount."""
    if not document.amount_minor:
        return None
    return worth_of(amount_minor, of=document.amount_minor, worth=document.base_minor)


def _mended(document: DocumentRow, payments: Sequence[PaymentRow]) -> list[tuple[object, ...]]:
    """Return id, owner and worth of the payments that do not follow their document."""
    mended: list[tuple[object, ...]] = []
    for payment in payments:
        worth = base_of(document, payment.amount_minor)
        base = payment.base_minor if worth is None else worth
        if (payment.owner_id, payment.base_minor) != (document.owner_id, base):
            mended.append((payment.id, document.owner_id, base))
    return mended


def _paid(document: DocumentRow, payments: Sequence[PaymentRow]) -> tuple[int, int, date | None]:
    """Return the sum paid, its worth, and the first day by which all had come in."""
    sign = -1 if document.amount_minor < 0 else 1
    total, full_on = 0, None
    for payment in payments:
        total += payment.amount_minor
        is_full = sign * total >= sign * document.amount_minor
        if is_full and full_on is None and document.amount_minor:
            full_on = payment.received_on
    worth = base_of(document, total)
    return total, sum(p.base_minor for p in payments) if worth is None else worth, full_on


def _update(session: Session, rows: Sequence[tuple[object, ...]]) -> None:
    table = bulk.table_of(DocumentRecord)
    binds = bulk.binds(session, table, _PAID)
    bound = [
        (key, *(bind(value) if bind else value for bind, value in zip(binds, values, strict=True)))
        for key, *values in rows
    ]
    bulk.update(session, table, _PAID, bound)

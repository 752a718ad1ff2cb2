"""Documents with payments for tests of what they earn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.domain.money import Money
from crm_desktop.storage.models import DocumentLineRecord, DocumentRecord, PaymentRecord


@dataclass(frozen=True, slots=True)
class Paper:
    """A document to add; ``payments`` are days and minor units, ``lines`` products from 0."""

    owner: int
    minor: int
    issued: date = date(2026, 3, 5)
    kind: str = "invoice"
    state: str = "posted"
    shipped: date | None = None
    cancelled: date | None = None
    deal: int | None = None
    payments: Sequence[tuple[date, int]] = ()
    lines: Sequence[tuple[int | None, int]] = ()
    tax: int = 0
    cost: int = 0


def add_papers(session: Session, papers: Sequence[Paper]) -> list[int]:
    """Add ``papers``, whose numbers count from 1, and return their ids."""
    ids = []
    for number, paper in enumerate(papers, 1):
        document = DocumentRecord(
            kind=paper.kind,
            number=str(number),
            state=paper.state,
            issued_on=paper.issued,
            shipped_on=paper.shipped,
            cancelled_on=paper.cancelled,
            deal_id=paper.deal,
            owner_id=paper.owner + 1,
            amount=Money(paper.minor, "RUB"),
            base_minor=paper.minor,
            base_tax_minor=paper.tax,
            base_cost_minor=paper.cost,
        )
        session.add(document)
        session.flush()
        ids.append(document.id)
        session.add_all(_payment(document, *payment) for payment in paper.payments)
        session.add_all(
            _line(document, position, *line) for position, line in enumerate(paper.lines, 1)
        )
    session.flush()
    return ids


def _payment(document: DocumentRecord, received: date, minor: int) -> PaymentRecord:
    return PaymentRecord(
        document_id=document.id,
        owner_id=document.owner_id,
        received_on=received,
        amount_minor=minor,
        base_minor=minor,
    )


def _line(
    document: DocumentRecord, position: int, product: int | None, minor: int
) -> DocumentLineRecord:
    return DocumentLineRecord(
        document_id=document.id,
        position=position,
        product_id=None if product is None else product + 1,
        name="Line",
        quantity_milli=1000,
        amount_minor=minor,
        base_minor=minor,
    )

"""What an import asks about the records that are there already, in sets and never row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, exists, func, select, text
from sqlalchemy.orm import Session

from crm_desktop.storage.models import (
    ActivityResultRecord,
    ActivityTypeRecord,
    CurrencyRecord,
    CustomerTagRecord,
    DealCreditRecord,
    DepartmentRecord,
    DocumentLineRecord,
    DocumentRecord,
    ExchangeRateRecord,
    LossReasonRecord,
    PaymentRecord,
    PipelineRecord,
    StageRecord,
)

_TURN = 0x494D5054


class DocumentRow(NamedTuple):
    """What payments have to do with of a document."""

    id: int
    kind: str
    number: str
    owner_id: int
    issued_on: date
    currency: str
    amount_minor: int
    base_minor: int
    paid_minor: int
    base_paid_minor: int
    paid_on: date | None


class PaymentRow(NamedTuple):
    document_id: int
    id: int
    owner_id: int
    received_on: date
    amount_minor: int
    base_minor: int


def take_turn(session: Session) -> None:
    """Wait until no other import is under way; a writer on SQLite is alone anyhow."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def list_currencies(session: Session) -> set[str]:
    return set(session.scalars(select(CurrencyRecord.code)))


def list_rates(session: Session) -> dict[str, list[tuple[date, Decimal]]]:
    """Return the rates of each currency, oldest first."""
    query = select(ExchangeRateRecord).order_by(ExchangeRateRecord.on)
    rates: dict[str, list[tuple[date, Decimal]]] = {}
    for record in session.scalars(query):
        rates.setdefault(record.currency, []).append((record.on, Decimal(record.rate)))
    return rates


def list_ids(
    session: Session, table: Table, column: str, texts: Collection[str]
) -> list[tuple[str, int]]:
    """Return (text, id) of the records whose ``column`` is one of ``texts``."""
    query = select(table.c[column], table.c.id).where(_is_one_of(table, column, texts))
    return [(text_, key) for text_, key in session.execute(query)]


def list_records(
    session: Session, table: Table, columns: Sequence[str], *, by: str, texts: Collection[object]
) -> list[tuple[int, Sequence[Any]]]:
    """Return (id, its ``columns``, then the id again) where column ``by`` is one of ``texts``."""
    query = select(*(table.c[name] for name in columns), table.c.id)
    return [
        (record[-1], record)
        for record in session.execute(query.where(_is_one_of(table, by, texts)))
    ]


def list_codes(session: Session, table: Table) -> set[str]:
    return set(session.scalars(select(table.c.code)))


def list_branches(session: Session, table: Table) -> list[tuple[int, int | None, str]]:
    """Return (id, id of the parent, folded name) of a tree, parents in no particular order."""
    query = select(table.c.id, table.c.parent_id, table.c.name_folded)
    return [(key, parent, name) for key, parent, name in session.execute(query)]


def list_tags(session: Session, customer_ids: Collection[int]) -> list[tuple[int, int]]:
    """Return (customer, branch of a classifier) of the customers."""
    query = select(CustomerTagRecord.customer_id, CustomerTagRecord.classifier_id).where(
        CustomerTagRecord.customer_id.in_(customer_ids)
    )
    return [(customer, branch) for customer, branch in session.execute(query)]


def delete_tags(session: Session, tags: Sequence[tuple[int, int]]) -> None:
    """Delete each (customer, branch of a classifier) of ``tags``."""
    if not tags:
        return
    tag = CustomerTagRecord
    is_meant = and_(
        tag.customer_id == bindparam("customer"), tag.classifier_id == bindparam("branch")
    )
    session.connection().execute(
        delete(tag).where(is_meant),
        [{"customer": customer, "branch": branch} for customer, branch in tags],
    )


def list_heads(session: Session) -> dict[int, int | None]:
    """Return the employee who leads each department, None where nobody does."""
    query = select(DepartmentRecord.id, DepartmentRecord.head_id)
    return dict(session.execute(query).all())


def list_stages(session: Session, pipeline: str | None) -> list[StageRecord]:
    """Return the stages of ``pipeline``, or of all pipelines, in their order."""
    query = select(StageRecord).join(StageRecord.pipeline)
    if pipeline is not None:
        query = query.where(PipelineRecord.name == pipeline)
    return list(session.scalars(query.order_by(PipelineRecord.position, StageRecord.position)))


def find_pipeline(session: Session, name: str) -> PipelineRecord | None:
    return session.scalar(select(PipelineRecord).where(PipelineRecord.name == name))


def last_pipeline_position(session: Session) -> int:
    """Return the position of the last pipeline, 0 where there is none."""
    return session.scalar(select(func.coalesce(func.max(PipelineRecord.position), 0))) or 0


def list_loss_reasons(session: Session) -> dict[str, int]:
    query = select(LossReasonRecord.name, LossReasonRecord.id)
    return dict(session.execute(query).all())


def list_types(session: Session) -> list[tuple[str, int]]:
    """Return (name, id) of the types of activities."""
    query = select(ActivityTypeRecord.name, ActivityTypeRecord.id)
    return [(name, key) for name, key in session.execute(query)]


def list_results(session: Session) -> list[tuple[int, str, int]]:
    """Return (type, name, id) of the results of activities."""
    result = ActivityResultRecord
    query = select(result.type_id, result.name, result.id)
    return [(type_id, name, key) for type_id, name, key in session.execute(query)]


def list_documents(session: Session, numbers: Collection[str]) -> list[DocumentRow]:
    """Return the documents with these numbers, of every kind."""
    return _documents(session, DocumentRecord.number.in_(numbers))


def list_paid_documents(session: Session, numbers: Collection[str]) -> list[DocumentRow]:
    """Return those of the documents with these numbers for which there are payments."""
    is_paid = exists().where(PaymentRecord.document_id == DocumentRecord.id)
    return _documents(session, and_(DocumentRecord.number.in_(numbers), is_paid))


def documents_by_id(session: Session, ids: Collection[int]) -> list[DocumentRow]:
    return _documents(session, DocumentRecord.id.in_(ids))


def _documents(session: Session, which: ColumnElement[bool]) -> list[DocumentRow]:
    document = DocumentRecord
    query = select(
        document.id,
        document.kind,
        document.number,
        document.owner_id,
        document.issued_on,
        document.currency,
        document.amount_minor,
        document.base_minor,
        document.paid_minor,
        document.base_paid_minor,
        document.paid_on,
    )
    return [DocumentRow(*row) for row in session.execute(query.where(which))]


def list_payments(session: Session, document_ids: Collection[int]) -> list[PaymentRow]:
    """Return the payments for the documents, document by document, the earliest first."""
    payment = PaymentRecord
    query = (
        select(
            payment.document_id,
            payment.id,
            payment.owner_id,
            payment.received_on,
            payment.amount_minor,
            payment.base_minor,
        )
        .where(payment.document_id.in_(document_ids))
        .order_by(payment.document_id, payment.received_on, payment.id)
    )
    return [PaymentRow(*row) for row in session.execute(query)]


def list_lines(session: Session, document_ids: Collection[int]) -> dict[int, list[tuple[Any, ...]]]:
    """Return (position, product, name, quantity, amount, base amount) of the documents' lines."""
    line = DocumentLineRecord
    query = (
        select(
            line.document_id,
            line.position,
            line.product_id,
            line.name,
            line.quantity_milli,
            line.amount_minor,
            line.base_minor,
        )
        .where(line.document_id.in_(document_ids))
        .order_by(line.document_id, line.position)
    )
    lines: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for document_id, *values in session.execute(query):
        lines[document_id].append(tuple(values))
    return lines


def delete_lines(session: Session, document_ids: Collection[int]) -> None:
    """Delete all lines of the documents."""
    line = DocumentLineRecord
    session.execute(delete(line).where(line.document_id.in_(document_ids)))


def list_credits(session: Session, deal_ids: Collection[int]) -> list[DealCreditRecord]:
    """Return the credits of the deals, deal by deal, the overlays after the shares."""
    credit = DealCreditRecord
    query = (
        select(credit)
        .where(credit.deal_id.in_(deal_ids))
        .order_by(credit.deal_id, credit.is_overlay, credit.id)
    )
    return list(session.scalars(query))


def _is_one_of(table: Table, column: str, values: Collection[object]) -> ColumnElement[bool]:
    return table.c[column].in_(values)

"""What an import asks about the records that are there already, in sets and never row by row."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, delete, func, select, text
from sqlalchemy.orm import Session

from crm_desktop.storage.models import (
    CurrencyRecord,
    CustomerTagRecord,
    DealCreditRecord,
    DealRecord,
    DepartmentRecord,
    ExchangeRateRecord,
    LossReasonRecord,
    PipelineRecord,
    StageRecord,
)

_TURN = 0x494D5054


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


def list_credits(session: Session, deal_ids: Collection[int]) -> list[DealCreditRecord]:
    """Return the credits of those of the deals that are shared, deal by deal."""
    query = (
        select(DealCreditRecord)
        .join(DealRecord, DealRecord.id == DealCreditRecord.deal_id)
        .where(DealRecord.is_shared, DealRecord.id.in_(deal_ids))
        .order_by(DealCreditRecord.deal_id, DealCreditRecord.id)
    )
    return list(session.scalars(query))


def _is_one_of(table: Table, column: str, values: Collection[object]) -> ColumnElement[bool]:
    return table.c[column].in_(values)

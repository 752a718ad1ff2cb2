"""The records behind a figure, a page at a time, newest first."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import FIELDS, Entity, FieldType, checked
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.records import RecordRow, RecordsPage
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import (
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
)
from crm_desktop.storage.sources import SOURCES, Column

Cursor = tuple[date, int]
"""Where a page ended; its date is an instant where records have one."""


def page(
    session: Session,
    query: RecordsQuery,
    around: Surroundings,
    *,
    owners: Collection[int] | None,
    after: Cursor | None = None,
    limit: int = 100,
) -> RecordsPage:
    """Return ``limit`` of the records of ``query`` that count for ``owners``; None is everybody.

    A shared deal stands once, with the share and the part that count for them together.
    """
    found = _found(query, around, owners)
    count, total = session.execute(select(func.count(), func.sum(found.c.amount))).one()
    rows = session.execute(_page(found, after, limit + 1)).all()
    kept = rows[:limit]
    last = kept[-1] if len(rows) > limit else None
    has_amounts = _money(query) is not None
    return RecordsPage(
        rows=tuple(_row(query.entity, row, around) for row in kept),
        count=count,
        total=Money(int(total or 0), around.currency) if has_amounts else None,
        next_cursor=None if last is None else (last.at, last.id),
    )


def _row(entity: Entity, row: Any, around: Surroundings) -> RecordRow:
    return RecordRow(
        entity=entity,
        id=row.id,
        title=row.title,
        customer=row.customer or "",
        on=row.at.astimezone(around.zone).date() if isinstance(row.at, datetime) else row.at,
        amount=None if row.amount is None else Money(int(row.amount), around.currency),
        share=Decimal(int(row.share)) / SHARE_UNITS,
    )


def _page(found: Subquery, after: Cursor | None, limit: int) -> Select[Any]:
    query = select(found).order_by(found.c.at.desc(), found.c.id.desc()).limit(limit)
    if after is None:
        return query
    at, last_id = after
    return query.where(or_(found.c.at < at, and_(found.c.at == at, found.c.id < last_id)))


def _found(query: RecordsQuery, around: Surroundings, owners: Collection[int] | None) -> Subquery:
    source = SOURCES[query.entity]
    where = and_(
        _dated(source.days[query.dated_by], query.period, around),
        as_sql(checked(query.where, query.entity), query.entity, around),
    )
    amount: Column = cast(null(), BigInteger)
    if (measure := _money(query)) is not None:
        amount = source.measures[measure]
    share: ColumnElement[int] = literal_column(str(SHARE_UNITS), Integer)
    whole = _columns(query, amount, share).where(where, _among(source.owner, owners))
    if query.entity is not Entity.DEAL:
        return whole.subquery()
    credited = _credited(owners)
    part = (
        _columns(query, credited.c.base_minor, credited.c.share)
        .join(credited, credited.c.deal_id == DealRecord.id)
        .where(where, DealRecord.is_shared.is_(True))
    )
    return union_all(whole.where(DealRecord.is_shared.is_(False)), part).subquery()


def _money(query: RecordsQuery) -> str | None:
    """Return the money of each record to show: what the figure sums, else the amount."""
    field = FIELDS[query.entity].get(query.measure or "amount")
    return field.code if field is not None and field.type is FieldType.MONEY else None


def _columns(query: RecordsQuery, amount: Column, share: Column) -> Select[Any]:
    source = SOURCES[query.entity]
    columns = {
        "id": source.id,
        "title": source.title,
        "customer": CustomerRecord.name,
        "at": source.days[query.dated_by],
        "amount": amount,
        "share": share,
    }
    return (
        select(*(column.label(name) for name, column in columns.items()))
        .select_from(source.record)
        .join(CustomerRecord, CustomerRecord.id == source.customer, isouter=True)
    )


def _credited(owners: Collection[int] | None) -> Subquery:
    """Return what of each shared deal counts for ``owners``."""
    return (
        select(
            DealCreditRecord.deal_id,
            func.sum(DealCreditRecord.share).label("share"),
            func.sum(DealCreditRecord.base_minor).label("base_minor"),
        )
        .where(_among(DealCreditRecord.employee_id, owners))
        .group_by(DealCreditRecord.deal_id)
        .subquery()
    )


def _among(owner: Column, owners: Collection[int] | None) -> ColumnElement[bool]:
    return true() if owners is None else owner.in_(owners)


def _dated(day: Column, period: Period, around: Surroundings) -> ColumnElement[bool]:
    start: date
    end: date
    if isinstance(day.type, UtcInstant):
        start, end = period.instants(around.zone)
    else:
        start, end = period.start, period.end
    return and_(day >= start, day < end)

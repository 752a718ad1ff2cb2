"""The records behind a figure, a page at a time, newest first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy.orm import Session, aliased

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import FIELDS, Entity, FieldType, checked
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import Period, start_of
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.records import RecordRow, RecordsPage
from crm_desktop.kpi.source import Credit, Window
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.entity_source import Claim, Column
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import (
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
)
from crm_desktop.storage.sources import SOURCES

Cursor = tuple[date, int]
"""Where a page ended; its date is an instant where records have one."""


def page(
    session: Session,
    query: RecordsQuery,
    around: Surroundings,
    *,
    owners: Collection[int] | None,
    moved: Mapping[int, Sequence[Period]] = MappingProxyType({}),
    after: Cursor | None = None,
    limit: int = 100,
) -> RecordsPage:
    """Return ``limit`` of the records of ``query`` that count for ``owners``; None is everybody.

    Those who ``moved`` count besides, with the records of some days alone. A deal stands once,
    with the share and the part that count for all of them together.
    """
    found = _found(query, replace(around, period=query.period), _Counted(owners, moved))
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


@dataclass(frozen=True, slots=True)
class _Counted:
    owners: Collection[int] | None
    moved: Mapping[int, Sequence[Period]]

    def claim(self, owner: Column, day: Column, around: Surroundings) -> Claim:
        if self.owners is None:
            return owner.is_not(None)
        parts = (
            and_(owner == who, _dated(day, period.start, period.end, around))
            for who, periods in self.moved.items()
            for period in periods
        )
        return or_(owner.in_(self.owners), *parts)


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


def _found(query: RecordsQuery, around: Surroundings, counted: _Counted) -> Subquery:
    source = SOURCES[query.entity]
    day = source.days[query.dated_by]
    where = and_(
        _dated(day, *_days(query), around) if query.record is None else source.id == query.record,
        as_sql(checked(query.where, query.entity), query.entity, around),
    )
    measure = _money(query)
    amount: Column = (
        cast(null(), BigInteger) if measure is None else source.measured(measure, around.period)
    )
    whole = _columns(query, amount, literal_column(str(SHARE_UNITS), Integer)).where(
        where, counted.claim(source.owner, day, around)
    )
    if query.entity is not Entity.DEAL:
        return whole.subquery()
    has_overlays = _has_overlays(query)
    credited = _credited(
        and_(
            where,
            counted.claim(DealCreditRecord.employee_id, day, around),
            true() if has_overlays else DealCreditRecord.is_overlay.is_(False),
        ),
        amount if measure is None else source.parts[measure],
    )
    part = _columns(query, credited.c.amount, credited.c.share).join(
        credited, credited.c.deal_id == DealRecord.id
    )
    both = union_all(whole.where(DealRecord.is_shared.is_(False)), part).subquery()
    return _once(both) if has_overlays else both


def _has_overlays(query: RecordsQuery) -> bool:
    """Return whether overlay credits count: they do for the person alone."""
    is_person = query.subject.level is SubjectLevel.EMPLOYEE
    return is_person and query.credit is Credit.WITH_OVERLAYS


def _once(found: Subquery) -> Subquery:
    """Return ``found`` with the parts of a deal added up: its owner may have an overlay too."""
    columns = found.c
    named = [func.max(columns[name]).label(name) for name in ("title", "customer", "at")]
    sums = [func.sum(columns[name]).label(name) for name in ("amount", "share")]
    return select(columns.id, *named, *sums).group_by(columns.id).subquery()


def _days(query: RecordsQuery) -> tuple[date | None, date]:
    """Return the first day that is meant, None where there is none, and the one after the last."""
    match query.window:
        case Window.WITHIN:
            return query.period.start, query.period.end
        case Window.PREVIOUS:
            before = query.period.previous()
            return before.start, before.end
        case Window.UNTIL_END:
            return None, query.period.end


def _money(query: RecordsQuery) -> str | None:
    """Return the money of each record to show: what the figure sums, else the amount."""
    field = FIELDS[query.entity].get(query.measure or "amount")
    return field.code if field is not None and field.type is FieldType.MONEY else None


def _columns(query: RecordsQuery, amount: Column, share: Column) -> Select[Any]:
    source = SOURCES[query.entity]
    buyer = aliased(CustomerRecord)
    columns = {
        "id": source.id,
        "title": source.title,
        "customer": buyer.name,
        "at": source.days[query.dated_by],
        "amount": amount,
        "share": share,
    }
    return (
        select(*(column.label(name) for name, column in columns.items()))
        .select_from(source.origin)
        .join(buyer, buyer.id == source.customer, isouter=True)
    )


def _credited(where: Claim, amount: Column) -> Subquery:
    """Return what of each deal the credits that pass ``where`` are, and their ``amount``."""
    return (
        select(
            DealCreditRecord.deal_id,
            cast(func.sum(DealCreditRecord.share), BigInteger).label("share"),
            cast(func.sum(amount), BigInteger).label("amount"),
        )
        .join(DealRecord, DealRecord.id == DealCreditRecord.deal_id)
        .where(where)
        .group_by(DealCreditRecord.deal_id)
        .subquery()
    )


def _dated(day: Column, start: date | None, end: date, around: Surroundings) -> Claim:
    """Return whether ``day`` is not before ``start`` and before ``end``."""
    if not isinstance(day.type, UtcInstant):
        return and_(true() if start is None else day >= start, day < end)
    since = true() if start is None else day >= start_of(start, around.zone)
    return and_(since, day < start_of(end, around.zone))

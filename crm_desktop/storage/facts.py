"""All sums of a calculation in one statement.

Each table is walked once for each of its dates that decide a period, by the covering index that
begins with the employee: one range a person. Every sum is a conditional aggregate of that walk,
so neither people nor indicators add statements. A shared deal counts by its credits instead.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import CompoundSelect

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import FIELDS, Entity, FieldType, checked
from crm_desktop.domain.filters import Filter, Group, Match
from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.period import Period, start_of
from crm_desktop.kpi.facts import BaseSum, BaseSums
from crm_desktop.storage.conditions import Surroundings, as_sql, conjuncts
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import (
    DealCreditRecord,
    DealRecord,
    EmployeeRecord,
)
from crm_desktop.storage.sources import SOURCES, Column


@dataclass(frozen=True, slots=True)
class _Walk:
    """One pass over a table: ``sums`` of the records of ``entity`` dated by ``dated_by``."""

    entity: Entity
    dated_by: str
    sums: tuple[BaseSum, ...]
    is_of_credits: bool = False


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the text of the statement depends on; the days and people are its parameters."""

    walks: tuple[_Walk, ...]
    periods: int
    is_of_all: bool
    around: Surroundings


def base_sums(
    session: Session,
    sums: Collection[BaseSum],
    periods: Sequence[Period],
    around: Surroundings,
    *,
    codes: Mapping[int, str],
    is_of_all: bool,
) -> dict[Period, BaseSums]:
    """Return each of ``sums`` in each of ``periods`` for the employees whose ids have ``codes``.

    ``periods`` follow each other without a gap. ``is_of_all`` says that ``codes`` names all
    employees there are. Money is in major units of the firm's currency.
    """
    shape = _Shape(_walks(sums), len(periods), is_of_all, around)
    answer: dict[Period, dict[BaseSum, dict[str, Decimal]]] = {
        period: {part: defaultdict(Decimal) for part in sums} for period in periods
    }
    if not shape.walks or not codes:
        return dict(answer)
    days = [*(period.start for period in periods), periods[-1].end]
    parameters = {
        **{f"day_{i}": day for i, day in enumerate(days)},
        **{f"instant_{i}": start_of(day, around.zone) for i, day in enumerate(days)},
        **({} if is_of_all else {"owners": list(codes)}),
    }
    for number, bucket, owner, *values in session.execute(_statement(shape), parameters):
        walk = shape.walks[number]
        in_period, code = answer[periods[bucket]], codes[owner]
        for part, value in zip(walk.sums, values, strict=False):
            if value:
                in_period[part][code] += _scaled(part, int(value), walk, around.currency)
    return dict(answer)


def _walks(sums: Collection[BaseSum]) -> tuple[_Walk, ...]:
    by_date: dict[tuple[Entity, str], list[BaseSum]] = defaultdict(list)
    for part in set(sums):
        by_date[part.entity, part.dated_by].append(part)
    walks: list[_Walk] = []
    for (entity, dated_by), parts in sorted(by_date.items()):
        # Sets have no order of their own; the same text is compiled once.
        in_order = tuple(sorted(parts, key=repr))
        walks.append(_Walk(entity, dated_by, in_order))
        if entity is Entity.DEAL:
            walks.append(_Walk(entity, dated_by, in_order, is_of_credits=True))
    return tuple(walks)


def _scaled(part: BaseSum, value: int, walk: _Walk, currency: str) -> Decimal:
    if part.measure is None:
        return Decimal(value) / SHARE_UNITS if walk.is_of_credits else Decimal(value)
    if FIELDS[part.entity][part.measure].type is FieldType.MONEY:
        return Decimal(value).scaleb(-minor_digits(currency))
    return Decimal(value)


@lru_cache(maxsize=64)
def _statement(shape: _Shape) -> CompoundSelect[Any]:
    width = max(len(walk.sums) for walk in shape.walks)
    return union_all(
        *(_grouped(walk, number, width, shape) for number, walk in enumerate(shape.walks))
    )


def _grouped(walk: _Walk, number: int, width: int, shape: _Shape) -> Select[Any]:
    """Return the walk's number, the number of the period, the employee's id, and the sums."""
    date = SOURCES[walk.entity].days[walk.dated_by]
    bucket = _bucket(date, shape.periods)
    owner, share, is_meant = _owner(walk, shape)
    filters = [checked(part.where, part.entity) for part in walk.sums]
    common = [f for f in conjuncts(filters[0]) if all(f in conjuncts(each) for each in filters)]
    columns = [
        _sum(part, _without(common, where), share, shape.around)
        for part, where in zip(walk.sums, filters, strict=True)
    ]
    padding: list[ColumnElement[Any]] = [literal_column("0")] * (width - len(columns))
    query = select(literal_column(str(number)), bucket, owner, *columns, *padding).where(
        is_meant,
        date >= _bound(date, 0),
        date < _bound(date, shape.periods),
        as_sql(Group(Match.ALL, tuple(common)), walk.entity, shape.around),
    )
    if walk.is_of_credits:
        query = query.join_from(
            DealRecord, DealCreditRecord, DealCreditRecord.deal_id == DealRecord.id
        )
    return query.group_by(owner, *([bucket] if shape.periods > 1 else []))


def _owner(
    walk: _Walk, shape: _Shape
) -> tuple[Column, tuple[Column, Column] | None, ColumnElement[bool]]:
    """Return for whom a row counts, its share and part where it has one, and which rows do."""
    owner: Column = SOURCES[walk.entity].owner
    if walk.entity is not Entity.DEAL:
        return owner, None, _among(owner, shape)
    if not walk.is_of_credits:
        return owner, None, and_(_among(owner, shape), DealRecord.is_shared.is_(False))
    # For everybody the period leads to the deals, for a few people their credits do.
    credited = DealCreditRecord.employee_id
    lead = _among(owner if shape.is_of_all else credited, shape)
    parts = (DealCreditRecord.share, DealCreditRecord.base_minor)
    return credited, parts, and_(lead, DealRecord.is_shared.is_(True))


def _among(owner: Column, shape: _Shape) -> ColumnElement[bool]:
    """Give the index its first column, so that each person's rows are one range of it."""
    if not shape.is_of_all:
        return owner.in_(bindparam("owners", expanding=True))
    everybody = select(EmployeeRecord.id)
    if shape.around.dialect == "sqlite":
        return owner.in_(everybody)
    array = func.array(everybody.scalar_subquery())
    return owner == func.any(array)


def _bucket(date: Column, periods: int) -> ColumnElement[int]:
    if periods == 1:
        return literal_column("0", Integer)
    numbers: list[ColumnElement[int]] = [literal_column(str(i), Integer) for i in range(periods)]
    ends = [(date < _bound(date, i), numbers[i - 1]) for i in range(1, periods)]
    return case(*ends, else_=numbers[-1])


def _bound(date: Column, number: int) -> ColumnElement[Any]:
    if isinstance(date.type, UtcInstant):
        return bindparam(f"instant_{number}", type_=UtcInstant())
    return bindparam(f"day_{number}", type_=Date())


def _sum(
    part: BaseSum, where: Filter, share: tuple[Column, Column] | None, around: Surroundings
) -> ColumnElement[Any]:
    if share is not None:
        value: ColumnElement[Any] = func.sum(share[part.measure is not None])
    elif part.measure is None:
        value = func.count()
    else:
        value = func.sum(SOURCES[part.entity].measures[part.measure])
    if not conjuncts(where):
        return value
    filtered: ColumnElement[Any] = value.filter(as_sql(where, part.entity, around))
    return filtered


def _without(common: Collection[Filter], where: Filter) -> Group:
    return Group(Match.ALL, tuple(part for part in conjuncts(where) if part not in common))

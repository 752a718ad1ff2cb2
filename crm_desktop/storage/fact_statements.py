"""The statements by which sums and sets of records are gathered.

Each walk is a range of the covering index that begins with the employee, one for each person.
Every sum is a conditional aggregate of that walk, so neither people nor indicators add
statements.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    Dialect,
    FromClause,
    Integer,
    Join,
    Select,
    Text,
    TypeDecorator,
    and_,
    bindparam,
    case,
    cast,
    func,
    join,
    literal,
    literal_column,
    null,
    select,
    true,
    union_all,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.visitors import iterate
from sqlalchemy.types import TypeEngine

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Filter, Group, Match
from crm_desktop.kpi.facts import ADDED, BaseSum, Gathered
from crm_desktop.storage.conditions import as_sql, conjuncts
from crm_desktop.storage.entity_source import Column
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import (
    DealCreditRecord,
    DealRecord,
    DocumentRecord,
    EmployeeRecord,
)
from crm_desktop.storage.sources import SOURCES
from crm_desktop.storage.walks import Role, Walk


class Reach(Enum):
    """Whose records are read."""

    EVERYBODY = "everybody"
    SOME = "some"
    ONE = "one"

    @classmethod
    def of(cls, owners: Collection[int]) -> Reach:
        return cls.ONE if len(owners) == 1 else cls.SOME


@dataclass(frozen=True, slots=True)
class Shape:
    """What the text of a statement depends on; days and people are its parameters."""

    walks: tuple[Walk, ...]
    reach: Reach
    dialect: str


@lru_cache(maxsize=64)
def sums(shape: Shape) -> CompoundSelect[Any]:
    width = max(len(walk.bases) for walk in shape.walks)
    return union_all(*(_grouped(w, n, width, shape) for n, w in enumerate(shape.walks)))


def _grouped(walk: Walk, number: int, width: int, shape: Shape) -> Select[Any]:
    """Return the walk's number, the number of the stretch, the employee's id, and the sums."""
    common = _common(walk.filters)
    sums: list[ColumnElement[Any]] = [
        _aggregate(base, _without(common, where), walk)
        for base, where in zip(walk.bases, walk.filters, strict=True)
    ]
    sums += [literal_column("0")] * (width - len(sums))
    sums = [each.label(f"sum_{i}") for i, each in enumerate(sums)]
    tile = _tile(walk, number)
    where = _counted(walk, number, common, shape)
    by_tile = [tile] if walk.stretches > 1 else []
    if shape.dialect == "postgresql" and walk.role is Role.OWNER and shape.reach is not Reach.ONE:
        return _of_each(select(tile, *sums).where(where).group_by(*by_tile), walk, number, shape)
    found = _reached(walk, shape)
    query = select(literal_column(str(number)), tile, found.owner, *sums)
    query = query.select_from(found.origin).where(found.claim, where)
    return query.group_by(*([] if shape.reach is Reach.ONE else [found.owner]), *by_tile)


def _of_each(sums: Select[Any], walk: Walk, number: int, shape: Shape) -> Select[Any]:
    """Return ``sums`` for each person apart, which a server takes from one range of the index."""
    person, id_ = _people(shape)
    of_one = sums.select_from(_origin(walk)).where(SOURCES[walk.entity].owner == id_)
    found = of_one.lateral()
    tile, *values = found.c
    return select(literal_column(str(number)), tile, id_, *values).select_from(
        person.join(found, true())
    )


class _Reached(NamedTuple):
    """The rows of ``origin`` that hold ``claim``, each for its ``owner``."""

    origin: Any
    owner: Column
    claim: ColumnElement[bool]


def _reached(walk: Walk, shape: Shape) -> _Reached:
    """Return the records of those who are reached, one range of an index for each of them.

    SQLite is told to go person by person, a server finds that out.
    """
    lead, owner = _lead(walk, shape), _owner(walk)
    if shape.reach is Reach.ONE:
        asked = bindparam("owner", type_=Integer())
        return _Reached(_origin(walk), asked, lead == asked)
    person, id_ = _people(shape)
    if shape.dialect != "sqlite":
        ids = func.array(select(id_).scalar_subquery())
        return _Reached(_origin(walk), owner, lead == func.any(ids))
    if walk.entity is Entity.LINE:
        return _Reached(_origin(walk), owner, lead.in_(select(id_)))
    by_credit = lead is DealCreditRecord.employee_id
    first = DealCreditRecord if by_credit else SOURCES[walk.entity].record
    origin = _InTurn(person, first.__table__, lead == id_)
    if walk.role is Role.OWNER:
        return _Reached(origin, id_, true())
    other = (DealRecord if by_credit else DealCreditRecord).__table__
    credited = join(origin, other, DealCreditRecord.deal_id == DealRecord.id)
    return _Reached(credited, id_ if by_credit else owner, true())


def _people(shape: Shape) -> tuple[FromClause, ColumnElement[int]]:
    """Return whose records are read, and the column of their ids."""
    if shape.reach is Reach.EVERYBODY:
        everybody = EmployeeRecord.__table__
        return everybody, everybody.c.id
    owners = (
        func.json_each(bindparam("owners", type_=_Ids())).table_valued("value")
        if shape.dialect == "sqlite"
        else func.unnest(bindparam("owners", type_=ARRAY(Integer)))
        .table_valued("value")
        .render_derived()
    )
    return owners, owners.c.value


def _lead(walk: Walk, shape: Shape) -> Column:
    """Return the column that leads to the records: of everybody the period leads to shares."""
    if walk.role is Role.SHARE and shape.reach is Reach.EVERYBODY:
        return DealRecord.owner_id
    return _owner(walk)


def _owner(walk: Walk) -> Column:
    is_credited = walk.role is not Role.OWNER
    return DealCreditRecord.employee_id if is_credited else SOURCES[walk.entity].owner


def _counted(
    walk: Walk, number: int, filters: Collection[Filter], shape: Shape
) -> ColumnElement[bool]:
    """Return which records count of those who are reached.

    To plan for one person costs a server more than to read the records, so its one plan for
    all should look no dearer. It does where a range of days is the last that is sought: by a
    column behind it each of the days is expected to be sought apart.
    """
    dated = _dated(walk, number)
    held = [as_sql(part, walk.entity, walk.around) for part in filters]
    if shape.dialect == "postgresql" and shape.reach is Reach.ONE:
        if walk.is_arm:
            dated = _unsought(dated)
        elif not walk.is_open:
            held = [_unsought(claim) for claim in held]
    return and_(dated, _of_role(walk), *held)


def _unsought(claim: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return ``claim`` as one that a server asks of records instead of seeking them by it.

    What looks elsewhere stays as it is: a server can join it.
    """
    looks_elsewhere = any(isinstance(part, Select) for part in iterate(claim))
    return claim if looks_elsewhere else claim.is_(true())


def _of_role(walk: Walk) -> ColumnElement[bool]:
    """Return which records count by the role of ``walk``."""
    if walk.entity is not Entity.DEAL:
        return true()
    match walk.role:
        case Role.OWNER:
            return DealRecord.is_shared.is_(False)
        case Role.SHARE:
            return and_(DealRecord.is_shared.is_(True), DealCreditRecord.is_overlay.is_(False))
        case Role.OVERLAY:
            return DealCreditRecord.is_overlay.is_(True)


def _origin(walk: Walk) -> Any:
    if walk.role is Role.OWNER:
        return SOURCES[walk.entity].origin
    return join(DealRecord, DealCreditRecord, DealCreditRecord.deal_id == DealRecord.id)


def _dated(walk: Walk, number: int) -> ColumnElement[bool]:
    date_ = date_of(walk)
    if walk.is_open:
        return date_ < _bound(date_, number, 0)
    return and_(date_ >= _bound(date_, number, 0), date_ < _bound(date_, number, walk.stretches))


def date_of(walk: Walk) -> Column:
    return SOURCES[walk.entity].days[walk.dated_by]


def _tile(walk: Walk, number: int) -> ColumnElement[int]:
    """Return the number of the stretch of days that a record is in."""
    numbers: list[ColumnElement[int]] = [
        literal_column(str(i), Integer) for i in range(walk.stretches)
    ]
    date_ = date_of(walk)
    ends = [(date_ < _bound(date_, number, i + 1), each) for i, each in enumerate(numbers[:-1])]
    return case(*ends, else_=numbers[-1]).label("tile") if ends else numbers[0].label("tile")


def is_instant(walk: Walk) -> bool:
    return isinstance(date_of(walk).type, UtcInstant)


def _bound(date_: Column, walk: int, number: int) -> ColumnElement[Any]:
    is_instant = isinstance(date_.type, UtcInstant)
    return bindparam(f"day_{walk}_{number}", type_=UtcInstant() if is_instant else Date())


def _aggregate(base: BaseSum, where: Filter, walk: Walk) -> ColumnElement[Any]:
    value = _gathered(base, walk)
    if not conjuncts(where):
        return value
    filtered: ColumnElement[Any] = value.filter(as_sql(where, base.entity, walk.around))
    return filtered


def _gathered(base: BaseSum, walk: Walk) -> FunctionElement[Any]:
    share, measure = (
        None if walk.role is Role.OWNER else DealCreditRecord.share,
        _measure(base, walk),
    )
    if measure is None:
        return func.count() if share is None else func.sum(share)
    match base.gathered:
        case Gathered.MINIMUM:
            return func.min(measure)
        case Gathered.MAXIMUM:
            return func.max(measure)
        case Gathered.HAVING if share is None:
            return func.count(measure)
        case Gathered.HAVING:
            return func.sum(case((measure.is_not(None), share), else_=0))
        case _:
            return func.sum(_added(base, walk))


def _added(base: BaseSum, walk: Walk) -> Column:
    """Return what one record adds that has what is gathered."""
    measure, share = _measure(base, walk), DealCreditRecord.share
    is_part = walk.role is not Role.OWNER and base.gathered in ADDED
    if measure is None or base.gathered is Gathered.HAVING:
        return share if is_part else literal_column("1")
    return (
        SOURCES[base.entity].parts.get(base.measure or "", measure * share) if is_part else measure
    )


def _measure(base: BaseSum, walk: Walk) -> Column | None:
    if base.measure is None:
        return None
    return SOURCES[base.entity].measured(
        base.measure, walk.around.period, is_working_time=base.is_working_time
    )


def _common(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Return what all ``filters`` ask for."""
    first, *others = (conjuncts(where) for where in filters)
    return tuple(each for each in first if all(each in other for other in others))


def _without(common: Collection[Filter], where: Filter) -> Group:
    return Group(Match.ALL, tuple(part for part in conjuncts(where) if part not in common))


@lru_cache(maxsize=64)
def sets(shape: Shape) -> CompoundSelect[Any]:
    """Return the walk's number, the stretch, the employee's id, and a customer or a moment."""
    return union_all(*(_distinct(walk, n, shape) for n, walk in enumerate(shape.walks)))


def _distinct(walk: Walk, number: int, shape: Shape) -> Select[Any]:
    [base], source = walk.bases, SOURCES[walk.entity]
    given = source.customer if base.gathered is Gathered.CUSTOMERS else date_of(walk)
    members = [
        given if _keeps(given, kind) else cast(null(), kind)
        for kind in (BigInteger, UtcInstant, Date)
    ]
    tile = _tile(walk, number)
    where = _counted(walk, number, conjuncts(walk.filters[0]), shape)
    found = _reached(walk, shape)
    return (
        select(literal_column(str(number)), tile)
        .add_columns(found.owner, *members)
        .select_from(found.origin)
        .where(found.claim, where, given.is_not(None))
        .distinct()
    )


def records(walk: Walk, number: int, shape: Shape) -> Select[Any]:
    """Return the walk's number, the employee's id, and each record with what it adds."""
    [base], source = walk.bases, SOURCES[walk.entity]
    needed = source.customer if base.gathered is Gathered.CUSTOMERS else _measure(base, walk)
    found = _reached(walk, shape)
    return (
        select(
            literal_column(str(number), Integer).label("walk"),
            found.owner.label("owner"),
            source.id.label("record"),
            cast(_LABELS.get(walk.entity, source.title), Text).label("label"),
            date_of(walk).label("at"),
            cast(_added(base, walk), BigInteger).label("number"),
        )
        .select_from(found.origin)
        .where(
            found.claim,
            _counted(walk, number, conjuncts(walk.filters[0]), shape),
            true() if needed is None else needed.is_not(None),
        )
    )


_LABELS: dict[Entity, Column] = {Entity.DOCUMENT: DocumentRecord.kind + " " + DocumentRecord.number}
"""What tells a record of a kind whose title does not."""


def _keeps(column: Column, kind: type[TypeEngine[Any]]) -> bool:
    """Return whether ``column`` belongs where a row has a value of this ``kind``."""
    own = type(column.type)
    return own is kind if own in {UtcInstant, Date} else kind is BigInteger


class _InTurn(Join):
    """A join whose left side SQLite walks first, whatever its statistics say."""

    inherit_cache = True


@compiles(_InTurn, "sqlite")
def _in_turn(join: _InTurn, compiler: SQLCompiler, **options: Any) -> str:
    left, right = (
        compiler.process(side, **options | {"asfrom": True}) for side in (join.left, join.right)
    )
    on = literal(True) if join.onclause is None else join.onclause
    claim = compiler.process(on, **options | {"asfrom": False})
    return f"{left} CROSS JOIN {right} ON {claim}"


class _Ids(TypeDecorator[Any]):
    """A list of ids as JSON text, which SQLite makes rows of."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json.dumps(value)

"""All sums of a calculation in one statement, and all sets in another.

Each walk is a range of the covering index that begins with the employee, one for each person.
Every sum is a conditional aggregate of that walk, so neither people nor indicators add
statements.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

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
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Filter, Group, Match
from crm_desktop.domain.period import start_of
from crm_desktop.kpi.facts import ADDED, BaseSum, Gathered
from crm_desktop.kpi.sheets import Sheet
from crm_desktop.storage.conditions import Surroundings, as_sql, conjuncts
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import DealCreditRecord, DealRecord, EmployeeRecord
from crm_desktop.storage.sources import SOURCES, Column, digits
from crm_desktop.storage.walks import Frame, Pass, Role, Walk, passes

_SHARE_DIGITS = len(str(SHARE_UNITS)) - 1
_SETS = frozenset({Gathered.CUSTOMERS, Gathered.MOMENTS})


class Reach(Enum):
    """Whose records are read."""

    EVERYBODY = "everybody"
    SOME = "some"
    ONE = "one"

    @classmethod
    def of(cls, owners: Collection[int]) -> Reach:
        return cls.ONE if len(owners) == 1 else cls.SOME


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the text of a statement depends on; days and people are its parameters."""

    walks: tuple[Walk, ...]
    reach: Reach
    dialect: str


class Gathering:
    """What ``bases`` are in each of ``frames``, which follow each other without a gap.

    It can be asked for different people; ``today`` is the day of relative filters.
    """

    def __init__(
        self,
        bases: Collection[BaseSum],
        frames: Sequence[Frame],
        around: Surroundings,
        *,
        today: date,
        reach: Reach,
    ) -> None:
        found = passes(bases, frames, around, today)
        self._count, self._reach, self._around = len(frames), reach, around
        self._sums = [one for one in found if one.walk.bases[0].gathered not in _SETS]
        self._sets = [one for one in found if one.walk.bases[0].gathered in _SETS]

    def sheets(self, session: Session, owners: Collection[int] = ()) -> list[list[Sheet]]:
        """Return the sheets of each frame for ``owners``, or whomever else is reached."""
        sheets: list[list[Sheet]] = [[] for _ in range(self._count)]
        for is_set, found in ((False, self._sums), (True, self._sets)):
            if not found or (self._reach is not Reach.EVERYBODY and not owners):
                continue
            rows = session.execute(
                self._statement(found, is_set=is_set), self._parameters(found, owners)
            )
            told = _members(rows, self._around.zone) if is_set else rows
            _file(told, found, sheets, self._around.currency)
        return sheets

    def _statement(self, found: Sequence[Pass], *, is_set: bool) -> CompoundSelect[Any]:
        walks = tuple(one.walk for one in found)
        shape = _Shape(walks, self._reach, self._around.dialect)
        return _sets(shape) if is_set else _sums(shape)

    def _parameters(self, found: Sequence[Pass], owners: Collection[int]) -> dict[str, Any]:
        parameters: dict[str, Any] = {}
        for number, one in enumerate(found):
            is_instant = isinstance(_date(one.walk).type, UtcInstant)
            for i, day in enumerate(one.days):
                bound = start_of(day, self._around.zone) if is_instant else day
                parameters[f"day_{number}_{i}"] = bound
        if self._reach is Reach.ONE:
            [parameters["owner"]] = owners
        elif self._reach is Reach.SOME:
            parameters["owners"] = list(owners)
        return parameters


def _members(rows: Iterable[Any], zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield rows of sets with their one member, of a day the moment at which it begins."""
    for number, tile, owner, key, moment, day in rows:
        member = start_of(day, zone) if day is not None else moment if key is None else key
        yield number, tile, owner, member


def _file(
    rows: Iterable[Any], found: Sequence[Pass], sheets: Sequence[list[Sheet]], currency: str
) -> None:
    """Put each row into the sheet of its walk and frame."""
    filed: dict[tuple[int, int], list[Sequence[Any]]] = defaultdict(list)
    for number, tile, *row in rows:
        one = found[number]
        frame, stretch = one.places[tile]
        filed[number, frame].append((stretch, *row[: 1 + len(one.walk.bases)]))
    for (number, frame), of_sheet in filed.items():
        walk = found[number].walk
        sheets[frame].append(
            Sheet(walk.bases, tuple(_digits(base, walk, currency) for base in walk.bases), of_sheet)
        )


def _digits(base: BaseSum, walk: Walk, currency: str) -> int:
    is_measured = base.measure is not None and base.gathered is not Gathered.HAVING
    whole = digits(base.entity, base.measure or "", currency) if is_measured else 0
    is_shared = walk.role is not Role.OWNER and base.gathered in ADDED
    return whole + _SHARE_DIGITS if is_shared and base.measure != _AMOUNT else whole


_AMOUNT = "amount"
"""What credits keep their part of, so that the parts sum to the whole exactly."""


@lru_cache(maxsize=64)
def _sums(shape: _Shape) -> CompoundSelect[Any]:
    width = max(len(walk.bases) for walk in shape.walks)
    return union_all(*(_grouped(w, n, width, shape) for n, w in enumerate(shape.walks)))


def _grouped(walk: Walk, number: int, width: int, shape: _Shape) -> Select[Any]:
    """Return the walk's number, the number of the stretch, the employee's id, and the sums."""
    common = _common(walk.filters)
    sums: list[ColumnElement[Any]] = [
        _aggregate(base, _without(common, where), walk)
        for base, where in zip(walk.bases, walk.filters, strict=True)
    ]
    sums += [literal_column("0")] * (width - len(sums))
    sums = [each.label(f"sum_{i}") for i, each in enumerate(sums)]
    tile = _tile(walk, number)
    where = and_(
        _dated(walk, number),
        _of_role(walk),
        as_sql(Group(Match.ALL, common), walk.entity, walk.around),
    )
    by_tile = [tile] if walk.stretches > 1 else []
    if shape.dialect == "postgresql" and walk.role is Role.OWNER and shape.reach is not Reach.ONE:
        return _of_each(select(tile, *sums).where(where).group_by(*by_tile), walk, number, shape)
    owner = _counted(walk, shape)
    query = select(literal_column(str(number)), tile, owner, *sums).where(where)
    query = _from_people(query, walk, shape)
    return query.group_by(*by_tile) if shape.reach is Reach.ONE else query.group_by(owner, *by_tile)


def _from_people(query: Select[Any], walk: Walk, shape: _Shape) -> Select[Any]:
    """Return ``query`` from the records of those who are reached: person by person on SQLite."""
    is_in_turn = shape.dialect == "sqlite" and walk.entity is not Entity.LINE
    if not is_in_turn or shape.reach is Reach.ONE:
        return query.select_from(_origin(walk)).where(_whose(walk, shape))
    person, by_credit = _people(shape), _lead(walk, shape) is DealCreditRecord.employee_id
    first = DealCreditRecord if by_credit else SOURCES[walk.entity].record
    [id_] = person.c
    query = query.select_from(_InTurn(person, first.__table__, _lead(walk, shape) == id_))
    if walk.role is Role.OWNER:
        return query
    other = DealRecord if by_credit else DealCreditRecord
    return query.join(other, DealCreditRecord.deal_id == DealRecord.id)


def _of_each(sums: Select[Any], walk: Walk, number: int, shape: _Shape) -> Select[Any]:
    """Return ``sums`` for each person apart, which a server takes from one range of the index."""
    person = _people(shape)
    [owner] = person.c
    of_one = sums.select_from(_origin(walk)).where(SOURCES[walk.entity].owner == owner)
    found = of_one.lateral()
    tile, *values = found.c
    return select(literal_column(str(number)), tile, owner, *values).select_from(
        person.join(found, true())
    )


def _people(shape: _Shape) -> FromClause:
    """Return the ids of those whose records are read."""
    if shape.reach is Reach.EVERYBODY:
        return select(EmployeeRecord.id).subquery()
    if shape.dialect == "sqlite":
        listed = func.json_each(bindparam("owners", type_=_Ids()))
        return select(listed.table_valued("value").c.value).subquery()
    return select(func.unnest(bindparam("owners", type_=ARRAY(Integer))).label("id")).subquery()


def _whose(walk: Walk, shape: _Shape) -> ColumnElement[bool]:
    """Give the index its first column, so that each person's rows are one range of it."""
    lead = _lead(walk, shape)
    if shape.reach is Reach.ONE:
        return lead == bindparam("owner", type_=Integer())
    if shape.dialect == "sqlite":
        return lead.in_(select(*_people(shape).c))
    return lead == func.any(func.array(select(*_people(shape).c).scalar_subquery()))


def _lead(walk: Walk, shape: _Shape) -> Column:
    """Return the column that leads to the records: of everybody the period leads to shares."""
    if walk.role is Role.SHARE and shape.reach is Reach.EVERYBODY:
        return DealRecord.owner_id
    return _owner(walk)


def _owner(walk: Walk) -> Column:
    is_credited = walk.role is not Role.OWNER
    return DealCreditRecord.employee_id if is_credited else SOURCES[walk.entity].owner


def _counted(walk: Walk, shape: _Shape) -> Column:
    if shape.reach is Reach.ONE:
        return bindparam("owner", type_=Integer())
    return _owner(walk)


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
    date_ = _date(walk)
    if walk.is_open:
        return date_ < _bound(date_, number, 0)
    return and_(date_ >= _bound(date_, number, 0), date_ < _bound(date_, number, walk.stretches))


def _date(walk: Walk) -> Column:
    return SOURCES[walk.entity].days[walk.dated_by]


def _tile(walk: Walk, number: int) -> ColumnElement[int]:
    """Return the number of the stretch of days that a record is in."""
    numbers: list[ColumnElement[int]] = [
        literal_column(str(i), Integer) for i in range(walk.stretches)
    ]
    date_ = _date(walk)
    ends = [(date_ < _bound(date_, number, i + 1), each) for i, each in enumerate(numbers[:-1])]
    return case(*ends, else_=numbers[-1]).label("tile") if ends else numbers[0].label("tile")


def _bound(date_: Column, walk: int, number: int) -> ColumnElement[Any]:
    is_instant = isinstance(date_.type, UtcInstant)
    return bindparam(f"day_{walk}_{number}", type_=UtcInstant() if is_instant else Date())


def _aggregate(base: BaseSum, where: Filter, walk: Walk) -> ColumnElement[Any]:
    value = _gathered(base, walk.role)
    if not conjuncts(where):
        return value
    filtered: ColumnElement[Any] = value.filter(as_sql(where, base.entity, walk.around))
    return filtered


def _gathered(base: BaseSum, role: Role) -> FunctionElement[Any]:
    share = None if role is Role.OWNER else DealCreditRecord.share
    if base.measure is None:
        return func.count() if share is None else func.sum(share)
    measure = SOURCES[base.entity].measured(base.measure, is_working_time=base.is_working_time)
    match base.gathered:
        case Gathered.MINIMUM:
            return func.min(measure)
        case Gathered.MAXIMUM:
            return func.max(measure)
        case Gathered.HAVING if share is None:
            return func.count(measure)
        case Gathered.HAVING:
            return func.sum(case((measure.is_not(None), share), else_=0))
        case _ if share is None:
            return func.sum(measure)
        case _:
            is_kept = base.measure == _AMOUNT
            return func.sum(DealCreditRecord.base_minor if is_kept else measure * share)


def _common(filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Return what all ``filters`` ask for."""
    first, *others = (conjuncts(where) for where in filters)
    return tuple(each for each in first if all(each in other for other in others))


def _without(common: Collection[Filter], where: Filter) -> Group:
    return Group(Match.ALL, tuple(part for part in conjuncts(where) if part not in common))


@lru_cache(maxsize=64)
def _sets(shape: _Shape) -> CompoundSelect[Any]:
    """Return the walk's number, the stretch, the employee's id, and a customer or a moment."""
    return union_all(*(_distinct(walk, n, shape) for n, walk in enumerate(shape.walks)))


def _distinct(walk: Walk, number: int, shape: _Shape) -> Select[Any]:
    [base], source = walk.bases, SOURCES[walk.entity]
    given = source.customer if base.gathered is Gathered.CUSTOMERS else _date(walk)
    members = [
        given if _keeps(given, kind) else cast(null(), kind)
        for kind in (BigInteger, UtcInstant, Date)
    ]
    tile = _tile(walk, number)
    where = as_sql(walk.filters[0], walk.entity, walk.around)
    query = select(literal_column(str(number)), tile).add_columns(_counted(walk, shape), *members)
    return (
        query.select_from(_origin(walk))
        .where(_whose(walk, shape), _dated(walk, number), _of_role(walk), where, given.is_not(None))
        .distinct()
    )


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

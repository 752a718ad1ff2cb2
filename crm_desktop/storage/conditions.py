"""Condition trees as SQL, with one meaning on every database.

A condition is true or false, never unknown: a field that is empty equals nothing and contains
nothing, so that "not equal" and "none of" hold for it. Names compare folded where their table
keeps them folded, exactly elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from operator import attrgetter, ge, gt, le, lt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, and_, false, func, not_, or_, true, type_coerce

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import Condition, Filter, Group, Match, Operator, Scalar
from crm_desktop.domain.names import folded
from crm_desktop.domain.period import Period, start_of
from crm_desktop.storage.entity_source import Branch, Claim, Column, EntitySource, NameElsewhere
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import ActivityRecord
from crm_desktop.storage.sources import SOURCES, digits

_POSITION = {"sqlite": "instr", "postgresql": "strpos"}
_LARGEST = 2**63 - 1
_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9998, 12, 31)
_NAMED = frozenset({FieldType.TEXT, FieldType.CHOICE, FieldType.PERSON})
_OF_TYPE = {"type": attrgetter("name"), "kind": attrgetter("kind")}
"""What the fields of an activity that its type answers are of that type."""

_NEGATED = {
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.NONE_OF: Operator.ONE_OF,
    Operator.NOT_EMPTY: Operator.EMPTY,
}
_ORDER: dict[Operator, Callable[[Any, Any], Claim]] = {
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.MORE: gt,
    Operator.AT_LEAST: ge,
}
_TOWARDS = {
    Operator.LESS: ROUND_CEILING,
    Operator.AT_LEAST: ROUND_CEILING,
    Operator.MORE: ROUND_FLOOR,
    Operator.AT_MOST: ROUND_FLOOR,
}


@dataclass(frozen=True, slots=True)
class ActivityType:
    """A row of the directory of activity types."""

    id: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a condition means depends on: the firm's ``zone`` and ``currency``, and the database.

    ``dialect`` is ``sqlite`` or ``postgresql``; ``period`` is what is computed, None in lists.
    With ``types``, which are all of them, an activity is compared with a few numbers instead
    of being looked up in their directory.
    """

    zone: ZoneInfo
    currency: str
    dialect: str
    period: Period | None = None
    types: tuple[ActivityType, ...] | None = None


def as_sql(tree: Filter, entity: Entity, around: Surroundings) -> Claim:
    """Return ``tree`` over what ``sources.EntitySource.origin`` of ``entity`` is.

    ``domain.fields.checked`` passed it, and ``domain.occasion`` resolved it.

    Raises:
        InvalidInputError: it depends on the period, and there is none.

    """
    if isinstance(tree, Condition):
        return _condition(tree, entity, around)
    parts = [as_sql(part, entity, around) for part in tree.parts]
    match tree.match:
        case Match.ALL:
            return and_(true(), *parts)
        case Match.ANY:
            return or_(false(), *parts)
        case Match.NONE:
            return not_(or_(false(), *parts))


def conjuncts(tree: Filter) -> tuple[Filter, ...]:
    """Return the parts of ``tree`` that must all hold."""
    return tree.parts if isinstance(tree, Group) and tree.match is Match.ALL else (tree,)


def _condition(condition: Condition, entity: Entity, around: Surroundings) -> Claim:
    if condition.operator in _NEGATED:
        positive = Condition(condition.field, _NEGATED[condition.operator], condition.values)
        return not_(_condition(positive, entity, around))
    source, type_ = SOURCES[entity], FIELDS[entity][condition.field].type
    if condition.operator in {Operator.EQUAL, Operator.ONE_OF}:
        return _one_of(condition, entity, around)
    match type_:
        case FieldType.DAY:
            return _day(condition, source, around.zone)
        case FieldType.MONEY | FieldType.NUMBER | FieldType.SPAN:
            decimals = digits(entity, condition.field, around.currency)
            column = source.measured(condition.field, around.period)
            return _number(condition, column, decimals)
        case FieldType.FLAG:
            return false()  # EMPTY: a flag always has a value
        case FieldType.UNIT | FieldType.BRANCH:
            branch = source.branches[condition.field]
            return not_(_certain(branch.key, branch.key.in_(branch.tree.anywhere)))
        case _:
            return _text(condition, source, around.dialect)


def _one_of(condition: Condition, entity: Entity, around: Surroundings) -> Claim:
    source, type_ = SOURCES[entity], FIELDS[entity][condition.field].type
    if type_ in {FieldType.UNIT, FieldType.BRANCH}:
        return _below(source.branches[condition.field], condition.values)
    if around.types is not None and entity is Entity.ACTIVITY and condition.field in _OF_TYPE:
        return _of_type(condition, around.types)
    if type_ in _NAMED:
        return _named(
            source, condition.field, condition.values, lambda name, texts: name.in_(texts)
        )
    if type_ in {FieldType.FLAG, FieldType.DAY}:
        return or_(*(_equal(source, condition.field, v, around) for v in condition.values))
    decimals = digits(entity, condition.field, around.currency)
    column = source.measured(condition.field, around.period)
    return _is_one_of(column, condition.values, decimals)


def _of_type(condition: Condition, types: Sequence[ActivityType]) -> Claim:
    """Return whether the activity is of a type whose name or kind is among the values."""
    name = _OF_TYPE[condition.field]
    return or_(
        false(),
        *(ActivityRecord.type_id == one.id for one in types if name(one) in condition.values),
    )


def _equal(source: EntitySource, field: str, value: Scalar, around: Surroundings) -> Claim:
    match value:
        case bool():
            claim = source.flag(field, around.period, around.zone)
            return claim if value else not_(claim)
        case date():
            column = source.days[field]
            if not isinstance(column.type, UtcInstant):
                return _certain(column, column == value)
            start, end = _instants(value, around.zone)
            return _certain(column, and_(column >= start, column < end))
    raise TypeError(value)


def _below(branch: Branch, values: Sequence[Scalar]) -> Claim:
    return _certain(branch.key, branch.key.in_(branch.tree.below(list(map(str, values)))))


def _day(condition: Condition, source: EntitySource, zone: ZoneInfo) -> Claim:
    column = source.days[condition.field]
    if condition.operator is Operator.EMPTY:
        return column.is_(None)
    day = condition.values[0]
    if not isinstance(day, date):
        raise TypeError(day)
    if not isinstance(column.type, UtcInstant):
        return _certain(column, _ORDER[condition.operator](column, day))
    start, end = _instants(day, zone)
    match condition.operator:
        case Operator.LESS:
            return _certain(column, column < start)
        case Operator.AT_MOST:
            return _certain(column, column < end)
        case Operator.MORE:
            return _certain(column, column >= end)
        case _:
            return _certain(column, column >= start)


def _instants(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return when ``day`` begins and ends; days at the ends of time stand for those beyond."""
    within = min(max(day, _FIRST_DAY), _LAST_DAY)
    return start_of(within, zone), start_of(within + timedelta(days=1), zone)


def _number(condition: Condition, column: Column, decimals: int) -> Claim:
    """Compare whole units with a value that may be finer than one, exactly."""
    if condition.operator is Operator.EMPTY:
        return column.is_(None)
    value = condition.values[0]
    if not isinstance(value, Decimal):
        raise TypeError(value)
    exact = value.scaleb(decimals).to_integral_value(_TOWARDS[condition.operator])
    bound = int(min(max(exact, Decimal(-_LARGEST)), Decimal(_LARGEST)))
    return _certain(column, _ORDER[condition.operator](_wide(column), bound))


def _is_one_of(column: Column, values: Sequence[Scalar], decimals: int) -> Claim:
    exact = [value.scaleb(decimals) for value in values if isinstance(value, Decimal)]
    whole = [int(each) for each in exact if each == each.to_integral_value()]
    kept = [each for each in whole if abs(each) <= _LARGEST]
    return _certain(column, _wide(column).in_(kept)) if kept else false()


def _wide(column: Column) -> Column:
    """Return ``column``, which a server may compare with numbers that do not fit into it."""
    return type_coerce(column, BigInteger)


def _text(condition: Condition, source: EntitySource, dialect: str) -> Claim:
    if condition.operator is Operator.EMPTY:
        column = source.texts[condition.field]
        if isinstance(column, NameElsewhere):
            return not_(_certain(column.key, column.key.in_(column.ids)))
        return or_(column.is_(None), column == "")
    position = getattr(func, _POSITION[dialect])
    return _named(
        source, condition.field, condition.values, lambda name, texts: position(name, texts[0]) > 0
    )


def _named(
    source: EntitySource,
    field: str,
    values: Sequence[Scalar],
    compare: Callable[[Column, Sequence[str]], Claim],
) -> Claim:
    """Return whether the name that ``field`` shows compares with ``values``."""
    column = source.texts[field]
    texts = list(map(str, values))
    if isinstance(column, NameElsewhere):
        wanted = [folded(text) for text in texts] if column.is_folded else texts
        ids = column.ids.where(compare(column.name, wanted))
        return _certain(column.key, column.key.in_(ids))
    wanted = [folded(text) for text in texts] if field in source.folded else texts
    return _certain(column, compare(column, wanted))


def _certain(column: Column, claim: Claim) -> Claim:
    """Return ``claim`` that is false, not unknown, where ``column`` is empty."""
    return and_(claim, column.is_not(None)) if getattr(column, "nullable", True) else claim

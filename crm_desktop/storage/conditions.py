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
from operator import ge, gt, le, lt
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, false, func, not_, or_, true

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import Condition, Filter, Group, Match, Operator, Scalar
from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.names import folded
from crm_desktop.domain.period import start_of
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.sources import SOURCES, Column, EntitySource, NameElsewhere

_Claim = ColumnElement[bool]
_POSITION = {"sqlite": "instr", "postgresql": "strpos"}
_LARGEST = 2**63 - 1
_FIRST_DAY, _LAST_DAY = date(2, 1, 1), date(9998, 12, 31)
_NEGATED = {
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.NONE_OF: Operator.ONE_OF,
    Operator.NOT_EMPTY: Operator.EMPTY,
}
_ORDER: dict[Operator, Callable[[Any, Any], _Claim]] = {
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
class Surroundings:
    """What a condition means depends on: the firm's ``zone`` and ``currency``, and the database.

    ``dialect`` is ``sqlite`` or ``postgresql``.
    """

    zone: ZoneInfo
    currency: str
    dialect: str


def as_sql(tree: Filter, entity: Entity, around: Surroundings) -> _Claim:
    """Return ``tree``, which ``domain.fields.checked`` passed, over the table of ``entity``."""
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


def _condition(condition: Condition, entity: Entity, around: Surroundings) -> _Claim:
    if condition.operator in _NEGATED:
        positive = Condition(condition.field, _NEGATED[condition.operator], condition.values)
        return not_(_condition(positive, entity, around))
    source, type_ = SOURCES[entity], FIELDS[entity][condition.field].type
    if condition.operator in {Operator.EQUAL, Operator.ONE_OF}:
        if type_ in {FieldType.TEXT, FieldType.CHOICE}:
            return _named(
                source, condition.field, condition.values, lambda name, texts: name.in_(texts)
            )
        return or_(*(_equal(condition.field, v, entity, around) for v in condition.values))
    match type_:
        case FieldType.DAY:
            return _day(condition, source, around.zone)
        case FieldType.MONEY | FieldType.NUMBER as kind:
            digits = minor_digits(around.currency) if kind is FieldType.MONEY else 0
            return _number(condition, source, digits)
        case FieldType.FLAG:
            return false()  # EMPTY: a flag always has a value
        case _:
            return _text(condition, source, around.dialect)


def _equal(field: str, value: Scalar, entity: Entity, around: Surroundings) -> _Claim:
    source = SOURCES[entity]
    match FIELDS[entity][field].type, value:
        case FieldType.FLAG, bool():
            return source.flags[field] if value else not_(source.flags[field])
        case FieldType.DAY, date():
            column = source.days[field]
            if not isinstance(column.type, UtcInstant):
                return _certain(column, column == value)
            start, end = _instants(value, around.zone)
            return _certain(column, and_(column >= start, column < end))
        case FieldType.MONEY, Decimal():
            return _equal_number(source.measures[field], value, minor_digits(around.currency))
        case FieldType.NUMBER, Decimal():
            return _equal_number(source.measures[field], value, 0)
    raise TypeError(value)


def _day(condition: Condition, source: EntitySource, zone: ZoneInfo) -> _Claim:
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


def _number(condition: Condition, source: EntitySource, digits: int) -> _Claim:
    """Compare whole units with a value that may be finer than one, exactly."""
    column = source.measures[condition.field]
    if condition.operator is Operator.EMPTY:
        return column.is_(None)
    value = condition.values[0]
    if not isinstance(value, Decimal):
        raise TypeError(value)
    exact = value.scaleb(digits).to_integral_value(_TOWARDS[condition.operator])
    bound = int(min(max(exact, Decimal(-_LARGEST)), Decimal(_LARGEST)))
    return _certain(column, _ORDER[condition.operator](column, bound))


def _equal_number(column: Column, value: Decimal, digits: int) -> _Claim:
    exact = value.scaleb(digits)
    if exact != exact.to_integral_value() or abs(exact) > _LARGEST:
        return false()
    return _certain(column, column == int(exact))


def _text(condition: Condition, source: EntitySource, dialect: str) -> _Claim:
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
    compare: Callable[[Column, Sequence[str]], _Claim],
) -> _Claim:
    """Return whether the name that ``field`` shows compares with ``values``."""
    column = source.texts[field]
    texts = [text for value in values if "\0" not in (text := str(value))]  # none is kept with it
    if not texts:
        return false()
    if isinstance(column, NameElsewhere):
        wanted = [folded(text) for text in texts] if column.is_folded else texts
        ids = column.ids.where(compare(column.name, wanted))
        return _certain(column.key, column.key.in_(ids))
    wanted = [folded(text) for text in texts] if field in source.folded else texts
    return _certain(column, compare(column, wanted))


def _certain(column: Column, claim: _Claim) -> _Claim:
    """Return ``claim`` that is false, not unknown, where ``column`` is empty."""
    return and_(claim, column.is_not(None)) if getattr(column, "nullable", True) else claim

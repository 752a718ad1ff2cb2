"""What is wrong with where indicators take their facts from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from graphlib import TopologicalSorter
from operator import itemgetter

from crm_desktop.domain import fields
from crm_desktop.domain.entry import entered
from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.filters import Filter, Who, conditions
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Polarity
from crm_desktop.kpi.formula import Formula, parse
from crm_desktop.kpi.order import cycles, formula_place, refuse_unknown, refused_cycle
from crm_desktop.kpi.problem import Problems, SchemeProblem, found, number_problems
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Source,
    Target,
    WeightedSource,
)
from crm_desktop.texts import Message

_UNMEASURED = frozenset({Aggregate.COUNT, Aggregate.CUSTOMERS})
_ADDITIVE = _UNMEASURED | {Aggregate.SUM}
_COMBINING = tuple(one for one in Aggregate if one not in _UNMEASURED)
_WRITTEN_SPANS = frozenset({"duration"})
"""Spans that somebody noted down, of which nobody knows the hours."""
_LONGEST_CHAIN = 100
_LONGEST_WAIT = 366


def typed(indicator: Indicator) -> Indicator:
    """Return ``indicator`` with the values of its filters in the types of their fields.

    Raises:
        InvalidInputError: a filter does not suit its records.

    """
    place = f"indicators.{indicator.code}.source"
    return replace(indicator, source=_typed(indicator.source, place))


def _typed(source: Source, place: str) -> Source:
    match source:
        case RatioSource():
            return RatioSource(
                _typed_part(source.numerator, f"{place}.numerator"),
                _typed_part(source.denominator, f"{place}.denominator"),
            )
        case RecordSource() | WeightedSource():
            return _typed_part(source, place)
        case CalmSource():
            where = fields.checked(source.where, source.entity, f"{place}.where")
            return replace(source, where=where)
        case _:
            return source


def _typed_part(source: RecordSource | WeightedSource, place: str) -> RecordSource | WeightedSource:
    if isinstance(source, RecordSource):
        where = fields.checked(source.where, source.entity, f"{place}.where")
        return replace(source, where=where)
    targets = (
        _typed_target(target, source.entity, f"{place}.targets[{number}]")
        for number, target in enumerate(source.targets, 1)
    )
    return replace(source, targets=tuple(targets))


def _typed_target(target: Target, entity: Entity, place: str) -> Target:
    return replace(target, where=fields.checked(target.where, entity, f"{place}.where"))


def source_problems(indicator: Indicator) -> Problems:
    """Yield what is wrong with the source of ``indicator``, and with what depends on it."""
    place = f"indicators.{indicator.code}"
    yield from _of_source(indicator.source, f"{place}.source")
    if isinstance(indicator.source, CalmSource) and indicator.unit is not Unit.DURATION:
        message = Message("A time without records is measured in the unit “duration”.")
        yield SchemeProblem(f"{place}.unit", message)
    yield from _tolerance_problems(indicator, f"{place}.tolerance")


def _tolerance_problems(indicator: Indicator, place: str) -> Problems:
    tolerance = indicator.tolerance
    wrong_numbers = list(number_problems(tolerance, place))
    yield from wrong_numbers
    if not wrong_numbers and not 0 <= tolerance <= 1:
        message = Message("A tolerance is a share of the plan from 0 to 1: 0.05 is 5%.")
        yield SchemeProblem(place, message)
    elif tolerance and indicator.polarity is not Polarity.CORRIDOR:
        message = Message("A tolerance needs the polarity “corridor”.")
        yield SchemeProblem(place, message)


def _of_source(source: Source, place: str) -> Problems:
    match source:
        case RecordSource():
            yield from _record_problems(source, place)
        case WeightedSource():
            yield from _weighted_problems(source, place)
        case RatioSource():
            for name in ("numerator", "denominator"):
                yield from _part_problems(getattr(source, name), f"{place}.{name}")
        case CalmSource():
            yield from day_problems(source.dated_by, source.entity, place)
            yield from filter_problems(source.where, source.entity, f"{place}.where")
        case ManualSource():
            yield from _mark_problems(source, place)
        case ExternalSource() if source.aggregate in _UNMEASURED:
            yield _not_one_of(source.aggregate, _COMBINING, f"{place}.external.aggregate")
        case _:
            return


def _part_problems(source: RecordSource | WeightedSource, place: str) -> Problems:
    yield from _of_source(source, place)
    if isinstance(source, RecordSource) and source.aggregate not in _ADDITIVE:
        message = Message("A ratio is of counts or sums, not of averages or extremes.")
        yield SchemeProblem(f"{place}.aggregate", message)


def _record_problems(source: RecordSource, place: str) -> Problems:
    yield from day_problems(source.dated_by, source.entity, place)
    measures = fields.measures(source.entity)
    if source.aggregate not in _UNMEASURED:
        if source.measure not in measures:
            yield _not_one_of(source.measure, measures, f"{place}.measure")
    elif source.measure is not None:
        yield SchemeProblem(f"{place}.measure", Message("A count has no measure."))
    if source.is_working_time and source.measure not in _measured_spans(source.entity):
        message = Message("Working time is that between two moments: the measure is no such time.")
        yield SchemeProblem(f"{place}.working_time", message)
    if source.credit is not Credit.SHARES and source.entity is not Entity.DEAL:
        message = Message("Only deals have overlay credits.")
        yield SchemeProblem(f"{place}.credit", message)
    yield from filter_problems(source.where, source.entity, f"{place}.where")


def filter_problems(where: Filter, entity: Entity, place: str) -> Problems:
    """Yield what is wrong with conditions on records that a rule counts."""
    yield from found(lambda: fields.checked(where, entity, place))
    if any(isinstance(value, Who) for one in conditions(where) for value in one.values):
        message = Message("An indicator counts for everybody: it does not know who “me” is.")
        yield SchemeProblem(place, message)


def _weighted_problems(source: WeightedSource, place: str) -> Problems:
    yield from day_problems(source.dated_by, source.entity, place)
    if not source.targets:
        yield SchemeProblem(f"{place}.targets", Message("A weighted count has targets."))
    for number, target in enumerate(source.targets, 1):
        yield from _target_problems(target, source.entity, f"{place}.targets[{number}]")
    for name, count in Counter(target.name.strip() for target in source.targets).items():
        if name and count > 1:
            message = Message("“{code}” is there twice.", code=name)
            yield SchemeProblem(f"{place}.targets", message)


def _target_problems(target: Target, entity: Entity, place: str) -> Problems:
    name = f"{place}.name"
    yield from found(lambda: entered(name, target.name, len(target.name), is_required=True))
    yield from number_problems(target.weight, f"{place}.weight")
    yield from filter_problems(target.where, entity, f"{place}.where")


def _mark_problems(source: ManualSource, place: str) -> Problems:
    wrong_numbers = list(number_problems(source, f"{place}.manual"))
    yield from wrong_numbers
    if not wrong_numbers and source.lowest >= source.highest:
        message = Message(
            "Marks rise: the highest, {highest}, is above the lowest, {lowest}.",
            highest=source.highest,
            lowest=source.lowest,
        )
        yield SchemeProblem(f"{place}.manual.highest", message)
    if source.stale_after is not None and not 0 <= source.stale_after <= _LONGEST_WAIT:
        message = Message("A mark is asked for 0 to {most} days later.", most=_LONGEST_WAIT)
        yield SchemeProblem(f"{place}.manual.stale_after", message)


def _measured_spans(entity: Entity) -> frozenset[str]:
    spans = {field.code for field in FIELDS[entity].values() if field.type is FieldType.SPAN}
    return frozenset(spans - _WRITTEN_SPANS)


def day_problems(day: str, entity: Entity, place: str) -> Problems:
    """Yield a problem when ``day`` is no field of records that decides their period."""
    days = fields.days(entity)
    if day not in days:
        yield _not_one_of(day, days, f"{place}.dated_by")


def _not_one_of(value: str | None, allowed: Iterable[str], place: str) -> SchemeProblem:
    message = Message(
        "“{value}” cannot stand here: use one of {allowed}.",
        value=value,
        allowed=", ".join(allowed) or None,
    )
    return SchemeProblem(place, message)


def formula_problems(indicators: Iterable[Indicator]) -> Problems:
    """Yield what is wrong with the formulas of child indicators, alone and together."""
    known = {indicator.code: indicator.source for indicator in indicators}
    sound: dict[str, Formula] = {}
    for code, source in known.items():
        if isinstance(source, FormulaSource):
            place = formula_place(code)
            try:
                sound[code] = parse(source.formula, place)
                refuse_unknown(sound[code], known, user=code, place=place)
            except InvalidInputError as error:
                yield SchemeProblem(error.field, error.message)
    uses = {code: formula.names for code, formula in sound.items()}
    circles = [refused_cycle(cycle) for cycle in cycles(uses)]
    for refused in circles:
        yield SchemeProblem(refused.field, refused.message)
    if not circles:
        yield from _depth_problems(uses)


def _depth_problems(uses: Mapping[str, Collection[str]]) -> Problems:
    """Yield a problem where formulas stand on formulas without end; ``uses`` has no circle."""
    depths: dict[str, tuple[int, str]] = {}
    for code in TopologicalSorter(uses).static_order():
        below = [depths[name] for name in uses.get(code, ())]
        depth, first = max(below, default=(0, code), key=itemgetter(0))
        depths[code] = (depth + 1, first)
        if depth == _LONGEST_CHAIN:
            message = Message(
                "At most {longest} indicators may stand on each other; the chain below "
                "“{code}” starts with “{first}”.",
                longest=_LONGEST_CHAIN,
                code=code,
                first=first,
            )
            yield SchemeProblem(formula_place(code), message)

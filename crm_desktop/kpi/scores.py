"""The scores of everyone in numbers alone, indicator by indicator; ``kpi.engine`` tells why."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.errors import NotInForceError
from crm_desktop.kpi import attainment as attaining
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.definition import (
    Bound,
    Indicator,
    Measure,
    Polarity,
    Profile,
    ProfileEntry,
    Scale,
    Step,
    StepScale,
)
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.overriding import NO_OVERRIDES
from crm_desktop.kpi.rollup import Measured, OfRecords
from crm_desktop.kpi.scoring import combined

_ZERO = Decimal(0)
_Number = Decimal | None


class _Column(NamedTuple):
    """What an entry of a profile comes to for each of several subjects."""

    attainments: Sequence[_Number]
    coefficients: Sequence[_Number]


class _Alike(NamedTuple):
    """Subjects that are measured by one profile.

    ``is_changed`` says that a script changed figures of some, ``is_planned`` that some have plans
    of their own.
    """

    everyone: Sequence[Figures]
    refs: tuple[SubjectRef, ...]
    is_changed: bool
    is_planned: bool

    @classmethod
    def of(cls, everyone: Sequence[Figures]) -> _Alike:
        return cls(
            everyone,
            tuple(figures.subject.ref for figures in everyone),
            any(figures.changed is not NO_OVERRIDES for figures in everyone),
            any(figures.plans or not figures.is_usual for figures in everyone),
        )


def scores(everyone: Sequence[Figures]) -> dict[SubjectRef, _Number]:
    """Return the score of each subject, None where it has no value, as ``result_of`` gives it."""
    found: dict[SubjectRef, _Number] = dict.fromkeys(one.subject.ref for one in everyone)
    for measured in _by_profile(everyone):
        alike = _Alike.of(measured)
        found.update(zip(alike.refs, _of_profile(alike), strict=True))
    return found


class EntryLine(NamedTuple):
    """An entry of a profile for one subject, in numbers alone; see ``figures.Line``.

    ``is_fed`` says whether there is something behind the fact.
    """

    fact: _Number
    plan: _Number
    attainment: _Number
    is_reached: bool | None
    is_fed: bool


def entry_lines(everyone: Sequence[Figures]) -> dict[SubjectRef, tuple[EntryLine, ...]]:
    """Return of each subject that has a profile the line of each of its entries."""
    found: dict[SubjectRef, tuple[EntryLine, ...]] = {}
    for measured in _by_profile(everyone):
        alike = _Alike.of(measured)
        profile = measured[0].profile
        assert profile is not None  # noqa: S101 - they have one
        columns = [_lines(entry, alike) for entry in profile.entries]
        rows = zip(*columns, strict=True) if columns else [() for _ in alike.refs]
        found.update(zip(alike.refs, rows, strict=True))
    return found


_NOT_BEGUN = EntryLine(None, None, None, None, is_fed=False)


def _lines(entry: ProfileEntry, alike: _Alike) -> Sequence[EntryLine]:
    rules, facts = alike.everyone[0].rules, alike.everyone[0].facts
    indicator = rules.indicators[entry.indicator]
    of_records = facts.of_records.get(entry.indicator) if isinstance(facts, Measured) else None
    if indicator.version.valid_from > rules.on:
        return [_NOT_BEGUN] * len(alike.everyone)
    if of_records is None or alike.is_changed:
        return [_line(figures, entry.indicator) for figures in alike.everyone]
    column, plans = of_records.column(alike.refs), _plans(entry, alike)
    attained = _attainments(indicator, entry, column.values, plans)
    facts_and_plans = zip(column.values, plans, attained, strict=True)
    reached = [
        share >= 1 if share is not None else _is_reached(indicator, fact, plan)
        for fact, plan, share in facts_and_plans
    ]
    some = map(any, zip(*column.terms, strict=True))
    fed = [fact is not None and found for fact, found in zip(column.values, some, strict=True)]
    found = zip(column.values, plans, attained, reached, fed, strict=True)
    return list(map(EntryLine._make, found))  # a trial has thousands


def _line(figures: Figures, code: str) -> EntryLine:
    line, fact = figures.line(code), figures.facts.get((figures.subject.ref, code))
    is_fed = fact is not None and fact.is_fed
    return EntryLine(line.fact, line.plan, line.attainment, line.is_reached, is_fed)


def _is_reached(indicator: Indicator, fact: _Number, plan: _Number) -> bool | None:
    return attaining.is_reached(fact, plan, indicator.polarity, indicator.tolerance)


def _by_profile(everyone: Sequence[Figures]) -> Iterable[Sequence[Figures]]:
    """Return the subjects that are measured by one profile, of each profile."""
    found: dict[tuple[str, SubjectLevel], list[Figures]] = defaultdict(list)
    for figures in everyone:
        if figures.profile is not None:
            found[figures.profile.code, figures.subject.ref.level].append(figures)
    return found.values()


def _of_profile(alike: _Alike) -> list[_Number]:
    """Return the scores of subjects that are measured by one profile."""
    everyone = alike.everyone
    profile = everyone[0].profile
    assert profile is not None  # noqa: S101 - they have one
    columns = [_column(entry, alike) for entry in profile.entries]
    counted = [(e.weight, c) for e, c in zip(profile.entries, columns, strict=True) if e.weight > 0]
    weights = [weight for weight, _ in counted]
    rows = zip(*(column.coefficients for _, column in counted), strict=True)
    found = [_score(profile, weights, row) for row in rows] or [None for _ in everyone]
    gates = [
        (e.gate, c) for e, c in zip(profile.entries, columns, strict=True) if e.gate is not None
    ]
    if gates:
        barriers = [gate for gate, _ in gates]
        attained = zip(*(column.attainments for _, column in gates), strict=True)
        found = [_gated(barriers, row, k) for row, k in zip(attained, found, strict=True)]
    if profile.cap is None:
        return found
    return [None if k is None else min(k, profile.cap) for k in found]


def _score(
    profile: Profile, weights: Sequence[Decimal], coefficients: Sequence[_Number]
) -> _Number:
    known = [coefficient for coefficient in coefficients if coefficient is not None]
    return combined(profile.model, weights, known) if len(known) == len(weights) else None


def _gated(gates: Sequence[Decimal], attained: Sequence[_Number], score: _Number) -> _Number:
    """Return ``score``, or what the first closed gate leaves of it."""
    if any(a is not None and a < least for a, least in zip(attained, gates, strict=True)):
        return _ZERO
    return None if None in attained else score


def _column(entry: ProfileEntry, alike: _Alike) -> _Column:
    everyone = alike.everyone
    rules, facts = everyone[0].rules, everyone[0].facts
    try:
        indicator = rules.indicator(entry.indicator)
        scale = None if entry.scale is None else rules.scale(entry.scale)
    except NotInForceError:
        nothing = [None] * len(everyone)
        return _Column(nothing, nothing)
    of_records = facts.of_records.get(entry.indicator) if isinstance(facts, Measured) else None
    by_coefficient = scale is not None and scale.measure is Measure.COEFFICIENT
    if of_records is None or by_coefficient or alike.is_changed:
        return _one_by_one(entry, everyone)
    return _of_records(of_records, indicator, entry, scale, alike=alike)


def _one_by_one(entry: ProfileEntry, everyone: Sequence[Figures]) -> _Column:
    rows = [_of_one(figures, entry) for figures in everyone]
    return _Column([attained for attained, _ in rows], [k for _, k in rows])


def _of_one(figures: Figures, entry: ProfileEntry) -> tuple[_Number, _Number]:
    try:
        return (
            figures.line(entry.indicator).attainment,
            entry.capped(figures.uncapped(entry).value),
        )
    except NotInForceError:
        return None, None


def _of_records(
    source: OfRecords,
    indicator: Indicator,
    entry: ProfileEntry,
    scale: Scale | None,
    *,
    alike: _Alike,
) -> _Column:
    facts = source.column(alike.refs).values
    plans = _plans(entry, alike)
    attained = _attainments(indicator, entry, facts, plans)
    if scale is None:
        found = attained
    else:
        measured = attained if scale.measure is Measure.ATTAINMENT else facts
        found = _looked_up(scale, measured)
    return _Column(attained, found if entry.cap is None else list(map(entry.capped, found)))


def _plans(entry: ProfileEntry, alike: _Alike) -> Sequence[_Number]:
    if alike.is_planned:
        return [figures.planned(entry.indicator, entry) for figures in alike.everyone]
    return [entry.plan] * len(alike.everyone)


def _attainments(
    indicator: Indicator,
    entry: ProfileEntry,
    facts: Sequence[_Number],
    plans: Sequence[_Number],
) -> list[_Number]:
    pairs = zip(facts, plans, strict=True)
    if indicator.polarity is Polarity.MORE and entry.base is None:
        return [
            None if fact is None or plan is None or plan <= 0 else fact / +plan
            for fact, plan in pairs
        ]
    attained = partial(
        attaining.attainment,
        polarity=indicator.polarity,
        less_rule=indicator.less_rule,
        tolerance=indicator.tolerance,
        base=entry.base,
    )
    return [
        None if fact is None or plan is None else attained(fact, +plan).value
        for fact, plan in pairs
    ]


def _looked_up(scale: Scale, measured: Sequence[_Number]) -> list[_Number]:
    """Return the ``scaling.coefficient`` of each value by ``scale``, which is made ready once."""
    if not isinstance(scale, StepScale) or not _follow_each_other(scale.steps):
        return [None if value is None else scaling.coefficient(scale, value) for value in measured]
    first, last = scale.steps[0], scale.steps[-1]
    below = [] if first.lower is None else [first.lower]
    bounds = [*below, *(step.upper for step in scale.steps if step.upper is not None)]
    values = [*(None for _ in below), *(step.value for step in scale.steps)]
    if last.upper is not None:
        values.append(None)
    find = bisect_right if scale.bound is Bound.LOWER_INCLUSIVE else bisect_left
    return [None if value is None else values[find(bounds, value)] for value in measured]


def _follow_each_other(steps: Sequence[Step]) -> bool:
    inner = [step.upper for step in steps[:-1]]
    rising = [bound for bound in (steps[0].lower, *inner, steps[-1].upper) if bound is not None]
    return inner == [step.lower for step in steps[1:]] and all(
        left < right for left, right in pairwise(rising)
    )

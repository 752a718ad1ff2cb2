"""From facts to the figures and the score of each subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from types import MappingProxyType

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import NotInForceError
from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import Measure, Polarity, Profile, ProfileEntry
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.overriding import NO_OVERRIDES, Overrides
from crm_desktop.kpi.result import IndicatorResult, SubjectResult
from crm_desktop.kpi.rulebook import WEEKENDS_ALONE, Definitions, Rulebook
from crm_desktop.kpi.scoring import Gated, Scored, gate, score, score_in_figures
from crm_desktop.kpi.sentence import equation
from crm_desktop.kpi.steps import capped, why
from crm_desktop.texts import Message

UNCHANGED: Mapping[SubjectRef, Overrides] = MappingProxyType({})


def evaluate(
    scheme: Definitions,
    subjects: Sequence[Subject],
    facts: Facts,
    period: Period,
    *,
    calendar: WorkingCalendar = WEEKENDS_ALONE,
) -> list[SubjectResult]:
    """Return the result of each subject, in their order.

    Who has no profile for ``period`` has no indicators, and the reason. ``facts`` holds what was
    measured; child indicators are computed here. Plans are split and reduced by the working days
    of ``calendar``. The order of definitions does not matter.

    Raises:
        CrmError: the scheme is unsound, as ``rewards.check`` would have found.

    """
    everyone = figures_of(scheme, subjects, facts, period, calendar=calendar)
    return [result_of(figures) for figures in everyone]


def figures_of(
    scheme: Definitions,
    subjects: Sequence[Subject],
    facts: Facts,
    period: Period,
    *,
    calendar: WorkingCalendar = WEEKENDS_ALONE,
    on: date | None = None,
    changed: Mapping[SubjectRef, Overrides] = UNCHANGED,
) -> list[Figures]:
    """Return the figures of each subject, in their order, by the rules of the day ``on``.

    ``changed`` has what scripts put in the place of facts and coefficients.
    """
    rules = Rulebook.of(scheme, subjects, period, calendar, on=on)
    return [
        Figures.of_subject(rules, subject, facts, changed.get(subject.ref, NO_OVERRIDES))
        for subject in subjects
    ]


def result_of(figures: Figures) -> SubjectResult:
    """Return the figures of the subject's profile, with the score."""
    period, profile = figures.rules.period, figures.profile
    if profile is None:
        reason = Message("no profile for {period} is assigned", period=period)
        return SubjectResult(figures.subject, period, "", (), None, None, reason)
    indicators = tuple([_indicator(figures, entry) for entry in profile.entries])
    found = gate(_gated(profile, indicators)) or score(profile.model, _scored(indicators))
    value = _capped(found.value, profile.cap)
    return SubjectResult(
        figures.subject,
        period,
        profile.code,
        indicators,
        value,
        Derivation.later(partial(_score, profile, indicators, found)),
        found.reason if value is None else None,
    )


def _capped(score: Decimal | None, cap: Decimal | None) -> Decimal | None:
    return score if score is None or cap is None else min(score, cap)


def _scored(indicators: Iterable[IndicatorResult]) -> list[Scored]:
    return [Scored(i.name, i.weight, i.coefficient) for i in indicators]


def _gated(profile: Profile, indicators: Iterable[IndicatorResult]) -> list[Gated]:
    return [
        Gated(indicator.name, entry.gate, indicator.attainment)
        for entry, indicator in zip(profile.entries, indicators, strict=True)
        if entry.gate is not None
    ]


def _score(profile: Profile, indicators: Sequence[IndicatorResult], found: Computed) -> Derivation:
    label = Message("Score, {model}", model=profile.model)
    quantity = Quantity(found.value, Unit.SCORE)
    whole = Derivation(
        label=label,
        value=quantity,
        sentence=found.reason or equation(_in_figures(profile, indicators), quantity),
        inputs=tuple(
            indicator.derivation
            for entry, indicator in zip(profile.entries, indicators, strict=True)
            if indicator.weight > 0 or entry.gate is not None
        ),
        rule=profile.version,
    )
    return whole if profile.cap is None else capped(whole, profile.cap)


def _in_figures(profile: Profile, indicators: Sequence[IndicatorResult]) -> Message:
    return score_in_figures(profile.model, _scored(indicators))


def _indicator(figures: Figures, entry: ProfileEntry) -> IndicatorResult:
    """Return the figures of ``entry``; where a rule has not begun yet, the reason instead."""
    try:
        return _in_force(figures, entry)
    except NotInForceError as error:
        nothing, name = Quantity(None), figures.rules.indicators[entry.indicator].name
        return IndicatorResult(
            code=entry.indicator,
            name=name,
            fact=nothing,
            plan=nothing,
            attainment=None,
            coefficient=None,
            weight=entry.weight,
            is_reached=None,
            is_less_better=False,
            reason=error.message,
            derivation=Derivation(name, nothing, error.message),
        )


def _in_force(figures: Figures, entry: ProfileEntry) -> IndicatorResult:
    line = figures.line(entry.indicator)
    indicator, fact, plan, attained, missing, unattained = line
    uncapped, reason = figures.uncapped(entry)
    coefficient = entry.capped(uncapped)
    is_corridor = indicator.polarity is _CORRIDOR
    return IndicatorResult(  # by position: a firm has thousands, and names cost a third more
        entry.indicator,
        indicator.name,
        figures.in_unit(fact, indicator.unit),
        figures.in_unit(plan, indicator.unit),
        attained,
        coefficient,
        entry.weight,
        line.is_reached,
        indicator.polarity is _LESS,
        missing or unattained or reason,
        why(figures, entry.indicator, Measure.COEFFICIENT),
        indicator.tolerance if is_corridor else None,
        None if is_corridor else entry.base,
        coefficient is not uncapped,
    )


_CORRIDOR, _LESS = Polarity.CORRIDOR, Polarity.LESS

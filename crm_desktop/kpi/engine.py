"""From facts to the figures and the score of each subject."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from crm_desktop.domain.people import Subject
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import NotInForceError
from crm_desktop.kpi.attainment import is_reached
from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import Measure, Polarity, Profile, ProfileEntry
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.result import IndicatorResult, SubjectResult
from crm_desktop.kpi.rulebook import Definitions, Rulebook
from crm_desktop.kpi.scoring import Scored, score, score_in_figures
from crm_desktop.kpi.sentence import equation
from crm_desktop.kpi.steps import why
from crm_desktop.texts import Message


def evaluate(
    scheme: Definitions, subjects: Sequence[Subject], facts: Facts, period: Period
) -> list[SubjectResult]:
    """Return the result of each subject, in their order.

    Who has no profile for ``period`` has no indicators, and the reason. ``facts`` holds what was
    measured; child indicators are computed here. The order of definitions does not matter.

    Raises:
        CrmError: the scheme is unsound, as ``rewards.check`` would have found.

    """
    return [result_of(figures) for figures in figures_of(scheme, subjects, facts, period)]


def figures_of(
    scheme: Definitions, subjects: Sequence[Subject], facts: Facts, period: Period
) -> list[Figures]:
    """Return the figures of each subject, in their order."""
    rules = Rulebook.of(scheme, subjects, period)
    return [Figures(rules, subject, facts, rules.profile_of(subject)) for subject in subjects]


def result_of(figures: Figures) -> SubjectResult:
    """Return the figures of the subject's profile, with the score."""
    period, profile = figures.rules.period, figures.profile
    if profile is None:
        reason = Message("no profile for {period} is assigned", period=period)
        return SubjectResult(figures.subject, period, "", (), None, None, reason)
    indicators = tuple(_indicator(figures, entry) for entry in profile.entries)
    scored = [Scored(i.name, i.weight, i.coefficient) for i in indicators]
    found = score(profile.model, scored)
    why_score = Derivation.later(partial(_score, profile, indicators, found))
    return SubjectResult(
        figures.subject, period, profile.code, indicators, found.value, why_score, found.reason
    )


def _score(profile: Profile, indicators: Sequence[IndicatorResult], found: Computed) -> Derivation:
    scored = [Scored(i.name, i.weight, i.coefficient) for i in indicators]
    quantity = Quantity(found.value, Unit.SCORE)
    return Derivation(
        label=Message("Score, {model}", model=profile.model),
        value=quantity,
        sentence=found.reason or equation(score_in_figures(profile.model, scored), quantity),
        inputs=tuple(indicator.derivation for indicator in indicators if indicator.weight > 0),
        rule=profile.version,
    )


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
    code = entry.indicator
    indicator = figures.rules.indicator(code)
    fact, plan = figures.fact(code), figures.plan(code)
    attainment, coefficient = figures.attainment(code), figures.coefficient(code)
    return IndicatorResult(
        code=code,
        name=indicator.name,
        fact=fact.quantity,
        plan=plan.quantity,
        attainment=attainment.value,
        coefficient=coefficient.value,
        weight=entry.weight,
        is_reached=is_reached(fact.value, plan.value, indicator.polarity),
        is_less_better=indicator.polarity is Polarity.LESS,
        reason=fact.reason or attainment.reason or coefficient.reason,
        derivation=why(figures, code, Measure.COEFFICIENT),
    )

"""What is wrong with profiles: who is measured by what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Measure, Polarity, Profile, ProfileEntry, Proration
from crm_desktop.kpi.problem import (
    Problems,
    SchemeProblem,
    number_problems,
    subject_problems,
    unknown,
)
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.texts import Message

_LONGEST_RAMP = 24


def profile_problems(scheme: Definitions) -> Problems:
    """Yield what is wrong with each profile, and with several for one subject."""
    polarities = {indicator.code: indicator.polarity for indicator in scheme.indicators}
    for profile in scheme.profiles:
        place = f"profiles.{profile.code}"
        if not profile.entries:
            yield SchemeProblem(place, Message("The profile has no indicators."))
        for number, entry in enumerate(profile.entries, 1):
            at = f"{place}.indicators[{number}]"
            yield from _reference_problems(scheme, entry, at)
            yield from _figure_problems(entry, polarities.get(entry.indicator), at)
        yield from _twice_in(profile, place)
        yield from _whole_problems(profile, place)
        yield from _assignment_problems(profile, place)
    yield from _rivals(scheme)


def _reference_problems(scheme: Definitions, entry: ProfileEntry, place: str) -> Problems:
    indicators = {indicator.code for indicator in scheme.indicators}
    scales = {scale.code: scale for scale in scheme.scales}
    yield from unknown(Message("Indicator"), entry.indicator, indicators, f"{place}.code")
    if entry.scale is None:
        return
    yield from unknown(Message("Scale"), entry.scale, scales, f"{place}.scale")
    if entry.scale in scales and scales[entry.scale].measure is Measure.COEFFICIENT:
        message = Message("A scale over coefficients cannot make a coefficient.")
        yield SchemeProblem(f"{place}.scale", message)


def _figure_problems(entry: ProfileEntry, polarity: Polarity | None, place: str) -> Problems:
    wrong_numbers = list(number_problems(entry, place))
    yield from wrong_numbers
    if wrong_numbers:
        return
    if entry.weight < 0:
        yield SchemeProblem(f"{place}.weight", Message("A weight is not below zero."))
    yield from _base_problems(entry, polarity, f"{place}.base")
    yield from _cap_problems(entry.cap, place)
    if entry.gate is not None and entry.gate <= 0:
        message = Message("A gate is above zero: 0.8 asks for 80% of the plan.")
        yield SchemeProblem(f"{place}.gate", message)
    yield from _ramp_problems(entry.ramp, place)


def _base_problems(entry: ProfileEntry, polarity: Polarity | None, place: str) -> Problems:
    if entry.base is None:
        return
    if polarity is Polarity.CORRIDOR:
        message = Message("A corridor has no base: it lies around the plan.")
        yield SchemeProblem(place, message)
    elif entry.plan is not None and (
        entry.plan == entry.base or (entry.plan < entry.base) is not (polarity is Polarity.LESS)
    ):
        message = Message("A plan is better than the base from which attainment counts.")
        yield SchemeProblem(place, message)


def _whole_problems(profile: Profile, place: str) -> Problems:
    wrong_numbers = list(number_problems(profile.cap, f"{place}.cap"))
    wrong_numbers += number_problems(profile.ramp, f"{place}.ramp")
    yield from wrong_numbers
    if not wrong_numbers:
        yield from _cap_problems(profile.cap, place)
        yield from _ramp_problems(profile.ramp, place)
    if profile.level is SubjectLevel.EMPLOYEE:
        return
    if profile.ramp or any(entry.ramp for entry in profile.entries):
        message = Message("Only the plans of people have a ramp: they have months of service.")
        yield SchemeProblem(f"{place}.ramp", message)
    if profile.proration is not Proration.NONE:
        message = Message("Only the plans of people are reduced for days of absence.")
        yield SchemeProblem(f"{place}.proration", message)


def _cap_problems(cap: Decimal | None, place: str) -> Problems:
    if cap is not None and cap < 0:
        yield SchemeProblem(f"{place}.cap", Message("A cap is not below zero."))


def _ramp_problems(ramp: tuple[Decimal, ...], place: str) -> Problems:
    if len(ramp) > _LONGEST_RAMP:
        message = Message("A ramp has at most {most} months.", most=_LONGEST_RAMP)
        yield SchemeProblem(f"{place}.ramp", message)
    for number, part in enumerate(ramp, 1):
        if part < 0:
            message = Message("The plan of a month is not below zero.")
            yield SchemeProblem(f"{place}.ramp[{number}]", message)


def _twice_in(profile: Profile, place: str) -> Problems:
    for code, count in Counter(entry.indicator for entry in profile.entries).items():
        if count > 1:
            message = Message("“{code}” is there twice.", code=code)
            yield SchemeProblem(f"{place}.indicators", message)


def _assignment_problems(profile: Profile, place: str) -> Problems:
    for number, subject in enumerate(profile.assigned_to, 1):
        yield from subject_problems(subject, profile.level, f"{place}.assigned_to[{number}]")
    for term in profile.terms:
        if term.subject not in profile.assigned_to:
            message = Message("“{subject}” has days and no assignment.", subject=str(term.subject))
            yield SchemeProblem(f"{place}.assigned_to", message)
        elif term.until is not None and term.until <= term.since:
            number = profile.assigned_to.index(term.subject) + 1
            message = Message(
                "The first day, {since}, comes before the day of the end, {until}.",
                since=term.since,
                until=term.until,
            )
            yield SchemeProblem(f"{place}.assigned_to[{number}]", message)


_Assigned = tuple[SubjectLevel, PeriodKind, SubjectRef]
_Span = tuple[date, date, str]
"""From a day up to, and not on, another one, and the place."""


def _rivals(scheme: Definitions) -> Problems:
    """Yield a problem where two assignments to a subject hold at once."""
    spans: dict[_Assigned, list[_Span]] = defaultdict(list)
    for profile in scheme.profiles:
        for subject, span in _spans(profile):
            spans[profile.level, profile.period_kind, subject].append(span)
    for (_, _, subject), found in spans.items():
        ordered = sorted(found, key=lambda span: span[:2])
        for (_, until, _), (since, _, place) in pairwise(ordered):
            if since < until:
                message = Message(
                    "“{subject}” already has {what} for this.",
                    subject=str(subject),
                    what=Message("a profile"),
                )
                yield SchemeProblem(place, message)


def _spans(profile: Profile) -> Iterator[tuple[SubjectRef, _Span]]:
    for number, subject in enumerate(profile.assigned_to, 1):
        place = f"profiles.{profile.code}.assigned_to[{number}]"
        terms = [term for term in profile.terms if term.subject == subject]
        for term in terms:
            yield subject, (term.since, term.until or date.max, place)
        if not terms:
            yield subject, (date.min, date.max, place)

"""What is odd in what the rules gave so far."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator, Polarity, Profile
from crm_desktop.kpi.health.finding import Finding, HealthCode, History, Past, Severity
from crm_desktop.kpi.health.rules import entries_of
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.kpi.source import (
    CalmSource,
    FormulaSource,
    RatioSource,
    RecordSource,
    StaffSource,
    WeightedSource,
)
from crm_desktop.texts import Message, plural

Findings = Iterator[Finding]

_SILENT_PERIODS = 3
_ENOUGH_PERIODS = 3
_FAR = Decimal("1.3")


def findings(scheme: Definitions, history: History) -> Findings:
    """Yield what the last periods show, which ``history`` has."""
    indicators = {indicator.code: indicator for indicator in scheme.indicators}
    for profile in scheme.profiles:
        past = history.get(profile.code, {})
        for _, indicator in entries_of(profile, indicators):
            own = {
                ref: found
                for (ref, code), found in past.items()
                if code == indicator.code and ref.level is profile.level
            }
            company = past.get((COMPANY, indicator.code))
            place = f"profiles.{profile.code}.indicators.{indicator.code}"
            silent = list(
                _no_records(indicator, [*own.values(), *([company] if company else [])], place)
            )
            yield from silent or _no_influence(profile, indicator, own, company, place=place)
            yield from _reached(indicator, own, place)
            yield from _far(indicator, own, place)


def _is_counted(indicator: Indicator) -> bool:
    return isinstance(indicator.source, RecordSource | WeightedSource | RatioSource)


def _no_records(indicator: Indicator, everybody: Sequence[Past], place: str) -> Findings:
    if isinstance(indicator.source, FormulaSource | StaffSource | CalmSource):
        return
    last = [past.is_fed[-_SILENT_PERIODS:] for past in everybody]
    is_known = any(len(fed) == _SILENT_PERIODS for fed in last)
    if is_known and not any(map(any, last)):
        yield Finding(
            HealthCode.NO_RECORDS,
            Severity.WARNING,
            place,
            Message("“{name}” had no records in the last 3 periods.", name=indicator.name),
            Message("Enter or import the records, or measure something else."),
            Quantity(Decimal(0)),
        )


def _no_influence(
    profile: Profile,
    indicator: Indicator,
    own: dict[SubjectRef, Past],
    company: Past | None,
    *,
    place: str,
) -> Findings:
    is_personal = profile.level is SubjectLevel.EMPLOYEE and _is_counted(indicator)
    if not is_personal or company is None or not any(company.is_fed):
        return
    idle = sum(len(p.is_fed) >= _ENOUGH_PERIODS and not any(p.is_fed) for p in own.values())
    if idle:
        yield Finding(
            HealthCode.NO_INFLUENCE,
            Severity.WARNING,
            place,
            plural(
                "{count} person had no record of “{name}” in all these periods.",
                "{count} people had no record of “{name}” in all these periods.",
                count=idle,
                name=indicator.name,
            ),
            Message("Pay people for what they can influence; give them another profile."),
            Quantity(Decimal(idle)),
        )


def _reached(indicator: Indicator, own: dict[SubjectRef, Past], place: str) -> Findings:
    """Yield that nobody reached the plan in these periods, or that everybody always did."""
    known = [value for past in own.values() for value in past.attainments if value is not None]
    periods = max((len(past.attainments) for past in own.values()), default=0)
    if periods < _ENOUGH_PERIODS or len(known) < _ENOUGH_PERIODS:
        return
    best, worst = max(known), min(known)
    if best < 1:
        yield Finding(
            HealthCode.NEVER_REACHED,
            Severity.WARNING,
            place,
            Message(
                "Nobody reached the plan of “{name}” in the last periods; the best had {best}.",
                name=indicator.name,
                best=Quantity(best, Unit.PERCENT),
            ),
            Message("Set a plan that the best can reach, and let it grow."),
            Quantity(best, Unit.PERCENT),
        )
    if worst >= 1:
        yield Finding(
            HealthCode.ALWAYS_REACHED,
            Severity.ADVICE,
            place,
            Message(
                "Everybody always reached the plan of “{name}”; the lowest had {worst}.",
                name=indicator.name,
                worst=Quantity(worst, Unit.PERCENT),
            ),
            Message("Raise the plan a little, or take another indicator."),
            Quantity(worst, Unit.PERCENT),
        )


def _far(indicator: Indicator, own: dict[SubjectRef, Past], place: str) -> Findings:
    """Yield how far the plans of now stand above the best facts so far."""
    if indicator.polarity is not Polarity.MORE:
        return
    ratios = [ratio for past in own.values() if (ratio := _above_best(past)) is not None]
    far = [ratio for ratio in ratios if ratio > _FAR]
    if far and 2 * len(far) >= len(ratios):
        yield Finding(
            HealthCode.PLAN_FAR,
            Severity.WARNING,
            place,
            Message(
                "The plan of “{name}” is {share} of the best result so far.",
                name=indicator.name,
                share=Quantity(min(far), Unit.PERCENT),
            ),
            Message("Let plans grow step by step from what was reached."),
            Quantity(min(far), Unit.PERCENT),
        )


def _above_best(past: Past) -> Decimal | None:
    facts = [fact for fact in past.facts if fact is not None]
    if past.plan_now is None or len(facts) < _ENOUGH_PERIODS or max(facts) <= 0:
        return None
    return past.plan_now / max(facts)

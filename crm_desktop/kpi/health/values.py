"""What is odd in what the rules gave so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator, Polarity, Profile
from crm_desktop.kpi.health.finding import Finding, HealthCode, History, Past, Severity, named
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


def findings(scheme: Definitions, history: History, names: Mapping[SubjectRef, str]) -> Findings:
    """Yield what the last periods show, which ``history`` has; ``names`` are of its subjects."""
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
            seen = _Seen(indicator, profile, own, company, place)
            yield from list(_no_records(seen)) or _no_influence(seen)
            yield from _reached(seen)
            yield from _far(seen, names)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the last periods gave for an indicator of a profile: to its own subjects, to all."""

    indicator: Indicator
    profile: Profile
    own: Mapping[SubjectRef, Past]
    company: Past | None
    place: str

    def everybody(self) -> list[Past]:
        return [*self.own.values(), *([self.company] if self.company else [])]

    def periods(self, most: int | None = None) -> Message:
        """Return which periods were looked at, ``most`` of them at most, in words."""
        count = max((len(past.facts) for past in self.everybody()), default=0)
        return finished(self.profile.period_kind, min(count, most or count))


def finished(kind: PeriodKind, count: int) -> Message:
    """Return the last ``count`` periods of ``kind`` that are over, in words."""
    one, many = _LAST[kind].template, _LAST[kind].template_of_many
    return Message.of(one, many, {"count": count})


_LAST = {
    PeriodKind.DAY: plural("the last finished day", "the last {count} finished days", count=2),
    PeriodKind.WEEK: plural("the last finished week", "the last {count} finished weeks", count=2),
    PeriodKind.MONTH: plural(
        "the last finished month", "the last {count} finished months", count=2
    ),
    PeriodKind.QUARTER: plural(
        "the last finished quarter", "the last {count} finished quarters", count=2
    ),
    PeriodKind.HALF_YEAR: plural(
        "the last finished half-year", "the last {count} finished half-years", count=2
    ),
    PeriodKind.YEAR: plural("the last finished year", "the last {count} finished years", count=2),
    PeriodKind.CUSTOM: plural(
        "the last finished period", "the last {count} finished periods", count=2
    ),
}


def _is_counted(indicator: Indicator) -> bool:
    return isinstance(indicator.source, RecordSource | WeightedSource | RatioSource)


def _no_records(seen: _Seen) -> Findings:
    if isinstance(seen.indicator.source, FormulaSource | StaffSource | CalmSource):
        return
    last = [past.is_fed[-_SILENT_PERIODS:] for past in seen.everybody()]
    is_known = any(len(fed) == _SILENT_PERIODS for fed in last)
    if is_known and not any(map(any, last)):
        yield Finding(
            HealthCode.NO_RECORDS,
            Severity.WARNING,
            seen.place,
            Message(
                "“{name}” had no records in {periods}.",
                name=seen.indicator.name,
                periods=seen.periods(_SILENT_PERIODS),
            ),
            Message("Enter or import the records, or measure something else."),
            Quantity(Decimal(0)),
        )


def _no_influence(seen: _Seen) -> Findings:
    """Yield who never had a record that others had; where less is better, that is the best."""
    indicator, company = seen.indicator, seen.company
    is_personal = seen.profile.level is SubjectLevel.EMPLOYEE and _is_counted(indicator)
    if not is_personal or indicator.polarity is Polarity.LESS:
        return
    if company is None or not any(company.is_fed):
        return
    idle = sum(len(p.is_fed) >= _ENOUGH_PERIODS and not any(p.is_fed) for p in seen.own.values())
    if idle:
        yield Finding(
            HealthCode.NO_INFLUENCE,
            Severity.WARNING,
            seen.place,
            plural(
                "{count} person had no record of “{name}” in {periods}.",
                "{count} people had no record of “{name}” in {periods}.",
                count=idle,
                name=indicator.name,
                periods=seen.periods(),
            ),
            Message("Pay people for what they can influence; give them another profile."),
            Quantity(Decimal(idle)),
        )


def _reached(seen: _Seen) -> Findings:
    """Yield that nobody reached the plan in these periods, or that everybody always did."""
    own = seen.own.values()
    known = [value for past in own for value in past.attainments if value is not None]
    periods = max((len(past.attainments) for past in own), default=0)
    if periods < _ENOUGH_PERIODS or len(known) < _ENOUGH_PERIODS:
        return
    best, worst = max(known), min(known)
    if best < 1:
        yield Finding(
            HealthCode.NEVER_REACHED,
            Severity.WARNING,
            seen.place,
            Message(
                "Nobody reached the plan of “{name}” in {periods}; the best had {best}.",
                name=seen.indicator.name,
                periods=seen.periods(),
                best=Quantity(best, Unit.PERCENT),
            ),
            Message("Set a plan that the best can reach, and let it grow."),
            Quantity(best, Unit.PERCENT),
        )
    if worst >= 1:
        yield Finding(
            HealthCode.ALWAYS_REACHED,
            Severity.ADVICE,
            seen.place,
            Message(
                "Everybody always reached the plan of “{name}” in {periods}; "
                "the lowest had {worst}.",
                name=seen.indicator.name,
                periods=seen.periods(),
                worst=Quantity(worst, Unit.PERCENT),
            ),
            Message("Raise the plan a little, or take another indicator."),
            Quantity(worst, Unit.PERCENT),
        )


def _far(seen: _Seen, names: Mapping[SubjectRef, str]) -> Findings:
    """Yield how far the plans of now stand above the best facts so far, and whose they are."""
    if seen.indicator.polarity is not Polarity.MORE:
        return
    ratios = {
        ref: ratio for ref, past in seen.own.items() if (ratio := _above_best(past)) is not None
    }
    far = {ref: ratio for ref, ratio in ratios.items() if ratio > _FAR}
    if far and 2 * len(far) >= len(ratios):
        least = Quantity(min(far.values()), Unit.PERCENT)
        yield Finding(
            HealthCode.PLAN_FAR,
            Severity.WARNING,
            seen.place,
            plural(
                "{who}: the plan of “{name}” is {share} of the best result in {periods}.",
                "{who}: the plans of “{name}” are at least {share} of their best results in "
                "{periods}.",
                count=len(far),
                who=named([names.get(ref, str(ref)) for ref in far]),
                name=seen.indicator.name,
                share=least,
                periods=seen.periods(),
            ),
            Message("Let plans grow step by step from what was reached."),
            least,
        )


def _above_best(past: Past) -> Decimal | None:
    facts = [fact for fact in past.facts if fact is not None]
    if past.plan_now is None or len(facts) < _ENOUGH_PERIODS or max(facts) <= 0:
        return None
    return past.plan_now / max(facts)

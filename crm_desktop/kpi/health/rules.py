"""What is odd in the definitions alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import (
    EVERYTHING,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    Scalar,
)
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    ALWAYS,
    Indicator,
    Measure,
    Polarity,
    Profile,
    ProfileEntry,
    Scale,
    ScoringModel,
)
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.health import scale_rules
from crm_desktop.kpi.health.finding import Finding, HealthCode, Severity
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RatioSource,
    RecordSource,
    WeightedSource,
)
from crm_desktop.texts import Message, plural

Findings = Iterator[Finding]

MOST_KEY_INDICATORS = 3
_MOST_SUBJECTIVE = Decimal("0.3")
_REVIEW = timedelta(days=365)
_CUSTOM = PeriodKind.CUSTOM
_REVENUE = frozenset({Entity.DEAL, Entity.DOCUMENT, Entity.LINE, Entity.PAYMENT})


def findings(scheme: Definitions, today: date, cycle_s: Decimal | None) -> Findings:
    """Yield what is odd in the rules of ``scheme`` as they stand ``today``.

    ``cycle_s`` is how long it takes on average to win a deal, in seconds.
    """
    indicators = {indicator.code: indicator for indicator in scheme.indicators}
    scales = {scale.code: scale for scale in scheme.scales}
    planned = {plan.indicator for plan in scheme.plans}
    for indicator in scheme.indicators:
        yield from _described(indicator)
    yield from scale_rules.findings(scheme)
    for profile in scheme.profiles:
        yield from _too_many(profile)
        yield from _weights(profile)
        yield from _unplanned(profile, indicators, scales, planned)
        yield from _purpose(profile, indicators)
        yield from _competing(profile, indicators)
        yield from _subjective(profile, indicators)
        yield from _changed(profile, indicators, scales, today)
        yield from _unreviewed(profile, today)
        yield from _adaptation(profile)
        yield from _long_projects(profile, indicators, today, cycle_s)
    yield from _splits(scheme, today)


def entries_of(
    profile: Profile, indicators: Mapping[str, Indicator]
) -> Iterator[tuple[ProfileEntry, Indicator]]:
    """Yield what ``profile`` scores: the entries with a weight, and their indicators."""
    for entry in profile.entries:
        if entry.weight > 0 and entry.indicator in indicators:
            yield entry, indicators[entry.indicator]


def leads_to_revenue(indicator: Indicator, indicators: Mapping[str, Indicator]) -> bool:
    """Return whether it counts deals, documents or payments, itself or through its formula.

    ``indicators`` are those of a sound scheme: no formula depends on itself. Money that comes
    from outside counts too.
    """
    match indicator.source:
        case RecordSource(entity=entity) | WeightedSource(entity=entity):
            return entity in _REVENUE
        case RatioSource(numerator=numerator):
            return numerator.entity in _REVENUE
        case FormulaSource(formula=formula):
            used = {name.partition(".")[0] for name in parse(formula).names}
            return any(leads_to_revenue(indicators[code], indicators) for code in used)
        case ExternalSource():
            return indicator.unit is Unit.MONEY and indicator.polarity is Polarity.MORE
        case _:
            return False


def _is_quantity(indicator: Indicator) -> bool:
    """Return whether it counts acts, of which more is better."""
    if indicator.polarity is not Polarity.MORE:
        return False
    match indicator.source:
        case WeightedSource(entity=entity) | RecordSource(entity, Aggregate.COUNT):
            return entity is Entity.ACTIVITY
        case _:
            return False


def is_quality(indicator: Indicator) -> bool:
    """Return whether it looks at how well something was done."""
    source = indicator.source
    is_average = isinstance(source, RecordSource) and source.aggregate is Aggregate.AVERAGE
    is_judged = isinstance(source, RatioSource | CalmSource | ManualSource | ExternalSource)
    return is_average or is_judged or indicator.polarity is not Polarity.MORE


def _described(indicator: Indicator) -> Findings:
    if not indicator.description.strip():
        yield Finding(
            HealthCode.NO_DESCRIPTION,
            Severity.ADVICE,
            f"indicators.{indicator.code}",
            Message("“{name}” does not say what it measures.", name=indicator.name),
            Message("Write a sentence that the employee understands."),
        )


def _too_many(profile: Profile) -> Findings:
    count = sum(entry.weight > 0 for entry in profile.entries)
    if count > MOST_KEY_INDICATORS:
        yield Finding(
            HealthCode.TOO_MANY,
            Severity.ADVICE,
            f"profiles.{profile.code}",
            plural(
                "“{profile}” has {count} key indicator.",
                "“{profile}” has {count} key indicators.",
                count=count,
                profile=profile.name,
            ),
            Message("Keep the three that matter most; show the others with a weight of 0."),
            Quantity(Decimal(count)),
        )


def _weights(profile: Profile) -> Findings:
    """Yield that meeting every plan is not the whole score; a mean divides by any sum."""
    total = sum((entry.weight for entry in profile.entries), Decimal(0))
    if profile.model is ScoringModel.ADDITIVE and total not in {Decimal(0), Decimal(1)}:
        yield Finding(
            HealthCode.WEIGHTS,
            Severity.ADVICE,
            f"profiles.{profile.code}",
            Message(
                "The weights of “{profile}” add up to {total}, not to {whole}.",
                profile=profile.name,
                total=Quantity(total, Unit.PERCENT),
                whole=Quantity(Decimal(1), Unit.PERCENT),
            ),
            Message(
                "Give weights that add up to {whole}.", whole=Quantity(Decimal(1), Unit.PERCENT)
            ),
            Quantity(total, Unit.PERCENT),
        )


def _unplanned(
    profile: Profile,
    indicators: Mapping[str, Indicator],
    scales: Mapping[str, Scale],
    planned: Collection[str],
) -> Findings:
    """Yield what is scored by its attainment of a plan that nobody has."""
    for entry, indicator in entries_of(profile, indicators):
        scale = scales.get(entry.scale or "")
        asks_plan = scale is None or scale.measure is Measure.ATTAINMENT
        has_plan = entry.plan is not None or entry.ramp or indicator.code in planned
        if asks_plan and not has_plan:
            yield Finding(
                HealthCode.NO_PLAN,
                Severity.WARNING,
                f"profiles.{profile.code}.indicators.{indicator.code}",
                Message("“{name}” has no plan, so it has no score.", name=indicator.name),
                Message("Set a plan, or score the fact itself by a scale."),
            )


def _purpose(profile: Profile, indicators: Mapping[str, Indicator]) -> Findings:
    scored = [indicator for _, indicator in entries_of(profile, indicators)]
    place = f"profiles.{profile.code}"
    if scored and not any(leads_to_revenue(each, indicators) for each in scored):
        yield Finding(
            HealthCode.NO_REVENUE,
            Severity.ADVICE,
            place,
            Message("Nothing in “{profile}” leads to revenue.", profile=profile.name),
            Message("Add what the work is done for: deals, documents or payments."),
        )
    counts = [(e.weight, i.name) for e, i in entries_of(profile, indicators) if _is_quantity(i)]
    most = sum((weight for weight, _ in counts), Decimal(0))
    outweighs = 2 * most > sum((entry.weight for entry in profile.entries), Decimal(0))
    if outweighs and not any(map(is_quality, scored)):
        yield Finding(
            HealthCode.NO_QUALITY,
            Severity.WARNING,
            place,
            Message(
                "“{profile}” pays most for quantity: {names}.",
                profile=profile.name,
                names=", ".join(name for _, name in counts),
            ),
            Message("Add what shows the quality: a conversion, complaints, a mark."),
        )


def _competing(profile: Profile, indicators: Mapping[str, Indicator]) -> Findings:
    """Yield pairs that divide the same records among them and weigh differently."""
    for (one, first), (other, second) in combinations(entries_of(profile, indicators), 2):
        if one.weight != other.weight and _divide(first, second):
            yield Finding(
                HealthCode.COMPETING,
                Severity.ADVICE,
                f"profiles.{profile.code}",
                Message(
                    "“{first}” and “{second}” compete: the same work is worth more as one of them.",
                    first=first.name,
                    second=second.name,
                ),
                Message("Pay both alike, or nobody will do the cheaper one."),
            )


def _divide(first: Indicator, second: Indicator) -> bool:
    """Return whether no record can count for both, as they ask one field for other values."""
    left, right = first.source, second.source
    if not (isinstance(left, RecordSource) and isinstance(right, RecordSource)):
        return False
    if not first.polarity is second.polarity is Polarity.MORE:
        return False
    if replace(left, where=EVERYTHING) != replace(right, where=EVERYTHING):
        return False
    asked, other = _chosen(left.where), _chosen(right.where)
    return any(asked[field].isdisjoint(other[field]) for field in asked.keys() & other.keys())


def _chosen(where: Filter) -> dict[str, frozenset[Scalar]]:
    """Return the values that ``where`` lets each field have, as far as it names them."""
    is_all = isinstance(where, Group) and where.match is Match.ALL
    parts = where.parts if isinstance(where, Group) and is_all else (where,)
    return {
        part.field: frozenset(part.values)
        for part in parts
        if isinstance(part, Condition) and part.operator in {Operator.EQUAL, Operator.ONE_OF}
    }


def _subjective(profile: Profile, indicators: Mapping[str, Indicator]) -> Findings:
    scored = list(entries_of(profile, indicators))
    total = sum((entry.weight for entry, _ in scored), Decimal(0))
    typed = sum((e.weight for e, i in scored if isinstance(i.source, ManualSource)), Decimal(0))
    if total and typed / total > _MOST_SUBJECTIVE:
        share = Quantity(typed / total, Unit.PERCENT)
        yield Finding(
            HealthCode.SUBJECTIVE,
            Severity.WARNING,
            f"profiles.{profile.code}",
            Message("{share} of the score is one person’s mark.", share=share),
            Message("Let what can be counted decide at least 70%."),
            share,
        )


def _changed(
    profile: Profile,
    indicators: Mapping[str, Indicator],
    scales: Mapping[str, Scale],
    today: date,
) -> Findings:
    """Yield that the profile, or what it scores by, began inside one of its periods of late."""
    scored = list(entries_of(profile, indicators))
    used: list[Profile | Indicator | Scale] = [profile, *(indicator for _, indicator in scored)]
    used += [scales[entry.scale] for entry, _ in scored if entry.scale and entry.scale in scales]
    for rule in used:
        begins = rule.version.valid_from
        if begins == ALWAYS or today - begins > _REVIEW or profile.period_kind is _CUSTOM:
            continue
        if Period.containing(begins, profile.period_kind).start != begins:
            yield Finding(
                HealthCode.RULES_CHANGED,
                Severity.WARNING,
                f"profiles.{profile.code}",
                Message("“{name}” changed inside a period, on {day}.", name=rule.name, day=begins),
                Message("Let new rules begin with a period, and tell people before."),
            )


def _unreviewed(profile: Profile, today: date) -> Findings:
    begins = profile.version.valid_from
    if begins != ALWAYS and today - begins > _REVIEW:
        yield Finding(
            HealthCode.NO_REVIEW,
            Severity.ADVICE,
            f"profiles.{profile.code}",
            Message("“{profile}” has been the same since {day}.", profile=profile.name, day=begins),
            Message("Look through the indicators and plans once a year."),
            Quantity(Decimal((today - begins).days)),
        )


def _adaptation(profile: Profile) -> Findings:
    has_plan = any(entry.plan is not None for entry in profile.entries)
    has_ramp = bool(profile.ramp) or any(entry.ramp for entry in profile.entries)
    if profile.level is SubjectLevel.EMPLOYEE and has_plan and not has_ramp:
        yield Finding(
            HealthCode.NO_ADAPTATION,
            Severity.ADVICE,
            f"profiles.{profile.code}",
            Message("Newcomers have the whole plan from the first day."),
            Message("Give the first months a part of it."),
        )


def _long_projects(
    profile: Profile, indicators: Mapping[str, Indicator], today: date, cycle_s: Decimal | None
) -> Findings:
    """Yield that deals, for which people are paid when they close, take longer than a period."""
    scored = (indicator.source for _, indicator in entries_of(profile, indicators))
    waits = any(isinstance(source, RecordSource) and _waits(source) for source in scored)
    if cycle_s is None or not waits or profile.period_kind is _CUSTOM:
        return
    period = Period.containing(today, profile.period_kind)
    if cycle_s > (period.end - period.start).total_seconds():
        cycle = Quantity(cycle_s, Unit.DURATION)
        yield Finding(
            HealthCode.LONG_PROJECTS,
            Severity.ADVICE,
            f"profiles.{profile.code}",
            Message(
                "A deal takes {cycle} on average: longer than a period of “{profile}”.",
                cycle=cycle,
                profile=profile.name,
            ),
            Message("Pay for milestones on the way, such as stages that a deal reached."),
            cycle,
        )


def _waits(source: RecordSource) -> bool:
    return source.entity is Entity.DEAL and source.dated_by == "closed"


def _splits(scheme: Definitions, today: date) -> Findings:
    for number, plan in enumerate(scheme.plans, 1):
        if plan.split is not None and today - plan.valid_from <= _REVIEW:
            yield Finding(
                HealthCode.RULES_CHANGED,
                Severity.ADVICE,
                f"plans[{number}]",
                Message(
                    "The plan of {subject} changed inside a period, on {day}.",
                    subject=str(plan.subject),
                    day=plan.valid_from,
                ),
                Message("Change plans between periods where that can wait."),
            )

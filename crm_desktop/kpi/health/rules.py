"""What is odd in the definitions alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import conditions
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    ALWAYS,
    Indicator,
    Polarity,
    Profile,
    ProfileEntry,
    Scale,
    ScoringModel,
    StepScale,
)
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.health.finding import Finding, HealthCode, Severity
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.kpi.scale_findings import ScaleFault
from crm_desktop.kpi.scale_findings import findings as scale_findings
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
_COLLAPSING = Decimal("0.2")
_MOST_SUBJECTIVE = Decimal("0.3")
_REVIEW = timedelta(days=365)
_REVENUE = frozenset({Entity.DEAL, Entity.DOCUMENT, Entity.LINE, Entity.PAYMENT})


def findings(scheme: Definitions, today: date) -> Findings:
    """Yield what is odd in the rules of ``scheme`` as they stand ``today``."""
    indicators = {indicator.code: indicator for indicator in scheme.indicators}
    scales = {scale.code: scale for scale in scheme.scales}
    for indicator in scheme.indicators:
        yield from _described(indicator)
    for scale in scheme.scales:
        yield from _jumps(scale)
    for profile in scheme.profiles:
        yield from _too_many(profile)
        yield from _weights(profile)
        yield from _collapse(profile, scales)
        yield from _purpose(profile, indicators)
        yield from _competing(profile, indicators)
        yield from _subjective(profile, indicators)
        yield from _dates(profile, today)
        yield from _adaptation(profile)
    yield from _splits(scheme)


def entries_of(
    profile: Profile, indicators: Mapping[str, Indicator]
) -> Iterator[tuple[ProfileEntry, Indicator]]:
    """Yield what ``profile`` scores: the entries with a weight, and their indicators."""
    for entry in profile.entries:
        if entry.weight > 0 and entry.indicator in indicators:
            yield entry, indicators[entry.indicator]


def leads_to_revenue(indicator: Indicator, indicators: Mapping[str, Indicator]) -> bool:
    """Return whether it counts deals, documents or payments, itself or through its formula.

    ``indicators`` are those of a sound scheme: no formula depends on itself.
    """
    match indicator.source:
        case RecordSource(entity=entity) | RatioSource(numerator=RecordSource(entity=entity)):
            return entity in _REVENUE
        case FormulaSource(formula=formula):
            used = {name.partition(".")[0] for name in parse(formula).names}
            return any(leads_to_revenue(indicators[code], indicators) for code in used)
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


def _is_quality(indicator: Indicator) -> bool:
    """Return whether it looks at how well something was done, or at what came of it."""
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


def _jumps(scale: Scale) -> Findings:
    for found in scale_findings(scale):
        place = f"scales.{scale.code}"
        if found.code is ScaleFault.CLIFF and not isinstance(scale, StepScale):
            code, advice = HealthCode.CLIFF, Message("Let the curve rise without a jump.")
        elif found.code is ScaleFault.CLIFF:
            code, advice = HealthCode.CLIFF, Message("Make more and smaller steps, or a curve.")
        elif found.code is ScaleFault.FALL:
            code, advice = HealthCode.FALL, Message("Let nobody earn less for a better result.")
        else:
            continue
        figure = None if found.size is None else Quantity(found.size, Unit.SCORE)
        yield Finding(code, Severity.WARNING, place, found.message, advice, figure)


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
    if profile.model not in {ScoringModel.ADDITIVE, ScoringModel.WEIGHTED_MEAN}:
        return
    total = sum((entry.weight for entry in profile.entries), Decimal(0))
    if len(profile.entries) > 1 and total not in {Decimal(1), Decimal(100)}:
        yield Finding(
            HealthCode.WEIGHTS,
            Severity.WARNING,
            f"profiles.{profile.code}",
            Message(
                "The weights of “{profile}” add up to {total}, not to 1.",
                profile=profile.name,
                total=Quantity(total, Unit.SCORE),
            ),
            Message("Give weights that add up to 1."),
            Quantity(total, Unit.SCORE),
        )


def _collapse(profile: Profile, scales: Mapping[str, Scale]) -> Findings:
    if profile.model is not ScoringModel.MULTIPLICATIVE:
        return
    for entry in profile.entries:
        scale = scales.get(entry.scale or "")
        if not isinstance(scale, StepScale) or entry.weight <= 0:
            continue
        low = [step.value for step in scale.steps if 0 < step.value <= _COLLAPSING]
        if low:
            yield Finding(
                HealthCode.COLLAPSE,
                Severity.WARNING,
                f"profiles.{profile.code}.indicators.{entry.indicator}",
                Message(
                    "A coefficient of {value} alone takes nearly the whole premium away.",
                    value=Quantity(min(low), Unit.SCORE),
                ),
                Message("Begin the scale higher, or add coefficients instead of multiplying them."),
                Quantity(min(low), Unit.SCORE),
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
    counts = [each.name for each in scored if _is_quantity(each)]
    if counts and not any(map(_is_quality, scored)):
        yield Finding(
            HealthCode.NO_QUALITY,
            Severity.WARNING,
            place,
            Message(
                "“{profile}” pays for quantity alone: {names}.",
                profile=profile.name,
                names=", ".join(counts),
            ),
            Message("Add what shows the quality: a conversion, complaints, a mark."),
        )


def _competing(profile: Profile, indicators: Mapping[str, Indicator]) -> Findings:
    """Yield pairs that divide the same records among them and are paid differently."""
    for (one, first), (other, second) in combinations(entries_of(profile, indicators), 2):
        left, right = first.source, second.source
        if not (isinstance(left, RecordSource) and isinstance(right, RecordSource)):
            continue
        is_same = (left.entity, left.measure, left.dated_by) == (
            right.entity,
            right.measure,
            right.dated_by,
        )
        fields = {c.field for c in conditions(left.where)} & {
            c.field for c in conditions(right.where)
        }
        if is_same and left.where != right.where and fields and one.weight != other.weight:
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
            Message("Let what can be counted decide at least 70 %."),
            share,
        )


def _dates(profile: Profile, today: date) -> Findings:
    begins = profile.version.valid_from
    place = f"profiles.{profile.code}"
    if begins != ALWAYS and begins.day != 1:
        yield Finding(
            HealthCode.RULES_CHANGED,
            Severity.WARNING,
            place,
            Message(
                "“{profile}” changed inside a month, on {day}.", profile=profile.name, day=begins
            ),
            Message("Let new rules begin with a period, and tell people before."),
        )
    if begins != ALWAYS and today - begins > _REVIEW:
        yield Finding(
            HealthCode.NO_REVIEW,
            Severity.ADVICE,
            place,
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


def _splits(scheme: Definitions) -> Findings:
    for number, plan in enumerate(scheme.plans, 1):
        if plan.split is not None:
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

"""What is odd in the scales of a scheme: jumps, falls, and what swallows a premium."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    CurveScale,
    Indicator,
    LineScale,
    MatrixScale,
    Measure,
    Polarity,
    Profile,
    Scale,
    ScoringModel,
    StepScale,
)
from crm_desktop.kpi.health.finding import Finding, HealthCode, Severity
from crm_desktop.kpi.rulebook import Definitions
from crm_desktop.kpi.scale import coefficient
from crm_desktop.kpi.scale_findings import ScaleFault, ScaleFinding, is_steep
from crm_desktop.kpi.scale_findings import findings as scale_findings
from crm_desktop.texts import Message

Findings = Iterator[Finding]

_COLLAPSING = Decimal("0.2")


def findings(scheme: Definitions) -> Findings:
    """Yield what is odd in each scale, and in what profiles make of it."""
    indicators = {indicator.code: indicator for indicator in scheme.indicators}
    scales = {scale.code: scale for scale in scheme.scales}
    for scale in scheme.scales:
        yield from _jumps(scale, _read_by(scale, scheme, indicators))
        if not _is_multiplied(scale, scheme):
            yield from _paid_for_nothing(scale)
    for profile in scheme.profiles:
        yield from _collapse(profile, scales)


def _is_multiplied(scale: Scale, scheme: Definitions) -> bool:
    """Return whether all that profiles make of ``scale`` are factors, where 0 takes everything."""
    models = {
        profile.model
        for profile in scheme.profiles
        for entry in profile.entries
        if entry.scale == scale.code
    }
    return models == {ScoringModel.MULTIPLICATIVE}


def _paid_for_nothing(scale: Scale) -> Findings:
    """Yield what a curve or a line gives whoever reached nothing of a plan."""
    if scale.measure is not Measure.ATTAINMENT or not isinstance(scale, CurveScale | LineScale):
        return
    given = coefficient(scale, Decimal(0))
    if given is not None and given > 0:
        value = Quantity(given, Unit.SCORE)
        yield Finding(
            HealthCode.PAID_FOR_NOTHING,
            Severity.WARNING,
            f"scales.{scale.code}",
            Message(
                "“{name}” gives {value} when nothing of the plan is reached.",
                name=scale.name,
                value=value,
            ),
            Message("Begin it at a coefficient of 0."),
            value,
        )


def _read_by(
    scale: Scale, scheme: Definitions, indicators: Mapping[str, Indicator]
) -> frozenset[Polarity]:
    """Return which way is better in the figures that ``scale`` is given; attainment rises."""
    if scale.measure is Measure.ATTAINMENT:
        return frozenset({Polarity.MORE})
    return frozenset(
        indicators[entry.indicator].polarity
        for profile in scheme.profiles
        for entry in profile.entries
        if entry.scale == scale.code and entry.indicator in indicators
    )


def _jumps(scale: Scale, polarities: Collection[Polarity]) -> Findings:
    """Yield the steepest jump and the deepest fall of ``scale``; one way they may be meant."""
    if Polarity.CORRIDOR in polarities:
        return
    found = scale_findings(scale)
    if Polarity.LESS not in polarities:
        falls = [each for each in found if each.code is ScaleFault.FALL]
        steep = [each for each in found if each.code is ScaleFault.CLIFF]
    elif Polarity.MORE not in polarities:
        falls = [each for each in found if each.code is ScaleFault.CLIFF]
        steep = [each for each in found if each.code is ScaleFault.FALL]
    else:
        return
    steep = [each for each in steep if is_steep(scale, each)]
    if steep:
        advice = Message("Make more and smaller steps, or a curve.")
        yield _of_scale(scale, HealthCode.CLIFF, steep, advice)
    if falls:
        advice = Message("Let nobody earn less for a better result.")
        yield _of_scale(scale, HealthCode.FALL, falls, advice)


def _of_scale(
    scale: Scale, code: HealthCode, found: Sequence[ScaleFinding], advice: Message
) -> Finding:
    worst = max(found, key=lambda each: abs(each.size or Decimal(0)))
    figure = None if worst.size is None else Quantity(worst.size, Unit.SCORE)
    place = f"scales.{scale.code}"
    return Finding(code, Severity.WARNING, place, worst.message, advice, figure)


def _collapse(profile: Profile, scales: Mapping[str, Scale]) -> Findings:
    if profile.model is not ScoringModel.MULTIPLICATIVE:
        return
    for entry in profile.entries:
        scale = scales.get(entry.scale or "")
        if scale is None or entry.weight <= 0:
            continue
        low = [value for value in values_of(scale) if 0 < value <= _COLLAPSING]
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


def values_of(scale: Scale) -> Iterator[Decimal]:
    """Yield the coefficients that stand in ``scale``."""
    match scale:
        case StepScale(steps=parts) | CurveScale(points=parts) | MatrixScale(cells=parts):
            yield from (part.value for part in parts)
        case LineScale(lowest=lowest) if lowest is not None:
            yield lowest

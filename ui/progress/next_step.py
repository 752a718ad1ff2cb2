"""The sentence under a bar: what to do next, and whether the pace is enough."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.definition import Bound, Indicator, Measure, Polarity, Scale, StepScale
from crm_desktop.kpi.pace import forecast
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.texts import Message
from ui.brief import Brief


@dataclass(frozen=True, slots=True)
class Rise:
    """The next better coefficient, from the fact ``at`` on, or only above it.

    Of things counted whole ``at`` is the first whole step that brings it.
    """

    at: Quantity
    coefficient: Decimal
    is_strict: bool


def adds_up(indicator: Indicator | None) -> bool:
    """Tell whether the fact grows with each record, so that a run rate carries it on."""
    return (
        indicator is not None
        and isinstance(indicator.source, RecordSource)
        and indicator.source.aggregate is not Aggregate.AVERAGE
    )


def is_counted(indicator: Indicator | None) -> bool:
    """Tell whether the fact counts records, of which only whole ones can be added."""
    return (
        indicator is not None
        and isinstance(indicator.source, RecordSource)
        and indicator.source.aggregate is Aggregate.COUNT
    )


def next_rise(
    result: IndicatorResult, scale: Scale | None, *, is_whole: bool = False
) -> Rise | None:
    """Return the nearest fact above today's that ``scale`` pays better, None where more is not.

    A scale over attainment counts in plans; without a plan it has no bound to name.
    """
    fact, now, unit = result.fact.value, result.coefficient, _unit(result, scale)
    if scale is None or fact is None or now is None or unit is None:
        return None
    if result.polarity is not Polarity.MORE or result.is_capped:
        return None
    base = (result.base or Decimal(0)) if scale.measure is Measure.ATTAINMENT else Decimal(0)
    is_strict = isinstance(scale, StepScale) and scale.bound is Bound.UPPER_INCLUSIVE
    for point in scaling.bounds(scale):
        at, coefficient = base + point.at * (unit - base), point.value
        if coefficient <= now or at < fact or (at == fact and not is_strict):
            continue
        if not is_whole:
            return Rise(_like(result, at), coefficient, is_strict)
        step = _whole_above(at - fact) if is_strict else _whole_up(at - fact)
        reached = scaling.coefficient(scale, (fact + step - base) / (unit - base))
        return Rise(_like(result, fact + step), reached or coefficient, is_strict=False)
    return None


def next_step(
    result: IndicatorResult,
    scale: Scale | None,
    *,
    is_counted: bool = False,
    is_over: bool = False,
) -> Message:
    """Return what brings the next better coefficient or the plan, or why there is no bar.

    Pass no ``scale`` where its coefficients pay nothing: then the plan alone is named. Of a
    period that ``is_over`` it says what was missed.
    """
    fact, plan = result.fact.value, result.plan.value
    if fact is None or plan is None:
        return result.reason or Message("No plan is set.")
    if result.polarity is Polarity.LESS:
        return _less(result, fact - plan)
    if result.polarity is Polarity.CORRIDOR:
        return _corridor(result, fact - plan, plan * (result.tolerance or Decimal(0)))
    is_whole = result.fact.unit is Unit.NUMBER and (is_counted or fact == fact.to_integral_value())
    if is_over:
        return _missed(result, _whole_up(plan - fact) if is_whole else plan - fact)
    rise = next_rise(result, scale, is_whole=is_whole)
    if rise is None:
        if result.is_reached:
            return Message("Plan reached")
        return _to_plan(result, _whole_up(plan - fact) if is_whole else plan - fact)
    step = _to_rise(result, rise, fact)
    return Message("Plan reached. {step}", step=step) if result.is_reached else step


def pace_words(result: IndicatorResult, share_due: Decimal) -> Message | None:
    """Return where the pace leads, None where it says nothing: before, after, or reached."""
    fact, plan = result.fact.value, result.plan.value
    if fact is None or plan is None or result.is_reached or not 0 < share_due < 1:
        return None
    end = forecast(fact, share_due)
    if end is None or end >= plan:
        return Message("At this pace the plan will be reached.")
    return Message("At this pace {gap} will be missing.", gap=_brief(result, _whole_up(plan - end)))


def _less(result: IndicatorResult, excess: Decimal) -> Message:
    if result.is_reached:
        return Message("Plan reached: less is better")
    return Message("Less is better: {gap} too much", gap=_brief(result, excess))


def _corridor(result: IndicatorResult, off: Decimal, allowed: Decimal) -> Message:
    """Return how far the fact is ``off`` the plan, of which it may miss what is ``allowed``."""
    if result.is_reached:
        return Message("Within the corridor: up to {gap} either way", gap=_brief(result, allowed))
    gap = _brief(result, abs(off) - allowed)
    if off < 0:
        return Message("Close to the plan is better: {gap} below the corridor", gap=gap)
    return Message("Close to the plan is better: {gap} above the corridor", gap=gap)


def pipeline_words(result: IndicatorResult, expected: Decimal, value: Decimal) -> Message:
    """Return where open deals lead, each by the probability of its stage."""
    return Message(
        "With open deals {value}: {expected} expected by their stages",
        value=Brief(_like(result, value), is_whole=True),
        expected=Brief(_like(result, expected), is_whole=True),
    )


def _to_plan(result: IndicatorResult, gap: Decimal) -> Message:
    if result.fact.unit is Unit.PERCENT:
        return Message("The plan is reached from {plan}", plan=Brief(result.plan))
    return Message("{gap} more reaches the plan", gap=_brief(result, gap))


def _missed(result: IndicatorResult, gap: Decimal) -> Message:
    if result.is_reached:
        return Message("Plan reached")
    if result.fact.unit is Unit.PERCENT:
        return Message("The plan of {plan} was missed", plan=Brief(result.plan))
    return Message("The plan was missed by {gap}", gap=_brief(result, gap))


def _to_rise(result: IndicatorResult, rise: Rise, fact: Decimal) -> Message:
    coefficient = Brief(Quantity(rise.coefficient, Unit.SCORE))
    if result.fact.unit is Unit.PERCENT and rise.is_strict:
        return Message("Above {at} → coefficient {value}", at=Brief(rise.at), value=coefficient)
    if result.fact.unit is Unit.PERCENT:
        return Message("From {at} → coefficient {value}", at=Brief(rise.at), value=coefficient)
    gap = _brief(result, (rise.at.value or Decimal(0)) - fact)
    if rise.is_strict:
        return Message("Over {gap} more → coefficient {value}", gap=gap, value=coefficient)
    return Message("{gap} more → coefficient {value}", gap=gap, value=coefficient)


def _unit(result: IndicatorResult, scale: Scale | None) -> Decimal | None:
    """Return what the bounds of ``scale`` count in, None where they are not facts."""
    if scale is None or scale.measure is Measure.COEFFICIENT:
        return None
    return Decimal(1) if scale.measure is Measure.FACT else result.plan.value


def _like(result: IndicatorResult, value: Decimal) -> Quantity:
    return Quantity(value, result.fact.unit, result.fact.currency)


def _brief(result: IndicatorResult, value: Decimal) -> Brief:
    return Brief(_like(result, value))


def _whole_up(value: Decimal) -> Decimal:
    """Return ``value`` rounded up: half a customer is missed as a whole one."""
    return value.to_integral_value(ROUND_CEILING)


def _whole_above(value: Decimal) -> Decimal:
    """Return the first whole number above ``value``."""
    return value.to_integral_value(ROUND_FLOOR) + 1

"""What a scale did, in words."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Bound, CurveScale, Scale, StepScale
from crm_desktop.kpi.scale import step_of
from crm_desktop.texts import Message


def outside(scale: Scale, value: Quantity) -> Message:
    """Say that ``value`` belongs to no step of ``scale``."""
    return Message("{value} is outside the scale “{scale}”", value=value, scale=scale.name)


def coefficient_in_words(scale: Scale, value: Quantity, coefficient: Quantity) -> Message:
    """Say that ``scale`` gives ``coefficient`` for ``value``."""
    if isinstance(scale, CurveScale):
        return Message(
            "{value} on the curve “{scale}” gives {coefficient}",
            value=value,
            scale=scale.name,
            coefficient=coefficient,
        )
    return Message(
        "{value} is in the step {step}, which gives {coefficient}",
        value=value,
        step=step_in_words(scale, value),
        coefficient=coefficient,
    )


def step_in_words(
    scale: StepScale, value: Quantity, *, unit_of_bounds: Decimal = Decimal(1)
) -> Message:
    """Return the step of ``scale`` that ``value`` is in, its bounds in the unit of ``value``."""
    if value.value is None:
        return Message("none")
    step = step_of(scale, value.value, unit_of_bounds=unit_of_bounds)
    if step is None:
        return Message("none")
    if step.lower is None and step.upper is None:
        return Message("any value")
    is_lower_in = scale.bound is Bound.LOWER_INCLUSIVE
    bounds = {
        "lower": _bound(step.lower, unit_of_bounds, value),
        "upper": _bound(step.upper, unit_of_bounds, value),
    }
    if step.lower is None and is_lower_in:
        return Message("below {bound}", bound=bounds["upper"])
    if step.lower is None:
        return Message("up to {bound}", bound=bounds["upper"])
    if step.upper is None and is_lower_in:
        return Message("from {bound}", bound=bounds["lower"])
    if step.upper is None:
        return Message("above {bound}", bound=bounds["lower"])
    if is_lower_in:
        return Message("from {lower} to below {upper}", **bounds)
    return Message("above {lower} up to {upper}", **bounds)


def _bound(bound: Decimal | None, unit: Decimal, like: Quantity) -> Quantity | None:
    return None if bound is None else Quantity(bound * unit, like.unit, like.currency)

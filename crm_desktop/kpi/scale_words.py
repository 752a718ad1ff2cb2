"""What a scale did, in words."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    Bound,
    CurveScale,
    LineScale,
    MatrixScale,
    Scale,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale import cell_of, step_of
from crm_desktop.kpi.sentence import equation, joined, product
from crm_desktop.texts import Message


def outside(scale: Scale, value: Quantity) -> Message:
    """Say that ``value`` belongs to no step or mark of ``scale``."""
    return Message("{value} is outside the scale “{scale}”", value=value, scale=scale.name)


def coefficient_in_words(scale: Scale, value: Quantity, coefficient: Quantity) -> Message:
    """Say that ``scale`` gives ``coefficient`` for ``value``."""
    match scale:
        case StepScale():
            return Message(
                "{value} is in the step {step}, which gives {coefficient}",
                value=value,
                step=step_in_words(scale, value),
                coefficient=coefficient,
            )
        case CurveScale():
            return Message(
                "{value} on the curve “{scale}” gives {coefficient}",
                value=value,
                scale=scale.name,
                coefficient=coefficient,
            )
        case LineScale():
            return _on_line(scale, value, coefficient)
        case ThresholdScale():
            return _from_threshold(scale, value, coefficient)
        case MatrixScale():
            return _of_mark(scale, value, coefficient)


def _on_line(scale: LineScale, value: Quantity, coefficient: Quantity) -> Message:
    figures = product(Quantity(scale.slope, Unit.SCORE), value)
    if scale.start:
        figures = joined("+", (Quantity(scale.start, Unit.SCORE), figures))
    return _limited(figures, scale.start + scale.slope * _number(value), coefficient)


def _from_threshold(scale: ThresholdScale, value: Quantity, coefficient: Quantity) -> Message:
    threshold = Quantity(scale.threshold, value.unit, value.currency)
    if _number(value) < scale.threshold:
        return Message(
            "{value} is below the threshold {threshold}, which gives {coefficient}",
            value=value,
            threshold=threshold,
            coefficient=coefficient,
        )
    figures = product(Quantity(scale.slope, Unit.SCORE), value)
    return Message(
        "{value} reaches the threshold {threshold}: {figures}",
        value=value,
        threshold=threshold,
        figures=_limited(figures, scale.slope * _number(value), coefficient),
    )


def _limited(figures: Message, whole: Decimal, coefficient: Quantity) -> Message:
    """Return that ``figures`` give ``whole``, and which limit made it another ``coefficient``."""
    found = equation(figures, Quantity(whole, Unit.SCORE))
    if coefficient.value is None or coefficient.value == whole:
        return found
    if coefficient.value > whole:
        return Message("{figures}, but at least {limit}", figures=found, limit=coefficient)
    return Message("{figures}, but at most {limit}", figures=found, limit=coefficient)


def _of_mark(scale: MatrixScale, value: Quantity, coefficient: Quantity) -> Message:
    cell = cell_of(scale, _number(value))
    return Message(
        "{value} has the value of the mark {mark}, which is {coefficient}",
        value=value,
        mark=None if cell is None else Quantity(cell.mark, value.unit, value.currency),
        coefficient=coefficient,
    )


def _number(value: Quantity) -> Decimal:
    return Decimal(0) if value.value is None else value.value


def step_in_words(
    scale: StepScale, value: Quantity, *, unit_of_bounds: Decimal = Decimal(1)
) -> Message:
    """Return the step of ``scale`` that ``value`` is in, its bounds in the unit of ``value``."""
    if value.value is None:
        return Message("none")
    step = step_of(scale, value.value, unit_of_bounds=unit_of_bounds)
    if step is None:
        return Message("none")
    return bounds_in_words(
        _bound(step.lower, unit_of_bounds, value),
        _bound(step.upper, unit_of_bounds, value),
        scale.bound,
    )


def bounds_in_words(lower: Quantity | None, upper: Quantity | None, bound: Bound) -> Message:
    """Return which values lie between the two, None being an open end."""
    is_lower_in = bound is Bound.LOWER_INCLUSIVE
    if lower is None and upper is None:
        return Message("any value")
    if lower is None and is_lower_in:
        return Message("below {bound}", bound=upper)
    if lower is None:
        return Message("up to {bound}", bound=upper)
    if upper is None and is_lower_in:
        return Message("from {bound}", bound=lower)
    if upper is None:
        return Message("above {bound}", bound=lower)
    if is_lower_in:
        return Message("from {lower} to below {upper}", lower=lower, upper=upper)
    return Message("above {lower} up to {upper}", lower=lower, upper=upper)


def _bound(bound: Decimal | None, unit: Decimal, like: Quantity) -> Quantity | None:
    return None if bound is None else Quantity(bound * unit, like.unit, like.currency)

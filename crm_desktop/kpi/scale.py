"""Scales: from a measured figure to a coefficient, or to what rates make of an amount."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from crm_desktop.domain.quantity import Quantity
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Bound, CurvePoint, CurveScale, Scale, Step, StepScale
from crm_desktop.texts import Message

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Slice:
    """``rate`` of ``base``, a part of an amount."""

    base: Decimal
    rate: Decimal

    def payout(self) -> Decimal:
        return self.base * self.rate


def checked(scale: Scale, place: str = "scale") -> Scale:
    """Return ``scale`` when every value between its ends belongs to exactly one step.

    Raises:
        InvalidInputError: it is empty, its bounds are equal or fall, or steps leave a gap or
            overlap; the message names the bounds, the field the step, counted from 1.

    Source: domain.md §5, case C14.

    """
    if isinstance(scale, CurveScale):
        _refuse_falling_points(scale.points, place)
        return scale
    if not scale.steps:
        raise InvalidInputError(place, Message("The scale has no steps."))
    for number, step in enumerate(scale.steps, 1):
        _refuse_falling_bounds(step, f"{place}.steps[{number}]")
    for number, (below, above) in enumerate(pairwise(scale.steps), 2):
        _refuse_loose(below, above, f"{place}.steps[{number}]")
    return scale


def coefficient(scale: Scale, value: Decimal) -> Decimal | None:
    """Return what ``scale`` gives for ``value``, or None outside its steps.

    Source: domain.md §5, case C16 for curves.

    """
    if isinstance(scale, CurveScale):
        return _on_curve(scale.points, value)
    index = _index_of(scale, value, _ONE)
    return None if index is None else scale.steps[index].value


def step_of(scale: StepScale, value: Decimal, *, unit_of_bounds: Decimal = _ONE) -> Step | None:
    """Return the step that ``value`` belongs to, or None outside them.

    The bounds count in ``unit_of_bounds``, above 0: the plan, where they are shares of it.
    """
    index = _index_of(scale, value, unit_of_bounds)
    return None if index is None else scale.steps[index]


def slices(
    scale: StepScale, amount: Decimal, *, unit_of_bounds: Decimal = _ONE
) -> tuple[Slice, ...] | None:
    """Return the parts of ``amount`` with their rates, lowest first, or None outside the steps.

    A retroactive step takes everything up to ``amount``; a marginal one the slice above its
    lower bound, on top of what the steps below give there. An open lower end counts from 0.
    """
    index = _index_of(scale, amount, unit_of_bounds)
    if index is None:
        return None
    parts: list[Slice] = []
    top = amount
    for step in reversed(scale.steps[: index + 1]):
        if not step.is_marginal or step.lower is None:
            parts.append(Slice(top, step.value))
            break
        bottom = step.lower * unit_of_bounds
        parts.append(Slice(top - bottom, step.value))
        top = bottom
    return tuple(reversed(parts))


def payout(scale: StepScale, amount: Decimal, *, unit_of_bounds: Decimal = _ONE) -> Decimal | None:
    """Return what the rates of ``scale`` give for ``amount``, or None outside its steps.

    ``unit_of_bounds``, above 0, is the plan where bounds are shares of it.

    Source: domain.md §6, cases C8, C9, C13, C14a.

    """
    parts = slices(scale, amount, unit_of_bounds=unit_of_bounds)
    if parts is None:
        return None
    return sum((part.payout() for part in parts), Decimal(0))


def _index_of(scale: StepScale, value: Decimal, unit: Decimal) -> int | None:
    is_lower_in = scale.bound is Bound.LOWER_INCLUSIVE
    for index, step in enumerate(scale.steps):
        lower = None if step.lower is None else step.lower * unit
        upper = None if step.upper is None else step.upper * unit
        is_above = lower is None or value > lower or (is_lower_in and value == lower)
        is_below = upper is None or value < upper or (not is_lower_in and value == upper)
        if is_above and is_below:
            return index
    return None


def _on_curve(points: tuple[CurvePoint, ...], value: Decimal) -> Decimal:
    if value <= points[0].at:
        return points[0].value
    for left, right in pairwise(points):
        if value <= right.at:
            rise, run = right.value - left.value, right.at - left.at
            return left.value + rise * (value - left.at) / run
    return points[-1].value


def _refuse_falling_points(points: tuple[CurvePoint, ...], place: str) -> None:
    if not points:
        raise InvalidInputError(place, Message("The curve has no points."))
    for number, (left, right) in enumerate(pairwise(points), 2):
        if right.at <= left.at:
            raise InvalidInputError(
                f"{place}.points[{number}]",
                Message(
                    "The points of a curve rise: {right} cannot follow {left}.",
                    left=Quantity(left.at),
                    right=Quantity(right.at),
                ),
            )


def _refuse_falling_bounds(step: Step, place: str) -> None:
    if step.lower is not None and step.upper is not None and step.upper <= step.lower:
        raise InvalidInputError(
            place,
            Message(
                "The bounds of a step rise: {upper} cannot follow {lower}.",
                lower=Quantity(step.lower),
                upper=Quantity(step.upper),
            ),
        )


def _refuse_loose(below: Step, above: Step, place: str) -> None:
    if below.upper is None or above.lower is None:
        raise InvalidInputError(
            place, Message("Only the first step may be open below, and only the last one above.")
        )
    bounds = {"upper": Quantity(below.upper), "lower": Quantity(above.lower)}
    if above.lower > below.upper:
        raise InvalidInputError(
            place,
            Message(
                "There is a gap between {upper} and {lower}: values there belong to no step.",
                **bounds,
            ),
        )
    if above.lower < below.upper:
        raise InvalidInputError(
            place,
            Message(
                "Steps overlap between {lower} and {upper}: values there belong to two steps.",
                **bounds,
            ),
        )

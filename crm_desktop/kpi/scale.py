"""Scales: from a measured figure to a coefficient, or to what rates make of an amount."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    LineScale,
    MatrixCell,
    MatrixScale,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale_findings import UNSOUND, findings, parts_of

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
    for finding in findings(scale):
        if finding.code in UNSOUND:
            at = f"{place}.{parts_of(scale)}[{finding.place}]" if finding.place else place
            raise InvalidInputError(at, finding.message)
    return scale


def coefficient(scale: Scale, value: Decimal) -> Decimal | None:
    """Return what ``scale`` gives for ``value``, or None outside its steps or marks.

    Source: domain.md §5, case C16 for curves.

    """
    match scale:
        case StepScale():
            step = step_of(scale, value)
            return None if step is None else step.value
        case CurveScale():
            return _on_curve(scale.points, value)
        case LineScale():
            return _within(scale.start + scale.slope * value, scale.lowest, scale.highest)
        case ThresholdScale():
            return _from_threshold(scale, value)
        case MatrixScale():
            cell = cell_of(scale, value)
            return None if cell is None else cell.value


def cell_of(scale: MatrixScale, value: Decimal) -> MatrixCell | None:
    """Return the cell of the highest mark that is not above ``value``, or None outside them."""
    if not scale.cells or value > scale.cells[-1].mark:
        return None
    return next((cell for cell in reversed(scale.cells) if cell.mark <= value), None)


def bounds(scale: Scale) -> tuple[CurvePoint, ...]:
    """Return where ``scale`` begins a step, a slope or a limit, with its value there, rising.

    Over upper-inclusive steps the value holds only above the bound.
    """
    match scale:
        case StepScale():
            begun = ((step.lower, step.value) for step in scale.steps)
            return tuple(CurvePoint(at, value) for at, value in begun if at is not None)
        case CurveScale():
            return scale.points
        case LineScale():
            limits = (scale.lowest, scale.highest)
            found = [
                _on_line(scale, limit) for limit in limits if limit is not None and scale.slope
            ]
            return tuple(sorted(found, key=lambda point: point.at))
        case ThresholdScale():
            first = CurvePoint(scale.threshold, _from_threshold(scale, scale.threshold))
            if scale.highest is None or scale.slope <= 0 or first.value == scale.highest:
                return (first,)
            return first, CurvePoint(scale.highest / scale.slope, scale.highest)
        case MatrixScale():
            return tuple(CurvePoint(cell.mark, cell.value) for cell in scale.cells)


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


def _on_line(scale: LineScale, value: Decimal) -> CurvePoint:
    return CurvePoint((value - scale.start) / scale.slope, value)


def _within(value: Decimal, lowest: Decimal | None, highest: Decimal | None) -> Decimal:
    if lowest is not None and value < lowest:
        return lowest
    return highest if highest is not None and value > highest else value


def _from_threshold(scale: ThresholdScale, value: Decimal) -> Decimal:
    if value < scale.threshold:
        return Decimal(0)
    return _within(scale.slope * value, None, scale.highest)

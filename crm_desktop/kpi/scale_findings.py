"""What is wrong with a scale, and what may surprise those who are measured by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
    CurvePoint,
    CurveScale,
    LineScale,
    MatrixScale,
    Measure,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
)
from crm_desktop.texts import Message


class ScaleFault(StrEnum):
    """What was found; the first four make a scale unsound, the others are for thought.

    CLIFF is a jump upwards, of a curve a rise within a twentieth of the way; FALL that more gives
    less, which is meant where less is better; FLAT that more gives the same, OPEN_END that values
    beyond an end have no coefficient.
    """

    EMPTY = "empty"
    ORDER = "order"
    GAP = "gap"
    OVERLAP = "overlap"
    OPEN_END = "open-end"
    CLIFF = "cliff"
    FALL = "fall"
    FLAT = "flat"


UNSOUND = frozenset({ScaleFault.EMPTY, ScaleFault.ORDER, ScaleFault.GAP, ScaleFault.OVERLAP})
"""What no scale that is saved has: its values would belong to no step, or to two."""

_STEEP = Decimal("0.3")
"""The part of the most that steps give, more than which at one bound is much."""


_SHORT = Decimal("0.05")
"""The part of the way to a point of a curve within which a rise is a jump."""


@dataclass(frozen=True, slots=True)
class ScaleFinding:
    """``place`` counts steps, points or cells from 1 and is 0 for the whole scale.

    ``at`` is the bound or point in the scale's measure, None for none. ``size`` is by how much
    the value jumps there, below 0 where it falls: the coefficient, or what marginal rates pay.
    """

    code: ScaleFault
    place: int
    at: Decimal | None
    message: Message
    size: Decimal | None = None


Findings = Iterator[ScaleFinding]


def findings(scale: Scale) -> tuple[ScaleFinding, ...]:
    """Return what was found in ``scale``, whose numbers are finite: what is unsound first."""
    return tuple(sorted(_of(scale), key=lambda finding: finding.code not in UNSOUND))


def is_steep(scale: Scale, found: ScaleFinding) -> bool:
    """Return whether much of all that ``scale`` gives comes or goes at the place ``found``.

    What rates pay has no such end, and below a threshold is nothing: there each jump is much.
    """
    if isinstance(scale, CurveScale):
        is_short = _is_short(*scale.points[found.place - 2 : found.place])
        return is_short and _is_much(found, [point.value for point in scale.points])
    if not isinstance(scale, StepScale) or any(step.is_marginal for step in scale.steps):
        return isinstance(scale, StepScale | ThresholdScale)
    return _is_much(found, [step.value for step in scale.steps])


def _is_much(found: ScaleFinding, values: Sequence[Decimal]) -> bool:
    return found.size is not None and abs(found.size) > _STEEP * max(map(abs, values))


def _is_short(left: CurvePoint, right: CurvePoint) -> bool:
    return right.at - left.at <= _SHORT * abs(right.at)


def parts_of(scale: Scale) -> str:
    """Return what the places of findings count, as definitions call it: ``steps``."""
    match scale:
        case CurveScale():
            return "points"
        case MatrixScale():
            return "cells"
        case _:
            return "steps"


def _of(scale: Scale) -> Findings:
    match scale:
        case StepScale():
            return _in_steps(scale)
        case CurveScale():
            return _in_curve(scale)
        case LineScale():
            return _in_line(scale)
        case ThresholdScale():
            return _in_threshold(scale)
        case MatrixScale():
            return _in_matrix(scale)


def _in_steps(scale: StepScale) -> Findings:
    if not scale.steps:
        yield ScaleFinding(ScaleFault.EMPTY, 0, None, Message("The scale has no steps."))
        return
    for number, step in enumerate(scale.steps, 1):
        yield from _falling_bounds(scale, step, number)
    for number, (below, above) in enumerate(pairwise(scale.steps), 2):
        yield from _loose(scale, below, above, number)
    yield from _missing_ends(scale)
    if any(step.is_marginal for step in scale.steps):
        yield from _paid_at_bounds(scale)
        yield from _falling_rates(scale)
        return
    for index in range(1, len(scale.steps)):
        yield from _given_at_bound(scale, index)
    if len(scale.steps) == 1:
        yield _flat_throughout()


def _falling_bounds(scale: StepScale, step: Step, number: int) -> Findings:
    if step.lower is not None and step.upper is not None and step.upper <= step.lower:
        message = Message(
            "The bounds of a step rise: {upper} cannot follow {lower}.",
            lower=_measured(scale, step.lower),
            upper=_measured(scale, step.upper),
        )
        yield ScaleFinding(ScaleFault.ORDER, number, step.upper, message)


def _loose(scale: StepScale, below: Step, above: Step, number: int) -> Findings:
    if below.upper is None or above.lower is None:
        message = Message("Only the first step may be open below, and only the last one above.")
        at = above.lower if below.upper is None else below.upper
        yield ScaleFinding(ScaleFault.OVERLAP, number, at, message)
        return
    bounds = {"upper": _measured(scale, below.upper), "lower": _measured(scale, above.lower)}
    if above.lower > below.upper:
        message = Message(
            "There is a gap between {upper} and {lower}: values there belong to no step.", **bounds
        )
        yield ScaleFinding(ScaleFault.GAP, number, below.upper, message)
    if above.lower < below.upper:
        message = Message(
            "Steps overlap between {lower} and {upper}: values there belong to two steps.",
            **bounds,
        )
        yield ScaleFinding(ScaleFault.OVERLAP, number, above.lower, message)


def _missing_ends(scale: StepScale) -> Findings:
    lowest, highest = scale.steps[0].lower, scale.steps[-1].upper
    if lowest is not None:
        message = Message("Values below {bound} belong to no step.", bound=_measured(scale, lowest))
        yield ScaleFinding(ScaleFault.OPEN_END, 1, lowest, message)
    if highest is not None:
        message = Message(
            "Values above {bound} belong to no step.", bound=_measured(scale, highest)
        )
        yield ScaleFinding(ScaleFault.OPEN_END, len(scale.steps), highest, message)


def _given_at_bound(scale: StepScale, index: int) -> Findings:
    below, above = scale.steps[index - 1], scale.steps[index]
    if above.lower is None or above.lower != below.upper:
        return
    if above.value == below.value:
        message = Message(
            "At {bound} the coefficient stays {value}: one step would do.",
            bound=_measured(scale, above.lower),
            value=_coefficient(above.value),
        )
        yield ScaleFinding(ScaleFault.FLAT, index + 1, above.lower, message)
        return
    yield _jump(scale, index + 1, above.lower, (below.value, above.value))


def _jump(scale: Scale, place: int, at: Decimal, values: tuple[Decimal, Decimal]) -> ScaleFinding:
    """Return that the coefficient goes from the first to the second of ``values`` at ``at``."""
    below, above = values
    shown = {
        "bound": _measured(scale, at),
        "below": _coefficient(below),
        "above": _coefficient(above),
    }
    size = above - below
    if size > 0:
        message = Message("At {bound} the coefficient jumps from {below} to {above}.", **shown)
        return ScaleFinding(ScaleFault.CLIFF, place, at, message, size)
    message = Message("At {bound} the coefficient falls from {below} to {above}.", **shown)
    return ScaleFinding(ScaleFault.FALL, place, at, message, size)


def _paid_at_bounds(scale: StepScale) -> Findings:
    ended, paid = None, Decimal(0)  # where the step before ends, and what rates give there
    for number, step in enumerate(scale.steps, 1):
        is_slice = step.is_marginal and step.lower is not None
        begins = paid if is_slice else (step.lower or 0) * step.value
        if step.lower is not None and step.lower == ended and begins != paid:
            yield _payout_jump(scale, number, step.lower, begins - paid)
        if step.upper is None:
            return
        ended, paid = step.upper, begins + (step.upper - (step.lower or 0)) * step.value


def _payout_jump(scale: StepScale, place: int, at: Decimal, size: Decimal) -> ScaleFinding:
    shown = {"bound": _measured(scale, at), "size": _measured(scale, abs(size))}
    if size > 0:
        message = Message("At {bound} the payout jumps by {size}.", **shown)
        return ScaleFinding(ScaleFault.CLIFF, place, at, message, size)
    message = Message("At {bound} the payout falls by {size}.", **shown)
    return ScaleFinding(ScaleFault.FALL, place, at, message, size)


def _falling_rates(scale: StepScale) -> Findings:
    for number, step in enumerate(scale.steps, 1):
        if step.value < 0:
            rate = Quantity(step.value, Unit.PERCENT)
            message = Message("The rate {rate} pays less for more.", rate=rate)
            yield ScaleFinding(ScaleFault.FALL, number, step.lower, message)
        if step.value == 0 and step.is_marginal and number > 1:
            message = Message(
                "From {bound} on the rate is 0: more pays no more.",
                bound=None if step.lower is None else _measured(scale, step.lower),
            )
            yield ScaleFinding(ScaleFault.FLAT, number, step.lower, message)


def _in_curve(scale: CurveScale) -> Findings:
    if not scale.points:
        yield ScaleFinding(ScaleFault.EMPTY, 0, None, Message("The curve has no points."))
        return
    for number, (left, right) in enumerate(pairwise(scale.points), 2):
        bounds = {"left": _measured(scale, left.at), "right": _measured(scale, right.at)}
        if right.at <= left.at:
            message = Message("The points of a curve rise: {right} cannot follow {left}.", **bounds)
            yield ScaleFinding(ScaleFault.ORDER, number, right.at, message)
        elif right.value < left.value:
            message = Message("Between {left} and {right} more gives less.", **bounds)
            size = right.value - left.value
            yield ScaleFinding(ScaleFault.FALL, number, left.at, message, size)
        elif right.value == left.value:
            message = Message("Between {left} and {right} more gives no more.", **bounds)
            yield ScaleFinding(ScaleFault.FLAT, number, left.at, message)
        elif _is_short(left, right):
            message = Message(
                "Between {left} and {right} the coefficient jumps from {below} to {above}.",
                **bounds,
                below=_coefficient(left.value),
                above=_coefficient(right.value),
            )
            size = right.value - left.value
            yield ScaleFinding(ScaleFault.CLIFF, number, right.at, message, size)
    if len(scale.points) == 1:
        yield _flat_throughout()


def _in_line(scale: LineScale) -> Findings:
    lowest, highest = scale.lowest, scale.highest
    if lowest is not None and highest is not None and highest < lowest:
        message = Message(
            "The most that a line gives is not below the least: {highest} cannot follow {lowest}.",
            lowest=_coefficient(lowest),
            highest=_coefficient(highest),
        )
        yield ScaleFinding(ScaleFault.ORDER, 0, None, message)
    elif scale.slope == 0 or (lowest is not None and lowest == highest):
        yield _flat_throughout()
    elif scale.slope < 0:
        yield _fall_throughout()


def _in_threshold(scale: ThresholdScale) -> Findings:
    at = scale.threshold
    value = scale.slope * at
    if scale.highest is not None:
        value = min(value, scale.highest)
    if value:
        yield _jump(scale, 0, at, (Decimal(0), value))
    if scale.slope < 0:
        yield _fall_throughout()
    if scale.slope == 0:
        yield _flat_throughout()


def _in_matrix(scale: MatrixScale) -> Findings:
    if not scale.cells:
        yield ScaleFinding(ScaleFault.EMPTY, 0, None, Message("The scale has no marks."))
        return
    for number, (left, right) in enumerate(pairwise(scale.cells), 2):
        bounds = {"left": _measured(scale, left.mark), "right": _measured(scale, right.mark)}
        if right.mark <= left.mark:
            message = Message("The marks of a scale rise: {right} cannot follow {left}.", **bounds)
            yield ScaleFinding(ScaleFault.ORDER, number, right.mark, message)
        elif right.value == left.value:
            message = Message("The marks {left} and {right} give the same.", **bounds)
            yield ScaleFinding(ScaleFault.FLAT, number, right.mark, message)
        elif right.value < left.value:
            yield _jump(scale, number, right.mark, (left.value, right.value))
    if len(scale.cells) == 1:
        yield _flat_throughout()


def _flat_throughout() -> ScaleFinding:
    message = Message("The scale gives the same for every value.")
    return ScaleFinding(ScaleFault.FLAT, 0, None, message)


def _fall_throughout() -> ScaleFinding:
    message = Message("More gives less throughout the scale.")
    return ScaleFinding(ScaleFault.FALL, 0, None, message)


def _measured(scale: Scale, value: Decimal) -> Quantity:
    """Return ``value`` as bounds of ``scale`` read; a fact's own unit is not known here."""
    is_share = scale.measure is Measure.ATTAINMENT
    return Quantity(value, Unit.PERCENT if is_share else Unit.NUMBER)


def _coefficient(value: Decimal) -> Quantity:
    return Quantity(value, Unit.SCORE)

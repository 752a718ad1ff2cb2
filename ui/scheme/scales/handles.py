"""The points of a scale that are dragged, and what a drag makes of the sketch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from crm_desktop.kpi.definition import (
    CurveScale,
    LineScale,
    MatrixScale,
    Scale,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale import coefficient
from ui.scheme.cells import number_text
from ui.scheme.scales.reading import Reading
from ui.scheme.scales.sketch import (
    AT,
    FROM,
    GIVES,
    HIGHEST,
    LOWEST,
    SLOPE,
    START,
    THRESHOLD,
    THRESHOLD_HIGHEST,
    THRESHOLD_SLOPE,
    UP_TO,
    VALUE,
    Sketch,
)

_FINEST_SLOPE = Decimal("0.0001")


class Grip(Enum):
    """What is taken hold of."""

    PART = auto()
    START = auto()
    SLOPE = auto()
    LOWEST = auto()
    HIGHEST = auto()
    THRESHOLD = auto()


@dataclass(frozen=True, slots=True)
class Hold:
    """``at`` counts as it is typed; ``place`` is that of a step, point or cell in the scale."""

    grip: Grip
    at: Decimal
    value: Decimal
    moves_across: bool = False
    place: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """The axes: their ends as they are typed, and the smallest move on each."""

    left: Decimal
    right: Decimal
    bottom: Decimal
    top: Decimal

    @property
    def across(self) -> Decimal:
        return nice(self.right - self.left)

    @property
    def up(self) -> Decimal:
        return nice(self.top - self.bottom)


def nice(span: Decimal, parts: int = 200) -> Decimal:
    """Return a round number near ``span ÷ parts``: 1, 2 or 5 with any number of zeros."""
    rough = span / parts
    ten = Decimal(1).scaleb(rough.adjusted())
    return next(ten * digit for digit in (1, 2, 5, 10) if ten * digit >= rough)


def snapped(value: Decimal, step: Decimal) -> Decimal:
    """Return the multiple of ``step`` next to ``value``."""
    return (value / step).to_integral_value() * step


def holds(sketch: Sketch, scale: Scale, frame: Frame) -> tuple[Hold, ...]:
    """Return what can be taken hold of, from left to right."""
    factor = sketch.factor
    match scale:
        case StepScale():
            return tuple(
                Hold(
                    Grip.PART,
                    frame.left if step.lower is None else step.lower * factor,
                    step.value,
                    step.lower is not None,
                    place,
                )
                for place, step in enumerate(scale.steps)
            )
        case CurveScale():
            return tuple(
                Hold(Grip.PART, point.at * factor, point.value, moves_across=True, place=place)
                for place, point in enumerate(scale.points)
            )
        case MatrixScale():
            return tuple(
                Hold(Grip.PART, cell.mark * factor, cell.value, place=place)
                for place, cell in enumerate(scale.cells)
            )
        case LineScale():
            return tuple(_line_holds(scale, factor, frame))
        case ThresholdScale():
            return tuple(_threshold_holds(scale, factor, frame))


def _line_holds(scale: LineScale, factor: Decimal, frame: Frame) -> Iterator[Hold]:
    if frame.left <= 0:
        yield Hold(Grip.START, Decimal(0), scale.start)
    if scale.lowest is not None:
        yield Hold(Grip.LOWEST, frame.left, scale.lowest)
    at = _unit(frame, factor)
    yield Hold(Grip.SLOPE, at, scale.start + scale.slope * at / factor)
    if scale.highest is not None:
        yield Hold(Grip.HIGHEST, frame.right, scale.highest)


def _threshold_holds(scale: ThresholdScale, factor: Decimal, frame: Frame) -> Iterator[Hold]:
    reached = coefficient(scale, scale.threshold) or Decimal(0)
    yield Hold(Grip.THRESHOLD, scale.threshold * factor, reached, moves_across=True)
    at = _unit(frame, factor)
    yield Hold(Grip.SLOPE, at, scale.slope * at / factor)
    if scale.highest is not None:
        yield Hold(Grip.HIGHEST, frame.right, scale.highest)


def _unit(frame: Frame, factor: Decimal) -> Decimal:
    """Return where a slope is taken hold of: at 100 %, else near the right end."""
    return factor if factor > 1 else snapped(frame.right * Decimal("0.8"), frame.across)


def moved(sketch: Sketch, reading: Reading, hold: Hold, at: Decimal, value: Decimal) -> Sketch:
    """Return the sketch once ``hold`` is at ``at`` and ``value``, as near as its kind allows."""
    scale, row, factor = reading.scale, reading.rows[hold.place], sketch.factor
    typed_value = number_text(value)
    match hold.grip, scale:
        case Grip.PART, StepScale():
            return _moved_step(sketch, reading, hold, at, value)
        case Grip.PART, CurveScale():
            between = _between(at, *_around(scale, hold.place, factor), sketch)
            typed = number_text(between)
            return sketch.with_cell(row, AT, typed).with_cell(row, GIVES, typed_value)
        case Grip.PART, _:
            return sketch.with_cell(row, GIVES, typed_value)
        case Grip.START, _:
            return sketch.with_cell(0, START, typed_value)
        case Grip.LOWEST, _:
            return sketch.with_cell(0, LOWEST, typed_value)
        case Grip.HIGHEST, LineScale():
            return sketch.with_cell(0, HIGHEST, typed_value)
        case Grip.HIGHEST, _:
            return sketch.with_cell(0, THRESHOLD_HIGHEST, typed_value)
        case Grip.THRESHOLD, _:
            return sketch.with_cell(0, THRESHOLD, number_text(at))
        case Grip.SLOPE, LineScale(start=start):
            return sketch.with_cell(0, SLOPE, _slope(value - start, hold.at / factor))
        case _:
            return sketch.with_cell(0, THRESHOLD_SLOPE, _slope(value, hold.at / factor))


def _moved_step(
    sketch: Sketch, reading: Reading, hold: Hold, at: Decimal, value: Decimal
) -> Sketch:
    """Return the sketch with another value of a step, and its lower bound with what ends there."""
    scale, row = reading.scale, reading.rows[hold.place]
    changed = sketch.with_cell(row, VALUE, number_text(value))
    if not hold.moves_across or not isinstance(scale, StepScale):
        return changed
    step, factor = scale.steps[hold.place], sketch.factor
    below = scale.steps[hold.place - 1] if hold.place else None
    low = None if below is None or below.lower is None else below.lower * factor
    high = None if step.upper is None else step.upper * factor
    typed = number_text(_between(at, low, high, sketch))
    changed = changed.with_cell(row, FROM, typed)
    if below is not None and below.upper == step.lower:
        changed = changed.with_cell(reading.rows[hold.place - 1], UP_TO, typed)
    return changed


def _around(
    scale: CurveScale, place: int, factor: Decimal
) -> tuple[Decimal | None, Decimal | None]:
    points = scale.points
    left = points[place - 1].at * factor if place else None
    right = points[place + 1].at * factor if place + 1 < len(points) else None
    return left, right


def _between(at: Decimal, low: Decimal | None, high: Decimal | None, sketch: Sketch) -> Decimal:
    """Return ``at``, or the place next to it that keeps the order of the neighbours."""
    least = Decimal(1) / (1 if sketch.is_percent else 100)
    if high is not None:
        at = min(at, high - least)
    if low is not None:
        at = max(at, low + least)
    return at


def _slope(rise: Decimal, run: Decimal) -> str:
    return number_text((rise / run).quantize(_FINEST_SLOPE)) if run else ""

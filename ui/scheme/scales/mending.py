"""Ways to mend what was found in a scale, each as another sketch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import CurveScale, MatrixScale, StepScale
from crm_desktop.kpi.scale_findings import ScaleFault, ScaleFinding
from crm_desktop.texts import Message
from ui.scheme.cells import Sheet, number_text
from ui.scheme.scales.reading import Reading, measured
from ui.scheme.scales.sketch import FROM, GIVES, UP_TO, VALUE, ScaleKind, Sketch


@dataclass(frozen=True, slots=True)
class Mend:
    words: Message
    sketch: Sketch


def mend(sketch: Sketch, reading: Reading, finding: ScaleFinding) -> Mend | None:
    """Return how to mend ``finding``, None where only the user knows."""
    match finding.code, reading.scale:
        case (
            ScaleFault.GAP | ScaleFault.OVERLAP | ScaleFault.OPEN_END | ScaleFault.FLAT,
            StepScale(),
        ) if finding.place:
            return _mend_bounds(sketch, reading, finding)
        case ScaleFault.ORDER, StepScale():
            row = reading.rows[finding.place - 1]
            lower, upper = sketch.sheet[row][FROM], sketch.sheet[row][UP_TO]
            swapped = sketch.with_cell(row, FROM, upper).with_cell(row, UP_TO, lower)
            return Mend(Message("Swap the bounds"), swapped)
        case ScaleFault.ORDER, CurveScale() | MatrixScale():
            return Mend(Message("Remove it"), without_row(sketch, reading.rows[finding.place - 1]))
        case ScaleFault.CLIFF, StepScale(steps=steps) if not any(s.is_marginal for s in steps):
            return Mend(Message("Smooth it into a curve"), _as_curve(sketch, reading.scale))
        case ScaleFault.FALL, StepScale() | CurveScale() | MatrixScale() if _is_plain(reading):
            return Mend(Message("Let the values rise"), _rising(sketch, reading))
        case _:
            return None


def without_row(sketch: Sketch, row: int) -> Sketch:
    return sketch.with_sheet((*sketch.sheet[:row], *sketch.sheet[row + 1 :]))


def _is_plain(reading: Reading) -> bool:
    """Return whether values, not marginal rates, stand in the scale."""
    scale = reading.scale
    return not isinstance(scale, StepScale) or not any(step.is_marginal for step in scale.steps)


def _mend_bounds(sketch: Sketch, reading: Reading, finding: ScaleFinding) -> Mend | None:
    row = reading.rows[finding.place - 1]
    if finding.code is ScaleFault.OPEN_END:
        is_low = finding.place == 1 and _is_lowest(reading, finding)
        column = FROM if is_low else UP_TO
        words = Message("Take in all below") if is_low else Message("Take in all above")
        return Mend(words, sketch.with_cell(row, column, ""))
    below = reading.rows[finding.place - 2]
    upper, lower = sketch.sheet[below][UP_TO], sketch.sheet[row][FROM]
    if finding.code is ScaleFault.GAP:
        return Mend(_closing_words(sketch, reading, finding), sketch.with_cell(row, FROM, upper))
    if finding.code is ScaleFault.FLAT:
        joined = sketch.with_cell(below, UP_TO, sketch.sheet[row][UP_TO])
        return Mend(Message("Join the steps"), without_row(joined, row))
    if not lower.strip():
        return Mend(Message("Let the steps meet"), sketch.with_cell(row, FROM, upper))
    return Mend(Message("Let the steps meet"), sketch.with_cell(below, UP_TO, lower))


def _closing_words(sketch: Sketch, reading: Reading, finding: ScaleFinding) -> Message:
    """Return what closing a gap does: which step grows, and down to where."""
    if not isinstance(reading.scale, StepScale) or finding.at is None:
        return Message("Close the gap")
    value = reading.scale.steps[finding.place - 1].value
    return Message(
        "Close the gap: the next step gives {value} from {bound} on",
        value=Quantity(value, Unit.SCORE),
        bound=measured(sketch, finding.at),
    )


def _is_lowest(reading: Reading, finding: ScaleFinding) -> bool:
    return isinstance(reading.scale, StepScale) and reading.scale.steps[0].lower == finding.at


def _as_curve(sketch: Sketch, scale: StepScale) -> Sketch:
    """Return a curve through the beginnings of the steps."""
    points: Sheet = tuple(
        (number_text(_beginning(scale, place), sketch.factor), number_text(step.value))
        for place, step in enumerate(scale.steps)
    )
    return replace(sketch, kind=ScaleKind.CURVE).with_sheet(points)


def _beginning(scale: StepScale, place: int) -> Decimal:
    """Return the lower bound of a step; where it is open, a place below the next one."""
    step = scale.steps[place]
    if step.lower is not None:
        return step.lower
    upper = step.upper or Decimal(0)
    return Decimal(0) if upper > 0 else upper - 1


def _rising(sketch: Sketch, reading: Reading) -> Sketch:
    column = VALUE if sketch.kind is ScaleKind.STEPS else GIVES
    for row, value in zip(reading.rows, sorted(_values(reading)), strict=True):
        sketch = sketch.with_cell(row, column, number_text(value))
    return sketch


def _values(reading: Reading) -> list[Decimal]:
    match reading.scale:
        case StepScale(steps=steps):
            return [step.value for step in steps]
        case CurveScale(points=points):
            return [point.value for point in points]
        case MatrixScale(cells=cells):
            return [cell.value for cell in cells]
        case _:
            return []

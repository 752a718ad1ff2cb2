"""A scale as it is being drawn up: every kind at once, its cells as they are typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Bound,
    CurveScale,
    LineScale,
    MatrixScale,
    Measure,
    Scale,
    StepScale,
    ThresholdScale,
)
from ui.scheme.cells import Line, Sheet, number_text

FROM, UP_TO, VALUE, APPLIES = 0, 1, 2, 3
AT, GIVES = 0, 1
SLOPE, START, LOWEST, HIGHEST = 0, 1, 2, 3
THRESHOLD, THRESHOLD_SLOPE, THRESHOLD_HIGHEST = 0, 1, 2

WHOLE, SLICE = "", "slice"
"""A rate applies to everything, or to the slice above the lower bound."""


class ScaleKind(StrEnum):
    STEPS = "steps"
    LINE = "line"
    CURVE = "curve"
    THRESHOLD = "threshold"
    MATRIX = "matrix"


KIND_OF: Mapping[type, ScaleKind] = {
    StepScale: ScaleKind.STEPS,
    LineScale: ScaleKind.LINE,
    CurveScale: ScaleKind.CURVE,
    ThresholdScale: ScaleKind.THRESHOLD,
    MatrixScale: ScaleKind.MATRIX,
}


@dataclass(frozen=True, slots=True)
class Sketch:
    """``sheets`` hold what was entered for each kind, in the order of ``ScaleKind``.

    ``unit`` is that of the indicators which the scale is used for.
    """

    kind: ScaleKind
    measure: Measure
    sheets: tuple[Sheet, ...]
    bound: Bound = Bound.LOWER_INCLUSIVE
    unit: Unit = Unit.NUMBER

    @property
    def sheet(self) -> Sheet:
        """What is entered for the chosen kind."""
        return self.sheets[_PLACES[self.kind]]

    @property
    def is_percent(self) -> bool:
        """Whether the measured figure is written in per cent."""
        is_share = self.measure is Measure.FACT and self.unit is Unit.PERCENT
        return is_share or self.measure is Measure.ATTAINMENT

    @property
    def factor(self) -> Decimal:
        """How many of what is typed make 1 of the measured figure."""
        return Decimal(100) if self.is_percent else Decimal(1)

    def with_sheet(self, sheet: Sheet) -> Sketch:
        place = _PLACES[self.kind]
        sheets = (*self.sheets[:place], sheet, *self.sheets[place + 1 :])
        return replace(self, sheets=sheets)

    def with_cell(self, row: int, column: int, text: str) -> Sketch:
        line = self.sheet[row]
        changed = (*line[:column], text, *line[column + 1 :])
        return self.with_sheet((*self.sheet[:row], changed, *self.sheet[row + 1 :]))


_PLACES = {kind: place for place, kind in enumerate(ScaleKind)}


def new_sketch() -> Sketch:
    """Return what each kind begins with."""
    return Sketch(
        ScaleKind.STEPS,
        Measure.ATTAINMENT,
        (
            (
                ("", "80", "0", WHOLE),
                ("80", "100", number_text(Decimal("0.8")), WHOLE),
                ("100", "", "1", WHOLE),
            ),
            (("1", "0", "0", number_text(Decimal("1.5"))),),
            (("50", "0"), ("100", "1"), ("120", number_text(Decimal("1.5")))),
            (("80", "1", number_text(Decimal("1.5"))),),
            tuple(
                (number_text(Decimal(mark)), number_text(Decimal(max(0, 10 + 2 * mark)) / 10))
                for mark in range(-3, 4)
            ),
        ),
    )


def sketch_of(scale: Scale, unit: Unit = Unit.NUMBER) -> Sketch:
    """Return ``scale`` as it would be typed."""
    fresh = new_sketch()
    sketch = replace(fresh, kind=KIND_OF[type(scale)], measure=scale.measure, unit=unit)
    if isinstance(scale, StepScale):
        sketch = replace(sketch, bound=scale.bound)
    return sketch.with_sheet(_sheet(scale, sketch.factor))


def _sheet(scale: Scale, factor: Decimal) -> Sheet:
    match scale:
        case StepScale():
            return tuple(
                (
                    number_text(step.lower, factor),
                    number_text(step.upper, factor),
                    number_text(step.value),
                    SLICE if step.is_marginal else WHOLE,
                )
                for step in scale.steps
            )
        case CurveScale():
            return tuple(
                (number_text(point.at, factor), number_text(point.value)) for point in scale.points
            )
        case MatrixScale():
            return tuple(
                (number_text(cell.mark, factor), number_text(cell.value)) for cell in scale.cells
            )
        case LineScale():
            return (_texts(scale.slope, scale.start, scale.lowest, scale.highest),)
        case ThresholdScale():
            threshold = number_text(scale.threshold, factor)
            return ((threshold, *_texts(scale.slope, scale.highest)),)


def _texts(*values: Decimal | None) -> Line:
    return tuple(number_text(value) for value in values)

"""The scale that a sketch means, as far as it can be read, and what cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import (
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
from ui.scheme.cells import Line, Mistake, RowReader, number_of, required_number
from ui.scheme.scales.sketch import (
    APPLIES,
    AT,
    FROM,
    GIVES,
    HIGHEST,
    LOWEST,
    SLICE,
    SLOPE,
    START,
    THRESHOLD,
    THRESHOLD_HIGHEST,
    THRESHOLD_SLOPE,
    UP_TO,
    VALUE,
    ScaleKind,
    Sketch,
)

Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Reading:
    """``scale`` has a part for each row that can be read, in rising order.

    ``rows`` are the places of these rows in the sheet. ``scale`` is None where nothing can be
    drawn.
    """

    scale: Scale | None
    rows: tuple[int, ...]
    mistakes: tuple[Mistake, ...]


def read(sketch: Sketch, code: str = "", name: str = "") -> Reading:
    """Return the scale of ``sketch`` under ``code`` and ``name``."""
    match sketch.kind:
        case ScaleKind.STEPS:
            parts, mistakes = _parts(sketch, _step)
            parts.sort(key=lambda part: _low(part[1]))
            steps = tuple(part for _row, part in parts)
            scale: Scale = StepScale(code, name, steps, sketch.measure, sketch.bound)
        case ScaleKind.CURVE:
            parts, mistakes = _parts(sketch, _point)
            parts.sort(key=lambda part: part[1].at)
            scale = CurveScale(code, name, tuple(part for _row, part in parts), sketch.measure)
        case ScaleKind.MATRIX:
            parts, mistakes = _parts(sketch, _cell)
            parts.sort(key=lambda part: part[1].mark)
            scale = MatrixScale(code, name, tuple(part for _row, part in parts), sketch.measure)
        case _:
            return _read_formula(sketch, code, name)
    rows = tuple(row for row, _part in parts)
    return Reading(scale if parts else None, rows, tuple(mistakes))


def measured(sketch: Sketch, value: Decimal) -> Quantity:
    """Return a figure on the axis of ``sketch`` with its unit."""
    return Quantity(value, Unit.PERCENT if sketch.is_percent else Unit.NUMBER)


def _parts(
    sketch: Sketch, make: Callable[[RowReader, Decimal, Line], Any]
) -> tuple[list[tuple[int, Any]], list[Mistake]]:
    """Return the rows that can be read with what they mean, and the mistakes of all others."""
    found, mistakes = [], []
    for row, line in enumerate(sketch.sheet):
        if any(text.strip() for text in line[:APPLIES]):
            reader = RowReader(row, line)
            part = make(reader, sketch.factor, line)
            mistakes += reader.mistakes
            if not reader.mistakes:
                found.append((row, part))
    return found, mistakes


def _step(reader: RowReader, factor: Decimal, line: Line) -> Step:
    return Step(
        reader.read(FROM, number_of, factor),
        reader.read(UP_TO, number_of, factor),
        reader.read(VALUE, required_number),
        is_marginal=line[APPLIES] == SLICE,
    )


def _point(reader: RowReader, factor: Decimal, _line: Line) -> CurvePoint:
    return CurvePoint(reader.read(AT, required_number, factor), reader.read(GIVES, required_number))


def _cell(reader: RowReader, factor: Decimal, _line: Line) -> MatrixCell:
    return MatrixCell(reader.read(AT, required_number, factor), reader.read(GIVES, required_number))


def _low(step: Step) -> tuple[bool, Decimal]:
    """Return what orders steps by their lower bounds, the open one first."""
    return (step.lower is not None, step.lower or Decimal(0))


def _read_formula(sketch: Sketch, code: str, name: str) -> Reading:
    reader = RowReader(0, sketch.sheet[0])
    if sketch.kind is ScaleKind.LINE:
        scale: Scale = LineScale(
            code,
            name,
            slope=reader.read(SLOPE, required_number),
            start=reader.read(START, required_number),
            lowest=reader.read(LOWEST, number_of),
            highest=reader.read(HIGHEST, number_of),
            measure=sketch.measure,
        )
    else:
        scale = ThresholdScale(
            code,
            name,
            threshold=reader.read(THRESHOLD, required_number, sketch.factor),
            slope=reader.read(THRESHOLD_SLOPE, required_number),
            highest=reader.read(THRESHOLD_HIGHEST, number_of),
            measure=sketch.measure,
        )
    return Reading(None if reader.mistakes else scale, (0,), tuple(reader.mistakes))

"""The kinds of scales, as a scheme file says them: both ways."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.exchange.scheme_parts import Keys
from crm_desktop.exchange.toml_reading import Section
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
    Version,
)


def scale_of(code: str, section: Section, version: Version) -> Scale:
    """Return the scale that the one telling key describes, or else steps."""
    scale = _scale(code, section, version)
    section.finish()
    return scale


def scale_keys(scale: Scale) -> Keys:
    """Return the keys that ``scale_of`` reads as ``scale``, but for its first day."""
    head: Keys = {"name": scale.name, "measure": scale.measure.value}
    match scale:
        case StepScale():
            return head | {"bound": scale.bound.value, "steps": list(map(_step_keys, scale.steps))}
        case CurveScale():
            points = [{"at": point.at, "value": point.value} for point in scale.points]
            return head | {"points": points}
        case MatrixScale():
            cells = [{"mark": cell.mark, "value": cell.value} for cell in scale.cells]
            return head | {"cells": cells}
        case LineScale():
            line = {
                "start": scale.start,
                "slope": scale.slope,
                "lowest": scale.lowest,
                "highest": scale.highest,
            }
            return head | {"line": line}
        case ThresholdScale():
            threshold = {"from": scale.threshold, "slope": scale.slope, "highest": scale.highest}
            return head | {"threshold": threshold}


def _scale(code: str, section: Section, version: Version) -> Scale:
    name = section.text("name")
    if section.has("points"):
        return CurveScale(
            code=code,
            name=name,
            points=tuple(map(_point, section.sections("points"))),
            measure=section.choice("measure", Measure, Measure.ATTAINMENT),
            version=version,
        )
    if section.has("cells"):
        return MatrixScale(
            code=code,
            name=name,
            cells=tuple(map(_cell, section.sections("cells"))),
            measure=section.choice("measure", Measure, Measure.FACT),
            version=version,
        )
    if section.has("line"):
        return _line(code, name, section, version)
    if section.has("threshold"):
        return _threshold(code, name, section, version)
    return StepScale(
        code=code,
        name=name,
        steps=tuple(map(_step, section.sections("steps"))),
        measure=section.choice("measure", Measure, Measure.FACT),
        bound=section.choice("bound", Bound, Bound.LOWER_INCLUSIVE),
        version=version,
    )


def _line(code: str, name: str, section: Section, version: Version) -> LineScale:
    line = section.needed_section("line")
    scale = LineScale(
        code=code,
        name=name,
        slope=line.number_or("slope", Decimal(1)),
        start=line.number_or("start", Decimal(0)),
        lowest=line.number_or("lowest", None),
        highest=line.number_or("highest", None),
        measure=section.choice("measure", Measure, Measure.ATTAINMENT),
        version=version,
    )
    line.finish()
    return scale


def _threshold(code: str, name: str, section: Section, version: Version) -> ThresholdScale:
    inner = section.needed_section("threshold")
    scale = ThresholdScale(
        code=code,
        name=name,
        threshold=inner.number("from"),
        slope=inner.number_or("slope", Decimal(1)),
        highest=inner.number_or("highest", None),
        measure=section.choice("measure", Measure, Measure.ATTAINMENT),
        version=version,
    )
    inner.finish()
    return scale


def _step(section: Section) -> Step:
    step = Step(
        lower=section.number_or("from", None),
        upper=section.number_or("to", None),
        value=section.number("value"),
        is_marginal=section.flag("marginal"),
    )
    section.finish()
    return step


def _step_keys(step: Step) -> Keys:
    return {
        "from": step.lower,
        "to": step.upper,
        "value": step.value,
        "marginal": step.is_marginal or None,
    }


def _point(section: Section) -> CurvePoint:
    point = CurvePoint(section.number("at"), section.number("value"))
    section.finish()
    return point


def _cell(section: Section) -> MatrixCell:
    cell = MatrixCell(section.number("mark"), section.number("value"))
    section.finish()
    return cell

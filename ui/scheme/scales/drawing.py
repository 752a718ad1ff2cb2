"""How a scale is drawn: its pieces, their ends, and what was found on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from crm_desktop import formats
from crm_desktop.kpi.definition import (
    Bound,
    CurveScale,
    LineScale,
    MatrixScale,
    Scale,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale import coefficient
from crm_desktop.kpi.scale_findings import UNSOUND, ScaleFault, ScaleFinding, is_steep
from crm_desktop.texts import Message, _, plural
from ui.charts.scale_drawing import Dot, Handle, Mark, Picture, Spot
from ui.scheme.scales.handles import Frame, Grip, Hold, holds
from ui.scheme.scales.sketch import Sketch
from ui.theme import Tone

_ZERO, _ONE = Decimal(0), Decimal(1)
_WIDEST_SHARE = Decimal(120)
_AIR = Decimal("1.2")
_HEADROOM = Decimal("1.15")

Place = tuple[Decimal, Decimal]


def frame_of(sketch: Sketch, scale: Scale) -> Frame:
    """Return axes on which all of ``scale`` is seen, and some room around it."""
    places = [at * sketch.factor for at in _bounds(scale)]
    least, most = min(places, default=_ZERO), max(places, default=_ZERO)
    if isinstance(scale, MatrixScale):
        left, right = least - _ONE, most + _ONE
    else:
        left = min(_ZERO, least * _AIR)
        right = max(most * _AIR, _WIDEST_SHARE if sketch.is_percent else _ZERO)
    if right <= left:
        right = left + 100
    values = [value for _at, value in _corners(scale, left / sketch.factor, right / sketch.factor)]
    bottom, top = min(_ZERO, *values, _ZERO), max(_ZERO, *values, _ZERO)
    if top <= bottom:
        top = bottom + _ONE
    return Frame(left, right, bottom * _HEADROOM, top * _HEADROOM)


def picture(sketch: Sketch, scale: Scale, found: Sequence[ScaleFinding], frame: Frame) -> Picture:
    """Return the picture of ``scale`` within ``frame``, with the findings by their numbers."""
    factor = sketch.factor
    pieces = list(_pieces(scale, frame.left / factor, frame.right / factor))
    return Picture(
        lines=tuple(tuple(_spot(place, factor) for place in piece) for piece in pieces),
        jumps=tuple(_jumps(pieces, factor)),
        dots=tuple(_dots(scale, pieces, factor)),
        handles=tuple(_handle(sketch, scale, hold) for hold in holds(sketch, scale, frame)),
        marks=tuple(_marks(scale, found, factor)),
        x_span=(float(frame.left), float(frame.right)),
        y_span=(float(frame.bottom), float(frame.top)),
        x_title=axis_title(sketch),
        y_title=_("coefficient"),
        words=str(_in_words(pieces)),
    )


def tone_of(scale: Scale, finding: ScaleFinding) -> Tone:
    """Return how grave ``finding`` is; a small jump is only said."""
    if finding.code in UNSOUND:
        return Tone.NEGATIVE
    is_small = finding.code is ScaleFault.CLIFF and not is_steep(scale, finding)
    return Tone.MUTED if is_small else Tone.WARNING


def axis_title(sketch: Sketch) -> str:
    """Return the measured figure with its unit, such as ``attainment, %``."""
    if sketch.is_percent:
        return str(Message("{measure}, %", measure=sketch.measure))
    return sketch.measure.shown()


def _bounds(scale: Scale) -> list[Decimal]:
    match scale:
        case StepScale(steps=steps):
            ends = [end for step in steps for end in (step.lower, step.upper)]
            return [end for end in ends if end is not None]
        case CurveScale(points=points):
            return [point.at for point in points]
        case MatrixScale(cells=cells):
            return [cell.mark for cell in cells]
        case ThresholdScale():
            return [scale.threshold, *_turns(scale)]
        case LineScale():
            return list(_turns(scale))


def _turns(scale: LineScale | ThresholdScale) -> Iterator[Decimal]:
    """Yield where a slope meets its ends."""
    start = scale.start if isinstance(scale, LineScale) else _ZERO
    lowest = scale.lowest if isinstance(scale, LineScale) else None
    for end in (lowest, scale.highest):
        if end is not None and scale.slope:
            yield (end - start) / scale.slope


def _corners(scale: Scale, left: Decimal, right: Decimal) -> list[Place]:
    return [place for piece in _pieces(scale, left, right) for place in piece]


def _pieces(scale: Scale, left: Decimal, right: Decimal) -> Iterator[tuple[Place, ...]]:
    """Yield the lines of ``scale`` from ``left`` to ``right`` in its own measure."""
    match scale:
        case StepScale(steps=steps):
            for step in steps:
                start = left if step.lower is None else step.lower
                end = right if step.upper is None else step.upper
                yield (start, step.value), (max(start, end), step.value)
        case MatrixScale(cells=cells):
            for cell, above in pairwise(cells):
                yield (cell.mark, cell.value), (above.mark, cell.value)
            for cell in cells[-1:]:
                yield ((cell.mark, cell.value),)
        case CurveScale(points=points):
            inner = [(point.at, point.value) for point in points]
            first, last = inner[0], inner[-1]
            yield (min(left, first[0]), first[1]), *inner, (max(right, last[0]), last[1])
        case LineScale():
            yield tuple(_through(scale, [left, right]))
        case ThresholdScale():
            yield (min(left, scale.threshold), _ZERO), (scale.threshold, _ZERO)
            yield tuple(_through(scale, [scale.threshold, max(right, scale.threshold)]))


def _through(scale: LineScale | ThresholdScale, ends: list[Decimal]) -> Iterator[Place]:
    inner = [turn for turn in _turns(scale) if ends[0] < turn < ends[1]]
    for at in sorted({*ends, *inner}):
        value = coefficient(scale, at)
        if value is not None:
            yield at, value


def _spot(place: Place, factor: Decimal) -> Spot:
    return float(place[0] * factor), float(place[1])


def _jumps(pieces: Iterable[tuple[Place, ...]], factor: Decimal) -> Iterator[tuple[Spot, Spot]]:
    for before, after in pairwise(pieces):
        end, start = before[-1], after[0]
        if end[0] == start[0] and end[1] != start[1]:
            yield _spot(end, factor), _spot(start, factor)


def _dots(scale: Scale, pieces: Sequence[tuple[Place, ...]], factor: Decimal) -> Iterator[Dot]:
    """Yield the ends of pieces at which no handle stands."""
    if isinstance(scale, StepScale):
        for step, piece in zip(scale.steps, pieces, strict=True):
            if step.upper is not None:
                is_in = scale.bound is Bound.UPPER_INCLUSIVE
                yield Dot(_spot(piece[-1], factor), is_in)
    elif isinstance(scale, MatrixScale):
        for piece in pieces[:-1]:
            yield Dot(_spot(piece[-1], factor), is_filled=False)
    elif isinstance(scale, ThresholdScale):
        yield Dot(_spot(pieces[0][-1], factor), is_filled=False)


def _handle(sketch: Sketch, scale: Scale, hold: Hold) -> Handle:
    is_filled = (
        not isinstance(scale, StepScale)
        or scale.bound is Bound.LOWER_INCLUSIVE
        or not hold.moves_across
    )
    words = Message(
        "{name}: {at} gives {value}",
        name=_NAMES[hold.grip],
        at=formats.number(hold.at) + ("%" if sketch.is_percent else ""),
        value=formats.number(hold.value, 4),
    )
    spot = (float(hold.at), float(hold.value))
    return Handle(spot, str(words), hold.moves_across, is_filled)


_NAMES = {
    Grip.PART: Message("Point"),
    Grip.START: Message("Start"),
    Grip.SLOPE: Message("Slope"),
    Grip.LOWEST: Message("At least"),
    Grip.HIGHEST: Message("At most"),
    Grip.THRESHOLD: Message("Threshold"),
}


def _marks(scale: Scale, found: Sequence[ScaleFinding], factor: Decimal) -> Iterator[Mark]:
    for number, finding in enumerate(found, 1):
        if finding.at is not None and finding.code is not ScaleFault.OPEN_END:
            start, end = sorted((finding.at, _end(scale, finding)))
            tone = tone_of(scale, finding)
            yield Mark(float(start * factor), float(end * factor), str(number), tone)


def _end(scale: Scale, finding: ScaleFinding) -> Decimal:
    """Return up to where a gap or an overlap goes; of all else its place."""
    at = finding.at or _ZERO
    if not isinstance(scale, StepScale):
        return at
    above = scale.steps[finding.place - 1]
    if finding.code is ScaleFault.GAP and above.lower is not None:
        return above.lower
    if finding.code is ScaleFault.OVERLAP and finding.place > 1:
        upper = scale.steps[finding.place - 2].upper
        return at if upper is None else upper
    return at


def _in_words(pieces: Sequence[tuple[Place, ...]]) -> Message:
    """Say for those who do not see the curve from where to where it goes."""
    values = [value for piece in pieces for _at, value in piece]
    if not values:
        return Message("There is nothing to draw yet.")
    return plural(
        "{count} piece, coefficients from {least} to {most}",
        "{count} pieces, coefficients from {least} to {most}",
        count=len(pieces),
        least=min(values),
        most=max(values),
    )

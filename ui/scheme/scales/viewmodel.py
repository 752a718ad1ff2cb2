"""What the scale editor shows of a sketch: its curve, its mistakes and what was found in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.scale import coefficient
from crm_desktop.kpi.scale_findings import UNSOUND, ScaleFinding, findings
from crm_desktop.texts import Message, shown
from ui.charts.scale_drawing import Picture, Spot
from ui.scheme.scales.drawing import frame_of, picture, tone_of
from ui.scheme.scales.handles import Frame, Hold, holds, moved, snapped
from ui.scheme.scales.mending import Mend, mend
from ui.scheme.scales.reading import Reading, measured, read
from ui.scheme.scales.sketch import Sketch
from ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Found:
    """``number`` stands on the curve too; ``row`` is the place in the sheet, None for none."""

    number: int
    finding: ScaleFinding
    tone: Tone
    row: int | None
    mend: Mend | None

    @property
    def is_unsound(self) -> bool:
        return self.finding.code in UNSOUND


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sketch and all that follows from it."""

    sketch: Sketch
    reading: Reading
    found: tuple[Found, ...]
    frame: Frame | None
    picture: Picture | None

    def holds(self) -> tuple[Hold, ...]:
        if self.reading.scale is None or self.frame is None:
            return ()
        return holds(self.sketch, self.reading.scale, self.frame)

    def stands(self, people: Iterable[Decimal]) -> tuple[Spot, ...]:
        """Return where on the curve those are who had ``people``; outside of it nobody is."""
        scale, factor = self.reading.scale, self.sketch.factor
        if scale is None or self.picture is None:
            return ()
        found = ((at, coefficient(scale, at)) for at in people)
        return tuple((float(at * factor), float(v)) for at, v in found if v is not None)

    def notes(self) -> Mapping[int, tuple[Tone, str]]:
        """Return the gravest that was found in each row; what is only said marks none."""
        notes: dict[int, tuple[Tone, str]] = {}
        for one in self.found:
            if one.row is not None and one.tone is not Tone.MUTED and one.row not in notes:
                notes[one.row] = (one.tone, str(one.finding.message))
        return notes

    def given(self, typed: Decimal) -> Decimal | None:
        """Return the coefficient for a figure as it is typed on the axis."""
        if self.reading.scale is None:
            return None
        return coefficient(self.reading.scale, typed / self.sketch.factor)

    def given_in_words(self, typed: Decimal) -> str:
        figure = measured(self.sketch, typed / self.sketch.factor)
        value = self.given(typed)
        if value is None:
            return str(Message("{figure} has no coefficient", figure=figure))
        return shown(
            Message("{figure} gives {value}", figure=figure, value=Quantity(value, Unit.SCORE))
        )

    def dragged(self, number: int, x: float, y: float) -> Sketch:
        """Return the sketch with a point where the mouse holds it, on the nearest round place."""
        if self.frame is None:
            return self.sketch
        hold = self.holds()[number]
        at, value = Decimal(repr(x)), Decimal(repr(y))
        frame = self.frame
        return moved(
            self.sketch,
            self.reading,
            hold,
            snapped(min(max(at, frame.left), frame.right), frame.across),
            snapped(min(max(value, frame.bottom), frame.top), frame.up),
        )

    def nudged(self, number: int, across: int, up: int) -> Sketch:
        """Return the sketch with a point moved by so many smallest steps."""
        if self.frame is None:
            return self.sketch
        hold = self.holds()[number]
        at = snapped(hold.at + across * self.frame.across, self.frame.across)
        value = snapped(hold.value + up * self.frame.up, self.frame.up)
        return moved(
            self.sketch,
            self.reading,
            hold,
            at if across else hold.at,
            value if up else hold.value,
        )


def drawn(sketch: Sketch, frame: Frame | None = None) -> Drawn:
    """Return all that follows from ``sketch``; ``frame`` keeps the axes still during a drag."""
    reading = read(sketch)
    scale = reading.scale
    if scale is None:
        return Drawn(sketch, reading, (), None, None)
    try:
        axes = frame or frame_of(sketch, scale)
        listed = findings(scale)
        image = picture(sketch, scale, listed, axes)
    except (InvalidOperation, OverflowError):  # figures that no axis shows; saving refuses them
        return Drawn(sketch, reading, (), None, None)
    found = tuple(
        Found(number, one, tone_of(scale, one), _row(reading, one), mend(sketch, reading, one))
        for number, one in enumerate(listed, 1)
    )
    return Drawn(sketch, reading, found, axes, image)


def _row(reading: Reading, finding: ScaleFinding) -> int | None:
    return reading.rows[finding.place - 1] if finding.place else None

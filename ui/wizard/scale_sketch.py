"""A scale in a small drawing: what each result counts for, and where people stood."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from crm_desktop import formats
from crm_desktop.kpi.definition import Measure, ProfileEntry, Scale
from crm_desktop.kpi.scale import bounds
from crm_desktop.rewards.wizard.shapes import Shape, scale_of_shape
from crm_desktop.rewards.wizard.standing import Stand, counted, measure_of
from crm_desktop.texts import Message
from ui import theme
from ui.theme import GRID, Tone

_ONE = Decimal(1)
_USUAL = Decimal("1.5")
_AIR = Decimal("1.1")
_SAMPLES = 120
_SIZE = QSize(26 * GRID, 15 * GRID)
_SMALL = QSize(44, 28)
_DOT = 3.0
_MARGIN = 2 * GRID


@dataclass(frozen=True, slots=True)
class Curve:
    """``spots`` from left to right, with a gap where the scale gives nothing."""

    spots: tuple[tuple[Decimal, Decimal | None], ...]
    right: Decimal
    top: Decimal
    bottom: Decimal


def curve_of(entry: ProfileEntry, scale: Scale | None, people: Sequence[Stand] = ()) -> Curve:
    """Return the curve of ``entry``, as wide as its bounds and its people need."""
    at_most = [each.at for each in people]
    edges = [] if scale is None else [each.at for each in bounds(scale)]
    usual = [_USUAL] if measure_of(scale) is not Measure.FACT else []
    right = max([*at_most, *(edge * _AIR for edge in edges), *usual], default=_ONE) or _ONE
    left = min([Decimal(0), *edges, *at_most])
    step = (right - left) / _SAMPLES
    spots = tuple(
        (at, counted(entry, scale, at)) for at in (left + step * n for n in range(_SAMPLES + 1))
    )
    values = [value for _at, value in spots if value is not None]
    top, bottom = max([*values, _ONE]), min([*values, Decimal(0)])
    return Curve(spots, right, top * _AIR, bottom)


class ScaleSketch(QWidget):
    """The curve with a dot for each result of a person in a past period."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve: Curve | None = None
        self._people: tuple[Stand, ...] = ()
        self._is_share = True
        self.setMinimumSize(_SIZE)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def people(self) -> tuple[Stand, ...]:
        return self._people

    def show_scale(self, entry: ProfileEntry, scale: Scale | None, people: Sequence[Stand]) -> None:
        self._people = tuple(people)
        self._curve = curve_of(entry, scale, people)
        self._is_share = measure_of(scale) is not Measure.FACT
        self.update()

    def sizeHint(self) -> QSize:
        return _SIZE

    def paintEvent(self, event: QPaintEvent) -> None:
        curve = self._curve
        if curve is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(_MARGIN, 4, -4, -_MARGIN)
        self._paint_plan(painter, room, curve)
        _paint_curve(painter, room, curve, 2.0)
        painter.setPen(Qt.PenStyle.NoPen)
        colour = theme.colour(Tone.TEXT)
        colour.setAlphaF(0.45)
        painter.setBrush(colour)
        for each in self._people:
            painter.drawEllipse(_place(room, curve, each.at, each.coefficient), _DOT, _DOT)

    def _paint_plan(self, painter: QPainter, room: QRectF, curve: Curve) -> None:
        """Draw the axes, and the lines of the whole plan."""
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.drawLine(room.topLeft(), room.bottomLeft())
        painter.setFont(theme.font(theme.TINY))
        one = _place(room, curve, _ONE, _ONE)
        dotted = QPen(QColor(theme.current().line), 1, Qt.PenStyle.DashLine)
        painter.setPen(dotted)
        painter.drawLine(QPointF(room.left(), one.y()), QPointF(room.right(), one.y()))
        words = [(room.left() - _MARGIN, one.y() - GRID, formats.number(_ONE))]
        if self._is_share:
            painter.drawLine(QPointF(one.x(), room.top()), QPointF(one.x(), room.bottom()))
            words.append((one.x() - 2 * GRID, room.bottom(), formats.percent(_ONE)))
        painter.setPen(theme.colour(Tone.MUTED))
        for x, y, text in words:
            painter.drawText(QRectF(x, y, 5 * GRID, 2 * GRID), Qt.AlignmentFlag.AlignVCenter, text)


class ShapeButton(QToolButton):
    """A ready shape to choose; None is the firm's own scale."""

    def __init__(self, shape: Shape | None, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shape_code = shape
        self._curve = None if shape is None else _of_shape(shape)
        blank = QPixmap(_SMALL)
        blank.fill(Qt.GlobalColor.transparent)
        self.setIcon(QIcon(blank))
        self.setIconSize(_SMALL)
        self.setCheckable(True)
        self.setProperty("kind", "rail")
        self.setText(words)
        self.setFont(theme.font(theme.TINY))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(words)
        if shape is not None:
            self.setToolTip(str(shape.sentence))
            self.setAccessibleDescription(str(shape.sentence))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = (self.width() - _SMALL.width()) / 2
        room = QRectF(left, 7, _SMALL.width(), _SMALL.height())
        painter.setPen(QPen(QColor(theme.current().line), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.drawLine(room.topLeft(), room.bottomLeft())
        if self._curve is None:
            painter.setPen(theme.colour(Tone.MUTED))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, "…")
        else:
            _paint_curve(painter, room, self._curve, 1.6)


def in_words(people: Sequence[Stand], measure: Measure) -> Message:
    """Say what the dots are, for who does not see them."""
    if not people:
        return Message("Nobody has figures of the last six periods to show here.")
    if measure is Measure.FACT:
        return Message("{count} dots: what people had in the last six periods.", count=len(people))
    reached = sum(1 for each in people if each.at >= 1)
    return Message(
        "The dots are what people had in the last six periods: {reached} of {count} reached"
        " the plan.",
        reached=reached,
        count=len(people),
    )


def _of_shape(shape: Shape) -> Curve:
    return curve_of(ProfileEntry(""), scale_of_shape(shape, "shape", ""))


def _paint_curve(painter: QPainter, room: QRectF, curve: Curve, width: float) -> None:
    painter.setPen(QPen(theme.colour(Tone.ACCENT), width))
    line = QPolygonF()
    for at, value in curve.spots:
        if value is None:
            painter.drawPolyline(line)
            line = QPolygonF()
        else:
            line.append(_place(room, curve, at, value))
    painter.drawPolyline(line)


def _place(room: QRectF, curve: Curve, at: Decimal, value: Decimal) -> QPointF:
    left = curve.spots[0][0]
    across = float((at - left) / (curve.right - left)) if curve.right > left else 0.0
    up = float((value - curve.bottom) / (curve.top - curve.bottom))
    return QPointF(room.left() + across * room.width(), room.bottom() - up * room.height())

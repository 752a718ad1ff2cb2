"""One bar that is the whole score: each indicator has the part of it that it counts for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from crm_desktop.texts import Message, _
from ui import format as shows
from ui import theme
from ui.theme import GRID

_HEIGHT, _RADIUS, _NEAR, _GAP = 40, 6, 8, 2
_STRENGTHS = (1.0, 0.5, 0.28, 0.7, 0.16)
_IS_DARK_FROM = 0.6
_STEP, _LEAP = Decimal("0.01"), Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Part:
    """An indicator by its name, and its weight: 1 is the whole bar."""

    name: str
    weight: Decimal


class WeightsBar(QWidget):
    """Borders are dragged, or moved by the arrow keys: ← → move one, ↑ ↓ go to another.

    ``moved`` carries the place of a border and where it is to be, and ``released`` ends a drag.
    """

    moved = Signal(int, object)  # the border after that part, Decimal from 0 to 1
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[Part, ...] = ()
        self._border = 0
        self._dragged: int | None = None
        self.setAccessibleName(_("Weights"))
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_parts(self, parts: Sequence[Part]) -> None:
        self._parts = tuple(parts)
        self._border = min(self._border, max(0, len(self._parts) - 2))
        can_move = len(self._parts) > 1
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if can_move else Qt.FocusPolicy.NoFocus)
        self._describe()
        self.update()

    @property
    def border(self) -> int:
        """The border that the arrow keys move: the one after the part of this place."""
        return self._border

    def borders(self) -> list[Decimal]:
        """Return where each border is, 1 being the end of the bar."""
        return list(accumulate(part.weight for part in self._parts))[:-1]

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Left: -_STEP,
            Qt.Key.Key_Right: _STEP,
            Qt.Key.Key_PageDown: -_LEAP,
            Qt.Key.Key_PageUp: _LEAP,
        }
        borders = self.borders()
        step = steps.get(Qt.Key(event.key()))
        if step is not None and borders:
            self.moved.emit(self._border, borders[self._border] + step)
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down} and borders:
            by = 1 if event.key() == Qt.Key.Key_Down else -1
            self._border = (self._border + by) % len(borders)
            self._describe()
            self.update()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        near = self._near(event.position().x())
        if near is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        self._border = self._dragged = near
        self._describe()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._dragged is None:
            is_near = self._near(x) is not None
            shape = Qt.CursorShape.SplitHCursor if is_near else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            return
        place = Decimal(round(x * 100 / max(1, self.width()))) / 100
        self.moved.emit(self._dragged, place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._dragged is not None:
            self._dragged = None
            self.released.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.released.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outline = QPainterPath()
        outline.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _RADIUS, _RADIUS)
        painter.setClipPath(outline)
        painter.fillRect(self.rect(), QColor(theme.current().track))
        ends = [Decimal(0), *accumulate(part.weight for part in self._parts)]
        for place, part in enumerate(self._parts):
            left, right = (float(end) * self.width() for end in ends[place : place + 2])
            self._paint_part(painter, QRectF(left, 0, right - left, self.height()), place, part)
        painter.setClipping(False)
        if self.hasFocus():
            self._paint_focus(painter, outline)

    def _paint_part(self, painter: QPainter, room: QRectF, place: int, part: Part) -> None:
        painter.fillRect(room.adjusted(0, 0, -_GAP, 0), swatch(place))
        painter.setPen(_words_on(place))
        inner = room.adjusted(GRID, 0, -GRID, 0)
        percent = shows.percent(part.weight)
        painter.setFont(theme.font(is_bold=True, is_tabular=True))
        if painter.fontMetrics().horizontalAdvance(percent) > inner.width():
            return
        words = f"{percent}  {part.name}"
        elide = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(words, elide, round(inner.width()))
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _paint_focus(self, painter: QPainter, outline: QPainterPath) -> None:
        painter.setPen(QPen(QColor(theme.current().accent), 2))
        painter.drawPath(outline)
        borders = self.borders()
        if borders:
            x = float(borders[self._border]) * self.width() - _GAP / 2
            painter.setPen(QPen(QColor(theme.current().text), 4))
            painter.drawLine(QPointF(x, 2), QPointF(x, self.height() - 2))

    def _near(self, x: float) -> int | None:
        """Return the border that is near ``x``, None where there is none."""
        found = [(abs(float(at) * self.width() - x), n) for n, at in enumerate(self.borders())]
        distance, place = min(found, default=(_NEAR + 1.0, 0))
        return place if distance <= _NEAR else None

    def _describe(self) -> None:
        said = [f"{part.name} {shows.percent(part.weight)}" for part in self._parts]
        if len(self._parts) > 1:
            left, right = self._parts[self._border : self._border + 2]
            words = Message(
                "the border between {left} and {right}", left=left.name, right=right.name
            )
            said.append(str(words))
        self.setAccessibleDescription("; ".join(said))
        self.setToolTip("\n".join(said[: len(self._parts)]))


def swatch(place: int) -> QColor:
    """Return the colour of the part at ``place``; its name and per cent stand beside it."""
    tokens = theme.current()
    return theme.mixed(tokens.accent, tokens.surface, _STRENGTHS[place % len(_STRENGTHS)])


def _words_on(place: int) -> QColor:
    tokens = theme.current()
    is_dark = _STRENGTHS[place % len(_STRENGTHS)] >= _IS_DARK_FROM
    return QColor(tokens.on_accent if is_dark else tokens.text)

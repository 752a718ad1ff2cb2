"""How amounts spread over people: a dot for each, what was above what would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median_low

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.texts import Message, _
from ui import format as shows
from ui import theme
from ui.charts.pair_bars import Pair
from ui.charts.scale_curve import ticks
from ui.theme import GRID, Tone

_DOT, _NEAR = 8.0, 7.0
_BAND, _GAP, _CAPTION, _AXIS = 64, 12, 20, 24
_LEAST_WIDTH = 28 * GRID
_EDGE = 1.5 * GRID
_TICK_ROOM = 72
"""A mark of the axis is left out where its words would run into those of the one before."""


class Distribution(QWidget):
    """Dots at the same place are heaped; a tool tip names who a dot is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: tuple[Pair, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        self._pairs = tuple(pairs)
        words = [_spread(caption, amounts) for caption, amounts in self._bands() if amounts]
        self.setAccessibleDescription("; ".join(map(str, words)))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * _LEAST_WIDTH, 2 * _BAND + _GAP + _AXIS)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, 2 * _BAND + _GAP + _AXIS)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = QPointF(event.pos())
            near = (
                pair
                for number in range(2)
                for dot, pair in zip(self._dots(number), self._pairs, strict=True)
                if (dot - place).manhattanLength() < _NEAR
            )
            words = "\n".join(str(pair.in_words()) for pair in near)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._pairs:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(theme.TINY, is_tabular=True))
        tokens = theme.current()
        pale = theme.mixed(tokens.muted, tokens.surface, 0.6)
        for number, (caption, amounts) in enumerate(self._bands()):
            painter.setPen(theme.colour(Tone.MUTED))
            above = QRectF(0, _bottom(number) - _BAND, self.width(), _CAPTION)
            middle = Money(median_low(one.minor for one in amounts), amounts[0].currency)
            half = shows.whole_money(middle)
            words = Message("{caption}: half get {amount} or more", caption=caption, amount=half)
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft, str(words))
            self._paint_axis(painter, number)
            painter.setPen(QColor(tokens.surface))
            painter.setBrush(QColor(tokens.accent) if number else pale)
            for dot in self._dots(number):
                painter.drawEllipse(dot, _DOT / 2, _DOT / 2)

    def _paint_axis(self, painter: QPainter, number: int) -> None:
        low, high = self._span()
        bottom = _bottom(number)
        painter.setPen(QColor(theme.current().line))
        painter.drawLine(QPointF(_EDGE, bottom), QPointF(self.width() - _EDGE, bottom))
        if not number:
            return
        painter.setPen(theme.colour(Tone.MUTED))
        until = 0.0
        for place, words in ticks((low, high)):
            x = self._x(place)
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(0.0, x - width / 2), self.width() - width)
            if left >= until:
                painter.drawText(QPointF(left, bottom + _AXIS - GRID), words)
                until = left + max(width + 2 * GRID, _TICK_ROOM)

    def _bands(self) -> tuple[tuple[str, list[Money]], tuple[str, list[Money]]]:
        return (
            (_("Was"), [pair.was for pair in self._pairs]),
            (_("Would be"), [pair.would_be for pair in self._pairs]),
        )

    def _dots(self, number: int) -> list[QPointF]:
        """Return where the dots of a band are; those that would lie on each other go up."""
        heaps: Counter[int] = Counter()
        places = [round(self._x(_major(one)) / _DOT) for one in self._bands()[number][1]]
        tallest = max(Counter(places).values(), default=1)
        step = min(_DOT, (_BAND - _CAPTION - _DOT) / max(1, tallest - 1))
        bottom = _bottom(number) - _DOT / 2 - 1
        dots = []
        for place in places:
            dots.append(QPointF(place * _DOT, bottom - heaps[place] * step))
            heaps[place] += 1
        return dots

    def _x(self, amount: float) -> float:
        low, high = self._span()
        return _EDGE + (amount - low) / (high - low) * (self.width() - 2 * _EDGE)

    def _span(self) -> tuple[float, float]:
        """Return the ends of the axis; 0 is always on it."""
        amounts = [_major(one) for pair in self._pairs for one in (pair.was, pair.would_be)]
        low, high = min(0.0, *amounts), max(0.0, *amounts)
        return (low, high) if high > low else (low, low + 1)


def _bottom(number: int) -> int:
    """Return where the line under a band is."""
    return (number + 1) * _BAND + number * _GAP


def _major(amount: Money) -> float:
    return float(amount.as_decimal())


def _spread(caption: str, amounts: Sequence[Money]) -> Message:
    return Message(
        "{caption}: from {least} to {most}", caption=caption, least=min(amounts), most=max(amounts)
    )

"""Two amounts of each person as bars on each other: pale what was, in colour what would be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.texts import Message
from ui import format as shows
from ui import theme
from ui.theme import GRID, Tone

_ROW, _PALE, _FULL = 30, 14, 6
_NAME_SHARE = 0.36
"""No name takes more of the width than this."""
_LEAST_WIDTH = 38 * GRID
_ALIGNED = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True, slots=True)
class Pair:
    """What ``name`` got, and would get."""

    name: str
    was: Money
    would_be: Money

    def in_words(self) -> Message:
        return Message(
            "{name}: {was} → {would_be}", name=self.name, was=self.was, would_be=self.would_be
        )


class PairBars(QWidget):
    """A line for each pair, in their order; the largest amount takes the whole width."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: tuple[Pair, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return self._pairs

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        self._pairs = tuple(pairs)
        self.setAccessibleDescription("; ".join(str(pair.in_words()) for pair in self._pairs))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(2 * _LEAST_WIDTH, _ROW * len(self._pairs))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, _ROW * len(self._pairs))

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = event.pos().y() // _ROW
            words = str(self._pairs[place].in_words()) if place < len(self._pairs) else ""
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font())
        metrics = painter.fontMetrics()
        names = min(self._widest(metrics, is_name=True), round(self.width() * _NAME_SHARE))
        values = self._widest(metrics, is_name=False)
        room = QRectF(names + 2 * GRID, 0, self.width() - names - values - 4 * GRID, _ROW)
        for place, pair in enumerate(self._pairs):
            top = place * _ROW
            painter.setPen(theme.colour(Tone.TEXT))
            label = metrics.elidedText(pair.name, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(0, top, names, _ROW), _ALIGNED, label)
            value = QRectF(self.width() - values, top, values, _ROW)
            painter.drawText(
                value, _ALIGNED | Qt.AlignmentFlag.AlignRight, shows.whole_money(pair.would_be)
            )
            self._paint_bars(painter, room.translated(0, top), pair)

    def _paint_bars(self, painter: QPainter, room: QRectF, pair: Pair) -> None:
        tokens = theme.current()
        pale = theme.mixed(tokens.muted, tokens.surface, 0.3)
        most = max((max(one.was.minor, one.would_be.minor) for one in self._pairs), default=0)
        painter.setPen(Qt.PenStyle.NoPen)
        for amount, thickness, colour in (
            (pair.was, _PALE, pale),
            (pair.would_be, _FULL, QColor(tokens.accent)),
        ):
            if amount.minor > 0:
                bar = QRectF(0, 0, max(2.0, room.width() * amount.minor / most), thickness)
                bar.moveLeft(room.left())
                bar.moveTop(room.center().y() - thickness / 2)
                painter.setBrush(colour)
                painter.drawRoundedRect(bar, 3, 3)

    def _widest(self, metrics: QFontMetrics, *, is_name: bool) -> int:
        texts = (one.name if is_name else shows.whole_money(one.would_be) for one in self._pairs)
        return max(map(metrics.horizontalAdvance, texts), default=0) + 1

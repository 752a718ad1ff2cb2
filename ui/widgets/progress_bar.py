"""The bar of an indicator: filled is fact, pale is forecast, the mark is the plan by today."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from crm_desktop.texts import Message, shown
from ui import format as shows
from ui import theme
from ui.theme import Tone

THICKNESS = 10
_MARK_WIDTH = 2


@dataclass(frozen=True, slots=True)
class BarState:
    """What a bar shows; 1 is the whole plan, and None is "no such value".

    ``mark`` is the share of the plan that should be reached today.
    """

    ratio: Decimal | None
    forecast: Decimal | None = None
    mark: Decimal | None = None
    tone: Tone = Tone.ACCENT

    def described(self) -> str:
        """Return in words what the bar shows by shapes and colours."""
        if self.ratio is None:
            return str(Message("No value"))
        parts = [Message("{percent} of the plan", percent=shows.attainment(self.ratio))]
        if self.mark is not None:
            parts.append(
                Message("{percent} should be reached today", percent=shows.percent(self.mark))
            )
        if self.forecast is not None:
            parts.append(Message("forecast {percent}", percent=shows.percent(self.forecast)))
        return "; ".join(map(shown, parts))


def paint_bar(painter: QPainter, rect: QRectF, state: BarState) -> None:
    """Draw ``state`` across the middle of ``rect``; a lower rect gives a thinner bar."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    thickness = min(float(THICKNESS), rect.height())
    bar = QRectF(0, 0, rect.width(), thickness)
    bar.moveCenter(rect.center())
    _paint_fill(painter, bar, state)
    if state.ratio is not None and state.mark is not None:
        _paint_mark(painter, rect, bar, _part(state.mark))
    painter.restore()


def _paint_fill(painter: QPainter, bar: QRectF, state: BarState) -> None:
    tokens = theme.current()
    outline = QPainterPath()
    outline.addRoundedRect(bar, bar.height() / 2, bar.height() / 2)
    painter.setClipPath(outline)
    painter.fillRect(bar, QColor(tokens.track))
    full = theme.colour(state.tone)
    pale = theme.mixed(full.name(), tokens.track, 0.3)
    for ratio, colour in ((state.forecast, pale), (state.ratio, full)):
        if state.ratio is not None and ratio is not None and ratio > 0:
            _paint_rounded(painter, bar, _part(ratio), colour)
    painter.setClipping(False)


def _paint_rounded(painter: QPainter, bar: QRectF, part: float, colour: QColor) -> None:
    """Fill ``part`` of ``bar`` from the left; at least a dot, so that little is not nothing."""
    filled = QRectF(bar)
    filled.setWidth(max(bar.height(), bar.width() * part))
    painter.setBrush(colour)
    painter.drawRoundedRect(filled, bar.height() / 2, bar.height() / 2)


def _paint_mark(painter: QPainter, rect: QRectF, bar: QRectF, part: float) -> None:
    height = min(rect.height(), 2 * bar.height())
    x = min(bar.right() - _MARK_WIDTH, bar.left() + bar.width() * part)
    mark = QRectF(round(x), 0, _MARK_WIDTH, height)
    mark.moveCenter(QPointF(mark.center().x(), bar.center().y()))
    painter.fillRect(mark, QColor(theme.current().text))


def _part(ratio: Decimal) -> float:
    """Return ``ratio`` as a part of a length in pixels, no more than the whole."""
    return float(min(max(ratio, Decimal(0)), Decimal(1)))


class ProgressBar(QProgressBar):
    """A bar with its per cent at the right; readers hear ``name`` and what the bar shows."""

    def __init__(
        self,
        name: str,
        state: BarState | None = None,
        *,
        is_compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._is_compact = is_compact
        self._state = BarState(None)
        self.setRange(0, 100)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaximumHeight(self.sizeHint().height())
        self.show_state(state or BarState(None))

    @property
    def state(self) -> BarState:
        return self._state

    def show_state(self, state: BarState) -> None:
        self._state = state
        self.setValue(0 if state.ratio is None else round(_part(state.ratio) * 100))
        self.setAccessibleDescription(state.described())
        self.setToolTip(state.described())
        self.update()

    def text(self) -> str:
        return shows.attainment(self._state.ratio)

    def sizeHint(self) -> QSize:
        return QSize(200, 16 if self._is_compact else 2 * THICKNESS)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        size = theme.BODY if self._is_compact else theme.TITLE
        painter.setFont(theme.font(size, is_bold=True, is_tabular=True))
        words = QRectF(self.rect())
        widths = map(painter.fontMetrics().horizontalAdvance, ("000 %", self.text()))
        words.setLeft(words.right() - max(widths))
        bar = QRectF(self.rect())
        bar.setRight(words.left() - theme.GRID - 6)
        if self._is_compact:
            bar.adjust(0, 4, 0, -4)
        paint_bar(painter, bar, self._state)
        has_value = self._state.ratio is not None
        painter.setPen(theme.colour(self._state.tone if has_value else Tone.MUTED))
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())

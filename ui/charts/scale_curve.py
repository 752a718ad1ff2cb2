"""A scale as a curve on axes whose points are dragged by the mouse and moved by keys."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop import formats
from ui import theme
from ui.charts.scale_drawing import Handle, Picture, Span, Spot
from ui.theme import GRID

if TYPE_CHECKING:
    from pyqtgraph import PlotWidget

_NEAR = 14.0
"""How many pixels from a point the mouse takes hold of it."""
_PERSON, _DOT, _HANDLE, _CHOSEN = 6, 8, 11, 15
_TICKS = 6
_PADDING = 0.04
_FAST = 10
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class ScaleCurve(QWidget):
    """Arrows move the chosen point, with Shift ten steps; Page Up and Page Down choose another.

    It only tells what is wanted: whoever owns the scale draws it anew.
    """

    dragged = Signal(int, float, float)
    """The number of a point, and where on the axes the mouse holds it."""
    dropped = Signal()
    nudged = Signal(int, int, int)
    """The number of a point, and how many smallest steps across and up it goes."""
    hovered = Signal(float)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot: PlotWidget | None = None
        self._picture: Picture | None = None
        self._probe: Spot | None = None
        self._chosen = 0
        self._is_dragging = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(36 * GRID, 30 * GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    @property
    def picture(self) -> Picture | None:
        return self._picture

    @property
    def chosen(self) -> int:
        """The number of the point that keys move."""
        return self._chosen

    def show_picture(self, picture: Picture | None) -> None:
        """Draw ``picture``; None leaves the axes empty."""
        self._picture = picture
        count = 0 if picture is None else len(picture.handles)
        self._chosen = min(self._chosen, max(0, count - 1))
        self._describe()
        self._draw()

    def show_probe(self, spot: Spot | None) -> None:
        """Draw a line at a value, and a dot at what it gives."""
        self._probe = spot
        self._draw()

    def choose(self, number: int) -> None:
        """Let keys move the point of that number."""
        if self._picture is not None and 0 <= number < len(self._picture.handles):
            self._chosen = number
            self._describe()
            self._draw()

    def place_of(self, spot: Spot) -> QPointF:
        """Return where on the drawing area of the plot a spot of the axes is, in pixels."""
        plot = self._shown_plot()
        view = plot.getViewBox()
        return QPointF(plot.mapFromScene(view.mapViewToScene(QPointF(*spot))))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def focusInEvent(self, event: Any) -> None:
        super().focusInEvent(event)
        self._draw()

    def focusOutEvent(self, event: Any) -> None:
        super().focusOutEvent(event)
        self._draw()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS and self._picture is not None and self._picture.handles:
            times = _FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            across, up = _ARROWS[key]
            self.nudged.emit(self._chosen, across * times, up * times)
        elif key in {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            self.choose(self._chosen + (1 if key is Qt.Key.Key_PageDown else -1))
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and self._picture is not None:
            return self._on_mouse(event)
        return super().eventFilter(watched, event)

    def _on_mouse(self, event: QMouseEvent) -> bool:
        place = event.position()
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self.setFocus(Qt.FocusReason.MouseFocusReason)
                near = self._near(place)
                self._is_dragging = near is not None
                if near is not None:
                    self.choose(near)
            case QEvent.Type.MouseMove if self._is_dragging:
                self.dragged.emit(self._chosen, *self._spot_at(place))
            case QEvent.Type.MouseMove:
                self._shown_plot().viewport().setCursor(self._cursor(self._near(place)))
                self.hovered.emit(self._spot_at(place)[0])
            case QEvent.Type.MouseButtonRelease if self._is_dragging:
                self._is_dragging = False
                self.dropped.emit()
        return True

    def _cursor(self, near: int | None) -> Qt.CursorShape:
        if near is None or self._picture is None:
            return Qt.CursorShape.CrossCursor
        moves_across = self._picture.handles[near].moves_across
        return Qt.CursorShape.SizeAllCursor if moves_across else Qt.CursorShape.SizeVerCursor

    def _near(self, place: QPointF) -> int | None:
        """Return the number of the point that is next to ``place``, if it is near."""
        handles = () if self._picture is None else self._picture.handles
        far = [
            (math.hypot(*(self.place_of(handle.spot) - place).toTuple()), number)
            for number, handle in enumerate(handles)
        ]
        distance, number = min(far, default=(math.inf, 0))
        return number if distance <= _NEAR else None

    def _spot_at(self, place: QPointF) -> Spot:
        plot = self._shown_plot()
        spot = plot.getViewBox().mapSceneToView(plot.mapToScene(place.toPoint()))
        return spot.x(), spot.y()

    def _describe(self) -> None:
        if self._picture is None:
            self.setAccessibleDescription("")
            return
        handles = self._picture.handles
        chosen = [handles[self._chosen].words] if handles else []
        self.setAccessibleDescription("; ".join([self._picture.words, *chosen]))

    def _shown_plot(self) -> PlotWidget:
        if self._plot is None:
            self._plot = _empty_plot(self)
            self._plot.viewport().installEventFilter(self)
            self.layout().addWidget(self._plot)  # type: ignore[union-attr]
        return self._plot

    def _draw(self) -> None:
        if not self.isVisible():
            return
        plot = self._shown_plot()
        plot.clear()
        picture = self._picture
        if picture is None:
            plot.hideAxis("left")
            plot.hideAxis("bottom")
            return
        _show_axes(plot, picture)
        self._draw_marks(plot, picture)
        tokens = theme.current()
        for jump in picture.jumps:
            _line(plot, jump, tokens.muted, width=1.2, is_dashed=True)
        for line in picture.lines:
            _line(plot, line, tokens.accent, width=2.2)
        for spot in picture.people:
            _dot(plot, spot, tokens.muted, _PERSON)
        for dot in picture.dots:
            _dot(plot, dot.spot, tokens.accent if dot.is_filled else tokens.surface, _DOT)
        if self._probe is not None:
            _line(plot, ((self._probe[0], picture.y_span[0]), self._probe), tokens.muted, width=1)
            _dot(plot, self._probe, tokens.text, _DOT)
        for number, handle in enumerate(picture.handles):
            self._draw_handle(plot, number, handle)

    def _draw_handle(self, plot: PlotWidget, number: int, handle: Handle) -> None:
        tokens = theme.current()
        is_chosen = self.hasFocus() and number == self._chosen
        fill = tokens.accent if handle.is_filled else tokens.surface
        edge = tokens.text if is_chosen else tokens.accent
        _dot(plot, handle.spot, fill, _CHOSEN if is_chosen else _HANDLE, edge)

    def _draw_marks(self, plot: Any, picture: Picture) -> None:
        from pyqtgraph import LinearRegionItem, TextItem  # noqa: PLC0415 - loaded by the plot

        for mark in picture.marks:
            colour = theme.colour(mark.tone)
            bottom, top = picture.y_span
            if mark.end > mark.start:
                pale = QColor(colour)
                pale.setAlpha(40)
                region = LinearRegionItem(  # type: ignore[no-untyped-call]
                    (mark.start, mark.end), movable=False, brush=pale, pen=pale
                )
                plot.addItem(region)
            else:
                _line(
                    plot, ((mark.start, bottom), (mark.start, top)), colour.name(), is_dashed=True
                )
            label = TextItem(  # type: ignore[no-untyped-call]
                mark.sign, color=colour, anchor=(0.5, 0.5), fill=theme.current().surface
            )
            label.textItem.setFont(theme.font(theme.TINY, is_bold=True))
            label.setPos((mark.start + mark.end) / 2, top)
            plot.addItem(label)


def _line(
    plot: PlotWidget,
    spots: tuple[Spot, ...],
    colour: str,
    *,
    width: float = 1.4,
    is_dashed: bool = False,
) -> None:
    style = Qt.PenStyle.DashLine if is_dashed else Qt.PenStyle.SolidLine
    plot.plot(
        [x for x, _y in spots],
        [y for _x, y in spots],
        pen={"color": colour, "width": width * plot.devicePixelRatioF(), "style": style},
        antialias=True,
    )


def _dot(plot: PlotWidget, spot: Spot, fill: str, size: int, edge: str | None = None) -> None:
    plot.plot(
        [spot[0]],
        [spot[1]],
        pen=None,
        symbol="o",
        symbolSize=size,
        symbolBrush=fill,
        symbolPen={"color": edge or theme.current().accent, "width": 2},
        antialias=True,
    )


def _show_axes(plot: PlotWidget, picture: Picture) -> None:
    tokens = theme.current()
    for side, title, span in (
        ("bottom", picture.x_title, picture.x_span),
        ("left", picture.y_title, picture.y_span),
    ):
        plot.showAxis(side)
        axis = plot.getAxis(side)
        axis.enableAutoSIPrefix(False)
        axis.setLabel(title, color=tokens.muted)
        axis.label.setFont(theme.font(theme.TINY))
        axis.setPen(tokens.line)
        axis.setTextPen(tokens.muted)
        axis.setStyle(tickFont=theme.font(theme.TINY, is_tabular=True))
        axis.setTicks([ticks(span)])
    plot.getViewBox().setRange(xRange=picture.x_span, yRange=picture.y_span, padding=_PADDING)


def ticks(span: Span) -> list[tuple[float, str]]:
    """Return some round places between the ends of ``span``, with their words."""
    rough = (span[1] - span[0]) / _TICKS
    ten = 10.0 ** math.floor(math.log10(rough))
    step = next(ten * digit for digit in (1, 2, 5, 10) if ten * digit >= rough)
    digits = max(0, -math.floor(math.log10(step)))
    first, last = math.ceil(span[0] / step), math.floor(span[1] / step)
    places = [round(number * step, digits) for number in range(first, last + 1)]
    return [(place, formats.number(Decimal(repr(place)), digits)) for place in places]


def _empty_plot(parent: QWidget) -> PlotWidget:
    """Return a plot that nobody but ``parent`` moves."""
    from pyqtgraph import PlotWidget  # noqa: PLC0415 - with numpy 580 ms, never at start

    plot = PlotWidget(parent, background=None)  # type: ignore[no-untyped-call]
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.viewport().setAutoFillBackground(False)
    plot.viewport().setMouseTracking(True)
    plot.hideButtons()
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    return plot

"""A small line of the last periods, its newest point dotted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.texts import Message
from ui import theme
from ui.theme import Tone

if TYPE_CHECKING:
    from pyqtgraph import PlotWidget


class Sparkline(QWidget):
    """Loads the plotting library when the first line is drawn, not before."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: tuple[Decimal | None, ...] = ()
        self._tone = Tone.ACCENT
        self._plot: PlotWidget | None = None
        self.setAccessibleName(name)
        self.setFixedSize(120, 40)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)

    def show_values(self, values: Sequence[Decimal | None], tone: Tone = Tone.ACCENT) -> None:
        """Draw ``values``, oldest first; a None leaves a gap, one value is no line."""
        self._values = tuple(values)
        self._tone = tone
        known = [value for value in values if value is not None]
        if known:
            self.setAccessibleDescription(
                str(Message("From {first} to {last}", first=known[0], last=known[-1]))
            )
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and self._plot is not None:
            self._draw()

    def _draw(self) -> None:
        points = [
            (place, float(value)) for place, value in enumerate(self._values) if value is not None
        ]
        if self._plot is None:
            if not points:
                return
            self._plot = _empty_plot(self)
            self.layout().addWidget(self._plot)  # type: ignore[union-attr]
        self._plot.clear()
        colour = theme.colour(self._tone)
        nan = float("nan")
        self._plot.plot(
            list(range(len(self._values))),
            [nan if value is None else float(value) for value in self._values],
            pen={"color": colour, "width": 1.6},
            connect="finite",
            antialias=True,
        )
        for x, y in points[-1:]:
            self._plot.plot(
                [x], [y], pen=None, symbol="o", symbolSize=8, symbolBrush=colour, symbolPen=None
            )


def _empty_plot(parent: QWidget) -> PlotWidget:
    """Return a plot without axes, mouse or background."""
    from pyqtgraph import PlotWidget  # noqa: PLC0415 - with numpy 580 ms, never at start

    plot = PlotWidget(parent, background=None)  # type: ignore[no-untyped-call]
    plot.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.viewport().setAutoFillBackground(False)
    plot.hideAxis("left")
    plot.hideAxis("bottom")
    plot.hideButtons()
    plot.setMenuEnabled(False)
    plot.setMouseEnabled(x=False, y=False)
    plot.getViewBox().setDefaultPadding(0.12)
    return plot

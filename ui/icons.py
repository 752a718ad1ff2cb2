"""The outline icons of ``resources/icons``, drawn in the colours of the theme in force."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from crm_desktop import paths
from ui import theme
from ui.theme import Tone

SIZE = QSize(18, 18)


def icon(name: str, tone: Tone = Tone.MUTED) -> QIcon:
    """Return the icon ``name``, which follows the theme and is accented where selected.

    Raises:
        FileNotFoundError: there is no such icon.

    """
    _drawing(name)
    return QIcon(_OutlineEngine(name, tone))


def app_icon() -> QIcon:
    """Return the sign of the application, in its own colours."""
    return QIcon(str(paths.resource("icons", "app.svg")))


def paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    """Draw the icon ``name`` into ``rect``."""
    _renderer(name, colour.name()).render(painter, rect)


class _OutlineEngine(QIconEngine):
    """Asks for the theme at each paint, so that no icon need be set again after a switch."""

    def __init__(self, name: str, tone: Tone) -> None:
        super().__init__()
        self._name = name
        self._tone = tone

    def clone(self) -> QIconEngine:
        return _OutlineEngine(self._name, self._tone)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint(painter, QRectF(rect), self._name, self._colour(mode, state))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return _pixmap(self._name, self._colour(mode, state).name(), size.width(), size.height())

    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        return self.pixmap(size * scale, mode, state)

    def _colour(self, mode: QIcon.Mode, state: QIcon.State) -> QColor:
        if mode is QIcon.Mode.Disabled:
            return theme.faded(theme.current())
        if self._tone is Tone.MUTED and state is QIcon.State.On:
            return theme.colour(Tone.ACCENT)
        return theme.colour(self._tone)


@cache
def _drawing(name: str) -> str:
    return paths.resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


@cache
def _pixmap(name: str, colour: str, width: int, height: int) -> QPixmap:
    """Return the drawing as a square at the left: a wider size is room before the word."""
    pixmap = QPixmap(width, height)
    pixmap.fill(Qt.GlobalColor.transparent)
    side = min(width, height)
    painter = QPainter(pixmap)
    _renderer(name, colour).render(painter, QRectF(0, (height - side) / 2, side, side))
    painter.end()
    return pixmap

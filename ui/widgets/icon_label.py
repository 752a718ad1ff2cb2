"""An icon that stands by itself."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import icons, theme
from ui.theme import Tone


class Icon(QWidget):
    """Painted anew at each paint, so that it follows the theme and the screen's scale."""

    def __init__(
        self,
        name: str,
        size: int = 18,
        tone: Tone = Tone.MUTED,
        *,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._name = name
        self.tone = tone
        self.setFixedSize(size, size)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.paint(painter, QRectF(self.rect()), self._name, theme.colour(self.tone))

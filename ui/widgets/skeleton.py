"""Pale rows that stand while the real ones are read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from crm_desktop.texts import _
from ui import theme

_PARTS = ((0.0, 0.34), (0.4, 0.2), (0.66, 0.12), (0.86, 0.14))


class Skeleton(QWidget):
    """Stands still: nothing flickers, and a picture of it is always the same."""

    def __init__(
        self, row_height: int = theme.COMFORTABLE_ROW_HEIGHT, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self.setAccessibleName(_("Loading…"))

    def sizeHint(self) -> QSize:
        return QSize(320, 6 * self._row_height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.current().surface))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.current().track))
        inside = QRectF(self.rect()).adjusted(2 * theme.GRID, 0, -2 * theme.GRID, 0)
        for row in range(self.height() // self._row_height):
            middle = (row + 0.5) * self._row_height
            for start, share in _PARTS:
                block = QRectF(0, middle - 5, inside.width() * share, 10)
                block.moveLeft(inside.left() + inside.width() * start)
                painter.drawRoundedRect(block, 5, 5)

"""Fields side by side where there is room for them, else under each other."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from ui.theme import GRID


class Pair(QWidget):
    """Hidden fields take no room; the others share the line equally."""

    def __init__(self, *fields: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fields = fields
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        for field in fields:
            self._row.addWidget(field, 1)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        seen = [field for field in self._fields if not field.isHidden()]
        width = max((field.minimumSizeHint().width() for field in seen), default=0)
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        seen = [field for field in self._fields if not field.isHidden()]
        widest = max((field.minimumSizeHint().width() for field in seen), default=0)
        has_room = self.width() >= len(seen) * (widest + 2 * GRID)
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if has_room else direction.TopToBottom)
        self._row.setSpacing(2 * GRID if has_room else GRID)

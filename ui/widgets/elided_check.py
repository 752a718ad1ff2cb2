"""A box to tick whose words end in … where the room ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from ui.theme import GRID

WORDS_FROM = 18 + GRID + 1
"""How far from its left edge the words of a box begin."""


class ElidedCheck(QCheckBox):
    """The whole words are its name and its tool tip."""

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - WORDS_FROM
        mode = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._words, mode, room).replace("&", "&&"))

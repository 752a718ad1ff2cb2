"""A button that reads like a link, such as “Why this number?”."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import GRID
from ui.widgets.buttons import Button, Kind

_LEAST = 10 * GRID


class LinkButton(Button):
    def __init__(
        self, text: str, *, icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, Kind.LINK, icon=icon, parent=parent)


class ElidedLinkButton(LinkButton):
    """Its words end in … where the room ends; they are whole in its name and its tool tip."""

    def __init__(self, words: str, *, parent: QWidget | None = None) -> None:
        super().__init__(words, parent=parent)
        self._words = words
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        hint.setWidth(hint.width() + self._width(self._words) - self._width(self.text()))
        return hint

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(_LEAST, whole.width()), whole.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - (self.sizeHint().width() - self._width(self._words))
        self.setText(self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def _width(self, words: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, words).width()

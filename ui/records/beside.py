"""A list with the card of one record at its side, or in its place where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui.theme import GRID

ROOM_FOR_BOTH = 860
_SHARES = (54, 46)


class ListAndCard(QSplitter):
    def __init__(self, listing: QWidget, card: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.listing = listing
        self.card = card
        self.setChildrenCollapsible(False)
        self.setHandleWidth(2 * GRID)
        for place, (widget, share) in enumerate(zip((listing, card), _SHARES, strict=True)):
            self.addWidget(widget)
            self.setStretchFactor(place, share)
        card.hide()

    @property
    def is_open(self) -> bool:
        return not self.card.isHidden()

    @property
    def has_room(self) -> bool:
        """Whether list and card stand beside each other."""
        return self.width() >= ROOM_FOR_BOTH

    def open_card(self) -> None:
        was_open = self.is_open
        self.card.show()
        self._arrange()
        if not was_open and self.has_room:
            self.setSizes([self.width() * share // 100 for share in _SHARES])

    def close_card(self) -> None:
        self.card.hide()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self.listing.setVisible(self.has_room or not self.is_open)

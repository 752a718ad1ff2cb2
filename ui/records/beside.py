"""A list with the card of one record at its side, or in its place where there is no room."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui.theme import GRID

ROOM_FOR_BOTH = 860
LIST_SHARE = 54
"""How many hundredths of the room the list takes beside a usual card."""


class ListAndCard(QSplitter):
    """What else is put ``beside`` the list takes the place of the card while it is open."""

    def __init__(
        self,
        listing: QWidget,
        card: QWidget,
        parent: QWidget | None = None,
        *,
        list_share: int = LIST_SHARE,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.listing = listing
        self.card = card
        self._sides: list[QWidget] = []
        self._list_share = list_share
        self.setChildrenCollapsible(False)
        self.setHandleWidth(2 * GRID)
        self.addWidget(listing)
        self.setStretchFactor(0, list_share)
        self.add_side(card)

    @property
    def is_open(self) -> bool:
        return any(not side.isHidden() for side in self._sides)

    @property
    def has_room(self) -> bool:
        """Whether list and card stand beside each other."""
        return self.width() >= ROOM_FOR_BOTH

    def add_side(self, side: QWidget) -> None:
        """Let ``side`` stand beside the list whenever it is opened."""
        side.hide()
        self._sides.append(side)
        self.addWidget(side)
        self.setStretchFactor(self.indexOf(side), 100 - self._list_share)

    def open_card(self) -> None:
        self.open_side(self.card)

    def open_side(self, wanted: QWidget) -> None:
        """Show ``wanted`` beside the list, and nothing else."""
        was_open = self.is_open
        for side in self._sides:
            side.setVisible(side is wanted)
        self._arrange()
        if not was_open and self.has_room:
            rest = 100 - self._list_share
            shares = (self._list_share, *(rest if side is wanted else 0 for side in self._sides))
            self.setSizes([self.width() * share // 100 for share in shares])

    def close_card(self) -> None:
        for side in self._sides:
            side.hide()
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self.listing.setVisible(self.has_room or not self.is_open)

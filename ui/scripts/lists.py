"""Short lists that are as tall as what stands in them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QListWidget

from ui import icons, theme

_FRAME = 4


def short_list(title: str) -> QListWidget:
    """Return a list that a reader calls ``title``; its icons are as large as all others."""
    found = QListWidget()
    found.setAccessibleName(title)
    found.setIconSize(icons.SIZE)
    return found


class WrappingList(QListWidget):
    """Shows all words of its rows, on as many lines as they need; others it scrolls to.

    It is as tall as its rows, but no taller than ``most`` rows of one line.
    """

    def __init__(self, title: str, most: int) -> None:
        super().__init__()
        self._most = most
        self.setAccessibleName(title)
        self.setIconSize(icons.SIZE)
        self.setWordWrap(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def fit(self) -> None:
        """Be as tall as the rows are now."""
        self.doItemsLayout()
        rows = [self.visualItemRect(self.item(row)).height() for row in range(self.count())]
        whole = max(sum(rows), theme.ROW_HEIGHT)
        self.setFixedHeight(min(whole, self._most * theme.ROW_HEIGHT) + _FRAME)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()


def fit(shown: QListWidget, most: int) -> None:
    """Let ``shown`` be as tall as its rows, of which it shows ``most`` at once."""
    rows = min(most, max(1, shown.count()))
    shown.setFixedHeight(rows * theme.ROW_HEIGHT + _FRAME)

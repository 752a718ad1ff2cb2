"""Short lists that are as tall as what stands in them."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget

from ui import icons, theme

_FRAME = 4


def short_list(title: str) -> QListWidget:
    """Return a list that a reader calls ``title``; its icons are as large as all others."""
    found = QListWidget()
    found.setAccessibleName(title)
    found.setIconSize(icons.SIZE)
    return found


def fit(shown: QListWidget, most: int) -> None:
    """Let ``shown`` be as tall as its rows, of which it shows ``most`` at once."""
    rows = min(most, max(1, shown.count()))
    shown.setFixedHeight(rows * theme.ROW_HEIGHT + _FRAME)

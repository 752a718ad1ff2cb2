"""A white surface with a thin line around it, on which one subject stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.theme import GRID
from ui.widgets.text import Label, Role


class Card(QFrame):
    """Lay children into ``body``; a title may stand above, with buttons at its right."""

    def __init__(self, title: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        self.body.setSpacing(GRID)
        self.head: QHBoxLayout | None = None
        if title is not None:
            self.setAccessibleName(title)
            self.head = QHBoxLayout()
            self.head.addWidget(Label(title, Role.TITLE), 1)
            self.body.addLayout(self.head)


def line(parent: QWidget | None = None) -> QFrame:
    """Return a horizontal line of one pixel."""
    frame = QFrame(parent)
    frame.setProperty("surface", "line")
    frame.setFixedHeight(1)
    return frame


def clear(layout: QLayout) -> None:
    """Delete what stands in ``layout``, layouts inside it too."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)

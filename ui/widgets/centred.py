"""One card in the middle of a page, scrolled where it is taller than its room."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import GRID
from ui.widgets.card import Card
from ui.widgets.scroll import Scroll


def step_card(width: int) -> Card:
    """Return the card of a step before the pages, with the air that it has around its words."""
    card = Card()
    card.setFixedWidth(width)
    card.body.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 3 * GRID)
    card.body.setSpacing(2 * GRID)
    return card


def centred(card: Card) -> Scroll:
    # Stretches, not alignment: an aligned card would not grow with what wraps in it.
    content = QWidget()
    grid = QGridLayout(content)
    grid.addWidget(card, 1, 1)
    for edge in (0, 2):
        grid.setRowStretch(edge, 1)
        grid.setColumnStretch(edge, 1)
    return Scroll(content)

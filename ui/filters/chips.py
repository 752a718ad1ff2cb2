"""The conditions that a list has, each on a small button that takes it off."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_offers import FilterOffers
from crm_desktop.domain.filters import Filter, Group, Match
from crm_desktop.texts import Message
from ui.brief import capital
from ui.filters.trees import words_of
from ui.widgets.buttons import Button
from ui.widgets.card import clear
from ui.widgets.flow import FlowLayout

_LONGEST = 60


class FilterChips(QWidget):
    """``removed`` carries the place of the condition among those that must all hold."""

    removed = Signal(int)

    def __init__(self, entity: Entity, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entity = entity
        self.chips: list[Button] = []
        self._flow = FlowLayout(self)

    def show_tree(self, tree: Filter, offers: FilterOffers) -> int:
        """Show a button for each part of ``tree`` that must hold; return how many there are."""
        clear(self._flow)
        is_all = isinstance(tree, Group) and tree.match is Match.ALL
        parts = tree.parts if isinstance(tree, Group) and is_all else (tree,)
        self.chips = [self._chip(part, place, offers) for place, part in enumerate(parts)]
        for chip in self.chips:
            self._flow.addWidget(chip)
        self.updateGeometry()
        return len(self.chips)

    def _chip(self, part: Filter, place: int, offers: FilterOffers) -> Button:
        said = capital(words_of(part, self._entity, offers) or "")
        words = said if len(said) <= _LONGEST else said[:_LONGEST] + "…"
        chip = Button(words.replace("&", "&&"), icon="close")
        chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        chip.setToolTip(said)
        chip.setAccessibleName(str(Message("Take the condition off: {condition}", condition=said)))
        chip.clicked.connect(partial(self.removed.emit, place))
        return chip

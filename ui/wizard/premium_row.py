"""A premium that a team has: what it pays, its figures, its place among the others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Scale
from crm_desktop.rewards.template import BonusTemplate
from crm_desktop.rewards.template_words import in_words
from crm_desktop.rewards.wizard.premium_figures import premium_figures, with_figure
from crm_desktop.texts import Message, _, shown
from ui.brief import capital
from ui.theme import GRID
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card, clear
from ui.widgets.flow import FlowLayout
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role
from ui.wizard.premium_card import FigureField, example_words

if TYPE_CHECKING:
    from crm_desktop.services.premium_preview import PremiumExample


class PremiumRow(Card):
    """``changed`` carries the template with another figure, ``moved`` how many places it goes."""

    changed = Signal(object)  # BonusTemplate
    edit_wanted = Signal(str)
    removed = Signal(str)
    moved = Signal(str, int)

    def __init__(self, template: BonusTemplate, currency: str) -> None:
        super().__init__()
        self.setAccessibleName(template.name)
        self.template = template
        self.fields: dict[str, FigureField] = {}
        self._currency = currency
        name = template.name
        self.up_button = IconButton("up", str(Message("“{name}” further up", name=name)))
        self.down_button = IconButton("down", str(Message("“{name}” further down", name=name)))
        self.remove_button = IconButton("minus", str(Message("Take out “{name}”", name=name)))
        self.edit_link = LinkButton(_("Edit…"))
        self.edit_link.setAccessibleDescription(name)
        self.words = Label(wraps=True)
        self.example = Label(role=Role.STRONG, wraps=True)
        self._flow = FlowLayout()
        self._lay_out()
        self.up_button.clicked.connect(partial(self._move, -1))
        self.down_button.clicked.connect(partial(self._move, 1))
        self.remove_button.clicked.connect(self._on_removed)
        self.edit_link.clicked.connect(self._on_edit)

    def show_template(
        self,
        template: BonusTemplate,
        indicators: Mapping[str, Indicator],
        scales: Mapping[str, Scale],
    ) -> None:
        self.template = template
        self.words.setText(capital(in_words(template, indicators, scales, self._currency)))
        found = premium_figures(template, indicators)
        if [each.code for each in found] != list(self.fields):
            clear(self._flow)
            self.fields = {}
            for each in found:
                field = FigureField(each.code, shown(each.label), each.unit, self._currency)
                field.edit.editingFinished.connect(partial(self.take, each.code))
                self.fields[each.code] = field
                self._flow.addWidget(field)
        for each in found:
            self.fields[each.code].show_figure(each.value)

    def show_place(self, *, is_first: bool, is_last: bool) -> None:
        self.up_button.setEnabled(not is_first)
        self.down_button.setEnabled(not is_last)

    def show_example(self, example: PremiumExample | None) -> None:
        self.example.setText("" if example is None else shown(example_words(example)))

    def take_all(self) -> bool:
        """Take over what is being typed; return whether all of it can be read."""
        return not [code for code in self.fields if not self.take(code)]

    def take(self, code: str) -> bool:
        """Take over one figure; return whether it can be read."""
        field = self.fields[code]
        try:
            template = with_figure(self.template, code, field.figure())
        except InvalidInputError as error:
            field.show_error(str(error))
            return False
        if template != self.template:
            self.template = template
            self.changed.emit(template)
        return True

    def _lay_out(self) -> None:
        self.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        head = QHBoxLayout()
        head.addWidget(Label(self.template.name, Role.TITLE, wraps=True), 1)
        for button in (self.up_button, self.down_button, self.remove_button):
            head.addWidget(button)
        self.body.addLayout(head)
        self.body.addWidget(self.words)
        self.body.addLayout(self._flow)
        foot = QHBoxLayout()
        foot.addWidget(self.example, 1)
        foot.addWidget(self.edit_link)
        self.body.addLayout(foot)

    def _move(self, places: int) -> None:
        self.moved.emit(self.template.code, places)

    @Slot()
    def _on_removed(self) -> None:
        self.removed.emit(self.template.code)

    @Slot()
    def _on_edit(self) -> None:
        self.edit_wanted.emit(self.template.code)

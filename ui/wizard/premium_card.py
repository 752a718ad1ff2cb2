"""A ready premium to choose: what it pays for, its figures, and what last month would have cost."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator
from crm_desktop.rewards.gallery import GalleryPremium, PremiumOffer, PremiumParameter, Values
from crm_desktop.rewards.template_words import in_words
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.brief import capital
from ui.scheme.indicators.catalogue_viewmodel import CatalogueRead
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.flow import FlowLayout
from ui.widgets.form import Field
from ui.widgets.text import Label, Role, set_tone

if TYPE_CHECKING:
    from crm_desktop.services.premium_preview import PremiumExample

_HUNDRED = Decimal(100)
_FIELD_WIDTH = 21 * GRID


class FigureField(Field):
    """A figure in its unit; ``number`` and ``show_figure`` take 1 for a whole per cent."""

    def __init__(self, code: str, label: str, unit: Unit, currency: str) -> None:
        self.edit = DecimalEdit()
        super().__init__(code, label, self.edit)
        self._factor = _HUNDRED if unit is Unit.PERCENT else Decimal(1)
        if unit is Unit.MONEY:
            self.edit.set_currency(currency)
        elif unit is Unit.PERCENT:
            self.edit.set_unit("%")
        self.setMinimumWidth(_FIELD_WIDTH)

    def show_figure(self, value: Decimal) -> None:
        if not self.edit.hasFocus():
            self.edit.show_number(value * self._factor)

    def figure(self) -> Decimal:
        """Return what is entered.

        Raises:
            InvalidInputError: it is no number, or nothing.

        """
        value = self.edit.number(self.code)
        if value is None:
            raise InvalidInputError(self.code, Message("A number is missing."))
        return value / self._factor


class PremiumOfferCard(Card):
    """``added`` is emitted when it is chosen, ``edited`` when a figure of it is another one."""

    added = Signal()
    edited = Signal()

    def __init__(self, offer: PremiumOffer, currency: str, code: str) -> None:
        self.offer, self.entry = offer, offer.entry
        name = shown(self.entry.name)
        super().__init__()
        self.setAccessibleName(name)
        self.code = code
        self.fields: dict[str, Field] = {}
        self._currency = currency
        self._is_showing = False
        self.add_button = Button(_("Add"), icon="add")
        self.add_button.setAccessibleDescription(name)
        self.words = Label(wraps=True)
        self.example = Label(role=Role.STRONG, wraps=True)
        self._lay_out()
        self.add_button.clicked.connect(self.added)

    def show_values(self, values: Values) -> None:
        """Show the figures that are proposed."""
        self._is_showing = True
        for code, field in self.fields.items():
            value = values.get(code)
            if isinstance(field, FigureField) and isinstance(value, Decimal):
                field.show_figure(value)
        self._is_showing = False

    def show_choices(self, read: CatalogueRead) -> None:
        """PremiumOffer the names of the firm's directories."""
        for parameter in self.entry.parameters:
            box = self.fields[parameter.code].editor
            if parameter.choice is not None and isinstance(box, ChoiceBox):
                found = [(value, value) for value, _name in read.choices(parameter.choice)]
                box.set_choices([(_("Choose…"), ""), *found])

    def values(self) -> Values:
        """Return what is entered.

        Raises:
            InvalidInputError: a figure is no number.

        """
        found: dict[str, Decimal | str] = {}
        for code, field in self.fields.items():
            if isinstance(field, FigureField):
                found[code] = field.figure()
            elif isinstance(field.editor, ChoiceBox):
                found[code] = field.editor.choice() or ""
        return found

    def ready(self) -> GalleryPremium | None:
        """Return the premium with what is entered; None, and say why, where that cannot be."""
        try:
            premium = self.entry.make(self.values(), self._currency, code=self.code)
        except InvalidInputError as error:
            self.words.setText(str(error))
            self.example.setText("")
            self.add_button.setEnabled(False)
            return None
        self.add_button.setEnabled(True)
        return premium

    def show_words(self, premium: GalleryPremium, known: Mapping[str, Indicator]) -> None:
        """Say what ``premium`` pays; ``known`` are the indicators besides its own."""
        indicators = {**known, **{each.code: each for each in premium.indicators}}
        scales = {each.code: each for each in premium.scales}
        self.words.setText(capital(in_words(premium.template, indicators, scales, self._currency)))

    def show_example(self, example: PremiumExample | None) -> None:
        self.example.setText("" if example is None else shown(example_words(example)))
        set_tone(self.example, Tone.MUTED if example is None or not example.total else None)

    def _lay_out(self) -> None:
        self.body.setContentsMargins(2 * GRID, GRID + GRID // 2, 2 * GRID, GRID + GRID // 2)
        head = QHBoxLayout()
        head.addWidget(Label(shown(self.entry.name), Role.TITLE, wraps=True), 1)
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        self.body.addWidget(Label(shown(self.entry.sentence), Role.MUTED, wraps=True))
        flow = FlowLayout()
        flow.setSpacing(GRID)
        for parameter in self.entry.parameters:
            field = self._field(parameter)
            self.fields[parameter.code] = field
            flow.addWidget(field)
        self.body.addLayout(flow)
        self.body.addWidget(self.words)
        self.body.addWidget(self.example)
        self.body.addWidget(Label(shown(self.offer.reason), Role.TINY, wraps=True))

    def _field(self, parameter: PremiumParameter) -> Field:
        label = shown(parameter.label)
        if parameter.choice is None:
            figure = FigureField(parameter.code, label, parameter.unit, self._currency)
            figure.edit.textChanged.connect(self._on_edited)
            return figure
        box = ChoiceBox()
        box.set_choices([(_("Choose…"), "")])
        field = Field(parameter.code, label, box)
        field.setMinimumWidth(_FIELD_WIDTH)
        box.currentTextChanged.connect(self._on_edited)
        return field

    @Slot()
    def _on_edited(self) -> None:
        if not self._is_showing:
            self.edited.emit()


def example_words(example: PremiumExample) -> Message:
    """Return what a premium would have paid somebody in the middle, and all together."""
    middle = example.median
    if middle is None or not example.total:
        return Message("{month}: nobody would have got it.", month=example.period)
    return Message(
        "{month}: {one} for somebody in the middle, {all} for all.",
        month=example.period,
        one=shows.money(middle.amount, is_short=True),
        all=shows.money(example.total, is_short=True),
    )

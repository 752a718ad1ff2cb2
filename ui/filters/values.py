"""Editors of the values that a condition compares with, one for each type of field."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCompleter, QHBoxLayout, QLineEdit, QWidget

from crm_desktop.domain import filter_offers
from crm_desktop.domain.fields import Field, FieldType
from crm_desktop.domain.filter_offers import Offer
from crm_desktop.domain.filter_words import choice_words
from crm_desktop.domain.filters import (
    MOST_DAYS,
    UNARY,
    Anchor,
    Operator,
    RelativeDay,
    Scalar,
    Who,
)
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.filters.pick_box import PickBox
from ui.filters.trees import SETS
from ui.filters.viewmodel import FilterEditorViewModel
from ui.filters.words import DAYS_OF_PERIOD
from ui.theme import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.esc import keep_esc

PLACE = "value"
_SPAN = re.compile(r"(\d{1,7})(?::([0-5]\d)(?::([0-5]\d))?)?")
_HOUR, _MINUTE = 3600, 60
_WIDE_DAYS, _ANCHOR_LETTERS = 104, 8
_FOUND_WHILE_TYPING = frozenset({"customer", "name"})
"""Fields whose names are too many to be listed."""


class ValueEditor(QWidget):
    """``main`` is where something wrong is marked; ``fields`` stand in the order of the eye."""

    changed = Signal()

    def __init__(self, main: QWidget, *others: QWidget) -> None:
        super().__init__()
        self.main = main
        self.fields = (main, *others)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(GRID)
        for widget in (main, *others):
            self.row.addWidget(widget, 1)
        self.setFocusProxy(main)

    def show_values(self, values: tuple[Scalar, ...]) -> None:
        """Show the values of a condition; none, where nothing is entered yet."""
        raise NotImplementedError

    def values(self) -> tuple[Scalar, ...]:
        """Return what is entered, none where nothing is.

        Raises:
            InvalidInputError: it cannot be read.

        """
        raise NotImplementedError


class PickedValues(ValueEditor):
    """Values of a list: choices, names, people, departments, tags."""

    def __init__(self, field: Field, viewmodel: FilterEditorViewModel) -> None:
        is_found = field.type is FieldType.TEXT and field.code in _FOUND_WHILE_TYPING
        self.box = PickBox(
            _("Values"),
            key=partial(filter_offers.key, kind=field.type),
            takes_new=field.type is FieldType.TEXT,
            ask=viewmodel.find_customers if is_found else None,
        )
        super().__init__(self.box)
        self._field = field
        self._viewmodel = viewmodel
        self._show_offers()
        viewmodel.offers_loaded.connect(self._show_offers)
        self.box.picked.connect(self.changed)

    def show_values(self, values: tuple[Scalar, ...]) -> None:
        self.box.pick(value for value in values if isinstance(value, str | Who))

    def values(self) -> tuple[Scalar, ...]:
        return self.box.values()

    def _show_offers(self) -> None:
        self.box.set_offers((*self._relative(), *self._listed()))

    def _listed(self) -> tuple[Offer, ...]:
        if self._field.type is FieldType.CHOICE:
            return tuple(Offer(one, capital(choice_words(one))) for one in self._field.choices)
        return self._viewmodel.offers.of(self._field)

    def _relative(self) -> tuple[Offer, ...]:
        known = {FieldType.PERSON: Who.ME, FieldType.UNIT: Who.MY_DEPARTMENT}
        who = known.get(self._field.type)
        return () if who is None else (Offer(who, capital(who.words())),)


class PartOfText(ValueEditor):
    def __init__(self, field: Field, viewmodel: FilterEditorViewModel) -> None:
        self.edit = QLineEdit()
        self.edit.setAccessibleName(_("Value"))
        super().__init__(self.edit)
        self._field = field
        self._viewmodel = viewmodel
        self._show_offers()
        viewmodel.offers_loaded.connect(self._show_offers)
        self.edit.textChanged.connect(self.changed)

    def show_values(self, values: tuple[Scalar, ...]) -> None:
        self.edit.setText(str(values[0]) if values else "")

    def values(self) -> tuple[Scalar, ...]:
        text = self.edit.text().strip()
        return (text,) if text else ()

    def _show_offers(self) -> None:
        names = [offer.name for offer in self._viewmodel.offers.of(self._field)]
        completer = QCompleter(names, self.edit)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        if (popup := completer.popup()) is not None:
            popup.setProperty("kind", "popup")
            keep_esc(popup)
        self.edit.setCompleter(completer)


class NumberValue(ValueEditor):
    """A number; money carries the firm's currency."""

    def __init__(self, field: Field, viewmodel: FilterEditorViewModel) -> None:
        self.edit = DecimalEdit()
        self.edit.setAccessibleName(_("Value"))
        super().__init__(self.edit)
        self._viewmodel = viewmodel
        if field.type is FieldType.MONEY:
            self._show_currency()
            viewmodel.offers_loaded.connect(self._show_currency)
        self.edit.textChanged.connect(self.changed)

    def show_values(self, values: tuple[Scalar, ...]) -> None:
        value = values[0] if values else None
        if value is None or isinstance(value, Decimal):
            self.edit.show_number(value)
        else:
            self.edit.setText(str(value))

    def values(self) -> tuple[Scalar, ...]:
        number = self.edit.number(PLACE)
        return () if number is None else (number,)

    def _show_currency(self) -> None:
        currency = self._viewmodel.offers.currency
        if currency:
            value = self.edit.text()
            self.edit.set_currency(currency)
            self.edit.setText(value)


class SpanValue(ValueEditor):
    """A time written in hours and minutes, kept in seconds."""

    def __init__(self, _field: Field, _viewmodel: FilterEditorViewModel) -> None:
        self.edit = QLineEdit()
        self.edit.setAccessibleName(_("Value"))
        super().__init__(self.edit)
        self.edit.setPlaceholderText(_("h:mm"))
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.textChanged.connect(self.changed)

    def show_values(self, values: tuple[Scalar, ...]) -> None:
        value = values[0] if values else ""
        self.edit.setText(_as_time(value) if isinstance(value, Decimal) else str(value))

    def values(self) -> tuple[Scalar, ...]:
        text = self.edit.text().strip()
        if not text:
            return ()
        found = _SPAN.fullmatch(text)
        if found is None:
            raise InvalidInputError(
                PLACE, Message("“{text}” is no time: write hours and minutes, as 1:30.", text=text)
            )
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return (Decimal(hours * _HOUR + minutes * _MINUTE + seconds),)


class DayValue(ValueEditor):
    """A day of the calendar, or one counted from today or from the start of a period."""

    def __init__(self, _field: Field, viewmodel: FilterEditorViewModel) -> None:
        self.anchor = ChoiceBox(_("Day"))
        self.anchor.setMinimumContentsLength(_ANCHOR_LETTERS)
        self.day = DayEdit()
        self.days = DecimalEdit(_("days"))
        super().__init__(self.anchor, self.day, self.days)
        self.day.setAccessibleName(_("Day of the calendar"))
        self.days.setAccessibleName(_("Days after it, before it with a minus"))
        self.days.setToolTip(_("Days after it, before it with a minus"))
        self.days.setPlaceholderText("±0")
        self.days.setFixedWidth(_WIDE_DAYS)
        allowed = [one for one in Anchor if viewmodel.has_period or one not in DAYS_OF_PERIOD]
        self.anchor.set_choices(
            [(capital(_("day")), None), *((capital(one.words()), one) for one in allowed)]
        )
        self._show_parts()
        self.anchor.currentIndexChanged.connect(self._on_anchor)
        self.day.textChanged.connect(self.changed)
        self.days.textChanged.connect(self.changed)

    def show_values(self, values: tuple[Scalar, ...]) -> None:
        value = values[0] if values else None
        if isinstance(value, RelativeDay):
            self.anchor.choose(value.anchor, capital(value.anchor.words()))
            self.days.show_number(Decimal(value.days) if value.days else None)
        else:
            self.anchor.choose(None)
            self.day.setText("" if value is None else str(value))
            if value is not None and not isinstance(value, str):
                self.day.show_day(value)  # type: ignore[arg-type]
        self._show_parts()

    def values(self) -> tuple[Scalar, ...]:
        anchor = self.anchor.choice()
        if isinstance(anchor, Anchor):
            return (RelativeDay(anchor, self._offset()),)
        day = self.day.day(PLACE)
        return () if day is None else (day,)

    def _offset(self) -> int:
        days = self.days.number(PLACE) or Decimal(0)
        if days != days.to_integral_value() or abs(days) > MOST_DAYS:
            raise InvalidInputError(
                PLACE, Message("Write whole days, at most {most}.", most=MOST_DAYS)
            )
        return int(days)

    def _on_anchor(self) -> None:
        self._show_parts()
        self.changed.emit()

    def _show_parts(self) -> None:
        is_relative = self.anchor.choice() is not None
        self.day.setVisible(not is_relative)
        self.days.setVisible(is_relative)
        self.main = self.days if is_relative else self.day


class FlagValue(ValueEditor):
    def __init__(self, _field: Field, _viewmodel: FilterEditorViewModel) -> None:
        self.box = ChoiceBox(_("Yes or no"))
        super().__init__(self.box)
        self.box.set_choices([(capital(_("yes")), True), (capital(_("no")), False)])
        self.box.currentIndexChanged.connect(self.changed)

    def show_values(self, values: tuple[Scalar, ...]) -> None:
        self.box.choose(values[0] if values and isinstance(values[0], bool) else True)

    def values(self) -> tuple[Scalar, ...]:
        return (self.box.choice(),)


_EDITORS: dict[FieldType, type[NumberValue | SpanValue | DayValue | FlagValue]] = {
    FieldType.NUMBER: NumberValue,
    FieldType.MONEY: NumberValue,
    FieldType.SPAN: SpanValue,
    FieldType.DAY: DayValue,
    FieldType.FLAG: FlagValue,
}


def value_editor(
    field: Field, operator: Operator, viewmodel: FilterEditorViewModel
) -> ValueEditor | None:
    """Return the editor for what ``field`` is compared with by ``operator``; None: nothing is."""
    if operator in UNARY:
        return None
    if operator is Operator.CONTAINS:
        return PartOfText(field, viewmodel)
    if field.type in SETS:
        return PickedValues(field, viewmodel)
    return _EDITORS[field.type](field, viewmodel)


def _as_time(seconds: Decimal) -> str:
    hours, rest = divmod(int(seconds), _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if left else f"{hours}:{minutes:02}"

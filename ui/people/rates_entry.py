"""What is entered about one exchange rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.firm import RateRow
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message, _
from ui.people.firm_viewmodel import FirmRead
from ui.widgets.card import line
from ui.widgets.code_box import CodeBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field, Form

Value = TypeVar("Value")


class RateEntry(QWidget):
    """``entered`` carries what the rate was, None for a new one, and what it shall be."""

    entered = Signal(object, object)  # RateRow or None, RateRow
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currency, self.on, self.rate = CodeBox(), DayEdit(), DecimalEdit()
        self._before: RateRow | None = None
        self.form = Form()
        self.form.add(
            Field("currency", _("Currency"), self.currency),
            Field("on", _("In force from"), self.on),
            Field("rate", _("One unit costs"), self.rate),
        )
        self.save_button = self.form.add_buttons(_("Save the rate"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(line())
        layout.addWidget(self.form)
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self.end)

    def show_choices(self, read: FirmRead) -> None:
        """Offer every currency but the firm's own, in which rates are."""
        own = read.firm.currency
        is_changed = self.form.is_changed()
        self.rate.set_unit(formats.currency_sign(own))
        self.currency.set_choices(one for one in read.choices.currencies if one[0] != own)
        if not is_changed:
            self.form.keep()

    def begin(self, rate: RateRow | None) -> None:
        """Let ``rate`` be changed or, for None, a new one be entered; ask before a loss."""
        if not self.isHidden() and self.form.is_changed():
            self.may_leave(lambda: self.begin(rate))
            return
        self._before = rate
        self._show(rate)
        self.show()
        (self.currency if rate is None else self.rate).setFocus()

    @Slot()
    def end(self) -> None:
        """Close: what was entered is saved, or shall go."""
        if not self.isHidden():
            self._show(None)
            self.hide()
            self.closed.emit()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing entered is lost; else ask, and call ``then`` on a yes."""
        return self.isHidden() or self.form.may_leave(then)

    def entry(self) -> RateRow:
        """Return what is entered, not yet judged by the core.

        Raises:
            InvalidInputError: the day or the rate is missing or cannot be read.

        """
        on = _present("on", self.on.day("on"))
        return RateRow(self.currency.code().upper(), on, _present("rate", self.rate.number("rate")))

    def _show(self, rate: RateRow | None) -> None:
        self.currency.choose("" if rate is None else rate.currency)
        self.on.show_day(None if rate is None else rate.on)
        self.rate.show_number(None if rate is None else rate.rate)
        self.form.clear_errors()
        self.form.keep()

    @Slot()
    def _on_submitted(self) -> None:
        try:
            rate = self.entry()
        except CrmError as error:
            self.form.show_error(error)
        else:
            self.entered.emit(self._before, rate)


def _present(field: str, value: Value | None) -> Value:
    if value is None:
        raise InvalidInputError(field, Message("Enter something here."))
    return value

"""What a firm is called, where it is, and how it rounds and limits pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.domain.firm import Firm, usual_cut_limit
from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.people.firm_viewmodel import FirmRead
from ui.people.firm_words import above_law_words, law_words, rounding_words
from ui.theme import Tone
from ui.widgets.card import Card
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.code_box import CodeBox
from ui.widgets.decimal_edit import DecimalEdit, parsed
from ui.widgets.form import Field, Form
from ui.widgets.text import Label, Role


class FirmForm(Card):
    """``entered`` carries the settings and those that they were made from."""

    entered = Signal(object, object)  # Firm, Firm

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Firm"), parent)
        self.base: Firm | None = None
        self.name = QLineEdit()
        self.currency, self.country, self.zone = CodeBox(), CodeBox(), CodeBox()
        self.rounding, self.place, self.is_limited = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.limit = DecimalEdit("%")
        self._offer()
        self.form = Form()
        self._limit_field = Field("cut_limit", _("At most"), self.limit)
        self.law = Label(role=Role.TINY, wraps=True)
        self.warning = Label(role=Role.TINY, tone=Tone.WARNING, wraps=True)
        self._lay_out()
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self._on_left)
        self.is_limited.activated.connect(self._on_limited)
        self.country.currentTextChanged.connect(self._on_country)
        self.limit.textChanged.connect(self._warn)

    def show_read(self, read: FirmRead) -> None:
        """Show the settings as they are kept, unless the user is entering others."""
        if self.form.is_changed():
            return
        for box, choices in (
            (self.currency, read.choices.currencies),
            (self.country, read.choices.countries),
            (self.zone, [(zone, "") for zone in read.choices.zones]),
        ):
            box.set_choices(choices)
        self.currency.setEnabled(not read.is_currency_fixed)
        hint = _("of all reports and pay")
        if read.is_currency_fixed:
            hint = _("It stays: amounts are recorded in it.")
        self.form.field("currency").show_hint(hint)
        self.show_firm(read.firm)

    def show_firm(self, firm: Firm) -> None:
        """Show ``firm``, whatever has been entered."""
        self.base = firm
        self.name.setText(firm.name)
        self.currency.choose(firm.currency)
        self.country.choose(firm.country or "")
        self.zone.choose(firm.zone)
        self.rounding.choose(firm.rounding)
        self.place.choose(firm.rounding_place)
        self._show_limit(firm.cut_limit)
        self._on_country()
        self.form.clear_errors()
        self.form.keep()

    def firm(self) -> Firm:
        """Return what is entered, not yet judged by the core.

        Raises:
            InvalidInputError: the limit is no number, or missing.

        """
        if self.base is None:
            raise RuntimeError("nothing was shown yet")
        return replace(
            self.base,
            name=self.name.text().strip(),
            currency=self.currency.code().upper(),
            country=self.country.code().upper() or None,
            zone=self.zone.code(),
            rounding=self.rounding.choice(),
            rounding_place=self.place.choice(),
            cut_limit=self._entered_limit(),
        )

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Return whether nothing entered is lost; else ask, and call ``then`` on a yes."""
        return self.form.may_leave(then)

    def _offer(self) -> None:
        self.rounding.set_choices((rounding_words(way), way) for way in Rounding)
        self.place.set_choices((capital(place.shown()), place) for place in RoundingPlace)
        self.is_limited.set_choices(
            [(_("No limit"), False), (_("A share of the month's pay"), True)]
        )

    def _lay_out(self) -> None:
        form = self.form
        form.add(Field("name", _("Name of the firm"), self.name))
        form.add(
            Field("currency", _("Currency"), self.currency, hint=_("of all reports and pay")),
            Field("country", _("Country"), self.country, hint=_("for its public holidays")),
        )
        form.add(Field("zone", _("Time zone"), self.zone))
        form.add(Field("rounding", _("Rounding"), self.rounding))
        form.add(Field("rounding_place", _("What is rounded"), self.place))
        limited = Field("is_limited", _("Limit of disciplinary cuts"), self.is_limited)
        form.add(limited, self._limit_field)
        form.body.addWidget(self.warning)
        form.body.addWidget(self.law)
        self.warning.hide()
        words = _("Drafts calculated from now on follow these settings; settled pay stays.")
        form.body.addWidget(Label(words, Role.MUTED, wraps=True))
        self.save_button = form.add_buttons(_("Save"))
        self.body.addWidget(form)

    def _entered_limit(self) -> Decimal | None:
        if not self.is_limited.choice():
            return None
        percent = self.limit.number("cut_limit")
        if percent is None:
            raise InvalidInputError("cut_limit", Message("Enter something here."))
        return percent / 100

    def _show_limit(self, limit: Decimal | None) -> None:
        self.is_limited.choose(limit is not None)
        self.limit.show_number(None if limit is None else limit * 100)
        self._limit_field.setVisible(limit is not None)

    @Slot()
    def _on_limited(self) -> None:
        """Begin with the limit that the law of the country sets."""
        is_limited = self.is_limited.choice()
        usual = usual_cut_limit(self.country.code().upper()) if is_limited else None
        self.limit.show_number(None if usual is None else usual * 100)
        self._limit_field.setVisible(is_limited)
        self._warn()

    @Slot()
    def _on_country(self) -> None:
        """Say what the law of the country sets."""
        words = law_words(self.country.code().upper())
        self.law.setText(words)
        self.law.setVisible(bool(words))
        self._warn()

    @Slot()
    def _warn(self) -> None:
        """Say that the law of the country allows less than what is entered."""
        percent = parsed(self.limit.text()) if self.is_limited.choice() else None
        words = above_law_words(self.country.code().upper(), percent)
        self.warning.setText(words)
        self.warning.setVisible(bool(words))

    @Slot()
    def _on_submitted(self) -> None:
        try:
            firm = self.firm()
        except CrmError as error:
            self.form.show_error(error)
        else:
            self.entered.emit(firm, self.base)

    @Slot()
    def _on_left(self) -> None:
        """Take back what was entered."""
        if self.base is not None:
            self.show_firm(self.base)

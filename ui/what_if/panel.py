"""“What if”: deals are ticked or imagined, and the pay that they would bring stands below."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QKeyCombination, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.what_if import ImaginedDeal, OpenDealRow
from crm_desktop.errors import CrmError, InvalidInputError
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.context import Context
from ui.theme import GRID
from ui.what_if.answer import AnswerView
from ui.what_if.figures import WhatIfFigures
from ui.what_if.viewmodel import Offer, WhatIfViewModel
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card, clear, line
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.elided_check import WORDS_FROM, ElidedCheck
from ui.widgets.form import Field
from ui.widgets.scroll import Scroll
from ui.widgets.states import States
from ui.widgets.text import Label, Role

_NARROWEST = 312
_TALLEST = 184
_PAUSE_MS = 250


class WhatIfPanel(Card):
    """Computes anew a moment after each change; ``closed`` when the user is done with it."""

    closed = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__(_("What if"))
        self._context = context
        self.viewmodel = WhatIfViewModel(context.services, context.tasks, self)
        self.figures: WhatIfFigures | None = None
        self.boxes: list[DealBox] = []
        self._whose: EmployeeRow | None = None
        self._period: Period | None = None
        self._currency = ""
        self.setMinimumWidth(_NARROWEST)
        self.body.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        self.close_button = IconButton("close", _("Close"))
        self.amount = DecimalEdit()
        self.amount_field = Field("imagined", _("If I won a deal of"), self.amount)
        self.product = ChoiceBox(_("Product"))
        self.product_field = Field("product", _("Product"), self.product)
        self.deals = QVBoxLayout()
        self.deals.setSpacing(GRID // 2)
        self.no_deals = Label(_("No open deals."), Role.MUTED, wraps=True)
        self.answer = AnswerView()
        self._listed = QWidget()
        self.listing = Scroll(self._listed)
        self.listing.setMaximumHeight(_TALLEST)
        self.states = States(Scroll(self.answer))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self.close_button.clicked.connect(self.closed)
        self.amount.textChanged.connect(self._wait)
        self.product.activated.connect(self._wait)
        self._pause.timeout.connect(self.compute)
        self.viewmodel.offered.connect(self._on_offered)
        self.viewmodel.computed.connect(self._on_computed)
        self.viewmodel.failed.connect(self._on_failed)
        esc = QKeySequence(QKeyCombination(Qt.Key.Key_Escape))
        context_of_key = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(esc, self, self.closed.emit, context=context_of_key)

    def ask(self, employee: EmployeeRow, period: Period) -> None:
        """Show the deals of ``employee`` and what they would bring in ``period``."""
        if (self._whose and self._whose.id, self._period) != (employee.id, period):
            self.amount.clear()
            self._clear_deals()
            self.states.forget()
        self._whose, self._period = employee, period
        self.states.show_reading()
        self.viewmodel.read_offer(employee)

    def forget(self) -> None:
        """Nothing is asked any longer."""
        self._pause.stop()
        self._whose = self._period = None
        self.viewmodel.drop()

    @Slot()
    def compute(self) -> None:
        """Ask at once for what is ticked and entered."""
        self._pause.stop()
        if self._whose is None or self._period is None:
            return
        try:
            imagined = self._imagined()
        except InvalidInputError as error:
            self.amount_field.show_error(str(error))
            self._show_nothing()
            return
        self.amount_field.show_error("")
        won = [box.deal.id for box in self.boxes if box.isChecked()]
        self.viewmodel.compute(self._whose, self._period, won, imagined)

    def _show_nothing(self) -> None:
        """Take the old answer away: it is none to what is entered."""
        self.viewmodel.drop_answer()
        self.figures = None
        words = _("Choose deals or enter an amount to see what they bring.")
        self.states.show_sentence("calculate", words)

    def _imagined(self) -> list[ImaginedDeal]:
        amount = self.amount.number("imagined")
        if not amount:
            return []
        most = Money(MOST_MINOR, self._currency)
        if not Decimal(0) < amount <= most.as_decimal():
            message = Message("An amount is above zero and at most {most}.", most=most)
            raise InvalidInputError("imagined", message)
        return [ImaginedDeal(Money.of(amount, self._currency), self.product.choice())]

    @Slot(object)
    def _on_offered(self, offer: Offer) -> None:
        ticked = {box.deal.id for box in self.boxes if box.isChecked()}
        self._currency = offer.currency
        self.amount.set_currency(offer.currency)
        self.product.set_choices(
            [(_("Any"), None), *((product.name, product.id) for product in offer.products)]
        )
        self.product_field.setVisible(bool(offer.products))
        self._clear_deals()
        self.no_deals.setVisible(not offer.deals)
        self.listing.setVisible(bool(offer.deals))
        for deal in offer.deals:
            self._add_deal(deal, is_ticked=deal.id in ticked)
        self.compute()

    @Slot()
    def _wait(self) -> None:
        """Compute once nothing more is entered."""
        self._pause.start()

    def _add_deal(self, deal: OpenDealRow, *, is_ticked: bool) -> None:
        box = DealBox(deal)
        box.setChecked(is_ticked)
        box.toggled.connect(self._wait)
        self.boxes.append(box)
        self.deals.addWidget(box)
        about = [deal.customer, deal.stage, *([] if deal.expected_on is None else [_day(deal)])]
        below = Label(" · ".join(filter(None, about)), Role.TINY, wraps=True)
        below.setContentsMargins(WORDS_FROM, 0, 0, GRID // 2)
        self.deals.addWidget(below)

    def _clear_deals(self) -> None:
        self.boxes = []
        clear(self.deals)

    @Slot(object)
    def _on_computed(self, figures: WhatIfFigures) -> None:
        self.figures = figures
        self.answer.show_figures(figures)
        self.states.show_figures()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("This could not be computed.")
        self.states.show_sentence("warning", words, _("Try again")).accepted.connect(self._retry)

    @Slot()
    def _retry(self) -> None:
        if self._whose is not None and self._period is not None:
            self.ask(self._whose, self._period)

    def _lay_out(self) -> None:
        """Put the deals into a room of their own, so that the answer is seen while one ticks."""
        entered = QHBoxLayout()
        entered.setSpacing(GRID)
        entered.addWidget(self.amount_field, 1)
        entered.addWidget(self.product_field, 1)
        column = QVBoxLayout(self._listed)
        column.setContentsMargins(0, 0, GRID, 0)
        column.setSpacing(GRID)
        column.addLayout(self.deals)
        column.addStretch()
        if self.head is not None:
            self.head.addWidget(self.close_button)
        self.body.addLayout(entered)
        self.body.addWidget(Label(_("If I won these deals"), Role.MUTED, wraps=True))
        self.body.addWidget(self.no_deals)
        self.body.addWidget(self.listing, 1)
        self.body.addWidget(line())
        self.body.addWidget(self.states, 2)


class DealBox(ElidedCheck):
    """An open deal to tick."""

    def __init__(self, deal: OpenDealRow, parent: QWidget | None = None) -> None:
        amount = shows.money(deal.amount, is_short=True)
        words = Message("{amount} · {title}", amount=amount, title=deal.title)
        super().__init__(str(words), parent)
        self.deal = deal


def _day(deal: OpenDealRow) -> str:
    return str(Message("expected {day}", day=deal.expected_on))

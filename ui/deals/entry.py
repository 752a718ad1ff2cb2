"""The fields of a deal: from a draft into them, and from them into a draft."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from crm_desktop.domain.deals import DealCard, DealDraft, StageRow
from crm_desktop.domain.money import Money, minor_digits
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.deals.credits import CreditsEditor
from ui.deals.customer_picker import CustomerPicker, Find
from ui.deals.moment_edit import MomentEdit
from ui.deals.overlays import OverlaysEditor
from ui.deals.viewmodel import DealRead
from ui.tasks import Tasks
from ui.theme import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.form import Field, Form

_NOTE_HEIGHT = 11 * GRID


class DealEntry:
    """The editors of a deal, laid into ``form``."""

    def __init__(
        self, form: Form, find: Find, tasks: Tasks, report: Callable[[Exception], None]
    ) -> None:
        self.form = form
        self.title, self.source, self.note = QLineEdit(), QLineEdit(), QPlainTextEdit()
        self.customer = CustomerPicker(find, tasks, report)
        self.owner, self.product, self.stage = ChoiceBox(), ChoiceBox(), ChoiceBox()
        self.amount, self.currency = DecimalEdit(), ChoiceBox()
        self.cost, self.discount = DecimalEdit(), DecimalEdit()
        self.expected, self.response = DayEdit(), MomentEdit()
        self.credits, self.overlays = CreditsEditor(), OverlaysEditor()
        self._own = ""
        self._zone: tzinfo | None = None
        self._card: DealCard | None = None
        self._stage_id: int | None = None
        self._prices: dict[int, Money] = {}
        self.note.setMaximumHeight(_NOTE_HEIGHT)
        self.note.setTabChangesFocus(True)
        self._lay_out()
        self.currency.currentIndexChanged.connect(self._show_unit)
        self.product.activated.connect(self._on_product)
        self.owner.currentIndexChanged.connect(self._on_owner)
        for changed in (self.amount.textChanged, self.cost.textChanged):
            changed.connect(self._show_margin)
        self.currency.currentIndexChanged.connect(self._show_margin)

    def draft(self) -> DealDraft:
        """Return what is entered.

        Raises:
            InvalidInputError: a field cannot be read.

        """
        owner_id, stage_id = self.owner.choice(), self._stage_id or self.stage.choice()
        if stage_id is None:
            raise InvalidInputError("stage_id", Message("There is no stage yet to begin in."))
        if owner_id is None:
            raise InvalidInputError("owner_id", Message("Choose who is responsible."))
        return DealDraft(
            title=self.title.text(),
            owner_id=owner_id,
            stage_id=stage_id,
            amount=_money(self.amount, self.currency.choice(), "amount"),
            customer_id=self.customer.customer_id(),
            product_id=self.product.choice(),
            source=self.source.text(),
            note=self.note.toPlainText(),
            credits=self.credits.credits(),
            overlays=self.overlays.credits(),
            expected_on=self.expected.day("expected_on"),
            cost=_money(self.cost, self._own, "cost"),
            discount=_money(self.discount, self._own, "discount"),
            first_response_at=self.response.moment("first_response_at", self._zone),
        )

    def show(self, draft: DealDraft, customer: str, read: DealRead) -> None:
        """Show ``draft`` for a customer of that name; ``read`` says what can be chosen."""
        self._stage_id = None if read.card is None else draft.stage_id
        self._prices = {product.id: product.price for product in read.products}
        self.offer(read)
        self.title.setText(draft.title)
        self.customer.show_customer(draft.customer_id, customer)
        for editor in (self.credits, self.overlays):
            editor.show_people(read.people, read.employed)
        self.credits.show_owner(draft.owner_id or None)
        self.owner.choose(draft.owner_id or None, read.people.get(draft.owner_id, ""))
        self.product.choose(draft.product_id)
        self.currency.choose(draft.amount.currency, draft.amount.currency)
        self._show_unit()
        is_empty = read.card is None and not draft.amount
        self.amount.show_number(None if is_empty else draft.amount.as_decimal())
        self.source.setText(draft.source)
        self.note.setPlainText(draft.note)
        self.credits.show_credits(draft.credits)
        self.overlays.show_credits(draft.overlays)
        self.expected.show_day(draft.expected_on)
        self._show_worth(draft, read)

    def offer(self, read: DealRead) -> None:
        """Let be chosen what ``read`` has; what was chosen stays so."""
        owners: list[tuple[str, int | None]] = [(name, key) for key, name in read.employed.items()]
        if read.card is None:
            owners.insert(0, (_("Choose a person"), None))
        self.owner.set_choices(owners)
        products = ((product.name, product.id) for product in read.products)
        self.product.set_choices([(_("No product"), None), *products])
        stages = read.open_stages()
        is_one_pipeline = len({stage.pipeline_id for stage in stages}) <= 1
        self.stage.set_choices(
            (stage.name if is_one_pipeline else _full_name(stage), stage.id) for stage in stages
        )
        self.form.field("stage_id").setVisible(read.card is None)
        self.currency.set_choices((code, code) for code in read.currencies)
        self.form.field("currency").setVisible(len(read.currencies) > 1)

    def set_read_only(self, is_read_only: bool) -> None:
        figures = (self.amount, self.cost, self.discount, self.expected, self.response)
        for text in (self.title, self.source, self.note, self.customer, *figures):
            text.setReadOnly(is_read_only)
        self.customer.setClearButtonEnabled(not is_read_only)
        for box in (self.owner, self.product, self.currency):
            box.setEnabled(not is_read_only)
        self.credits.set_read_only(is_read_only)
        self.overlays.set_read_only(is_read_only)

    def _lay_out(self) -> None:
        form = self.form
        form.add(Field("title", _("Title"), self.title))
        form.add(Field("customer_id", _("Customer"), self.customer))
        form.add(
            Field("owner_id", _("Owner"), self.owner),
            Field("product_id", _("Product"), self.product),
        )
        form.add(
            Field("amount", _("Amount"), self.amount),
            Field("currency", _("Currency"), self.currency),
        )
        form.add(
            Field("cost", _("Cost"), self.cost),
            Field("discount", _("Discount"), self.discount),
        )
        form.add(Field("stage_id", _("Stage"), self.stage))
        form.add(
            Field("expected_on", _("Expected to close"), self.expected),
            Field("first_response_at", _("First answer"), self.response),
        )
        form.add(Field("source", _("Source"), self.source))
        form.add(Field("credits", _("Who it counts for"), self.credits))
        form.add(Field("overlays", _("Who it also counts for"), self.overlays))
        form.add(Field("note", _("Note"), self.note))

    def _show_worth(self, draft: DealDraft, read: DealRead) -> None:
        """Show what is in the firm's currency, the first of those that can be chosen."""
        self._own = read.currencies[0]
        for edit, money in ((self.cost, draft.cost), (self.discount, draft.discount)):
            edit.set_currency(self._own)
            edit.show_number(money.as_decimal() if money else None)
        card = read.card
        self._zone = None if card is None else card.row.created_at.tzinfo
        self.response.show_moment(draft.first_response_at)
        self.form.field("first_response_at").setVisible(card is not None)
        self._card = card
        self._show_margin()

    def _show_margin(self) -> None:
        """Say below the cost what is left of the amount, where both can be read and compared."""
        margin = self._margin()
        words = "" if margin is None else str(Message("Margin: {margin}", margin=margin))
        self.form.field("cost").show_hint(words)

    def _margin(self) -> Money | None:
        currency = self.currency.choice()
        if currency is None:
            return None
        try:
            amount = _money(self.amount, currency, "amount")
            cost = _money(self.cost, self._own, "cost")
        except InvalidInputError:
            return None
        if not cost:
            return None
        if currency == self._own:
            return amount - cost
        card = self._card
        return card.base - cost if card is not None and card.row.amount == amount else None

    def _show_unit(self) -> None:
        code = self.currency.choice()
        if code is not None:
            self.amount.set_currency(code)

    def _on_product(self) -> None:
        """Offer the price of the product where no amount is entered yet."""
        price = self._prices.get(self.product.choice())
        if price and not self.amount.text().strip():
            self.currency.choose(price.currency, price.currency)
            self.amount.show_number(price.as_decimal())

    def _on_owner(self) -> None:
        self.credits.show_owner(self.owner.choice())


def _money(edit: DecimalEdit, currency: str, field: str) -> Money:
    """Return the amount that is entered, nothing where the field is empty."""
    value = edit.number(field)
    if value is None:
        return Money.zero(currency)
    money = Money.of(value, currency)
    if money.as_decimal() != value:
        raise InvalidInputError(
            field,
            Message(
                "An amount in {currency} has at most {digits} decimals.",
                currency=currency,
                digits=minor_digits(currency),
            ),
        )
    return money


def _full_name(stage: StageRow) -> str:
    return str(Message("{pipeline} / {stage}", pipeline=stage.pipeline, stage=stage.name))

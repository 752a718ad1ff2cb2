"""What is decided for single people and months besides the rules: the list, and one of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import AdjustmentDraft, AdjustmentKind, AdjustmentRow
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Access, Right
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.author_field import AuthorField
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.plans.listing import RowCard
from ui.rewards.section import RewardSection
from ui.rewards.viewmodel import RewardViewModel
from ui.rights import needs
from ui.theme import Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.day_edit import DayEdit
from ui.widgets.decimal_edit import DecimalEdit
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class AdjustmentsRead:
    rows: tuple[AdjustmentRow, ...]
    employees: tuple[EmployeeRow, ...]
    period: Period
    currency: str


class AdjustmentsViewModel(RewardViewModel):
    """``loaded`` carries an ``AdjustmentsRead``."""

    saved = Signal()
    deleted = Signal(object)  # AdjustmentRow

    def load(self, period: Period) -> None:
        """Read what is decided for the month ``period``."""

        def work() -> AdjustmentsRead:
            services = self.services
            return AdjustmentsRead(
                tuple(services.adjustments.list_adjustments(period)),
                tuple(services.people.list_employees()),
                period,
                services.firm.firm().currency,
            )

        self._read(work)

    def save(self, row: AdjustmentRow | None, draft: AdjustmentDraft) -> None:
        """Decide something, or decide ``row`` otherwise."""
        adjustments = self.services.adjustments
        work: Callable[[], Changes | Saved] = partial(adjustments.create, draft)
        if row is not None:
            work = partial(adjustments.save, row.adjustment.id, row.version, draft)
        self._decide(work, self.saved.emit)

    def delete(self, row: AdjustmentRow) -> None:
        work = partial(self.services.adjustments.delete, row.adjustment.id, row.version)
        self._decide(work, partial(self.deleted.emit, row))


def _amount(row: AdjustmentRow) -> Money | None:
    amount = row.adjustment.amount
    is_cut = row.adjustment.kind is AdjustmentKind.CUT
    return -amount if amount is not None and is_cut else amount


def _minor(row: AdjustmentRow) -> int | None:
    amount = _amount(row)
    return None if amount is None else amount.minor


def _tone(row: AdjustmentRow) -> Tone | None:
    return Tone.NEGATIVE if row.adjustment.kind is AdjustmentKind.CUT else None


_COLUMNS: tuple[Column[AdjustmentRow], ...] = (
    Column(
        "employee",
        Message("Employee"),
        lambda r: r.employee,
        width=136,
        stretch=1,
        tip=lambda r: r.employee,
    ),
    Column("kind", Message("Kind"), lambda r: capital(r.adjustment.kind)),
    Column(
        "label",
        Message("Line"),
        lambda r: r.adjustment.label,
        width=80,
        stretch=1,
        tip=lambda r: r.adjustment.label,
    ),
    Column(
        "amount",
        Message("Amount"),
        lambda r: shows.signed(_amount(r), is_short=False),
        _minor,
        is_number=True,
        is_strong=True,
        tone=_tone,
    ),
    Column(
        "reason",
        Message("Reason"),
        lambda r: r.adjustment.reason,
        width=64,
        stretch=2,
        tip=lambda r: r.adjustment.reason,
    ),
    Column("author", Message("Decided by"), lambda r: r.adjustment.author, is_hidden=True),
)


class AdjustmentsSection(RewardSection):
    shortcuts = (
        ("Ctrl+N", Message("Add an adjustment")),
        ("Return", Message("Open the card")),
        ("Ctrl+S", Message("Save the card")),
        ("Esc", Message("Close the card")),
    )

    def __init__(self, context: Context) -> None:
        self._model = RowsModel(_COLUMNS)
        table = TableView("adjustments", self._model, title=_("Adjustments"))
        self._fit = ColumnFit(table, self._model, "adjustments")
        self.viewmodel = AdjustmentsViewModel(context)
        super().__init__(context, table, AdjustmentCard(context.access), self.viewmodel)
        self.words = Label(role=Role.MUTED, wraps=True)
        self.new_button = Button(_("Add an adjustment"), Kind.PRIMARY, icon="add")
        words = _("A one-off payment, praise or a cut with its order stands here with its reason.")
        table.set_empty(empty := EmptyState("money", words, _("Add an adjustment")))
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.new_button)
        self.lay_out(head)
        empty.accepted.connect(self.new)
        self.new_button.clicked.connect(self.new)
        self.card.entered.connect(self.viewmodel.save)
        self.card.unwanted.connect(self.viewmodel.delete)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.deleted.connect(self._on_deleted)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.activated.connect(self.new)
        needs(context.access, Right.CORRECT, self.new_button, empty.button, shortcut)

    def load(self) -> None:
        self.viewmodel.load(self.context.selection.month)

    @Slot()
    def new(self) -> None:
        self.open(None)

    def show_card(self, row: AdjustmentRow | None) -> None:
        self.card.show_row(row)

    def show_read(self, read: AdjustmentsRead) -> None:
        self._model.set_rows(read.rows)
        self._fit.fit()
        words = plural(
            "{period} · {count} adjustment",
            "{period} · {count} adjustments",
            count=len(read.rows),
            period=read.period,
        )
        self.words.setText(str(words) if read.rows else str(read.period.shown()))
        self.new_button.setVisible(bool(read.rows))
        self.card.show_read(read)

    @Slot()
    def _on_saved(self) -> None:
        self._decided()
        self.context.say(_("The adjustment is saved: calculate the month again to pay it."))

    @Slot(object)
    def _on_deleted(self, row: AdjustmentRow) -> None:
        self._decided()
        words = Message("The adjustment of {name} is taken back.", name=row.employee)
        self.context.say(str(words), partial(self.viewmodel.save, None, _draft_of(row)))


class AdjustmentCard(RowCard):
    """``entered`` carries the row that is changed, None for a new one, and the draft."""

    entered = Signal(object, object)
    unwanted = Signal(object)  # AdjustmentRow

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.title = Label(role=Role.TITLE, wraps=True)
        self.settled = Label(role=Role.MUTED, wraps=True)
        self.employee, self.kind = ChoiceBox(), ChoiceBox()
        self.label, self.reason = QLineEdit(), QLineEdit()
        self._author_field = AuthorField(access)
        self.author = self._author_field.edit
        self.amount, self.ordered = DecimalEdit(least_digits=2), DayEdit()
        self.delete_button = Button(_("Take back"), Kind.DANGER, icon="delete")
        self._row: AdjustmentRow | None = None
        self._read: AdjustmentsRead | None = None
        self.kind.set_choices([(capital(kind), kind) for kind in AdjustmentKind])
        self.amount_field = Field("amount", _("Amount"), self.amount)
        self.order_field = Field("ordered_on", _("Day of the order"), self.ordered)
        self.form.add(Field("employee_id", _("Who"), self.employee))
        self.form.add(Field("kind", _("Kind"), self.kind))
        self.form.add(Field("label", _("What the line is called"), self.label))
        self.form.add(self.amount_field, self.order_field)
        self.form.add(Field("reason", _("Reason"), self.reason))
        self.form.add(self._author_field)
        self.save_button = self.form.add_buttons(_("Save"), self.delete_button)
        needs(access, Right.CORRECT, self.save_button, self.delete_button)
        for widget in (self.title, self.settled, self.form):
            self.body.addWidget(widget)
        self.body.addStretch()
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.form.submitted.connect(self._on_submitted)
        self.delete_button.clicked.connect(self._on_delete)

    def focus(self) -> None:
        self.employee.setFocus()

    def show_read(self, read: AdjustmentsRead) -> None:
        """Offer the people of the firm; what is being entered stays."""
        was_changed = self.form.is_changed()
        self._read = read
        self.employee.set_choices([(row.name, row.id) for row in read.employees])
        self.amount.set_currency(read.currency)
        self.ordered.today = read.period.start
        if not was_changed:
            self.form.keep()

    def show_row(self, row: AdjustmentRow | None) -> None:
        """Show an adjustment, or an empty card."""
        self._row = row
        known = None if row is None else row.adjustment
        self.title.setText(_("New adjustment") if row is None else row.employee)
        if row is not None:
            self.employee.choose(row.employee_id, row.employee)
        self.kind.choose(AdjustmentKind.PAYMENT if known is None else known.kind)
        self.label.setText("" if known is None else known.label)
        amount = None if known is None else known.amount
        self.amount.show_number(None if amount is None else amount.as_decimal())
        self.ordered.show_day(None if known is None else known.ordered_on)
        self.reason.setText("" if known is None else known.reason)
        self._author_field.show_name("" if known is None else known.author)
        is_settled = row is not None and row.is_settled
        if row is not None:
            words = Message("{period} is settled: this stays as it is.", period=row.period)
            self.settled.setText(str(words))
        self.settled.setVisible(is_settled)
        self.save_button.setDisabled(is_settled)
        self.delete_button.setVisible(row is not None and not is_settled)
        self.form.clear_errors()
        self._on_kind()
        self.form.keep()

    def draft(self) -> AdjustmentDraft:
        """Return what is entered.

        Raises:
            InvalidInputError: it names the field.

        """
        read, employee_id = self._read, self.employee.choice()
        if read is None or employee_id is None:
            raise InvalidInputError("employee_id", Message("Choose whom it is for."))
        kind = self.kind.choice()
        number = None if kind is AdjustmentKind.PRAISE else self.amount.number("amount")
        return AdjustmentDraft(
            employee_id=employee_id,
            period=read.period if self._row is None else self._row.period,
            kind=kind,
            label=self.label.text(),
            amount=None if number is None else Money.of(number, read.currency),
            reason=self.reason.text(),
            author=self._author_field.name(),
            ordered_on=self.ordered.day("ordered_on") if kind is AdjustmentKind.CUT else None,
        )

    @Slot()
    def _on_kind(self) -> None:
        self.amount_field.setVisible(self.kind.choice() is not AdjustmentKind.PRAISE)
        self.order_field.setVisible(self.kind.choice() is AdjustmentKind.CUT)

    @Slot()
    def _on_submitted(self) -> None:
        if self._row is not None and self._row.is_settled:
            return
        try:
            draft = self.draft()
        except InvalidInputError as error:
            self.form.show_error(error)
        else:
            self._author_field.remember()
            self.entered.emit(self._row, draft)

    @Slot()
    def _on_delete(self) -> None:
        if self._row is not None:
            self.unwanted.emit(self._row)


def _draft_of(row: AdjustmentRow) -> AdjustmentDraft:
    one = row.adjustment
    return AdjustmentDraft(
        employee_id=row.employee_id,
        period=row.period,
        kind=one.kind,
        label=one.label,
        amount=one.amount,
        reason=one.reason,
        author=one.author,
        ordered_on=one.ordered_on,
    )

"""What changed in settled pay since: accepted into an open month, or dismissed with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial, reduce

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import CorrectionRow, CorrectionState
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Access, Right
from crm_desktop.rewards.pay_change import PayChange
from crm_desktop.texts import Message, _, plural, shown
from ui import format as shows
from ui.author_field import AuthorField
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.plans.listing import RowCard
from ui.rewards.causes import causes
from ui.rewards.difference_tree import DifferenceTree, differences
from ui.rewards.paying_months import paying_months
from ui.rewards.section import RewardSection
from ui.rewards.viewmodel import RewardViewModel
from ui.rights import needs
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_BACK = 12
"""Decisions about so many months are listed."""


@dataclass(frozen=True, slots=True)
class ChangesRead:
    """``decided`` has the newest decision first."""

    changes: tuple[PayChange, ...]
    decided: tuple[CorrectionRow, ...]
    today: date


class ChangesViewModel(RewardViewModel):
    """``loaded`` carries a ``ChangesRead``; ``decided`` how many were decided, and how."""

    decided = Signal(int, object)  # CorrectionState
    taken_back = Signal(object)  # CorrectionRow

    def load(self) -> None:
        self._read(self._found)

    def accept(self, changes: Sequence[PayChange], into: Period, author: str, reason: str) -> None:
        """Let ``into`` pay the changes."""
        work = partial(self.services.change_monitor.accept, changes, into, author, reason)
        told = partial(self.decided.emit, len(changes), CorrectionState.ACCEPTED)
        self._decide(work, told)

    def dismiss(self, changes: Sequence[PayChange], author: str, reason: str) -> None:
        """Leave the pay as it was."""
        work = partial(self.services.change_monitor.dismiss, changes, author, reason)
        told = partial(self.decided.emit, len(changes), CorrectionState.DISMISSED)
        self._decide(work, told)

    def take_back(self, row: CorrectionRow) -> None:
        work: partial[Changes] = partial(self.services.change_monitor.undo, row.id)
        self._decide(work, partial(self.taken_back.emit, row))

    def _found(self) -> ChangesRead:
        monitor, today = self.services.change_monitor, self.services.firm.today()
        month = Period.containing(today, PeriodKind.MONTH)
        decided: list[CorrectionRow] = []
        for _number in range(_BACK + 1):
            decided += monitor.decided(month)
            month = month.previous()
        newest = sorted(decided, key=lambda row: (row.at, row.id), reverse=True)
        return ChangesRead(tuple(monitor.changes()), tuple(newest), today)


def _causes(change: PayChange) -> str:
    return "; ".join(causes(change))


_COLUMNS: tuple[Column[PayChange], ...] = (
    Column(
        "employee",
        Message("Employee"),
        lambda r: r.employee,
        width=136,
        stretch=1,
        tip=lambda r: r.employee,
    ),
    Column("period", Message("Period"), lambda r: shown(r.period), lambda r: r.period.start),
    Column(
        "was",
        Message("Was"),
        lambda r: shows.money(r.was),
        lambda r: r.was.minor,
        is_number=True,
        is_hidden=True,
    ),
    Column(
        "now",
        Message("Now"),
        lambda r: shows.money(r.now),
        lambda r: r.now.minor,
        is_number=True,
        is_hidden=True,
    ),
    Column(
        "amount",
        Message("Difference"),
        lambda r: shows.signed(r.amount, is_short=False),
        lambda r: r.amount.minor,
        is_number=True,
        is_strong=True,
        tone=lambda r: Tone.NEGATIVE if r.amount.minor < 0 else Tone.POSITIVE,
    ),
    Column("causes", Message("Causes"), _causes, width=88, stretch=2, tip=_causes),
)


def _decision(row: CorrectionRow) -> str:
    if row.into is None:
        return capital(row.state)
    return str(Message("Paid by {period}", period=row.into))


_DECIDED: tuple[Column[CorrectionRow], ...] = (
    Column(
        "employee",
        Message("Employee"),
        lambda r: r.employee,
        width=136,
        stretch=1,
        tip=lambda r: r.employee,
    ),
    Column("period", Message("Period"), lambda r: shown(r.period), lambda r: r.period.start),
    Column(
        "amount",
        Message("Difference"),
        lambda r: shows.signed(r.amount, is_short=False),
        lambda r: r.amount.minor,
        is_number=True,
    ),
    Column("decision", Message("Decision"), _decision, width=72, stretch=1, tip=_decision),
    Column(
        "author",
        Message("Decided by"),
        lambda r: r.author,
        width=56,
        stretch=1,
        tip=lambda r: r.author,
    ),
    Column(
        "reason",
        Message("Reason"),
        lambda r: r.reason,
        width=48,
        stretch=1,
        tip=lambda r: r.reason,
    ),
)


class ChangesSection(RewardSection):
    shortcuts = (
        ("Return", Message("Open the change")),
        ("Ctrl+A", Message("Select all changes")),
        ("Esc", Message("Close the card")),
    )

    def __init__(self, context: Context) -> None:
        self._model = RowsModel(_COLUMNS)
        table = TableView("pay-changes", self._model, title=_("Changes after closing"))
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._fit = ColumnFit(table, self._model, "pay-changes")
        self.viewmodel = ChangesViewModel(context)
        self._decided_model = RowsModel(_DECIDED)
        self.decided = TableView("decided-changes", self._decided_model, title=_("Decided"))
        self._decided_fit = ColumnFit(self.decided, self._decided_model, "decided-changes")
        self.back_button = LinkButton(_("Take back"), icon="undo")
        self._below = _decisions(self.decided, self.back_button)
        card = ChangeCard(context.access)
        super().__init__(context, table, card, self.viewmodel, below=self._below)
        self.words = Label(role=Role.MUTED, wraps=True)
        self.all_button = Button(_("Select all"))
        words = _("Nothing has changed in settled pay.")
        table.set_empty(empty := EmptyState("rewards", words, _("To the statements")))
        self.lay_out(self._head())
        empty.accepted.connect(partial(context.navigate, "statements", "statements"))
        self.all_button.clicked.connect(self._on_all)
        self.back_button.clicked.connect(self._on_back)
        needs(context.access, Right.CORRECT, self.back_button)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        self.card.accepted.connect(self.viewmodel.accept)
        self.card.dismissed.connect(self.viewmodel.dismiss)
        self.viewmodel.decided.connect(self._on_decided)
        self.viewmodel.taken_back.connect(self._on_taken_back)

    def load(self) -> None:
        self.viewmodel.load()

    def selected(self) -> list[PayChange]:
        """Return the changes that are selected, in the order shown."""
        places = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [self._model.row_at(place) for place in places]

    def show_card(self, row: PayChange) -> None:
        chosen = self.selected()
        self.card.show_changes(chosen if row in chosen else [row])

    def show_read(self, read: ChangesRead) -> None:
        self.card.today = read.today
        self._model.set_rows(read.changes)
        self._fit.fit()
        count = plural(
            "{count} statement would be another now",
            "{count} statements would be another now",
            count=len(read.changes),
        )
        self.words.setText(str(count) if read.changes else "")
        self.all_button.setVisible(bool(read.changes))
        self._decided_model.set_rows(read.decided)
        self._decided_fit.fit()
        self._below.setVisible(bool(read.decided))

    def _head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.all_button)
        return head

    @Slot()
    def _on_all(self) -> None:
        self.table.selectAll()
        rows = self.selected()
        if rows:
            self.open(rows[0])

    @Slot()
    def _on_selected(self) -> None:
        if self.beside.is_open and self.selected():
            self.card.show_changes(self.selected())

    @Slot()
    def _on_back(self) -> None:
        row = self.decided.current_row
        if row is not None:
            self.viewmodel.take_back(row)

    @Slot(int, object)
    def _on_decided(self, count: int, state: CorrectionState) -> None:
        self._decided()
        words = plural(
            "{count} change: {state}.", "{count} changes: {state}.", count=count, state=state
        )
        self.context.say(str(words))

    @Slot(object)
    def _on_taken_back(self, row: CorrectionRow) -> None:
        words = Message("The decision about {name} is taken back.", name=row.employee)
        self.context.say(str(words))


def _decisions(table: TableView, back: Button) -> QWidget:
    box, head = QWidget(), QHBoxLayout()
    head.addWidget(Label(_("Decided"), Role.TITLE), 1)
    head.addWidget(back)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addLayout(head)
    column.addWidget(table)
    table.setMinimumHeight(12 * GRID)
    table.setMaximumHeight(24 * GRID)
    return box


class ChangeCard(RowCard):
    """``accepted`` and ``dismissed`` carry the changes and what was entered."""

    accepted = Signal(object, object, str, str)
    dismissed = Signal(object, str, str)

    def __init__(self, access: Access) -> None:
        super().__init__()
        self.today = date.min
        self.title = Label(role=Role.TITLE, wraps=True)
        self.amount = Label(role=Role.VALUE)
        self.tree = DifferenceTree(_("Lines that differ"))
        self.causes = Label(role=Role.MUTED, wraps=True)
        self.into = ChoiceBox()
        self.reason = QLineEdit()
        self._author_field = AuthorField(access)
        self.author = self._author_field.edit
        self.dismiss_button = Button(_("Dismiss"))
        self._changes: tuple[PayChange, ...] = ()
        self.form.add(Field("into", _("Month that pays the difference"), self.into))
        self.form.add(
            Field("reason", _("Reason"), self.reason, hint=_("To dismiss, a reason is needed."))
        )
        self.form.add(self._author_field)
        self.accept_button = self.form.add_buttons(_("Accept"), self.dismiss_button)
        needs(access, Right.CORRECT, self.accept_button, self.dismiss_button)
        for widget in (self.title, self.amount, self.tree, self.causes, self.form):
            self.body.addWidget(widget)
        self.body.addStretch()
        self.tree.setMaximumHeight(20 * GRID)
        self.causes.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.form.submitted.connect(self._on_accept)
        self.dismiss_button.clicked.connect(self._on_dismiss)

    def focus(self) -> None:
        self.into.setFocus()

    def show_changes(self, changes: Sequence[PayChange]) -> None:
        """Show one change in full, or how many they are."""
        self._changes = tuple(changes)
        total = reduce(Money.__add__, (change.amount for change in changes))
        self.amount.setText(shows.signed(total, is_short=False))
        one = self._changes[0]
        is_one = len(self._changes) == 1
        if is_one:
            self.title.setText(str(_title(one)))
            self.tree.show_rows(differences(one.correction.salary, one.correction.lines))
            self.causes.setText("\n".join(causes(one)))
        else:
            words = plural("{count} change", "{count} changes", count=len(self._changes))
            self.title.setText(str(words))
        self.tree.setVisible(is_one)
        self.causes.setVisible(
            is_one and bool(one.records or one.facts or one.counted() or one.granted)
        )
        last = max((change.period for change in changes), key=lambda period: period.end)
        months = paying_months(last, self.today)
        self.into.set_choices([(capital(month), month) for month in months])
        self._author_field.show_name()
        self.form.clear_errors()
        self.form.keep()

    @Slot()
    def _on_accept(self) -> None:
        self._author_field.remember()
        self.accepted.emit(
            self._changes, self.into.choice(), self._author_field.name(), self.reason.text()
        )

    @Slot()
    def _on_dismiss(self) -> None:
        self.form.clear_errors()
        self._author_field.remember()
        self.dismissed.emit(self._changes, self._author_field.name(), self.reason.text())


def _title(change: PayChange) -> Message:
    return Message("{name} · {period}", name=change.employee, period=change.period)

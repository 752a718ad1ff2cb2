"""What people say is wrong with their pay: by deadline, with answers, and counted by cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import DisputeRow, DisputeState
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.texts import Message, _, plural, shown
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.rewards.dispute_card import DisputeCard
from ui.rewards.section import RewardSection
from ui.rewards.viewmodel import RewardViewModel
from ui.theme import GRID, Tone
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.disputes import DisputeCounts


@dataclass(frozen=True, slots=True)
class DisputeLine:
    """A dispute, and whether its deadline has passed without an answer."""

    row: DisputeRow
    is_late: bool


@dataclass(frozen=True, slots=True)
class DisputesRead:
    """``counts`` are those of the year ``span``."""

    lines: tuple[DisputeLine, ...]
    counts: tuple[DisputeCounts, ...]
    span: Period
    today: date


class DisputesViewModel(RewardViewModel):
    """``loaded`` carries a ``DisputesRead``, ``answered`` what is said of an answer."""

    answered = Signal(str)

    def load(self, year: Period) -> None:
        def work() -> DisputesRead:
            disputes, today = self.services.disputes, self.services.firm.today()
            lines = [
                DisputeLine(row, row.state is DisputeState.OPEN and row.due_on < today)
                for row in disputes.list_disputes()
            ]
            return DisputesRead(tuple(lines), tuple(disputes.statistics(year)), year, today)

        self._read(work)

    def correct(
        self, row: DisputeRow, amount: Money, into: Period, answer: str, author: str
    ) -> None:
        work = partial(
            self.services.disputes.correct, row, amount, into, answer=answer, author=author
        )
        words = Message("{period} pays what was missing: {amount}.", period=into, amount=amount)
        self._decide(work, partial(self.answered.emit, str(words)))

    def refuse(self, row: DisputeRow, answer: str, author: str) -> None:
        work = partial(self.services.disputes.refuse, row, answer=answer, author=author)
        self._decide(work, partial(self.answered.emit, _("The dispute is answered.")))

    def reopen(self, row: DisputeRow) -> None:
        work = partial(self.services.disputes.reopen, row)
        self._decide(work, partial(self.answered.emit, _("The answer is taken back.")))


def _state(line: DisputeLine) -> str:
    """Return what became of a dispute, or until when it is to be answered."""
    if line.row.state is not DisputeState.OPEN:
        return capital(line.row.state)
    if line.is_late:
        return str(Message("Overdue since {day}", day=line.row.due_on))
    return str(Message("Answer by {day}", day=line.row.due_on))


_COLUMNS: tuple[Column[DisputeLine], ...] = (
    Column(
        "employee",
        Message("Employee"),
        lambda r: r.row.employee,
        width=136,
        stretch=1,
        tip=lambda r: r.row.employee,
    ),
    Column(
        "period", Message("Period"), lambda r: shown(r.row.period), lambda r: r.row.period.start
    ),
    Column(
        "line",
        Message("Line"),
        lambda r: r.row.label,
        width=64,
        stretch=1,
        tip=lambda r: r.row.label,
    ),
    Column(
        "category",
        Message("Cause"),
        lambda r: shown(r.row.category),
        width=64,
        stretch=1,
        tip=lambda r: f"{shown(r.row.category)}\n{r.row.text}",
    ),
    Column(
        "state",
        Message("State"),
        _state,
        lambda r: (r.row.state is not DisputeState.OPEN, r.row.due_on),
        tone=lambda r: Tone.NEGATIVE if r.is_late else None,
    ),
)

_COUNTS: tuple[Column[DisputeCounts], ...] = (
    Column(
        "category",
        Message("Cause"),
        lambda r: shown(r.category),
        width=104,
        stretch=1,
        tip=lambda r: shown(r.category),
    ),
    Column(
        "opened", Message("Opened"), lambda r: str(r.opened), lambda r: r.opened, is_number=True
    ),
    Column(
        "corrected",
        Message("Corrected"),
        lambda r: str(r.corrected),
        lambda r: r.corrected,
        is_number=True,
    ),
    Column(
        "refused", Message("Refused"), lambda r: str(r.refused), lambda r: r.refused, is_number=True
    ),
    Column(
        "overdue", Message("Overdue"), lambda r: str(r.overdue), lambda r: r.overdue, is_number=True
    ),
)


class DisputesSection(RewardSection):
    shortcuts = (
        ("Return", Message("Open the dispute")),
        ("Esc", Message("Close the card")),
    )

    def __init__(self, context: Context) -> None:
        self._model = RowsModel(_COLUMNS)
        table = TableView("disputes", self._model, title=_("Disputes"))
        self._fit = ColumnFit(table, self._model, "disputes")
        self.viewmodel = DisputesViewModel(context)
        self._counts_model = RowsModel(_COUNTS)
        self.counts = TableView("dispute-causes", self._counts_model, title=_("By cause"))
        self._counts_fit = ColumnFit(self.counts, self._counts_model, "dispute-causes")
        self._counts_title = Label(role=Role.TITLE)
        self._below = _statistics(self._counts_title, self.counts)
        card = DisputeCard(context.access)
        super().__init__(context, table, card, self.viewmodel, below=self._below)
        self.words = Label(role=Role.MUTED, wraps=True)
        self.state_box = ChoiceBox(_("Disputes shown"))
        self.state_box.set_choices(
            [(_("All disputes"), None), *((capital(state), state) for state in DisputeState)]
        )
        self._read: DisputesRead | None = None
        words = _("Nobody disputes a line. People do so on their published statement.")
        table.set_empty(empty := EmptyState("note", words, _("To the statements")))
        self.lay_out(self._head())
        empty.accepted.connect(partial(context.navigate, "statements", "statements"))
        self.state_box.currentIndexChanged.connect(self._on_state)
        self.card.corrected.connect(self.viewmodel.correct)
        self.card.denied.connect(self.viewmodel.refuse)
        self.card.reopened.connect(self.viewmodel.reopen)
        self.card.statement_wanted.connect(self._on_statement)
        self.viewmodel.answered.connect(self._on_done)

    def load(self) -> None:
        day = self.context.selection.period.start
        self.viewmodel.load(Period.containing(day, PeriodKind.YEAR))

    def show_card(self, row: DisputeLine) -> None:
        self.card.show_row(row.row)

    def show_read(self, read: DisputesRead) -> None:
        self._read = read
        self.card.today = read.today
        late = sum(line.is_late for line in read.lines)
        count = sum(line.row.state is DisputeState.OPEN for line in read.lines)
        words = plural("{count} open dispute", "{count} open disputes", count=count)
        if late:
            words = Message("{words}, of them overdue: {count}", words=words, count=late)
        self.words.setText(str(words) if read.lines else "")
        self.state_box.setVisible(bool(read.lines))
        self._counts_model.set_rows(read.counts)
        self._counts_fit.fit()
        self._counts_title.setText(str(Message("{period} by cause", period=read.span)))
        self._below.setVisible(bool(read.counts))
        self._show_lines()

    def _head(self) -> QWidget:
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.words, 1)
        row.addWidget(self.state_box)
        return head

    def _show_lines(self) -> None:
        lines = () if self._read is None else self._read.lines
        state = self.state_box.choice()
        self._model.set_rows(line for line in lines if state in {None, line.row.state})
        self._fit.fit()

    @Slot()
    def _on_state(self) -> None:
        self._show_lines()

    @Slot(object)
    def _on_statement(self, row: DisputeRow) -> None:
        self.context.selection.choose_period(row.period)
        self.context.navigate("statements", row.employee_id)

    @Slot(str)
    def _on_done(self, words: str) -> None:
        self._decided()
        self.context.say(words)


def _statistics(title: Label, table: TableView) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(title)
    column.addWidget(table)
    table.setMinimumHeight(12 * GRID)
    table.setMaximumHeight(24 * GRID)
    return box

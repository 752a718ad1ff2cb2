"""From which records the commissions of a line came."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.rewards.accrual import AccrualRow
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.brief import capital
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.rewards.viewmodel import RewardViewModel
from ui.statements.viewmodel import StatementRead
from ui.theme import GRID, Tone
from ui.why.records import PAGES, sum_words
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.link_button import LinkButton
from ui.widgets.states import States
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role


class AccrualsViewModel(RewardViewModel):
    """``loaded`` carries the rows of one line, the oldest first."""

    def load(self, read: StatementRead, code: str) -> None:
        period = read.outcome.result.period
        self._read(lambda: self.services.payroll.accrual_rows(read.employee.code, period, code))


def _event(row: AccrualRow) -> str:
    event = row.accrual.event
    return _("taken back") if event is None else capital(event)


def _columns(currency: str) -> tuple[Column[AccrualRow], ...]:
    def money(minor: int) -> str:
        return shows.money(Money(minor, currency))

    return (
        Column("label", Message("Record"), lambda r: shown(r.accrual.name), width=120, stretch=2),
        Column(
            "customer",
            Message("Customer"),
            lambda r: r.customer or shows.DASH,
            width=96,
            stretch=2,
            tip=lambda r: r.customer,
        ),
        Column("event", Message("What happened"), _event, width=96, stretch=1, tip=_event),
        Column("on", Message("Day"), lambda r: formats.day(r.accrual.on), lambda r: r.accrual.on),
        Column(
            "base",
            Message("Counts with"),
            lambda r: money(r.accrual.base_minor),
            lambda r: r.accrual.base_minor,
            is_number=True,
        ),
        Column(
            "rate",
            Message("Rate of commission"),
            lambda r: shows.percent(r.accrual.rate, 2),
            lambda r: r.accrual.rate,
            is_number=True,
        ),
        Column(
            "amount",
            Message("Commission"),
            lambda r: money(r.accrual.amount_minor),
            lambda r: r.accrual.amount_minor,
            is_number=True,
            is_strong=True,
            tone=lambda r: Tone.NEGATIVE if r.accrual.amount_minor < 0 else None,
        ),
    )


class AccrualsView(QWidget):
    """Enter opens the deal that a record is or is of, Esc goes back."""

    back_asked = Signal()

    def __init__(self, context: Context, currency: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._currency = currency
        self.viewmodel = AccrualsViewModel(context, self)
        self.back_button = LinkButton(_("The statement"), icon="previous")
        self.title = Label(role=Role.TITLE, wraps=True)
        self.total = Label(role=Role.MUTED)
        self._model = RowsModel(_columns(currency))
        self.table = TableView("accruals", self._model, title=_("Records of the line"))
        self._fit = ColumnFit(self.table, self._model, "accruals")
        self.table.set_empty(EmptyState("deals", _("No record stands behind this line.")))
        self.states = States(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.title)
        column.addWidget(self.total)
        column.addWidget(self.states, 1)
        self.back_button.clicked.connect(self.back_asked)
        self.table.row_activated.connect(self._on_opened)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)

    def show_line(self, read: StatementRead, code: str, label: str) -> None:
        """Show the records behind the line ``code``."""
        words = Message("{label} · {name}", label=label, name=read.employee.name)
        self.title.setText(str(words))
        self.total.clear()
        self.states.forget()
        self.viewmodel.load(read, code)
        self.table.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Backspace}:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _on_loaded(self, rows: list[AccrualRow]) -> None:
        self._model.set_rows(rows)
        self._fit.fit()
        self.total.setText(str(sum_words([row.accrual for row in rows], self._currency)))
        self.states.show_figures()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._context.report(error)
        self.back_asked.emit()

    @Slot(object)
    def _on_opened(self, row: AccrualRow) -> None:
        if row.deal is not None:
            self._context.navigate(PAGES[Entity.DEAL], row.deal)

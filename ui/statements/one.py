"""The statement of one person, with “why” of its lines at its side."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Right
from crm_desktop.domain.statements import SHOWN, StatementState
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.context import Context
from ui.printing.saving import PayFiles
from ui.rewards.accruals_view import AccrualsView
from ui.rewards.dispute_asking import DisputeAsking
from ui.rewards.reading_line import ReadingLine
from ui.statements.statement_card import StatementCard
from ui.statements.viewmodel import StatementRead, StatementViewModel
from ui.theme import GRID, Tone
from ui.why.beside import BesideWhy
from ui.why.panel import WhyPanel
from ui.widgets.buttons import Button
from ui.widgets.link_button import LinkButton
from ui.widgets.states import States
from ui.widgets.text import Label, Role, set_tone


class StatementView(QWidget):
    back_asked = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._employee_id: int | None = None
        self._read: StatementRead | None = None
        self.viewmodel = StatementViewModel(context.services, context.tasks, self)
        self.back_button = LinkButton(_("All statements"), icon="previous")
        self.progress_button = Button(_("Open the progress"), icon="progress")
        self.file_button = Button(_("Save as…"), icon="print")
        self.files = PayFiles(context, self)
        self.title = Label(role=Role.PAGE, wraps=True)
        self.state = Label(role=Role.MUTED, wraps=True)
        self.dispute_button = LinkButton(_("Dispute this"), icon="note")
        self.records_button = LinkButton(_("Records of this line"), icon="deals")
        self.reading = ReadingLine(context)
        self.disputes = DisputeAsking(context, self)
        self._line: tuple[str | None, str] = None, ""
        self.accruals: AccrualsView | None = None
        self.card = StatementCard()
        self.card.buttons.addWidget(self.dispute_button)
        self.card.buttons.addWidget(self.records_button)
        self.card.buttons.addStretch()
        self.beside = BesideWhy(self.card, partial(WhyPanel, context), is_lasting=True)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.beside)
        self.states = States(self._stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(self._head())
        layout.addWidget(self.reading)
        layout.addSpacing(GRID)
        layout.addWidget(self.states, 1)
        self.back_button.clicked.connect(self.back_asked)
        self.progress_button.clicked.connect(self._on_progress)
        self.dispute_button.clicked.connect(self._on_dispute)
        self.records_button.clicked.connect(self._on_records)
        self.card.line_chosen.connect(self._on_line)
        self.file_button.clicked.connect(self._on_file)
        self.card.chosen.connect(self.beside.offer)
        self.card.asked.connect(self.beside.ask)
        self.beside.left.connect(self.back_asked)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)

    def open(self, employee_id: int) -> None:
        """Show the statement of the employee in the period that is chosen."""
        self._employee_id = employee_id
        self.title.clear()
        self.state.clear()
        self._close_records()
        self.reload()
        self.back_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def reload(self) -> None:
        if self._employee_id is not None:
            period = self._context.selection.period
            self.viewmodel.load(self._employee_id, period)
            self.reading.ask(self._employee_id, period)

    def _head(self) -> QHBoxLayout:
        words, row = QVBoxLayout(), QHBoxLayout()
        words.setSpacing(4)
        words.addWidget(self.title)
        words.addWidget(self.state)
        row.addLayout(words, 1)
        row.addWidget(self.progress_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.file_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @Slot(object)
    def _on_loaded(self, read: StatementRead) -> None:
        self._read, outcome = read, read.outcome
        title = Message(
            "Statement · {name} · {period}",
            name=read.employee.name,
            period=outcome.result.period,
        )
        self.title.setText(str(title))
        self.file_button.setVisible(outcome.statement is not None)
        if outcome.statement is None:
            self._close_records()
            self.state.clear()
            reason = outcome.problem or Message("No reward card is assigned.")
            state = self.states.show_sentence("rewards", capital(reason), _("All statements"))
            state.accepted.connect(self.back_asked)
            return
        words = read.state_words
        if read.state is None and not self._context.access.sees_unpublished():
            words = Message("Not published yet: what it would be by now")
        self.state.setText(str(words))
        set_tone(self.state, Tone.WARNING if read.state is StatementState.DRAFT else Tone.MUTED)
        self.card.show_statement(outcome.statement, read.with_records, read.disputed)
        self._show_ways()
        self.states.show_figures()

    @Slot(object, str)
    def _on_line(self, code: str | None, words: str) -> None:
        self._line = code, words
        self._show_ways()

    def _show_ways(self) -> None:
        """Offer what can be done about the line that is chosen."""
        code, _words = self._line
        read = self._read
        self.dispute_button.setVisible(
            read is not None
            and read.state in SHOWN
            and code is not None
            and self._may_dispute(read.employee.id)
        )
        self.records_button.setVisible(read is not None and code in read.with_records)

    def _may_dispute(self, employee_id: int) -> bool:
        """Return whether it is their own pay, or they decide about everybody's."""
        access = self._context.access
        return employee_id == access.employee_id or access.may(Right.CORRECT)

    @Slot()
    def _on_dispute(self) -> None:
        code, words = self._line
        if self._read is not None and code is not None:
            period = self._read.outcome.result.period
            self.disputes.ask(self._read.employee, period, line=code, label=words)

    @Slot()
    def _on_records(self) -> None:
        code, words = self._line
        read = self._read
        if read is None or read.outcome.statement is None or code is None:
            return
        if self.accruals is None:
            self.accruals = AccrualsView(self._context, read.outcome.statement.total.currency)
            self.accruals.back_asked.connect(self._on_records_left)
            self._stack.addWidget(self.accruals)
        self._stack.setCurrentWidget(self.accruals)
        self.accruals.show_line(read, code, words)

    @Slot()
    def _on_records_left(self) -> None:
        self._close_records()
        self.records_button.setFocus()

    def _close_records(self) -> None:
        self._stack.setCurrentIndex(0)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self._context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The figures could not be read.")
        state = self.states.show_sentence("warning", words, _("Try again"))
        state.accepted.connect(self.reload)

    def _on_progress(self) -> None:
        if self._employee_id is not None:
            self._context.selection.choose_employee(self._employee_id)
            self._context.navigate("progress", self._employee_id)

    def _on_file(self) -> None:
        if self._read is not None:
            employee, period = self._read.employee, self._read.outcome.result.period
            self.files.ask_for_statement(employee.code, employee.name, period)

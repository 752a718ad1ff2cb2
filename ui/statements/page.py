"""Rewards: the statements of a period, and the statement of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMessageBox, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.models.rows import RowsModel
from ui.printing.saving import PayFiles
from ui.statements.columns import COLUMNS
from ui.statements.one import StatementView
from ui.statements.viewmodel import PayRow, StatementsViewModel, sum_of
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card
from ui.widgets.column_fit import ColumnFit
from ui.widgets.states import States
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.payroll import SavedStatements


class StatementsPage(KpiPage):
    """``open_key`` takes the id of an employee, whose statement it opens."""

    shortcuts = (
        ("Return", Message("Open the statement")),
        ("Backspace", Message("Back to all statements")),
        ("Esc", Message("Back to all statements")),
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.viewmodel = StatementsViewModel(context.services, context.tasks, context.changes, self)
        self._model = RowsModel[PayRow](COLUMNS)
        self.table = TableView("statements", self._model, title=_("Statements"))
        self._fit = ColumnFit(self.table, self._model, "statements")
        self.save_button = Button(_("Calculate and save all"), Kind.PRIMARY, icon="calculate")
        self.sheet_button = Button(_("Pay sheet…"), icon="print")
        self.files = PayFiles(context, self)
        self._subtitle = Label(role=Role.MUTED, wraps=True)
        self.count = Label(role=Role.STRONG)
        self.total = Label(role=Role.VALUE, tone=Tone.ACCENT)
        self.question: QMessageBox | None = None
        self._is_again = False
        self.states = States(self._list())
        self.one = StatementView(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._all())
        self._stack.addWidget(self.one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.addWidget(self._stack)
        self._connect()

    @property
    def is_on_one(self) -> bool:
        """Whether one person's statement is shown, not the list."""
        return self._stack.currentWidget() is self.one

    def open_key(self, key: object) -> None:
        if isinstance(key, int):
            self._stack.setCurrentWidget(self.one)
            self.one.open(key)

    def load(self) -> None:
        period = self.context.selection.period
        if period.kind is PeriodKind.MONTH:
            self.viewmodel.load(period)
        else:
            self.viewmodel.drop()
            self._say_monthly(period)
        if self.is_on_one:
            self.one.reload()

    def back(self) -> None:
        """Show the list again, the keyboard on the row that was left."""
        self._stack.setCurrentIndex(0)
        self.table.setFocus()

    def show_start(self) -> None:
        if self.is_on_one:
            self.back()

    def _all(self) -> QWidget:
        box = QWidget()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(Label(_("Rewards"), Role.PAGE, wraps=True))
        words.addWidget(self._subtitle)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addWidget(self.save_button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID + 4)
        column.addLayout(head)
        column.addWidget(self.states, 1)
        return box

    def _list(self) -> QWidget:
        box, foot = QWidget(), Card()
        row = QHBoxLayout()
        row.addWidget(self.count, 1)
        row.addWidget(self.sheet_button)
        row.addWidget(self.total)
        foot.body.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        foot.body.addLayout(row)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.table, 1)
        column.addWidget(foot)
        return box

    def _connect(self) -> None:
        QWidget.setTabOrder(self.table, self.save_button)
        self.table.row_activated.connect(self._on_opened)
        self.save_button.clicked.connect(self._on_save)
        self.sheet_button.clicked.connect(self._on_sheet)
        self.one.back_asked.connect(self.back)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.saved.connect(self._on_saved)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.saving_failed.connect(self._on_saving_failed)
        backspace = QShortcut(QKeySequence(Qt.Key.Key_Backspace), self.one)
        backspace.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        backspace.activated.connect(self.back)

    @Slot(object)
    def _on_loaded(self, rows: tuple[PayRow, ...]) -> None:
        period = self.context.selection.period
        unsaved = sum(row.state is None and row.problem is None for row in rows)
        words = Message("{period} · all statements are saved", period=period)
        if unsaved:
            words = Message("{period} · not saved yet: {count}", period=period, count=unsaved)
        self._subtitle.setText(str(words))
        self.save_button.setVisible(bool(rows))
        if not rows:
            self._subtitle.setText(str(period.shown()))
            self.explain_nothing(self.states, self._say_nobody)
            return
        self._model.set_rows(rows)
        self._fit.fit()
        self.sheet_button.setEnabled(any(row.state is not None for row in rows))
        paid = [row.total for row in rows if row.total is not None]
        self.count.setText(
            str(
                plural("Total of {count} statement", "Total of {count} statements", count=len(paid))
            )
        )
        self.total.setText(shows.money(sum_of(paid)))
        self.states.show_figures()

    def _say_monthly(self, period: Period) -> None:
        self._subtitle.setText(str(period.shown()))
        words = _("Statements are made by the month: choose one to see who is paid what.")
        button = Message("Show {month}", month=self.context.selection.month)
        state = self.states.show_sentence("rewards", words, str(button))
        state.accepted.connect(self._on_month)
        if self.window().focusWidget() is self.save_button:
            state.setFocus()
        self.save_button.hide()

    def _on_month(self) -> None:
        self.context.selection.choose_period(self.context.selection.month)

    def _say_nobody(self) -> None:
        words = _(
            "Nobody has a reward card in this period. Cards and salaries come with a scheme file."
        )
        state = self.states.show_sentence("rewards", words, _("Load a scheme file…"))
        state.accepted.connect(self.beginning.scheme_import.ask)

    def _on_opened(self, row: PayRow) -> None:
        self.open_key(row.employee_id)

    def _on_save(self) -> None:
        self._is_again = any(row.state is not None for row in self._model.rows)
        if self._is_again:
            self._ask_again()
        else:
            self._save()

    def _on_sheet(self) -> None:
        self.files.ask_for_sheet(self.context.selection.period)

    def _ask_again(self) -> None:
        period = self.context.selection.period
        question = self.question = QMessageBox(self)
        question.setText(str(Message("Calculate {period} again?", period=period)))
        question.setInformativeText(
            _("Drafts are replaced by what is computed now; settled statements stay.")
        )
        keep = question.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
        question.addButton(_("Calculate again"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(keep)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self._save)
        question.open()

    def _save(self) -> None:
        self.save_button.setEnabled(False)
        self.viewmodel.calculate_and_save(self.context.selection.period)

    @Slot(object)
    def _on_saved(self, saved: SavedStatements) -> None:
        self.save_button.setEnabled(True)
        words = str(
            plural("{count} statement saved", "{count} statements saved", count=saved.saved)
        )
        if self._is_again:
            words = str(
                Message("{words}; amounts changed: {count}", words=words, count=saved.changed)
            )
        if saved.kept:
            words = str(
                Message("{words}; settled and kept: {count}", words=words, count=saved.kept)
            )
        if saved.problems:
            words = str(
                Message("{words}; with a problem: {count}", words=words, count=saved.problems)
            )
        self.context.say(words)

    def _on_saving_failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.context.report(error)

    def _on_failed(self, error: Exception) -> None:
        state = self.states.show_sentence("warning", self.words_of(error), _("Try again"))
        state.accepted.connect(self.reload)

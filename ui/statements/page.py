"""Rewards: the statements of a period, and the statement of one person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.statements import StatementState
from crm_desktop.texts import Message, _, plural
from ui import format as shows
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.models.rows import RowsModel
from ui.printing.saving import PayFiles
from ui.rewards.life import LifeHead
from ui.rewards.recalculation import RecalculationView
from ui.rights import needs
from ui.statements.columns import COLUMNS
from ui.statements.one import StatementView
from ui.statements.viewmodel import UNPUBLISHED, PayRow, StatementsViewModel, sum_of
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind, set_kind
from ui.widgets.card import Card
from ui.widgets.column_fit import ColumnFit
from ui.widgets.states import States
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.payroll import DraftChange, SavedStatements


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
        self.life = LifeHead(context)
        self._subtitle = Label(role=Role.MUTED, wraps=True)
        self.count = Label(role=Role.STRONG)
        self.total = Label(role=Role.VALUE, tone=Tone.ACCENT)
        self._is_again = False
        self.states = States(self._list())
        self.one = StatementView(context)
        self.recalculation = RecalculationView()
        self._stack = QStackedWidget()
        self._stack.addWidget(self._all())
        self._stack.addWidget(self.one)
        self._stack.addWidget(self.recalculation)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
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
            self.life.load(period)
        else:
            self.viewmodel.drop()
            self.life.forget()
            self._say_monthly(period)
        if self._stack.currentWidget() is self.recalculation:
            self.back()
        if self.is_on_one:
            self.one.reload()

    def back(self) -> None:
        """Show the list again, the keyboard on the row that was left."""
        self._stack.setCurrentIndex(0)
        self.table.setFocus()

    def show_start(self) -> None:
        if self._stack.currentIndex():
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
        column.addWidget(self.life)
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
        needs(self.context.access, Right.CALCULATE, self.save_button)
        self.recalculation.replaced.connect(self._on_replace)
        self.recalculation.kept.connect(self.back)
        self.viewmodel.previewed.connect(self._on_previewed)
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
        self._subtitle.setText(str(self._words_of(rows)))
        is_open = any(row.state in {None, StatementState.DRAFT} for row in rows)
        self.save_button.setVisible(is_open)
        self._show_saved(any(row.state is not None for row in rows))
        if not rows:
            self._subtitle.setText(str(period.shown()))
            self.beginning.explain(self.states, period, self._say_nobody, is_of_pay=True)
            return
        is_early = self.context.access.sees_unpublished()
        shown = rows if is_early else [replace(row, waiting=UNPUBLISHED) for row in rows]
        self._model.set_rows(shown)
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

    def _words_of(self, rows: tuple[PayRow, ...]) -> Message:
        """Return how far the statements are, to those who see them before they are published."""
        period = self.context.selection.period
        unsaved = sum(row.state is None and row.problem is None for row in rows)
        if not self.context.access.sees_unpublished():
            if unsaved:
                return Message(
                    "{period} · not published yet: what it would be by now", period=period
                )
            return Message("{period}", period=period)
        if unsaved:
            return Message("{period} · not saved yet: {count}", period=period, count=unsaved)
        return Message("{period} · all statements are saved", period=period)

    def _show_saved(self, is_saved: bool) -> None:
        """Let the next step of the month come before calculating it again."""
        self._is_again = is_saved
        words = _("Calculate again…") if is_saved else _("Calculate and save all")
        self.save_button.setText(words)
        set_kind(self.save_button, Kind.PLAIN if is_saved else Kind.PRIMARY, icon="calculate")

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
        if not self.context.access.may(Right.SCHEME):
            unpaid = _("There is no reward card to see in this period.")
            self.states.show_sentence("rewards", unpaid)
            return
        words = _(
            "Nobody has a reward card in this period. Cards and salaries come with a scheme file."
        )
        state = self.states.show_sentence("rewards", words, _("Load a scheme file…"))
        state.accepted.connect(self.beginning.scheme_import.ask)

    def _on_opened(self, row: PayRow) -> None:
        self.open_key(row.employee_id)

    def _on_save(self) -> None:
        if self._is_again:
            self.save_button.setEnabled(False)
            self.viewmodel.preview(self.context.selection.period)
        else:
            self._save()

    @Slot(object)
    def _on_previewed(self, changes: list[DraftChange]) -> None:
        self.save_button.setEnabled(True)
        self._stack.setCurrentWidget(self.recalculation)
        self.recalculation.show_changes(self.context.selection.period, changes)

    @Slot()
    def _on_replace(self) -> None:
        self.back()
        self._save()

    @Slot()
    def _on_sheet(self) -> None:
        self.files.ask_for_sheet(self.context.selection.period)

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

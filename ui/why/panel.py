"""Why this number: the sentence, the steps, and the records behind the chosen step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from crm_desktop.domain.money import Money
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.records import RecordRow, RecordsPage
from crm_desktop.rewards.accrual import AccrualRow
from crm_desktop.texts import _, plural, shown
from ui import theme
from ui.brief import capital
from ui.context import Context
from ui.theme import GRID
from ui.why.explanation import Explanation
from ui.why.question import Question, as_text, rule_line
from ui.why.records import AMOUNT, CUSTOMER, PAGES, SHARE, RecordsModel, record_of, sum_words
from ui.why.tree import DerivationTree
from ui.why.viewmodel import WhyViewModel
from ui.widgets.buttons import IconButton
from ui.widgets.card import line
from ui.widgets.column_fit import ColumnFit
from ui.widgets.link_button import LinkButton
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

_LEAST_ROWS = 2
_TO_RECORDS = 1_000
"""The part of the room left that records take as far as they can, of one more than this."""
_WIDTH = 300
_ROOM_FOR_CUSTOMERS = 400


class WhyPanel(QFrame):
    """A card beside the screen that asked; ``closed`` is emitted by its cross and by Esc."""

    closed = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._question: Question | None = None
        self.viewmodel = WhyViewModel(context.services, context.tasks, self)
        self.setProperty("surface", "card")
        self.setAccessibleName(_("Why this number"))
        self.setMinimumWidth(_WIDTH)
        self._title = Label(role=Role.TITLE, wraps=True)
        self._about = Label(role=Role.TINY, wraps=True)
        self._sentence = Label(wraps=True)
        self._step = Label(role=Role.MUTED, wraps=True)
        self._rule = Label(role=Role.TINY, wraps=True)
        self.tree = DerivationTree()
        self._model = RecordsModel()
        self.records = _records_table(self._model)
        self._fit = ColumnFit(self.records, self._model, "why")
        self._heading = Label(role=Role.STRONG, wraps=True)
        self._note = Label(role=Role.MUTED, wraps=True)
        self.all_button = LinkButton(_("Show all records"))
        self.copy_button = IconButton("copy", _("Copy as text"))
        self.close_button = IconButton("close", _("Close"))
        self._lay_out()
        self._connect()

    @property
    def question(self) -> Question | None:
        return self._question

    def ask(self, question: Question) -> None:
        """Show why; a figure that is shown already keeps its open steps."""
        if question == self._question:
            return
        self._question = question
        self._title.setText(question.title())
        self._about.setText(shown(question.about))
        self._about.setVisible(bool(self._about.text()))
        self._sentence.setText(capital(question.sentence()))
        self.tree.show_question(question)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.records.setColumnHidden(CUSTOMER, event.size().width() < _ROOM_FOR_CUSTOMERS)

    def copy(self) -> None:
        if self._question is not None:
            QGuiApplication.clipboard().setText(as_text(self._question))
            self._context.say(_("The explanation was copied."))

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 2 * GRID, 1, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addLayout(self._head())
        layout.addWidget(self._words())
        layout.addLayout(self._behind(), _TO_RECORDS)
        layout.addStretch(1)

    def _words(self) -> Explanation:
        inside = QWidget()
        inside.setMinimumWidth(_WIDTH - 3 * GRID)
        body = QVBoxLayout(inside)
        body.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        body.setSpacing(GRID)
        for part in (self._about, self._sentence, self.tree, self._step, self._rule):
            body.addWidget(part)
        return Explanation(inside)

    def _behind(self) -> QVBoxLayout:
        """Lay out the records, which end within the panel and scroll by themselves."""
        body = QVBoxLayout()
        body.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        body.setSpacing(GRID)
        for part in (line(), self._heading, self._note):
            body.addWidget(part)
        body.addWidget(self.records, _TO_RECORDS)
        body.addWidget(self.all_button, 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch(1)
        return body

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(2 * GRID, 0, GRID, 0)
        row.addWidget(self._title, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _connect(self) -> None:
        self.tree.step_chosen.connect(self._on_step)
        self.records.row_activated.connect(self._on_record)
        self.all_button.clicked.connect(self.viewmodel.show_more)
        self.copy_button.clicked.connect(self.copy)
        self.close_button.clicked.connect(self.closed)
        self._model.more_wanted.connect(self.viewmodel.show_more)
        self.viewmodel.reading.connect(self._on_reading)
        self.viewmodel.shown.connect(self._on_first)
        self.viewmodel.earned.connect(self._on_earned)
        self.viewmodel.added.connect(self._on_more)
        self.viewmodel.failed.connect(self._on_failed)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.closed)

    def _on_step(self, step: Derivation) -> None:
        is_root = self._question is not None and step is self._question.derivation
        words = "" if is_root or step.sentence is None else capital(step.sentence)
        self._step.setText(words)
        self._step.setVisible(bool(words))
        rule = self.tree.rule_in_force()
        self._rule.setText("" if rule is None else rule_line(rule))
        self._rule.setVisible(rule is not None)
        self._heading.setText(shown(step.label))
        note = self._question.records_note if is_root and self._question is not None else None
        self._say_of_records(_no_records() if note is None else str(note))
        earned = None if self._question is None else self._question.earned_by(step)
        if earned is not None and note is None:
            self.viewmodel.show_earned(earned)
        else:
            self.viewmodel.show_records(step.records)

    def _on_reading(self) -> None:
        self._say_of_records(_("Loading…"))

    def _on_first(self, page: RecordsPage) -> None:
        if not page.count:
            self._say_of_records(_("There are no records in this period."))
            return
        self._note.setText(_counted(page))
        self._model.set_rows(page.rows)
        self._show_records(is_whole=page.next_cursor is None)
        self.all_button.setText(
            str(plural("Show {count} record", "Show all {count} records", count=page.count))
        )

    def _on_earned(self, found: Sequence[AccrualRow]) -> None:
        question = self._question
        if not found or question is None or not isinstance(question.figure, Money):
            self._say_of_records(_no_records())
            return
        currency = question.figure.currency
        self._note.setText(str(sum_words([one.accrual for one in found], currency)))
        self._model.set_rows([record_of(one, currency) for one in found])
        self._show_records(is_whole=True)

    def _on_more(self, page: RecordsPage) -> None:
        self._model.append_rows(page.rows, has_more=page.next_cursor is not None)
        self._show_records(is_whole=True)
        self.records.setFocus()

    def _show_records(self, *, is_whole: bool) -> None:
        self.records.setColumnHidden(SHARE, not self._model.has_shares())
        self.records.setColumnHidden(AMOUNT, not self._model.has_amounts())
        self._fit.fit()
        self.records.setVisible(True)
        self.all_button.setVisible(not is_whole)
        rows = self._model.rowCount()
        self.records.setMinimumHeight(_height_of(min(rows, _LEAST_ROWS)))
        self.records.setMaximumHeight(_height_of(rows))

    def _say_of_records(self, sentence: str) -> None:
        self._note.setText(sentence)
        self.records.hide()
        self.all_button.hide()

    def _on_failed(self, error: Exception) -> None:
        self._say_of_records(_("The records could not be read."))
        self._context.report(error)

    def _on_record(self, row: RecordRow) -> None:
        page = PAGES.get(row.entity)
        if page is not None:
            self._context.navigate(page, row.id)


def _no_records() -> str:
    return _("No single records stand behind this step.")


def _height_of(rows: int) -> int:
    """Return the height of a table with ``rows``, its header and its frame."""
    return (rows + 1) * theme.ROW_HEIGHT + theme.GRID


def _counted(page: RecordsPage) -> str:
    if page.total is None:
        return str(plural("{count} record", "{count} records", count=page.count))
    return str(
        plural(
            "{count} record, {total}",
            "{count} records, {total}",
            count=page.count,
            total=page.total,
        )
    )


def _records_table(model: RecordsModel) -> TableView:
    table = TableView("why", model, title=_("Records"))
    table.setSortingEnabled(False)
    table.horizontalHeader().setSectionsClickable(False)
    table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
    return table

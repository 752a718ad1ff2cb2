"""The KPI monitor: the chosen employee's bars, small enough to stay beside any screen."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm_desktop.domain.people import EmployeeRow
from crm_desktop.texts import Message, _, shown
from ui import format as shows
from ui.brief import Brief, capital
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.progress.figure import Figure
from ui.progress.figures import IndicatorFigures, ProgressFigures
from ui.progress.viewmodel import ProgressRead, ProgressViewModel
from ui.statements.questions import why_total
from ui.theme import GRID, Tone
from ui.why.clickable import Clickable
from ui.why.panel import WhyPanel
from ui.why.question import Question
from ui.widgets.card import clear
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.states import States
from ui.widgets.text import ElidedLabel, Label, Role

_WIDTH = 280


class MonitorRow(Clickable):
    """An indicator in two lines: name and fact, and the bar; pressing it asks why."""

    asked = Signal(object)

    def __init__(self, figures: IndicatorFigures, parent: QWidget | None = None) -> None:
        super().__init__(_spoken(figures), parent)
        self._figures = figures
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(figures.result.name), 1)
        head.addWidget(Label(shown(Brief(figures.result.fact, is_whole=True)), Role.STRONG))
        column = QVBoxLayout()
        column.setContentsMargins(GRID, 6, GRID, 6)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(ProgressBar(figures.result.name, figures.bar, is_compact=True))
        if figures.bar.ratio is None:
            column.addWidget(Label(capital(figures.hint), Role.TINY, wraps=True))
        self.hold(column)
        self.setToolTip(capital(figures.hint))
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self.asked.emit(self._figures.why_bar())


class ProgressMonitor(KpiPage):
    """The content of the dock; “why” opens in its place, so that the screen beside it stays."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.viewmodel = ProgressViewModel(context.services, context.tasks, self)
        self.setMinimumWidth(_WIDTH)
        self.chooser = QComboBox()
        self.chooser.setAccessibleName(_("Employee"))
        self.chooser.setPlaceholderText(_("Choose an employee"))
        self.chooser.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.rows: list[MonitorRow] = []
        self._employees: tuple[EmployeeRow, ...] = ()
        self._rows = QVBoxLayout()
        self.total = Figure(_("Total now"), Role.VALUE)
        self._figures: ProgressFigures | None = None
        self.states = States(self._bars())
        self.panel = WhyPanel(context)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._front())
        self._stack.addWidget(self.panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.chooser.activated.connect(self._on_chosen)
        self.total.clicked.connect(self._on_total)
        self.panel.closed.connect(self._on_closed)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)

    @property
    def is_asked(self) -> bool:
        """Whether “why” stands in place of the bars."""
        return self._stack.currentWidget() is self.panel

    def sizeHint(self) -> QSize:
        """Return room for the bars, however long a sentence stands in their place at first."""
        return QSize(_WIDTH + 6 * GRID, super().sizeHint().height())

    def load(self) -> None:
        selection = self.context.selection
        self.viewmodel.load(selection.employee_id, selection.period)

    def ask(self, question: Question) -> None:
        self.panel.ask(question)
        self._stack.setCurrentWidget(self.panel)
        self.panel.tree.setFocus()

    def _front(self) -> QFrame:
        front = QFrame()
        front.setProperty("surface", "bar")
        column = QVBoxLayout(front)
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.addWidget(self.chooser)
        column.addWidget(self.states, 1)
        return front

    def _bars(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("surface", "page")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._rows)
        column.addWidget(self.total)
        column.addStretch()
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return area

    @Slot(object)
    def _on_loaded(self, read: ProgressRead) -> None:
        self._show_employees(read.employees)
        if read.figures != self._figures:  # else the focus and the open “why” stay
            self._figures = read.figures
            self._stack.setCurrentIndex(0)
            self._show_rows(read.figures)
        if self.rows:
            self.states.show_figures()
        else:
            self.explain_nothing(self.states, self._say_nothing)

    def _say_nothing(self) -> None:
        if self._figures is None:
            self.states.show_sentence("user", _("Choose whose progress to show."))
        else:
            self.states.show_sentence("target", capital(self._figures.outcome.result.reason))

    def _show_rows(self, figures: ProgressFigures | None) -> None:
        clear(self._rows)
        self.rows = [MonitorRow(one) for one in figures.indicators] if figures else []
        for row in self.rows:
            row.asked.connect(self.ask)
            self._rows.addWidget(row)
        if figures is not None:
            self._show_total(figures)

    def _show_employees(self, employees: tuple[EmployeeRow, ...]) -> None:
        if employees != self._employees:
            self._employees = employees
            self.chooser.clear()
            for employee in employees:
                self.chooser.addItem(employee.name, employee.id)
        self.chooser.setCurrentIndex(self.chooser.findData(self.context.selection.employee_id))

    def _show_total(self, figures: ProgressFigures) -> None:
        self.total.set_caption(_("Total") if figures.is_over else _("Total now"))
        if figures.statement is None:
            self.total.show_nothing(
                figures.outcome.problem or Message("No reward card is assigned.")
            )
        else:
            self.total.show_value(shows.money(figures.statement.total, is_short=True), Tone.ACCENT)

    def _on_chosen(self, place: int) -> None:
        self.context.selection.choose_employee(self.chooser.itemData(place))

    def _on_total(self) -> None:
        if self._figures is not None and self._figures.statement is not None:
            self.ask(why_total(self._figures.statement))

    def _on_closed(self) -> None:
        self._stack.setCurrentIndex(0)
        self.chooser.setFocus()

    def _on_failed(self, error: Exception) -> None:
        state = self.states.show_sentence("warning", self.words_of(error), _("Try again"))
        state.accepted.connect(self.reload)


def _spoken(figures: IndicatorFigures) -> str:
    words = Message(
        "{name}: {fact}, {bar}",
        name=figures.result.name,
        fact=Brief(figures.result.fact),
        bar=figures.bar.described(),
    )
    return str(words)

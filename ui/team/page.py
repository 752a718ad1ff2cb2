"""The team: everyone's indicators with bars, score and pay, and the totals above them."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.texts import Message, _
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.team.columns import columns_of, question_at
from ui.team.rows import TeamRead, TeamRow
from ui.team.table import TeamTable
from ui.team.viewmodel import TeamViewModel
from ui.theme import GRID
from ui.why.beside import BesideWhy
from ui.why.panel import WhyPanel
from ui.widgets.buttons import Button
from ui.widgets.card import clear
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.states import States
from ui.widgets.text import Label, Role


class TeamPage(KpiPage):
    shortcuts = (
        ("Space", Message("Why this number")),
        ("Return", Message("Open the progress of the person")),
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.viewmodel = TeamViewModel(context.services, context.tasks, self)
        self.search = SearchField(_("Find in the team"))
        self.department = QComboBox()
        self.department.setAccessibleName(_("Department"))
        self.department.setMinimumContentsLength(10)
        self.department.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.why_button = Button(_("Why this number?"), icon="why")
        self.table: TeamTable | None = None
        self._codes: tuple[str, ...] = ()
        self._rows: tuple[tuple[TeamRow, ...], tuple[TeamRow, ...]] | None = None
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self._subtitle = Label(role=Role.MUTED, wraps=True)
        self.beside = BesideWhy(self._people(), WhyPanel(context))
        self.states = States(self.beside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(4)
        layout.addWidget(Label(_("Team"), Role.PAGE, wraps=True))
        layout.addWidget(self._subtitle)
        layout.addSpacing(GRID)
        layout.addWidget(self.states, 1)
        self.search.searched.connect(self.viewmodel.search)
        self.department.activated.connect(self._on_department)
        self.why_button.clicked.connect(self._on_why)
        self.viewmodel.reading.connect(self.states.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.filtered.connect(self._on_filtered)
        self.viewmodel.failed.connect(self._on_failed)

    def load(self) -> None:
        self.viewmodel.load(self.context.selection.period)

    def _people(self) -> QWidget:
        box = QWidget()
        filters = QHBoxLayout()
        filters.addWidget(self.search, 2)
        filters.addWidget(self.department, 1)
        filters.addStretch(1)
        filters.addWidget(self.why_button)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(filters)
        column.addLayout(self._place, 1)
        return box

    @Slot(object)
    def _on_loaded(self, found: TeamRead) -> None:
        if not found.sellers:
            state = self.states.show_sentence(
                "team", _("Nobody is employed in this period."), _("Read again")
            )
            state.accepted.connect(self.reload)
            return
        self._subtitle.setText(
            str(
                Message(
                    "{period} · people: {count}",
                    period=self.context.selection.period,
                    count=len(found.sellers),
                )
            )
        )
        self._show_departments(found)
        if self.table is None or self._codes != tuple(found.indicators):
            self._build_table(found)
        self.states.show_figures()

    def _show_departments(self, found: TeamRead) -> None:
        chosen = self.department.currentData()
        self.department.clear()
        self.department.addItem(_("All departments"), None)
        for code, name in found.departments.items():
            self.department.addItem(name, code)
        self.department.setCurrentIndex(max(0, self.department.findData(chosen)))

    def _build_table(self, found: TeamRead) -> None:
        clear(self._place)
        self._codes, self._rows = tuple(found.indicators), None
        self.table = TeamTable(columns_of(found.indicators))
        self.table.people.set_empty(EmptyState("search", _("Nobody fits the filter.")))
        self.table.opened.connect(self._on_opened)
        self.table.cell_asked.connect(self._on_asked)
        self._place.addWidget(self.table)

    @Slot(object, object)
    def _on_filtered(self, people: tuple[TeamRow, ...], totals: tuple[TeamRow, ...]) -> None:
        if self.table is not None and (people, totals) != self._rows:
            self._rows = (people, totals)
            self.beside.close_panel()
            self.table.show_rows(people, totals)

    def _on_department(self) -> None:
        self.viewmodel.choose_department(self.department.currentData())

    def _on_opened(self, row: TeamRow) -> None:
        if row.employee_id is not None:
            self.context.selection.choose_employee(row.employee_id)
            self.context.navigate("progress", row.employee_id)

    def _on_why(self) -> None:
        if self.table is not None:
            self.table.ask_current()

    def _on_asked(self, row: TeamRow, place: int) -> None:
        question = question_at(row, place, self._codes)
        if question is not None:
            self.beside.ask(question)

    def _on_failed(self, error: Exception) -> None:
        state = self.states.show_sentence("warning", self.words_of(error), _("Try again"))
        state.accepted.connect(self.reload)

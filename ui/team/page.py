"""The team: everyone's indicators with bars, score and pay, and the totals above them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Right
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.context import Context
from ui.kpi_page import KpiPage
from ui.team.viewmodel import TeamViewModel
from ui.theme import GRID
from ui.why.beside import BesideWhy
from ui.widgets.buttons import Button
from ui.widgets.card import clear
from ui.widgets.empty_state import EmptyState
from ui.widgets.search_field import SearchField
from ui.widgets.states import States
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from ui.team.rows import TeamRead, TeamRow
    from ui.team.table import TeamTable
    from ui.team.viewmodel import TeamShown
    from ui.why.panel import WhyPanel

# The window is greeted by this page, which is there before the rules and its figures are.
# ruff: noqa: PLC0415

_SEARCH_WIDTH = 96


class TeamPage(KpiPage):
    shortcuts = (
        ("Space", Message("Why this number")),
        ("Return", Message("Open the progress of the person")),
    )

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.viewmodel = TeamViewModel(context.services, context.tasks, self)
        self.search = SearchField(_("Find in the team"))
        self.search.setMinimumWidth(_SEARCH_WIDTH)
        self.department = QComboBox()
        self.department.setAccessibleName(_("Department"))
        self.department.setMinimumContentsLength(12)
        self.department.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.why_button = Button(_("Why?"), icon="why")
        self.why_button.setToolTip(_("Why this number?"))
        self.why_button.setAccessibleName(_("Why this number?"))
        self.table: TeamTable | None = None
        self._shown: TeamShown | None = None
        self._place = QVBoxLayout()
        self._place.setContentsMargins(0, 0, 0, 0)
        self._subtitle = Label(role=Role.MUTED, wraps=True)
        self.beside = BesideWhy(self._people(), self._why)
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
        selection = self.context.selection
        self.viewmodel.load(selection.period, selection.employee_id)

    def take_employee(self, employee_id: int | None) -> None:
        self.viewmodel.choose_employee(employee_id)

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

    def _why(self) -> WhyPanel:
        from ui.why.panel import WhyPanel

        return WhyPanel(self.context)

    @Slot(object)
    def _on_loaded(self, found: TeamRead) -> None:
        if not found.sellers:
            self.explain_nothing(self.states, self._say_nobody)
            return
        self._show_departments(found)
        if found.indicators:
            self.states.show_figures()
        else:
            self.explain_nothing(self.states, partial(self._say_unmeasured, found))

    def _say_unmeasured(self, found: TeamRead) -> None:
        """Give the reason and a way on, unless pay at least can be shown."""
        reason = found.sellers[0].outcome.result.reason
        if reason is None or any(row.pay is not None for row in found.sellers):
            self.states.show_figures()
            return
        if not self.context.access.may(Right.SCHEME):
            self.states.show_sentence("target", capital(reason))
            return
        words = Message("{reason}: assign one in the KPI scheme.", reason=capital(reason))
        state = self.states.show_sentence("target", str(words), _("Open the KPI scheme"))
        state.accepted.connect(self._on_scheme)

    def _on_scheme(self) -> None:
        self.context.navigate("scheme", None)

    def _say_nobody(self) -> None:
        words = _("Nobody is employed in this period.")
        state = self.states.show_sentence("team", words, _("Read again"))
        state.accepted.connect(self.reload)

    def _show_departments(self, found: TeamRead) -> None:
        self.department.clear()
        self.department.addItem(_("All departments"), None)
        for code, name in found.departments.items():
            self.department.addItem(name, code)
            self.department.setItemData(
                self.department.count() - 1, name, Qt.ItemDataRole.ToolTipRole
            )
        self.department.setCurrentIndex(self.department.findData(self.viewmodel.department))

    def _build_table(self, shown: TeamShown) -> None:
        from ui.team.columns import columns_of
        from ui.team.table import TeamTable

        clear(self._place)
        self.table = TeamTable(columns_of(shown.indicators, has_departments=shown.has_departments))
        self.table.people.set_empty(EmptyState("search", _("Nobody fits the filter.")))
        self.table.opened.connect(self._on_opened)
        self.table.cell_asked.connect(self._on_asked)
        self._place.addWidget(self.table)

    @Slot(object)
    def _on_filtered(self, shown: TeamShown) -> None:
        before, self._shown = self._shown, shown
        period, count = self.context.selection.period, len(shown.people)
        self._subtitle.setText(
            str(Message("{period} · people: {count}", period=period, count=count))
        )
        if self.table is None or before is None or _columns(before) != _columns(shown):
            self._build_table(shown)
        elif _rows(before) == _rows(shown):
            return  # the chosen cell and the open “why” stay where they are
        if self.table is not None:
            self.beside.close_panel()
            self.table.show_rows(shown.people, shown.totals)

    def _on_department(self) -> None:
        self.viewmodel.choose_department(self.department.currentData())

    def _on_opened(self, row: TeamRow) -> None:
        if row.employee_id is not None:
            self.context.selection.choose_employee(row.employee_id)
            self.context.navigate("progress", row.employee_id)

    def _on_why(self) -> None:
        if self.table is not None:
            self.table.ask_current()

    def _on_asked(self, row: TeamRow, column: str) -> None:
        from ui.team.columns import question_at, why_nothing

        codes = () if self._shown is None else tuple(self._shown.indicators)
        question = question_at(row, column, codes)
        if question is None:
            self.context.say(why_nothing(row, column, codes))
        else:
            self.beside.ask(question)

    def _on_failed(self, error: Exception) -> None:
        state = self.states.show_sentence("warning", self.words_of(error), _("Try again"))
        state.accepted.connect(self.reload)


def _columns(shown: TeamShown) -> tuple[tuple[str, str] | bool, ...]:
    return (*shown.indicators.items(), shown.has_departments)


def _rows(shown: TeamShown) -> list[object]:
    return [len(shown.people), *(row.shown() for row in (*shown.people, *shown.totals))]

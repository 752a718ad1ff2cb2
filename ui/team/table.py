"""The people's table with its totals below, which stay in sight and keep the same columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui import theme
from ui.models.rows import Column, RowsModel
from ui.team.rows import TeamRow
from ui.widgets.column_fit import ColumnFit
from ui.widgets.table_view import TableView

_MOST_TOTALS = 3


class TeamTable(QWidget):
    """Emits ``opened`` with the row that Enter or a double click is on.

    ``cell_asked`` carries row and code of the column when Space is pressed on a cell.
    """

    opened = Signal(object)
    cell_asked = Signal(object, str)

    def __init__(self, columns: Sequence[Column[TeamRow]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._people = RowsModel[TeamRow](columns)
        self._totals = RowsModel[TeamRow](columns)
        height = theme.COMFORTABLE_ROW_HEIGHT
        self.people = TableView("team", self._people, title=_("Team"), row_height=height)
        self.totals = TableView("team-totals", self._totals, title=_("Totals"), row_height=height)
        self._current = self.people
        self._set_up_totals()
        for table in (self.people, self.totals):
            table.row_activated.connect(self.opened)
            space = QShortcut(QKeySequence(Qt.Key.Key_Space), table)
            space.setContext(Qt.ShortcutContext.WidgetShortcut)
            space.activated.connect(self.ask_current)
        self.people.clicked.connect(self._on_people)
        self.totals.clicked.connect(self._on_totals)
        self._fit = ColumnFit(self.people, self._people, "team")
        self._follow()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.people, 1)
        layout.addWidget(self.totals)

    def show_rows(self, people: Iterable[TeamRow], totals: Iterable[TeamRow]) -> None:
        self._people.set_rows(people)
        self._totals.set_rows(totals)
        self._fit.fit(self._totals.rows)
        rows = min(self._totals.rowCount(), _MOST_TOTALS)
        self.totals.setFixedHeight(rows * theme.COMFORTABLE_ROW_HEIGHT + 2)
        self.totals.setVisible(rows > 0)

    def ask_current(self) -> None:
        """Ask for the figure of the cell that is current in the table used last."""
        if self.totals.hasFocus():
            self._current = self.totals
        elif self.people.hasFocus():
            self._current = self.people
        index = self._current.currentIndex()
        if index.isValid():
            code = self._people.columns[index.column()].code
            self.cell_asked.emit(self._current.current_row, code)

    def _set_up_totals(self) -> None:
        self.totals.setSortingEnabled(False)
        self.totals.horizontalHeader().hide()
        self.totals.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _follow(self) -> None:
        """Give the totals the widths, the order and the place of the people's columns."""
        leader, follower = self.people.horizontalHeader(), self.totals.horizontalHeader()
        follower.restoreState(leader.saveState())
        leader.sectionResized.connect(self._on_resized)
        leader.sectionMoved.connect(self._on_moved)
        sideways = self.people.horizontalScrollBar()
        sideways.valueChanged.connect(self.totals.horizontalScrollBar().setValue)

    def _on_resized(self, section: int, _old: int, width: int) -> None:
        self.totals.setColumnHidden(section, width == 0)
        if width:
            self.totals.setColumnWidth(section, width)

    def _on_moved(self, _section: int, old: int, new: int) -> None:
        self.totals.horizontalHeader().moveSection(old, new)

    def _on_people(self) -> None:
        self._current = self.people

    def _on_totals(self) -> None:
        self._current = self.totals

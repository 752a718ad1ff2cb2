"""Groups of employees from any departments, and the card of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex

from crm_desktop.domain.names import folded
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.people.directory import DirectoryView
from ui.people.group_card import GroupCard
from ui.people.sections import GROUPS
from ui.people.viewmodel import GroupLine, GroupsViewModel, NewGroup
from ui.theme import GRID
from ui.widgets.column_fit import ColumnFit
from ui.widgets.table_view import TableView

_COLUMNS: tuple[Column[GroupLine], ...] = (
    Column(
        "name",
        Message("Group"),
        lambda line: line.row.name,
        lambda line: folded(line.row.name),
        width=176,
        stretch=2,
        icon=lambda _line: "team",
        tip=lambda line: line.row.name,
    ),
    Column(
        "people",
        Message("People"),
        lambda line: shows.number(line.people),
        lambda line: line.people,
        is_number=True,
        width=96,
    ),
    Column(
        "code",
        Message("Code"),
        lambda line: line.row.code,
        width=120,
        stretch=1,
        tip=lambda line: line.row.code,
    ),
)


class GroupsView(DirectoryView):
    """``open_key`` takes the id of a group, or a ``NewGroup``."""

    shortcuts = (("Ctrl+N", Message("Add group")), *DirectoryView.shortcuts)
    emptiness = Message(
        "A group holds people of any departments, such as newcomers: profiles and plans can be "
        "given to it."
    )
    card: GroupCard

    def __init__(self, context: Context) -> None:
        self.model = RowsModel(_COLUMNS)
        self.table = TableView("groups", self.model, title=_("Groups"))
        self.table.setMinimumWidth(40 * GRID)
        self._fit = ColumnFit(self.table, self.model, "groups")
        super().__init__(
            context,
            GroupsViewModel(context.services, context.tasks),
            GroupCard(context),
            self.table,
            place=GROUPS,
            new=_("Add group"),
            back=_("All groups"),
        )
        self.table.row_activated.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)

    def new(self) -> None:
        self.open_key(NewGroup())

    def show_list(self, read: tuple[GroupLine, ...]) -> bool:
        chosen = self.table.current_row
        self.model.set_rows(read)
        self._fit.fit()
        if chosen is not None:
            self.select(chosen.row.id)
        return bool(read)

    def select(self, key: object) -> None:
        for number, line in enumerate(self.model.rows):
            if line.row.id == key:
                self.table.selectRow(number)

    def _on_row(self, line: GroupLine) -> None:
        self.open_key(line.row.id)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._on_row(self.model.row_at(index))

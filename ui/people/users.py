"""Who may sign in: the list of users, and the card of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex

from crm_desktop import formats
from crm_desktop.domain.names import folded
from crm_desktop.texts import Message, _
from ui import format as shows
from ui.context import Context
from ui.models.rows import Column, RowsModel
from ui.people.directory import DirectoryView
from ui.people.sections import USERS
from ui.people.users_card import UserCard
from ui.people.users_viewmodel import (
    AccessViewModel,
    NewUser,
    UserLine,
    UsersKey,
    UsersViewModel,
)
from ui.theme import GRID, Tone
from ui.widgets.column_fit import ColumnFit
from ui.widgets.table_view import TableView


def _signed_in(line: UserLine) -> str:
    at = line.row.signed_in_at
    return shows.DASH if at is None else formats.moment(at.astimezone(line.zone))


def _state(line: UserLine) -> str:
    return _("May sign in") if line.row.is_active else _("Switched off")


_COLUMNS: tuple[Column[UserLine], ...] = (
    Column(
        "name",
        Message("Full name"),
        lambda line: line.row.name,
        lambda line: folded(line.row.name),
        width=136,
        stretch=2,
        icon=lambda _line: "user",
        tip=lambda line: line.row.name,
    ),
    Column("login", Message("Login"), lambda line: line.row.login, width=96, stretch=1),
    Column(
        "employee",
        Message("Employee"),
        lambda line: line.row.employee or shows.DASH,
        lambda line: folded(line.row.employee),
        width=112,
        stretch=1,
        tip=lambda line: line.row.employee,
    ),
    Column(
        "role",
        Message("Role"),
        lambda line: line.row.role.shown(),
        width=96,
        stretch=1,
        tip=lambda line: line.row.role.shown(),
    ),
    Column(
        "state",
        Message("State"),
        _state,
        lambda line: not line.row.is_active,
        tone=lambda line: None if line.row.is_active else Tone.MUTED,
        width=96,
    ),
    Column(
        "signed_in",
        Message("Last sign-in"),
        _signed_in,
        lambda line: line.row.signed_in_at,
        width=120,
    ),
)


class UsersView(DirectoryView):
    """``open_key`` takes the id of a user, a ``NewUser``, or a ``UsersKey`` for the list."""

    shortcuts = (("Ctrl+N", Message("Add user")), *DirectoryView.shortcuts)
    emptiness = Message(
        "Everybody who opens this database may do everything. Make the first user, an "
        "administrator, to ask for a name and a password."
    )
    card: UserCard

    def __init__(self, context: Context) -> None:
        self.model = RowsModel(_COLUMNS)
        self.table = TableView("users", self.model, title=_("Users"))
        self.table.setMinimumWidth(40 * GRID)
        self._fit = ColumnFit(self.table, self.model, "users")
        super().__init__(
            context,
            UsersViewModel(context.services, context.tasks),
            UserCard(context),
            self.table,
            place=USERS,
            new=_("Add user"),
            back=_("All users"),
        )
        self._access = AccessViewModel(
            context.services,
            context.tasks,
            built_for=context.access,
            report=context.report,
            parent=self,
        )
        self.table.row_activated.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)
        self.card.cards.saved.connect(self._access.ask)
        self._access.changed.connect(self._on_access)

    def new(self) -> None:
        self.open_key(NewUser())

    def open_key(self, key: object) -> None:
        if not isinstance(key, UsersKey):
            super().open_key(key)

    def show_list(self, read: tuple[UserLine, ...]) -> bool:
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

    def _on_row(self, line: UserLine) -> None:
        self.open_key(line.row.id)

    def _on_clicked(self, index: QModelIndex) -> None:
        self._on_row(self.model.row_at(index))

    def _on_access(self) -> None:
        self.context.entered(UsersKey())

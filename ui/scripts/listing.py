"""The list of scripts: what waits for approval on top, and the ways to a new one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.models.rows import RowsModel
from ui.scripts.columns import columns
from ui.scripts.viewmodel import ScriptsRead
from ui.theme import GRID, Tone
from ui.widgets.buttons import Button, Kind
from ui.widgets.card import Card, clear
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.icon_label import Icon
from ui.widgets.search_field import SearchField
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.scripts import ArrivedText, ScriptRow

INDICATOR, REWARD, LIBRARY, PASCAL = "indicator", "reward", "library", "pascal"
"""The ways to a new script."""
_MOST_WAITING = 4


class ScriptList(QWidget):
    """``opened`` carries a code, ``new_wanted`` a way to a new one, ``look_wanted`` a text."""

    opened = Signal(str)
    new_wanted = Signal(str)
    look_wanted = Signal(object)  # ArrivedText
    reload_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ScriptRow, ...] = ()
        self.search = SearchField(_("Find a script"))
        self.new_button = Button(_("New script"), Kind.PRIMARY, icon="add")
        self.menu = QMenu(self)
        self.waiting = Card()
        self.waiting.setAccessibleName(_("Waiting for approval"))
        self.look_buttons: list[Button] = []
        self._waiting_lines = QVBoxLayout()
        self.model = RowsModel[Any](columns())
        self.table = TableView("scripts", self.model, title=_("Scripts"))
        self._fit = ColumnFit(self.table, self.model, "scripts")
        self._lay_out()
        for words, way in _ways():
            action = self.menu.addAction(words)
            action.setData(way)
        self.menu.triggered.connect(self._on_way)
        self.new_button.setMenu(self.menu)
        self.search.searched.connect(self._show_found)
        self.table.row_activated.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)

    def show_reading(self) -> None:
        self.table.set_loading(not self._rows)

    def show_read(self, found: ScriptsRead) -> None:
        """Show the scripts, and above them what waits."""
        self._rows = found.rows
        self.table.set_loading(False)
        self._show_waiting(found.waiting)
        self._show_found(self.search.text())

    def show_failed(self, error: Exception) -> None:
        """Say why there is no list."""
        self.table.set_loading(False)
        words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
        self._rows = ()
        self.model.set_rows(())
        state = EmptyState("warning", words, _("Try again"))
        state.accepted.connect(self.reload_wanted)
        self.table.set_empty(state)

    def _show_waiting(self, waiting: Sequence[ArrivedText]) -> None:
        clear(self._waiting_lines)
        self.look_buttons = []
        self.waiting.setVisible(bool(waiting))
        for one in waiting[:_MOST_WAITING]:
            row = QHBoxLayout()
            row.setSpacing(GRID)
            row.addWidget(Icon("warning", tone=Tone.WARNING))
            row.addWidget(Label(_waiting_words(one), wraps=True), 1)
            button = Button(_("Look at the changes"))
            button.setAccessibleDescription(one.script.name)
            button.clicked.connect(lambda _checked=False, one=one: self.look_wanted.emit(one))
            row.addWidget(button)
            self.look_buttons.append(button)
            self._waiting_lines.addLayout(row)
        more = len(waiting) - _MOST_WAITING
        if more > 0:
            words = Message("and {count} more, in the list below", count=more)
            self._waiting_lines.addWidget(Label(str(words), Role.TINY))

    @Slot(str)
    def _show_found(self, words: str) -> None:
        wanted = words.strip().casefold()
        found = [
            row
            for row in self._rows
            if wanted in f"{row.name} {row.code} {row.kind.shown()} {row.author}".casefold()
        ]
        self.model.set_rows(found)
        self._fit.fit()
        if self._rows:
            self.table.set_empty(EmptyState("search", _("No script is like that.")))
        else:
            self.table.set_empty(self._emptiness())

    def _emptiness(self) -> EmptyState:
        sentence = _(
            "A script works out an indicator that no formula can, or changes pay at the end by "
            "rules of your own. It runs behind walls and can hurt nothing."
        )
        (first, way), *others = _ways()
        state = EmptyState("scripts", sentence, first)
        state.accepted.connect(lambda: self.new_wanted.emit(way))
        for words, other in others:
            link = state.add_way(words)
            link.clicked.connect(lambda _checked=False, other=other: self.new_wanted.emit(other))
        return state

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(GRID)
        sentence = _("Scripts work out indicators and change pay by rules of your own.")
        head.addWidget(Label(sentence, Role.MUTED, wraps=True), 1)
        head.addWidget(self.search)
        head.addWidget(self.new_button)
        self._waiting_lines.setSpacing(GRID)
        self.waiting.body.addLayout(self._waiting_lines)
        self.waiting.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addLayout(head)
        layout.addWidget(self.waiting)
        layout.addWidget(self.table, 1)

    def _on_way(self, action: object) -> None:
        self.new_wanted.emit(action.data())  # type: ignore[attr-defined]

    def _on_row(self, row: ScriptRow) -> None:
        self.opened.emit(row.code)

    def _on_clicked(self, index: object) -> None:
        self.opened.emit(self.model.row_at(index).code)  # type: ignore[arg-type]


def _waiting_words(one: ArrivedText) -> str:
    name = one.script.name
    if one.starts is None:
        return str(Message("“{name}” came from elsewhere and does not run.", name=name))
    words = Message(
        "“{name}” came from elsewhere: what is to hold from {day} on does not run before it is "
        "approved.",
        name=name,
        day=one.starts,
    )
    return str(words)


def _ways() -> tuple[tuple[str, str], ...]:
    return (
        (_("New indicator script"), INDICATOR),
        (_("New reward script"), REWARD),
        (_("From the library…"), LIBRARY),
        (_("From Pascal…"), PASCAL),
    )

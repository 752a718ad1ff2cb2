"""A list of definitions of one kind, and the editor that takes its place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from crm_desktop.changes import Changes
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui.context import Context, PageView
from ui.filters.editor import FilterEditor
from ui.models.rows import Column, RowsModel
from ui.rights import needs
from ui.scheme.editor import DefinitionEditor
from ui.scheme.viewmodel import SchemeRead, SchemeViewModel
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.column_fit import ColumnFit
from ui.widgets.empty_state import EmptyState
from ui.widgets.table_view import TableView
from ui.widgets.text import Label, Role


@dataclass(frozen=True, slots=True)
class Wording:
    """What a section says: its sentence, its button, and what stands where there is nothing."""

    title: str
    sentence: str
    new: str
    nothing: str
    icon: str


class DefinitionsView(PageView):
    """``elsewhere`` carries a ``SchemeKey`` of what is to be shown in another section."""

    elsewhere = Signal(object)
    concerned = Changes.SCHEME | Changes.PEOPLE | Changes.SETTINGS
    shortcuts: tuple[tuple[str, Message], ...] = (
        ("Ctrl+N", Message("Add")),
        ("Return", Message("Open")),
        ("Ctrl+S", Message("Save")),
        ("Ctrl+Z", Message("Undo")),
        ("Ctrl+Shift+Z", Message("Do again")),
        ("Esc", Message("Back to the list")),
    )

    def __init__(
        self,
        context: Context,
        editor: DefinitionEditor,
        columns: Sequence[Column[Any]],
        *,
        name: str,
        words: Wording,
    ) -> None:
        super().__init__()
        self.context = context
        self.editor = editor
        self.words = words
        self.viewmodel = SchemeViewModel(context.services, context.tasks, self)
        self.model = RowsModel[Any](columns)
        self.table = TableView(name, self.model, title=words.title)
        self.new_button = Button(words.new, Kind.PRIMARY, icon="add")
        self._fit = ColumnFit(self.table, self.model, name)
        self._read: SchemeRead | None = None
        self._wanted: list[str | None] = []
        self._is_stale = True
        self._stack = QStackedWidget()
        self._list = self._listing()
        self._lay_out()
        self._connect()

    @property
    def is_editing(self) -> bool:
        """Whether the editor stands in place of the list."""
        return self._stack.currentWidget() is self.editor

    def rows(self, read: SchemeRead) -> list[Any]:
        """Return what the list shows; each row has a ``code``."""
        raise NotImplementedError

    def emptiness(self) -> EmptyState:
        """Return what stands where there are no rows."""
        state = EmptyState(self.words.icon, self.words.nothing, self.words.new)
        state.accepted.connect(self._on_new)
        return state

    def open_code(self, code: str | None) -> None:
        """Edit the definition of ``code``, None a new one, once all is read."""
        self._wanted = [code]
        self._open_once_read()

    def _open_once_read(self) -> None:
        if self._read is not None and not self._is_stale:
            self._open_wanted()
        elif self.isVisible():
            self.reload()

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return not self.is_editing or self.editor.may_leave(then)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def _listing(self) -> QWidget:
        box = QWidget()
        head = QHBoxLayout()
        head.addWidget(Label(self.words.sentence, Role.MUTED, wraps=True), 1)
        head.addWidget(self.new_button)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        return box

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.editor)

    def _connect(self) -> None:
        self.new_button.clicked.connect(self._on_new)
        self.table.row_activated.connect(self._on_row)
        self.table.clicked.connect(self._on_clicked)
        self.editor.closed.connect(self._on_closed)
        self.viewmodel.reading.connect(self._on_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.context.changes.happened.connect(self._on_changes)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self._list)
        shortcut.activated.connect(self._on_new)
        own = (self.new_button, shortcut, self.editor.save_button, self.editor.delete_button)
        needs(self.context.access, Right.SCHEME, *own)

    def _open_wanted(self) -> None:
        read = self._read
        if read is None or not self._wanted:
            return
        code = self._wanted.pop()
        found = {one.code: one for one in self.editor.definitions(read)}
        if code is not None and code not in found:
            return
        if self.may_leave(lambda: self._edit(code)):
            self._edit(code)

    def _edit(self, code: str | None) -> None:
        if self._read is not None:
            found = {one.code: one for one in self.editor.definitions(self._read)}
            self._stack.setCurrentWidget(self.editor)
            self.editor.open(None if code is None else found[code], self._read)

    @Slot()
    def _on_new(self) -> None:
        self.open_code(None)

    def _on_row(self, row: Any) -> None:
        self.open_code(row.code)

    def _on_clicked(self, index: Any) -> None:
        self.open_code(self.model.row_at(index).code)

    @Slot()
    def _on_closed(self) -> None:
        self._stack.setCurrentWidget(self._list)
        self.table.setFocus()

    @Slot()
    def _on_reading(self) -> None:
        self.table.set_loading(not self.model.rows)

    @Slot(object)
    def _on_loaded(self, read: SchemeRead) -> None:
        self._read = read
        self.model.set_rows(self.rows(read))
        self._fit.fit()
        self.table.set_loading(False)
        if not self.model.rows:
            self.table.set_empty(self.emptiness())
        if self.is_editing:
            self.editor.refresh(read)
            for where in self.editor.findChildren(FilterEditor):
                where.reload()
        self._open_wanted()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.table.set_loading(False)
        if not isinstance(error, CrmError):
            self.context.report(error)
        words = str(error) if isinstance(error, CrmError) else _("The list could not be read.")
        self.model.set_rows(())
        state = EmptyState("warning", words, _("Try again"))
        state.accepted.connect(self.reload)
        self.table.set_empty(state)

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & self.concerned:
            self._is_stale = True
            if self.isVisible():
                self.reload()

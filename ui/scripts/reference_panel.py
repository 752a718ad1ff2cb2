"""The built-in reference: all that a script sees, to be looked through and put into the text."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.scripting.api import BUILTINS, MODULES, Entry, reference
from crm_desktop.texts import Message, _
from ui.scripts.offers import explained
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role

_LIST_HEIGHT = 28 * GRID


class ReferencePanel(QWidget):
    """``insert_wanted`` carries the text to put at the cursor."""

    insert_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()
        self.search = SearchField(_("Find in the reference"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("What a script sees"))
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.words = Label(wraps=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.insert_button = Button(_("Insert the example"), icon="add")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.words)
        layout.addWidget(self.insert_button)
        names = ", ".join(BUILTINS)
        modules = "; ".join(f"{name}: {', '.join(found)}" for name, found in MODULES.items())
        layout.addWidget(
            Label(str(Message("Of Python: {names}", names=names)), Role.TINY, wraps=True)
        )
        words = Message("May be imported: {modules}", modules=modules)
        layout.addWidget(Label(str(words), Role.TINY, wraps=True))
        self.search.searched.connect(self._show_found)
        self.list.currentRowChanged.connect(self._on_row)
        self.list.itemActivated.connect(self._on_insert)
        self.insert_button.clicked.connect(self._on_insert)

    def show_kind(self, kind: ScriptKind) -> None:
        """Show what scripts of ``kind`` see."""
        entries = reference(kind)
        if entries != self._entries:
            self._entries = entries
            self._show_found(self.search.text())

    @Slot(str)
    def _show_found(self, words: str) -> None:
        wanted = words.strip().casefold()
        self.list.clear()
        for entry in self._entries:
            text = f"{entry.call()} {entry.sentence}"
            if wanted in text.casefold():
                item = QListWidgetItem(entry.call())
                item.setData(Qt.ItemDataRole.UserRole, entry.name)
                item.setToolTip(str(entry.sentence))
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        if not self.list.count():
            self.words.setText(_("Nothing is called so."))
        self.insert_button.setEnabled(bool(self.list.count()))

    def _current(self) -> Entry | None:
        item = self.list.currentItem()
        if item is None:
            return None
        name = item.data(Qt.ItemDataRole.UserRole)
        return next(entry for entry in self._entries if entry.name == name)

    @Slot()
    def _on_row(self) -> None:
        entry = self._current()
        if entry is not None:
            self.words.setText(explained(entry))

    @Slot()
    def _on_insert(self) -> None:
        entry = self._current()
        if entry is not None:
            self.insert_wanted.emit(entry.example)

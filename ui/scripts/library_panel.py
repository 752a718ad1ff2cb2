"""The scripts that come with the program, to begin with or to take lines from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _
from ui import theme
from ui.context import Context
from ui.scripts.code_edit import code_font
from ui.scripts.highlighting import Highlighter
from ui.tasks import Latest, Tasks
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.search_field import SearchField
from ui.widgets.text import Label, Role

if TYPE_CHECKING:
    from crm_desktop.services.script_library import LibraryScript

_LIST_HEIGHT = 18 * GRID
_SOURCE_HEIGHT = 16 * GRID


class LibraryViewModel(QObject):
    loaded = Signal(object)  # tuple[LibraryScript, ...]
    failed = Signal(object)  # Exception

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        self._latest.run(_library, self.loaded.emit, self.failed.emit)


class LibraryPanel(QWidget):
    """``use_wanted`` carries a LibraryScript to go on with, ``insert_wanted`` a text.

    With a ``kind`` it has the scripts of that kind alone.
    """

    use_wanted = Signal(object)
    insert_wanted = Signal(str)

    def __init__(
        self, context: Context, *, inserts: bool = True, kind: ScriptKind | None = None
    ) -> None:
        super().__init__()
        self._context = context
        self._kind = kind
        self._scripts: tuple[LibraryScript, ...] = ()
        self._is_read = False
        self.viewmodel = LibraryViewModel(context.tasks, self)
        self.search = SearchField(_("Find in the library"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Scripts of the library"))
        self.list.setMinimumHeight(_LIST_HEIGHT)
        self.words = Label(wraps=True)
        self.facts = Label(role=Role.TINY, wraps=True)
        self.source = QPlainTextEdit()
        self.source.setReadOnly(True)
        self.source.setTabChangesFocus(True)
        self.source.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.source.setFont(code_font(theme.BODY - 1))
        self.source.setMinimumHeight(_SOURCE_HEIGHT)
        self.source.setAccessibleName(_("Text of the script"))
        self._colours = Highlighter(self.source.document())
        self.use_button = Button(_("Go on with this script"), icon="copy")
        self.insert_button = Button(_("Insert its text at the cursor"), icon="add")
        if not inserts:
            self.insert_button.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID + GRID // 2)
        for widget in (self.search, self.list, self.words, self.facts):
            layout.addWidget(widget)
        layout.addWidget(self.source, 1)
        layout.addWidget(self.use_button)
        layout.addWidget(self.insert_button)
        self._connect()

    def load(self) -> None:
        """Read the library, if it was not yet read."""
        if not self._is_read:
            self._is_read = True
            self.viewmodel.load()

    @property
    def current(self) -> LibraryScript | None:
        """The script that is chosen."""
        item = self.list.currentItem()
        if item is None:
            return None
        code = item.data(Qt.ItemDataRole.UserRole)
        return next(one for one in self._scripts if one.script.code == code)

    def choose(self, code: str) -> None:
        """Choose the script of ``code``."""
        for row in range(self.list.count()):
            if self.list.item(row).data(Qt.ItemDataRole.UserRole) == code:
                self.list.setCurrentRow(row)

    def _connect(self) -> None:
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.search.searched.connect(self._show_found)
        self.list.currentRowChanged.connect(self._show_script)
        self.list.itemActivated.connect(self._on_use)
        self.use_button.clicked.connect(self._on_use)
        self.insert_button.clicked.connect(self._on_insert)

    @Slot(object)
    def _on_loaded(self, scripts: tuple[LibraryScript, ...]) -> None:
        self._scripts = tuple(one for one in scripts if self._kind in {None, one.script.kind})
        self._show_found(self.search.text())

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._is_read = False
        if not isinstance(error, CrmError):
            self._context.report(error)
        self.words.setText(_("The library could not be read."))

    @Slot(str)
    def _show_found(self, words: str) -> None:
        wanted = words.strip().casefold()
        self.list.clear()
        for one in self._scripts:
            text = f"{one.script.name} {one.explanation} {one.script.source}"
            if wanted in text.casefold():
                item = QListWidgetItem(one.script.name)
                item.setData(Qt.ItemDataRole.UserRole, one.script.code)
                item.setToolTip(one.explanation)
                self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._show_script()

    @Slot()
    def _show_script(self) -> None:
        one = self.current
        for button in (self.use_button, self.insert_button):
            button.setEnabled(one is not None)
        self.source.setVisible(one is not None)
        self.facts.setVisible(one is not None)
        if one is None:
            self.words.setText(_("Nothing in the library is like that."))
            return
        self.words.setText(one.explanation)
        reads = ", ".join(one.script.reads)
        facts = [one.script.kind.shown()]
        if reads:
            facts.append(str(Message("reads {codes}", codes=reads)))
        self.facts.setText(" · ".join(facts))
        self.source.setPlainText(one.script.source)

    @Slot()
    def _on_use(self) -> None:
        if self.current is not None:
            self.use_wanted.emit(self.current)

    @Slot()
    def _on_insert(self) -> None:
        if self.current is not None:
            self.insert_wanted.emit(self.current.script.source)


def _library() -> tuple[LibraryScript, ...]:
    """Return the library; what reads it is loaded off the GUI thread."""
    from crm_desktop.services.script_library import library  # noqa: PLC0415

    return library()

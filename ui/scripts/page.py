"""Scripts: the list of them, and the laboratory that takes its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from crm_desktop.changes import Changes
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.errors import CrmError
from crm_desktop.kpi.script import Script
from crm_desktop.texts import Message
from ui.context import Context, PageView
from ui.scripts.approval_dialog import ApprovalDialog
from ui.scripts.editor import ScriptEditor
from ui.scripts.library_dialog import LibraryDialog
from ui.scripts.listing import INDICATOR, LIBRARY, PASCAL, REWARD, ScriptList
from ui.scripts.pascal_dialog import PascalDialog
from ui.scripts.sketch import ScriptSketch, first_sketch, sketch_of
from ui.scripts.viewmodel import ScriptsRead, ScriptsViewModel
from ui.theme import GRID

if TYPE_CHECKING:
    from crm_desktop.services.script_library import LibraryScript
    from crm_desktop.services.scripts import ArrivedText


class ScriptsPage(PageView):
    """``open_key`` takes the code of a script."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.viewmodel = ScriptsViewModel(context.services, context.tasks, context.changes, self)
        self.list, self.editor = ScriptList(), ScriptEditor(context)
        self.approval: ApprovalDialog | None = None
        self.library: LibraryDialog | None = None
        self.pascal: PascalDialog | None = None
        self._is_stale = True
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        layout.addWidget(self._stack)
        self._connect()

    @property
    def shortcuts(self) -> tuple[tuple[str, Message], ...]:  # type: ignore[override]
        return _IN_EDITOR if self.is_editing else _IN_LIST

    @property
    def is_editing(self) -> bool:
        """Whether the laboratory stands in place of the list."""
        return self._stack.currentWidget() is self.editor

    def open_key(self, key: object) -> None:
        if isinstance(key, str) and key:
            self.edit(key)

    def show_start(self) -> None:
        if self.is_editing and self.editor.may_leave(self._on_closed):
            self._on_closed()

    def edit(self, code: str | None, first: ScriptSketch | None = None) -> None:
        """Open the script of ``code``, or a new one that begins as ``first``."""

        def go() -> None:
            self._stack.setCurrentWidget(self.editor)
            self.editor.open(code, first)

        if not self.is_editing or self.editor.may_leave(go):
            go()

    def reload(self) -> None:
        self._is_stale = False
        self.viewmodel.load()
        if self.is_editing:
            self.editor.refresh()

    def may_leave(self, then: Callable[[], object]) -> bool:
        return not self.is_editing or self.editor.may_leave(then)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()

    def _connect(self) -> None:
        self.list.opened.connect(self.edit)
        self.list.new_wanted.connect(self.begin)
        self.list.look_wanted.connect(self.look_at)
        self.list.reload_wanted.connect(self.reload)
        self.editor.closed.connect(self._on_closed)
        self.editor.viewmodel.kept.connect(self.reload)
        self.viewmodel.reading.connect(self.list.show_reading)
        self.viewmodel.loaded.connect(self._on_loaded)
        self.viewmodel.failed.connect(self._on_failed)
        self.viewmodel.approved.connect(self._on_approved)
        self.viewmodel.refused.connect(self._on_refused)
        self.context.changes.happened.connect(self._on_changes)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self.list)
        shortcut.activated.connect(lambda: self.begin(INDICATOR))

    @Slot(str)
    def begin(self, way: str) -> None:
        """Go the ``way`` to a new script."""
        if way == LIBRARY:
            self.library = LibraryDialog(self.context, self)
            self.library.chosen.connect(self._on_library)
            self.library.open()
        elif way == PASCAL:
            self.pascal = PascalDialog(self.context, self)
            self.pascal.chosen.connect(self._on_pascal)
            self.pascal.open()
        else:
            self.edit(None, first_sketch(ScriptKind.REWARD if way == REWARD else _INDICATOR_KIND))

    @Slot(object)
    def look_at(self, arrived: ArrivedText) -> None:
        """Show what a text that waits has changed, to be approved."""
        dialog = ApprovalDialog(arrived, access=self.context.access, parent=self)
        dialog.approved.connect(self.viewmodel.approve)
        self.approval = dialog
        dialog.finished.connect(self._on_approval_closed)
        dialog.open()

    @Slot()
    def _on_approval_closed(self) -> None:
        self.approval = None

    @Slot(object)
    def _on_approved(self, script: Script) -> None:
        words = Message("“{name}” is approved and runs from now on.", name=script.name)
        if self.approval is not None:
            if (day := self.approval.starts) is not None:
                words = Message(
                    "“{name}” is approved and runs from {day} on.", name=script.name, day=day
                )
            self.approval.accept()
        self.context.say(str(words))

    @Slot(object)
    def _on_refused(self, error: Exception) -> None:
        if self.approval is not None:
            self.approval.show_error(error)
        if not isinstance(error, CrmError):
            self.context.report(error)

    @Slot(object)
    def _on_library(self, one: LibraryScript) -> None:
        sketch = sketch_of(one.script)
        self.edit(None, replace(sketch, code="", name=sketch.name))

    @Slot(str, object)
    def _on_pascal(self, source: str, kind: ScriptKind) -> None:
        self.edit(None, replace(first_sketch(kind), source=source))

    @Slot(object)
    def _on_loaded(self, found: ScriptsRead) -> None:
        self.list.show_read(found)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, CrmError):
            self.context.report(error)
        self.list.show_failed(error)

    @Slot()
    def _on_closed(self) -> None:
        self._stack.setCurrentWidget(self.list)
        self.list.table.setFocus()

    @Slot(object)
    def _on_changes(self, changes: Changes) -> None:
        if changes & Changes.SCHEME:
            self._is_stale = True
            if self.isVisible():
                self.reload()


_INDICATOR_KIND = ScriptKind.INDICATOR
_IN_LIST = (("Ctrl+N", Message("New script")), ("Return", Message("Open")))
_IN_EDITOR = (
    ("Ctrl+S", Message("Keep as a draft")),
    ("Ctrl+Space", Message("What may follow here")),
    ("Ctrl+I", Message("What the name at the cursor means")),
    ("Ctrl+/", Message("Comment, or no comment any more")),
    ("Ctrl+F", Message("Find in the text")),
    ("F5", Message("Run on the chosen person")),
    ("Shift+F5", Message("Run the tests")),
    ("F8", Message("Next problem")),
    ("F6", Message("Between the text and what is beside it")),
    ("Alt+1 … Alt+8", Message("A part beside the text")),
    ("Ctrl++, Ctrl+-, Ctrl+0", Message("Larger, smaller, as it was")),
    ("Esc", Message("Back to the list")),
)

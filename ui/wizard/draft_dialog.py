"""An editor of rules in a window of its own, at work on the draft."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.rewards.wizard.draft import Definition
from crm_desktop.texts import _
from ui.scheme.editor import DefinitionEditor
from ui.scheme.viewmodel import SchemeRead, SchemeViewModel
from ui.theme import GRID

_SIZE = QSize(960, 640)


class DraftDialog(QDialog):
    """``taken`` carries the definition that was saved into the draft; then it closes.

    ``editor`` must have been made with ``draft_context``.
    """

    taken = Signal(object)  # Definition

    def __init__(self, editor: DefinitionEditor, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor = editor
        self._code: str | None = None
        context = editor.context
        self._viewmodel = SchemeViewModel(context.services, context.tasks, self)
        self.setWindowTitle(title)
        self.setModal(True)
        self.resize(_SIZE.boundedTo(parent.window().size()))
        editor.serve_draft()
        editor.save_button.setText(_("Use it"))
        editor.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.addWidget(editor)
        self._viewmodel.loaded.connect(self._on_loaded)
        self._viewmodel.failed.connect(self._on_failed)
        editor.viewmodel.saved.connect(self._on_saved)
        editor.closed.connect(self.accept)

    def begin(self, code: str | None) -> None:
        """Edit the definition of ``code``, or a new one, once what surrounds it is read."""
        self._code = code
        self._viewmodel.load()
        self.open()

    def reject(self) -> None:
        close = super().reject
        if self.editor.may_leave(close):
            close()

    @Slot(object)
    def _on_loaded(self, read: SchemeRead) -> None:
        found = {one.code: one for one in self.editor.definitions(read)}
        self.editor.setEnabled(True)
        self.editor.open(None if self._code is None else found.get(self._code), read)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.editor.setEnabled(True)
        if isinstance(error, CrmError):
            self.editor.say_problem(str(error))
        else:
            self.editor.context.report(error)

    @Slot(object)
    def _on_saved(self, definition: object) -> None:
        self.taken.emit(cast("Definition", definition))

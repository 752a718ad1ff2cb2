"""From a script in the editor to one that holds: the dialog and what happens around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from crm_desktop.kpi.script import Script
from ui.context import Context
from ui.scripts.publish_dialog import PublishDialog
from ui.scripts.viewmodel import ScriptRead, ScriptViewModel

if TYPE_CHECKING:
    from datetime import date

    from crm_desktop.services.script_tests import TestResult


class Publishing(QObject):
    """``dialog`` is open while somebody thinks of it."""

    def __init__(self, context: Context, viewmodel: ScriptViewModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._viewmodel = viewmodel
        self._around = parent
        self._script: Script | None = None
        self.dialog: PublishDialog | None = None
        viewmodel.tested.connect(self._on_tested)
        viewmodel.published.connect(self._on_published)

    def begin(self, script: Script, read: ScriptRead) -> None:
        """Show what would be published of ``script``, and run its tests."""
        self._script = script
        self.dialog = PublishDialog(
            script,
            None if read.card is None else read.card.published,
            read.first_day(),
            access=self._context.access,
            parent=self._around,
        )
        self.dialog.wanted.connect(self._on_wanted)
        self.dialog.finished.connect(self._on_closed)
        self.dialog.open()
        self._viewmodel.run_tests(script)

    def shows(self, error: Exception) -> bool:
        """Show ``error`` in the dialog; return whether it is open."""
        if self.dialog is None:
            return False
        self.dialog.show_error(error)
        return True

    @Slot(object)
    def _on_tested(self, results: Sequence[TestResult]) -> None:
        if self.dialog is not None:
            self.dialog.show_tests(results)

    @Slot(object, str, str)
    def _on_wanted(self, day: date, reason: str, author: str) -> None:
        if self._script is not None:
            self._viewmodel.publish(self._script, day, reason, author)

    @Slot()
    def _on_published(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()

    @Slot()
    def _on_closed(self) -> None:
        self.dialog = None

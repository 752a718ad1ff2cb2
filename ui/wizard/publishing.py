"""The publication of a draft: first all that was entered is kept, then it comes in force."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from crm_desktop.changes import Changes
from ui.wizard.viewmodel import WizardViewModel


class Publishing(QObject):
    """Where it does not succeed nothing has changed; until that is known the draft is held."""

    started = Signal()
    done = Signal()
    failed = Signal(object)  # Exception
    vanished = Signal()  # somebody else deleted the draft: its wizard says so

    def __init__(self, viewmodel: WizardViewModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewmodel = viewmodel
        self._is_waiting = False
        self.is_running = False
        self._author = ""
        self._anyway = False
        viewmodel.saved.connect(self._on_saved)
        viewmodel.conflicted.connect(self._on_not_saved)
        viewmodel.not_saved.connect(self._on_not_saved)
        viewmodel.vanished.connect(self._on_vanished)

    @Slot(str, bool)
    def run(self, author: str, anyway: bool) -> None:
        """Publish the draft as it is now; nothing happens while that is under way.

        ``anyway`` publishes it also where the rules that it was made of changed meanwhile.
        """
        if self.is_running:
            return
        self._hold(is_running=True)
        self._author, self._anyway = author, anyway
        self.started.emit()
        if self._viewmodel.is_saved:
            self._publish()
        else:
            self._is_waiting = True
            self._viewmodel.save()

    @Slot()
    def _on_saved(self) -> None:
        if self._is_waiting and self._viewmodel.is_saved:
            self._is_waiting = False
            self._publish()

    @Slot(object)
    def _on_not_saved(self, error: Exception) -> None:
        if self._is_waiting:
            self._is_waiting = False
            self._on_failed(error)

    @Slot()
    def _on_vanished(self) -> None:
        if self._is_waiting:
            self._is_waiting = False
            self._hold(is_running=False)
            self.vanished.emit()

    def _hold(self, *, is_running: bool) -> None:
        self.is_running = self._viewmodel.is_held = is_running

    def _publish(self) -> None:
        context, row = self._viewmodel.context, self._viewmodel.row
        publish, author, anyway = context.services.wizards.publish, self._author, self._anyway
        work = partial(publish, row.id, row.version, author, anyway=anyway)
        context.tasks.run(self, work, self._on_done, self._on_failed)

    def _on_done(self, changes: Changes) -> None:
        self.is_running = False
        self.done.emit()
        self._viewmodel.context.changes.happened.emit(changes)

    def _on_failed(self, error: Exception) -> None:
        self._hold(is_running=False)
        self.failed.emit(error)

"""What all screens of decisions about pay share: reading, and deciding one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from crm_desktop.changes import Changes, Saved
from ui.context import Context
from ui.tasks import Latest

T = TypeVar("T")


class RewardViewModel(QObject):
    """What each one reads is told by ``loaded``; the newest question alone is answered."""

    reading = Signal()
    loaded = Signal(object)
    failed = Signal(object)  # Exception
    deciding = Signal(bool)
    refused = Signal(object)  # Exception

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.services = context.services
        self._tasks = context.tasks
        self._changes = context.changes
        self._latest = Latest(context.tasks, self)

    def drop(self) -> None:
        """Do not wait for what was asked: another question stands."""
        self._latest.drop()

    def _read(self, work: Callable[[], T]) -> None:
        self.reading.emit()
        self._latest.run(work, self.loaded.emit, self.failed.emit)

    def _decide(self, work: Callable[[], Changes | Saved], on_done: Callable[[], object]) -> None:
        """Do ``work``; ``on_done`` is called before the screens hear what it changed."""

        def done(outcome: Changes | Saved) -> None:
            self.deciding.emit(False)
            on_done()
            changes = outcome.changes if isinstance(outcome, Saved) else outcome
            self._changes.happened.emit(changes)

        def failed(error: Exception) -> None:
            self.deciding.emit(False)
            self.refused.emit(error)

        self.deciding.emit(True)
        self._tasks.run(self, work, done, failed)

"""What the filters of a list offer to choose from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ui.tasks import Latest, Tasks


class FiltersViewModel(QObject):
    """Calls ``read`` off the GUI thread at each ``load`` and emits what it returns."""

    loaded = Signal(object)
    failed = Signal(object)  # Exception

    def __init__(
        self, read: Callable[[], object], tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._read = read
        self._latest = Latest(tasks, self)

    def load(self) -> None:
        self._latest.run(self._read, self.loaded.emit, self.failed.emit)

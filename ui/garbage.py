"""Cycles of objects are collected by the GUI thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 500


class Collector(QObject):
    """Takes the place of Python's own collector, which runs in whichever thread it is due.

    A worker that came upon the cycles of a window that was left would destroy its widgets there,
    under the events that the GUI thread still holds for them: that ends the process.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)

    @Slot()
    def begin(self) -> None:
        """Look for waste from now on; what stands by now is taken to stay."""
        gc.disable()
        gc.freeze()
        self._timer.start()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        limits = zip(gc.get_count(), gc.get_threshold(), strict=True)
        due = [generation for generation, (count, limit) in enumerate(limits) if count > limit]
        if due:
            gc.collect(due[-1])

"""The program ends in order where the system asks its process to end, as at a shutdown."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSocketNotifier
from PySide6.QtWidgets import QApplication

if sys.platform == "win32":

    @contextmanager
    def interruptible() -> Iterator[None]:
        """Do nothing: Windows tells windows, not processes."""
        yield

else:
    _ASKED = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)

    @contextmanager
    def interruptible() -> Iterator[None]:
        """End the event loop at a signal, with the exit code that shells give such an end.

        Nobody is asked what to do with what was not saved; a second signal ends the process at
        once. Python looks after signals only between its own steps, of which a window at rest
        has none: a pipe wakes Qt.
        """
        heard, told = os.pipe()
        os.set_blocking(told, False)
        notifier = QSocketNotifier(heard, QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: _end(heard))
        before = {number: signal.signal(number, _note) for number in _ASKED}
        signal.set_wakeup_fd(told)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
            notifier.setEnabled(False)
            os.close(heard)
            os.close(told)

    def _note(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)

    def _end(heard: int) -> None:
        QApplication.exit(128 + os.read(heard, 1)[0])

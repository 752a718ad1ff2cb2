"""Errors on their way to the user: expected ones quietly, bugs logged and shown once."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from traceback import format_exception
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from crm_desktop.errors import CrmError
from crm_desktop.texts import Message, _

_log = logging.getLogger(__name__)


class ErrorReporter(QObject):
    """Takes any error from any thread.

    ``expected`` carries the words of a ``CrmError`` for the window to show quietly; a bug
    is logged with its trace and shown in a dialog, each place in the code only once.
    """

    expected = Signal(str)

    _reported = Signal(object)

    def __init__(self, log_path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_path = log_path
        self._shown: set[str] = set()
        self.dialog: QMessageBox | None = None
        self.count = 0
        self.last: BaseException | None = None
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def report(self, error: BaseException) -> None:
        self.count += 1
        self.last = error
        if not isinstance(error, CrmError):
            _log.error("Unexpected error", exc_info=error)
        self._reported.emit(error)

    def install(self) -> Callable[[], None]:
        """Take what nothing else caught; return the way to undo it."""
        before = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_uncaught
        threading.excepthook = self._on_thread

        def restore() -> None:
            sys.excepthook, threading.excepthook = before

        return restore

    def _on_uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
        else:
            self.report(error.with_traceback(trace))

    def _on_thread(self, hook: threading.ExceptHookArgs) -> None:
        if hook.exc_value is not None:
            self.report(hook.exc_value)

    @Slot(object)
    def _on_reported(self, error: BaseException) -> None:
        if isinstance(error, CrmError):
            self.expected.emit(str(error))
        elif (place := _place(error)) not in self._shown:
            self._shown.add(place)
            self._show(error)

    def _show(self, error: BaseException) -> None:
        dialog = QMessageBox(QApplication.activeWindow() or _first_window())
        dialog.setIcon(QMessageBox.Icon.Critical)
        dialog.setWindowTitle(_("Error in the program"))
        dialog.setText(_("Something went wrong that the program did not expect."))
        if self._log_path is not None:
            words = Message(
                "What you had saved is safe. The details are in {file}.", file=str(self._log_path)
            )
            dialog.setInformativeText(str(words))
        dialog.setDetailedText("".join(format_exception(error)))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.dialog = dialog
        dialog.open()


def _place(error: BaseException) -> str:
    """Return what tells one bug from another: its kind and where it was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = "" if trace is None else f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
    return f"{type(error).__qualname__} {where}"


def _first_window() -> QWidget | None:
    return next((w for w in QApplication.topLevelWidgets() if w.isVisible()), None)

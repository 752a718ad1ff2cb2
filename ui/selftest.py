"""Proof that an installed program works: every page opened, a report and a picture written."""

from __future__ import annotations

import json
import platform
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, qVersion
from PySide6.QtWidgets import QApplication

if TYPE_CHECKING:
    from ui.app import Program

FAILED = 1


class Selftest(QObject):
    """Writes ``report`` (JSON) and a picture beside it, then ends the program.

    The exit code is 0 if the database opened and no page met an error.
    """

    def __init__(self, program: Program, report: Path) -> None:
        super().__init__(program)
        self._program = program
        self._report = report
        self._waiting: list[str] = []
        self._seen: list[str] = []
        self._is_ended = False

    def begin(self) -> None:
        self._program.opened.connect(self._on_opened)
        self._program.failed.connect(self._on_failed)

    def _on_opened(self) -> None:
        desk = self._program.window.desk
        self._waiting = [] if desk is None else list(desk.codes)
        self._program.runner.idle.connect(self._go_on)
        QTimer.singleShot(0, self, self._go_on)

    def _go_on(self) -> None:
        """Open page after page, each once the one before has what it asked for."""
        desk, runner = self._program.window.desk, self._program.runner
        while desk is not None and self._waiting and runner.is_idle:
            code = self._waiting.pop(0)
            self._seen.append(code)
            desk.open(code)
        if not self._waiting and runner.is_idle:
            self._end(self._program.errors.count, None)

    def _on_failed(self, reason: str) -> None:
        self._end(1, reason)

    def _end(self, errors: int, reason: str | None) -> None:
        if self._is_ended:
            return
        self._is_ended = True
        found = {
            "platform": QApplication.platformName(),
            "qt": qVersion(),
            "python": platform.python_version(),
            "pages": self._seen,
            "errors": errors,
            "reason": reason,
        }
        self._report.parent.mkdir(parents=True, exist_ok=True)
        self._report.write_text(json.dumps(found, ensure_ascii=False, indent=2), encoding="utf-8")
        self._program.window.grab().save(str(self._report.with_suffix(".png")))
        QApplication.exit(FAILED if errors else 0)

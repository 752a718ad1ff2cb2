"""What a selftest found; its file is written before and after each step."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from traceback import format_exception
from typing import Any, TypeAlias

from crm_desktop.errors import UnwritableFileError

Found: TypeAlias = Mapping[str, object]


class UnprovedError(Exception):
    """A step did not find what it must; ``str()`` says what it found instead."""


class Report:
    """A process that died leaves the name of the step at which it stood, and no ``ok``."""

    def __init__(self, file: Path) -> None:
        """Begin the file.

        Raises:
            UnwritableFileError: it cannot be written.

        """
        self._file = file
        self._steps: dict[str, Found] = {}
        self._found: dict[str, Any] = {"ok": False, "standing": None}
        self._began = time.perf_counter()
        self._write()

    @property
    def failed(self) -> tuple[str, ...]:
        """The names of the steps that failed."""
        return tuple(name for name, step in self._steps.items() if not step["ok"])

    def add(self, section: str, found: Found) -> None:
        """Keep ``found`` with what is in the section already."""
        self._found[section] = {**self._found.get(section, {}), **found}

    def prove(self, name: str, work: Callable[[], Found]) -> None:
        """Do ``work`` and keep what it found, or why it failed."""
        self._found["standing"] = name
        self._write()
        began, cpu = time.perf_counter(), time.process_time()
        found: Found = {}
        error = None
        try:
            found = work()
        except Exception as failure:  # noqa: BLE001 - the outermost frame of a step
            error = _words(failure)
        self._steps[name] = {
            "ok": error is None,
            "seconds": _rounded(time.perf_counter() - began),
            "cpu_seconds": _rounded(time.process_time() - cpu),
            "found": found,
            "error": error,
        }
        self._write()

    def end(self) -> None:
        """Say whether all steps succeeded, and what they took."""
        self._found["standing"] = None
        self._found["ok"] = bool(self._steps) and not self.failed
        self._found["seconds"] = _rounded(time.perf_counter() - self._began)
        self._found["cpu_seconds"] = _rounded(time.process_time())
        self._write()

    def _write(self) -> None:
        found = {**self._found, "steps": self._steps}
        text = json.dumps(found, ensure_ascii=False, indent=2)
        try:
            # A path may hold what is no text.
            self._file.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise UnwritableFileError(self._file, error) from error


def _words(error: Exception) -> str:
    """Return what a step found instead, and of anything else where it was raised."""
    return str(error) if isinstance(error, UnprovedError) else "".join(format_exception(error))


def _rounded(seconds: float) -> float:
    return round(seconds, 3)

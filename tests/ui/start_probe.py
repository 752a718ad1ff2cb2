"""Run in a process of its own: which slow modules the window's start has loaded by when.

Prints JSON: those loaded when the first window was painted, and when it could be used.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from typing import Any, cast

from PySide6.QtWidgets import QApplication

from ui.app import application
from ui.program import Furniture, Program

HEAVY = (
    "sqlalchemy",
    "alembic",
    "babel",
    "holidays",
    "importlib.metadata",
    "numpy",
    "psycopg",
    "pyqtgraph",
    "typer",
)


def start() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}

    def furnish(services: Any) -> Furniture:
        from tests.ui.window import furniture  # as ui.pages, after the first paint

        return furniture()

    program = Program(application(), lambda: cast("Any", None), furnish)

    def note(moment: str) -> Callable[[], None]:
        return lambda: found.update({moment: sorted(set(HEAVY) & set(sys.modules))})

    program.window.painted.connect(note("first"))
    program.opened.connect(note("usable"))
    program.opened.connect(QApplication.quit)
    program.window.show()
    QApplication.exec()
    return found


if __name__ == "__main__":
    os.environ["CRM_CONFIG_DIR"] = sys.argv[1]
    print(json.dumps(start()))

"""Run in a process of its own: how much CPU and which modules the window's start takes.

Prints JSON: processor seconds when a bare window, the first window and the usable
window were painted, and the heavy modules that were loaded by the first window.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

HEAVY = ("sqlalchemy", "alembic", "pyqtgraph", "numpy", "psycopg", "typer", "holidays")


class BareWindow(QMainWindow):
    def paintEvent(self, event: QPaintEvent) -> None:
        QTimer.singleShot(0, QApplication.quit)


def bare() -> dict[str, object]:
    app = QApplication([])
    window = BareWindow()
    window.show()
    app.exec()
    return {"cpu": time.process_time()}


def first(settings: Path) -> dict[str, object]:
    from ui.app import Furniture, Program, application

    os.environ["CRM_CONFIG_DIR"] = str(settings)
    found: dict[str, object] = {}

    def furnish(services: Any) -> Furniture:
        from tests.ui.window import furniture  # as ui.pages, after the first paint

        return furniture()

    program = Program(application(), lambda: cast("Any", None), furnish)

    def note(name: str) -> Callable[[], None]:
        def keep() -> None:
            found[name] = time.process_time()
            found[f"{name}_modules"] = sorted(set(HEAVY) & set(sys.modules))

        return keep

    program.window.painted.connect(note("first"))
    program.opened.connect(note("usable"))
    program.opened.connect(QApplication.quit)
    program.window.show()
    QApplication.exec()
    return found


if __name__ == "__main__":
    print(json.dumps(bare() if sys.argv[1] == "bare" else first(Path(sys.argv[2]))))

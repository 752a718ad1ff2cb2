"""The start of the window in processor time: a bare PySide6 window, our first, and the usable one.

Run as ``python benchmarks/start.py [ROUNDS]``. Each start is a process of its own and all are of
one run, so that only their ratios count: the first painted window may cost twice a bare one, the
usable window five times, on the demonstration firm and on a firm of 100,000 deals alike. Usable is
the painted window with its first page, which answers the user while it reads its figures.

As ``python benchmarks/start.py bare`` or ``… ours DATABASE`` it is one such start, which prints
processor seconds, modules and SQL statements as JSON.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MOST_FIRST, MOST_USABLE = 2, 5
DEALS = 100_000
_ROUNDS = "WITH RECURSIVE round(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM round WHERE n < ?)"
# Without compiled files every start would read the sources anew, as no installed program does.
WITH_COMPILED = {
    "QT_QPA_PLATFORM": "offscreen",
    **os.environ,
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPATH": str(ROOT),
}


def main(rounds: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        firms = {"demonstration": demonstration(place), f"{DEALS:,} deals": large(place)}
        bare = median(start("bare")["cpu"] for _ in range(rounds))
        print(f"bare window: {bare * 1000:.0f} ms")
        is_within = True
        for name, firm in firms.items():
            starts = [start("ours", str(firm)) for _ in range(rounds)]
            first, usable, filled = (
                median(one[moment] / bare for one in starts)
                for moment in ("first", "opened", "filled")
            )
            is_within &= first <= MOST_FIRST and usable <= MOST_USABLE
            print(
                f"{name}: first {first:.2f} ×, usable {usable:.2f} ×, with figures {filled:.2f} ×,"
                f" {len(starts[0]['statements'])} statements"
            )
    return 0 if is_within else 1


def start(*words: str) -> dict[str, Any]:
    """Do one start in a process of its own and return what it measured."""
    with tempfile.TemporaryDirectory() as settings:
        outcome = subprocess.run(  # noqa: S603 - this very file
            [sys.executable, __file__, *words],
            cwd=ROOT,
            env={**WITH_COMPILED, "CRM_CONFIG_DIR": settings},
            stdout=subprocess.PIPE,
            check=True,
        )
    found: dict[str, Any] = json.loads(outcome.stdout)
    return found


def bare() -> dict[str, object]:
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - the measured process alone loads Qt
    from PySide6.QtGui import QPaintEvent  # noqa: PLC0415
    from PySide6.QtWidgets import QApplication, QMainWindow  # noqa: PLC0415

    class Bare(QMainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:
            QTimer.singleShot(0, QApplication.quit)

    app = QApplication([])
    window = Bare()
    window.show()
    app.exec()
    return {"cpu": time.process_time()}


def ours(database: str) -> dict[str, object]:
    """Start as the console script does, up to the first page with its figures."""
    from crm_desktop.cli import window  # noqa: PLC0415 - the measured process alone loads it
    from ui import app, program  # noqa: PLC0415

    found: dict[str, Any] = {"statements": []}

    class Watched(program.Program):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self.window.painted.connect(self.on_painted)
            self.opened.connect(self.on_opened)
            self.runner.idle.connect(self.on_idle)

        def on_painted(self) -> None:
            found["first"] = time.process_time()
            found["first_modules"] = sorted(sys.modules)
            from sqlalchemy import Engine, event  # noqa: PLC0415 - the program loads it next

            event.listen(Engine, "before_cursor_execute", on_statement)

        def on_opened(self) -> None:
            found["opened"] = time.process_time()
            found["usable"] = sorted(sys.modules)

        def on_idle(self) -> None:
            if "opened" in found:
                self.window.repaint()
                found["filled"] = time.process_time()
                found["modules"] = sorted(sys.modules)
                self.window.close()

    def on_statement(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        found["statements"].append(statement)

    app.Program = Watched  # type: ignore[attr-defined]
    window.start(window.WindowOptions(database))
    return found


def demonstration(folder: Path) -> Path:
    from crm_desktop.cli.demonstration import open_demonstration  # noqa: PLC0415

    with closing(open_demonstration(folder, "ru")) as services:
        path = services.database.path
    assert path is not None
    return path


def large(folder: Path) -> Path:
    """Return the demonstration with its deals repeated until there are enough."""
    path = Path(shutil.copyfile(demonstration(folder), folder / "large.sqlite"))
    with closing(sqlite3.connect(path)) as database, database:
        table = database.execute("PRAGMA table_info(deal)").fetchall()
        columns = ", ".join(row[1] for row in table if row[1] not in {"id", "external_id"})
        times = DEALS // database.execute("SELECT count(*) FROM deal").fetchone()[0]
        more = f"INSERT INTO deal ({columns}) SELECT {columns} FROM deal, round"  # noqa: S608 - ours
        database.execute(f"{_ROUNDS} {more} WHERE NOT is_shared", (times,))
    return path


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["bare"]:
            print(json.dumps(bare()))
        case ["ours", database]:
            print(json.dumps(ours(database)))
        case [rounds]:
            sys.exit(main(int(rounds)))
        case _:
            sys.exit(main(7))

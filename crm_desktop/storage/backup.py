"""Copies of the database: whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database that others may be using to ``target``, replacing it at the end."""
    unfinished = target.with_name(target.name + ".part")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(unfinished)) as new:
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")
    unfinished.replace(target)

"""Copies of the database: whole or not at all."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import sqlite3
import stat
import subprocess
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL

from crm_desktop.errors import DatabaseError, system_reason
from crm_desktop.texts import Message

APPLICATION_ID = 0x43524D44
"""Marks an SQLite file as ours: the letters CRMD."""

_STOP_AT_ERRORS = "--set=ON_ERROR_STOP=1"
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Keeps Windows from opening a console for each program that a window runs."""


def copy_file(source: Path, target: Path) -> None:
    """Copy an SQLite database that others may be using to ``target``, replacing it at the end.

    Who may read and write it, may do so with the copy.

    Raises:
        DatabaseError: it cannot be read, or ``target`` cannot be written.

    """
    with (
        _in_place_at_the_end(target) as unfinished,
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(unfinished)) as new,
    ):
        _take_rights(unfinished, source)
        old.backup(new)
        new.execute("PRAGMA journal_mode = DELETE")


def _take_rights(copy: Path, source: Path) -> None:
    """Give the file ``copy`` the rights of ``source``; its owner may write it in any case."""
    copy.touch(0o600)
    with suppress(OSError):  # a USB stick knows no rights
        copy.chmod(stat.S_IMODE(source.stat().st_mode) | stat.S_IRUSR | stat.S_IWUSR)


def overwrite_file(target: Path, source: Path) -> None:
    """Give ``target``, which may be open, the contents of ``source`` in one transaction.

    Raises:
        DatabaseError: it did not succeed, and ``target`` is as it was.

    """
    try:
        with closing(sqlite3.connect(source)) as new, closing(sqlite3.connect(target)) as old:
            new.backup(old)
    except sqlite3.Error as error:
        raise _failed(error) from error


def file_revision(path: Path) -> str:
    """Return the revision of a backup that is an SQLite file.

    Raises:
        DatabaseError: it is missing, damaged, or of another program.

    """
    refuse_missing(path)
    try:
        with closing(sqlite3.connect(path)) as connection:
            mark = connection.execute("PRAGMA application_id").fetchone()[0]
            is_whole = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            if mark == APPLICATION_ID and is_whole:
                return str(connection.execute("SELECT * FROM alembic_version").fetchone()[0])
    except sqlite3.Error:
        is_whole = False
    if is_whole:
        raise DatabaseError(Message("{path} belongs to another program.", path=str(path)))
    raise DatabaseError(Message("{path} is damaged or is no backup.", path=str(path)))


def beside(path: Path, at: datetime, reason: str) -> Path:
    """Return a dated name, not yet taken, for a copy of ``path`` that is kept for ``reason``."""
    for number in itertools.count(1):
        again = f"-{number}" if number > 1 else ""
        name = path.with_name(f"{path.stem}.{at:%Y-%m-%d-%H%M%S}{again}.{reason}{path.suffix}")
        if not name.exists():
            break
    return name


def dump_server(url: URL, target: Path) -> None:
    """Write the database at ``url`` to ``target`` in the custom format of pg_dump.

    Raises:
        DatabaseError: pg_dump is not there, or failed.

    """
    with _in_place_at_the_end(target) as unfinished:
        _run(url, "pg_dump", ["--format=custom", f"--file={unfinished}"])


def restore_server(url: URL, source: Path, tables: Collection[str]) -> None:
    """Give the database at ``url`` the contents of a dump, in one transaction.

    ``tables`` go first, since an older dump does not know those that newer programs made.

    Raises:
        DatabaseError: pg_restore or psql is not there, the file is no dump, or one failed.

    """
    drop = f"DROP TABLE IF EXISTS {', '.join(map(_quoted, tables))} CASCADE"
    with TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        unpack = ["--clean", "--if-exists", "--no-owner", f"--file={script}", str(source)]
        _run(url, "pg_restore", unpack, needs_server=False)
        steps = [f"--command={drop}", f"--file={script}"]
        _run(url, "psql", ["--no-psqlrc", "--single-transaction", _STOP_AT_ERRORS, *steps])


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def dump_revision(url: URL, path: Path) -> str:
    """Return the revision of a backup that is a dump.

    Raises:
        DatabaseError: it is missing, no dump, or of another program.

    """
    refuse_missing(path)
    table = ["--data-only", "--table=alembic_version", "--file=-"]
    contents = _run(url, "pg_restore", [*table, str(path)], needs_server=False)
    found = re.search(r"^COPY .*alembic_version .*\n(\w+)$", contents, re.MULTILINE)
    if found is None:
        raise DatabaseError(Message("{path} belongs to another program.", path=str(path)))
    return found[1]


def refuse_missing(path: Path) -> None:
    """Refuse a backup that is not there, before anything is done.

    Raises:
        DatabaseError: ``path`` is no file.

    """
    if not path.is_file():
        raise DatabaseError(Message("The file {path} does not exist.", path=str(path)))


def _run(url: URL, program: str, options: Sequence[str], *, needs_server: bool = True) -> str:
    """Return what ``program`` printed; the password goes where no other user can see it."""
    found = shutil.which(program)
    if found is None:
        raise DatabaseError(
            Message("{program} is not installed: it comes with PostgreSQL.", program=program)
        )
    server = [f"--dbname={address_without_password(url)}"] if needs_server else []
    outcome = subprocess.run(  # noqa: S603 - the user's own PostgreSQL
        [found, *server, *options],
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        creationflags=_NO_WINDOW,
        env={**os.environ, "PGPASSWORD": url.password or os.environ.get("PGPASSWORD", "")},
    )
    if outcome.returncode:
        raise DatabaseError(
            Message(
                "{program} failed: {reason}", program=program, reason=outcome.stderr.strip()[-500:]
            )
        )
    return outcome.stdout


def address_without_password(url: URL) -> str:
    """Return the address as other users of the machine may see it among the processes."""
    plain = url.set(drivername="postgresql")._replace(password=None)
    return plain.render_as_string()


@contextmanager
def _in_place_at_the_end(target: Path) -> Iterator[Path]:
    """Yield where to write what then replaces ``target``; of what fails nothing is left.

    Raises:
        DatabaseError: it failed, or ``target`` is a folder or a device.

    """
    if not target.absolute().parent.is_dir():
        folder = str(target.absolute().parent)
        raise DatabaseError(Message("The folder {folder} does not exist.", folder=folder))
    if target.exists() and not target.is_file():
        raise DatabaseError(
            Message("{path} is no file that a copy could replace.", path=str(target))
        )
    unfinished = target.with_name(target.name + ".part")
    try:
        unfinished.unlink(missing_ok=True)
        yield unfinished
        unfinished.replace(target)
    except (OSError, sqlite3.Error, UnicodeError) as error:
        raise _failed(error) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _failed(error: Exception) -> DatabaseError:
    reason = system_reason(error) if isinstance(error, OSError) else str(error)
    return DatabaseError(Message("The copy did not succeed: {reason}.", reason=reason))

"""Opening the database: one place for the settings of both kinds and for their failures."""

from __future__ import annotations

import logging
import os
import sqlite3
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, ExceptionContext, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from crm_desktop.errors import (
    AddressError,
    ClosedStatementError,
    DamagedDatabaseError,
    DatabaseError,
    MissingDatabaseError,
)
from crm_desktop.storage import refusals
from crm_desktop.storage.guards import REFUSAL
from crm_desktop.texts import Message

_log = logging.getLogger(__name__)

WRITING = {"crm_writes": True}
"""Execution options of a connection that will write."""

_MEMORY = ":memory:"
"""What SQLite calls a database that ends with its connection."""

_FOR_GROUP = 0o660
_BUSY_TIMEOUT_S = 30
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -32000",  # KiB
    "PRAGMA temp_store = MEMORY",
)
_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "sqlite": "sqlite",
}
"""What reads each kind, whatever driver an address names."""
_DAMAGES = ("SQLITE_NOTADB", "SQLITE_CORRUPT")
_RETRIED_STATES = frozenset({"40001", "40P01", "55P03"})  # serialization, deadlock, lock timeout
_FORBIDDEN, _READ_ONLY = "42501", "25006"
_QUICKLY_CHECKED_BYTES = 16 * 2**20
"""A larger file would hold up the start by more than 50 ms; ``doctor`` checks it whole."""


@dataclass(frozen=True, slots=True)
class Database:
    """Which database is open; ``name`` may be shown, it holds no password.

    ``kind`` is sqlite or postgresql; ``path`` is None on a server.
    """

    kind: str
    name: str
    path: Path | None = None

    @classmethod
    def of(cls, url: URL) -> Database:
        if url.get_backend_name() == "sqlite":
            path = Path(url.database or "")
            return cls("sqlite", str(path), path)
        return cls("postgresql", f"{url.host or 'localhost'}/{url.database or ''}")


def open_engine(location: str, *, must_exist: bool = False) -> Engine:
    """Return an engine for a file path or a SQLAlchemy URL, after one successful connection.

    A missing file is made, unless it ``must_exist``.

    Raises:
        DatabaseError: there is no such database, or it cannot be used.

    """
    url = _url(location)
    database = Database.of(url)
    _log.info("opening the %s database %s", database.kind, database.name)
    if database.path is None:
        engine = _server(url)
    else:
        _refuse_unusable(database.path, must_exist=must_exist)
        _share_new(database.path)
        engine = _file(url)
    event.listen(engine, "handle_error", _translated)
    try:
        _touch(engine)
    except DatabaseError:
        engine.dispose()
        raise
    except ValueError as error:  # a name that no system knows how to write
        engine.dispose()
        raise _unspeakable(url) from error
    if database.path is not None:
        _guard(engine, database.path)
    return engine


def refuse_damaged(engine: Engine) -> None:
    """Check the pages of an SQLite file that is not too large for every start.

    Raises:
        DamagedDatabaseError: the file is damaged.

    """
    path = Database.of(engine.url).path
    if path is None or path.stat().st_size > _QUICKLY_CHECKED_BYTES:
        return
    with engine.connect() as connection:
        answer = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if answer != "ok":
        raise DamagedDatabaseError(str(path))


def _url(location: str) -> URL:
    if "://" not in location:
        return URL.create("sqlite", database=location)
    try:
        url = make_url(location)
        kind = url.drivername.partition("+")[0]
        url = url.set(drivername=_DRIVERS.get(kind, url.drivername))
        dialect = url.get_dialect().name
    except (ArgumentError, NoSuchModuleError, ValueError):  # a port that is no number
        dialect = ""
    if dialect not in {"sqlite", "postgresql"} or not url.database:
        raise DatabaseError(
            Message("The address is none of a database: write postgresql://user@server/name.")
        )
    return url


def _refuse_unusable(path: Path, *, must_exist: bool) -> None:
    if str(path) == _MEMORY:
        raise DatabaseError(Message("{path} would keep nothing: name a file.", path=_MEMORY))
    try:
        is_there = path.exists()
    except OSError as error:  # in a folder that the user may not enter, a name that is too long
        raise DatabaseError(_not_opened(str(path))) from error
    if path.is_dir():
        raise DatabaseError(Message("{path} is a folder, not a database.", path=str(path)))
    if is_there:
        if not os.access(path, os.R_OK | os.W_OK):
            raise DatabaseError(_not_writable(str(path)))
    elif must_exist:
        raise MissingDatabaseError(str(path))
    elif not path.absolute().parent.is_dir():
        folder = str(path.absolute().parent)
        raise DatabaseError(Message("The folder {folder} does not exist.", folder=folder))


def _share_new(path: Path) -> None:
    """Make a file that is missing such that all may write it who may write in its folder.

    By itself it would be its maker's: the usual mask lets the group of a folder read it alone.
    SQLite gives the files that it makes beside it the same rights.
    """
    if sys.platform == "win32":
        return
    with suppress(OSError, ValueError):  # it is there, or SQLite says why it cannot be made
        if path.absolute().parent.stat().st_mode & stat.S_IWGRP:
            path.touch(_FOR_GROUP, exist_ok=False)
            path.chmod(_FOR_GROUP)  # whatever the mask


def _file(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": _BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _prepare_connection)
    event.listen(engine, "begin", _begin)
    return engine


def _guard(engine: Engine, path: Path) -> None:
    """Refuse to write when another file took the place of ``path``: nobody would find the rest."""
    opened = _identity(path)

    def refuse_another(connection: Connection) -> None:
        if _writes(connection) and _identity(path) != opened:
            raise DatabaseError(
                Message(
                    "{path} was deleted or replaced while it was open: nothing was saved. Put it "
                    "back, or close the program and open it again.",
                    path=str(path),
                )
            )

    event.listen(engine, "begin", refuse_another, insert=True)


def _identity(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at ``path`` from any other, None where none can be reached."""
    try:
        found = path.stat()
    except OSError:  # on a share that vanished it is no FileNotFoundError
        return None
    return found.st_dev, found.st_ino


def _prepare_connection(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # _begin decides, not the driver
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _writes(connection) else "BEGIN")


def _writes(connection: Connection) -> bool:
    return WRITING.items() <= connection.get_execution_options().items()


def _server(url: URL) -> Engine:
    return create_engine(
        url,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": refusals.TIMEOUT_S,
            "application_name": "CRM Desktop",
            "client_encoding": "utf8",
            "options": "-c timezone=UTC -c jit=off",  # compiling costs more than it saves here
        },
    )


def _touch(engine: Engine) -> None:
    """Read one page or make one round trip: what cannot be used fails here."""
    is_file = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA schema_version" if is_file else "SELECT 1")
        if not is_file:
            _refuse_other_encoding(connection)


def _refuse_other_encoding(connection: Connection) -> None:
    driver: Any = connection.connection.dbapi_connection
    if driver.info.parameter_status("server_encoding") != "UTF8":
        raise DatabaseError(
            Message(
                "The database {database} does not keep all letters: make one by "
                "`createdb --encoding=UTF8`.",
                database=Database.of(connection.engine.url).name,
            )
        )


def _translated(context: ExceptionContext) -> None:
    """Raise what the surroundings did as a DatabaseError; a bug stays what it is."""
    if context.is_pre_ping:  # the pool connects anew
        return
    if REFUSAL in str(context.original_exception):
        raise ClosedStatementError from context.original_exception
    if context.dialect.name == "sqlite":
        failure = _file_failure(context)
    else:
        failure = _server_failure(context)
    if failure is not None:
        raise failure from context.original_exception


def _file_failure(context: ExceptionContext) -> DatabaseError | None:
    url = context.engine.url if context.engine else URL.create("sqlite")
    name = Database.of(url).name
    if _error_name(context.original_exception).startswith(_DAMAGES):
        return DamagedDatabaseError(name)
    message = _file_message(context.original_exception, name)
    return None if message is None else DatabaseError(message)


def _file_message(error: BaseException, path: str) -> Message | None:
    code = _error_name(error)
    if code.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return Message("{path} is in use by another program. Try again in a moment.", path=path)
    if code.startswith("SQLITE_READONLY"):
        return _not_writable(path)
    if code.startswith("SQLITE_CANTOPEN"):
        return _not_opened(path)
    if code.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
        return Message("{path} cannot be read or written. Is the disk full?", path=path)
    return None


def _error_name(error: BaseException) -> str:
    return str(getattr(error, "sqlite_errorname", ""))


def _unspeakable(url: URL) -> DatabaseError:
    database = Database.of(url)
    if database.path is None:
        return refusals.unknown(url)
    return DatabaseError(_not_opened(database.name))


def _not_opened(path: str) -> Message:
    return Message("{path} cannot be opened. Check the folder and your rights.", path=path)


def _not_writable(path: str) -> Message:
    return Message("{path} may only be read. Allow writing to it, then try again.", path=path)


def _server_failure(context: ExceptionContext) -> DatabaseError | None:
    error: Any = context.original_exception
    url = context.engine.url if context.engine else URL.create("postgresql")
    name, state = Database.of(url).name, getattr(error, "sqlstate", None)
    if context.connection is None:
        return refusals.refusal(error, url)
    if context.is_disconnect:
        return DatabaseError(
            Message("The connection to {database} was lost. Try again.", database=name)
        )
    if state in _RETRIED_STATES:
        return DatabaseError(
            Message("{database} is busy with someone else's work. Try again.", database=name)
        )
    if state == _READ_ONLY:
        return DatabaseError(Message("{database} may only be read.", database=name))
    if state == _FORBIDDEN:
        return AddressError("user", _no_right(url.username or "", name))
    return None


def _no_right(user: str, database: str) -> Message:
    return Message(
        "“{user}” may not work in {database}: let the server's administrator make it the owner.",
        user=user,
        database=database,
    )

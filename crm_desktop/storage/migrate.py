"""Bringing a database to the tables of this program, and refusing those of others.

Revisions are numbered by their files, ``r0001_….py``, so that the newest is known without
alembic, which is imported only when there is something to do.
"""

from __future__ import annotations

import glob
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select
from sqlalchemy import column as sql_column
from sqlalchemy import table as sql_table

from crm_desktop.clock import Now, system_now
from crm_desktop.errors import DatabaseError
from crm_desktop.storage import guards
from crm_desktop.storage.backup import APPLICATION_ID, beside, copy_file
from crm_desktop.storage.engine import WRITING, Database
from crm_desktop.texts import Message

MIGRATIONS = Path(__file__).with_name("migrations")
KEPT_COPIES = 3
_LOCK = 0x43524D44
_OURS = frozenset({"firm", "employee", "deal"})
_revision = sql_table("alembic_version", sql_column("version_num"))


def newest_revision(migrations: Path = MIGRATIONS) -> str:
    """Return the number of the last revision that this program knows, such as ``0001``."""
    return max(_revisions(migrations))


def _revisions(migrations: Path) -> set[str]:
    return {path.name[1:5] for path in (migrations / "versions").glob("r[0-9]*_*.py")}


def revision(connection: Connection) -> str | None:
    """Return the revision of the database; None for an empty one.

    Raises:
        DatabaseError: the tables are not ours.

    """
    tables = set(inspect(connection).get_table_names())
    if not tables:
        return None
    if "alembic_version" not in tables or not tables >= _OURS:
        raise DatabaseError(Message("This database belongs to another program."))
    return connection.scalar(select(_revision.c.version_num))


def upgrade(engine: Engine, now: Now = system_now, migrations: Path = MIGRATIONS) -> bool:
    """Bring the database to the newest revision; return False when it was there already.

    An SQLite file is copied beside itself first. All revisions are one transaction: either
    all of them hold, or nothing has changed.

    Raises:
        DatabaseError: the database is newer than the program, not ours, or of no revision.

    """
    newest = newest_revision(migrations)
    with engine.connect() as connection:
        present = revision(connection)
    if present == newest:
        return False
    if present is not None:
        refuse_unknown(present, migrations)
        _copy_before(engine, now, newest)
    with _alone(engine) as connection:
        # Another program may have done it while this one waited.
        if revision(connection) != newest:
            guards.take_down(connection)
            _run(connection, migrations)
            guards.put_up(connection)
    return True


def refuse_unknown(present: str, migrations: Path = MIGRATIONS) -> None:
    """Refuse the tables, or the backup, of a newer program or of none that there was.

    Raises:
        DatabaseError: this program does not know the revision ``present``.

    """
    known = _revisions(migrations)
    if present > max(known):
        raise DatabaseError(
            Message("The database was made by a newer version of the program. Update the program.")
        )
    if present not in known:
        raise DatabaseError(
            Message(
                "No version of the program made tables of the revision “{revision}”.",
                revision=present,
            )
        )


def _copy_before(engine: Engine, now: Now, newest: str) -> None:
    path = Database.of(engine.url).path
    if path is None:
        return
    copy_file(path, beside(path, now(), f"before-{newest}"))
    copies = sorted(path.parent.glob(f"{glob.escape(path.stem)}.*.before-[0-9]*{path.suffix}"))
    for old in copies[:-KEPT_COPIES]:
        with suppress(OSError):  # somebody looks at it, on Windows: it goes another time
            old.unlink()


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that no other program writes beside."""
    with engine.connect().execution_options(**WRITING) as connection:
        if engine.dialect.name == "sqlite":
            with _as_file(connection):
                yield connection
        else:
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
                yield connection


@contextmanager
def _as_file(connection: Connection) -> Iterator[None]:
    """Allow tables to be made anew, which enforced foreign keys would forbid."""
    driver: Any = connection.connection.dbapi_connection
    driver.execute("PRAGMA journal_mode = WAL")
    driver.execute("PRAGMA foreign_keys = OFF")
    try:
        with connection.begin():
            yield
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise DatabaseError(Message("The database has records that refer to nothing."))
    finally:
        driver.execute("PRAGMA foreign_keys = ON")


def _run(connection: Connection, migrations: Path) -> None:
    from alembic.config import Config  # noqa: PLC0415 - half a second, once a release
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    scripts = ScriptDirectory(str(migrations))

    def revisions(present: Any, _: object) -> Any:
        return scripts._upgrade_revs("head", present)  # noqa: SLF001 - as its manual says

    with EnvironmentContext(Config(), scripts, fn=revisions) as environment:
        environment.configure(connection=connection, transactional_ddl=True, render_as_batch=True)
        environment.run_migrations()

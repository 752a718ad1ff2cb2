"""Migrations: from nothing to the models' tables, safely, and never on what is not ours."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Inspector, create_engine, inspect, text

from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.errors import DatabaseError
from crm_desktop.storage.backup import APPLICATION_ID
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import MIGRATIONS, newest_revision, upgrade
from crm_desktop.storage.models import EmployeeRecord
from tests.storage.crm_builders import NOW, add_employee, firm_services

_TABLES = EmployeeRecord.metadata


def test_migrations_make_the_tables_that_the_models_describe(database: str) -> None:
    engine = open_engine(database)
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), _TABLES)
    engine.dispose()

    assert differences == []


def test_migrations_make_every_constraint_of_the_models(
    sqlite_database: str, tmp_path: Path
) -> None:
    described = create_engine(f"sqlite:///{(tmp_path / 'described.sqlite').as_posix()}")
    _TABLES.create_all(described)
    migrated = open_engine(sqlite_database)

    assert _rules(inspect(migrated)) == _rules(inspect(described))
    described.dispose()
    migrated.dispose()


def _rules(inspector: Inspector) -> dict[str, list[str]]:
    """Return all that is said about each table, in an order of no meaning."""
    return {
        table: sorted(
            json.dumps(rule, default=str, sort_keys=True)
            for rules in (
                inspector.get_columns(table),
                inspector.get_indexes(table),
                inspector.get_unique_constraints(table),
                inspector.get_foreign_keys(table),
                inspector.get_check_constraints(table),
            )
            for rule in rules
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_the_files_are_numbered_as_their_revisions() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))

    assert scripts.get_heads() == [newest_revision()]


def test_a_migrated_database_is_left_alone(database: str) -> None:
    engine = open_engine(database)

    assert upgrade(engine) is False
    engine.dispose()


def test_a_start_on_a_current_database_imports_no_alembic(sqlite_database: str) -> None:
    program = dedent(
        """
        import sys
        from crm_desktop.composition import open_services
        open_services(sys.argv[1]).close()
        sys.exit("alembic" in sys.modules)
        """
    )
    outcome = subprocess.run(
        [sys.executable, "-c", program, sqlite_database],
        check=False,
        cwd=MIGRATIONS.parents[2],
    )

    assert outcome.returncode == 0


def test_programs_that_start_together_migrate_once(postgresql_server_database: str) -> None:
    outcomes: list[bool] = []

    def start() -> None:
        engine = open_engine(postgresql_server_database)
        outcomes.append(upgrade(engine))
        engine.dispose()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(outcomes) == 4
    assert newest_revision() in _revisions(postgresql_server_database)


@pytest.fixture
def postgresql_server_database(postgresql_database: str) -> str:
    """Return the address of an empty database on the server."""
    engine = open_engine(postgresql_database)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return postgresql_database


def _revisions(location: str) -> list[str]:
    engine = open_engine(location)
    with engine.connect() as connection:
        found = list(connection.execute(text("SELECT version_num FROM alembic_version")).scalars())
    engine.dispose()
    return found


def test_the_tables_of_another_program_are_refused_and_stay(database: str) -> None:
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE alembic_version"))

    with pytest.raises(DatabaseError, match="another program"):
        upgrade(engine)
    assert "employee" in inspect(engine).get_table_names()
    engine.dispose()


def test_any_sqlite_file_of_another_program_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "browser.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("CREATE TABLE history (url TEXT)")
    before = path.read_bytes()

    with pytest.raises(DatabaseError, match="another program"):
        open_services(str(path))
    assert path.read_bytes() == before


def test_a_newer_database_is_refused(database: str) -> None:
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseError, match="newer version"):
        upgrade(engine)
    engine.dispose()


def test_a_new_file_is_ours_and_lets_readers_and_a_writer_work_at_once(tmp_path: Path) -> None:
    path = tmp_path / "firm.sqlite"
    open_services(str(path)).close()

    with closing(sqlite3.connect(path)) as connection:
        pragmas = [
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("application_id", "journal_mode")
        ]
    assert pragmas == [APPLICATION_ID, "wal"]
    assert [entry.name for entry in tmp_path.iterdir()] == ["firm.sqlite"]


_NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"

def upgrade():
    with op.batch_alter_table("employee") as table:
        table.add_column(sa.Column("shoe_size", sa.Integer()))
        table.create_check_constraint("ck_employee_shoe_size", "shoe_size > 0")
    {after}
"""


def _next_release(folder: Path, after: str = "pass") -> Path:
    """Return migrations with one more revision, which ends with the statement ``after``."""
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    script = migrations / "versions" / "r0002_shoes.py"
    script.write_text(_NEXT.format(after=after), encoding="utf-8")
    return migrations


def _copies(location: str) -> list[Path]:
    return sorted(Path(location).parent.glob("*.before-*"))


def test_a_table_is_made_anew_without_losing_what_refers_to_it(
    database: str, tmp_path: Path
) -> None:
    services = firm_services(database)
    anna = add_employee(services, "Anna")
    engine = open_engine(database)

    assert upgrade(engine, fixed(NOW), _next_release(tmp_path)) is True

    assert "shoe_size" in {column["name"] for column in inspect(engine).get_columns("employee")}
    assert _revisions(database) == ["0002"]
    assert [row.id for row in services.people.list_employees()] == [anna]
    engine.dispose()


def test_a_file_is_copied_before_it_is_migrated(sqlite_database: str, tmp_path: Path) -> None:
    add_employee(firm_services(sqlite_database), "Anna")
    engine = open_engine(sqlite_database)

    upgrade(engine, fixed(NOW), _next_release(tmp_path))
    engine.dispose()

    (copy,) = _copies(sqlite_database)
    assert copy.name == "firm.2026-03-10-090000.before-0002.sqlite"
    assert _revisions(str(copy)) == ["0001"]
    assert [row.name for row in open_services(str(copy)).people.list_employees()] == ["Anna"]


def test_only_the_last_copies_are_kept(sqlite_database: str, tmp_path: Path) -> None:
    migrations = _next_release(tmp_path, after="1 / 0")
    engine = open_engine(sqlite_database)
    for day in range(10, 15):
        with pytest.raises(ZeroDivisionError):
            upgrade(engine, fixed(NOW.replace(day=day)), migrations)
    engine.dispose()

    days = [copy.name.split(".")[1] for copy in _copies(sqlite_database)]
    assert days == ["2026-03-12-090000", "2026-03-13-090000", "2026-03-14-090000"]


def test_a_failed_migration_changes_nothing(database: str, tmp_path: Path) -> None:
    engine = open_engine(database)

    with pytest.raises(ZeroDivisionError):
        upgrade(engine, fixed(NOW), _next_release(tmp_path, after="1 / 0"))

    assert "shoe_size" not in {c["name"] for c in inspect(engine).get_columns("employee")}
    assert _revisions(database) == ["0001"]
    engine.dispose()


def test_a_migration_that_is_killed_leaves_the_database_and_a_copy(
    sqlite_database: str, tmp_path: Path
) -> None:
    add_employee(firm_services(sqlite_database), "Anna")
    migrations = _next_release(tmp_path, after="import os; os._exit(9)")
    program = dedent(
        """
        import pathlib, sys
        from crm_desktop.storage.engine import open_engine
        from crm_desktop.storage.migrate import upgrade
        upgrade(open_engine(sys.argv[1]), migrations=pathlib.Path(sys.argv[2]))
        """
    )

    killed = subprocess.run(
        [sys.executable, "-c", program, sqlite_database, str(migrations)],
        check=False,
        cwd=MIGRATIONS.parents[2],
    )

    assert killed.returncode == 9
    (copy,) = _copies(sqlite_database)
    for path in (sqlite_database, str(copy)):
        assert _revisions(path) == ["0001"]
        assert [row.name for row in open_services(path).people.list_employees()] == ["Anna"]

"""Migrations: from nothing to the models' tables, safely, and never on what is not ours."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Inspector, create_engine, inspect, select, text
from sqlalchemy.orm import Session

from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.errors import DatabaseError
from crm_desktop.storage.backup import APPLICATION_ID
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import MIGRATIONS, newest_revision, upgrade
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityTypeRecord,
    DealCreditRecord,
    DepartmentStayRecord,
    DocumentLineRecord,
    EmployeeRecord,
)
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
    _empty(engine)
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


_NEWEST = newest_revision()
_UNKNOWN = f"{int(_NEWEST) + 1:04}"
_NEXT = """
from alembic import op
import sqlalchemy as sa

revision = "{revision}"
down_revision = "{newest}"

def upgrade():
    with op.batch_alter_table("employee") as table:
        table.add_column(sa.Column("shoe_size", sa.Integer()))
        table.create_check_constraint("ck_employee_shoe_size", "shoe_size > 0")
    {after}
"""


def next_release(folder: Path, after: str = "pass") -> Path:
    """Return migrations with one more revision, which ends with the statement ``after``."""
    migrations = folder / "migrations"
    shutil.copytree(MIGRATIONS, migrations, ignore=shutil.ignore_patterns("__pycache__"))
    script = migrations / "versions" / f"r{_UNKNOWN}_shoes.py"
    text_of_it = _NEXT.format(revision=_UNKNOWN, newest=_NEWEST, after=after)
    script.write_text(text_of_it, encoding="utf-8")
    return migrations


def _copies(location: str) -> list[Path]:
    return sorted(Path(location).parent.glob("*.before-*"))


def test_a_table_is_made_anew_without_losing_what_refers_to_it(
    database: str, tmp_path: Path
) -> None:
    services = firm_services(database)
    anna = add_employee(services, "Anna")
    engine = open_engine(database)

    assert upgrade(engine, fixed(NOW), next_release(tmp_path)) is True

    assert "shoe_size" in {column["name"] for column in inspect(engine).get_columns("employee")}
    assert _revisions(database) == [_UNKNOWN]
    assert [row.id for row in services.people.list_employees()] == [anna]
    engine.dispose()


def test_a_file_is_copied_before_it_is_migrated(sqlite_database: str, tmp_path: Path) -> None:
    add_employee(firm_services(sqlite_database), "Anna")
    engine = open_engine(sqlite_database)

    upgrade(engine, fixed(NOW), next_release(tmp_path))
    engine.dispose()

    (copy,) = _copies(sqlite_database)
    assert copy.name == f"firm.2026-03-10-090000.before-{_UNKNOWN}.sqlite"
    assert _revisions(str(copy)) == [_NEWEST]
    assert [row.name for row in open_services(str(copy)).people.list_employees()] == ["Anna"]


def test_only_the_last_copies_are_kept(sqlite_database: str, tmp_path: Path) -> None:
    migrations = next_release(tmp_path, after="1 / 0")
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
        upgrade(engine, fixed(NOW), next_release(tmp_path, after="1 / 0"))

    assert "shoe_size" not in {c["name"] for c in inspect(engine).get_columns("employee")}
    assert _revisions(database) == [_NEWEST]
    engine.dispose()


def test_a_migration_that_is_killed_leaves_the_database_and_a_copy(
    sqlite_database: str, tmp_path: Path
) -> None:
    add_employee(firm_services(sqlite_database), "Anna")
    migrations = next_release(tmp_path, after="import os; os._exit(9)")
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
        assert _revisions(path) == [_NEWEST]
        assert [row.name for row in open_services(path).people.list_employees()] == ["Anna"]


@pytest.fixture(params=["sqlite", "postgresql"])
def first_release(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Return a database as the first revision made it, with a record of each kind that changes."""
    if request.param == "sqlite":
        engine = open_engine(str(tmp_path / "old.sqlite"))
    else:
        engine = open_engine(request.getfixturevalue("postgresql_server_database"))
    migrations = tmp_path / "first"
    shutil.copytree(
        MIGRATIONS, migrations, ignore=shutil.ignore_patterns("r000[2-9]*", "r00[1-9]*", "__*")
    )
    upgrade(engine, fixed(NOW), migrations)
    at = "'2026-03-01 10:00+00'" if engine.dialect.name == "postgresql" else "1772359200000000"
    with engine.begin() as connection:
        for statement in _FIRST_RECORDS.format(at=at).split(";"):
            connection.execute(text(statement))
    return engine


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


_FIRST_RECORDS = """
INSERT INTO currency (code) VALUES ('RUB'), ('USD');
INSERT INTO firm (id, name, currency, zone, rounding) VALUES (1, 'F', 'RUB', 'UTC', 'half-up');
INSERT INTO department (id, code, name, name_folded) VALUES (1, 'sales', 'Sales', 'sales');
INSERT INTO employee (id, code, name, name_folded, department_id, hired_on) VALUES
    (1, 'anna', 'Anna', 'anna', 1, '2025-02-03'), (2, 'boris', 'Boris', 'boris', 1, NULL),
    (3, 'clara', 'Clara', 'clara', NULL, '2025-02-03');
INSERT INTO pipeline (id, name, position) VALUES (1, 'Sales', 1);
INSERT INTO stage (id, pipeline_id, name, position, status, probability_percent) VALUES
    (1, 1, 'Won', 1, 'won', 100);
INSERT INTO deal (id, title, title_folded, owner_id, stage_id, status, amount_minor, currency,
    base_minor, is_shared, created_at, closed_at) VALUES
    (1, 'D', 'd', 1, 1, 'won', 1000, 'RUB', 1000, '1', {at}, {at});
INSERT INTO deal_credit (id, deal_id, employee_id, share, base_minor) VALUES (1, 1, 1, 10000, 1000);
INSERT INTO activity_type (id, name) VALUES (1, 'Call'), (2, 'Встреча'), (3, 'Quarrel');
INSERT INTO activity (id, type_id, employee_id, planned_at) VALUES (1, 1, 1, {at});
INSERT INTO document (id, kind, number, state, issued_on, owner_id, amount_minor, currency,
    base_minor) VALUES (1, 'invoice', '1', 'posted', '2026-03-01', 1, 300, 'USD', 25001),
    (2, 'invoice', '2', 'posted', '2026-03-01', 1, 300, 'RUB', 300),
    (3, 'invoice', '3', 'posted', '2026-03-01', 1, 0, 'USD', 0);
INSERT INTO document_line (id, document_id, position, name, quantity_milli, amount_minor) VALUES
    (1, 1, 1, 'A', 1000, 100), (2, 1, 2, 'B', 1000, 200), (3, 2, 1, 'A', 1000, 300),
    (4, 3, 1, 'A', 1000, 0)
"""


def test_records_of_the_first_release_get_values_that_say_what_was(first_release: Engine) -> None:
    assert upgrade(first_release, fixed(NOW)) is True

    with Session(first_release) as session:
        stays = session.execute(
            select(
                DepartmentStayRecord.employee_id,
                DepartmentStayRecord.department_id,
                DepartmentStayRecord.since,
            ).order_by(DepartmentStayRecord.employee_id)
        ).all()
        lines = session.scalars(
            select(DocumentLineRecord.base_minor).order_by(DocumentLineRecord.id)
        ).all()
        kinds = session.scalars(
            select(ActivityTypeRecord.kind).order_by(ActivityTypeRecord.id)
        ).all()
        asked_at = session.scalar(select(ActivityRecord.created_at))
        is_overlay = session.scalar(select(DealCreditRecord.is_overlay))
    assert stays == [(1, 1, date(2025, 2, 3)), (2, 1, date(1970, 1, 1))]
    assert lines == [8334, 16667, 300, 0]
    assert kinds == ["call_out", "meeting", "other"]
    assert (asked_at, is_overlay) == (None, False)
    with first_release.connect() as connection:
        found = compare_metadata(MigrationContext.configure(connection), _TABLES)
    assert found == []
    first_release.dispose()

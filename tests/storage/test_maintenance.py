"""Backups, their return, and what the doctor sees, on both databases."""

from __future__ import annotations

import os
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import inspect, make_url, text, update

from crm_desktop.changes import Changes
from crm_desktop.composition import Services, open_services
from crm_desktop.domain.customers import CustomerDraft
from crm_desktop.errors import DatabaseError, InvalidInputError
from crm_desktop.storage import backup, migrate
from crm_desktop.storage.base import Base
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import newest_revision
from crm_desktop.storage.models import (
    DealCreditRecord,
    DepartmentRecord,
    StatementLineRecord,
    StatementRecord,
)
from crm_desktop.storage.models.deals import DIVIDED
from crm_desktop.texts import Message
from tests import postgres_server
from tests.storage.crm_builders import (
    NOW,
    add_employee,
    add_stages,
    deal_draft,
    firm_services,
    sessions_on,
)


@pytest.fixture
def services(database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Services]:
    programs = postgres_server.binaries()
    if programs is not None:
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    services = firm_services(database)
    yield services
    services.close()


def _names(services: Services) -> list[str]:
    return [row.name for row in services.people.list_employees()]


def test_a_restore_gives_back_what_was_backed_up(services: Services, tmp_path: Path) -> None:
    add_employee(services, "Anna")
    copy = tmp_path / "Копия 1.backup"
    services.maintenance.backup(copy)
    add_employee(services, "Too much")

    assert services.maintenance.restore(copy) is Changes.ALL

    assert _names(services) == ["Anna"]
    assert all(finding.is_ok for finding in services.maintenance.doctor())


def test_a_restore_keeps_the_database_aside(services: Services, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    copy = folder / "firm.backup"
    services.maintenance.backup(copy)
    add_employee(services, "Anna")

    services.maintenance.restore(copy)
    (aside,) = tmp_path.rglob("*.before-restore.*")
    services.maintenance.restore(aside)

    assert _names(services) == ["Anna"]


def test_a_restore_of_an_older_backup_leaves_no_newer_tables(
    services: Services, database: str, tmp_path: Path
) -> None:
    newer, older = tmp_path / "newer.backup", tmp_path / "older.backup"
    services.maintenance.backup(newer)
    with sessions_on(database).begin() as session:
        session.execute(text("DROP TABLE statement_line"))
    services.maintenance.backup(older)
    services.maintenance.restore(newer)
    assert "statement_line" in _tables(database)

    services.maintenance.restore(older)

    assert _tables(database) == set(Base.metadata.tables) - {"statement_line"} | {"alembic_version"}


def test_a_restore_that_fails_half_way_changes_nothing(
    postgresql_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = postgres_server.binaries()
    if programs is not None:
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    services = firm_services(postgresql_database)
    copy = tmp_path / "firm.backup"
    with sessions_on(postgresql_database).begin() as session:
        session.execute(text("CREATE TABLE taken (id integer)"))
        session.execute(text("CREATE VIEW seen AS SELECT id FROM taken"))
    services.maintenance.backup(copy)
    with sessions_on(postgresql_database).begin() as session:
        session.execute(text("CREATE VIEW other AS SELECT id FROM taken"))
    add_employee(services, "Anna")

    with pytest.raises(DatabaseError, match="other"):
        services.maintenance.restore(copy)

    assert _names(services) == ["Anna"]


def _tables(location: str) -> set[str]:
    engine = open_engine(location)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_a_backup_replaces_the_one_before(services: Services, tmp_path: Path) -> None:
    copy = tmp_path / "firm.backup"
    copy.write_bytes(b"old")

    services.maintenance.backup(copy)

    assert copy.stat().st_size > 1000
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives the rights of the folder")
def test_a_copy_may_be_read_by_those_who_may_read_the_database(
    sqlite_database: str, tmp_path: Path
) -> None:
    services, copy = firm_services(sqlite_database), tmp_path / "copy.sqlite"
    for rights in (0o660, 0o600):
        Path(sqlite_database).chmod(rights)
        services.maintenance.backup(copy)

        assert stat.S_IMODE(copy.stat().st_mode) == rights


@pytest.mark.skipif(sys.platform == "win32", reason="Windows gives the rights of the folder")
def test_a_backup_that_may_only_be_read_is_restored(sqlite_database: str, tmp_path: Path) -> None:
    services, copy = firm_services(sqlite_database), tmp_path / "copy.sqlite"
    services.maintenance.backup(copy)
    copy.chmod(0o400)
    again = tmp_path / "again.sqlite"

    backup.copy_file(copy, again)

    assert stat.S_IMODE(again.stat().st_mode) == 0o600


def test_a_backup_into_a_missing_folder_says_so(services: Services, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="folder"):
        services.maintenance.backup(tmp_path / "nowhere" / "firm.backup")


def test_a_backup_replaces_no_folder_and_leaves_nothing_beside_it(
    services: Services, tmp_path: Path
) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()

    with pytest.raises(DatabaseError, match="no file that a copy could replace"):
        services.maintenance.backup(folder)
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize("contents", [None, b"", b"no backup at all" * 99])
def test_what_is_no_backup_is_refused_and_nothing_changes(
    services: Services, tmp_path: Path, contents: bytes | None
) -> None:
    add_employee(services, "Anna")
    wrong = tmp_path / "wrong.backup"
    if contents is not None:
        wrong.write_bytes(contents)

    with pytest.raises(DatabaseError):
        services.maintenance.restore(wrong)
    assert _names(services) == ["Anna"]


def test_the_file_of_another_program_is_refused(sqlite_database: str, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign.sqlite"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE history (url TEXT)")

    with pytest.raises(DatabaseError, match="another program"):
        firm_services(sqlite_database).maintenance.restore(foreign)


def test_a_dump_of_other_tables_is_refused(
    services: Services, database: str, tmp_path: Path
) -> None:
    copy = tmp_path / "firm.backup"
    with sessions_on(database).begin() as session:
        session.execute(text("ALTER TABLE alembic_version RENAME TO history"))
    services.maintenance.backup(copy)
    with sessions_on(database).begin() as session:
        session.execute(text("ALTER TABLE history RENAME TO alembic_version"))

    with pytest.raises(DatabaseError, match=r"another program|no backup"):
        services.maintenance.restore(copy)


def test_a_backup_of_a_newer_program_is_refused_and_nothing_changes(
    services: Services, database: str, tmp_path: Path
) -> None:
    copy = tmp_path / "firm.backup"
    present = newest_revision()
    _set_revision(database, "9999")
    services.maintenance.backup(copy)
    _set_revision(database, present)
    add_employee(services, "Anna")

    with pytest.raises(DatabaseError, match="newer version"):
        services.maintenance.restore(copy)
    assert _names(services) == ["Anna"]


def test_a_backup_of_no_known_revision_is_refused_before_anything_is_touched(
    services: Services, database: str, tmp_path: Path
) -> None:
    copy = tmp_path / "firm.backup"
    present = newest_revision()
    _set_revision(database, "0000")
    services.maintenance.backup(copy)
    _set_revision(database, present)
    add_employee(services, "Anna")

    with pytest.raises(DatabaseError, match="“0000”"):
        services.maintenance.restore(copy)
    assert _names(services) == ["Anna"]
    assert not list(tmp_path.rglob("*before-restore*"))


def test_a_backup_that_cannot_be_brought_to_the_tables_of_today_changes_nothing(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / "firm.backup"
    services.maintenance.backup(copy)
    add_employee(services, "Anna")

    def fail(*_: object) -> None:
        raise DatabaseError(Message("The database has records that refer to nothing."))

    monkeypatch.setattr(migrate, "upgrade", fail)
    with pytest.raises(DatabaseError, match="refer to nothing"):
        services.maintenance.restore(copy)

    assert _names(services) == ["Anna"]
    assert not list(tmp_path.rglob("restore-*"))


def _set_revision(location: str, number: str) -> None:
    with sessions_on(location).begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = :n"), {"n": number})


def test_the_database_is_no_backup_of_itself(sqlite_database: str) -> None:
    services, path = firm_services(sqlite_database), Path(sqlite_database)

    for act in (services.maintenance.backup, services.maintenance.restore):
        with pytest.raises(InvalidInputError, match="itself"):
            act(path)


def test_a_restore_reaches_a_window_that_is_open(sqlite_database: str, tmp_path: Path) -> None:
    window = firm_services(sqlite_database)
    copy = tmp_path / "firm.backup"
    window.maintenance.backup(copy)
    add_employee(window, "Anna")

    open_services(sqlite_database).maintenance.restore(copy)

    assert _names(window) == []


def test_a_backup_that_fails_half_way_leaves_the_one_before(
    sqlite_database: str, tmp_path: Path
) -> None:
    services, copy = firm_services(sqlite_database), tmp_path / "firm.backup"
    services.maintenance.backup(copy)
    before = copy.read_bytes()
    with Path(sqlite_database).open("r+b") as file:
        file.seek(0)
        file.write(b"broken" * 10)

    with pytest.raises(DatabaseError):
        services.maintenance.backup(copy)
    assert copy.read_bytes() == before


def test_a_missing_pg_dump_is_named(
    postgresql_database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(DatabaseError, match="pg_dump is not installed"):
        firm_services(postgresql_database).maintenance.backup(tmp_path / "firm.dump")


def test_no_program_is_told_the_password_where_others_see_it() -> None:
    url = make_url("postgresql+psycopg://anna:secret@db/crm")

    assert backup.address_without_password(url) == "postgresql://anna@db/crm"


def _bad(services: Services) -> set[str]:
    return {finding.code for finding in services.maintenance.doctor() if not finding.is_ok}


def test_a_healthy_database_has_no_finding(services: Services, database: str) -> None:
    anna, boris = (add_employee(services, name) for name in ("Anna", "Boris"))
    stages = add_stages(database)
    services.deals.create(deal_draft(anna, stages["Won"], shares={anna: "0.3", boris: "0.7"}))
    services.customers.create(CustomerDraft("Shop"))

    assert _bad(services) == set()


@pytest.mark.parametrize("column", DIVIDED)
def test_shares_that_do_not_add_up_are_found(
    services: Services, database: str, column: str
) -> None:
    anna = add_employee(services, "Anna")
    stages = add_stages(database)
    services.deals.create(deal_draft(anna, stages["Lead"], shares={anna: "1"}))
    with sessions_on(database).begin() as session:
        session.execute(update(DealCreditRecord).values({column: -1}))

    assert _bad(services) == {"credits"}


def test_overlay_credits_come_besides_the_shares(services: Services, database: str) -> None:
    anna, boris = (add_employee(services, name) for name in ("Anna", "Boris"))
    stages = add_stages(database)
    for shares in ({}, {anna: "1"}):
        services.deals.create(deal_draft(anna, stages["Lead"], shares=shares))
    with sessions_on(database).begin() as session:
        for deal_id in (1, 2):
            session.add(
                DealCreditRecord(
                    deal_id=deal_id, employee_id=boris, share=1, base_minor=1, is_overlay=True
                )
            )

    assert _bad(services) == set()


def test_a_deal_that_contradicts_its_stage_is_found(services: Services, database: str) -> None:
    anna, stages = add_employee(services, "Anna"), add_stages(database)
    services.deals.create(deal_draft(anna, stages["Lead"]))
    with sessions_on(database).begin() as session:
        session.execute(text("UPDATE stage SET status = 'lost' WHERE name = 'Lead'"))

    assert _bad(services) == {"stages"}


def test_a_statement_that_is_not_the_sum_of_its_lines_is_found(
    services: Services, database: str
) -> None:
    anna = add_employee(services, "Anna")
    with sessions_on(database).begin() as session:
        for month, total in ((1, 150), (2, 151)):
            statement = _statement(anna, date(2026, month, 1), total)
            session.add(statement)
            session.flush()
            session.add(
                StatementLineRecord(
                    statement_id=statement.id, position=1, code="b", amount_minor=50, content={}
                )
            )

    (finding,) = [found for found in services.maintenance.doctor() if not found.is_ok]
    assert (finding.code, str(finding.message)) == (
        "statements",
        "1 statement is not the sum of its lines.",
    )


def _statement(employee_id: int, start: date, total_minor: int) -> StatementRecord:
    return StatementRecord(
        employee_id=employee_id,
        period_kind="month",
        period_start=start,
        period_end=start.replace(day=28),
        state="draft",
        card="card",
        currency="RUB",
        salary_minor=100,
        total_minor=total_minor,
        calculated_at=NOW,
        result={},
    )


def test_a_reference_to_nothing_is_found(sqlite_database: str) -> None:
    services = firm_services(sqlite_database)
    with closing(sqlite3.connect(sqlite_database)) as connection:
        connection.execute("INSERT INTO customer_tag (customer_id, classifier_id) VALUES (1, 1)")
        connection.commit()

    assert _bad(services) == {"references"}


def test_departments_that_stand_below_each_other_are_named(
    services: Services, database: str
) -> None:
    with sessions_on(database).begin() as session:
        for key, name in ((1, "Sales"), (2, "North"), (3, "Sound")):
            session.add(
                DepartmentRecord(id=key, code=str(key), name=name, name_folded=name.casefold())
            )
        session.flush()
        session.execute(text("UPDATE department SET parent_id = 3 - id WHERE id < 3"))

    (finding,) = [found for found in services.maintenance.doctor() if not found.is_ok]
    assert finding.code == "departments"
    assert "in a circle" in str(finding.message)
    assert str(finding.message).endswith(": Sales → North → Sales.")

"""Closed statements never change: the database itself refuses, and a seal tells."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, TextClause, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import ClosedStatementError, CrmError
from crm_desktop.services.finding import Finding
from crm_desktop.services.maintenance import MaintenanceService
from crm_desktop.storage import guards, seal
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade
from crm_desktop.storage.models import (
    AccrualRecord,
    StatementCarryRecord,
    StatementRecord,
)
from crm_desktop.storage.sessions import Sessions
from tests.storage.pay_months import APRIL, MARCH, NOW, PayMonths, pay_months
from tests.storage.test_migrate import next_release


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def months(engine: Engine) -> PayMonths:
    """Return a firm whose March is closed, with a record of each kind, and whose April is open."""
    months = pay_months(Sessions(engine))
    months.settle(MARCH, StatementState.PAID)
    with months.sessions.begin() as session:
        _add_parts(session)
    months.life.advance(MARCH, StatementState.CLOSED, "Anna")
    months.payroll.calculate_and_save(APRIL)
    return months


def _add_parts(session: Session) -> None:
    """Add an accrual and a carry to each statement."""
    for id_ in session.scalars(select(StatementRecord.id)):
        session.add(
            AccrualRecord(
                statement_id=id_,
                code="share",
                entity="deal",
                record_id=1,
                label="Deal",
                event="won",
                on=MARCH.start,
                base_minor=100,
                rate="0.05",
                amount_minor=5,
            )
        )
        session.add(StatementCarryRecord(statement_id=id_, kind="advance", amount_minor=5))


@pytest.fixture
def connection(months: PayMonths, engine: Engine) -> Iterator[Connection]:
    assert months.totals(MARCH)
    with engine.connect() as connection:
        yield connection


_OF_STATEMENTS = [
    "UPDATE statement SET total_minor = 0",
    "UPDATE statement SET state = 'draft' WHERE id IN @closed",
    "UPDATE statement SET seal = NULL WHERE id IN @closed",
    "DELETE FROM statement",
    "DELETE FROM statement WHERE id IN @closed",
]
_OF_PARTS = [
    "UPDATE @part SET version = 9 WHERE statement_id IN @closed",
    "DELETE FROM @part",
]
_MOVES = [
    "UPDATE statement_carry SET statement_id = @draft WHERE statement_id IN @closed",
    "UPDATE accrual SET statement_id = @draft WHERE statement_id IN @closed",
    "UPDATE settled_record SET statement_id = @draft WHERE statement_id IN @closed",
    """UPDATE statement_line SET statement_id = @draft, position = 50
    WHERE statement_id = (SELECT min(id) FROM statement WHERE state = 'closed')""",
    """UPDATE statement_line SET statement_id = (SELECT min(id) FROM statement
    WHERE state = 'closed'), position = 99 WHERE statement_id = @draft""",
]
_ADDITIONS = [
    """INSERT INTO statement_line (statement_id, position, code, amount_minor, content)
    SELECT id, 99, 'gift', 100, 'null' FROM statement WHERE id IN @closed""",
    """INSERT INTO statement_carry (statement_id, kind, amount_minor)
    SELECT id, 'advance', 100 FROM statement WHERE id IN @closed""",
    """INSERT INTO settled_record (statement_id, base, entity, label, number, digits)
    SELECT id, 'x', 'deal', 'Deal', 100, 0 FROM statement WHERE id IN @closed""",
]
_REPLACEMENTS = [
    "INSERT OR REPLACE INTO statement SELECT * FROM statement WHERE state = 'closed'",
    "INSERT OR REPLACE INTO statement_line SELECT * FROM statement_line",
    """INSERT OR REPLACE INTO statement_line
    SELECT line.id, @draft, 70, 'x', 0, 'null', 1 FROM statement_line AS line
    WHERE line.statement_id IN @closed""",
    """UPDATE OR REPLACE statement SET period_start = '2026-03-01', period_end = '2026-04-01'
    WHERE id = @draft""",
    """UPDATE OR REPLACE statement_line SET id = (SELECT min(line.id) FROM statement_line AS line
    WHERE line.statement_id IN @closed) WHERE id = (SELECT max(line.id) FROM statement_line AS line
    WHERE line.statement_id = @draft)""",
]


def _sql(attempt: str, part: str = "") -> TextClause:
    closed = "(SELECT id FROM statement WHERE state = 'closed')"
    draft = "(SELECT min(id) FROM statement WHERE state = 'draft')"
    whole = attempt.replace("@closed", closed).replace("@draft", draft).replace("@part", part)
    return text(whole)


@pytest.mark.parametrize("attempt", [*_OF_STATEMENTS, *_MOVES, *_ADDITIONS])
def test_the_database_refuses_every_change(connection: Connection, attempt: str) -> None:
    with pytest.raises(ClosedStatementError, match="never changes"):
        connection.execute(_sql(attempt))


@pytest.mark.parametrize("part", guards.PARTS)
@pytest.mark.parametrize("attempt", _OF_PARTS)
def test_the_database_refuses_every_change_of_a_part(
    connection: Connection, attempt: str, part: str
) -> None:
    with pytest.raises(ClosedStatementError, match="never changes"):
        connection.execute(_sql(attempt, part))


@pytest.mark.parametrize("table", ["statement", *guards.PARTS])
def test_a_server_empties_no_table_of_closed_statements(
    postgresql_database: str, table: str
) -> None:
    with _closed_march(postgresql_database) as connection, pytest.raises(ClosedStatementError):
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("table", ["employee", "firm, employee, department"])
def test_a_server_empties_nothing_that_closed_statements_need(
    postgresql_database: str, table: str
) -> None:
    with _closed_march(postgresql_database) as connection, pytest.raises(ClosedStatementError):
        connection.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("attempt", _REPLACEMENTS)
def test_a_file_lets_no_row_take_the_place_of_a_closed_one(
    sqlite_database: str, attempt: str
) -> None:
    with _closed_march(sqlite_database) as connection, pytest.raises(ClosedStatementError):
        connection.execute(_sql(attempt))


def test_who_has_closed_statements_is_not_deleted(connection: Connection) -> None:
    with pytest.raises((ClosedStatementError, IntegrityError)):
        connection.execute(text("DELETE FROM employee"))


def test_a_file_without_foreign_keys_guards_them_as_well(sqlite_database: str) -> None:
    with _closed_march(sqlite_database) as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN")
        with pytest.raises(ClosedStatementError):
            connection.execute(text("DELETE FROM employee"))


def test_drafts_beside_closed_statements_still_change(months: PayMonths) -> None:
    before = months.totals(MARCH)
    months.set_deal(1, 900_000)

    saved = months.payroll.calculate_and_save(APRIL)

    assert (saved.saved, months.totals(MARCH)) == (3, before)


@contextmanager
def _closed_march(location: str) -> Iterator[Connection]:
    """Yield a connection to a firm whose March is closed and whose April is open."""
    engine = open_engine(location)
    months = pay_months(Sessions(engine))
    months.settle(MARCH)
    months.payroll.calculate_and_save(APRIL)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def test_every_guard_stands_at_the_head(engine: Engine) -> None:
    with engine.connect() as connection:
        assert guards.missing(connection) == []
        present = {name for name, _ in guards.present(connection)}
    counts = {"sqlite": 3 + 4 * 3 + 1, "postgresql": 1 + 5 + 4 * 4}
    assert len(present) == counts[engine.dialect.name]


def test_a_later_migration_makes_the_tables_anew_and_keeps_the_guards(
    months: PayMonths, engine: Engine, tmp_path: Path
) -> None:
    anew = (
        "    with op.batch_alter_table('{table}') as table:\n"
        "        table.add_column(sa.Column('added', sa.Integer()))\n"
        "        table.create_check_constraint('ck_{table}_added', 'added > 0')"
    )
    after = "\n".join(anew.format(table=table) for table in ("statement", *guards.PARTS)).strip()

    upgrade(engine, fixed(NOW), next_release(tmp_path, after))

    with engine.connect() as connection:
        assert guards.missing(connection) == []
        assert list(seal.broken(connection)) == []
        with pytest.raises(ClosedStatementError):
            connection.execute(text("UPDATE statement_line SET amount_minor = 1"))
    assert months.totals(MARCH)


def test_a_closed_statement_bears_the_seal_of_what_it_says(months: PayMonths) -> None:
    with months.sessions() as session:
        kept = dict(
            session.execute(
                select(StatementRecord.id, StatementRecord.seal).where(
                    StatementRecord.state == StatementState.CLOSED.value
                )
            ).all()
        )
        assert seal.seals(session.connection(), kept) == kept
    assert len(set(kept.values())) == 3


def test_a_sound_database_passes_the_doctor(months: PayMonths, engine: Engine) -> None:
    assert months.totals(MARCH)
    assert _found(engine, "seals").is_ok
    assert _found(engine, "guards").is_ok


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE statement SET card = 'other' WHERE id = @first",
        "UPDATE statement SET salary_minor = 1, total_minor = 2 WHERE id = @first",
        "UPDATE statement SET result = replace(result, 'e', 'a') WHERE id = @first",
        "UPDATE statement_line SET code = 'other' WHERE statement_id = @first",
        "UPDATE statement_line SET content = upper(content) WHERE statement_id = @first",
        "UPDATE statement_carry SET amount_minor = 6 WHERE statement_id = @first",
        "UPDATE accrual SET label = 'Another' WHERE statement_id = @first",
        "DELETE FROM accrual WHERE statement_id = @first",
    ],
)
def test_the_doctor_names_whose_statement_was_changed_behind_the_program(
    months: PayMonths, engine: Engine, change: str
) -> None:
    _behind_the_program(engine, change)

    found = _found(engine, "seals")

    assert not found.is_ok
    assert "1 closed statement was changed" in str(found.message)
    assert "Employee 0, March 2026" in str(found.message)
    assert months.totals(MARCH)


def test_the_doctor_names_closed_statements_without_a_seal(
    months: PayMonths, engine: Engine
) -> None:
    _behind_the_program(engine, "UPDATE statement SET seal = NULL WHERE state = 'closed'")

    found = _found(engine, "unsealed")

    assert "3 closed statements have no seal: Employee 0, March 2026; " in str(found.message)
    assert _found(engine, "seals").is_ok
    assert months.totals(MARCH)


def test_the_doctor_tells_that_guards_are_missing(months: PayMonths, engine: Engine) -> None:
    with engine.begin() as connection:
        guards.take_down(connection)

    assert not _found(engine, "guards").is_ok
    assert months.totals(MARCH)


def _behind_the_program(engine: Engine, change: str) -> None:
    """Do what only someone can who takes the guards down."""
    with engine.begin() as connection:
        guards.take_down(connection)
        connection.execute(text(change.replace("@first", "(SELECT min(id) FROM statement)")))
        guards.put_up(connection)


def _found(engine: Engine, code: str) -> Finding:
    findings = MaintenanceService(engine, fixed(NOW)).doctor()
    return next(one for one in findings if one.code == code)


def test_the_refusal_reaches_whoever_writes_by_records(months: PayMonths) -> None:
    with pytest.raises(CrmError, match="pay the difference in an open month"):
        _rename_card(months.sessions)


def _rename_card(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        record = session.scalars(
            select(StatementRecord).where(StatementRecord.state == StatementState.CLOSED.value)
        ).first()
        assert record is not None
        record.card = "other"

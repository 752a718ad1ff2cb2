"""A database of the second release, with pay in every state, read by this one."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, select, text

from crm_desktop.clock import fixed
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import ClosedStatementError
from crm_desktop.services.change_monitor import ChangeMonitorService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage import guards
from crm_desktop.storage.engine import Database, open_engine
from crm_desktop.storage.migrate import MIGRATIONS, revision, upgrade
from crm_desktop.storage.models import DocumentRecord, FirmRecord, PaymentRecord
from crm_desktop.storage.sessions import Sessions

AT = datetime(2026, 6, 1, 9, tzinfo=UTC)
FEBRUARY, MARCH = Period.month(2026, 2), Period.month(2026, 3)
_DYING = """
import os
import sys
from crm_desktop.storage import guards
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.migrate import upgrade

guards.put_up = lambda _: os._exit(9)  # all revisions are done, and nothing is committed
upgrade(open_engine(sys.argv[1]))
"""
_ROWS = Path(__file__).with_name("second_release.sql")


@pytest.fixture
def upgraded(database_of_the_second_release: Engine) -> Engine:
    assert upgrade(database_of_the_second_release, fixed(AT)) is True
    return database_of_the_second_release


@pytest.fixture(params=["sqlite", "postgresql"])
def database_of_the_second_release(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Engine]:
    """Return a database with rows as that release wrote them; ``@`` stands before instants."""
    instant = r"\1"
    if request.param == "sqlite":
        engine = open_engine(str(tmp_path / "old.sqlite"))
    else:
        engine = open_engine(request.getfixturevalue("postgresql_database"))
        instant = r"to_timestamp(\1 / 1000000)"
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    migrations = tmp_path / "second"
    shutil.copytree(
        MIGRATIONS, migrations, ignore=shutil.ignore_patterns("r000[3-9]*", "r00[1-9]*", "__*")
    )
    upgrade(engine, fixed(AT), migrations)
    with engine.begin() as connection:
        for row in _ROWS.read_text(encoding="utf-8").splitlines():
            connection.exec_driver_sql(re.sub(r"@(\d+)", instant, row))
    yield engine
    engine.dispose()


@pytest.mark.parametrize("database_of_the_second_release", ["sqlite"], indirect=True)
def test_an_upgrade_whose_process_dies_changes_nothing_and_is_done_again(
    database_of_the_second_release: Engine,
) -> None:
    engine = database_of_the_second_release
    path = str(Database.of(engine.url).path)
    engine.dispose()
    outcome = subprocess.run([sys.executable, "-c", _DYING, path], check=False)
    assert outcome.returncode == 9

    with engine.connect() as connection:
        assert revision(connection) == "0002"
        assert connection.scalar(text("SELECT COUNT(*) FROM statement")) == 3
    assert upgrade(engine, fixed(AT)) is True
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA integrity_check")) == "ok"
        assert connection.scalar(text("SELECT COUNT(*) FROM statement")) == 3


def test_drafts_and_settled_pay_read_as_before(upgraded: Engine) -> None:
    payroll = PayrollService(Sessions(upgraded), fixed(AT))
    found = {
        (period, row.employee_code): (
            row.state.value,
            row.total,
            _lines(payroll, row.employee_code, period),
        )
        for period in (FEBRUARY, MARCH)
        for row in payroll.list_statements(period)
    }
    assert found == {
        (FEBRUARY, "e0"): ("approved", Money(40_020_00, "RUB"), {"percent": 20_00}),
        (FEBRUARY, "e1"): ("closed", Money(40_010_00, "RUB"), {"percent": 10_00}),
        (MARCH, "e0"): ("draft", Money(40_030_00, "RUB"), {"percent": 30_00}),
    }


def _lines(payroll: PayrollService, employee: str, period: Period) -> dict[str, int]:
    statement = payroll.statement(employee, period).outcome.statement
    assert statement is not None
    assert statement.total == statement.salary + sum(
        (line.amount for line in statement.lines), Money.zero("RUB")
    )
    return {line.code: line.amount.minor for line in statement.lines}


def test_pay_goes_on_where_it_was(upgraded: Engine) -> None:
    sessions = Sessions(upgraded)
    monitor = ChangeMonitorService(sessions, fixed(AT))
    assert monitor.changes([FEBRUARY]) == []
    [new] = PayrollService(sessions, fixed(AT)).preview(MARCH)
    assert (new.subject.name, new.was) == ("Employee 1", None)
    life = StatementLifeService(sessions, fixed(AT))
    life.advance(MARCH, StatementState.APPROVED, "Anna")
    assert monitor.changes() == []


@pytest.mark.parametrize(
    ("table", "key"), [("statement", "id"), ("statement_line", "statement_id")]
)
def test_what_was_closed_before_is_guarded_now(upgraded: Engine, table: str, key: str) -> None:
    with upgraded.connect() as connection:
        assert guards.missing(connection) == []
    change = text(f"UPDATE {table} SET version = 9 WHERE {key} = 2")  # noqa: S608 - our own names
    with pytest.raises(ClosedStatementError), upgraded.begin() as connection:
        connection.execute(change)


def test_what_nobody_said_before_is_not_known_now(upgraded: Engine) -> None:
    """Only the limit of cuts is that of the law where the firm is."""
    with Sessions(upgraded)() as session:
        cut_limit, place = session.execute(
            select(FirmRecord.cut_limit_percent, FirmRecord.rounding_place)
        ).one()
        cancelled = session.execute(select(DocumentRecord.state, DocumentRecord.cancelled_on)).one()
        paid = session.execute(select(PaymentRecord.received_on, PaymentRecord.base_minor)).one()
    assert (cut_limit, place) == (20, "line")
    assert cancelled == ("cancelled", None)
    assert paid == (date(2026, 2, 12), 2_000_00)

"""The life of statements: step by step, back again, and who is told what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import StatementRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
MARCH = Period.month(2026, 3)
APPROVED = StatementState.APPROVED


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [DealSketch(0, 2_000_00), DealSketch(1, 100_00)])
    SchemeService(sessions, fixed(AT)).import_scheme(SCHEME)
    yield sessions
    engine.dispose()


@pytest.fixture
def payroll(sessions: sessionmaker[Session]) -> PayrollService:
    return PayrollService(sessions, fixed(AT))


@pytest.fixture
def life(sessions: sessionmaker[Session]) -> StatementLifeService:
    return StatementLifeService(sessions, fixed(AT))


def test_approved_statements_keep_their_whole_derivation_for_good(
    sessions: sessionmaker[Session], payroll: PayrollService, life: StatementLifeService
) -> None:
    payroll.calculate_and_save(MARCH)
    before = [payroll.statement(code, MARCH).outcome for code in ("e0", "e1", "e2")]

    changes = life.advance(MARCH, APPROVED, "Anna")

    assert changes is Changes.STATEMENTS
    with pytest.raises(InvalidInputError, match="is draft"):
        life.advance(MARCH, APPROVED, "Anna")
    cards = [payroll.statement(code, MARCH) for code in ("e0", "e1", "e2")]
    assert {card.state for card in cards} == {StatementState.APPROVED}
    assert [card.outcome for card in cards] == before
    with sessions() as session:
        kept = session.scalars(select(StatementRecord.result))
        assert all(set(result) == {"nodes", "figures"} for result in kept)


def test_approving_takes_two_statements_for_many_people(
    payroll: PayrollService, life: StatementLifeService
) -> None:
    payroll.calculate_and_save(MARCH)
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE"):
            written.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        life.advance(MARCH, APPROVED, "Anna")
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert len(written) == 2

"""Settled pay whose records changed: found, accepted into an open month, or dismissed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.template import BonusTemplate, PercentPremium, RewardCard
from crm_desktop.services.change_monitor import ChangeMonitorService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DealRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
MARCH = Period.month(2026, 3)
MAY = datetime(2026, 5, 20, 9, tzinfo=UTC)
SHARE = BonusTemplate("share", "5 % of sales", PercentPremium(Decimal("0.05")), "sales")
FIVE_PERCENT = replace(
    SCHEME, templates=(SHARE,), cards=(replace(kpi_scheme.CARD, templates=("share",)),)
)


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


def test_c47_a_settled_month_stays_and_what_it_lacks_is_found(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    """Case C47: March was paid with 62 000; a deal of March loses 100 000 in May, at 5 %."""
    schemes = SchemeService(sessions, fixed(AT))
    schemes.import_scheme(replace(FIVE_PERCENT, cards=(at_salary(47_000),)))
    with sessions.begin() as session:
        [deal_id] = kpi_rows.add_deals(session, [DealSketch(0, 298_000_00)])
    payroll.calculate_and_save(MARCH)
    settle(sessions, MARCH)
    assert totals(payroll)["e0"] == Money(62_000_00, "RUB")
    assert monitor(sessions).corrections(MARCH) == []
    with sessions.begin() as session:
        session.execute(
            update(DealRecord)
            .where(DealRecord.id == deal_id)
            .values(amount_minor=198_000_00, base_minor=198_000_00)
        )

    in_may = PayrollService(sessions, fixed(MAY))
    [found] = monitor(sessions).corrections(MARCH)

    assert (found.subject.ref.code, found.amount) == ("e0", Money(-5_000_00, "RUB"))
    assert str(found.label) == "Correction for March 2026"
    assert [(line.was.code if line.was else "", line.amount) for line in found.lines] == [
        ("share", Money(-5_000_00, "RUB"))
    ]
    assert (totals(in_may)["e0"], in_may.calculate_and_save(MARCH).kept) == (
        Money(62_000_00, "RUB"),
        3,
    )


def totals(payroll: PayrollService) -> dict[str, Money]:
    return {row.employee_code: row.total for row in payroll.list_statements(MARCH)}


def monitor(sessions: sessionmaker[Session]) -> ChangeMonitorService:
    return ChangeMonitorService(sessions, fixed(MAY))


def at_salary(salary: int) -> RewardCard:
    return replace(FIVE_PERCENT.cards[0], salary=Decimal(salary))


def settle(sessions: sessionmaker[Session], period: Period) -> None:
    """Let the drafts of ``period`` take every step up to closed."""
    life = StatementLifeService(sessions, fixed(AT))
    for state in list(StatementState)[1:]:
        life.advance(period, state, "Anna")

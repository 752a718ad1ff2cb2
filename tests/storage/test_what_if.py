"""What deals would bring: computed as if they were won, and nothing of it is kept."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.deals import DealDraft
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.what_if import ImaginedDeal
from crm_desktop.errors import DatabaseError, InvalidInputError, NotFoundError
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import (
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.deals import DealService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.what_if import WhatIf, WhatIfService
from crm_desktop.storage.base import Base
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DealRecord, StageRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import CARD, SCHEME

NOW = datetime(2026, 3, 16, 9, tzinfo=UTC)
MARCH = Period.month(2026, 3)
EACH = BonusTemplate(
    "each",
    "10 % of each deal",
    CommissionPremium(Entity.DEAL, (EarningPart(Event.WON),), Decimal("0.1")),
)
RULES = replace(
    SCHEME,
    templates=(*SCHEME.templates, EACH),
    cards=(replace(CARD, templates=(*CARD.templates, "each")),),
)
_DIED = 9
_DYING = """
import os, sys
from datetime import UTC, datetime
from sqlalchemy import event
from sqlalchemy.orm import Session
from crm_desktop.clock import fixed
from crm_desktop.composition import open_services
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.what_if import ImaginedDeal

services = open_services(sys.argv[1], fixed(datetime(2026, 3, 16, 9, tzinfo=UTC)))
seen = []

def die(session, _):
    seen.append(session)
    if len(seen) > 1:  # the deal is written, and its way to the won stage
        os._exit(9)

event.listen(Session, "after_flush_postexec", die)
deal = ImaginedDeal(Money(1_000_00, "RUB"))
services.what_if.what_if("e0", Period.month(2026, 3), imagined=[deal])
"""
WON = DealSketch(0, 3_000_00)
OPEN = DealSketch(0, 2_000_00, status="open", closed=None, title="Offer", customer=0)
SHARED = replace(OPEN, owner=1, title="Shared", credits=((0, 40), (1, 60)))


@dataclass
class Firm:
    engine: Engine
    sessions: sessionmaker[Session]

    @property
    def what_if(self) -> WhatIfService:
        return WhatIfService(self.sessions, fixed(NOW))

    @property
    def deals(self) -> DealService:
        return DealService(self.sessions, fixed(NOW))

    def imagine(self, *minor: int, won: tuple[int, ...] = (), period: Period = MARCH) -> WhatIf:
        imagined = [ImaginedDeal(Money(each, "RUB")) for each in minor]
        return self.what_if.what_if("e0", period, won=won, imagined=imagined)

    def progress(self) -> Outcome:
        return CalculationService(self.sessions, fixed(NOW)).progress("e0", MARCH)

    def add(self, *sketches: DealSketch) -> list[int]:
        with self.sessions.begin() as session:
            return kpi_rows.add_deals(session, sketches)

    def rows(self) -> dict[str, list[Any]]:
        """Return all that the database holds."""
        with self.engine.connect() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(select(table))))
                for table in Base.metadata.sorted_tables
            }


@pytest.fixture
def firm(database: str) -> Iterator[Firm]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [WON])
    SchemeService(sessions, fixed(NOW)).import_scheme(RULES)
    yield Firm(engine, sessions)
    engine.dispose()


def facts(outcome: Outcome) -> dict[str, object]:
    return {one.code: one.fact.value for one in outcome.result.indicators}


def pay(outcome: Outcome) -> dict[str, int]:
    assert outcome.statement is not None
    return {line.code: line.amount.minor for line in outcome.statement.lines}


def test_an_imagined_deal_moves_sum_count_average_conversion_and_pay(firm: Firm) -> None:
    firm.add(replace(WON, status="lost"))
    found = firm.imagine(1_000_00)
    before, after = facts(found.before), facts(found.after)

    assert (before["sales"], after["sales"]) == (3000, 4000)
    assert (before["won"], after["won"]) == (1, 2)
    assert (before["average"], after["average"]) == (3000, 2000)
    assert (before["conversion"], after["conversion"]) == (Decimal(1) / 2, Decimal(2) / 3)
    # 5 % of 1000 more, 500 for a deal more, and 10 % of it as commission
    assert found.difference == Money(50_00 + 500_00 + 100_00, "RUB")


def test_figures_equal_those_of_winning_the_deal(firm: Firm) -> None:
    [deal] = firm.add(OPEN)
    imagined = firm.imagine(won=(deal,)).after

    firm.deals.mark_won(deal, 1)

    assert imagined == firm.progress()


def test_figures_equal_those_of_entering_and_winning_a_deal(firm: Firm) -> None:
    imagined = firm.imagine(1_234_56).after

    saved = firm.deals.create(DealDraft("Imagined deal", 1, 1, Money(1_234_56, "RUB")))
    firm.deals.mark_won(saved.id, 1)

    assert (facts(imagined), pay(imagined)) == (facts(firm.progress()), pay(firm.progress()))


def test_of_a_shared_deal_only_the_share_counts(firm: Firm) -> None:
    [deal] = firm.add(SHARED)

    assert facts(firm.imagine(won=(deal,)).after)["sales"] == 3000 + 800


def test_nothing_remains(firm: Firm) -> None:
    deals = firm.add(OPEN, SHARED)
    before = firm.rows()

    firm.imagine(1_000_00, 2_000_00, won=tuple(deals))

    assert firm.rows() == before


def test_a_program_that_dies_in_the_middle_leaves_nothing(database: str, firm: Firm) -> None:
    before = firm.rows()

    died = subprocess.run([sys.executable, "-c", _DYING, database], check=False)

    assert died.returncode == _DIED
    assert firm.rows() == before


def test_without_deals_nothing_differs(firm: Firm) -> None:
    found = firm.imagine()

    assert found.difference == Money(0, "RUB")
    assert found.after == found.before == firm.progress()


def test_a_later_month_begins_with_the_deals(firm: Firm) -> None:
    found = firm.imagine(1_000_00, period=MARCH.next())

    assert (facts(found.before)["sales"], facts(found.after)["sales"]) == (0, 1000)


def test_a_month_that_is_over_is_refused(firm: Firm) -> None:
    with pytest.raises(InvalidInputError, match="is over"):
        firm.imagine(1_000_00, period=MARCH.previous())


def test_a_deal_that_was_won_meanwhile_is_named(firm: Firm) -> None:
    with pytest.raises(InvalidInputError, match="“Deal” is no longer open"):
        firm.imagine(won=(1,))


def test_who_and_what_is_not_there_is_refused(firm: Firm) -> None:
    with pytest.raises(NotFoundError):
        firm.imagine(won=(99,))
    with pytest.raises(NotFoundError):
        firm.what_if.what_if("nobody", MARCH)


def test_without_a_stage_to_begin_in_it_says_so(firm: Firm) -> None:
    with firm.sessions.begin() as session:
        session.execute(update(StageRecord).where(StageRecord.id == 1).values(status="lost"))

    with pytest.raises(InvalidInputError, match="No pipeline has a stage"):
        firm.imagine(1_000_00)


def test_open_deals_are_those_that_count_for_the_employee(firm: Firm) -> None:
    later, shared, soon, _ = firm.add(
        OPEN, SHARED, replace(OPEN, title="Soon"), replace(OPEN, owner=1)
    )
    with firm.sessions.begin() as session:
        for deal, day in ((soon, "2026-03-20"), (shared, "2026-04-02")):
            on = datetime.fromisoformat(day).date()
            session.execute(update(DealRecord).where(DealRecord.id == deal).values(expected_on=on))

    found = firm.what_if.open_deals("e0")

    assert [row.id for row in found] == [soon, shared, later]
    assert (found[0].customer, found[0].stage) == (kpi_rows.CUSTOMERS[0], "New")


def test_a_busy_file_is_refused_in_words(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_desktop.storage.engine._BUSY_TIMEOUT_S", 0)
    engine = open_engine(sqlite_database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
    SchemeService(sessions, fixed(NOW)).import_scheme(RULES)

    with sessions.begin() as writer:
        kpi_rows.add_deals(writer, [WON])
        with pytest.raises(DatabaseError, match="Try again in a moment"):
            Firm(engine, sessions).imagine(1_000_00)

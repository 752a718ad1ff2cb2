"""Worked cases of the domain from their records to the pay, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Filter, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, Profile, ProfileEntry
from crm_desktop.kpi.source import Aggregate, RecordSource, Target, WeightedSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.rewards.template import Assignment, BonusTemplate, PercentPremium, RewardCard
from crm_desktop.services.calculation import CalculationService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import ActivityRecord, ActivityTypeRecord, DocumentRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch

MARCH = Period.month(2026, 3)
IN_MARCH = datetime(2026, 3, 10, 9, tzinfo=UTC)


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
    yield sessions
    engine.dispose()


def outcomes(sessions: sessionmaker[Session], scheme: Scheme) -> dict[str, Outcome]:
    service = CalculationService(sessions, fixed(IN_MARCH))
    found = service.calculate(MARCH, scheme=scheme).outcomes
    return {outcome.result.subject.ref.code: outcome for outcome in found}


def commission(rate: str, source: RecordSource) -> Scheme:
    """Return a scheme that pays everybody ``rate`` of what ``source`` sums, without a salary."""
    premium = PercentPremium(Decimal(rate))
    return Scheme(
        "Commission",
        "RUB",
        indicators=(Indicator("base", "Base", source, Unit.MONEY),),
        templates=(BonusTemplate("share", "Share", premium, "base"),),
        cards=(RewardCard("card", "Card", Decimal(0), ("share",), (Assignment(COMPANY),)),),
    )


def pays(sessions: sessionmaker[Session], scheme: Scheme) -> dict[str, Money]:
    return {
        code: outcome.statement.total
        for code, outcome in outcomes(sessions, scheme).items()
        if outcome.statement is not None
    }


def add_activities(session: Session, **counts: int) -> None:
    """Add ``counts`` of activities by the name of their type; e0 did all of them in March."""
    for key, (name, count) in enumerate(counts.items(), 1):
        session.add(ActivityTypeRecord(id=key, name=name))
        session.flush()
        session.add_all(
            ActivityRecord(type_id=key, employee_id=1, planned_at=IN_MARCH, done_at=IN_MARCH)
            for _ in range(count)
        )


def fitting(*types: str) -> Filter:
    return Condition("type", Operator.ONE_OF, types)


def points(sessions: sessionmaker[Session], *targets: Target) -> Decimal | None:
    """Return Σ Ci·Ki of the done activities of e0."""
    source = WeightedSource(Entity.ACTIVITY, "done", targets)
    scheme = Scheme(
        "Points",
        "RUB",
        indicators=(Indicator("points", "Points", source),),
        profiles=(Profile("all", "All", (ProfileEntry("points"),), (COMPANY,)),),
    )
    [figure] = outcomes(sessions, scheme)["e0"].result.indicators
    return figure.fact.value


CALLS = Target("Calls", fitting("call"))
MEETINGS = Target("Meetings", fitting("meeting"), Decimal(3))
TENDERS = Target("Tenders", fitting("tender"), Decimal(10))


def test_c3_a_weighted_count_is_78(sessions: sessionmaker[Session]) -> None:
    # Source: domain.md §3, calls 40 without K, meetings 6 × 3, tenders 2 × 10.
    with sessions.begin() as session:
        add_activities(session, call=40, meeting=6, tender=2)
    assert points(sessions, CALLS, MEETINGS, TENDERS) == 78


def test_c3_an_activity_that_fits_two_targets_counts_in_both(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        add_activities(session, call=40, meeting=6, tender=2)
    both = replace(MEETINGS, where=fitting("meeting", "tender"))
    assert points(sessions, CALLS, both, TENDERS) == 78 + 2 * 3


def test_c25_a_split_deal_pays_each_by_share(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 100_000_00, credits=((1, 60), (2, 40)))])
    assert pays(sessions, commission("0.10", kpi_scheme.deals(Aggregate.SUM))) == {
        "e0": Money(0, "RUB"),
        "e1": Money(6_000_00, "RUB"),
        "e2": Money(4_000_00, "RUB"),
    }


def test_c33_a_credit_note_reduces_the_commission(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        for number, kind, minor in [("1", "invoice", 1_000_00), ("2", "credit_note", -200_00)]:
            session.add(
                DocumentRecord(
                    kind=kind,
                    number=number,
                    state="posted",
                    issued_on=date(2026, 3, 10),
                    owner_id=1,
                    amount=Money(minor, "RUB"),
                    base_minor=minor,
                )
            )
    issued = RecordSource(Entity.DOCUMENT, Aggregate.SUM, "issued", "amount")
    assert pays(sessions, commission("0.04", issued))["e0"] == Money(32_00, "RUB")

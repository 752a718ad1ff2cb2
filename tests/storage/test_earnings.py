"""What records earn, read from both databases: every event, and a plain recount of all."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Anchor, Condition, Operator, RelativeDay
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.commissions import Commissions
from crm_desktop.rewards.earning import rules_of
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
    ProductRate,
    StageShare,
)
from crm_desktop.storage.earnings import Earner, commissions
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import (
    DealCreditRecord,
    DealStageChangeRecord,
    ProductGroupRecord,
    ProductRecord,
)
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.paper_rows import Paper, add_papers

MARCH, APRIL = Period.month(2026, 3), Period.month(2026, 4)
TODAY = date(2026, 4, 15)
PEOPLE = {
    number + 1: Earner(SubjectRef(SubjectLevel.EMPLOYEE, f"e{number}"), frozenset({"c"}))
    for number in range(3)
}


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
    yield sessions
    engine.dispose()


def premium(entity: Entity, *events: Event, rate: str = "0.1", **changes: Any) -> CommissionPremium:
    share = Decimal(1) / len(events)
    earned = tuple(EarningPart(event, share) for event in events)
    return CommissionPremium(entity, earned, Decimal(rate), **changes)


def read(
    session: Session,
    of: CommissionPremium,
    period: Period = MARCH,
    only: Collection[int] | None = None,
) -> Commissions:
    scheme = Scheme("S", "RUB", templates=(BonusTemplate("c", "C", of),))
    rules = rules_of(scheme, {"c"}, period)
    people = PEOPLE if only is None else {key: PEOPLE[key] for key in only}
    return commissions(session, rules, people, kpi_rows.around(session), today=TODAY, only=only)


def earned(found: Commissions) -> dict[int, list[int]]:
    """Return what each employee earned, by number, record by record."""
    return {
        key - 1: [one.amount_minor for one in of_one]
        for key, earner in PEOPLE.items()
        if (of_one := found.accruals(earner.ref))
    }


def test_a_won_deal_earns_in_the_month_of_the_firm_s_zone(
    sessions: sessionmaker[Session],
) -> None:
    """21:30 UTC on 31 March is 1 April in Moscow."""
    late = datetime(2026, 3, 31, 21, 30, tzinfo=UTC)
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 500_00), DealSketch(0, 100_00, closed=late)])
        of = premium(Entity.DEAL, Event.WON)
        found = read(session, of).accruals(PEOPLE[1].ref)
        assert found == [
            Accrual(
                "c",
                Entity.DEAL,
                1,
                "Deal",
                Event.WON,
                date(2026, 3, 10),
                500_00,
                Decimal("0.1"),
                50_00,
            )
        ]
        assert earned(read(session, of, APRIL)) == {0: [10_00]}


def test_lost_and_open_deals_earn_nothing(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        lost = DealSketch(0, 500_00, status="lost")
        kpi_rows.add_deals(session, [lost, DealSketch(0, 500_00, status="open", closed=None)])
        assert earned(read(session, premium(Entity.DEAL, Event.WON))) == {}


def test_a_deal_earns_by_what_came_for_its_invoices(sessions: sessionmaker[Session]) -> None:
    """Half of the deal is paid before it is won, the rest in April."""
    early, later = date(2026, 2, 10), date(2026, 4, 2)
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
        papers = [
            Paper(1, 500_00, deal=deal, payments=[(early, 500_00)]),
            Paper(1, 500_00, deal=deal, payments=[(later, 500_00)]),
        ]
        add_papers(session, papers)
        of = premium(Entity.DEAL, Event.PAID)
        assert [one.on for one in read(session, of).accruals(PEOPLE[1].ref)] == [date(2026, 3, 10)]
        for only in (None, [1]):
            assert earned(read(session, of, MARCH, only)) == {0: [50_00]}
            assert earned(read(session, of, APRIL, only)) == {0: [50_00]}


def test_a_cancelled_invoice_takes_its_payments_from_the_deal(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
        paid = [(date(2026, 3, 20), 1_000_00)]
        add_papers(
            session,
            [
                Paper(0, 1_000_00, deal=deal, payments=paid, state="cancelled",
                      cancelled=date(2026, 4, 9))
            ],
        )  # fmt: skip
        of = premium(Entity.DEAL, Event.PAID)
        assert earned(read(session, of)) == {0: [100_00]}
        assert earned(read(session, of, APRIL)) == {0: [-100_00]}


def test_a_deal_is_invoiced_and_shipped_with_its_first_papers(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
        shipment = Paper(0, 1, date(2026, 3, 2), "shipment", shipped=date(2026, 4, 2), deal=deal)
        add_papers(session, [shipment, Paper(0, 1_000_00, date(2026, 3, 20), deal=deal)])
        of = premium(Entity.DEAL, Event.INVOICED, Event.SHIPPED)
        [invoiced] = read(session, of).accruals(PEOPLE[1].ref)
        [shipped] = read(session, of, APRIL).accruals(PEOPLE[1].ref)
        assert (invoiced.event, invoiced.on) == (Event.INVOICED, date(2026, 3, 20))
        assert (shipped.event, shipped.on) == (Event.SHIPPED, date(2026, 4, 2))


def test_a_cancelled_paper_takes_the_deal_back_on_its_day(sessions: sessionmaker[Session]) -> None:
    """Source: cases C35: the month before keeps what it paid."""
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
        shipped, cancelled = date(2026, 3, 20), date(2026, 4, 9)
        paper = Paper(0, 1_000_00, shipped=shipped, deal=deal)
        add_papers(session, [replace(paper, state="cancelled", cancelled=cancelled)])
        for event in (Event.INVOICED, Event.SHIPPED):
            of = premium(Entity.DEAL, event)
            assert earned(read(session, of)) == {0: [100_00]}
            for only in (None, [1]):
                [back] = read(session, of, APRIL, only).accruals(PEOPLE[1].ref)
                assert (back.on, back.event, back.amount_minor) == (cancelled, event, -100_00)


def test_a_deal_stays_invoiced_while_one_of_its_papers_is_good(
    sessions: sessionmaker[Session],
) -> None:
    """A draft, and what was cancelled at a time that nobody knows, are as if they never were."""
    with sessions.begin() as session:
        [deal, other] = kpi_rows.add_deals(session, [DealSketch(0, 1_00), DealSketch(1, 1_00)])
        first = Paper(0, 1_00, state="cancelled", cancelled=date(2026, 4, 9), deal=deal)
        second = Paper(0, 1_00, date(2026, 4, 9), deal=deal)
        never = Paper(1, 1_00, state="cancelled", deal=other)
        add_papers(session, [first, second, never, replace(never, state="draft")])
        of = premium(Entity.DEAL, Event.INVOICED)
        assert earned(read(session, of)) == {0: [10]}
        assert earned(read(session, of, APRIL)) == {}


def test_documents_earn_by_each_event(sessions: sessionmaker[Session]) -> None:
    paid = [(date(2026, 3, 10), 250_00), (date(2026, 4, 2), 750_00)]
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(1, 1_00)])
        paper = Paper(0, 1_000_00, shipped=date(2026, 4, 1), deal=deal, payments=paid)
        add_papers(session, [paper])
        found = {
            event: [
                earned(read(session, premium(Entity.DOCUMENT, event), period)).get(0, [])
                for period in (MARCH, APRIL)
            ]
            for event in Event
        }
    assert found == {
        Event.WON: [[100_00], []],
        Event.INVOICED: [[100_00], []],
        Event.SHIPPED: [[], [100_00]],
        Event.PAID: [[25_00], [75_00]],
        Event.FIRST_PAYMENT: [[100_00], []],
    }


def test_drafts_and_papers_cancelled_at_an_unknown_time_earn_nothing(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        add_papers(session, [Paper(0, 100_00, state="draft"), Paper(0, 100_00, state="cancelled")])
        assert earned(read(session, premium(Entity.DOCUMENT, Event.INVOICED))) == {}


def test_an_invoice_cancelled_later_gives_the_opposite_line_there(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        add_papers(session, [Paper(0, 100_00, state="cancelled", cancelled=date(2026, 4, 2))])
        of = premium(Entity.DOCUMENT, Event.INVOICED)
        assert earned(read(session, of)) == {0: [10_00]}
        assert earned(read(session, of, APRIL)) == {0: [-10_00]}


def test_credit_notes_take_away(sessions: sessionmaker[Session]) -> None:
    """Source: cases C33."""
    with sessions.begin() as session:
        add_papers(session, [Paper(0, 1_000_00), Paper(0, -200_00, kind="credit_note")])
        found = read(session, premium(Entity.DOCUMENT, Event.INVOICED, rate="0.04"))
        assert earned(found) == {0: [40_00, -8_00]}


def test_safety_days_reach_into_the_next_month(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        add_papers(session, [Paper(0, 100_00, date(2026, 3, 31))])
        of = premium(Entity.DOCUMENT, Event.INVOICED, safety_days=5)
        assert earned(read(session, of)) == {}
        [found] = read(session, of, APRIL).accruals(PEOPLE[1].ref)
        assert found.on == date(2026, 4, 5)


def test_shared_deals_pay_by_credits_also_for_their_documents(
    sessions: sessionmaker[Session],
) -> None:
    """Source: cases C25; the owner of the document has no part."""
    with sessions.begin() as session:
        sketch = DealSketch(0, 100_000_00, credits=((0, 60), (1, 40)))
        [deal] = kpi_rows.add_deals(session, [sketch])
        add_papers(session, [Paper(2, 100_000_00, deal=deal)])
        for entity, event in ((Entity.DEAL, Event.WON), (Entity.DOCUMENT, Event.INVOICED)):
            assert earned(read(session, premium(entity, event))) == {0: [6_000_00], 1: [4_000_00]}
            assert earned(read(session, premium(entity, event), MARCH, [2])) == {1: [4_000_00]}


def test_an_overlay_counts_besides(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
        session.add(
            DealCreditRecord(
                deal_id=deal, employee_id=3, share=500_000, base_minor=500_00, is_overlay=True
            )
        )
        session.flush()
        of = premium(Entity.DEAL, Event.WON)
        assert earned(read(session, of)) == {0: [100_00], 2: [50_00]}
        assert earned(read(session, of, MARCH, [3])) == {2: [50_00]}


def test_stages_pay_the_last_one_who_moved_the_deal_there(sessions: sessionmaker[Session]) -> None:
    at = datetime(2026, 3, 3, tzinfo=UTC)
    stages = (StageShare("New", Decimal("0.25")),)
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
        for hours, by in ((0, 2), (1, 3), (2, None)):
            moved_at = at + timedelta(hours=hours)
            session.add(DealStageChangeRecord(deal_id=deal, stage_id=1, at=moved_at, by_id=by))
        session.flush()
        of = premium(Entity.DEAL, Event.WON, stages=stages)
        assert earned(read(session, of)) == {0: [75_00], 2: [25_00]}
        assert earned(read(session, of, MARCH, [3])) == {2: [25_00]}


def test_rates_are_of_products_and_of_groups_with_those_below(
    sessions: sessionmaker[Session],
) -> None:
    """The window is of a group below «Двери»; its own rate would come first."""
    rates = (
        ProductRate(Decimal("0.2"), group="двери"),
        ProductRate(Decimal("0.3"), product="ДВЕРЬ"),
    )
    with sessions.begin() as session:
        group = session.get_one(ProductGroupRecord, 1)
        group.parent_id = 2
        session.flush()
        assert session.get_one(ProductRecord, 1).group_id == 1
        add_papers(session, [Paper(0, 100_00, lines=[(0, 50_00), (1, 30_00), (None, 20_00)])])
        kpi_rows.add_deals(session, [DealSketch(1, 100_00, product=0)])
        by_line = premium(Entity.DOCUMENT, Event.INVOICED, rates=rates)
        assert earned(read(session, by_line)) == {0: [10_00 + 9_00 + 2_00]}
        by_deal = premium(Entity.DEAL, Event.WON, rates=rates)
        assert earned(read(session, by_deal)) == {1: [20_00]}


def test_filters_say_which_records_are_meant(sessions: sessionmaker[Session]) -> None:
    """Days of a filter are counted from the period that is computed."""
    since = Condition("issued", Operator.AT_LEAST, (RelativeDay(Anchor.PERIOD_START, 9),))
    with sessions.begin() as session:
        papers = [Paper(0, 100_00, date(2026, 3, 9)), Paper(1, 100_00, date(2026, 3, 10))]
        add_papers(session, papers)
        found = read(session, premium(Entity.DOCUMENT, Event.INVOICED, where=since))
        assert earned(found) == {1: [10_00]}


@pytest.mark.parametrize(
    ("measure", "minor"), [("amount", 12_00), ("net", 10_00), ("margin", 3_00)]
)
def test_a_document_pays_of_its_measure(
    sessions: sessionmaker[Session], measure: str, minor: int
) -> None:
    with sessions.begin() as session:
        add_papers(session, [Paper(0, 120_00, tax=20_00, cost=70_00)])
        found = read(session, premium(Entity.DOCUMENT, Event.INVOICED, measure=measure))
        assert earned(found) == {0: [minor]}


def test_people_without_the_template_earn_nothing(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 100_00), DealSketch(1, 100_00)])
        scheme = Scheme(
            "S", "RUB", templates=(BonusTemplate("c", "C", premium(Entity.DEAL, Event.WON)),)
        )
        people = PEOPLE | {2: PEOPLE[2]._replace(codes=frozenset())}
        found = commissions(
            session,
            rules_of(scheme, {"c"}, MARCH),
            people,
            kpi_rows.around(session),
            today=TODAY,
        )
        assert earned(found) == {0: [10_00]}


@pytest.mark.parametrize(("is_of_deal", "statements"), [(False, 2), (True, 3)])
def test_neither_people_nor_templates_nor_records_add_statements(
    sessions: sessionmaker[Session], is_of_deal: bool, statements: int
) -> None:
    """Credits are asked for where documents belong to deals."""
    of = premium(Entity.DOCUMENT, Event.PAID)
    few = (BonusTemplate("c", "C", of),)
    many = tuple(
        replace(few[0], code=f"c{i}", premium=replace(of, rate=Decimal(i))) for i in range(9)
    )
    counts: list[int] = []
    with sessions.begin() as session:
        [deal] = kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
        for number, templates in enumerate((few, many)):
            paid = [(date(2026, 3, 1 + day), 1_00) for day in range(10)]
            kind, of_deal = ("act", "order")[number], deal if is_of_deal else None
            papers = [Paper(0, 10_00, kind=kind, payments=paid, deal=of_deal)]
            add_papers(session, papers)
            rules = rules_of(
                Scheme("S", "RUB", templates=templates), {t.code for t in templates}, MARCH
            )
            counts.append(_statements(session, rules))
    assert counts[0] == counts[1] == statements


def _statements(session: Session, rules: Any) -> int:
    sent: list[str] = []

    def note(*about: Any) -> None:
        sent.append(about[2])

    engine = session.get_bind()
    assert isinstance(engine, Engine)
    event.listen(engine, "before_cursor_execute", note)
    commissions(session, rules, PEOPLE, kpi_rows.around(session), today=TODAY)
    event.remove(engine, "before_cursor_execute", note)
    return len(sent)


days = st.dates(date(2026, 2, 20), date(2026, 4, 10))
minors = st.integers(-50_000, 50_000)
papers = st.builds(
    Paper,
    owner=st.integers(0, 2),
    minor=minors.filter(bool),
    issued=days,
    state=st.sampled_from(["draft", "posted", "cancelled"]),
    cancelled=st.one_of(st.none(), days),
    shipped=st.one_of(st.none(), days),
    payments=st.lists(st.tuples(days, minors.filter(bool)), max_size=3),
).map(
    lambda paper: replace(paper, cancelled=paper.cancelled if paper.state == "cancelled" else None)
)


def recounted(paper: Paper, happening: Event, period: Period) -> Decimal:
    """Return what ``paper`` earned at 10 % in ``period``, day by day and unrounded."""

    def so_far(day: date) -> Decimal:
        gone = paper.state == "cancelled" and (paper.cancelled is None or day >= paper.cancelled)
        if paper.state == "draft" or gone:
            return Decimal(0)
        paid = sum(minor for on, minor in paper.payments if on <= day)
        part = min(max(Decimal(paid) / paper.minor, Decimal(0)), Decimal(1))
        shares = {
            Event.WON: Decimal(0),
            Event.INVOICED: Decimal(paper.issued <= day),
            Event.SHIPPED: Decimal(paper.shipped is not None and paper.shipped <= day),
            Event.PAID: part,
            Event.FIRST_PAYMENT: Decimal(part > 0),
        }
        return shares[happening] * paper.minor / 10

    return so_far(period.last_day()) - so_far(period.start - timedelta(days=1))


@given(found=st.lists(papers, max_size=8), happening=st.sampled_from(Event))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_statements_agree_with_a_recount_day_by_day(
    sessions: sessionmaker[Session], found: list[Paper], happening: Event
) -> None:
    of = premium(Entity.DOCUMENT, happening)
    with sessions() as session:
        add_papers(session, found)
        for number, earner in enumerate(PEOPLE.values()):
            own = (recounted(p, happening, MARCH) for p in found if p.owner == number)
            exact = sum(own, Decimal(0))
            for only in (None, [number + 1]):
                earned = read(session, of, MARCH, only).of(earner.ref, "c")
                assert abs(earned.amount_minor - exact) <= len(found) * 2
        session.rollback()

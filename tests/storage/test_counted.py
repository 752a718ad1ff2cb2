"""The records of a sum are exactly those that make it, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import ADDED, BaseSum, Gathered
from crm_desktop.kpi.recipe import base_sums
from crm_desktop.kpi.records import Counted, CountedRow, Fate
from crm_desktop.kpi.source import Credit, Window
from crm_desktop.storage.counted import Counting
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DealCreditRecord, DealRecord
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.sessions import Sessions
from crm_desktop.storage.working_clock import ensure_working_days
from tests.storage import kpi_rows
from tests.storage.catalogue_world import add_cases, scheme
from tests.storage.gathered import TODAY, gathered
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import WON
from tests.storage.paper_rows import Paper, add_papers
from tests.storage.test_catalogue import CASES

MARCH = Period.month(2026, 3)
AMOUNT = BaseSum(Entity.DEAL, "closed", "amount", WON)


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    yield Sessions(engine)
    engine.dispose()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        yield session


def counting(session: Session) -> Counting:
    return Counting(session, kpi_rows.around(session), MARCH, TODAY)


def numbers(counted: Counted) -> list[Decimal]:
    assert counted is not None
    return [Decimal(row.number).scaleb(-row.digits) for row in counted]


def test_the_records_of_every_ready_indicator_make_its_sums(
    sessions: sessionmaker[Session],
) -> None:
    bases = base_sums(scheme(CASES).indicators)
    with sessions.begin() as session:
        add_cases(session, CASES)
        ensure_working_days(session, firm_queries.firm(session), TODAY, TODAY)
        codes = {one.id: one.subject.ref.code for one in subjects.staff(session).people}
        [sums] = gathered(session, bases, [MARCH])
        compared = 0
        for base in bases:
            found = counting(session).counted(base, codes)
            made = {codes[owner]: _made(base, rows) for owner, rows in found.items()}
            if base.gathered in _COMPARED:
                assert {code: value for code, value in made.items() if value} == sums[base], base
                compared += len(made)
            else:
                assert set(made) == set(sums[base]), base
    assert compared > 100


_COMPARED = ADDED | {Gathered.MINIMUM, Gathered.MAXIMUM}


def _made(base: BaseSum, rows: Counted) -> Decimal:
    match base.gathered:
        case Gathered.MINIMUM:
            return min(numbers(rows))
        case Gathered.MAXIMUM:
            return max(numbers(rows))
        case _:
            return sum(numbers(rows), Decimal(0))


def test_a_shared_deal_counts_with_the_part_of_each(session: Session) -> None:
    [deal] = kpi_rows.add_deals(session, [DealSketch(0, 100_000, credits=((1, 60), (2, 40)))])

    amounts = counting(session).counted(AMOUNT, [1, 2, 3])
    counts = counting(session).counted(replace(AMOUNT, measure=None), [1, 2, 3])

    on = date(2026, 3, 10)
    assert amounts == {
        2: (CountedRow(deal, "Deal", on, 60_000, 2),),
        3: (CountedRow(deal, "Deal", on, 40_000, 2),),
    }
    assert {owner: numbers(rows) for owner, rows in counts.items()} == {
        2: [Decimal("0.6")],
        3: [Decimal("0.4")],
    }


def test_the_overlay_of_a_deals_own_owner_is_added_to_it(session: Session) -> None:
    [deal] = kpi_rows.add_deals(session, [DealSketch(0, 100_000)])
    session.add(
        DealCreditRecord(
            deal_id=deal, employee_id=1, share=500_000, is_overlay=True, base_minor=50_000
        )
    )
    session.flush()
    base = replace(AMOUNT, credit=Credit.WITH_OVERLAYS)

    for asked, value in ((base, 1500), (replace(base, measure=None), Decimal("1.5"))):
        [rows] = counting(session).counted(asked, [1]).values()
        assert numbers(rows) == [value]


@pytest.mark.parametrize(
    ("entity", "dated_by", "label"),
    [
        (Entity.DOCUMENT, "issued", "invoice 1"),
        (Entity.LINE, "issued", "Line"),
        (Entity.PAYMENT, "received", "1"),
    ],
)
def test_papers_are_called_what_they_are(
    session: Session, entity: Entity, dated_by: str, label: str
) -> None:
    add_papers(session, [Paper(0, 900, payments=[(date(2026, 3, 7), 900)], lines=[(None, 900)])])

    found = counting(session).counted(BaseSum(entity, dated_by, "amount", EVERYTHING), [1])

    [rows] = found.values()
    assert [(row.label, row.number, row.digits) for row in rows or ()] == [(label, 900, 2)]


@pytest.mark.parametrize("owners", [[1], [1, 2]])
def test_of_whoever_has_too_many_none_is_told(session: Session, owners: list[int]) -> None:
    add_many(session, 2_001)
    kpi_rows.add_deals(session, [DealSketch(1, 5)])

    found = counting(session).counted(AMOUNT, owners)

    assert found[1] is None
    assert [len(rows) for rows in found.values() if rows is not None] == [1] * (len(owners) - 1)


def test_as_many_as_are_told_are_told(session: Session) -> None:
    add_many(session, 2_000)
    rows = counting(session).counted(AMOUNT, [1])[1]
    assert rows is not None
    assert len(rows) == 2_000


def add_many(session: Session, count: int) -> None:
    """Add so many deals of the first employee, won in March."""
    [first] = kpi_rows.add_deals(session, [DealSketch(0, 100)])
    whole = session.get_one(DealRecord, first)
    names = [column.key for column in DealRecord.__mapper__.column_attrs if column.key != "id"]
    values = {name: getattr(whole, name) for name in names} | {"external_id": None}
    session.execute(insert(DealRecord), [values] * (count - 1))


def test_fates_tell_the_deleted_from_the_lost_and_from_those_of_others(session: Session) -> None:
    won, lost = kpi_rows.add_deals(session, [DealSketch(1, 5), DealSketch(0, 5, status="lost")])

    found = counting(session).fates(AMOUNT, {won, lost, 99})

    assert found == {won: Fate("won", is_meant=True), lost: Fate("lost", is_meant=False)}


def test_what_holds_until_the_end_of_the_period_is_found_too(session: Session) -> None:
    add_papers(session, [Paper(0, 900, date(2025, 7, 1)), Paper(0, 70, date(2026, 4, 1))])
    base = BaseSum(Entity.DOCUMENT, "issued", "debt", EVERYTHING, window=Window.UNTIL_END)

    [rows] = counting(session).counted(base, [1]).values()

    assert numbers(rows) == [Decimal(9)]

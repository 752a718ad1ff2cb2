"""The records behind a figure: of every kind and window, with shares and overlay credits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.records import RecordsPage
from crm_desktop.kpi.source import Credit, Window
from crm_desktop.storage import records
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DealCreditRecord, DealRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.filter_world import MARCH, add_world

ANNA, BORIS = (SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("e0", "e1"))
ANNA_ID, BORIS_ID, CLARA_ID = 1, 2, 3


@pytest.fixture
def world(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        add_world(session)
    yield sessions
    engine.dispose()


def listed(
    sessions: sessionmaker[Session],
    query: RecordsQuery,
    owners: Sequence[int] | None,
    moved: Mapping[int, Sequence[Period]] | None = None,
) -> RecordsPage:
    with sessions() as session:
        around = Surroundings(kpi_rows.ZONE, "RUB", session.get_bind().dialect.name)
        return records.page(session, query, around, owners=owners, moved=moved or {})


def ids(page: RecordsPage) -> list[int]:
    return [row.id for row in page.rows]


@pytest.mark.parametrize(
    ("entity", "dated_by", "expected", "total"),
    [
        (Entity.DEAL, "closed", [3, 2, 5, 4, 10], "24000.00"),
        (Entity.DEAL, "expected", [], "0.00"),
        (Entity.ACTIVITY, "planned", [2, 1], None),
        (Entity.ACTIVITY, "done", [2, 1], None),
        (Entity.DOCUMENT, "issued", [1], "1200.00"),
        (Entity.DOCUMENT, "posted", [1], "1200.00"),
        (Entity.DOCUMENT, "shipped", [2], "-50.00"),
        (Entity.LINE, "issued", [2, 1], "1200.00"),
        (Entity.PAYMENT, "received", [2, 1, 3], "250.01"),
        (Entity.CUSTOMER, "created", [2], None),
    ],
)
def test_records_of_the_period_are_listed_newest_first(
    world: sessionmaker[Session],
    entity: Entity,
    dated_by: str,
    expected: list[int],
    total: str | None,
) -> None:
    page = listed(world, RecordsQuery(entity, dated_by, EVERYTHING, COMPANY, MARCH), None)

    assert ids(page) == expected
    assert page.count == len(expected)
    assert (None if page.total is None else str(page.total.as_decimal())) == total


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        (Window.WITHIN, [3, 2, 5, 4, 10]),
        (Window.PREVIOUS, [9, 1]),
        (Window.UNTIL_END, [3, 2, 5, 4, 10, 9, 1]),
    ],
)
def test_a_window_says_which_days_are_meant(
    world: sessionmaker[Session], window: Window, expected: list[int]
) -> None:
    query = RecordsQuery(Entity.DEAL, "closed", EVERYTHING, COMPANY, MARCH, window=window)

    assert ids(listed(world, query, None)) == expected


def test_a_flag_looks_at_the_period_that_is_computed(world: sessionmaker[Session]) -> None:
    retained = Condition("is_retained", Operator.EQUAL, (True,))
    query = RecordsQuery(Entity.DEAL, "closed", retained, COMPANY, MARCH)

    assert ids(listed(world, query, None)) == [2, 10]


def test_what_was_owed_is_that_of_the_end_of_the_period(world: sessionmaker[Session]) -> None:
    """Document 1 of 1 200.00 got 200.00 on the tenth of March and 100.01 the day after."""
    invoices = Condition("kind", Operator.EQUAL, ("invoice",))
    query = RecordsQuery(
        Entity.DOCUMENT, "issued", invoices, COMPANY, MARCH, "debt", Window.UNTIL_END
    )
    ends = [date(2026, 3, 2), date(2026, 3, 11), date(2026, 4, 1)]
    owed = [replace(query, period=Period(date(2026, 3, 1), end)) for end in ends]

    pages = [listed(world, one, None) for one in owed]

    assert [page.total for page in pages] == [
        Money(1200_00, "RUB"),
        Money(1000_00, "RUB"),
        Money(899_99, "RUB"),
    ]
    assert [page.rows[0].amount for page in pages] == [page.total for page in pages]


def test_what_counts_for_nobody_is_behind_no_figure(world: sessionmaker[Session]) -> None:
    year = Period.parse("2026")
    query = RecordsQuery(Entity.CUSTOMER, "created", EVERYTHING, COMPANY, year)

    assert ids(listed(world, query, None)) == [2, 1, 4]


def test_who_moved_counts_with_the_records_of_those_days(world: sessionmaker[Session]) -> None:
    query = RecordsQuery(Entity.DEAL, "closed", EVERYTHING, COMPANY, MARCH)
    first_week = Period(date(2026, 3, 1), date(2026, 3, 6))

    page = listed(world, query, [ANNA_ID], {BORIS_ID: [first_week]})

    assert ids(page) == [3, 5, 4, 10]


def share_second_deal(sessions: sessionmaker[Session]) -> None:
    """Share deal 2 of 2 000.00 between Anna and Boris, with Clara and Anna as overlays."""
    with sessions.begin() as session:
        session.execute(
            update(DealRecord)
            .where(DealRecord.id == 2)
            .values(is_shared=True, base_cost_minor=50_000)
        )
        parts = [
            (ANNA_ID, 40, False),
            (BORIS_ID, 60, False),
            (ANNA_ID, 10, True),
            (CLARA_ID, 100, True),
        ]
        for who, percent, is_overlay in parts:
            session.add(
                DealCreditRecord(
                    deal_id=2,
                    employee_id=who,
                    share=SHARE_UNITS * percent // 100,
                    base_minor=2_000 * percent,
                    base_cost_minor=500 * percent,
                    is_overlay=is_overlay,
                )
            )


def of_second_deal(
    subject: SubjectRef, credit: Credit, measure: str | None = "amount"
) -> RecordsQuery:
    only: Filter = Condition("amount", Operator.EQUAL, (Decimal(2000),))
    return RecordsQuery(Entity.DEAL, "closed", only, subject, MARCH, measure, credit=credit)


@pytest.mark.parametrize(
    ("subject", "owners", "credit", "measure", "share", "amount"),
    [
        (ANNA, [ANNA_ID], Credit.SHARES, "amount", "0.4", "800.00"),
        (ANNA, [ANNA_ID], Credit.WITH_OVERLAYS, "amount", "0.5", "1000.00"),
        (ANNA, [ANNA_ID], Credit.SHARES, "margin", "0.4", "600.00"),
        (COMPANY, None, Credit.SHARES, "amount", "1", "2000.00"),
        (COMPANY, None, Credit.WITH_OVERLAYS, "amount", "1", "2000.00"),
        (COMPANY, [ANNA_ID, CLARA_ID], Credit.WITH_OVERLAYS, "amount", "0.4", "800.00"),
    ],
)
def test_a_shared_deal_stands_once_with_what_counts_for_the_subject(
    world: sessionmaker[Session],
    subject: SubjectRef,
    owners: list[int] | None,
    credit: Credit,
    measure: str,
    share: str,
    amount: str,
) -> None:
    share_second_deal(world)

    [row] = listed(world, of_second_deal(subject, credit, measure), owners).rows

    assert (row.id, row.share) == (2, Decimal(share))
    assert row.amount is not None
    assert str(row.amount.as_decimal()) == amount


def test_an_overlay_credit_lists_a_deal_only_where_it_counts(
    world: sessionmaker[Session],
) -> None:
    share_second_deal(world)
    clara = SubjectRef(SubjectLevel.EMPLOYEE, "e2")

    by_share = listed(world, of_second_deal(clara, Credit.SHARES), [CLARA_ID])
    by_overlay = listed(world, of_second_deal(clara, Credit.WITH_OVERLAYS), [CLARA_ID])

    assert (by_share.count, by_overlay.count) == (0, 1)


def test_an_overlay_credit_of_the_owner_adds_to_their_whole_deal(
    world: sessionmaker[Session],
) -> None:
    with world.begin() as session:
        session.add(
            DealCreditRecord(
                deal_id=2,
                employee_id=BORIS_ID,
                share=SHARE_UNITS // 4,
                base_minor=50_000,
                is_overlay=True,
            )
        )

    [row] = listed(world, of_second_deal(BORIS, Credit.WITH_OVERLAYS), [BORIS_ID]).rows

    assert row.share == Decimal("1.25")
    assert row.amount is not None
    assert str(row.amount.as_decimal()) == "2500.00"


def test_pages_go_on_where_the_last_one_ended(world: sessionmaker[Session]) -> None:
    query = RecordsQuery(Entity.LINE, "issued", EVERYTHING, COMPANY, Period.parse("2026"))
    with world() as session:
        around = Surroundings(kpi_rows.ZONE, "RUB", session.get_bind().dialect.name)
        first = records.page(session, query, around, owners=None, limit=2)
        rest = records.page(session, query, around, owners=None, after=first.next_cursor, limit=2)

    assert (ids(first), ids(rest)) == ([3, 2], [1])
    assert rest.next_cursor is None

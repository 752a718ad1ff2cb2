"""Sums by SQL agree with a plain recount, on both databases."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, text
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.domain.fields import Entity, days
from crm_desktop.domain.filters import (
    EVERYTHING,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
)
from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import BaseSum, BaseSums, RecordsQuery
from crm_desktop.kpi.records import RecordsPage
from crm_desktop.storage import records
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityTypeRecord,
    DealCreditRecord,
    DealRecord,
    DocumentRecord,
    PaymentRecord,
)
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.gathered import TODAY, gathered
from tests.storage.kpi_rows import DealSketch
from tests.unit.exchange import generated

MARCH = Period.month(2026, 3)
WON = Condition("status", Operator.EQUAL, ("won",))
COUNT = BaseSum(Entity.DEAL, "closed", None, WON)
MARGIN = BaseSum(Entity.DEAL, "closed", "margin", WON)
DISCOUNT = BaseSum(Entity.DEAL, "closed", "discount", WON)
SELLER = kpi_scheme.employee(0)
ASKED = Occasion(TODAY, MARCH, "e0", "d0")
AMOUNT = BaseSum(Entity.DEAL, "closed", "amount", WON)


@contextmanager
def opened(location: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(location)
    yield Sessions(engine)
    engine.dispose()


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    with opened(database) as sessions:
        with sessions.begin() as session:
            kpi_rows.add_firm(session, departments=[None, 0], employees=[0, 1, 1, None])
        yield sessions


def summed(
    session: Session, *sums: BaseSum, period: Period = MARCH, only: str | None = None
) -> BaseSums:
    return gathered(session, sums, [period], None if only is None else [only])[0]


def test_money_is_in_major_units_and_counts_are_whole(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 12_345), DealSketch(0, 5), DealSketch(1, 100)])
        found = summed(session, COUNT, AMOUNT)
    assert found[AMOUNT] == {"e0": Decimal("123.50"), "e1": Decimal(1)}
    assert found[COUNT] == {"e0": Decimal(2), "e1": Decimal(1)}


def test_the_first_moment_of_the_firms_month_is_in_and_the_last_is_out(
    sessions: sessionmaker[Session],
) -> None:
    start, end = MARCH.instants(kpi_rows.ZONE)
    tick = timedelta(microseconds=1)
    moments = [(start - tick, 1), (start, 10), (end - tick, 100), (end, 1000)]
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, minor, closed=at) for at, minor in moments])
        found = summed(session, AMOUNT)
    assert found[AMOUNT] == {"e0": Decimal("1.10")}


def test_a_shared_deal_counts_by_its_credits_and_not_for_its_owner(
    sessions: sessionmaker[Session],
) -> None:
    """C25: a deal of 100 000 split 60 to 40."""
    deal = DealSketch(0, 10_000_000, credits=((1, 60), (2, 40)), cost=7_500_001, discount=500_003)
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [deal])
        found = summed(session, COUNT, AMOUNT, MARGIN, DISCOUNT)
    assert found[AMOUNT] == {"e1": Decimal(60_000), "e2": Decimal(40_000)}
    assert found[COUNT] == {"e1": Decimal("0.6"), "e2": Decimal("0.4")}
    # Of the cost 45 000.006 and 30 000.004, of the discount 3 000.018 and 2 000.012.
    assert found[MARGIN] == {"e1": Decimal("14999.99"), "e2": Decimal(10_000)}
    assert found[DISCOUNT] == {"e1": Decimal("3000.02"), "e2": Decimal("2000.01")}


def test_margins_of_the_largest_shared_deals_are_exact(sessions: sessionmaker[Session]) -> None:
    deal = DealSketch(0, MOST_MINOR, credits=((1, 50), (2, 50)), cost=1, discount=MOST_MINOR - 1)
    half = Decimal(MOST_MINOR) / 200
    kopeck = Decimal("0.01")
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [deal, deal])
        found = summed(session, MARGIN, DISCOUNT)
        listed = listed_totals(session, MARGIN)
    assert found[MARGIN] == {"e1": 2 * (half - kopeck), "e2": 2 * half}
    assert found[DISCOUNT] == {"e1": 2 * half, "e2": 2 * (half - kopeck)}
    assert listed == expected_totals(found[MARGIN])


def test_one_person_gets_the_same_sums_as_among_all(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        shared = DealSketch(0, 1_000, credits=((1, 50), (2, 50)))
        kpi_rows.add_deals(session, [shared, DealSketch(1, 7), DealSketch(2, 9)])
        everybody = summed(session, COUNT, AMOUNT)
        alone = summed(session, COUNT, AMOUNT, only="e1")
    assert alone[AMOUNT] == {"e1": everybody[AMOUNT]["e1"]}
    assert alone[COUNT] == {"e1": everybody[COUNT]["e1"]}


def test_periods_in_a_row_are_told_apart(sessions: sessionmaker[Session]) -> None:
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31), date(2026, 4, 1)]
    closed = [datetime(day.year, day.month, day.day, 12, tzinfo=UTC) for day in days]
    in_row = [Period.month(2026, month) for month in (1, 2, 3)]
    with sessions.begin() as session:
        kpi_rows.add_deals(
            session, [DealSketch(0, 100 * 10**i, closed=at) for i, at in enumerate(closed)]
        )
        found = gathered(session, [AMOUNT], in_row, ["e0"])
    assert [of_month[AMOUNT] for of_month in found] == [
        {"e0": Decimal(1)},
        {"e0": Decimal(10)},
        {"e0": Decimal(100)},
    ]


def test_every_kind_of_record_is_summed(sessions: sessionmaker[Session]) -> None:
    calls = Condition("type", Operator.EQUAL, ("Звонок",))
    invoices = Condition("document_kind", Operator.EQUAL, ("invoice",))
    wanted = {
        BaseSum(Entity.ACTIVITY, "planned", None, calls): Decimal(2),
        BaseSum(Entity.ACTIVITY, "done", "duration", EVERYTHING): Decimal(90),
        BaseSum(Entity.ACTIVITY, "planned", None, _is_done(value=False)): Decimal(1),
        BaseSum(Entity.DOCUMENT, "issued", "amount", EVERYTHING): Decimal("8.00"),
        BaseSum(Entity.DOCUMENT, "paid", "paid_amount", EVERYTHING): Decimal("10.00"),
        BaseSum(Entity.DOCUMENT, "due", None, EVERYTHING): Decimal(1),
        BaseSum(Entity.PAYMENT, "received", "amount", invoices): Decimal("10.00"),
        BaseSum(Entity.PAYMENT, "received", None, _customer("ооо «еж»")): Decimal(1),
    }
    with sessions.begin() as session:
        _add_activities_and_documents(session)
        found = summed(session, *wanted)
        listed = {part: page_behind(session, part) for part in wanted}
    assert {part: by_code.get("e0") for part, by_code in found.items()} == wanted
    for part, page in listed.items():
        if part.measure is None:
            assert page.count == wanted[part]
        elif part.entity is Entity.ACTIVITY:
            assert page.total is None
        else:
            assert page.total == Money.of(wanted[part], "RUB")


def page_behind(session: Session, part: BaseSum, ref: SubjectRef = SELLER) -> RecordsPage:
    query = RecordsQuery(part.entity, part.dated_by, part.where, ref, MARCH, part.measure)
    owners = None if ref == COMPANY else subjects.staff(session).members(ref)
    return records.page(session, query, kpi_rows.around(session), owners=owners)


def test_records_are_titled_by_what_they_are(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        _add_activities_and_documents(session)
        called = page_behind(session, BaseSum(Entity.ACTIVITY, "done", None, EVERYTHING))
        paid = page_behind(session, BaseSum(Entity.PAYMENT, "received", "amount", EVERYTHING))
    assert {row.title for row in called.rows} == {"Звонок", "…"}
    assert [(row.title, row.customer) for row in paid.rows] == [("1", kpi_rows.CUSTOMERS[0])]
    assert [row.on for row in paid.rows] == [date(2026, 3, 20)]


def _is_done(*, value: bool) -> Condition:
    return Condition("is_done", Operator.EQUAL, (value,))


def _customer(name: str) -> Condition:
    return Condition("customer", Operator.EQUAL, (name,))


def _add_activities_and_documents(session: Session) -> None:
    session.add_all([ActivityTypeRecord(id=1, name="Звонок"), ActivityTypeRecord(id=2, name="…")])
    session.flush()
    planned = datetime(2026, 3, 5, tzinfo=UTC)
    for type_id, done_at in [(1, planned), (1, None), (2, planned)]:
        session.add(
            ActivityRecord(
                type_id=type_id,
                employee_id=1,
                planned_at=planned,
                done_at=done_at,
                duration_s=45,
            )
        )
    for number, kind, minor in [("1", "invoice", 1_000), ("2", "credit_note", -200)]:
        is_paid = kind == "invoice"
        session.add(
            DocumentRecord(
                id=int(number),
                kind=kind,
                number=number,
                state="paid" if is_paid else "posted",
                issued_on=date(2026, 3, 1),
                due_on=date(2026, 3, 31) if is_paid else None,
                paid_on=date(2026, 3, 20) if is_paid else None,
                customer_id=1 if is_paid else None,
                owner_id=1,
                amount=Money(minor, "RUB"),
                base_minor=minor,
                base_paid_minor=minor if is_paid else 0,
            )
        )
    session.flush()
    session.add(
        PaymentRecord(
            document_id=1,
            owner_id=1,
            received_on=date(2026, 3, 20),
            amount_minor=1_000,
            base_minor=1_000,
        )
    )
    session.flush()


@pytest.mark.parametrize(
    ("operator", "value", "matching"),
    [
        (">", "1.00", {101}),
        (">", "0.995", {100, 101}),
        (">=", "1.00", {100, 101}),
        (">=", "0.991", {100, 101}),
        ("<", "1.00", {99}),
        ("<", "0.995", {99}),
        ("<=", "1.005", {99, 100}),
        ("=", "1.00", {100}),
        ("=", "1.001", set()),
        ("!=", "1.001", {99, 100, 101}),
        ("<", "1e17", {99, 100, 101}),
        (">", "-1e17", {99, 100, 101}),
        ("=", "1e17", set()),
    ],
)
def test_amounts_compare_with_values_finer_and_larger_than_the_database_keeps(
    sessions: sessionmaker[Session], operator: str, value: str, matching: set[int]
) -> None:
    where = Condition("amount", Operator(operator), (Decimal(value),))
    part = BaseSum(Entity.DEAL, "closed", "amount", where)
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, minor) for minor in (99, 100, 101)])
        found = summed(session, part)
    assert found[part].get("e0", Decimal(0)) == Decimal(sum(matching)) / 100


def test_every_condition_works_on_every_kind_of_record(sessions: sessionmaker[Session]) -> None:
    """What each field compares with, quotes included, is understood by the database."""

    @given(entity=st.sampled_from(Entity), draw=st.data())
    def law(entity: Entity, draw: st.DataObject) -> None:
        where = resolved(draw.draw(generated.filters(entity)), ASKED)
        dated_by = draw.draw(st.sampled_from(days(entity)))
        opposite = Group(Match.NONE, (where,))
        parts = [BaseSum(entity, dated_by, None, tree) for tree in (where, opposite, EVERYTHING)]
        with sessions() as session:
            passed, failed, every = (summed(session, part)[part].get("e0", 0) for part in parts)
            assert passed + failed == every
            assert page_behind(session, parts[0]).count == passed

    with sessions.begin() as session:
        _add_activities_and_documents(session)
        kpi_rows.add_deals(session, [DealSketch(0, 1), DealSketch(0, 2, product=0, customer=1)])
    law()


SQLITE_WALKS = {
    day: f"ix_deal_owner_{day} (owner_id=? AND is_shared=? AND {day}_at>? AND {day}_at<?)"
    for day in ("closed", "created")
}


@pytest.mark.parametrize("dated_by", SQLITE_WALKS)
@pytest.mark.parametrize("only", [None, "e0"])
@pytest.mark.parametrize("is_analyzed", [False, True])
def test_sqlite_walks_the_covering_index_one_range_a_person(
    sqlite_database: str, dated_by: str, only: str | None, is_analyzed: bool
) -> None:
    plans: list[str] = []

    def explain(connection: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if " deal.owner_id" in statement:
            rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in rows)

    with opened(sqlite_database) as sessions, sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [DealSketch(i % 3, 1) for i in range(300)])
        if is_analyzed:
            session.execute(text("ANALYZE"))
        event.listen(session.get_bind(), "before_cursor_execute", explain)
        summed(session, BaseSum(Entity.DEAL, dated_by, "amount", WON), only=only)
    assert f"SEARCH deal USING COVERING INDEX {SQLITE_WALKS[dated_by]}" in plans
    assert not [line for line in plans if line.startswith("SCAN deal")]


# A recount in plain Python over random firms.

DAYS = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 15), date(2026, 3, 31), date(2026, 4, 1)]
MOMENTS = [
    datetime(day.year, day.month, day.day, hour, minute, tzinfo=kpi_rows.ZONE).astimezone(UTC)
    for day in DAYS
    for hour, minute in [(0, 0), (12, 30), (23, 59)]
]
TITLES = ("Ёлка", "окно", "Окно Ёлка", "")
SOURCES = ("", "Сайт", "Реклама")


@st.composite
def deal_sketches(draw: st.DrawFn) -> DealSketch:
    status = draw(st.sampled_from(kpi_rows.STATUSES))
    people = draw(st.lists(st.integers(0, 3), unique=True, min_size=2, max_size=3))
    first = draw(st.integers(1, 98))
    shares = [first, 100 - first] if len(people) == 2 else [1, 98 - first + 1, first]
    return DealSketch(
        owner=draw(st.integers(0, 3)),
        minor=draw(st.integers(0, 10_000)),
        status=status,
        created=draw(st.sampled_from(MOMENTS)),
        closed=None if status == "open" else draw(st.sampled_from(MOMENTS)),
        title=draw(st.sampled_from(TITLES)),
        source=draw(st.sampled_from(SOURCES)),
        product=draw(st.sampled_from([None, 0, 1])),
        customer=draw(st.sampled_from([None, 0, 1])),
        credits=draw(st.sampled_from([(), tuple(zip(people, shares, strict=True))])),
        cost=draw(st.integers(0, 12_000)),
        discount=draw(st.integers(0, 5_000)),
    )


TEXT_VALUES = {
    "title": (*TITLES, "ЕЛК"),
    "source": (*SOURCES, "сайт", "%"),
    "product": (*kpi_rows.PRODUCTS, "окно елка"),
    "product_group": kpi_rows.GROUPS,
    "customer": (*kpi_rows.CUSTOMERS, "о'нил"),
    "stage": kpi_rows.STAGES,
    "pipeline": ("Sales", "sales"),
    "loss_reason": ("Price",),
}
ORDERED = [Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST]
COMMON = [Operator.EQUAL, Operator.NOT_EQUAL, Operator.EMPTY, Operator.NOT_EMPTY]
LISTED = [Operator.ONE_OF, Operator.NONE_OF]


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    field = draw(st.sampled_from([*TEXT_VALUES, "status", "amount", "created", "closed"]))
    operators = [*COMMON, *LISTED]
    values: st.SearchStrategy[Any]
    if field in TEXT_VALUES:
        operators.append(Operator.CONTAINS)
        values = st.sampled_from(TEXT_VALUES[field])
    elif field == "status":
        values = st.sampled_from(kpi_rows.STATUSES)
    elif field == "amount":
        operators += ORDERED
        values = st.decimals(0, 100, places=3)
    else:
        operators += ORDERED
        values = st.sampled_from(DAYS)
    operator = draw(st.sampled_from(operators))
    if operator in {Operator.EMPTY, Operator.NOT_EMPTY}:
        return Condition(field, operator)
    if operator in LISTED:
        listed = draw(st.lists(values, min_size=1, max_size=3))
        return Condition(field, operator, tuple(listed))
    return Condition(field, operator, (draw(values),))


trees: st.SearchStrategy[Filter] = st.recursive(
    conditions(),
    lambda parts: st.builds(Group, st.sampled_from(Match), st.lists(parts, max_size=3).map(tuple)),
    max_leaves=6,
)
FOLDED = {"title", "product", "product_group", "customer"}
COMPARE: dict[Operator, Callable[[Any, Any], bool]] = {
    Operator.LESS: lt,
    Operator.AT_MOST: le,
    Operator.MORE: gt,
    Operator.AT_LEAST: ge,
    Operator.CONTAINS: lambda text, part: part in text,
}


def value_of(deal: DealSketch, field: str) -> Any:
    match field:
        case "amount":
            return Decimal(deal.minor) / 100
        case "created" | "closed":
            return kpi_rows.day_in_zone(getattr(deal, field))
        case "status" | "source" | "title":
            return getattr(deal, field)
        case "stage":
            return kpi_rows.STAGES[kpi_rows.STATUSES.index(deal.status)]
        case "pipeline":
            return "Sales"
        case "customer":
            return None if deal.customer is None else kpi_rows.CUSTOMERS[deal.customer]
        case "product" | "product_group" if deal.product is not None:
            return (kpi_rows.PRODUCTS if field == "product" else kpi_rows.GROUPS)[deal.product]
        case _:
            return None


def passes(tree: Filter, deal: DealSketch) -> bool:
    if isinstance(tree, Group):
        held = [passes(part, deal) for part in tree.parts]
        return {Match.ALL: all(held), Match.ANY: any(held), Match.NONE: not any(held)}[tree.match]
    value, wanted = value_of(deal, tree.field), list(tree.values)
    if tree.field in FOLDED:
        value, wanted = value and folded(value), [folded(str(one)) for one in wanted]
    match tree.operator:
        case Operator.EMPTY:
            return value in {None, ""}
        case Operator.NOT_EMPTY:
            return value not in {None, ""}
        case Operator.EQUAL | Operator.ONE_OF:
            return value is not None and value in wanted
        case Operator.NOT_EQUAL | Operator.NONE_OF:
            return value is None or value not in wanted
        case operator:
            return value is not None and COMPARE[operator](value, wanted[0])


def recounted(deals: list[DealSketch], part: BaseSum) -> dict[str, Decimal]:
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for deal in deals:
        day = value_of(deal, part.dated_by)
        if day is None or day not in MARCH or not passes(part.where, deal):
            continue
        for owner, percent, minor in kpi_rows.parts_of(deal, part.measure):
            totals[f"e{owner}"] += Decimal(percent if part.measure is None else minor) / 100
    return {code: total for code, total in totals.items() if total}


deal_sums = st.builds(
    BaseSum,
    st.just(Entity.DEAL),
    st.sampled_from(["created", "closed"]),
    st.sampled_from([None, "amount", "margin", "discount"]),
    trees,
)


def test_sums_and_records_agree_with_a_recount(sessions: sessionmaker[Session]) -> None:
    @given(deals=st.lists(deal_sketches(), max_size=12), wanted=st.lists(deal_sums, max_size=5))
    def law(deals: list[DealSketch], wanted: list[BaseSum]) -> None:
        with sessions.begin() as session:
            session.execute(delete(DealCreditRecord))
            session.execute(delete(DealRecord))
            kpi_rows.add_deals(session, deals)
            found = summed(session, *wanted)
            for part in wanted:
                assert {k: v for k, v in found[part].items() if v} == recounted(deals, part)
                if part.measure is not None:
                    assert listed_totals(session, part) == expected_totals(found[part])

    law()


def listed_totals(session: Session, part: BaseSum) -> dict[SubjectRef, Decimal]:
    totals = {}
    for ref in RECORD_SUBJECTS:
        page = page_behind(session, part, ref)
        assert page.count == len(page.rows)
        assert page.total is not None
        totals[ref] = page.total.as_decimal()
    return totals


RECORD_SUBJECTS = {
    SubjectRef(SubjectLevel.EMPLOYEE, "e1"): ("e1",),
    SubjectRef(SubjectLevel.DEPARTMENT, "d1"): ("e1", "e2"),
    SubjectRef(SubjectLevel.DEPARTMENT, "d0"): ("e0", "e1", "e2"),
    COMPANY: ("e0", "e1", "e2", "e3"),
}


def expected_totals(by_code: Any) -> dict[SubjectRef, Decimal]:
    return {
        ref: sum((by_code.get(code, Decimal(0)) for code in codes), Decimal(0))
        for ref, codes in RECORD_SUBJECTS.items()
    }

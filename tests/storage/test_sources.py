"""Facts of each kind of source by hand, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import (
    EVERYTHING,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    conditions,
)
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    Credit,
    ExternalSource,
    ManualSource,
    RatioSource,
    RecordSource,
    Source,
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
    Window,
)
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityTypeRecord,
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
    DocumentLineRecord,
    DocumentRecord,
    EmployeeRecord,
    MarkRecord,
    PaymentRecord,
    SeriesValueRecord,
)
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch

NOW = fixed(datetime(2026, 3, 16, 9, tzinfo=UTC))
MARCH = Period.month(2026, 3)
DEPARTMENT = SubjectRef(SubjectLevel.DEPARTMENT, "d1")
E1, E2 = kpi_scheme.employee(1), kpi_scheme.employee(2)
WON = kpi_scheme.WON


def at(day: int, hour: int = 9, minute: int = 0, month: int = 3) -> datetime:
    """Return a moment of 2026 by the firm's clock."""
    local = datetime(2026, month, day, hour, minute, tzinfo=kpi_rows.ZONE)
    return local.astimezone(UTC)


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, departments=[None, 0], employees=[0, 1, 1, None])
        for i, kind in enumerate(("call_out", "meeting", "complaint"), 1):
            session.add(ActivityTypeRecord(id=i, name=kind.title(), kind=kind))
    yield sessions
    engine.dispose()


def add_activity(
    session: Session, owner: int, kind: int, planned: datetime, **columns: object
) -> None:
    session.add(ActivityRecord(type_id=kind, employee_id=owner + 1, planned_at=planned, **columns))


def facts(
    sessions: sessionmaker[Session], source: Source, *refs: SubjectRef, period: Period = MARCH
) -> list[Fact]:
    """Return the facts of ``refs``, the same for one employee alone as among all."""
    unit = Unit.DURATION if isinstance(source, CalmSource) else Unit.NUMBER
    SchemeService(sessions, NOW).import_scheme(
        Scheme("One", "RUB", indicators=(Indicator("i", "I", source, unit),))
    )
    service = CalculationService(sessions, NOW)
    found = service.facts(period)
    for ref in refs:
        if ref.level is SubjectLevel.EMPLOYEE:
            alone = service.live(ref.code, period)
            assert alone.get((ref, "i")) == found.get((ref, "i"))
    return [found[ref, "i"] for ref in refs]


def values(
    sessions: sessionmaker[Session], source: Source, *refs: SubjectRef, period: Period = MARCH
) -> list[Decimal | None]:
    return [fact.value for fact in facts(sessions, source, *refs, period=period)]


def of_kind(kind: str) -> Filter:
    return Condition("kind", Operator.EQUAL, (kind,))


WEIGHTED = WeightedSource(
    Entity.ACTIVITY,
    "done",
    (
        Target("Calls", of_kind("call_out")),
        Target("Meetings", of_kind("meeting"), Decimal(3)),
        Target("Everything", EVERYTHING, Decimal("0.5")),
    ),
)


def test_a_weighted_count_searches_each_target_by_itself(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        for owner, kind in [(1, 1), (1, 1), (1, 2), (2, 2)]:
            add_activity(session, owner, kind, at(3), done_at=at(4))
        add_activity(session, 1, 1, at(3))  # not done
    found = facts(sessions, WEIGHTED, E1, E2, DEPARTMENT, COMPANY)
    assert [fact.value for fact in found] == [Decimal("6.5"), Decimal("3.5"), 10, 10]
    assert [(part.name, part.value, part.weight) for part in found[0].parts] == [
        ("Calls", Decimal(2), Decimal(1)),
        ("Meetings", Decimal(1), Decimal(3)),
        ("Everything", Decimal(3), Decimal("0.5")),
    ]


def test_a_ratio_of_a_weighted_count_divides_last(sessions: sessionmaker[Session]) -> None:
    per_deal = RatioSource(WEIGHTED, kpi_scheme.deals(Aggregate.COUNT))
    with sessions.begin() as session:
        for owner, kind in [(1, 1), (1, 2), (2, 2)]:
            add_activity(session, owner, kind, at(3), done_at=at(4))
        kpi_rows.add_deals(session, [DealSketch(1, 100), DealSketch(1, 100)])
    found = facts(sessions, per_deal, E1, E2, DEPARTMENT)
    assert [fact.value for fact in found] == [Decimal("2.5"), None, Decimal("4.25")]
    assert found[1].reason is not None


def test_an_average_counts_only_the_records_that_have_what_is_averaged(
    sessions: sessionmaker[Session],
) -> None:
    response = RecordSource(Entity.DEAL, Aggregate.AVERAGE, "created", "response")
    with sessions.begin() as session:
        kpi_rows.add_deals(
            session, [DealSketch(1, 1), DealSketch(1, 1), DealSketch(2, 1), DealSketch(3, 1)]
        )
        for deal, minutes in [(1, 10), (3, 40)]:
            created = session.get_one(DealRecord, deal).created_at
            answered = update(DealRecord).where(DealRecord.id == deal)
            session.execute(answered.values(first_response_at=created + timedelta(minutes=minutes)))
    found = facts(sessions, response, E1, E2, DEPARTMENT, kpi_scheme.employee(3))
    assert [fact.value for fact in found] == [600, 2400, 1500, None]
    assert str(found[3].reason) == "there are no records to average"
    assert [part.unit for part in found[0].parts] == [Unit.DURATION, Unit.NUMBER]


def test_working_time_leaves_out_nights_and_weekends(sessions: sessionmaker[Session]) -> None:
    handling = RecordSource(
        Entity.ACTIVITY, Aggregate.SUM, "done", "handling", is_working_time=True
    )
    with sessions.begin() as session:
        # From Friday 17:00 to Monday 10:00: an hour and an hour, of a day from 9 to 18.
        add_activity(session, 1, 1, at(13), created_at=at(13, 17), done_at=at(16, 10))
    assert values(sessions, handling, E1) == [7200]
    calendar = replace(handling, is_working_time=False)
    assert values(sessions, calendar, E1) == [65 * 3600]


def test_extremes_are_those_of_whole_deals(sessions: sessionmaker[Session]) -> None:
    smallest = RecordSource(Entity.DEAL, Aggregate.MINIMUM, "closed", "amount", WON)
    largest = replace(smallest, aggregate=Aggregate.MAXIMUM)
    shared = DealSketch(0, 900_00, credits=((1, 50), (2, 50)))
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [shared, DealSketch(1, 100_00), DealSketch(2, 1000_00)])
    assert values(sessions, largest, E1, E2, DEPARTMENT) == [900, 1000, 1000]
    assert values(sessions, smallest, E1, E2, DEPARTMENT) == [100, 900, 100]
    nothing = facts(sessions, largest, kpi_scheme.employee(0))[0]
    assert (nothing.value, str(nothing.reason)) == (None, "there are no records")


def test_different_customers_of_people_unite(sessions: sessionmaker[Session]) -> None:
    customers = RecordSource(Entity.DEAL, Aggregate.CUSTOMERS, "closed", where=WON)
    sketches = [(1, 0), (1, 0), (1, 1), (2, 1), (2, None)]
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(who, 1, customer=whose) for who, whose in sketches])
    assert values(sessions, customers, E1, E2, DEPARTMENT, COMPANY) == [2, 1, 2, 2]


def test_calm_is_the_longest_time_without_incidents_of_anybody_of_a_unit(
    sessions: sessionmaker[Session],
) -> None:
    calm = CalmSource(Entity.ACTIVITY, "planned", of_kind("complaint"))
    with sessions.begin() as session:
        add_activity(session, 1, 3, at(4, 0))
        add_activity(session, 2, 3, at(11, 0))
        add_activity(session, 2, 1, at(8, 0))
    day = 86_400
    found = values(sessions, calm, E1, E2, DEPARTMENT, kpi_scheme.employee(3))
    assert found == [(NOW() - at(4, 0)).total_seconds(), 10 * day, 7 * day, 15.5 * day]
    [later] = facts(sessions, calm, E1, period=Period.month(2026, 4))
    assert (later.value, str(later.reason)) == (None, "the period has not begun")


def test_calm_in_working_time(sessions: sessionmaker[Session]) -> None:
    calm = CalmSource(Entity.ACTIVITY, "planned", of_kind("complaint"), is_working_time=True)
    with sessions.begin() as session:
        add_activity(session, 1, 3, at(13, 17))
    hours = [9] * 8 + [8]  # 2 to 6 and 9 to 13 March without the 9th, a day off; until 17:00
    assert values(sessions, calm, E1) == [sum(hours) * 3600]


def test_staff_is_counted_by_the_days_of_service(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        for code, columns in [
            ("e1", {"hired_on": date(2026, 3, 10)}),
            ("e2", {"left_on": date(2026, 3, 31)}),
            ("e3", {"hired_on": date(2026, 4, 1)}),
        ]:
            session.execute(
                update(EmployeeRecord).where(EmployeeRecord.code == code).values(**columns)
            )
    figures = {
        figure: values(sessions, StaffSource(figure), DEPARTMENT, COMPANY) for figure in StaffFigure
    }
    assert figures == {
        StaffFigure.HEADCOUNT: [1, 2],
        StaffFigure.HIRED: [1, 1],
        StaffFigure.LEFT: [1, 1],
    }


def add_mark(session: Session, value: str | None, ref: SubjectRef = E1, month: int = 3) -> None:
    session.add(
        MarkRecord(
            indicator="i",
            subject_level=ref.level.value,
            subject_code=ref.code,
            period_kind="month",
            period_start=date(2026, month, 1),
            period_end=date(2026, month + 1, 1),
            value=value,
            reason="helped everybody",
            author="Ann",
            at=at(15),
        )
    )
    session.flush()


def test_the_newest_mark_holds_and_says_who_gave_it(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        add_mark(session, "1")
        add_mark(session, "2.5")
        add_mark(session, "-3", month=2)
        add_mark(session, "1", E2)
        add_mark(session, None, E2)
    first, second, unit = facts(sessions, ManualSource(), E1, E2, DEPARTMENT)
    assert first.value == Decimal("2.5")
    assert "Ann" in str(first.sentence)
    assert "helped everybody" in str(first.sentence)
    assert (second.value, unit.value) == (None, None)
    assert str(second.reason) == "no mark was given for March 2026"


@pytest.mark.parametrize(
    ("aggregate", "own", "of_unit"),
    [
        (Aggregate.SUM, 12, 16),
        (Aggregate.AVERAGE, 6, None),
        (Aggregate.MINIMUM, 2, None),
        (Aggregate.MAXIMUM, 10, None),
    ],
)
def test_a_series_is_combined_and_sums_add_people_up(
    sessions: sessionmaker[Session], aggregate: Aggregate, own: int, of_unit: int | None
) -> None:
    rows = [("e1", 1, 3, "2"), ("e1", 31, 3, "10"), ("e1", 1, 4, "100"), ("e2", 2, 3, "4")]
    with sessions.begin() as session:
        for code, day, month, value in rows:
            session.add(
                SeriesValueRecord(
                    indicator="i",
                    subject_level="employee",
                    subject_code=code,
                    on=date(2026, month, day),
                    value=value,
                )
            )
    assert values(sessions, ExternalSource(aggregate), E1) == [own]
    service = CalculationService(sessions, NOW)
    fact = service.facts(MARCH).get((DEPARTMENT, "i"))
    assert (None if fact is None else fact.value) == of_unit
    assert service.facts(MARCH).get((kpi_scheme.employee(3), "i")) is None


def test_overlay_credits_count_for_the_person_alone(sessions: sessionmaker[Session]) -> None:
    """C26: what an overlay adds is nobody else's loss."""
    amount = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", WON)
    overlaid = replace(amount, credit=Credit.WITH_OVERLAYS)
    with sessions.begin() as session:
        shared = DealSketch(0, 1_000_00, credits=((1, 60), (2, 40)))
        kpi_rows.add_deals(session, [DealSketch(1, 500_00), shared])
        for deal, minor, share in [(1, 50_000, 1_000_000), (2, 25_000, 250_000)]:
            session.add(
                DealCreditRecord(
                    deal_id=deal, employee_id=3, share=share, base_minor=minor, is_overlay=True
                )
            )
    assert values(sessions, amount, E1, E2, DEPARTMENT) == [1100, 400, 1500]
    found = facts(sessions, overlaid, E1, E2, DEPARTMENT)
    assert [fact.value for fact in found] == [1100, 1150, 1500]
    labels = [str(fact.parts[0].label) for fact in found[1:]]
    assert ["overlay" in label for label in labels] == [True, False]
    counted = replace(overlaid, aggregate=Aggregate.COUNT, measure=None)
    assert values(sessions, counted, E1, E2, COMPANY) == [Decimal("1.6"), Decimal("1.65"), 2]


def test_windows_look_at_other_days_than_those_of_the_period(
    sessions: sessionmaker[Session],
) -> None:
    amount = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "amount", WON)
    with sessions.begin() as session:
        months = [(1, 1), (2, 10), (3, 100), (4, 1000)]
        kpi_rows.add_deals(
            session,
            [DealSketch(1, rubles * 100, closed=at(5, month=month)) for month, rubles in months],
        )
    by_window = {
        window: values(sessions, replace(amount, window=window), E1, COMPANY) for window in Window
    }
    assert by_window == {
        Window.WITHIN: [100, 100],
        Window.PREVIOUS: [10, 10],
        Window.UNTIL_END: [111, 111],
    }


def test_relative_days_are_those_of_each_period(sessions: sessionmaker[Session]) -> None:
    """What is overdue at the end of a period: due before it, and not paid by then."""
    after_end = Condition("paid", Operator.AT_LEAST, (RelativeDay(Anchor.PERIOD_END),))
    unpaid = Group(Match.ANY, (Condition("paid", Operator.EMPTY), after_end))
    overdue = RecordSource(
        Entity.DOCUMENT, Aggregate.SUM, "due", "amount", unpaid, Window.UNTIL_END
    )
    with sessions.begin() as session:
        for number, due, paid in [
            (1, date(2026, 1, 31), None),
            (10, date(2026, 2, 1), date(2026, 3, 1)),
            (100, date(2026, 3, 31), date(2026, 4, 1)),
            (1000, date(2026, 4, 1), None),
        ]:
            session.add(
                DocumentRecord(
                    kind="invoice",
                    number=str(number),
                    state="posted",
                    issued_on=date(2026, 1, 1),
                    due_on=due,
                    paid_on=paid,
                    owner_id=2,
                    amount=Money(number * 100, "RUB"),
                    base_minor=number * 100,
                )
            )
    assert values(sessions, overdue, E1, period=Period.month(2026, 2)) == [11]
    assert values(sessions, overdue, E1) == [101]
    trend = CalculationService(sessions, NOW).trend("e1", MARCH, count=3)
    assert trend["i"] == (Decimal(1), Decimal(11), Decimal(101))
    [fact] = facts(sessions, overdue, E1)
    assert list(conditions(fact.parts[0].base.where))[1].values == (MARCH.end,)


def test_what_was_owed_at_the_end_of_a_period_leaves_out_what_came_later(
    sessions: sessionmaker[Session],
) -> None:
    """An invoice of 100, and one of 50 for another customer who pays nothing."""
    owed = RecordSource(
        Entity.DOCUMENT, Aggregate.SUM, "issued", "debt", EVERYTHING, Window.UNTIL_END
    )
    with sessions.begin() as session:
        for number, rubles, received in [
            (1, 100, [(date(2026, 2, 28), 30), (date(2026, 3, 1), 20), (date(2026, 4, 1), 50)]),
            (2, 50, []),
        ]:
            document = DocumentRecord(
                kind="invoice",
                number=str(number),
                state="posted",
                issued_on=date(2026, 1, 31),
                owner_id=2,
                amount=Money(rubles * 100, "RUB"),
                base_minor=rubles * 100,
            )
            session.add(document)
            session.flush()
            for on, part in received:
                session.add(
                    PaymentRecord(
                        document_id=document.id,
                        owner_id=2,
                        received_on=on,
                        amount_minor=part * 100,
                        base_minor=part * 100,
                    )
                )
    calculation = CalculationService(sessions, NOW)
    values(sessions, owed, E1)
    assert calculation.trend("e1", MARCH, count=4)["i"] == (
        Decimal(0),
        Decimal(150),
        Decimal(120),
        Decimal(100),
    )
    much = Condition("debt", Operator.MORE, (Decimal(50),))
    many = RecordSource(Entity.DOCUMENT, Aggregate.COUNT, "issued", None, much, Window.UNTIL_END)
    assert values(sessions, many, E1, period=Period.month(2026, 2)) == [1]
    assert values(sessions, many, E1) == [0]


def test_lines_and_customers_are_counted_too(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        document = DocumentRecord(
            kind="shipment",
            number="1",
            state="posted",
            issued_on=date(2026, 3, 2),
            shipped_on=date(2026, 3, 3),
            owner_id=2,
            amount=Money(300_00, "RUB"),
            base_minor=300_00,
        )
        session.add(document)
        session.flush()
        for position, product in [(1, 1), (2, 2), (3, 1)]:
            session.add(
                DocumentLineRecord(
                    document_id=document.id,
                    position=position,
                    product_id=product,
                    name="…",
                    quantity_milli=1500,
                    amount_minor=100_00,
                    base_minor=100_00,
                )
            )
        made = update(CustomerRecord).values(owner_id=2, created_at=at(7))
        session.execute(made)
    doors = Condition("product", Operator.EQUAL, (kpi_rows.PRODUCTS[0],))
    quantity = RecordSource(Entity.LINE, Aggregate.SUM, "shipped", "quantity", doors)
    assert values(sessions, quantity, E1, E2, DEPARTMENT) == [3, 0, 3]
    amount = replace(quantity, measure="amount")
    assert values(sessions, amount, E1, COMPANY) == [200, 200]
    created = RecordSource(Entity.CUSTOMER, Aggregate.COUNT, "created")
    assert values(sessions, created, E1, E2, COMPANY) == [2, 0, 2]

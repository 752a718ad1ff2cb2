"""People count where they were at the time; SQL agrees with a recount record by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.people import COMPANY, EmployeeDraft, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, start_of
from crm_desktop.kpi.definition import ALWAYS, Indicator
from crm_desktop.kpi.source import Aggregate, Credit, RecordSource, StaffFigure, StaffSource, Window
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.people import PeopleService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import DealCreditRecord, DealRecord, DepartmentStayRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch

NOW = fixed(datetime(2026, 3, 16, 9, tzinfo=UTC))
FEBRUARY, MARCH = Period.month(2026, 2), Period.month(2026, 3)
SALES = kpi_scheme.deals(Aggregate.SUM)
DEPARTMENTS = [SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("d0", "d1")]
HOME = (0, 1, 1, None)
"""The numbers of the departments of e0 to e3 before anybody moves; d1 is below d0."""


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, departments=[None, 0], employees=list(HOME))
    yield sessions
    engine.dispose()


def measure(sessions: sessionmaker[Session], *sources: RecordSource | StaffSource) -> None:
    indicators = tuple(Indicator(f"i{n}", f"I {n}", each) for n, each in enumerate(sources))
    SchemeService(sessions, NOW).import_scheme(Scheme("In time", "RUB", indicators=indicators))


def of_departments(
    sessions: sessionmaker[Session], period: Period = MARCH, code: str = "i0"
) -> list[Decimal | None]:
    found = CalculationService(sessions, NOW).facts(period)
    return [found[ref, code].value for ref in (*DEPARTMENTS, COMPANY)]


def closed(day: date) -> datetime:
    return start_of(day, kpi_rows.ZONE) + timedelta(hours=12)


def move(sessions: sessionmaker[Session], employee: int, department: int, since: date) -> None:
    people = PeopleService(sessions, NOW)
    row = people.employee(employee + 1)
    draft = EmployeeDraft(code=row.code, name=row.name, department_id=department + 1)
    people.save_employee(row.id, row.version, draft, since=since)


def test_what_was_done_before_a_move_stays_with_the_former_department(
    sessions: sessionmaker[Session],
) -> None:
    days = [(date(2026, 2, 10), 1), (date(2026, 3, 15), 10), (date(2026, 3, 16), 100)]
    with sessions.begin() as session:
        kpi_rows.add_deals(
            session,
            [DealSketch(1, rubles * 100, closed=closed(day)) for day, rubles in days],
        )
    measure(sessions, SALES, *(replace(SALES, window=each) for each in list(Window)[1:]))
    move(sessions, 1, 0, date(2026, 3, 16))
    assert of_departments(sessions) == [110, 10, 110]
    assert of_departments(sessions, FEBRUARY) == [1, 1, 1]
    assert of_departments(sessions, MARCH.next()) == [0, 0, 0]
    # The month before by who was where then; all so far by who is where at the end.
    assert of_departments(sessions, code="i1") == [1, 1, 1]
    assert of_departments(sessions, code="i2") == [111, 0, 111]
    [own] = {CalculationService(sessions, NOW).facts(MARCH)[kpi_scheme.employee(1), "i0"].value}
    assert own == 110


def test_the_records_behind_a_department_are_those_of_the_time(
    sessions: sessionmaker[Session],
) -> None:
    with sessions.begin() as session:
        for day in (3, 20):
            at = closed(date(2026, 3, day))
            kpi_rows.add_deals(session, [DealSketch(1, 100, title=f"Deal {day}", closed=at)])
    measure(sessions, SALES)
    move(sessions, 1, 0, date(2026, 3, 10))
    service = CalculationService(sessions, NOW)
    part = service.facts(MARCH)[DEPARTMENTS[1], "i0"].parts[0]
    page = service.records(part.records(DEPARTMENTS[1], MARCH))
    assert [row.title for row in page.rows] == ["Deal 3"]
    page = service.records(part.records(DEPARTMENTS[0], MARCH))
    assert [row.title for row in page.rows] == ["Deal 20", "Deal 3"]


def test_a_later_move_that_was_planned_is_replaced(sessions: sessionmaker[Session]) -> None:
    at = closed(date(2026, 3, 20))
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(1, 100_00, closed=at)])
    measure(sessions, SALES)
    move(sessions, 1, 0, date(2026, 3, 25))
    assert of_departments(sessions) == [100, 100, 100]
    move(sessions, 1, 1, date(2026, 3, 10))
    assert of_departments(sessions) == [100, 100, 100]
    move(sessions, 1, 0, date(2026, 3, 18))
    assert of_departments(sessions) == [100, 0, 100]


def test_a_move_dated_by_nobody_begins_today(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        deals = [DealSketch(1, 100, closed=closed(date(2026, 3, day))) for day in (15, 16)]
        kpi_rows.add_deals(session, deals)
    measure(sessions, SALES)
    people = PeopleService(sessions, NOW)
    row = people.employee(2)
    draft = EmployeeDraft(code=row.code, name=row.name, department_id=1)
    people.save_employee(row.id, row.version, draft)
    assert of_departments(sessions) == [2, 1, 2]


def test_staff_is_counted_where_it_is_on_each_day(sessions: sessionmaker[Session]) -> None:
    measure(sessions, StaffSource(StaffFigure.HEADCOUNT))
    move(sessions, 1, 0, date(2026, 3, 10))
    assert of_departments(sessions) == [3, Decimal("1.5"), 4]


DAYS = [date(2026, 1, 31)] + [date(2026, m, d) for m in (2, 3) for d in (1, 15, 16, 28)]
DAYS += [date(2026, 3, 31), date(2026, 4, 1)]
Overlay = tuple[int, int, int, int]
Moves = Mapping[int, tuple[date, int | None]]


@st.composite
def deals(draw: st.DrawFn) -> tuple[DealSketch, list[Overlay]]:
    people = draw(st.lists(st.integers(0, 3), unique=True, min_size=2, max_size=2))
    sketch = DealSketch(
        owner=draw(st.integers(0, 3)),
        minor=draw(st.integers(0, 10_000)),
        status=draw(st.sampled_from(["won", "lost"])),
        closed=closed(draw(st.sampled_from(DAYS))),
        customer=draw(st.sampled_from([None, 0, 1])),
        credits=draw(st.sampled_from([(), ((people[0], 30), (people[1], 70))])),
        cost=draw(st.integers(0, 10_000)),
    )
    money = st.integers(0, 10_000)
    overlays = st.tuples(st.integers(0, 3), st.integers(1, 100), money, money)
    return sketch, draw(st.lists(overlays, max_size=2, unique_by=lambda one: one[0]))


moves = st.dictionaries(
    st.integers(0, 3), st.tuples(st.sampled_from(DAYS), st.sampled_from([None, 0, 1]))
)
SOURCES = [
    replace(kpi_scheme.deals(aggregate), window=window, credit=credit)
    for aggregate in (Aggregate.COUNT, Aggregate.SUM)
    for window in Window
    for credit in Credit
] + [
    *(replace(SALES, measure="margin", credit=credit) for credit in Credit),
    replace(SALES, aggregate=Aggregate.MAXIMUM),
    replace(SALES, aggregate=Aggregate.CUSTOMERS, measure=None),
]


def counts_in(window: Window, day: date) -> bool:
    match window:
        case Window.WITHIN:
            return day in MARCH
        case Window.PREVIOUS:
            return day in FEBRUARY
        case Window.UNTIL_END:
            return day < MARCH.end


def is_of(ref: SubjectRef, person: int, day: date, moved: Moves) -> bool:
    if ref.level is SubjectLevel.EMPLOYEE:
        return ref.code == f"e{person}"
    since, other = moved.get(person, (date.max, None))
    department = other if day >= since else HOME[person]
    inside = {"d0": {0, 1}, "d1": {1}}.get(ref.code, {0, 1, None})
    return department in inside


def recounted(
    source: RecordSource,
    ref: SubjectRef,
    sketches: list[tuple[DealSketch, list[Overlay]]],
    moved: Moves,
) -> Decimal | None:
    found: list[tuple[Decimal, DealSketch]] = []
    for sketch, overlays in sketches:
        day = kpi_rows.day_in_zone(sketch.closed)
        assert day is not None
        if sketch.status != "won" or not counts_in(source.window, day):
            continue
        on = MARCH.last_day() if source.window is Window.UNTIL_END else day
        parts = kpi_rows.parts_of(sketch, source.measure)
        if source.credit is Credit.WITH_OVERLAYS and ref.level is SubjectLevel.EMPLOYEE:
            is_margin = source.measure == "margin"
            parts += [(who, p, minor - cost * is_margin) for who, p, minor, cost in overlays]
        for who, percent, minor in parts:
            if is_of(ref, who, on, moved):
                is_count = source.aggregate is Aggregate.COUNT
                found.append((Decimal(percent if is_count else minor) / 100, sketch))
    match source.aggregate:
        case Aggregate.MAXIMUM:
            return max((Decimal(sketch.minor) / 100 for _, sketch in found), default=None)
        case Aggregate.CUSTOMERS:
            return Decimal(len({sketch.customer for _, sketch in found} - {None}))
        case _:
            return sum((value for value, _ in found), Decimal(0))


def test_facts_agree_with_a_recount_through_moves_windows_and_overlays(
    sessions: sessionmaker[Session],
) -> None:
    measure(sessions, *SOURCES)
    refs = [*(kpi_scheme.employee(n) for n in range(4)), *DEPARTMENTS, COMPANY]

    @given(sketches=st.lists(deals(), max_size=6), moved=moves)
    def law(sketches: list[tuple[DealSketch, list[Overlay]]], moved: Moves) -> None:
        with sessions.begin() as session:
            for table in (DealCreditRecord, DealRecord, DepartmentStayRecord):
                session.execute(delete(table))
            add(session, sketches)
            add_stays(session, moved)
        found = CalculationService(sessions, NOW).facts(MARCH)
        for number, source in enumerate(SOURCES):
            for ref in refs:
                expected = recounted(source, ref, sketches, moved)
                assert found[ref, f"i{number}"].value == expected, (source, ref)

    law()


def add(session: Session, sketches: list[tuple[DealSketch, list[Overlay]]]) -> None:
    for sketch, overlays in sketches:
        [deal] = kpi_rows.add_deals(session, [sketch])
        for who, percent, minor, cost in overlays:
            session.add(
                DealCreditRecord(
                    deal_id=deal,
                    employee_id=who + 1,
                    share=percent * SHARE_UNITS // 100,
                    base_minor=minor,
                    base_cost_minor=cost,
                    is_overlay=True,
                )
            )


def add_stays(session: Session, moved: Moves) -> None:
    for who, home in enumerate(HOME):
        stays = [(ALWAYS, home), *([moved[who]] if who in moved else [])]
        for since, department in stays:
            department_id = None if department is None else department + 1
            session.add(
                DepartmentStayRecord(employee_id=who + 1, department_id=department_id, since=since)
            )

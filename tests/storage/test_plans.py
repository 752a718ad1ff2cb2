"""Plans: many cells of a grid at once, what a grid reads, and what splits a period."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import COMPANY, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.definition import ALWAYS, Plan, Split
from crm_desktop.kpi.plans import Planning, plans_in_force
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.plans import PlanBook, PlanRow, PlanService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.statement_life import StatementLifeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import PlanRecord
from crm_desktop.storage.queries.plans import add_versions
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_scheme import SCHEME

NOW = fixed(datetime(2026, 3, 20, 9, tzinfo=UTC))
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
E0, E1 = kpi_scheme.employee(0), kpi_scheme.employee(1)
YEARS_END = date(2027, 1, 1)


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
    yield sessions
    engine.dispose()


@pytest.fixture
def schemes(sessions: sessionmaker[Session]) -> SchemeService:
    service = SchemeService(sessions, NOW)
    service.import_scheme(replace(SCHEME, plans=()))
    return service


@pytest.fixture
def plans(sessions: sessionmaker[Session], schemes: SchemeService) -> PlanService:
    return PlanService(sessions, NOW)


def monthly(value: int, since: date, **changes: object) -> Plan:
    return replace(Plan("sales", E0, Decimal(value), valid_from=since), **changes)  # type: ignore[arg-type]


def count_rows(sessions: sessionmaker[Session]) -> int | None:
    with sessions() as session:
        return session.scalar(select(func.count(PlanRecord.id)))


def cells(rows: list[PlanRow]) -> list[tuple[str, str, date, Decimal | None]]:
    return [(row.indicator, str(row.subject), row.valid_from, row.value) for row in rows]


def test_a_plan_is_set_once_and_taken_away(schemes: SchemeService, plans: PlanService) -> None:
    plan = monthly(2500, MARCH, note="As agreed")
    assert plans.set_plans([plan]) is Changes.SCHEME
    assert plans.set_plans([plan]) is Changes.NONE
    assert schemes.scheme(MARCH).plans == (plan,)
    ended = replace(plan, valid_from=APRIL)
    assert plans.set_plans([], ended=[ended]) is Changes.SCHEME
    assert schemes.scheme(APRIL).plans == ()
    assert plans.set_plans([], ended=[ended]) is Changes.NONE
    assert plans.set_plans([]) is Changes.NONE


def test_a_cell_that_says_what_the_one_before_says_keeps_it_when_that_changes(
    schemes: SchemeService, plans: PlanService
) -> None:
    plans.set_plans([monthly(100, MARCH)])
    assert plans.set_plans([monthly(100, APRIL)]) is Changes.SCHEME
    plans.set_plans([monthly(200, MARCH)])
    assert [plan.value for plan in schemes.scheme(APRIL).plans] == [100]


def test_many_cells_are_saved_at_once_or_not_at_all(
    sessions: sessionmaker[Session], plans: PlanService
) -> None:
    grid = [
        Plan(code, subject, Decimal(month), PeriodKind.MONTH, date(2026, month, 1))
        for code in ("sales", "won")
        for subject in (E0, E1, COMPANY)
        for month in range(1, 13)
    ]
    with pytest.raises(NotFoundError, match="e9"):
        plans.set_plans([*grid, replace(grid[0], subject=kpi_scheme.employee(9))])
    with pytest.raises(NotFoundError, match="nonsense"):
        plans.set_plans([*grid, replace(grid[0], indicator="nonsense")])
    with pytest.raises(UnsoundSchemeError, match=r"plans\[73\]\.value.*NaN"):
        plans.set_plans([*grid, replace(grid[0], valid_from=ALWAYS, value=Decimal("NaN"))])
    with pytest.raises(UnsoundSchemeError, match="out of range"):
        plans.set_plans([replace(grid[0], value=Decimal("1e30"))])
    assert count_rows(sessions) == 0
    assert plans.set_plans(grid) is Changes.SCHEME
    assert count_rows(sessions) == len(grid)


def test_what_a_grid_costs_does_not_depend_on_how_many_cells_are_set(
    sessions: sessionmaker[Session], plans: PlanService
) -> None:
    told: list[str] = []
    with sessions() as session:
        engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *args: told.append(args[2]))

    def count_statements(cells_set: int) -> int:
        told.clear()
        plans.set_plans([monthly(n, date(2030 + n // 12, n % 12 + 1, 1)) for n in range(cells_set)])
        return len(told)

    assert count_statements(1) == count_statements(90)


def test_a_cell_costs_the_same_in_a_large_grid_and_in_a_small_one(plans: PlanService) -> None:
    def calls_for_each(cells: int, value: int) -> float:
        """Return how many functions are called for each of the days of one person."""
        grid = [
            monthly(value, MARCH + timedelta(days=n), period_kind=PeriodKind.DAY)
            for n in range(cells)
        ]
        called = Counter[str]()
        sys.setprofile(lambda _frame, what, _of: called.update((what,)))
        try:
            plans.set_plans(grid)
        finally:
            sys.setprofile(None)
        return (called["call"] + called["c_call"]) / cells

    few, many = calls_for_each(200, 1), calls_for_each(2000, 2)
    again, same = calls_for_each(2000, 3), calls_for_each(2000, 3)
    assert many < few
    assert again < 1.5 * many
    assert max(many, again, same) < 200


def test_a_grid_reads_what_holds_on_its_days(plans: PlanService) -> None:
    plans.set_plans([
        monthly(1, ALWAYS),
        monthly(2, MARCH),
        monthly(3, MAY),
        monthly(4, YEARS_END),
        monthly(5, APRIL, period_kind=PeriodKind.QUARTER),
        monthly(6, APRIL, indicator="won", subject=COMPANY),
    ])  # fmt: skip
    plans.set_plans([monthly(7, MAY)], ended=[monthly(0, date(2026, 6, 1))])

    assert cells(plans.plans(PeriodKind.MONTH, APRIL, YEARS_END)) == [
        ("sales", "employee:e0", MARCH, Decimal(2)),
        ("sales", "employee:e0", MAY, Decimal(7)),
        ("sales", "employee:e0", date(2026, 6, 1), None),
        ("won", "company", APRIL, Decimal(6)),
    ]
    [only] = plans.plans(PeriodKind.MONTH, APRIL, YEARS_END, indicator="won")
    assert only.value == 6


def test_a_split_is_read_with_the_period_that_it_splits(
    schemes: SchemeService, plans: PlanService
) -> None:
    old = monthly(120, ALWAYS, period_kind=PeriodKind.YEAR)
    new = replace(old, value=Decimal(180), valid_from=MAY, split=Split.DAYS, note="Growth")
    waiting = replace(old, indicator="won", value=Decimal(9), valid_from=MAY)
    plans.set_plans([old, new, waiting])
    assert schemes.scheme(date(2026, 1, 1)).plans == (old, new)
    assert schemes.scheme(MAY).plans == (new, waiting)
    plans.set_plans([replace(new, split=None)])
    assert schemes.scheme(date(2026, 1, 1)).plans == (old,)


def test_plans_for_exactly_some_days_stand_beside_each_other(
    schemes: SchemeService, plans: PlanService
) -> None:
    spring = monthly(1, MARCH, period_kind=PeriodKind.CUSTOM, until=MAY)
    begins_later = replace(spring, value=Decimal(2), valid_from=APRIL)
    ends_earlier = replace(spring, value=Decimal(3), until=APRIL)
    plans.set_plans([spring, begins_later, ends_earlier])
    assert set(schemes.scheme(MARCH).plans) == {spring, ends_earlier}
    assert set(schemes.scheme(APRIL).plans) == {spring, begins_later}
    assert schemes.scheme(MAY).plans == ()
    rows = plans.plans(PeriodKind.CUSTOM, APRIL, YEARS_END)
    assert {(row.valid_from, row.until) for row in rows} == {(MARCH, MAY), (APRIL, MAY)}

    assert plans.set_plans([], ended=[spring]) is Changes.SCHEME
    assert schemes.scheme(MARCH).plans == (ends_earlier,)


def test_a_scheme_with_every_kind_of_plan_is_imported_once(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    year = monthly(120, ALWAYS, period_kind=PeriodKind.YEAR)
    planned = (
        year,
        replace(year, value=Decimal(180), valid_from=MAY, split=Split.MONTHS, note="n"),
        monthly(1, MARCH, period_kind=PeriodKind.CUSTOM, until=MAY),
    )
    scheme = replace(SCHEME, plans=planned)
    assert schemes.import_scheme(scheme) & Changes.SCHEME
    assert schemes.import_scheme(scheme) is Changes.NONE
    assert schemes.import_scheme(scheme, date(2026, 6, 1)) is Changes.NONE
    assert set(schemes.scheme(MARCH).plans) == set(planned)
    assert count_rows(sessions) == len(planned)


def test_equal_plans_of_a_file_are_each_kept_as_their_own(
    schemes: SchemeService, plans: PlanService
) -> None:
    of_file = (monthly(100, MARCH), monthly(100, APRIL), monthly(100, MAY))
    schemes.import_scheme(replace(SCHEME, plans=of_file))
    plans.set_plans([monthly(150, date(2026, 3, 22), split=Split.DAYS)])
    assert schemes.for_file(APRIL).plans == of_file[1:]
    later = replace(SCHEME, plans=(monthly(100, MARCH),))
    assert schemes.import_scheme(later, date(2026, 4, 10)) is Changes.NONE


def held_or_coming(book: PlanBook, day: date) -> Iterator[Plan]:
    """Yield what holds on the day and what splits a later one, version by version."""
    for key, versions in book.versions.items():
        for first in {version.valid_from for version in versions} | {day}:
            version = book.held(key, first) if first >= day else None
            plan = None if version is None else version.plan()
            if plan is None or (plan.until is not None and plan.until <= day):
                continue
            if first == day or (plan.split is not None and key.period is None):
                yield plan


def test_what_is_read_is_what_all_versions_say_one_by_one(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    chance = Random(7)  # noqa: S311 - a fixed sequence
    book = PlanBook()
    for _ in range(300):
        first = MARCH + timedelta(days=chance.randrange(0, 60, 5))
        splits = chance.choice([None, Split.DAYS])
        plan = Plan("sales", chance.choice([E0, E1]), Decimal(chance.randrange(5)))
        plan = replace(plan, valid_from=first, split=splits, note=str(chance.random()))
        if chance.random() < 0.3:
            days = timedelta(days=chance.randrange(5, 30, 5))
            custom = PeriodKind.CUSTOM
            plan = replace(plan, period_kind=custom, split=None, until=first + days)
        book.end([plan]) if chance.random() < 0.25 else book.set([plan])
    with sessions.begin() as session:
        add_versions(session, book.new, NOW())

    for day in (MARCH + timedelta(days=n) for n in range(-3, 70, 4)):
        assert set(schemes.scheme(day).plans) == set(held_or_coming(book, day)), day
    assert schemes.scheme(date.max).plans == schemes.scheme(date(9000, 1, 1)).plans


def usual(plans: Iterable[Plan], period: Period) -> dict[SubjectRef, Decimal | None]:
    """Return what ``plans`` make of ``period``, where a profile would say 7."""
    found = plans_in_force(plans, period, WorkingCalendar("RU"))
    return {
        who: Planning(own["sales"], Decimal(7)).usual
        for who, own in found.items()
        if "sales" in own
    }


def test_a_file_says_the_plans_of_the_running_and_of_all_later_periods(
    sessions: sessionmaker[Session], schemes: SchemeService
) -> None:
    chance = Random(11)  # noqa: S311 - a fixed sequence
    book = PlanBook()
    for _ in range(60):
        first = MARCH + timedelta(days=chance.randrange(0, 250))
        kind = chance.choice([PeriodKind.MONTH, PeriodKind.QUARTER])
        first = chance.choice([first, Period.containing(first, kind).start])
        plan = Plan("sales", chance.choice([E0, E1]), Decimal(chance.randrange(99)), kind, first)
        book.set([replace(plan, split=chance.choice([None, Split.DAYS, Split.WORKING_DAYS]))])
    with sessions.begin() as session:
        add_versions(session, book.new, NOW())

    for day in (MARCH + timedelta(days=n) for n in range(0, 250, 7)):
        brought = PlanBook()
        brought.bring(schemes.for_file(day).plans, ALWAYS)
        assert schemes.import_scheme(schemes.for_file(day)) is Changes.NONE, day
        for kind in (PeriodKind.MONTH, PeriodKind.QUARTER):
            period = Period.containing(day, kind)
            for _ in range(4):
                stored = usual(schemes.scheme(period.start).plans, period)
                assert usual(held_or_coming(brought, period.start), period) == stored, (day, period)
                period = period.next()


def test_a_file_says_with_what_a_split_shares_its_period(
    schemes: SchemeService, plans: PlanService
) -> None:
    base, middle = monthly(100, MARCH), monthly(110, date(2026, 3, 10), split=Split.DAYS)
    last = monthly(150, date(2026, 3, 22), split=Split.DAYS)
    plans.set_plans([monthly(90, ALWAYS), base, middle, last])
    assert schemes.for_file(date(2026, 3, 25)).plans == (base, middle, last)
    assert schemes.for_file(APRIL).plans == (base, middle, last)
    plans.set_plans([monthly(200, APRIL)])
    assert schemes.for_file(APRIL).plans == (monthly(200, APRIL),)


def test_a_plan_that_has_ended_is_in_no_file_though_another_begins_later(
    schemes: SchemeService, plans: PlanService
) -> None:
    plans.set_plans([monthly(100, MARCH), monthly(300, MAY)])
    plans.set_plans([], ended=[monthly(100, date(2026, 3, 10))])
    assert schemes.for_file(date(2026, 3, 25)).plans == (monthly(300, MAY),)


@pytest.fixture
def settled_march(sessions: sessionmaker[Session], schemes: SchemeService) -> None:
    payroll = PayrollService(sessions, NOW)
    payroll.calculate_and_save(Period.month(2026, 3))
    life = StatementLifeService(sessions, NOW)
    life.advance(Period.month(2026, 3), StatementState.APPROVED, "Anna")


@pytest.mark.usefixtures("settled_march")
def test_a_split_of_a_settled_period_is_refused(schemes: SchemeService, plans: PlanService) -> None:
    split = monthly(1, date(2026, 3, 16), split=Split.DAYS)
    with pytest.raises(InvalidInputError, match="March 2026 is settled"):
        plans.set_plans([split])
    with pytest.raises(InvalidInputError, match="March 2026 is settled"):
        schemes.import_scheme(replace(SCHEME, plans=(split,)), date(2026, 3, 10))
    assert plans.set_plans([monthly(1, date(2026, 3, 16))]) is Changes.SCHEME


def test_the_last_year_is_not_split(plans: PlanService) -> None:
    last = monthly(1, date.max, period_kind=PeriodKind.YEAR, split=Split.DAYS)
    with pytest.raises(UnsoundSchemeError, match="out of range"):
        plans.set_plans([last])
    assert plans.set_plans([replace(last, split=None)]) is Changes.SCHEME


@pytest.mark.usefixtures("settled_march")
def test_a_year_is_split_though_its_months_are_settled(plans: PlanService) -> None:
    year = monthly(180, date(2026, 7, 1), period_kind=PeriodKind.YEAR, split=Split.MONTHS)
    assert plans.set_plans([year]) is Changes.SCHEME
    with pytest.raises(InvalidInputError, match="March 2026 is settled"):
        plans.set_plans([year, monthly(1, MARCH)])

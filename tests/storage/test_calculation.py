"""Figures from the database: for everyone, for one person, through time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event, update
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING, Condition, Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.definition import Indicator, ProfileEntry, Proration
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.facts import RecordsQuery
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.kpi.source import (
    Aggregate,
    CalmSource,
    ExternalSource,
    FormulaSource,
    ManualSource,
    RecordSource,
    Source,
    StaffFigure,
    StaffSource,
    Target,
    WeightedSource,
    Window,
)
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.calculation import Calculation, CalculationService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.facts import Gathering
from crm_desktop.storage.models import (
    AbsenceRecord,
    EmployeeRecord,
    FirmRecord,
    StaffGroupMemberRecord,
    StaffGroupRecord,
)
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME

NOW = fixed(datetime(2026, 3, 16, 9, tzinfo=UTC))
MARCH = Period.month(2026, 3)
LOST = Condition("status", Operator.EQUAL, ("lost",))


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Return sessions of a firm: d0 has e0, d1 below it e1 and e2, e3 has no department."""
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, departments=[None, 0], employees=[0, 1, 1, None])
    return sessions


@pytest.fixture
def calculation(sessions: sessionmaker[Session]) -> CalculationService:
    SchemeService(sessions, NOW).import_scheme(SCHEME)
    return CalculationService(sessions, NOW)


def add(sessions: sessionmaker[Session], *deals: DealSketch) -> None:
    with sessions.begin() as session:
        kpi_rows.add_deals(session, deals)


def of(calculation: Calculation, subject: SubjectRef) -> Outcome:
    return next(o for o in calculation.outcomes if o.result.subject.ref == subject)


def figure(outcome: Outcome, code: str) -> IndicatorResult:
    return next(found for found in outcome.result.indicators if found.code == code)


def test_everyone_gets_figures_and_pay_from_their_deals(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    lost = DealSketch(0, 5_00, status="lost")
    add(sessions, DealSketch(0, 1_500_00), DealSketch(0, 500_00), lost, DealSketch(1, 900_00))

    outcomes = calculation.calculate(MARCH)
    seller, other = of(outcomes, kpi_scheme.employee(0)), of(outcomes, kpi_scheme.employee(1))
    assert figure(seller, "sales").fact.value == 2000
    assert figure(seller, "sales").plan.value == 2000
    assert figure(seller, "average").fact.value == 1000
    assert figure(seller, "conversion").fact.value == Decimal(2) / 3
    assert figure(seller, "twice").fact.value == 4000
    assert seller.statement is not None
    # 40 000 + 5 % of 2 000 + 500 for each of two deals
    assert seller.statement.total == Money(41_100_00, "RUB")
    assert other.statement is not None
    # 900 does not exceed 1 000
    assert other.statement.total == Money(40_500_00, "RUB")
    assert figure(of(outcomes, COMPANY), "sales").fact.value == 2900


def test_who_has_no_deals_has_zero_sales_and_no_average(calculation: CalculationService) -> None:
    outcome = of(calculation.calculate(MARCH), kpi_scheme.employee(3))
    assert figure(outcome, "sales").fact.value == 0
    assert figure(outcome, "average").fact.value is None
    assert figure(outcome, "average").reason is not None


def test_who_left_before_the_period_is_not_paid_but_their_deals_count_for_the_firm(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    add(sessions, DealSketch(0, 100_00), DealSketch(1, 7_00))
    with sessions.begin() as session:
        gone = update(EmployeeRecord).where(EmployeeRecord.code == "e0")
        session.execute(gone.values(left_on=MARCH.start))
        new = update(EmployeeRecord).where(EmployeeRecord.code == "e1")
        session.execute(new.values(hired_on=MARCH.last_day()))
        later = update(EmployeeRecord).where(EmployeeRecord.code == "e2")
        session.execute(later.values(hired_on=MARCH.end))
    outcomes = calculation.calculate(MARCH)
    people = {
        outcome.result.subject.ref.code
        for outcome in outcomes.outcomes
        if outcome.result.subject.ref.level is SubjectLevel.EMPLOYEE
    }
    assert people == {"e1", "e3"}
    assert figure(of(outcomes, COMPANY), "sales").fact.value == 107


def test_departments_and_groups_take_in_their_people(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    levels = [SubjectLevel.DEPARTMENT, SubjectLevel.GROUP]
    profiles = tuple(replace(kpi_scheme.WHOLE, code=x.value, level=x) for x in levels)
    scheme = replace(SCHEME, profiles=profiles)
    with sessions.begin() as session:
        session.add(StaffGroupRecord(id=1, code="vip", name="VIP"))
        session.flush()
        for employee_id in (1, 4):
            session.add(StaffGroupMemberRecord(group_id=1, employee_id=employee_id))
    add(sessions, *(DealSketch(i, 100 * 10**i) for i in range(4)))
    outcomes = calculation.calculate(MARCH, scheme=scheme)

    def sales(level: SubjectLevel, code: str) -> Decimal | None:
        return figure(of(outcomes, SubjectRef(level, code)), "sales").fact.value

    assert sales(SubjectLevel.DEPARTMENT, "d1") == 110
    assert sales(SubjectLevel.DEPARTMENT, "d0") == 111
    assert sales(SubjectLevel.GROUP, "vip") == 1001


def test_a_trial_scheme_is_checked_and_not_kept(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    add(sessions, DealSketch(0, 2_000_00))
    trial = calculation.calculate(MARCH, scheme=kpi_scheme.with_percent("0.10"))
    statement = of(trial, kpi_scheme.employee(0)).statement
    assert statement is not None
    assert statement.total == Money(40_700_00, "RUB")
    with pytest.raises(UnsoundSchemeError):
        calculation.calculate(MARCH, scheme=replace(SCHEME, scales=()))
    assert of(calculation.calculate(MARCH), kpi_scheme.employee(0)).statement != statement


def test_a_trial_scheme_is_in_the_currency_of_the_firm(calculation: CalculationService) -> None:
    with pytest.raises(InvalidInputError, match="pays in USD, the firm counts in RUB"):
        calculation.calculate(MARCH, scheme=replace(SCHEME, currency="USD"))


def test_progress_is_what_the_calculation_says(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    shared = DealSketch(0, 999, credits=((1, 50), (2, 50)))
    add(sessions, shared, DealSketch(1, 1_500_00), DealSketch(2, 3))
    everybody = calculation.calculate(MARCH)
    for number in range(4):
        alone = calculation.progress(f"e{number}", MARCH)
        assert alone == of(everybody, kpi_scheme.employee(number))


@pytest.mark.parametrize(
    ("level", "number", "read"),
    [
        (SubjectLevel.EMPLOYEE, 0, ["e0"]),
        (SubjectLevel.DEPARTMENT, 0, ["e0", "e1", "e2"]),
        (SubjectLevel.DEPARTMENT, 1, ["e1", "e2"]),
        (SubjectLevel.DEPARTMENT, 3, ["e3"]),
        (SubjectLevel.COMPANY, 1, []),
    ],
)
def test_progress_reads_those_whose_results_are_paid_and_nobody_else(
    sessions: sessionmaker[Session],
    calculation: CalculationService,
    monkeypatch: pytest.MonkeyPatch,
    *,
    level: SubjectLevel,
    number: int,
    read: list[str],
) -> None:
    percent = replace(kpi_scheme.PERCENT, level=level)
    SchemeService(sessions, NOW).import_scheme(
        replace(SCHEME, templates=(percent, kpi_scheme.PER_DEAL))
    )
    add(sessions, *(DealSketch(i, 1_000_00 + i) for i in range(4)))
    everybody = calculation.calculate(MARCH)
    asked: list[Collection[int]] = []
    sheets = Gathering.sheets

    def spied(self: Gathering, session: Session, owners: Collection[int] = ()) -> Any:
        asked.append(owners)
        return sheets(self, session, owners)

    monkeypatch.setattr(Gathering, "sheets", spied)
    assert calculation.progress(f"e{number}", MARCH) == of(everybody, kpi_scheme.employee(number))
    [owners] = asked
    assert sorted(f"e{owner - 1}" for owner in owners) == read


def test_progress_of_one_who_is_paid_for_the_department_reads_the_department(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    percent = replace(kpi_scheme.PERCENT, level=SubjectLevel.DEPARTMENT)
    SchemeService(sessions, NOW).import_scheme(
        replace(SCHEME, templates=(percent, kpi_scheme.PER_DEAL))
    )
    add(sessions, DealSketch(1, 1_000_00), DealSketch(2, 1_000_00))
    alone = calculation.progress("e1", MARCH)
    assert alone == of(calculation.calculate(MARCH), kpi_scheme.employee(1))
    assert alone.statement is not None
    # 40 000 + 5 % of the department's 2 000 + 500 for one deal
    assert alone.statement.total == Money(40_600_00, "RUB")


def test_progress_of_nobody_is_refused(calculation: CalculationService) -> None:
    with pytest.raises(NotFoundError, match="e9"):
        calculation.progress("e9", MARCH)
    with pytest.raises(NotFoundError, match="e9"):
        calculation.trend("e9", MARCH)


def test_the_projection_grows_sums_and_keeps_ratios(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    add(sessions, DealSketch(0, 1_000_00), DealSketch(0, 2_00, status="lost"))
    pace = calculation.pace(MARCH)(kpi_scheme.employee(0))
    assert 0 < pace.share_due < 1
    outcome = calculation.projected("e0", MARCH)
    assert outcome is not None
    sales = figure(outcome, "sales").fact.value
    assert sales is not None
    assert sales.quantize(Decimal("0.01")) == round(1000 / pace.share_due, 2)
    assert figure(outcome, "conversion").fact.value == Decimal("0.5")
    assert figure(outcome, "average").fact.value == Decimal(1000)


def test_the_pace_counts_the_own_days_of_each_where_no_rule_asks_for_them(
    engine: Engine, sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    with sessions.begin() as session:
        # Of March's 21 working days in Russia 10 are over on the 16th.
        for number, kind, first, end in (
            (0, "vacation", 23, 28),
            (1, "trip", 2, 7),
            (2, "vacation", 4, 6),
            (2, "sick", 19, 20),
        ):
            days = {"first_on": date(2026, 3, first), "end_on": date(2026, 3, end)}
            session.add(AbsenceRecord(employee_id=number + 1, kind=kind, **days))
        hired = update(EmployeeRecord).where(EmployeeRecord.code == "e3")
        session.execute(hired.values(hired_on=date(2026, 3, 16)))

    with counted(engine) as statements:
        pace = calculation.pace(MARCH)
        found = [pace(kpi_scheme.employee(number)) for number in range(4)]
        department, company = pace(SubjectRef(SubjectLevel.DEPARTMENT, "d0")), pace(COMPANY)

    worked = [(one.worked, one.working_days, one.is_own) for one in found]
    assert worked == [(10, 16, True), (10, 21, False), (8, 18, True), (1, 12, True)]
    assert department == company == found[1]
    # The firm, and the days of all employees at once.
    assert len(statements) == 2
    assert calculation.pace(MARCH, "e0")(kpi_scheme.employee(0)) == found[0]


@pytest.mark.parametrize("proration", [Proration.NONE, Proration.WORKING_DAYS])
def test_the_projection_counts_only_days_on_which_the_employee_is_there(
    sessions: sessionmaker[Session], proration: Proration
) -> None:
    profile = next(one for one in SCHEME.profiles if one.level is SubjectLevel.EMPLOYEE)
    own = replace(profile, code="own", proration=proration)
    SchemeService(sessions, NOW).import_scheme(replace(SCHEME, profiles=(own,)))
    add(sessions, DealSketch(0, 1_000_00))
    with sessions.begin() as session:
        away = AbsenceRecord(
            employee_id=1, kind="vacation", first_on=date(2026, 3, 23), end_on=date(2026, 3, 28)
        )
        session.add(away)

    calculation = CalculationService(sessions, NOW)
    outcome = calculation.projected("e0", MARCH)

    assert outcome is not None
    # Of March's 21 working days in Russia 10 are over on the 16th; 5 fall into the vacation.
    assert calculation.pace(MARCH, "e0")(kpi_scheme.employee(0)).share_due == Decimal(10) / 16
    sales = figure(outcome, "sales")
    assert sales.fact.value == Decimal(1600)
    assert any("× working days present 16/10" in said for said in sentences(sales.derivation))


def test_there_is_no_projection_of_the_past_or_the_future(calculation: CalculationService) -> None:
    assert calculation.projected("e0", Period.month(2026, 2)) is None
    assert calculation.projected("e0", Period.month(2026, 4)) is None


def test_the_trend_runs_from_the_oldest_period_to_the_one_asked_for(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    for month, rubles in [(1, 10), (3, 30), (4, 99)]:
        at = datetime(2026, month, 5, tzinfo=UTC)
        add(sessions, DealSketch(0, rubles * 100, closed=at))
    trend = calculation.trend("e0", MARCH, count=3)
    assert trend["sales"] == (Decimal(10), Decimal(0), Decimal(30))
    assert trend["twice"] == (Decimal(20), Decimal(0), Decimal(60))
    assert trend["average"] == (Decimal(10), None, Decimal(30))


def test_the_trend_compares_by_rules_that_begin_with_the_last_period(
    sessions: sessionmaker[Session],
) -> None:
    SchemeService(sessions, NOW).import_scheme(SCHEME, MARCH.start)
    add(sessions, DealSketch(0, 10_00, closed=datetime(2026, 2, 5, tzinfo=UTC)))
    trend = CalculationService(sessions, NOW).trend("e0", MARCH, count=2)
    assert trend["sales"] == (Decimal(10), Decimal(0))
    assert trend["twice"] == (Decimal(20), Decimal(0))


def test_the_trend_of_an_attainment_has_the_plans_of_the_person(
    sessions: sessionmaker[Session],
) -> None:
    attained = Indicator("attained", "Attained", FormulaSource("sales.attainment"), Unit.PERCENT)
    entries = (ProfileEntry("sales", plan=Decimal(1000)), ProfileEntry("attained", Decimal(0)))
    above = (SubjectRef(SubjectLevel.DEPARTMENT, "d0"),)
    profile = replace(kpi_scheme.SELLER, entries=entries, assigned_to=above)
    profile = replace(profile, proration=Proration.WORKING_DAYS)
    scheme = Scheme("", "RUB", indicators=(kpi_scheme.SALES, attained), profiles=(profile,))
    SchemeService(sessions, NOW).import_scheme(scheme, MARCH.start)
    with sessions.begin() as session:
        session.get_one(EmployeeRecord, 2).hired_on = date(2026, 2, 16)
    add(sessions, DealSketch(1, 90_00, closed=datetime(2026, 2, 20, tzinfo=UTC)))
    add(sessions, DealSketch(1, 200_00))

    calculation = CalculationService(sessions, NOW)
    trend = calculation.trend("e1", MARCH, count=2)["attained"]
    # 9 of the 19 working days of February: 90 ÷ (1 000 × 9/19)
    assert [round(value or 0, 6) for value in trend] == [Decimal("0.19"), Decimal("0.2")]
    assert trend[-1] == figure(calculation.progress("e1", MARCH), "attained").fact.value


def sentences(derivation: Derivation) -> Iterator[str]:
    yield str(derivation.sentence)
    for part in derivation.inputs:
        yield from sentences(part)


def leaf_queries(derivation: Derivation) -> list[tuple[RecordsQuery, Decimal | None]]:
    own = [] if derivation.records is None else [(derivation.records, derivation.value.value)]
    return own + [found for part in derivation.inputs for found in leaf_queries(part)]


def test_the_records_behind_a_figure_add_up_to_it(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    shared = DealSketch(3, 300_00, credits=((0, 50), (1, 25), (2, 25)))
    add(sessions, shared, DealSketch(0, 40_00), DealSketch(0, 40_00, status="lost"))
    outcomes = calculation.calculate(MARCH)
    for subject, expected in [(kpi_scheme.employee(0), 190), (COMPANY, 340)]:
        derivation = figure(of(outcomes, subject), "sales").derivation
        [(query, value)] = set(leaf_queries(derivation))
        page = calculation.records(query)
        assert page.total == Money(expected * 100, "RUB")
        assert value == expected
        assert {row.share for row in page.rows} == (
            {Decimal(1), Decimal("0.5")} if subject != COMPANY else {Decimal(1)}
        )


def test_records_come_in_pages_newest_first(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    titles = [f"Deal {i}" for i in range(7)]
    # Three deals a day, so that pages end among deals of the same moment.
    add(
        sessions,
        *(
            DealSketch(
                0, 100, title=title, customer=0, closed=datetime(2026, 3, 3 + i // 3, tzinfo=UTC)
            )
            for i, title in enumerate(titles)
        ),
    )
    query = RecordsQuery(
        Entity.DEAL,
        "closed",
        kpi_scheme.WON,
        kpi_scheme.employee(0),
        MARCH,
    )
    listed: list[str] = []
    cursor = None
    while True:
        page = calculation.records(query, after=cursor, limit=2)
        assert page.count == 7
        assert page.total == Money(700, "RUB")
        assert {row.customer for row in page.rows} == {kpi_rows.CUSTOMERS[0]}
        listed += [row.title for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert listed == titles[::-1]


def test_a_record_stands_on_its_day_in_the_firms_zone(
    sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    add(sessions, DealSketch(0, 100, closed=datetime(2026, 3, 9, 22, tzinfo=UTC)))
    derivation = figure(calculation.progress("e0", MARCH), "sales").derivation
    [(query, _)] = set(leaf_queries(derivation))
    assert [row.on for row in calculation.records(query).rows] == [date(2026, 3, 10)]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("sellers", [1, 35])
@pytest.mark.parametrize("indicators", [3, 12])
def test_a_calculation_takes_at_most_eight_statements(
    engine: Engine, sellers: int, indicators: int
) -> None:
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, employees=[0] * sellers)
        shared = DealSketch(0, 10, credits=((0, 100),))
        kpi_rows.add_deals(session, [shared, *(DealSketch(i, 1) for i in range(sellers))])
    SchemeService(sessions, NOW).import_scheme(kpi_scheme.of_many_indicators(indicators))
    with counted(engine) as statements:
        outcomes = CalculationService(sessions, NOW).calculate(MARCH)
    assert len(statements) == 6
    assert len(of(outcomes, kpi_scheme.employee(0)).result.indicators) == indicators


def test_every_kind_of_source_together_takes_at_most_eight_statements(
    engine: Engine, sessions: sessionmaker[Session]
) -> None:
    sources: list[Source] = [
        *map(_of_deals, Aggregate),
        WeightedSource(Entity.ACTIVITY, "done", (Target("a", EVERYTHING),)),
        replace(kpi_scheme.deals(Aggregate.SUM), window=Window.UNTIL_END),
        CalmSource(Entity.ACTIVITY, "planned", EVERYTHING),
        StaffSource(StaffFigure.HEADCOUNT),
        ManualSource(),
        ExternalSource(),
    ]
    indicators = tuple(
        Indicator(
            f"i{number}",
            f"I {number}",
            source,
            Unit.DURATION if isinstance(source, CalmSource) else Unit.NUMBER,
        )
        for number, source in enumerate(sources)
    )
    assert len(indicators) == 12
    SchemeService(sessions, NOW).import_scheme(Scheme("All", "RUB", indicators=indicators))
    service = CalculationService(sessions, NOW)
    with counted(engine) as statements:
        service.calculate(MARCH)
    assert len(statements) == 8
    with counted(engine) as statements:
        service.trend("e0", MARCH, count=6)
    assert len(statements) == 8


def _of_deals(aggregate: Aggregate) -> RecordSource:
    unmeasured = {Aggregate.COUNT, Aggregate.CUSTOMERS}
    measure = None if aggregate in unmeasured else "amount"
    return RecordSource(Entity.DEAL, aggregate, "closed", measure, kpi_scheme.WON)


@pytest.mark.parametrize("count", [1, 6])
def test_a_trend_takes_one_set_of_statements_whatever_its_length(
    engine: Engine, calculation: CalculationService, count: int
) -> None:
    with counted(engine) as statements:
        calculation.trend("e0", MARCH, count=count)
    assert len(statements) == 6


def test_live_facts_follow_new_rules_and_settings(
    engine: Engine, sessions: sessionmaker[Session], calculation: CalculationService
) -> None:
    late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # already April in Moscow
    add(sessions, DealSketch(0, 10_00), DealSketch(0, 5_00, closed=late))
    key = (kpi_scheme.employee(0), "sales")
    assert calculation.live("e0", MARCH)[key].value == 10
    with counted(engine) as statements:
        calculation.live("e0", MARCH)
    assert len(statements) == 2
    with sessions.begin() as session:
        session.get_one(FirmRecord, 1).zone = "UTC"
    assert calculation.live("e0", MARCH)[key].value == 15
    lost = replace(kpi_scheme.SALES, source=kpi_scheme.deals(Aggregate.SUM, LOST))
    others = tuple(each for each in SCHEME.indicators if each.code != "sales")
    SchemeService(sessions, NOW).import_scheme(replace(SCHEME, indicators=(lost, *others)))
    assert calculation.live("e0", MARCH)[key].value == 0
    with pytest.raises(NotFoundError, match="e9"):
        calculation.live("e9", MARCH)

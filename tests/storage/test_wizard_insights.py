"""What the wizard knows of the firm: its people, their work, and what indicators were."""

from __future__ import annotations

from collections.abc import Iterator
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
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import COMPANY, AbsenceKind, Presence, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import Indicator, Version
from crm_desktop.kpi.source import Aggregate, FormulaSource, ScriptSource
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment
from crm_desktop.rewards.wizard.examples import newcomers
from crm_desktop.rewards.wizard.staff import Work
from crm_desktop.services.schemes import SchemeService
from crm_desktop.services.script_runs import ScriptRuns
from crm_desktop.services.wizard_insights import WizardInsightService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import AbsenceRecord, DepartmentRecord, EmployeeRecord
from crm_desktop.storage.queries import scripts as queries
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import (
    AVERAGE,
    CARD,
    CONVERSION,
    DOUBLE,
    SALES,
    SCHEME,
    deals,
    employee,
    money,
)
from tests.storage.test_script_pay import BIG, with_scripts

D = Decimal
NOW = fixed(datetime(2026, 5, 16, 9, tzinfo=UTC))
FEBRUARY = datetime(2026, 2, 10, 9, tzinfo=UTC)
JANUARY = datetime(2026, 1, 10, 9, tzinfo=UTC)
BELOW = SubjectRef(SubjectLevel.DEPARTMENT, "d1")


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Return sessions of a firm: e0 won 1500 and 300 in March, 200 in February, e1 900 in March.

    The department of e1 is below that of e0, e2 is in none and left in April.
    """
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, (None, 0), (0, 1, None))
        kpi_rows.add_deals(
            session,
            [
                DealSketch(0, 1_500_00),
                DealSketch(0, 300_00, credits=((0, 50), (1, 50))),
                DealSketch(0, 200_00, created=JANUARY, closed=FEBRUARY),
                DealSketch(1, 900_00),
                DealSketch(2, 50_00, status="lost"),
            ],
        )
        gone = update(EmployeeRecord).where(EmployeeRecord.code == "e2")
        session.execute(gone.values(left_on=date(2026, 4, 1)))
        leads = update(DepartmentRecord).where(DepartmentRecord.code == "d1")
        session.execute(leads.values(head_id=1))
        placed = update(EmployeeRecord).where(EmployeeRecord.code == "e0")
        session.execute(placed.values(position="Seller"))
    return sessions


@pytest.fixture
def service(sessions: sessionmaker[Session]) -> WizardInsightService:
    return WizardInsightService(sessions, NOW)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_the_firm_has_who_works_there_today_with_their_places(
    service: WizardInsightService,
) -> None:
    firm = service.firm()

    assert [(one.ref.code, one.position, one.heads) for one in firm.people] == [
        ("e0", "Seller", ("d1",)),
        ("e1", "", ()),
    ]
    assert firm.paths[BELOW] == "Department 0 › Department 1"
    assert firm.paths[COMPANY] == firm.name == "Firm"
    assert (firm.today, firm.currency, firm.settled_until) == (date(2026, 5, 16), "RUB", None)


def test_since_when_people_are_there_and_when_they_were_away_is_known(
    sessions: sessionmaker[Session], service: WizardInsightService
) -> None:
    with sessions.begin() as session:
        hired = update(EmployeeRecord).where(EmployeeRecord.code == "e1")
        session.execute(hired.values(hired_on=date(2026, 5, 1)))
        for number, (kind, month) in enumerate(
            ((AbsenceKind.SICK, 4), (AbsenceKind.SICK, 6), (AbsenceKind.TRIP, 5)), 1
        ):
            first, end = date(2026, month, 1), date(2026, month, 8)
            session.add(
                AbsenceRecord(id=number, employee_id=1, kind=kind, first_on=first, end_on=end)
            )

    firm = service.firm()

    old, new = (one.subject for one in firm.people)
    assert old.presence == Presence(absences=((date(2026, 4, 1), date(2026, 4, 8)),))
    assert newcomers([old, new], firm.today) == [(new, date(2026, 5, 1))]


def test_work_is_that_of_three_finished_months_and_part_of_a_deal_counts_as_one(
    service: WizardInsightService,
) -> None:
    """Of the deal that both won e0 has a half beside two whole ones; January is long ago."""
    first, second = service.firm().people

    assert first.work == {Work.LEADS: 2, Work.WON_DEALS: 3}
    assert second.work == {Work.LEADS: 2, Work.WON_DEALS: 2}


def test_pay_is_told_by_the_rules_once_all_have_begun(
    sessions: sessionmaker[Session], service: WizardInsightService
) -> None:
    later = Version(date(2026, 9, 1))
    own = Assignment(employee(1), Decimal(55_000))
    card = replace(CARD, assignments=(*CARD.assignments, own), version=later)
    profiles = tuple(replace(each, version=later) for each in SCHEME.profiles)
    SchemeService(sessions, NOW).import_scheme(replace(SCHEME, profiles=profiles, cards=(card,)))

    firm = service.firm()

    assert [(one.salary, one.card, one.profile) for one in firm.people] == [
        (Decimal(40_000), "Seller's card", "Seller"),
        (Decimal(55_000), "Seller's card", "Seller"),
    ]
    assert firm.present.name == "Sellers"
    assert {each.code for each in firm.present.cards} == {"card"}


def test_the_past_is_that_of_people_units_and_the_company(service: WizardInsightService) -> None:
    past = service.past([SALES], Scheme("", "RUB"), PeriodKind.MONTH, 3)

    assert past.periods == tuple(Period.month(2026, month) for month in (2, 3, 4))
    assert past.row(employee(0), "sales").values == (D(200), D(1650), D(0))
    assert past.row(employee(0), "sales").fed == (True, True, False)
    assert past.row(employee(0), "sales").median == D(925)
    assert past.row(employee(1), "sales").values == (D(0), D(1050), D(0))
    assert past.row(BELOW, "sales").values == (D(0), D(1050), D(0))
    assert past.row(COMPANY, "sales").values == (D(200), D(2700), D(0))
    assert past.row(employee(2), "sales").values == ()


def test_a_month_without_a_sale_between_two_with_some_is_a_zero_and_has_no_average(
    service: WizardInsightService, sessions: sessionmaker[Session]
) -> None:
    december = datetime(2025, 12, 10, 9, tzinfo=UTC)
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 600_00, created=december, closed=december)])
    past = service.past([SALES, AVERAGE], Scheme("", "RUB"))

    sales = past.row(employee(0), "sales")
    assert sales.values == (D(0), D(600), D(0), D(200), D(1650), D(0))
    assert sales.fed == (False, True, True, True, True, False)
    assert sales.median == D(400)
    assert past.row(employee(0), AVERAGE.code).fed == (False, True, False, True, True, False)


def test_what_a_person_usually_sells_for_is_between_what_each_does(
    service: WizardInsightService,
) -> None:
    """Of 200 and 1650 the median is 925, and e1 has 1050 alone."""
    assert service.typical_sales() == D("987.5")


def test_other_kinds_of_periods_are_looked_at_as_well(service: WizardInsightService) -> None:
    past = service.past([SALES], SCHEME, PeriodKind.QUARTER, 2)

    assert past.periods[-1] == Period.containing(date(2026, 2, 1), PeriodKind.QUARTER)
    assert past.row(employee(0), "sales").values == (D(0), D(1850))


def test_two_years_can_be_asked_for(service: WizardInsightService) -> None:
    past = service.past([SALES], SCHEME, count=24)

    assert len(past.periods) == 24
    assert past.periods[0] == Period.month(2024, 5)
    assert past.row(COMPANY, "sales").values[-3:] == (D(200), D(2700), D(0))


def test_formulas_have_their_parts_from_the_scheme(service: WizardInsightService) -> None:
    past = service.past([DOUBLE], SCHEME, count=2)

    assert past.row(employee(0), "twice").values == (D(3300), D(0))
    assert past.row(employee(0), "twice").fed == (True, False)
    assert past.row(employee(0), "sales").values == ()


def test_formulas_may_ask_for_attainments(service: WizardInsightService) -> None:
    attained = Indicator("attained", "Attained", FormulaSource("sales.attainment"))

    past = service.past([attained], SCHEME, count=2)

    assert past.row(employee(0), "attained").values == (D(1650) / 2000, D(0))


@pytest.mark.parametrize(
    "unsound",
    [
        money("bad", deals(Aggregate.SUM, dated_by="nonsense")),
        money("bad", deals(Aggregate.SUM, Condition("status", Operator.EQUAL, ("sold",)))),
        Indicator("bad", "Bad", FormulaSource("sales +")),
        Indicator("bad", "Bad", FormulaSource("stranger + 1")),
        Indicator("bad", "Bad", FormulaSource("bad + 1")),
        Indicator("bad", "Bad", FormulaSource("sales.coefficient")),
    ],
)
def test_an_unsound_indicator_has_no_values_and_leaves_the_others_theirs(
    service: WizardInsightService, unsound: Indicator
) -> None:
    on_it = Indicator("on_it", "On it", FormulaSource("bad * 2"))
    broken = replace(SCHEME, profiles=(), scales=())

    past = service.past([unsound, on_it, SALES], broken, count=2)

    assert past.row(employee(0), "sales").values == (D(1650), D(0))
    assert not past.has_data([employee(0)], "bad")
    assert past.row(employee(0), "bad").median is None
    assert past.row(employee(0), "on_it").median is None


def test_a_script_that_is_not_there_has_no_values(service: WizardInsightService) -> None:
    lonely = Indicator("lonely", "Lonely", ScriptSource("nowhere"))

    past = service.past([lonely, SALES], SCHEME, count=2)

    assert past.row(employee(0), "lonely").values == (None, None)
    assert past.row(employee(0), "sales").values == (D(1650), D(0))


def test_scripts_work_indicators_out_for_everybody(sessions: sessionmaker[Session]) -> None:
    """The script counts deals of 1 000 and more: e0 won one in March."""
    scheme = with_scripts(SCHEME, BIG)
    with sessions.begin() as session:
        approval = queries.Approval(BIG.code, BIG.fingerprint, "Anna", NOW())
        queries.approve(session, approval)
    runs = ScriptRuns()

    past = WizardInsightService(sessions, NOW, runs=runs).past(scheme.indicators, scheme, count=2)
    runs.close()

    assert past.row(employee(0), "big").values == (D(1), D(0))
    assert past.row(employee(1), "big").values == (D(0), D(0))
    assert past.row(COMPANY, "big").values == (D(1), D(0))
    assert past.row(employee(0), "twice").values == (D(3300), D(0))


def test_the_number_of_statements_does_not_depend_on_people_and_indicators(
    engine: Engine, sessions: sessionmaker[Session], service: WizardInsightService
) -> None:
    many = [
        replace(each, code=f"{each.code}_{number}")
        for number in range(5)
        for each in (SALES, AVERAGE, CONVERSION)
    ]
    service.past([CONVERSION], SCHEME)
    with counted(engine) as few:
        service.firm()
        service.past([CONVERSION], SCHEME)
    with sessions.begin() as session:
        for number in range(3, 40):
            name = f"n {number}"
            person = EmployeeRecord(
                id=number + 1, code=f"e{number}", name=name, name_folded=name, department_id=1
            )
            session.add(person)
    with counted(engine) as more:
        service.firm()
        service.past(many, SCHEME, count=24)

    assert len(more) == len(few)

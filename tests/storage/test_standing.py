"""What calculations keep between each other is read again as soon as anybody changed it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.activities import ActivityTypeDraft
from crm_desktop.domain.calendar import DayKind
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Anchor, Condition, Operator, RelativeDay
from crm_desktop.domain.people import (
    COMPANY,
    AbsenceDraft,
    AbsenceKind,
    DepartmentDraft,
    EmployeeDraft,
    GroupDraft,
)
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Indicator, ProfileEntry, Proration
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.services.calculation import Calculation, CalculationService
from crm_desktop.services.calendars import CalendarService
from crm_desktop.services.directories import DirectoryService
from crm_desktop.services.firm import FirmService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.people import PeopleService
from crm_desktop.services.plans import PlanService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import ActivityRecord, FirmRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import PLAN, SCHEME, SELLER, with_percent

NOW = fixed(datetime(2026, 3, 16, 9, tzinfo=UTC))
MARCH = Period.month(2026, 3)
MID = date(2026, 3, 12)
CALLS = Indicator(
    "calls",
    "Calls",
    RecordSource(
        Entity.ACTIVITY,
        Aggregate.COUNT,
        "planned",
        where=Condition("kind", Operator.ONE_OF, ("call_out",)),
    ),
)
RULES = replace(
    SCHEME,
    indicators=(*SCHEME.indicators, CALLS),
    profiles=tuple(
        replace(
            profile,
            entries=(*profile.entries, ProfileEntry("calls", Decimal(0))),
            proration=Proration.WORKING_DAYS,
        )
        if profile == SELLER
        else profile
        for profile in SCHEME.profiles
    ),
)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Return sessions of d0 with e0 and e2, who is new, and of d1 below it with e1."""
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, departments=(), employees=())
    people = PeopleService(sessions, NOW)
    people.create_department(DepartmentDraft("d0", "Department 0"))
    people.create_department(DepartmentDraft("d1", "Department 1", parent_id=1))
    people.create_employee(EmployeeDraft("e0", "Employee 0", department_id=1))
    people.create_employee(EmployeeDraft("e1", "Employee 1", department_id=2))
    people.create_employee(
        EmployeeDraft("e2", "Employee 2", department_id=1, hired_on=date(2026, 3, 10))
    )
    people.create_employee(EmployeeDraft("e3", "Employee 3", hired_on=date(2026, 4, 1)))
    directories = DirectoryService(sessions)
    directories.create_activity_type(ActivityTypeDraft("Call", "call_out"))
    directories.create_activity_type(ActivityTypeDraft("Meeting", "meeting"))
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 900_00), DealSketch(1, 1_100_00)])
        session.add(ActivityRecord(type_id=1, employee_id=1, planned_at=NOW()))
    people.create_group(GroupDraft("g", "Group", frozenset({1})))
    SchemeService(sessions, NOW).import_scheme(RULES)
    return sessions


@pytest.fixture
def others(database: str) -> Iterator[sessionmaker[Session]]:
    """Return the sessions of another program on the same database."""
    engine = open_engine(database)
    yield Sessions(engine)
    engine.dispose()


Change = Callable[[sessionmaker[Session]], object]


def a_rule(sessions: sessionmaker[Session]) -> None:
    templates = with_percent("0.10").templates
    SchemeService(sessions, NOW).import_scheme(replace(RULES, templates=templates))


def a_plan(sessions: sessionmaker[Session]) -> None:
    changed = replace(PLAN, value=Decimal(700), valid_from=MARCH.start)
    PlanService(sessions, NOW).set_plans([changed])


def a_new_person(sessions: sessionmaker[Session]) -> None:
    PeopleService(sessions, NOW).create_employee(EmployeeDraft("e4", "Employee 4"))


def a_name(sessions: sessionmaker[Session]) -> None:
    PeopleService(sessions, NOW).save_employee(1, 1, EmployeeDraft("e0", "Zoe", department_id=1))


def a_leaving(sessions: sessionmaker[Session]) -> None:
    draft = EmployeeDraft("e1", "Employee 1", department_id=2, left_on=date(2026, 3, 20))
    PeopleService(sessions, NOW).save_employee(2, 1, draft)


def a_move(sessions: sessionmaker[Session]) -> None:
    draft = EmployeeDraft("e1", "Employee 1", department_id=1)
    PeopleService(sessions, NOW).save_employee(2, 1, draft, since=MID)


def one_person_for_another(sessions: sessionmaker[Session]) -> None:
    """Let somebody have the place of who comes in April, on SQLite with the same id and version."""
    people = PeopleService(sessions, NOW)
    people.delete_employee(4, 1)
    people.create_employee(EmployeeDraft("e3", "Employee 3", hired_on=date(2026, 3, 20)))


def a_department_on_top(sessions: sessionmaker[Session]) -> None:
    PeopleService(sessions, NOW).save_department(2, 1, DepartmentDraft("d1", "Department 1"))


def one_member_for_another(sessions: sessionmaker[Session]) -> None:
    people = PeopleService(sessions, NOW)
    [group] = people.list_groups()
    draft = GroupDraft("g", "Group", frozenset({2}))
    people.save_group(group.id, group.version, draft)


def an_absence(sessions: sessionmaker[Session]) -> None:
    draft = AbsenceDraft(1, AbsenceKind.SICK, date(2026, 3, 2), date(2026, 3, 14))
    CalendarService(sessions, NOW).create_absence(draft)


def a_day_off(sessions: sessionmaker[Session]) -> None:
    days = Period(date(2026, 3, 17), date(2026, 3, 20), MARCH.kind)
    CalendarService(sessions, NOW).set_days(days, DayKind.OFF)


def days_off_and_back(sessions: sessionmaker[Session]) -> None:
    a_day_off(sessions)
    calendars = CalendarService(sessions, NOW)
    calendars.clear_days(Period(date(2026, 3, 17), date(2026, 3, 18), MARCH.kind))


def a_kind_of_activities(sessions: sessionmaker[Session]) -> None:
    DirectoryService(sessions).set_activity_kind(1, 1, "meeting")


def a_type_for_another(sessions: sessionmaker[Session]) -> None:
    """Let a type of another kind have the place of one, on SQLite with the same id and version."""
    directories = DirectoryService(sessions)
    directories.delete_activity_type(2, 1)
    made = directories.create_activity_type(ActivityTypeDraft("Second call", "call_out"))
    with sessions.begin() as session:
        session.add(ActivityRecord(type_id=made.id, employee_id=1, planned_at=NOW()))


def the_zone(sessions: sessionmaker[Session]) -> None:
    firms = FirmService(sessions, NOW)
    with sessions.begin() as session:
        late = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)  # already April in Moscow
        kpi_rows.add_deals(session, [DealSketch(0, 5_00, closed=late)])
    firms.save_firm(replace(firms.firm(), zone="UTC"))


def the_name_of_the_firm(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        session.get_one(FirmRecord, 1).name = "Other"


CHANGES = [
    a_rule,
    a_plan,
    a_new_person,
    a_name,
    a_leaving,
    a_move,
    one_person_for_another,
    a_department_on_top,
    one_member_for_another,
    an_absence,
    a_day_off,
    days_off_and_back,
    a_kind_of_activities,
    a_type_for_another,
    the_zone,
    the_name_of_the_firm,
]


def told(calculation: Calculation) -> list[Any]:
    """Return all that a user sees of ``calculation``."""
    return [
        (
            outcome.result.subject,
            [(i.code, i.fact.value, i.plan.value) for i in outcome.result.indicators],
            None if outcome.statement is None else outcome.statement.total,
        )
        for outcome in calculation.outcomes
    ]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_calculation_follows_what_another_program_changes(
    sessions: sessionmaker[Session], others: sessionmaker[Session], change: Change
) -> None:
    service, payroll = CalculationService(sessions, NOW), PayrollService(sessions, NOW)
    before, _ = told(service.calculate(MARCH)), dict(service.facts(MARCH))
    assert told(payroll.calculate_and_save(MARCH).calculation) == before
    assert told(service.calculate(MARCH)) == before
    change(others)
    fresh = CalculationService(others, NOW)
    after = told(fresh.calculate(MARCH))
    assert after != before
    assert told(service.calculate(MARCH)) == after
    assert told(payroll.calculate_and_save(MARCH).calculation) == after
    assert dict(service.facts(MARCH)) == dict(fresh.facts(MARCH))


def test_what_stands_is_asked_for_in_one_statement(
    engine: Engine, sessions: sessionmaker[Session]
) -> None:
    service, sent = CalculationService(sessions, NOW), list[str]()
    first = service.facts(MARCH)

    def note(*about: Any) -> None:
        sent.append(about[2])

    event.listen(engine, "before_cursor_execute", note)
    assert dict(service.facts(MARCH)) == dict(first)
    event.remove(engine, "before_cursor_execute", note)
    statements = [text for text in sent if not text.startswith("BEGIN")]
    assert len(statements) == 4  # the firm, units, people, sums
    assert not any("definition.body" in text for text in statements)


def test_a_scheme_on_trial_leaves_nothing_behind(sessions: sessionmaker[Session]) -> None:
    service = CalculationService(sessions, NOW)
    before = told(service.calculate(MARCH))
    tried = told(service.calculate(MARCH, scheme=with_percent("0.10")))
    assert tried != before
    assert told(service.calculate(MARCH)) == before


def test_a_filter_by_today_is_of_the_day_of_asking(sessions: sessionmaker[Session]) -> None:
    recent = Condition("created", Operator.AT_LEAST, (RelativeDay(Anchor.TODAY, -14),))
    source = RecordSource(Entity.DEAL, Aggregate.COUNT, "closed", where=recent)
    indicators = (*RULES.indicators, Indicator("recent", "Recent", source))
    SchemeService(sessions, NOW).import_scheme(replace(RULES, indicators=indicators))
    days = iter([NOW(), datetime(2026, 3, 17, 9, tzinfo=UTC), NOW()])
    service = CalculationService(sessions, lambda: next(days))
    counts = [service.facts(MARCH)[COMPANY, "recent"].value for _ in range(3)]
    assert counts == [2, 0, 2]  # both deals are of 2 March

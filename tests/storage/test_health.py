"""The health check looks at the right past, on both databases, and costs the same for all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.definition import Plan, Profile, ProfileEntry, Term
from crm_desktop.kpi.health import HealthCode
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
    ProductRate,
    StageShare,
)
from crm_desktop.services.health import HealthService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.plans import PlanService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import EmployeeRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch

TODAY = date(2026, 7, 15)
NOW = fixed(datetime(2026, 7, 15, 9, tzinfo=UTC))
MONTHS = range(1, 7)
SALES = "profiles.seller.indicators.sales"
SELLER = Profile(
    "seller",
    "Seller",
    (ProfileEntry("sales", plan=Decimal(1000)),),
    (COMPANY,),
    ramp=(Decimal("0.5"),),
)
SCHEME = Scheme(
    "Sellers",
    "RUB",
    indicators=(replace(kpi_scheme.SALES, description="What was won."),),
    profiles=(SELLER,),
)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, employees=[0, 0])
    return sessions


def sold(owner: int, month: int, rubles: int, *, days: int = 5) -> DealSketch:
    """Return a deal won on the 20th of ``month`` after ``days``."""
    closed = datetime(2026, month, 20, 9, tzinfo=UTC)
    created = datetime.fromtimestamp(closed.timestamp() - days * 86_400, UTC)
    return DealSketch(owner, rubles * 100, created=created, closed=closed)


def selling(*rubles: int, owner: int = 0) -> list[DealSketch]:
    """Return a deal for each month from January on."""
    return [sold(owner, month, amount) for month, amount in enumerate(rubles, 1)]


def add(sessions: sessionmaker[Session], *deals: DealSketch) -> None:
    with sessions.begin() as session:
        kpi_rows.add_deals(session, deals)


def found(
    sessions: sessionmaker[Session], saved: Scheme | None = SCHEME, *, draft: Scheme | None = None
) -> list[tuple[HealthCode, str]]:
    """Return the codes and places of what is found in ``saved``, or in ``draft``."""
    if saved is not None:
        SchemeService(sessions, NOW).import_scheme(saved)
    findings = HealthService(sessions, NOW).findings(TODAY, scheme=draft)
    return [(finding.code, finding.place) for finding in findings]


HALF_A_YEAR = (900, 1100, 800, 1200, 900, 1000)


def test_rules_that_work_are_left_in_peace(sessions: sessionmaker[Session]) -> None:
    add(sessions, *selling(*HALF_A_YEAR), *selling(*HALF_A_YEAR, owner=1))
    assert found(sessions) == []


def test_who_has_no_record_in_half_a_year_cannot_influence_it(
    sessions: sessionmaker[Session],
) -> None:
    add(sessions, *selling(*HALF_A_YEAR))
    assert found(sessions) == [(HealthCode.NO_INFLUENCE, SALES)]


def test_what_nobody_recorded_in_three_months_is_told(sessions: sessionmaker[Session]) -> None:
    add(sessions, *selling(900, 1100, 800), *selling(900, 1100, 800, owner=1))
    assert found(sessions) == [(HealthCode.NO_RECORDS, SALES)]


def test_the_running_month_and_what_lies_before_half_a_year_are_not_looked_at(
    sessions: sessionmaker[Session],
) -> None:
    months = [sold(owner, month, 900) for owner in (0, 1) for month in MONTHS]
    long_ago = datetime(2025, 12, 31, 9, tzinfo=UTC)
    reached = [DealSketch(0, 100_000_00, created=long_ago, closed=long_ago), sold(1, 7, 100_000)]
    add(sessions, *months, *reached)
    assert found(sessions) == [(HealthCode.NEVER_REACHED, SALES)]


def test_a_month_is_judged_by_the_plan_that_it_had(sessions: sessionmaker[Session]) -> None:
    add(sessions, *selling(*HALF_A_YEAR), *selling(*HALF_A_YEAR, owner=1))
    SchemeService(sessions, NOW).import_scheme(SCHEME)
    everyone = [kpi_scheme.employee(0), kpi_scheme.employee(1)]
    raised = [Plan("sales", who, Decimal(2000), valid_from=date(2026, 7, 1)) for who in everyone]
    PlanService(sessions, NOW).set_plans(raised)
    assert found(sessions, None) == [(HealthCode.PLAN_FAR, SALES)]


def test_plans_of_quarters_are_looked_at_by_quarters(sessions: sessionmaker[Session]) -> None:
    quarterly = replace(SELLER, period_kind=PeriodKind.QUARTER)
    before = [datetime(2025, month, 20, 9, tzinfo=UTC) for month in (1, 4, 7, 10)]
    earlier = [DealSketch(o, 900_00, created=at, closed=at) for o in (0, 1) for at in before]
    now = [sold(owner, month, 900) for owner in (0, 1) for month in (1, 4)]
    add(sessions, *earlier, *now)
    assert found(sessions, replace(SCHEME, profiles=(quarterly,))) == [
        (HealthCode.NEVER_REACHED, SALES)
    ]


def test_deals_that_take_longer_than_a_month_need_milestones(
    sessions: sessionmaker[Session],
) -> None:
    long_deals = [
        sold(owner, month, amount, days=40)
        for owner in (0, 1)
        for month, amount in enumerate(HALF_A_YEAR, 1)
    ]
    add(sessions, *long_deals)
    assert found(sessions) == [(HealthCode.LONG_PROJECTS, "profiles.seller")]


def test_saved_statements_tell_that_bonuses_are_small(sessions: sessionmaker[Session]) -> None:
    add(sessions, *selling(*HALF_A_YEAR), *selling(*HALF_A_YEAR, owner=1))
    percent = replace(kpi_scheme.PERCENT, conditions=())
    card = replace(kpi_scheme.CARD, templates=("percent",))
    paid = replace(SCHEME, templates=(percent,), cards=(card,))
    assert found(sessions, paid) == []
    PayrollService(sessions, NOW).calculate_and_save(Period.month(2026, 6))
    assert found(sessions, None) == [(HealthCode.SMALL_BONUS, "cards")]


def test_a_draft_is_judged_by_its_own_plans_before_it_is_saved(
    sessions: sessionmaker[Session],
) -> None:
    add(sessions, *selling(*HALF_A_YEAR), *selling(*HALF_A_YEAR, owner=1))
    plans = [Plan("sales", kpi_scheme.employee(n), Decimal(1300)) for n in (0, 1)]
    draft = replace(SCHEME, plans=tuple(plans))
    assert found(sessions, None, draft=draft) == [(HealthCode.NEVER_REACHED, SALES)]
    assert found(sessions, SCHEME) == []


def test_an_unsound_draft_is_refused(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(UnsoundSchemeError):
        found(sessions, draft=replace(SCHEME, indicators=()))


def test_a_firm_without_rules_has_nothing_to_find(sessions: sessionmaker[Session]) -> None:
    assert found(sessions, None) == []


def test_the_letters_of_a_profile_follow_from_the_past(sessions: sessionmaker[Session]) -> None:
    add(sessions, *selling(*HALF_A_YEAR))
    SchemeService(sessions, NOW).import_scheme(SCHEME)
    checks = HealthService(sessions, NOW).smart("seller", TODAY)
    assert [(check.letter, check.holds) for check in checks] == [
        ("S", True),
        ("M", True),
        ("A", False),
        ("R", True),
        ("T", True),
    ]


def test_letters_are_of_profiles_that_exist(sessions: sessionmaker[Session]) -> None:
    with pytest.raises(NotFoundError):
        HealthService(sessions, NOW).smart("nobody", TODAY)


def of_staff(sessions: sessionmaker[Session], scheme: Scheme) -> dict[HealthCode, tuple[str, str]]:
    """Return the place and the words of what is found about whom ``scheme`` names."""
    SchemeService(sessions, NOW).import_scheme(scheme)
    codes = {HealthCode.UNKNOWN_SUBJECT, HealthCode.LEFT, HealthCode.UNMEASURED}
    findings = HealthService(sessions, NOW).findings(TODAY)
    return {each.code: (each.place, str(each.message)) for each in findings if each.code in codes}


def test_whom_the_firm_lacks_is_told_at_the_place_that_names_them(
    sessions: sessionmaker[Session],
) -> None:
    stranger = SubjectRef(SubjectLevel.DEPARTMENT, "prodazhi")
    plans = (Plan("sales", kpi_scheme.employee(0), Decimal(1)), Plan("sales", stranger, Decimal(1)))
    assert of_staff(sessions, replace(SCHEME, plans=plans)) == {
        HealthCode.UNKNOWN_SUBJECT: (
            "plans[1].subject",
            "The rules name “department:prodazhi”, and the firm has none.",
        )
    }
    named = replace(SELLER, assigned_to=(COMPANY, stranger))
    found = of_staff(sessions, replace(SCHEME, profiles=(named,)))
    assert found[HealthCode.UNKNOWN_SUBJECT][0] == "profiles.seller.assigned_to[2]"


def test_who_left_and_still_has_a_plan_is_named(sessions: sessionmaker[Session]) -> None:
    with sessions.begin() as session:
        session.get_one(EmployeeRecord, 1).left_on = TODAY
        session.get_one(EmployeeRecord, 2).left_on = date(2026, 7, 16)
    plans = tuple(Plan("sales", kpi_scheme.employee(number), Decimal(1)) for number in (0, 1))
    assert of_staff(sessions, replace(SCHEME, plans=plans)) == {
        HealthCode.LEFT: (
            "plans[1].subject",
            "1 person who left still has plans or assignments of their own: Employee 0.",
        )
    }


@pytest.mark.parametrize(
    ("terms", "names"),
    [
        ((), "1 person has no profile: Employee 1."),
        (
            (Term(kpi_scheme.employee(0), until=TODAY),),
            "2 people have no profile: Employee 0, Employee 1.",
        ),
    ],
)
def test_whom_no_profile_measures_is_named(
    sessions: sessionmaker[Session], terms: tuple[Term, ...], names: str
) -> None:
    with sessions.begin() as session:
        session.add(EmployeeRecord(id=9, code="x", name="Gone", name_folded="gone", left_on=TODAY))
    own = replace(SELLER, assigned_to=(kpi_scheme.employee(0),), terms=terms)
    found = of_staff(sessions, replace(SCHEME, profiles=(own,)))
    assert found == {HealthCode.UNMEASURED: ("profiles", names)}


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def everybody_selling(sellers: int) -> Iterable[DealSketch]:
    return (sold(owner, month, 900) for owner in range(sellers) for month in MONTHS)


@pytest.mark.parametrize("sellers", [1, 35])
def test_a_check_takes_nine_statements_whoever_is_measured(engine: Engine, sellers: int) -> None:
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, employees=[0] * sellers)
        kpi_rows.add_deals(session, everybody_selling(sellers))
    SchemeService(sessions, NOW).import_scheme(kpi_scheme.of_many_indicators(12))
    with counted(engine) as statements:
        HealthService(sessions, NOW).findings(TODAY)
    assert len(statements) == 9


def test_names_are_looked_up_in_the_directories_of_the_firm(
    sessions: sessionmaker[Session],
) -> None:
    rates = tuple(ProductRate(Decimal("0.1"), product=name) for name in ("ДВЕРЬ", "Gate"))
    stages = (StageShare("New", Decimal("0.2")),)
    won = (EarningPart(Event.WON),)
    premium = CommissionPremium(Entity.DEAL, won, Decimal("0.1"), rates=rates, stages=stages)
    template = BonusTemplate("each", "Each", premium)

    found = HealthService(sessions, NOW).findings(
        TODAY, scheme=replace(SCHEME, templates=(template,))
    )

    told = [str(one.message) for one in found if one.code is HealthCode.UNKNOWN_NAME]
    assert told == ["The rules name “Gate”, and the firm has none."]

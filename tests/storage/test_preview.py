"""What an indicator would have been: the same as once it is saved, for everybody in one go."""

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
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Polarity, Proration
from crm_desktop.kpi.source import Aggregate, FormulaSource, RecordSource
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.preview import PreviewRow, PreviewService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import AbsenceRecord, EmployeeRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import AVERAGE, COUNT, SALES, SCHEME, SELLER, deals, money

D = Decimal
NOW = fixed(datetime(2026, 3, 16, 9, tzinfo=UTC))
MARCH = Period.month(2026, 3)
FEBRUARY = datetime(2026, 2, 10, 9, tzinfo=UTC)
LOST = Condition("status", Operator.EQUAL, ("lost",))
ATTAINED = Indicator("attained", "Attained", FormulaSource("sales.attainment"), Unit.PERCENT)


@pytest.fixture
def engine(database: str) -> Iterator[Engine]:
    engine = open_engine(database)
    yield engine
    engine.dispose()


@pytest.fixture
def sessions(engine: Engine) -> sessionmaker[Session]:
    """Return sessions of a firm: e0 won 1500 in March and 200 in February, e1 900 in March."""
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(
            session,
            [
                DealSketch(0, 1_500_00),
                DealSketch(0, 200_00, closed=FEBRUARY),
                DealSketch(1, 900_00),
                DealSketch(2, 50_00, status="lost"),
            ],
        )
    return sessions


@pytest.fixture
def service(sessions: sessionmaker[Session]) -> PreviewService:
    return PreviewService(sessions, NOW)


def values(row: PreviewRow) -> list[Decimal | None]:
    return [fact.value for fact in row.facts]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect the statements that are sent meanwhile."""
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield statements
    event.remove(engine, "before_cursor_execute", note)


def test_an_unsaved_indicator_is_measured_in_each_month(service: PreviewService) -> None:
    draft = replace(SALES, code="new", source=deals(Aggregate.SUM))

    preview = service.preview(draft, SCHEME, MARCH, 3)

    assert preview.periods == (Period.month(2026, 1), Period.month(2026, 2), MARCH)
    assert values(preview.company) == [0, 200, 2400]
    people = {row.subject.ref.code: row.newest for row in preview.people}
    assert list(people.items()) == [("e0", D(1500)), ("e1", D(900)), ("e2", D(0))]


def test_a_formula_reads_the_plan_of_a_department_above(database: str) -> None:
    sessions = Sessions(open_engine(database))
    with sessions.begin() as session:
        kpi_rows.add_firm(session, departments=[None, 0], employees=[1])
        kpi_rows.add_deals(session, [DealSketch(0, 500_00)])
    above = (SubjectRef(SubjectLevel.DEPARTMENT, "d0"),)
    scheme = replace(SCHEME, profiles=(replace(SELLER, assigned_to=above),), plans=())

    preview = PreviewService(sessions, NOW).preview(ATTAINED, scheme, MARCH, 1)

    assert [values(row) for row in preview.people] == [[D("0.5")]]


def test_a_formula_reads_the_plans_of_who_was_there_for_a_part(
    service: PreviewService, sessions: sessionmaker[Session]
) -> None:
    half_of_february = (date(2026, 2, 1), date(2026, 2, 15))
    with sessions.begin() as session:
        first_on, end_on = half_of_february
        session.add(AbsenceRecord(employee_id=1, kind="sick", first_on=first_on, end_on=end_on))
    by_days = replace(SELLER, proration=Proration.CALENDAR_DAYS)
    scheme = replace(SCHEME, profiles=(by_days,), plans=())

    preview = service.preview(ATTAINED, scheme, MARCH, 2)

    # 200 of 1000 × 14 ÷ 28, then 1500 of 1000.
    first = next(row for row in preview.people if row.subject.ref.code == "e0")
    assert values(first) == [D("0.4"), D("1.5")]


@pytest.mark.parametrize("is_of_entry", [False, True])
def test_a_formula_reads_the_plans_of_newcomers(
    service: PreviewService, sessions: sessionmaker[Session], is_of_entry: bool
) -> None:
    with sessions.begin() as session:
        hired = update(EmployeeRecord).where(EmployeeRecord.id == 2)
        session.execute(hired.values(hired_on=date(2026, 3, 1)))
    entry = SELLER.entries[0]
    profile = (
        replace(SELLER, entries=(replace(entry, ramp=(D(600),)), *SELLER.entries[1:]))
        if is_of_entry
        else replace(SELLER, ramp=(D("0.6"),))
    )
    scheme = replace(SCHEME, profiles=(profile,), plans=())

    preview = service.preview(ATTAINED, scheme, MARCH, 1)

    assert {row.subject.ref.code: values(row) for row in preview.people} == {
        "e0": [D("1.5")],
        "e1": [D("1.5")],
        "e2": [D(0)],
    }


def test_the_best_come_first_where_less_is_better(service: PreviewService) -> None:
    draft = replace(AVERAGE, polarity=Polarity.LESS)

    preview = service.preview(draft, SCHEME, MARCH, 1)

    assert [row.subject.ref.code for row in preview.people] == ["e1", "e0"]


def test_the_edited_definition_counts_and_not_the_saved_one(service: PreviewService) -> None:
    draft = replace(SALES, source=deals(Aggregate.SUM, LOST))

    preview = service.preview(draft, SCHEME, MARCH, 1)

    assert values(preview.company) == [50]


def test_a_formula_is_computed_from_the_others_and_their_plans(service: PreviewService) -> None:
    draft = money("new", FormulaSource("sales / won + sales.plan"))

    preview = service.preview(draft, SCHEME, MARCH, 2)

    plan_of_the_first = 2000
    first = next(row for row in preview.people if row.subject.ref.code == "e0")
    assert values(first) == [200 + plan_of_the_first, 1500 + plan_of_the_first]


def test_a_formula_without_value_says_why(service: PreviewService) -> None:
    draft = money("new", FormulaSource("sales / won"))

    company = service.preview(draft, SCHEME, Period.month(2026, 1), 1).company

    assert str(company.facts[0].reason) == "“won” is zero, and nothing can be divided by zero"


def test_the_records_behind_a_previewed_figure_are_found(
    service: PreviewService, sessions: sessionmaker[Session]
) -> None:
    company = service.preview(replace(SALES, code="new"), SCHEME, MARCH, 1).company
    [part] = company.facts[0].parts

    page = CalculationService(sessions, NOW).records(part.records(company.subject.ref, MARCH))

    assert page.count == 2


def test_a_preview_is_what_the_saved_indicator_gives(
    service: PreviewService, sessions: sessionmaker[Session]
) -> None:
    SchemeService(sessions, NOW).import_scheme(SCHEME)
    saved = CalculationService(sessions, NOW).facts(MARCH)

    for indicator in SCHEME.indicators[:4]:
        preview = service.preview(indicator, SCHEME, MARCH, 1)
        for row in (preview.company, *preview.people):
            assert row.facts[0] == saved[row.subject.ref, indicator.code]


def test_an_unsound_indicator_is_refused_by_its_place(service: PreviewService) -> None:
    source = RecordSource(Entity.DEAL, Aggregate.SUM, "closed", "title")

    with pytest.raises(UnsoundSchemeError) as refused:
        service.preview(Indicator("new", "New", source), SCHEME, MARCH)

    assert [problem.place for problem in refused.value.problems] == [
        "indicators.new.source.measure"
    ]


def test_a_formula_of_what_is_not_there_is_refused(service: PreviewService) -> None:
    with pytest.raises(InvalidInputError, match="nothing_like_it"):
        service.preview(money("new", FormulaSource("nothing_like_it")), SCHEME, MARCH)


@pytest.mark.parametrize("sellers", [3, 12])
@pytest.mark.parametrize(("proration", "count"), [(Proration.NONE, 4), (Proration.WORKING_DAYS, 5)])
def test_a_preview_takes_as_many_statements_whoever_is_there(
    engine: Engine, sellers: int, proration: Proration, count: int
) -> None:
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session, employees=[0] * sellers)
        kpi_rows.add_deals(session, [DealSketch(number, 100_00) for number in range(sellers)])

    with counted(engine) as statements:
        scheme = replace(SCHEME, profiles=(replace(SELLER, proration=proration),))
        preview = PreviewService(sessions, NOW).preview(SALES, scheme, MARCH)

    assert len(preview.people) == sellers
    assert len([one for one in statements if one.lstrip().startswith(("SELECT", "WITH"))]) == count


def test_the_list_knows_every_figure_of_the_company(service: PreviewService) -> None:
    found = service.company(SCHEME, MARCH)

    assert found == {
        "sales": Quantity(Decimal(2400), Unit.MONEY, "RUB"),
        "won": Quantity(Decimal(2)),
        "average": Quantity(Decimal(1200), Unit.MONEY, "RUB"),
        "conversion": Quantity(Decimal(2) / 3, Unit.PERCENT),
        "twice": Quantity(Decimal(4800), Unit.MONEY, "RUB"),
    }


def test_records_are_counted_that_an_indicator_would_need(service: PreviewService) -> None:
    won, lost = deals(Aggregate.COUNT), deals(Aggregate.COUNT, LOST)
    activities = RecordSource(Entity.ACTIVITY, Aggregate.COUNT, "done")

    found = service.counts([won, lost, activities], Period(date(2025, 3, 17), date(2026, 3, 17)))

    assert found == {won: 3, lost: 1, activities: 0}


def test_several_indicators_are_saved_together_or_not_at_all(
    sessions: sessionmaker[Session],
) -> None:
    schemes = SchemeService(sessions, NOW)
    formula = money("twice", FormulaSource("sales * 2"))

    schemes.save_all([formula, SALES, COUNT], date(2026, 4, 1))
    with pytest.raises(UnsoundSchemeError):
        schemes.save_all([AVERAGE, money("x", FormulaSource("y"))], date(2026, 4, 1))

    held = schemes.scheme(date(2026, 4, 1)).indicators
    assert {each.code for each in held} == {"sales", "won", "twice"}

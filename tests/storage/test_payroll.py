"""Statements: saved with their derivation, replaced while drafts, then never again."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.people import COMPANY, AbsenceDraft, AbsenceKind, SubjectLevel
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.definition import Proration
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    PercentPremium,
    RewardCard,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.calendars import CalendarService
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import (
    EmployeeRecord,
    StatementLineRecord,
    StatementRecord,
)
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows, kpi_scheme
from tests.storage.kpi_rows import DealSketch
from tests.storage.kpi_scheme import SCHEME

AT = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
MARCH = Period.month(2026, 3)


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
        kpi_rows.add_deals(session, [DealSketch(0, 2_000_00), DealSketch(1, 100_00)])
    SchemeService(sessions, fixed(AT)).import_scheme(SCHEME)
    yield sessions
    engine.dispose()


@pytest.fixture
def payroll(sessions: sessionmaker[Session]) -> PayrollService:
    return PayrollService(sessions, fixed(AT))


def totals(payroll: PayrollService) -> dict[str, Money]:
    return {row.employee_code: row.total for row in payroll.list_statements(MARCH)}


def approve(sessions: sessionmaker[Session], employee_id: int) -> None:
    with sessions.begin() as session:
        session.execute(
            update(StatementRecord)
            .where(StatementRecord.employee_id == employee_id)
            .values(state=StatementState.APPROVED.value)
        )


def test_a_saved_statement_reads_as_it_was_calculated(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    saved = payroll.calculate_and_save(MARCH)
    assert (saved.saved, saved.kept, saved.problems) == (3, 0, 0)
    assert saved.changes is Changes.STATEMENTS
    card = payroll.statement("e0", MARCH)
    assert (card.state, card.calculated_at) == (StatementState.DRAFT, AT)
    assert card.outcome == CalculationService(sessions, fixed(AT)).progress("e0", MARCH)


def test_saving_again_tells_how_many_totals_are_others(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    first, second = (payroll.calculate_and_save(MARCH) for _ in range(2))
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 500_00)])

    third = payroll.calculate_and_save(MARCH)

    assert (first.changed, second.changed, third.changed) == (3, 0, 1)


def test_the_list_has_everyone_by_name_with_salary_premiums_and_total(
    payroll: PayrollService,
) -> None:
    payroll.calculate_and_save(MARCH)
    rows = payroll.list_statements(MARCH)
    assert [row.employee for row in rows] == ["Employee 0", "Employee 1", "Employee 2"]
    first = rows[0]
    assert first.salary == Money(40_000_00, "RUB")
    assert first.premiums == Money(600_00, "RUB")
    assert first.total == Money(40_600_00, "RUB")
    assert first.department == "Department 0"


def test_lines_in_the_database_add_up_to_the_total(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    payroll.calculate_and_save(MARCH)
    with sessions() as session:
        for record in session.scalars(select(StatementRecord)):
            lines = session.scalar(
                select(func.sum(StatementLineRecord.amount_minor)).where(
                    StatementLineRecord.statement_id == record.id
                )
            )
            assert record.salary_minor + int(lines or 0) == record.total_minor


def test_a_draft_is_replaced_by_the_next_calculation(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    payroll.calculate_and_save(MARCH)
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 1_000_00)])
    assert payroll.calculate_and_save(MARCH).saved == 3
    assert totals(payroll)["e0"] == Money(41_150_00, "RUB")
    with sessions() as session:
        assert session.scalar(select(func.count(StatementRecord.id))) == 3


def test_a_draft_that_is_calculated_again_keeps_its_id_and_has_its_lines_once(
    payroll: PayrollService, sessions: sessionmaker[Session]
) -> None:
    payroll.calculate_and_save(MARCH)
    with sessions() as session:
        ids = set(session.scalars(select(StatementRecord.id)))
        lines = session.scalar(select(func.count(StatementLineRecord.id)))
    payroll.calculate_and_save(MARCH)
    with sessions() as session:
        assert set(session.scalars(select(StatementRecord.id))) == ids
        assert session.scalar(select(func.count(StatementLineRecord.id))) == lines


def test_a_draft_has_the_lines_that_its_card_pays_now(
    payroll: PayrollService, sessions: sessionmaker[Session]
) -> None:
    kept = select(StatementLineRecord.position, StatementLineRecord.code).where(
        StatementLineRecord.statement_id == select(func.min(StatementRecord.id)).scalar_subquery()
    )
    schemes = SchemeService(sessions, fixed(AT))
    for templates in (("percent", "per_deal"), ("per_deal",), ("per_deal", "percent")):
        card = replace(SCHEME.cards[0], templates=templates)
        schemes.import_scheme(replace(SCHEME, cards=(card,)))
        payroll.calculate_and_save(MARCH)
        with sessions() as session:
            found = session.execute(kept.order_by(StatementLineRecord.position)).all()
        assert [tuple(row) for row in found] == list(enumerate(templates))


def test_an_approved_statement_stays_whatever_happens(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    payroll.calculate_and_save(MARCH)
    before = payroll.statement("e0", MARCH)
    approve(sessions, employee_id=1)
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 1_000_00), DealSketch(1, 1_000_00)])
    saved = payroll.calculate_and_save(MARCH)
    assert (saved.saved, saved.kept) == (2, 1)
    after = payroll.statement("e0", MARCH)
    assert after.state is StatementState.APPROVED
    assert after.outcome == before.outcome
    assert totals(payroll)["e1"] == Money(41_055_00, "RUB")


def test_a_save_tells_what_stands_now(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    payroll.calculate_and_save(MARCH)
    approve(sessions, employee_id=1)
    with sessions.begin() as session:
        kpi_rows.add_deals(session, [DealSketch(0, 1_000_00), DealSketch(1, 1_000_00)])

    told = {
        outcome.result.subject.ref: outcome
        for outcome in payroll.calculate_and_save(MARCH).calculation.outcomes
    }

    for number in (0, 1, 2):
        employee = kpi_scheme.employee(number)
        assert told[employee] == payroll.statement(employee.code, MARCH).outcome
    company = CalculationService(sessions, fixed(AT)).calculate(MARCH).outcomes[-1]
    assert told[COMPANY] == company


def test_a_draft_of_one_who_is_no_longer_paid_goes(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    payroll.calculate_and_save(MARCH)
    only = Assignment(kpi_scheme.employee(1))
    SchemeService(sessions, fixed(AT)).import_scheme(
        replace(SCHEME, cards=(replace(kpi_scheme.CARD, assignments=(only,)),))
    )
    assert payroll.calculate_and_save(MARCH).saved == 1
    assert set(totals(payroll)) == {"e1"}


def test_other_periods_are_left_alone(payroll: PayrollService) -> None:
    payroll.calculate_and_save(MARCH)
    payroll.calculate_and_save(Period.month(2026, 2))
    assert len(payroll.list_statements(MARCH)) == 3


def test_what_was_not_saved_is_computed_and_says_so(payroll: PayrollService) -> None:
    card = payroll.statement("e0", MARCH)
    assert (card.state, card.calculated_at) == (None, None)
    assert card.outcome.statement is not None
    assert card.outcome.statement.total == Money(40_600_00, "RUB")
    with pytest.raises(NotFoundError):
        payroll.statement("e9", MARCH)


def test_a_person_with_a_problem_does_not_stop_the_others(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    beyond = RewardCard(
        "beyond",
        "More than a statement holds",
        Decimal(9).scaleb(14),
        (),
        (Assignment(kpi_scheme.employee(1)),),
        total_cap=Decimal(3),
    )
    SchemeService(sessions, fixed(AT)).import_scheme(replace(SCHEME, cards=(*SCHEME.cards, beyond)))
    saved = payroll.calculate_and_save(MARCH)
    assert (saved.saved, saved.problems) == (2, 1)
    assert set(totals(payroll)) == {"e0", "e2"}


def test_two_who_save_at_once_take_turns(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(payroll.calculate_and_save, MARCH) for _ in range(8)]
        assert [job.exception() for job in work] == [None] * 8
    assert set(totals(payroll)) == {"e0", "e1", "e2"}


SHARE = BonusTemplate("share", "5 % of sales", PercentPremium(Decimal("0.05")), "sales")


def test_a_draft_reads_by_the_rules_and_settings_that_made_it(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    payroll.calculate_and_save(MARCH)
    before = {code: payroll.statement(code, MARCH).outcome for code in ("e0", "e1", "e2")}
    SchemeService(sessions, fixed(AT)).import_scheme(
        replace(
            kpi_scheme.with_percent("0.2"),
            rounding=Rounding.HALF_EVEN,
            plans=(replace(kpi_scheme.PLAN, value=Decimal(7)),),
        )
    )
    with sessions.begin() as session:
        session.execute(update(EmployeeRecord).values(name="Another", department_id=None))

    after = {code: payroll.statement(code, MARCH).outcome for code in before}

    assert after == before


def test_who_was_away_is_paid_a_part_of_the_salary(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    card = replace(kpi_scheme.CARD, proration=Proration.WORKING_DAYS)
    SchemeService(sessions, fixed(AT)).import_scheme(replace(SCHEME, cards=(card,)))
    away = AbsenceDraft(1, AbsenceKind.SICK, date(2026, 3, 2), date(2026, 3, 14))
    CalendarService(sessions, fixed(AT)).create_absence(away)
    expected = CalculationService(sessions, fixed(AT)).progress("e0", MARCH)

    payroll.calculate_and_save(MARCH)

    saved = payroll.statement("e0", MARCH).outcome
    assert saved == expected
    assert saved.statement is not None
    # 40 000 × 12 of 21 working days: Monday, 9 March is a day off in Russia.
    assert saved.statement.salary == Money(22_857_14, "RUB")
    assert totals(payroll)["e1"].minor >= 40_000_00


def test_a_draft_paid_for_the_department_reads_as_it_was_calculated(
    sessions: sessionmaker[Session], payroll: PayrollService
) -> None:
    levels = [SubjectLevel.DEPARTMENT, SubjectLevel.COMPANY]
    templates = tuple(replace(SHARE, code=level.value, level=level) for level in levels)
    card = replace(kpi_scheme.CARD, templates=tuple(level.value for level in levels))
    SchemeService(sessions, fixed(AT)).import_scheme(
        replace(SCHEME, templates=templates, cards=(card,))
    )
    expected = CalculationService(sessions, fixed(AT)).progress("e0", MARCH)

    payroll.calculate_and_save(MARCH)

    saved = payroll.statement("e0", MARCH).outcome
    assert saved == expected
    assert saved.statement is not None
    assert [line.amount.minor for line in saved.statement.lines] == [105_00, 105_00]

"""Disputes: opened on a line, answered with money or a reason, and counted by cause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import (
    DisputeCategory,
    DisputeDraft,
    DisputeRow,
    DisputeState,
)
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.services.disputes import DisputeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import EmployeeRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage.kpi_rows import DealSketch
from tests.storage.pay_months import APRIL, MARCH, MAY, NOW, PayMonths, pay_months, rub

DRAFT = DisputeDraft(
    1, MARCH, "share", DisputeCategory.RECORD_MISSING, "The deal of 12 March is not there", "Ivan"
)


@pytest.fixture
def months(database: str) -> Iterator[PayMonths]:
    engine = open_engine(database)
    months = pay_months(Sessions(engine), [DealSketch(0, 300_000_00), DealSketch(1, 100_000_00)])
    months.settle(MARCH, StatementState.PUBLISHED)
    yield months
    engine.dispose()


@pytest.fixture
def disputes(months: PayMonths) -> DisputeService:
    return DisputeService(months.sessions, fixed(NOW))


@pytest.fixture
def opened(disputes: DisputeService) -> DisputeRow:
    disputes.open(DRAFT)
    [row] = disputes.list_disputes()
    return row


def test_a_dispute_keeps_what_the_line_said_and_is_due_in_five_working_days(
    opened: DisputeRow,
) -> None:
    """Wednesday, 20 May: the fifth working day of Russia is the Wednesday after."""
    assert (opened.employee, opened.period, opened.line) == ("Employee 0", MARCH, "share")
    assert (opened.label, opened.amount) == ("5 % of sales", rub(15_000))
    assert (opened.state, opened.due_on) == (DisputeState.OPEN, date(2026, 5, 27))


def test_days_off_do_not_count_towards_the_deadline(months: PayMonths) -> None:
    """Friday, 8 May 2026: Saturday the 9th is moved to Monday the 11th."""
    before_holidays = NOW.replace(day=8)
    disputes = DisputeService(months.sessions, fixed(before_holidays))

    disputes.open(DRAFT)

    [row] = disputes.list_disputes()
    assert row.due_on == date(2026, 5, 18)


def test_the_salary_is_disputed_with_an_empty_line(disputes: DisputeService) -> None:
    disputes.open(replace(DRAFT, line=""))

    [row] = disputes.list_disputes()
    assert (row.label, row.amount) == ("Salary", rub(47_000))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(DRAFT, text=" "), "text"),
        (replace(DRAFT, author=" "), "author"),
        (replace(DRAFT, period=APRIL), "period"),
    ],
)
def test_what_cannot_be_disputed_is_refused_at_its_place(
    disputes: DisputeService, draft: DisputeDraft, field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        disputes.open(draft)

    assert refused.value.field == field
    assert disputes.list_disputes() == []


def test_only_lines_of_people_that_there_are_can_be_disputed(disputes: DisputeService) -> None:
    with pytest.raises(NotFoundError):
        disputes.open(replace(DRAFT, line="nothing"))
    with pytest.raises(NotFoundError):
        disputes.open(replace(DRAFT, employee_id=99))


def test_what_nobody_was_shown_cannot_be_disputed(
    months: PayMonths, disputes: DisputeService
) -> None:
    months.settle(APRIL, StatementState.APPROVED)

    with pytest.raises(InvalidInputError, match="April 2026 is not published yet"):
        disputes.open(replace(DRAFT, period=APRIL))


def test_a_correction_is_paid_by_the_month_that_was_chosen(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    changes = disputes.correct(opened, rub(2_500), MAY, answer="You are right", author="Anna")
    months.payroll.calculate_and_save(MAY)

    [row] = disputes.list_disputes(DisputeState.CORRECTED)
    assert changes is Changes.STATEMENTS
    assert (row.correction, row.answer, row.answered_by) == (rub(2_500), "You are right", "Anna")
    assert row.answered_at == NOW
    statement = months.payroll.statement("e0", MAY).outcome.statement
    assert statement is not None
    lines = [line for line in statement.lines if line.code.startswith("correction:")]
    assert [(str(line.label), line.amount) for line in lines] == [
        ("Correction for March 2026", rub(2_500))
    ]


def test_what_was_granted_is_no_change_of_the_records_and_is_told_with_one(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    disputes.correct(opened, rub(500), MAY, answer="You are right", author="Anna")
    assert months.monitor.changes() == []
    months.set_deal(1, 290_000)

    [found] = months.monitor.changes()

    assert (found.was, found.now, found.amount) == (rub(62_000), rub(61_500), rub(-500))
    assert [line.amount for line in found.correction.lines] == [found.amount]
    assert [(row.amount, row.into) for row in found.granted] == [(rub(500), MAY)]
    months.monitor.accept([found], MAY, "Anna")
    assert months.monitor.changes() == []


@pytest.mark.parametrize(
    ("amount", "into", "field"),
    [
        (rub(0), MAY, "amount"),
        (Money(1, "EUR"), MAY, "amount"),
        (rub(1), MARCH, "into"),
        (rub(1), Period.parse("2027"), "into"),
    ],
)
def test_a_correction_needs_an_amount_and_a_later_month(
    disputes: DisputeService, opened: DisputeRow, amount: Money, into: Period, field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        disputes.correct(opened, amount, into, answer="Yes", author="Anna")

    assert refused.value.field == field
    assert disputes.list_disputes() == [opened]


def test_a_settled_month_pays_no_correction(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    months.settle(MAY, StatementState.APPROVED)

    with pytest.raises(InvalidInputError, match="May 2026 is settled"):
        disputes.correct(opened, rub(1), MAY, answer="Yes", author="Anna")


def test_whoever_left_has_no_later_month_that_pays(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    with months.sessions.begin() as session:
        session.get_one(EmployeeRecord, opened.employee_id).left_on = MAY.start

    with pytest.raises(InvalidInputError, match="Employee 0 left on"):
        disputes.correct(opened, rub(1), MAY, answer="Yes", author="Anna")


def test_a_refusal_needs_its_reason_and_is_given_once(
    disputes: DisputeService, opened: DisputeRow
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        disputes.refuse(opened, answer=" ", author="Anna")
    assert refused.value.field == "answer"

    disputes.refuse(opened, answer="It was won in April", author="Anna")

    [row] = disputes.list_disputes()
    assert (row.state, row.correction) == (DisputeState.REFUSED, None)
    with pytest.raises(StaleRecordError):
        disputes.refuse(opened, answer="Again", author="Anna")


def test_an_answer_is_taken_back_with_what_it_would_have_paid(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    disputes.correct(opened, rub(2_500), MAY, answer="Yes", author="Anna")
    [answered] = disputes.list_disputes()
    [correction] = months.monitor.decided(MARCH)
    with pytest.raises(InUseError):
        months.monitor.undo(correction.id)

    disputes.reopen(answered)

    [row] = disputes.list_disputes()
    assert (row.state, row.answer, row.correction) == (DisputeState.OPEN, "", None)
    assert months.monitor.decided(MARCH) == []


def test_an_answer_that_was_paid_stays(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    disputes.correct(opened, rub(2_500), MAY, answer="Yes", author="Anna")
    months.settle(MAY, StatementState.APPROVED)
    [answered] = disputes.list_disputes()

    with pytest.raises(InvalidInputError, match="May 2026 is settled"):
        disputes.reopen(answered)

    assert disputes.list_disputes() == [answered]


def test_open_disputes_come_first_and_late_ones_are_told(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    disputes.refuse(opened, answer="No", author="Anna")
    disputes.open(replace(DRAFT, category=DisputeCategory.RATE))
    later = DisputeService(months.sessions, fixed(NOW + timedelta(days=8)))

    assert [row.state for row in disputes.list_disputes()] == [
        DisputeState.OPEN,
        DisputeState.REFUSED,
    ]
    assert disputes.overdue() == []
    assert [row.category for row in later.overdue()] == [DisputeCategory.RATE]


def test_disputes_are_counted_by_cause_and_result(
    months: PayMonths, disputes: DisputeService, opened: DisputeRow
) -> None:
    disputes.refuse(opened, answer="No", author="Anna")
    for _ in range(2):
        disputes.open(replace(DRAFT, category=DisputeCategory.RATE))
    [*_, last] = disputes.list_disputes(DisputeState.OPEN)
    disputes.correct(last, rub(1), MAY, answer="Yes", author="Anna")
    later = DisputeService(months.sessions, fixed(NOW + timedelta(days=8)))

    counts = [
        (one.category, one.opened, one.corrected, one.refused, one.overdue)
        for one in later.statistics(MAY)
    ]

    assert counts == [
        (DisputeCategory.RATE, 2, 1, 0, 1),
        (DisputeCategory.RECORD_MISSING, 1, 0, 1, 0),
    ]
    assert later.statistics(APRIL) == []

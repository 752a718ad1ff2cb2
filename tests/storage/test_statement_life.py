"""The life of statements: step by step, back again, and who is told what."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, select

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.pay import AdjustmentKind, StepRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, StaleRecordError
from crm_desktop.services.statement_life import PeriodLife
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import AdjustmentRecord, DisputeRecord, StatementRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage.pay_months import APRIL, MARCH, MAY, NOW, PayMonths, pay_months

DRAFT, APPROVED, PUBLISHED, PAID, CLOSED = StatementState


@pytest.fixture
def months(database: str) -> Iterator[PayMonths]:
    engine = open_engine(database)
    yield pay_months(Sessions(engine))
    engine.dispose()


@pytest.fixture
def march(months: PayMonths) -> PayMonths:
    """Return the firm with drafts of March."""
    months.payroll.calculate_and_save(MARCH)
    return months


def states(months: PayMonths, period: Period = MARCH) -> list[StatementState]:
    return [row.state for row in months.payroll.list_statements(period)]


def test_approved_statements_keep_their_whole_derivation_for_good(march: PayMonths) -> None:
    before = [march.payroll.statement(code, MARCH).outcome for code in ("e0", "e1", "e2")]

    assert march.life.advance(MARCH, APPROVED, "Anna") is Changes.STATEMENTS

    cards = [march.payroll.statement(code, MARCH) for code in ("e0", "e1", "e2")]
    assert {card.state for card in cards} == {APPROVED}
    assert [card.outcome for card in cards] == before
    with march.sessions() as session:
        kept = session.scalars(select(StatementRecord.result))
        assert all({"nodes", "figures"} <= set(result) for result in kept)


def test_approving_writes_heads_and_lines_of_all_people_at_once(march: PayMonths) -> None:
    written: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE"):
            written.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        march.life.advance(MARCH, APPROVED, "Anna")
    finally:
        event.remove(Engine, "before_cursor_execute", note)

    assert len(written) == 2


def test_statements_take_every_step_in_turn_with_who_and_when(march: PayMonths) -> None:
    for state in (APPROVED, PUBLISHED, PAID, CLOSED):
        march.life.advance(MARCH, state, " Anna ")
        assert set(states(march)) == {state}

    assert march.life.steps(MARCH) == [
        StepRow(state, 3, "Anna", NOW) for state in (CLOSED, PAID, PUBLISHED, APPROVED)
    ]


@pytest.mark.parametrize("to", [DRAFT, PUBLISHED, PAID, CLOSED])
def test_no_step_is_left_out(march: PayMonths, to: StatementState) -> None:
    with pytest.raises(InvalidInputError) as refused:
        march.life.advance(MARCH, to, "Anna")

    assert refused.value.field == "period"
    assert set(states(march)) == {DRAFT}
    assert march.life.steps(MARCH) == []


def test_a_step_of_a_period_not_calculated_is_refused(months: PayMonths) -> None:
    with pytest.raises(InvalidInputError, match="April 2026 is not calculated yet"):
        months.life.advance(APRIL, APPROVED, "Anna")


def test_a_step_without_its_author_is_refused(march: PayMonths) -> None:
    with pytest.raises(InvalidInputError) as refused:
        march.life.advance(MARCH, APPROVED, "  ")

    assert refused.value.field == "author"


def test_single_people_go_ahead_and_the_others_follow(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna", [1])
    march.life.advance(MARCH, PUBLISHED, "Anna", [1])
    assert states(march) == [PUBLISHED, DRAFT, DRAFT]

    march.life.advance(MARCH, APPROVED, "Boris")

    assert states(march) == [PUBLISHED, APPROVED, APPROVED]
    assert march.life.steps(MARCH)[0] == StepRow(APPROVED, 2, "Boris", NOW)


def test_whoever_names_a_person_that_went_on_is_told(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna", [1])

    with pytest.raises(StaleRecordError, match="Employee 0"):
        march.life.advance(MARCH, APPROVED, "Boris", [1, 2])

    assert states(march) == [APPROVED, DRAFT, DRAFT]


def test_of_two_who_act_at_once_one_is_told(march: PayMonths) -> None:
    with ThreadPoolExecutor(2) as pool:
        work = [
            pool.submit(march.life.advance, MARCH, APPROVED, author) for author in ("Anna", "Boris")
        ]
        failures = [job.exception() for job in work]

    assert sum(failure is None for failure in failures) == 1
    assert sum(isinstance(failure, InvalidInputError) for failure in failures) == 1
    assert len(march.life.steps(MARCH)) == 1


def test_steps_are_taken_back_one_by_one_down_to_drafts(march: PayMonths) -> None:
    for state in (APPROVED, PUBLISHED, PAID):
        march.life.advance(MARCH, state, "Anna")

    for state in (PUBLISHED, APPROVED, DRAFT):
        assert march.life.undo(MARCH, "Boris") is Changes.STATEMENTS
        assert set(states(march)) == {state}

    assert all(step.is_undone and step.undone_by == "Boris" for step in march.life.steps(MARCH))
    with pytest.raises(InvalidInputError, match="no step of March 2026"):
        march.life.undo(MARCH, "Boris")


def test_what_was_taken_back_is_told_as_before_and_calculated_anew(march: PayMonths) -> None:
    before = march.payroll.statement("e0", MARCH).outcome
    march.life.advance(MARCH, APPROVED, "Anna")
    march.life.undo(MARCH, "Anna")
    assert march.payroll.statement("e0", MARCH).outcome == before
    march.set_deal(1, 100_000)

    assert march.payroll.calculate_and_save(MARCH).saved == 3

    march.life.advance(MARCH, APPROVED, "Anna")
    assert march.totals(MARCH)["e0"].minor == 52_000_00


def test_what_was_taken_back_is_approved_again_as_it_was(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna")
    approved = march.payroll.statement("e0", MARCH).outcome
    march.life.undo(MARCH, "Anna")

    march.life.advance(MARCH, APPROVED, "Anna")

    assert march.payroll.statement("e0", MARCH).outcome == approved


def test_undoing_takes_back_the_people_of_the_last_step_alone(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna", [1])
    march.life.advance(MARCH, APPROVED, "Anna", [2, 3])

    march.life.undo(MARCH, "Anna")

    assert states(march) == [APPROVED, DRAFT, DRAFT]


def test_a_step_is_taken_back_though_others_went_further(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna", [1])
    march.life.advance(MARCH, APPROVED, "Anna", [2])
    for state in (PUBLISHED, PAID, CLOSED):
        march.life.advance(MARCH, state, "Anna", [1])

    march.life.undo(MARCH, "Anna")

    assert states(march) == [CLOSED, DRAFT, DRAFT]


def test_closing_is_final(march: PayMonths) -> None:
    for state in (APPROVED, PUBLISHED, PAID, CLOSED):
        march.life.advance(MARCH, state, "Anna")

    with pytest.raises(InvalidInputError, match="March 2026 is closed, which is final"):
        march.life.undo(MARCH, "Anna")

    assert set(states(march)) == {CLOSED}


def test_an_approval_stays_while_a_later_month_rests_on_it(months: PayMonths) -> None:
    months.settle(MARCH, APPROVED)
    months.settle(APRIL, APPROVED)

    with pytest.raises(InvalidInputError, match="A later month of Employee 0, Employee 1"):
        months.life.undo(MARCH, "Anna")

    months.life.undo(APRIL, "Anna")
    months.life.undo(MARCH, "Anna")
    assert set(states(months)) == {DRAFT}


def test_an_approval_stays_once_a_change_of_it_was_decided(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna")
    march.set_deal(1, 100_000)
    march.monitor.accept(march.monitor.changes(), MAY, "Anna")

    with pytest.raises(InvalidInputError, match=r"changes of them decided \(Employee 0\)"):
        march.life.undo(MARCH, "Anna")


def test_the_screen_learns_where_all_stand_and_what_comes_next(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna", [1])

    found = march.life.state(MARCH)

    step = StepRow(APPROVED, 1, "Anna", NOW)
    assert found == PeriodLife(MARCH, {DRAFT: 2, APPROVED: 1}, APPROVED, step, (step,), ())


def test_a_closed_period_has_no_next_step_and_none_to_take_back(march: PayMonths) -> None:
    for state in (APPROVED, PUBLISHED, PAID, CLOSED):
        march.life.advance(MARCH, state, "Anna")

    found = march.life.state(MARCH)

    assert (found.counts, found.next_step, found.undoable) == ({CLOSED: 3}, None, None)


def warnings(months: PayMonths, period: Period) -> list[str]:
    return [str(warning) for warning in months.life.state(period).warnings]


def test_a_period_that_runs_may_be_approved_with_a_warning(months: PayMonths) -> None:
    months.payroll.calculate_and_save(MAY)

    assert warnings(months, MAY) == ["May 2026 is not over yet."]
    assert months.life.advance(MAY, APPROVED, "Anna") is Changes.STATEMENTS


def test_drafts_from_before_the_end_of_the_period_are_noticed(months: PayMonths) -> None:
    early = PayMonths.of(months.sessions, fixed(datetime(2026, 3, 20, 9, tzinfo=UTC)))
    early.payroll.calculate_and_save(MARCH)

    assert warnings(months, MARCH) == [
        "Drafts were calculated before March 2026 was over: calculate it again."
    ]


def test_an_earlier_month_that_is_still_a_draft_is_noticed(march: PayMonths) -> None:
    march.payroll.calculate_and_save(APRIL)

    [warning] = warnings(march, APRIL)

    assert warning.startswith("3 statements of March 2026 are still drafts")
    march.life.advance(MARCH, APPROVED, "Anna")
    assert warnings(march, APRIL) == []


def test_people_without_a_statement_are_named(march: PayMonths) -> None:
    with march.sessions.begin() as session:
        for record in session.scalars(
            select(StatementRecord).where(StatementRecord.employee_id > 1)
        ):
            session.delete(record)

    assert warnings(march, MARCH) == ["2 people have no statement: Employee 1, Employee 2."]


def test_open_disputes_are_counted(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna")
    with march.sessions.begin() as session:
        statement_id = session.scalars(select(StatementRecord.id)).first()
        assert statement_id is not None
        session.add(
            DisputeRecord(
                statement_id=statement_id,
                line="share",
                label="5 % of sales",
                amount_minor=100,
                category="rate",
                text="It should be 6 %",
                author="Employee 0",
                opened_at=NOW,
                due_on=NOW.date(),
            )
        )

    assert warnings(march, MARCH) == ["1 dispute is open."]


def pay_prize(months: PayMonths, employee_id: int) -> None:
    """Decide about a payment in March."""
    with months.sessions.begin() as session:
        session.add(
            AdjustmentRecord(
                employee_id=employee_id,
                period_start=MARCH.start,
                kind=AdjustmentKind.PAYMENT.value,
                label="Prize",
                amount_minor=1_000_00,
                reason="Fair",
                author="Anna",
                at=NOW,
            )
        )


def test_a_decision_that_no_statement_pays_is_noticed(march: PayMonths) -> None:
    with march.sessions.begin() as session:
        session.execute(delete(StatementRecord).where(StatementRecord.employee_id == 2))
    pay_prize(march, employee_id=2)

    assert warnings(march, MARCH)[1] == (
        "What was decided for 1 person is paid by no statement: Employee 1."
    )


def test_a_draft_from_before_a_decision_is_not_approved(march: PayMonths) -> None:
    pay_prize(march, employee_id=2)
    expected = r"1 person lacks what was decided since: calculate March 2026 again \(Employee 1\)"

    assert len(march.life.state(MARCH).warnings) == 1
    with pytest.raises(InvalidInputError, match=expected):
        march.life.advance(MARCH, APPROVED, "Anna")
    march.life.advance(MARCH, APPROVED, "Anna", [1, 3])
    march.payroll.calculate_and_save(MARCH)
    march.life.advance(MARCH, APPROVED, "Anna", [2])

    assert set(states(march)) == {APPROVED}


def test_a_draft_with_a_decision_that_was_taken_back_is_not_approved(march: PayMonths) -> None:
    march.life.advance(MARCH, APPROVED, "Anna")
    march.set_deal(1, 100_000)
    march.monitor.accept(march.monitor.changes(), APRIL, "Anna")
    march.payroll.calculate_and_save(APRIL)
    march.monitor.undo(march.monitor.decided(MARCH)[0].id)

    with pytest.raises(InvalidInputError, match="calculate April 2026 again"):
        march.life.advance(APRIL, APPROVED, "Anna")

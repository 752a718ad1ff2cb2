"""Settled pay whose records changed: found, accepted into an open month, or dismissed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select, update

from crm_desktop.changes import Changes
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import CorrectionState
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.rewards.pay_change import told
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import CorrectionRecord, EmployeeRecord
from crm_desktop.storage.sessions import Sessions
from crm_desktop.texts import Message
from tests.storage.kpi_rows import DealSketch
from tests.storage.pay_months import (
    APRIL,
    MARCH,
    MAY,
    PayMonths,
    pay_months,
    rub,
)


@pytest.fixture
def months(database: str) -> Iterator[PayMonths]:
    engine = open_engine(database)
    yield pay_months(Sessions(engine), [DealSketch(0, 300_000_00), DealSketch(1, 100_000_00)])
    engine.dispose()


def test_changes_are_looked_for_in_the_last_year_and_in_older_months_when_asked(
    months: PayMonths,
) -> None:
    first = Period.month(2025, 3)
    deal, period = months.add_deal(0, 100_000, first), first
    for _ in range(13):
        months.settle(period, StatementState.APPROVED)
        period = period.next()
    months.set_deal(deal, 200_000)
    assert months.monitor.changes() == []
    [found] = months.monitor.changes([first])
    assert found.amount == rub(5_000)


def test_c47_a_closed_month_stays_and_an_open_one_pays_what_it_lacks(months: PayMonths) -> None:
    """Case C47: March was paid with 62 000; a deal of March loses 100 000 in May, at 5 %."""
    months.settle(MARCH)
    assert months.totals(MARCH)["e0"] == rub(62_000)
    assert months.monitor.changes() == []
    months.set_deal(1, 200_000)
    months.add_deal(0, 400_000, MAY)

    [found] = months.monitor.changes()
    months.monitor.accept([found], MAY, "Anna")
    months.payroll.calculate_and_save(MAY)

    assert (found.employee, found.period, found.amount) == ("Employee 0", MARCH, rub(-5_000))
    assert (found.was, found.now) == (rub(62_000), rub(57_000))
    assert months.totals(MARCH)["e0"] == rub(62_000)
    statement = months.payroll.statement("e0", MAY).outcome.statement
    assert statement is not None
    [line] = [line for line in statement.lines if line.code.startswith("correction:")]
    assert (str(line.label), line.amount) == ("Correction for March 2026", rub(-5_000))
    assert statement.total == rub(62_000)
    assert months.monitor.changes() == []


def said(sentence: Message | None) -> str:
    return str(sentence).replace("\N{NO-BREAK SPACE}", " ")


def test_the_line_that_pays_a_change_tells_what_changed(months: PayMonths) -> None:
    months.settle(MARCH)
    for rubles in (200_000, 140_000):
        months.set_deal(1, rubles)
        months.monitor.accept(months.monitor.changes(), MAY, "Anna", "a refund")
    months.add_deal(0, 400_000, MAY)
    months.payroll.calculate_and_save(MAY)

    statement = months.payroll.statement("e0", MAY).outcome.statement

    assert statement is not None
    lines = [line for line in statement.lines if line.code.startswith("correction:")]
    because = [said(line.formula).partition("because ")[2] for line in lines]
    assert because == [
        "“a refund”, and the pay of March 2026 was RUB 62,000.00 and is RUB 57,000.00 now",
        "“a refund”, and the pay of March 2026 was RUB 57,000.00 and is RUB 54,000.00 now",
    ]
    share, before = lines[1].derivation.inputs
    assert (share.label, share.value) == ("5 % of sales", Quantity.of_money(rub(-8_000)))
    assert said(share.sentence) == "it was RUB 15,000.00 and is RUB 7,000.00 now"
    assert [said(one.sentence) for one in share.inputs] == [
        "it was RUB 300,000.00 and is RUB 140,000.00 now"
    ]
    assert (str(before.label), before.value) == ("Decided before", Quantity.of_money(rub(5_000)))


def test_a_change_tells_the_lines_and_the_facts_behind_it(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)

    [found] = months.monitor.changes()

    [line] = found.correction.lines
    assert line.was is not None
    assert line.now is not None
    assert (line.was.code, line.amount) == ("share", rub(-5_000))
    facts = {fact.code: (fact.was.value, fact.now.value) for fact in found.facts}
    assert facts["sales"] == (Decimal(300_000), Decimal(200_000))
    assert "won" not in facts


def test_of_a_later_change_only_the_new_difference_appears(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.monitor.accept(months.monitor.changes(), MAY, "Anna")
    months.set_deal(1, 140_000)

    [found] = months.monitor.changes()

    assert (found.was, found.now, found.amount) == (rub(57_000), rub(54_000), rub(-3_000))


def test_a_change_that_goes_back_takes_back_what_was_accepted(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.monitor.accept(months.monitor.changes(), MAY, "Anna")
    months.set_deal(1, 300_000)

    [found] = months.monitor.changes()

    assert (found.was, found.now, found.amount) == (rub(57_000), rub(62_000), rub(5_000))
    assert found.correction.lines == ()


def test_what_was_dismissed_appears_no_more_but_what_goes_further_does(
    months: PayMonths,
) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.monitor.dismiss(months.monitor.changes(), "Anna", "Our own mistake")
    assert months.monitor.changes() == []
    months.set_deal(1, 300_000)
    assert months.monitor.changes() == []
    months.set_deal(1, 100_000)

    [found] = months.monitor.changes()

    assert found.amount == rub(-5_000)


def test_a_dismissal_needs_its_reason_and_every_decision_its_author(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    changes = months.monitor.changes()

    with pytest.raises(InvalidInputError) as no_reason:
        months.monitor.dismiss(changes, "Anna", " ")
    with pytest.raises(InvalidInputError) as no_author:
        months.monitor.accept(changes, MAY, "")

    assert (no_reason.value.field, no_author.value.field) == ("reason", "author")
    assert months.monitor.changes() == changes


def test_what_changed_again_since_it_was_looked_at_is_not_decided(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.set_deal(2, 50_000)
    changes = months.monitor.changes()
    months.set_deal(1, 100_000)

    with pytest.raises(StaleRecordError, match="Employee 0"):
        months.monitor.accept(changes, MAY, "Anna")

    with months.sessions() as session:
        assert session.scalar(select(func.count(CorrectionRecord.id))) == 0


def test_many_changes_are_accepted_at_once(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.set_deal(2, 120_000)

    assert months.monitor.accept(months.monitor.changes(), MAY, "Anna") is Changes.STATEMENTS

    decided = months.monitor.decided(MARCH)
    assert [(row.employee, row.amount, row.into) for row in decided] == [
        ("Employee 0", rub(-5_000), MAY),
        ("Employee 1", rub(1_000), MAY),
    ]
    assert {(row.state, row.author, row.is_settled) for row in decided} == {
        (CorrectionState.ACCEPTED, "Anna", False)
    }


@pytest.mark.parametrize("into", [MARCH, Period.month(2026, 2), Period.parse("2027")])
def test_only_a_later_month_pays(months: PayMonths, into: Period) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)

    with pytest.raises(InvalidInputError, match="later month"):
        months.monitor.accept(months.monitor.changes(), into, "Anna")


def test_a_settled_month_pays_no_more(months: PayMonths) -> None:
    months.settle(MARCH)
    months.settle(APRIL, StatementState.APPROVED)
    months.set_deal(1, 200_000)

    with pytest.raises(InvalidInputError, match="April 2026 of Employee 0 is settled"):
        months.monitor.accept(months.monitor.changes(), APRIL, "Anna")


def test_whoever_left_has_no_later_month_that_pays(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(2, 120_000)
    away = update(EmployeeRecord).where(EmployeeRecord.id == 2).values(left_on=MAY.start)
    with months.sessions.begin() as session:
        session.execute(away)
    changes = months.monitor.changes()

    with pytest.raises(InvalidInputError, match="Employee 1 left on"):
        months.monitor.accept(changes, MAY, "Anna")
    assert months.monitor.changes() == changes
    months.monitor.accept(changes, APRIL, "Anna")
    assert months.monitor.changes() == []


def test_many_decisions_are_written_by_one_statement(
    months: PayMonths, sql: list[tuple[str, bool]]
) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.set_deal(2, 120_000)

    months.monitor.accept(months.monitor.changes(), MAY, "Anna")

    assert [is_many for text, is_many in sql if "INTO correction " in text] == [True]


@pytest.fixture
def sql() -> Iterator[list[tuple[str, bool]]]:
    """Return the statements so far, each with whether it was sent once for many rows."""
    told: list[tuple[str, bool]] = []

    def tell(*sent: Any) -> None:
        told.append((sent[2], sent[5]))

    event.listen(Engine, "before_cursor_execute", tell)
    yield told
    event.remove(Engine, "before_cursor_execute", tell)


def test_a_decision_is_taken_back_while_its_month_is_open(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    changes = months.monitor.changes()
    months.monitor.accept(changes, MAY, "Anna")
    [row] = months.monitor.decided(MARCH)

    months.monitor.undo(row.id)

    assert months.monitor.changes() == changes
    with pytest.raises(NotFoundError):
        months.monitor.undo(row.id)


def test_a_decision_stays_once_its_month_is_settled(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    months.monitor.accept(months.monitor.changes(), MAY, "Anna")
    months.settle(MAY, StatementState.APPROVED)
    [row] = months.monitor.decided(MARCH)

    with pytest.raises(InvalidInputError, match="May 2026 is settled"):
        months.monitor.undo(row.id)


def test_a_draft_without_what_was_decided_is_not_approved(months: PayMonths) -> None:
    months.settle(MARCH)
    months.payroll.calculate_and_save(MAY)
    months.set_deal(1, 200_000)
    months.monitor.accept(months.monitor.changes(), MAY, "Anna")

    with pytest.raises(InvalidInputError, match=r"calculate May 2026 again \(Employee 0\)"):
        months.life.advance(MAY, StatementState.APPROVED, "Anna")

    months.settle(MAY, StatementState.APPROVED)
    assert months.monitor.decided(MARCH)[0].is_settled


def test_drafts_and_other_periods_have_no_changes(months: PayMonths) -> None:
    months.settle(MARCH)
    months.payroll.calculate_and_save(APRIL)
    months.set_deal(1, 200_000)

    assert months.monitor.changes([APRIL]) == []
    assert [one.period for one in months.monitor.changes([MARCH, APRIL])] == [MARCH]


def test_whoever_loses_all_premiums_keeps_the_salary(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 0)

    [found] = months.monitor.changes()

    assert (found.amount, found.correction.salary) == (rub(-15_000), Money(0, "RUB"))
    assert [part.value for part in told(found)] == [Quantity.of_money(rub(-15_000))]


def test_one_change_given_twice_is_paid_once(months: PayMonths) -> None:
    months.settle(MARCH)
    months.set_deal(1, 200_000)
    [found] = months.monitor.changes()

    months.monitor.accept([found, found], MAY, "Anna")

    assert len(months.monitor.decided(MARCH)) == 1

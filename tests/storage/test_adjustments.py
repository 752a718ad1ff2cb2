"""Adjustments: decided, changed and taken back while the month is open, and paid by it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import update

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import AdjustmentDraft, AdjustmentKind
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.services.adjustments import AdjustmentService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import FirmRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage.pay_months import APRIL, MARCH, NOW, PayMonths, pay_months, rub

BONUS = AdjustmentDraft(
    1, MARCH, AdjustmentKind.PAYMENT, "Trade fair", rub(3_000), "Two days at the stand", "Anna"
)
CUT = replace(BONUS, kind=AdjustmentKind.CUT, label="Late", ordered_on=date(2026, 3, 20))
PRAISE = replace(BONUS, kind=AdjustmentKind.PRAISE, amount=None)


@pytest.fixture
def months(database: str) -> Iterator[PayMonths]:
    engine = open_engine(database)
    yield pay_months(Sessions(engine))
    engine.dispose()


@pytest.fixture
def adjustments(months: PayMonths) -> AdjustmentService:
    return AdjustmentService(months.sessions, fixed(NOW))


def test_a_decision_is_listed_with_its_author_and_paid_by_its_month(
    months: PayMonths, adjustments: AdjustmentService
) -> None:
    months.payroll.calculate_and_save(MARCH)
    before = months.totals(MARCH)["e0"]

    saved = adjustments.create(BONUS)
    months.payroll.calculate_and_save(MARCH)

    [row] = adjustments.list_adjustments(MARCH)
    assert (saved.id, saved.changes) == (row.adjustment.id, Changes.STATEMENTS)
    assert (row.employee, row.period, row.is_settled) == ("Employee 0", MARCH, False)
    assert (row.adjustment.label, row.adjustment.amount) == ("Trade fair", rub(3_000))
    assert (row.adjustment.author, row.adjustment.at) == ("Anna", NOW)
    assert months.totals(MARCH)["e0"] == before + rub(3_000)
    assert adjustments.list_adjustments(APRIL) == []


def test_a_cut_takes_its_amount_and_praise_nothing(
    months: PayMonths, adjustments: AdjustmentService
) -> None:
    months.payroll.calculate_and_save(MARCH)
    before = months.totals(MARCH)["e0"]
    adjustments.create(replace(CUT, amount=rub(500)))
    adjustments.create(PRAISE)

    months.payroll.calculate_and_save(MARCH)

    assert months.totals(MARCH)["e0"] == before - rub(500)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(BONUS, amount=rub(0)), "amount"),
        (replace(BONUS, amount=rub(-1)), "amount"),
        (replace(BONUS, amount=None), "amount"),
        (replace(BONUS, amount=Money(1, "EUR")), "amount"),
        (replace(PRAISE, amount=rub(1)), "amount"),
        (replace(CUT, ordered_on=None), "ordered_on"),
        (replace(BONUS, ordered_on=date(2026, 3, 20)), "ordered_on"),
        (replace(BONUS, label=" "), "label"),
        (replace(BONUS, reason=" "), "reason"),
        (replace(BONUS, author=""), "author"),
        (replace(BONUS, employee_id=99), "employee_id"),
        (replace(BONUS, period=Period.parse("2026-Q1")), "period"),
    ],
)
def test_what_cannot_be_decided_is_refused_at_its_place(
    adjustments: AdjustmentService, draft: AdjustmentDraft, field: str
) -> None:
    with pytest.raises(InvalidInputError) as refused:
        adjustments.create(draft)

    assert refused.value.field == field
    assert adjustments.list_adjustments(MARCH) == []


def test_where_the_law_limits_cuts_one_belongs_to_the_month_of_its_order(
    months: PayMonths, adjustments: AdjustmentService
) -> None:
    april = replace(CUT, period=APRIL)
    adjustments.create(april)
    with months.sessions.begin() as session:
        session.execute(update(FirmRecord).values(cut_limit_percent=20))

    with pytest.raises(InvalidInputError, match="month of its order"):
        adjustments.create(april)


def test_a_decision_is_changed_once_and_a_stale_one_refused(
    adjustments: AdjustmentService,
) -> None:
    adjustments.create(BONUS)
    [row] = adjustments.list_adjustments(MARCH)

    adjustments.save(row.adjustment.id, row.version, replace(BONUS, amount=rub(5_000)))

    [changed] = adjustments.list_adjustments(MARCH)
    assert changed.adjustment.amount == rub(5_000)
    with pytest.raises(StaleRecordError, match="Trade fair"):
        adjustments.save(row.adjustment.id, row.version, BONUS)


def test_a_decision_taken_back_is_gone(adjustments: AdjustmentService) -> None:
    adjustments.create(BONUS)
    [row] = adjustments.list_adjustments(MARCH)

    adjustments.delete(row.adjustment.id, row.version)

    assert adjustments.list_adjustments(MARCH) == []
    with pytest.raises(NotFoundError):
        adjustments.delete(row.adjustment.id, row.version)


def test_a_settled_month_takes_and_loses_no_decision(
    months: PayMonths, adjustments: AdjustmentService
) -> None:
    adjustments.create(BONUS)
    months.settle(MARCH, StatementState.APPROVED)
    [row] = adjustments.list_adjustments(MARCH)

    assert row.is_settled
    with pytest.raises(InvalidInputError, match="March 2026 is settled"):
        adjustments.create(BONUS)
    with pytest.raises(InvalidInputError, match="March 2026 is settled"):
        adjustments.save(row.adjustment.id, row.version, replace(BONUS, period=APRIL))
    with pytest.raises(InvalidInputError, match="March 2026 is settled"):
        adjustments.delete(row.adjustment.id, row.version)
    assert adjustments.list_adjustments(MARCH) == [row]


def test_calculating_again_shows_first_what_a_decision_adds(
    months: PayMonths, adjustments: AdjustmentService
) -> None:
    months.payroll.calculate_and_save(MARCH)
    adjustments.create(BONUS)

    [change] = months.payroll.preview(MARCH)

    assert (change.subject.name, change.amount) == ("Employee 0", rub(3_000))
    [line] = change.lines
    assert line.was is None
    assert line.now is not None
    assert (line.now.label, line.amount) == ("Trade fair", rub(3_000))

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.period import Period
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.claims import (
    Claimant,
    Clawbacks,
    Paid,
    PaidOut,
    Settled,
    Whose,
    kept,
    taken_since,
)
from crm_desktop.rewards.opening import Failed
from crm_desktop.rewards.template import Clawback, Event
from tests.unit.rewards.builders import rub

FEBRUARY, MARCH, APRIL, MAY, JUNE = (Period.month(2026, month) for month in range(2, 7))
YEAR = Clawback(12)
ALWAYS = Clawbacks({"c": [(date.min, YEAR)]})
WHOSE = Whose(1, "c", Entity.DEAL, 7)
LOST = date(2026, 4, 5)


def settled(month: Period, minor: int, event: Event | None = Event.WON) -> Settled:
    """Return what the statement of ``month``, whose number it has, paid for the deal."""
    on = month.start.replace(day=10)
    accrual = Accrual("c", Entity.DEAL, 7, "Deal 7", event, on, minor * 10, Decimal("0.1"), minor)
    return Settled(WHOSE, month.start.month, month.start, accrual, failed_on=LOST)


def mark(month: Period, minor: int) -> Settled:
    return settled(month, -minor, None)


def books(found: list[Settled], unpaid: dict[int, int] | None = None) -> PaidOut:
    """Return that all that was earned was paid, but for what statements left ``unpaid``."""
    sums: dict[tuple[int, str], int] = {}
    for one in found:
        key = one.statement_id, "c"
        sums[key] = sums.get(key, 0) + one.accrual.amount_minor
    paid = {key: Paid(minor, minor) for key, minor in sums.items()}
    return PaidOut(paid, {(id_, *WHOSE[1:]): minor for id_, minor in (unpaid or {}).items()})


def claim(
    found: list[Settled],
    month: Period,
    clawbacks: Clawbacks = ALWAYS,
    *,
    paid_out: PaidOut | None = None,
    is_settled: bool = False,
) -> Failed | None:
    claimant = Claimant(month, clawbacks, paid_out or books(found), "RUB")
    return claimant.claim(found, is_settled=is_settled)


def test_what_was_paid_for_a_failed_record_is_claimed_by_the_first_month_that_is_open() -> None:
    found = claim([settled(FEBRUARY, 10_00), settled(MARCH, 30_00)], APRIL)
    about = "c", Entity.DEAL, 7, "Deal 7"
    assert found == Failed(*about, rub(40), date(2026, 2, 10), LOST, rub(40), YEAR)


def test_nothing_is_claimed_twice_nor_by_a_settled_month_that_took_nothing() -> None:
    paid = settled(MARCH, 30_00)
    assert claim([paid, mark(APRIL, 30_00)], MAY) is None
    assert claim([paid], APRIL, is_settled=True) is None


def test_a_settled_month_has_what_it_took() -> None:
    found = claim([settled(MARCH, 30_00), mark(APRIL, 30_00)], APRIL, is_settled=True)
    assert found is not None
    assert (found.taken, found.failed_on) == (rub(30), date(2026, 4, 10))


def test_a_record_that_fails_after_the_month_is_not_claimed_in_it() -> None:
    assert claim([settled(FEBRUARY, 10_00)], MARCH) is None


def test_of_a_record_that_is_gone_the_day_is_the_first_of_the_month() -> None:
    found = claim([replace(settled(MARCH, 30_00), failed_on=None)], MAY)
    assert found is not None
    assert found.failed_on == MAY.start


def test_what_was_earned_again_since_is_claimed_alone() -> None:
    again = [settled(MARCH, 30_00), mark(APRIL, 30_00), settled(MAY, 20_00)]
    found = claim(again, JUNE)
    assert found is not None
    assert (found.paid, found.earned_on) == (rub(20), date(2026, 5, 10))


@pytest.mark.parametrize(
    ("versions", "taken"),
    [
        ([(date.min, YEAR), (APRIL.start, None)], 40),
        ([(date.min, Clawback(1)), (APRIL.start, YEAR)], 0),
        ([(date.min, None), (MARCH.start, YEAR)], 30),
    ],
)
def test_each_month_is_taken_back_by_the_rules_that_paid_it(
    versions: list[tuple[date, Clawback | None]], taken: int
) -> None:
    found = claim(
        [settled(FEBRUARY, 10_00), settled(MARCH, 30_00)], APRIL, Clawbacks({"c": versions})
    )
    assert found is not None
    assert found.taken == rub(taken)


def test_what_was_paid_without_a_clawback_is_not_claimed() -> None:
    assert claim([settled(MARCH, 30_00)], APRIL, Clawbacks({})) is None


def test_only_what_was_paid_is_claimed() -> None:
    """The statement pays 60 of 90 that its records earned, and 15 of them later."""
    found = settled(MARCH, 30_00)
    paid_out = PaidOut({(3, "c"): Paid(60_00, 90_00)}, {(3, *WHOSE[1:]): 15_00})
    claimed = claim([found], APRIL, paid_out=paid_out)
    assert claimed is not None
    assert claimed.paid == rub(5)


def test_what_is_taken_back_stays_where_it_was_paid() -> None:
    paid = settled(MARCH, 30_00)
    assert kept([paid, mark(APRIL, 30_00)], MARCH, ALWAYS) == {1: [paid.accrual]}
    assert kept([paid, mark(APRIL, 30_00)], APRIL, ALWAYS) == {}
    assert kept([paid], MARCH, Clawbacks({})) == {}


@pytest.mark.parametrize(("cancelled_on", "is_kept"), [(28, True), (31, True), (32, False)])
def test_a_cancelled_document_tells_itself_what_it_earned_in_the_months_before(
    cancelled_on: int, *, is_kept: bool
) -> None:
    day = date.fromordinal(MARCH.start.toordinal() + cancelled_on - 1)
    paid = replace(settled(MARCH, 30_00), failed_on=day, has_date=True)
    assert kept([paid], MARCH, ALWAYS) == ({1: [paid.accrual]} if is_kept else {})


def test_what_later_months_took_of_each_month_is_known_with_its_stopped_instalments() -> None:
    found = [settled(FEBRUARY, 10_00), settled(MARCH, 30_00), mark(MAY, 20_00)]
    paid_out = books(found, unpaid={3: 20_00})  # 10 and 10 were paid
    taken = [taken_since(found, month, lambda _: paid_out) for month in (FEBRUARY, MARCH, APRIL)]
    assert taken == [{2: 10_00}, {3: 10_00 + 20_00}, {}]


@given(
    paid=st.lists(st.integers(1, 10**6), min_size=1, max_size=3),
    share=st.integers(0, 100),
    again=st.integers(0, 10**6),
)
def test_what_was_taken_of_all_months_is_what_the_mark_took(
    paid: list[int], share: int, again: int
) -> None:
    months = (FEBRUARY, MARCH, APRIL)
    earned = [settled(month, minor) for month, minor in zip(months, paid, strict=False)]
    back = sum(paid) * share // 100
    found = [*earned, mark(MAY, back), settled(JUNE, again)]
    taken = [taken_since(found, month, lambda _: books(earned)) for month in (*months, JUNE)]
    assert sum(sum(one.values()) for one in taken) == back
    assert taken[-1] == {}

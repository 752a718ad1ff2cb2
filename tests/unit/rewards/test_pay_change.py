"""What is left of a difference to settled pay once some of it was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.pay_change import Decided, changed_records
from crm_desktop.rewards.template import Event

_AMOUNTS = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("decided", "difference", "left"),
    [
        (Decided(), -5, -5),
        (Decided(accepted=-5), -5, 0),
        (Decided(accepted=-5), -8, -3),
        (Decided(accepted=-5), 0, 5),
        (Decided(dismissed_less=-5), -5, 0),
        (Decided(dismissed_less=-5), -8, -3),
        (Decided(dismissed_less=-5), -2, 0),
        (Decided(dismissed_less=-5), 0, 0),
        (Decided(dismissed_less=-5), 3, 3),
        (Decided(dismissed_more=4), 6, 2),
        (Decided(accepted=-3, dismissed_less=-5), -8, 0),
    ],
)
def test_what_was_decided_is_not_asked_again(decided: Decided, difference: int, left: int) -> None:
    assert decided.left_of(difference) == left


@given(differences=st.lists(_AMOUNTS, min_size=1))
def test_accepted_again_and_again_all_is_paid(differences: list[int]) -> None:
    decided = Decided()
    for difference in differences:
        decided = decided.with_accepted(decided.left_of(difference))
    assert decided.accepted == differences[-1]


@given(steps=st.lists(st.tuples(_AMOUNTS, st.booleans())), last=_AMOUNTS)
def test_nothing_is_left_once_it_was_decided(steps: list[tuple[int, bool]], last: int) -> None:
    decided = Decided()
    for difference, is_accepted in [*steps, (last, True)]:
        left = decided.left_of(difference)
        decided = decided.with_accepted(left) if is_accepted else decided.with_dismissed(left)
    assert decided.left_of(last) == 0


def accrual(record: int, amount: int, event: Event | None = Event.WON) -> Accrual:
    day, rate = date(2026, 3, 10), Decimal("0.05")
    base = amount * 20
    return Accrual("share", Entity.DEAL, record, f"Deal {record}", event, day, base, rate, amount)


def test_records_are_compared_by_what_they_earned_in_all() -> None:
    was = [accrual(1, 60), accrual(1, 40), accrual(2, 10), accrual(3, 7)]
    now = [accrual(1, 100), accrual(2, 5), accrual(4, 50)]

    found = changed_records(was, now, "RUB")

    assert [(one.label, one.was, one.now) for one in found] == [
        ("Deal 4", Money(0, "RUB"), Money(50, "RUB")),
        ("Deal 3", Money(7, "RUB"), Money(0, "RUB")),
        ("Deal 2", Money(10, "RUB"), Money(5, "RUB")),
    ]


def because(was: list[Accrual], now: list[Accrual]) -> str:
    [found] = changed_records(was, now, "RUB")
    return str(found.cause()).replace("\N{NO-BREAK SPACE}", " ")


def test_a_record_tells_what_became_of_it() -> None:
    paid, less = accrual(1, 100_00), accrual(1, 80_00)
    back = accrual(1, -20_00, Event.PAID)

    assert because([paid], [less]) == "amount RUB 2,000.00 → RUB 1,600.00"
    assert because([paid], [paid, back]) == "refund of RUB 400.00"
    assert because([], [back]) == "refund of RUB 400.00"
    assert because([paid, back], [paid, back, back]) == "refund of RUB 400.00"
    assert because([], [paid]) == "it did not count before"
    assert because([paid], []) == "deleted"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("won", "it counts for somebody else or in another month now"),
        ("paid", "it counts for somebody else or in another month now"),
        ("lost", "it is lost now"),
        ("cancelled", "it is cancelled now"),
        ("draft", "it is draft now"),
    ],
)
def test_a_record_that_pays_no_more_tells_its_state(state: str, expected: str) -> None:
    [found] = changed_records([accrual(1, 5)], [], "RUB")
    assert str(replace(found, state=state).cause()) == expected


def test_a_rate_of_its_own_is_no_change_of_the_record_itself() -> None:
    dearer = accrual(1, 100)._replace(amount_minor=200)
    [found] = changed_records([accrual(1, 100)], [dearer], "RUB")
    assert found.cause() is None


def test_deals_are_named_by_title_and_documents_by_number() -> None:
    deal = accrual(1, 5)
    invoice = deal._replace(entity=Entity.DOCUMENT, label="invoice 17")
    found = changed_records([deal._replace(label="Boiler"), invoice], [], "RUB")
    assert sorted(str(one.name) for one in found) == ["Deal “Boiler”", "invoice 17"]


def test_what_was_clawed_back_by_rule_is_no_change_of_a_record() -> None:
    clawback = accrual(1, -60, event=None)

    assert changed_records([accrual(1, 60), clawback], [accrual(1, 60)], "RUB") == ()

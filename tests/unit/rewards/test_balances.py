from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.rewards.balances import clawed
from crm_desktop.rewards.opening import Balance, Carry, CarryKind, Failed, Opening
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Statement
from crm_desktop.rewards.template import Advance, BonusTemplate, Clawback, FixedPremium
from tests.unit.rewards.builders import (
    MARCH,
    amounts,
    card,
    employee,
    opened,
    rub,
    said,
    scheme_of,
    statement_of,
    statements_of,
    total,
)
from tests.unit.rewards.test_premium import COMMISSION, Books, accrual

YEAR = Clawback(12)
EARNED = date(2025, 3, 31)
TAKEN_BACK = replace(COMMISSION, clawback=YEAR)


@pytest.mark.parametrize(
    ("failed_on", "served"),
    [
        (date(2025, 3, 31), 0),
        (date(2025, 4, 29), 0),
        (date(2025, 4, 30), 1),  # April has no 31st
        (date(2025, 9, 29), 5),
        (date(2025, 9, 30), 6),
        (date(2026, 3, 30), 11),
        (date(2026, 3, 31), 12),
    ],
)
def test_months_are_served_by_the_calendar(failed_on: date, served: int) -> None:
    pro_rata = Clawback(12, is_pro_rata=True)
    assert clawed(rub(1200), EARNED, failed_on, pro_rata) == rub(1200 - 100 * served)


def test_what_failed_within_the_window_is_taken_back_whole_and_later_not_at_all() -> None:
    taken = [clawed(rub(900), EARNED, day, YEAR) for day in (date(2026, 3, 30), date(2026, 3, 31))]
    assert taken == [rub(900), rub(0)]


@given(
    paid=st.integers(-100, 10**12),
    days=st.integers(0, 4000),
    months=st.integers(1, 120),
    is_pro_rata=st.booleans(),
)
def test_no_more_is_taken_back_than_was_paid(
    paid: int, days: int, months: int, *, is_pro_rata: bool
) -> None:
    failed_on = EARNED + timedelta(days)
    found = clawed(Money(paid, "RUB"), EARNED, failed_on, Clawback(months, is_pro_rata))
    assert 0 <= found.minor <= max(paid, 0)


def failed(paid: int, code: str = "c", record: int = 1) -> Failed:
    """Return a deal that was won in December and failed in March."""
    won, lost = date(2025, 12, 10), date(2026, 3, 10)
    return Failed(code, Entity.DEAL, record, f"Deal {record}", rub(paid), won, lost, rub(paid))


def paying(bonus: int, *templates: BonusTemplate, salary: int = 1000) -> Scheme:
    """Return a scheme that pays Ann ``bonus`` besides ``templates``."""
    fixed = BonusTemplate("bonus", "Bonus", FixedPremium(Decimal(bonus)))
    return scheme_of(fixed, *templates, salary=str(salary))


def test_a_clawback_is_kept_back_from_what_is_above_the_salary() -> None:
    found = opened(paying(800, TAKEN_BACK), Opening(failed=(failed(500),)))
    assert amounts(found) == {"bonus": 800, "c": 0, "clawback": -500}
    assert found.carries == ()
    [balance] = found.balances
    assert balance == Balance(CarryKind.CLAWBACK, rub(0), rub(500), rub(500), rub(0))
    line = found.lines[-1]
    assert said(line) == (
        "\N{MINUS SIGN}RUB 500.00, because RUB 500.00 of the RUB 500.00 paid for “Deal 1” is to be "
        "taken back: earned on 10/12/2025, it failed on 10/03/2026"
    )
    [step] = line.derivation.inputs
    assert str(step.label) == "Deal 1"
    assert step.value.value == 500


def test_a_clawback_of_many_records_tells_how_many() -> None:
    lost = tuple(failed(100, record=number) for number in range(1, 5))
    line = opened(paying(800, TAKEN_BACK), Opening(failed=lost)).lines[-1]
    assert said(line) == (
        "\N{MINUS SIGN}RUB 400.00, because RUB 400.00 is to be taken back for 4 records that failed"
    )
    assert [str(step.label) for step in line.derivation.inputs] == [one.name for one in lost]


def test_a_clawback_says_nothing_of_a_record_that_nothing_is_taken_for() -> None:
    lost = failed(500), replace(failed(100, record=2), taken=rub(0))
    line = opened(paying(800, TAKEN_BACK), Opening(failed=lost)).lines[-1]
    assert "Deal 1" in said(line)
    assert "Deal 2" not in said(line)


def test_what_would_touch_the_salary_is_carried_until_it_is_kept_back() -> None:
    scheme = paying(200, TAKEN_BACK)
    first = opened(scheme, Opening(failed=(failed(500),)))
    second = opened(scheme, Opening(carries=first.carries), MARCH.next())
    third = opened(scheme, Opening(carries=second.carries), MARCH.next().next())
    assert [total(one) for one in (first, second, third)] == [1000, 1000, 1100]
    assert [carry.amount for one in (first, second, third) for carry in one.carries] == [
        rub(300),
        rub(100),
    ]
    assert said(second.lines[-1]).startswith(
        "\N{MINUS SIGN}RUB 200.00, because RUB 300.00 was left from before, and RUB 100.00 is left"
    )
    assert third.balances == (Balance(CarryKind.CLAWBACK, rub(100), rub(0), rub(100), rub(0)),)


def test_a_clawback_that_has_to_wait_is_told() -> None:
    line = opened(paying(0, TAKEN_BACK), Opening(failed=(failed(500),))).lines[-1]
    assert (line.code, line.amount) == ("clawback", rub(0))
    assert said(line).endswith(
        "RUB 500.00 is left for later: nothing goes below what is paid at least"
    )


def test_what_a_template_paid_is_taken_back_also_when_it_is_on_the_card_no_more() -> None:
    found = opened(paying(800), Opening(failed=(failed(500),)))
    assert amounts(found) == {"bonus": 800, "clawback": -500}


@pytest.mark.parametrize(("fine", "waiting"), [(0, 70), (-30, 70), (50, 20)])
def test_commissions_given_back_never_touch_the_salary_and_are_kept_back_later(
    fine: int, waiting: int
) -> None:
    books = Books((accrual(1, 1000, 30), accrual(2, -1000, -100)))
    found = statements_of(paying(fine, COMMISSION), [employee()], {}, earnings=books)["ann"]
    assert total(found) == 1000
    lines = {"bonus": fine, "c": -70, "carried": waiting} | ({"floor": 30} if fine < 0 else {})
    assert {code: amount for code, amount in amounts(found).items() if amount} == {
        code: amount for code, amount in lines.items() if amount
    }
    assert found.carries == (Carry(CarryKind.CLAWBACK, rub(waiting)),)
    carried = next(line for line in found.lines if line.code == "carried")
    assert said(carried) == (
        f"RUB {waiting}.00, because premiums never reduce the salary, "
        f"and RUB {waiting}.00 is to be taken back"
    )


def advanced(earned: str, before: tuple[Carry, ...], **changes: object) -> Statement:
    """Return pay with an advance of 2,000, on which ``before`` is owed."""
    fixed = BonusTemplate("p", "P", FixedPremium(Decimal(earned)))
    given = {"salary": "1000", "advance": Advance(Decimal(2000))} | changes
    cards = (card("p", **given),)  # type: ignore[arg-type]
    return opened(scheme_of(fixed, cards=cards), Opening(carries=before))


DEBT = (Carry(CarryKind.ADVANCE, rub(500)),)


def test_an_advance_says_what_it_lacked_and_what_it_keeps_back() -> None:
    lacking, kept = advanced("1500", ()).lines[-1], advanced("2375", DEBT).lines[-1]
    assert (str(lacking.label), said(lacking)) == (
        "Advance",
        "RUB 500.00, because premiums of RUB 1,500.00 are paid as RUB 2,000.00",
    )
    assert (str(kept.label), said(kept)) == (
        "Advance kept back",
        (
            "\N{MINUS SIGN}RUB 375.00, because RUB 500.00 was paid before it was earned, "
            "and RUB 2,375.00 is above RUB 2,000.00"
        ),
    )


def test_what_is_not_recoverable_is_paid_and_never_kept_back() -> None:
    advance = Advance(Decimal(2000), is_recoverable=False)
    poor, rich = advanced("1500", (), advance=advance), advanced("9000", (), advance=advance)
    assert amounts(poor) == {"p": 1500, "advance": 500}
    assert amounts(rich) == {"p": 9000}
    assert (poor.balances, poor.carries) == ((), ())


def test_a_debt_outlives_the_advance_on_the_card() -> None:
    found = advanced("300", DEBT, advance=None)
    assert amounts(found) == {"p": 300, "advance": -300}
    assert found.carries == (Carry(CarryKind.ADVANCE, rub(200)),)


def test_total_pay_is_at_least_the_guarantee() -> None:
    scheme = scheme_of(
        BonusTemplate("p", "P", FixedPremium(Decimal(100))),
        cards=(card("p", salary="1000", guarantee=Decimal(1500)),),
    )
    found = statement_of(scheme, {})
    assert amounts(found) == {"p": 100, "guarantee": 400}
    assert said(found.lines[-1]) == ("RUB 400.00, because total pay is at least RUB 1,500.00")


def test_a_guarantee_that_is_reached_leaves_no_line() -> None:
    cards = (card(salary="1000", guarantee=Decimal(1000)),)
    assert amounts(statement_of(scheme_of(cards=cards), {})) == {}


def test_nothing_is_kept_back_from_a_guarantee() -> None:
    found = advanced("2600", DEBT, guarantee=Decimal(3400))
    assert amounts(found) == {"p": 2600, "advance": -200}
    assert total(found) == 3400


months = st.lists(st.decimals(-3000, 5000, places=2), min_size=1, max_size=12)


@given(earned=months, guarantee=st.none() | st.integers(0, 5000).map(Decimal))
def test_advances_paid_less_those_kept_back_are_the_debt(
    earned: list[Decimal], guarantee: Decimal | None
) -> None:
    carries: tuple[Carry, ...] = ()
    paid = Decimal(0)
    for one in earned:
        found = advanced(str(one), carries, guarantee=guarantee)
        paid += amounts(found).get("advance", Decimal(0))
        carries = found.carries
        assert sum((carry.amount.as_decimal() for carry in carries), Decimal(0)) == paid
        assert total(found) >= found.salary.as_decimal()
        assert all(
            balance.before + balance.added - balance.kept_back == balance.after
            for balance in found.balances
        )


@given(
    bonus=st.integers(0, 10**4),
    taken=st.lists(st.integers(0, 10**4), max_size=3),
    owed=st.integers(0, 10**4),
)
def test_a_clawback_never_touches_the_salary_and_forgets_nothing(
    bonus: int, taken: list[int], owed: int
) -> None:
    carries = (Carry(CarryKind.CLAWBACK, rub(owed)),) if owed else ()
    lost = tuple(failed(paid, record=number) for number, paid in enumerate(taken))
    found = opened(paying(bonus, TAKEN_BACK), Opening(carries, lost))
    assert total(found) >= 1000
    left = sum((carry.amount.as_decimal() for carry in found.carries), Decimal(0))
    assert total(found) == 1000 + bonus - (sum(taken) + owed - left)

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.instalments import later_parts
from crm_desktop.rewards.opening import Carry, CarryKind, Failed, Opening
from crm_desktop.rewards.template import BonusTemplate, FixedPremium, FormulaPremium
from tests.unit.rewards.builders import (
    MARCH,
    amounts,
    employee,
    opened,
    rub,
    said,
    scheme_of,
    statement_of,
    statements_of,
)
from tests.unit.rewards.test_premium import COMMISSION, Books, accrual

APRIL, MAY = MARCH.next(), MARCH.next().next()
SIXTY = BonusTemplate("p", "P", FixedPremium(Decimal(60)), instalments=3)
IN_TWO = replace(COMMISSION, instalments=2)


def test_the_first_instalment_is_paid_at_once_and_the_others_are_carried() -> None:
    statement = statement_of(scheme_of(SIXTY), {})
    assert amounts(statement) == {"p": 20}
    assert said(statement.lines[0]) == (
        "RUB 20.00, because RUB 60.00 is paid in 3 monthly instalments"
    )
    [whole] = statement.lines[0].derivation.inputs
    assert whole.value.value == 60
    assert statement.carries == tuple(
        Carry(CarryKind.INSTALMENT, rub(20), "p", MARCH, month.start, number, 3, whole=rub(60))
        for number, month in ((2, APRIL), (3, MAY))
    )


def test_an_instalment_is_not_paid_before_its_month() -> None:
    carries = statement_of(scheme_of(SIXTY), {}).carries
    without = scheme_of(salary="100")
    paid = [amounts(opened(without, Opening(carries), month)) for month in (MARCH, APRIL)]
    assert paid == [{}, {"instalment:p:2026-03": 20}]


def test_an_instalment_that_no_month_paid_is_paid_with_the_next_one() -> None:
    carries = statement_of(scheme_of(SIXTY), {}).carries
    [line] = opened(scheme_of(salary="100"), Opening(carries), MAY.next()).lines
    assert line.amount == rub(40)
    assert said(line) == "RUB 40.00, because it is part 2 of 3, and it is part 3 of 3"


def test_an_instalment_says_what_it_is_a_part_of() -> None:
    carries = statement_of(scheme_of(SIXTY), {}).carries
    line = opened(scheme_of(SIXTY), Opening(carries=carries), APRIL).lines[1]
    assert str(line.label) == "P: instalment for March 2026"
    assert said(line) == "RUB 20.00, because it is part 2 of 3"


def test_instalments_stand_before_what_keeps_the_salary_whole() -> None:
    fine = BonusTemplate("fine", "Fine", FixedPremium(Decimal(-30)))
    carries = statement_of(scheme_of(SIXTY), {}).carries
    found = opened(scheme_of(fine, salary="100"), Opening(carries=carries), APRIL)
    assert amounts(found) == {"fine": -30, "instalment:p:2026-03": 20, "floor": 10}
    assert [line.code for line in found.lines] == ["fine", "instalment:p:2026-03", "floor"]


def test_a_commission_is_carried_record_by_record() -> None:
    books = Books((accrual(1, 1000, 50), accrual(2, 400, 20), accrual(3, 400, -10)))
    found = statements_of(scheme_of(IN_TWO), [employee()], {}, earnings=books)["ann"]
    assert amounts(found) == {"c": 25}  # 25 + 10 − 10
    assert {(carry.record, carry.amount) for carry in found.carries} == {
        (1, rub(25)),
        (2, rub(10)),
    }


def test_a_record_that_failed_is_not_paid_any_more() -> None:
    books = Books((accrual(1, 1000, 50), accrual(2, 400, 20)))
    carries = statements_of(scheme_of(IN_TWO), [employee()], {}, earnings=books)["ann"].carries
    about = "c", Entity.DEAL, 1, "Deal 1"
    failed = Failed(*about, rub(25), date(2026, 3, 5), date(2026, 4, 2), rub(25))
    line = opened(scheme_of(IN_TWO), Opening(carries, (failed,)), APRIL).lines[1]
    assert line.amount == rub(10)
    assert said(line) == ("RUB 10.00, because it is part 2 of 2, and “Deal 1” failed on 02/04/2026")


def test_what_is_below_zero_is_taken_at_once() -> None:
    template = replace(SIXTY, premium=FixedPremium(Decimal(-60)))
    statement = statement_of(scheme_of(template), {})
    assert amounts(statement) == {"p": -60, "floor": 60}
    assert statement.carries == ()


def test_an_exact_premium_is_paid_whole_by_its_instalments() -> None:
    template = replace(SIXTY, premium=FormulaPremium("100 / 3"))
    scheme = scheme_of(template, rounding_place=RoundingPlace.TOTAL)
    statement = statement_of(scheme, {})
    later = sum(carry.amount.minor for carry in statement.carries)
    assert statement.total.minor + later == 33_33


@given(minor=st.integers(1, 10**12), count=st.integers(1, 60))
def test_instalments_are_equal_but_for_a_minor_unit(minor: int, count: int) -> None:
    parts = later_parts(replace(SIXTY, instalments=count), Money(minor, "RUB"), MARCH, ())
    later = [part.amount.minor for part in parts]
    first = minor - sum(later)
    assert all(0 < part <= first <= part + 1 for part in later)
    assert len(later) == min(count, minor) - 1


@given(minor=st.integers(1, 10**6), count=st.integers(1, 6), place=st.sampled_from(RoundingPlace))
def test_instalments_of_all_months_are_the_whole(
    minor: int, count: int, place: RoundingPlace
) -> None:
    whole = Decimal(minor) / 1000
    template = replace(SIXTY, premium=FixedPremium(whole), instalments=count)
    first = statement_of(scheme_of(template, rounding_place=place), {})
    paid, month, later = first.total, MARCH, scheme_of(rounding_place=place)
    for _ in range(count):
        month = month.next()
        due = tuple(carry for carry in first.carries if carry.due_on == month.start)
        paid += opened(later, Opening(due), month).total
    assert paid == Money.of(whole, "RUB")


@given(records=st.lists(st.integers(-(10**6), 10**6).filter(bool), max_size=5))
def test_each_record_that_gained_is_halved(records: list[int]) -> None:
    day = date(2026, 3, 5)
    earned = [
        Accrual("c", Entity.DEAL, number, "", None, day, 0, None, amount)
        for number, amount in enumerate(records)
    ]
    due = sum(records)
    parts = later_parts(IN_TWO, Money(due, "RUB"), MARCH, earned)
    halves = {number: amount // 2 for number, amount in enumerate(records) if amount > 1}
    assert {part.record: part.amount.minor for part in parts} == (halves if due > 0 else {})

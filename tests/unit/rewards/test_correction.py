from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.money import Money
from crm_desktop.rewards.correction import Correction, correction
from crm_desktop.rewards.template import BonusTemplate, FixedPremium, PercentPremium
from tests.unit.rewards.builders import MARCH, facts_of, indicator, scheme_of, statement_of

SHARE = BonusTemplate("share", "Share", PercentPremium(Decimal("0.05")), "sales")
FIXED = BonusTemplate("fixed", "Fixed", FixedPremium(Decimal(1000)))


def found(
    was: str,
    now: str,
    *,
    templates_now: tuple[BonusTemplate, ...] = (SHARE, FIXED),
    salary_now: str = "62000",
) -> Correction | None:
    """Return what is to be corrected when sales ``was`` settled are ``now`` others."""
    sales = (indicator("sales"),)
    before = scheme_of(SHARE, FIXED, salary="62000", indicators=sales)
    after = scheme_of(*templates_now, salary=salary_now, indicators=sales)
    return correction(
        statement_of(before, facts_of(sales=was)), statement_of(after, facts_of(sales=now))
    )


def rub(amount: int) -> Money:
    return Money(amount * 100, "RUB")


def test_sales_that_dropped_take_their_part_of_the_premium_back() -> None:
    correct = found("300000", "200000")
    assert correct is not None
    assert (correct.amount, correct.salary, correct.period) == (rub(-5000), rub(0), MARCH)
    [line] = correct.lines
    assert (line.was, line.now) != (None, None)
    assert line.amount == rub(-5000)
    assert str(correct.label) == "Correction for March 2026"


def test_what_is_as_it_was_needs_no_correction() -> None:
    assert found("300000", "300000") is None


def test_lines_that_went_and_the_salary_count_with_the_total() -> None:
    correct = found("300000", "300000", templates_now=(SHARE,), salary_now="61000")
    assert correct is not None
    [line] = correct.lines
    assert (line.was is not None, line.now, line.amount) == (True, None, rub(-1000))
    assert correct.salary == rub(-1000)
    assert correct.amount == correct.salary + line.amount


def test_changes_that_make_up_for_each_other_are_told_all_the_same() -> None:
    correct = found("300000", "320000", templates_now=(SHARE,))
    assert correct is not None
    assert {line.amount for line in correct.lines} == {rub(1000), rub(-1000)}
    assert correct.amount == rub(0)


def test_who_is_not_paid_any_more_owes_everything() -> None:
    settled = statement_of(
        scheme_of(SHARE, salary="62000", indicators=(indicator("sales"),)),
        facts_of(sales="300000"),
    )
    correct = correction(settled, None)
    assert correct is not None
    assert correct.amount == -settled.total

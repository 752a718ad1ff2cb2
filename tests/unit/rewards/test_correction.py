from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.period import Period
from crm_desktop.rewards.correction import Correction, correction
from crm_desktop.rewards.opening import AcceptedCorrection, Carry, CarryKind, Opening
from crm_desktop.rewards.template import (
    Advance,
    BonusTemplate,
    FixedPremium,
    PercentPremium,
)
from tests.unit.rewards.builders import (
    MARCH,
    card,
    employee,
    facts_of,
    indicator,
    opened,
    scheme_of,
    statement_of,
    statements_of,
)
from tests.unit.rewards.test_premium import COMMISSION, Books, accrual

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


def test_what_belongs_to_other_months_is_not_compared() -> None:
    february = Period.month(2026, 2)
    opening = Opening(
        carries=(
            Carry(CarryKind.INSTALMENT, rub(60), "old", february, MARCH.start, 2, 2),
            Carry(CarryKind.CLAWBACK, rub(30)),
        ),
        corrections=(AcceptedCorrection(1, february, rub(-20)),),
    )
    cards = (card("fixed", salary="500", advance=Advance(Decimal(2000))),)
    scheme = scheme_of(FIXED, cards=cards, rounding_place=RoundingPlace.TOTAL)
    settled = opened(scheme, opening)
    now = statement_of(scheme, {})
    assert {line.code for line in settled.lines} > {line.code for line in now.lines}
    assert correction(settled, now) is None


def test_a_correction_of_a_rounded_total_is_the_difference_of_totals() -> None:
    """Two halves of a kopeck are RUB 20.01, though each is printed as RUB 10.01."""
    halves = [BonusTemplate(code, code, FixedPremium(Decimal("10.005"))) for code in ("a", "b")]
    scheme = scheme_of(*halves, rounding_place=RoundingPlace.TOTAL)
    gone = replace(
        scheme, templates=(replace(halves[0], premium=FixedPremium(Decimal(0))), halves[1])
    )
    settled, now = statement_of(scheme, {}), statement_of(gone, {})
    found = correction(settled, now)
    assert found is not None
    assert found.amount == now.total - settled.total == Money(-1000, "RUB")
    assert found.amount == sum((line.amount for line in found.lines), rub(0))


@given(
    was=st.lists(st.decimals(0, 100, places=3), min_size=3, max_size=3),
    now=st.lists(st.decimals(0, 100, places=3), min_size=3, max_size=3),
    place=st.sampled_from(RoundingPlace),
)
def test_what_is_corrected_makes_the_total_that_is_due(
    was: list[Decimal], now: list[Decimal], place: RoundingPlace
) -> None:
    before, after = (
        statement_of(
            scheme_of(
                *(BonusTemplate(f"t{i}", "T", FixedPremium(one)) for i, one in enumerate(amounts)),
                rounding_place=place,
            ),
            {},
        )
        for amounts in (was, now)
    )
    found = correction(before, after)
    assert (found.amount if found else rub(0)) == after.total - before.total


def test_a_premium_by_instalments_is_corrected_whole() -> None:
    def paid(amount: int) -> BonusTemplate:
        return BonusTemplate("p", "P", FixedPremium(Decimal(amount)), instalments=3)

    settled = statement_of(scheme_of(paid(60)), {})
    found = correction(settled, statement_of(scheme_of(paid(30)), {}))
    assert found is not None
    assert found.amount == rub(-30)


def test_instalments_of_a_record_that_is_gone_are_counted_for_they_go_on() -> None:
    scheme = scheme_of(replace(COMMISSION, instalments=2))
    books = [Books((accrual(1, 1000, 50), accrual(2, 400, amount))) for amount in (20, 40)]
    both, more = (statements_of(scheme, [employee()], {}, earnings=one)["ann"] for one in books)
    only = Books((accrual(2, 400, 20),))
    gone = correction(both, statements_of(scheme, [employee()], {}, earnings=only)["ann"])
    grown = correction(both, more)
    assert gone is not None
    assert grown is not None
    assert (gone.amount, grown.amount) == (rub(-50), rub(20))

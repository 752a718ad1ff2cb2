from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.rewards.statement import Statement
from crm_desktop.rewards.template import BonusTemplate, FixedPremium, PayModel
from tests.unit.rewards.builders import amounts, card, said, scheme_of, statement_of, total


def paid(
    *values: str | Decimal,
    place: RoundingPlace = RoundingPlace.TOTAL,
    rounding: Rounding = Rounding.HALF_UP,
    **rules: object,
) -> Statement:
    """Return the pay of fixed premiums of ``values``."""
    templates = [
        BonusTemplate(f"t{number}", "T", FixedPremium(Decimal(value)))
        for number, value in enumerate(values)
    ]
    cards = (card(*(template.code for template in templates), **rules),)  # type: ignore[arg-type]
    scheme = scheme_of(*templates, rounding=rounding, rounding_place=place, cards=cards)
    return statement_of(scheme, {})


def test_the_total_is_rounded_once_and_a_line_tells_the_rest() -> None:
    found = paid("3.333", "3.333", "3.333")
    assert amounts(found) == {
        "t0": Decimal("3.33"),
        "t1": Decimal("3.33"),
        "t2": Decimal("3.33"),
        "remainder": Decimal("0.01"),
    }
    assert total(found) == Decimal("10.00")
    assert str(found.lines[-1].label) == "Rounding"
    assert said(found.lines[-1]) == (
        "RUB 0.01, because the total is rounded once, and the lines are printed rounded"
    )


def test_the_rest_can_be_below_zero() -> None:
    found = paid("3.335", "3.335")
    assert amounts(found)["remainder"] == Decimal("-0.01")
    assert total(found) == Decimal("6.67")


def test_where_each_line_is_rounded_there_is_no_rest() -> None:
    found = paid("3.333", "3.333", "3.333", place=RoundingPlace.LINE)
    assert total(found) == Decimal("9.99")
    assert "remainder" not in amounts(found)


def test_a_total_that_the_lines_make_has_no_rest() -> None:
    assert amounts(paid("3.33", "6.67")) == {"t0": Decimal("3.33"), "t1": Decimal("6.67")}


def test_the_floor_and_the_cap_hold_for_the_exact_sum() -> None:
    low = paid("-3.333", "-3.333", salary="10")
    high = paid("8.004", "8.004", salary="10", total_cap=Decimal(2))
    assert (total(low), total(high)) == (Decimal(10), Decimal(20))
    assert sum(amounts(low).values()) == 0
    assert sum(amounts(high).values()) == 10


@given(
    values=st.lists(st.decimals(-(10**6), 10**6, places=4), max_size=8),
    rounding=st.sampled_from(Rounding),
    model=st.sampled_from(PayModel),
    cap=st.none() | st.integers(1, 3).map(Decimal),
    guarantee=st.none() | st.integers(0, 10**6).map(Decimal),
)
def test_lines_and_total_agree_wherever_it_is_rounded(
    values: list[Decimal],
    rounding: Rounding,
    model: PayModel,
    cap: Decimal | None,
    guarantee: Decimal | None,
) -> None:
    for place in RoundingPlace:
        found = paid(
            *values,
            place=place,
            rounding=rounding,
            salary="1000.55",
            pay_model=model,
            total_cap=cap,
            guarantee=guarantee,
        )
        assert total(found) == found.salary.as_decimal() + sum(amounts(found).values())
        assert total(found) >= max(found.salary.as_decimal(), guarantee or Decimal(0))


@given(
    values=st.lists(st.decimals(0, 10**6, places=4), max_size=8),
    rounding=st.sampled_from(Rounding),
)
def test_the_total_is_the_exact_sum_rounded(values: list[Decimal], rounding: Rounding) -> None:
    expected = Money.of(sum(values, Decimal(0)), "RUB", rounding)
    assert paid(*values, rounding=rounding).total == expected


@given(order=st.permutations(range(6)), place=st.sampled_from(RoundingPlace))
def test_the_order_of_the_templates_on_the_card_does_not_matter(
    order: list[int], place: RoundingPlace
) -> None:
    templates = tuple(
        BonusTemplate(f"t{number}", "T", FixedPremium(Decimal(number) / 7)) for number in range(6)
    )
    found = [
        statement_of(
            scheme_of(
                *templates, rounding_place=place, cards=(card(*(f"t{number}" for number in one)),)
            ),
            {},
        )
        for one in (order, range(6))
    ]
    assert amounts(found[0]) == amounts(found[1])
    assert found[0].total == found[1].total

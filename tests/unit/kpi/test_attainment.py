from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.kpi.attainment import attainment, is_reached
from crm_desktop.kpi.definition import LessRule, Polarity


@pytest.mark.parametrize(
    ("fact", "plan", "polarity", "rule", "expected"),
    [
        ("80", "100", Polarity.MORE, LessRule.PLAN_OVER_FACT, "0.8"),
        ("-20", "100", Polarity.MORE, LessRule.PLAN_OVER_FACT, "-0.2"),
        ("0", "100", Polarity.MORE, LessRule.PLAN_OVER_FACT, "0"),
        ("4", "5", Polarity.LESS, LessRule.PLAN_OVER_FACT, "1.25"),
        ("10", "5", Polarity.LESS, LessRule.PLAN_OVER_FACT, "0.5"),
        ("4", "5", Polarity.LESS, LessRule.TWO_MINUS_RATIO, "1.2"),
        ("10", "5", Polarity.LESS, LessRule.TWO_MINUS_RATIO, "0"),
        ("0", "5", Polarity.LESS, LessRule.TWO_MINUS_RATIO, "2"),
    ],
)
def test_attainment(
    fact: str, plan: str, polarity: Polarity, rule: LessRule, expected: str
) -> None:
    # Source: domain.md §5.
    found = attainment(Decimal(fact), Decimal(plan), polarity=polarity, less_rule=rule)
    assert found.value == Decimal(expected)


@pytest.mark.parametrize("plan", ["0", "-5"])
def test_without_a_plan_above_zero_there_is_no_attainment(plan: str) -> None:
    found = attainment(Decimal(5), Decimal(plan))
    assert (found.value, str(found.reason)) == (None, "attainment needs a plan above zero")


def test_plan_over_a_fact_of_zero_has_no_value_but_is_reached() -> None:
    found = attainment(
        Decimal(0), Decimal(5), polarity=Polarity.LESS, less_rule=LessRule.PLAN_OVER_FACT
    )
    assert found.value is None
    assert str(found.reason).startswith("“plan ÷ fact” needs a fact above zero")
    assert is_reached(Decimal(0), Decimal(5), Polarity.LESS) is True


def test_a_perfect_zero_has_an_attainment_unless_another_rule_is_chosen() -> None:
    found = attainment(Decimal(0), Decimal(5), polarity=Polarity.LESS)
    assert found.value == Decimal(2)


@pytest.mark.parametrize("rule", LessRule)
def test_c24_less_is_better_at_the_target_is_reached_and_shows_100_percent(rule: LessRule) -> None:
    # Source: case C24, one predicate for bar and state.
    found = attainment(Decimal(5), Decimal(5), polarity=Polarity.LESS, less_rule=rule)
    assert found.value == 1
    assert is_reached(Decimal(5), Decimal(5), Polarity.LESS) is True


@pytest.mark.parametrize(("fact", "plan"), [(None, Decimal(1)), (Decimal(1), None)])
def test_nothing_is_reached_or_missed_without_fact_and_plan(
    fact: Decimal | None, plan: Decimal | None
) -> None:
    assert is_reached(fact, plan) is None


@pytest.mark.parametrize(
    ("fact", "expected", "reached"),
    [
        ("100", "1", True),
        ("90", "1", True),
        ("110", "1", True),
        ("89", "0.99", False),
        ("130", "0.8", False),
        ("0", "0.1", False),
        ("250", "-0.4", False),
    ],
)
def test_a_corridor_is_reached_within_its_tolerance_on_either_side(
    fact: str, expected: str, reached: bool
) -> None:
    # Source: domain.md §5, plan ± tolerance: here 100 ± 10 %.
    found = attainment(
        Decimal(fact), Decimal(100), polarity=Polarity.CORRIDOR, tolerance=Decimal("0.1")
    )
    assert found.value == Decimal(expected)
    corridor = Polarity.CORRIDOR, Decimal("0.1")
    assert is_reached(Decimal(fact), Decimal(100), *corridor) is reached


@pytest.mark.parametrize(
    ("fact", "plan", "base", "polarity", "expected"),
    [
        ("100", "150", "100", Polarity.MORE, "0"),
        ("125", "150", "100", Polarity.MORE, "0.5"),
        ("150", "150", "100", Polarity.MORE, "1"),
        ("80", "150", "100", Polarity.MORE, "-0.4"),
        ("10", "5", "10", Polarity.LESS, "0"),
        ("7", "5", "10", Polarity.LESS, "0.6"),
        ("5", "5", "10", Polarity.LESS, "1"),
        ("3", "5", "10", Polarity.LESS, "1.4"),
        ("2", "0", "10", Polarity.LESS, "0.8"),
    ],
)
def test_attainment_counts_from_the_base_level(
    fact: str, plan: str, base: str, polarity: Polarity, expected: str
) -> None:
    # Source: domain.md §5: (fact − base) ÷ (plan − base).
    found = attainment(Decimal(fact), Decimal(plan), base=Decimal(base), polarity=polarity)
    assert found.value == Decimal(expected)


@pytest.mark.parametrize(
    ("plan", "polarity"),
    [("5", Polarity.MORE), ("5", Polarity.LESS), ("4", Polarity.MORE), ("6", Polarity.LESS)],
)
def test_a_plan_that_is_not_better_than_its_base_has_no_attainment(
    plan: str, polarity: Polarity
) -> None:
    found = attainment(Decimal(7), Decimal(plan), base=Decimal(5), polarity=polarity)
    assert found.value is None
    assert str(found.reason) == "attainment needs a plan that is better than its base level 5"


FIGURES = st.decimals(-1_000, 10_000, places=3) | st.fractions(-100, 100).map(
    lambda ratio: Decimal(ratio.numerator) / ratio.denominator
)


@given(
    fact=FIGURES,
    plan=FIGURES.filter(lambda plan: plan > 0),
    polarity=st.sampled_from(Polarity),
    rule=st.sampled_from(LessRule),
    tolerance=st.decimals(0, 1, places=2),
    near=st.sampled_from([None, 0, 1, -1]),
)
def test_reached_means_100_percent(
    fact: Decimal,
    plan: Decimal,
    polarity: Polarity,
    rule: LessRule,
    tolerance: Decimal,
    near: int | None,
) -> None:
    if near is not None:  # as close to the plan as figures of 28 digits can be
        fact = {0: plan, 1: plan.next_plus(), -1: plan.next_minus()}[near]
    found = attainment(fact, plan, polarity=polarity, less_rule=rule, tolerance=tolerance).value
    if found is not None:
        assert (found >= 1) is is_reached(fact, plan, polarity, tolerance)


@given(
    fact=st.integers(-1_000, 1_000),
    plan=st.integers(-1_000, 1_000),
    base=st.integers(-1_000, 1_000),
    polarity=st.sampled_from([Polarity.MORE, Polarity.LESS]),
)
def test_from_a_base_too_reached_means_100_percent(
    fact: int, plan: int, base: int, polarity: Polarity
) -> None:
    found = attainment(Decimal(fact), Decimal(plan), base=Decimal(base), polarity=polarity).value
    assert (found is None) is (plan <= base if polarity is Polarity.MORE else plan >= base)
    if found is not None:
        assert (found >= 1) is is_reached(Decimal(fact), Decimal(plan), polarity)

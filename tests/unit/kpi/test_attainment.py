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


@given(
    fact=st.integers(1, 10_000),
    plan=st.integers(1, 10_000),
    polarity=st.sampled_from(Polarity),
    rule=st.sampled_from(LessRule),
)
def test_reached_means_100_percent(
    fact: int, plan: int, polarity: Polarity, rule: LessRule
) -> None:
    found = attainment(Decimal(fact), Decimal(plan), polarity=polarity, less_rule=rule).value
    assert found is not None
    assert (found >= 1) is is_reached(Decimal(fact), Decimal(plan), polarity)

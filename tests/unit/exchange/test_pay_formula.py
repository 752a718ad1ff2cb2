"""What computes a figure, as a formula of a workbook."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.exchange.pay_formula import Arithmetic, arithmetic
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.sentence import joined, product, quotient
from crm_desktop.kpi.working import Operand, Working, computed, of_signs, paid_if
from crm_desktop.rewards.template import BonusTemplate, PercentPremium, PremiumCondition
from crm_desktop.texts import Message
from tests.unit.rewards.builders import facts_of, indicator, scheme_of, statement_of

MINUS = "\N{MINUS SIGN}"
TEN = Money(1000, "RUB")
TEN_IN_FIGURES = Quantity(Decimal(10), Unit.MONEY, "RUB")
SHARE = Quantity(Decimal("0.05"), Unit.PERCENT)
THREE = Quantity(Decimal(3))


def of(working: Working | None) -> Arithmetic:
    found = arithmetic(working)
    assert found is not None
    return found


def in_cells(found: Arithmetic) -> str:
    return found.in_cells([f"{letter}1" for letter in "ABCDEFGH"])


def formula(text: str) -> Message:
    """Return the formula with ten for ``a`` and three for ``b``."""
    return parse(text).with_values({"a": TEN, "b": THREE})


@pytest.mark.parametrize(
    ("left", "written", "value"),
    [
        (product(SHARE, TEN), "(A1*B1)", "0.5"),
        (quotient(TEN, SHARE), "(A1/B1)", "200"),
        (joined(MINUS, [TEN, THREE]), "(A1-B1)", "7"),
        (joined("+", [product(THREE, TEN), product(TEN, TEN)]), "((A1*B1)+(C1*D1))", "130"),
        (product(joined("+", [THREE, TEN]), THREE), "((A1+B1)*C1)", "39"),
        (formula("max(a, b) - -b"), "(MAX(A1,B1)--(C1))", "13"),
        (formula("round(a / 4) + abs(b)"), "(ROUND((A1/4),0)+ABS(B1))", "6"),
        (formula("round(a / 3, 2)"), "ROUND((A1/3),2)", "3.33"),
        (formula("a if 1 < b <= 3 else 0"), "IF(AND(1<B1,B1<=3),A1,0)", "10"),
        (formula("a if not b == 3 or b != 3 else 2"), "IF(OR(NOT(B1=3),C1<>3),A1,2)", "2"),
    ],
)
def test_signs_and_figures_become_a_formula(left: Message, written: str, value: str) -> None:
    found = of(of_signs(left))

    assert (in_cells(found), found.value) == (written, Decimal(value))


def test_conditions_decide_whether_the_formula_pays() -> None:
    share = computed("{0} * {1}", THREE, TEN_IN_FIGURES)
    tests = [computed("{0} > {1}", TEN_IN_FIGURES, THREE), computed("{0} == {1}", THREE, THREE)]

    found = of(paid_if(share, tests))

    assert in_cells(found) == "IF(AND(C1>D1,E1=F1),(A1*B1),0)"
    assert [operand.value for operand in found.operands] == [
        *(THREE, TEN_IN_FIGURES),
        *(TEN_IN_FIGURES, THREE, THREE, THREE),
    ]
    assert found.value == 30


def test_a_sum_that_a_condition_decides_on_is_computed() -> None:
    found = of(paid_if(Operand(TEN_IN_FIGURES), [computed("{0} >= {1}", THREE, THREE)]))

    assert (in_cells(found), found.value) == ("IF(B1>=C1,A1,0)", Decimal(10))


@pytest.mark.parametrize(
    "working",
    [
        None,
        of_signs(Message("decided by the director")),
        of_signs(Message("{part1} of {part2}", part1=THREE, part2=TEN)),
        of_signs(product(Quantity(None), TEN)),
        of_signs(product("three", TEN)),
        computed("{0} / {1}", TEN_IN_FIGURES, Quantity(Decimal(0))),
        computed("{0} + {1}", TEN_IN_FIGURES, Quantity(None)),
        computed(" + ".join(["{0}"] * 200), THREE),
    ],
)
def test_words_and_what_has_no_value_are_no_formula(working: Working | None) -> None:
    assert arithmetic(working) is None


@given(
    sales=st.decimals(0, 10**9, places=4),
    rate=st.decimals(0, 1, places=6),
    bound=st.decimals(0, 10**9, places=2),
)
def test_a_share_of_any_figure_is_computed_as_it_is_paid(
    sales: Decimal, rate: Decimal, bound: Decimal
) -> None:
    condition = PremiumCondition("sales", Operator.AT_MOST, bound)
    template = BonusTemplate("t", "T", PercentPremium(rate), "sales", (condition,))
    scheme = scheme_of(template, indicators=(indicator("sales"),))
    [line] = statement_of(scheme, facts_of(sales=str(sales))).lines

    found = arithmetic(line.derivation.working)

    assert found is not None
    assert Money.of(found.value, "RUB") == line.amount
    assert sales <= bound or not line.amount

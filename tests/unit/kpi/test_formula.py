from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.formula import MAX_LENGTH, parse


def value_of(text: str, **values: str | None) -> Decimal | None:
    given = {name: None if v is None else Decimal(v) for name, v in values.items()}
    return parse(text).evaluate(given).value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.1 + 0.2", "0.3"),
        ("1_000_000 * .05", "50000"),
        ("1e3 - 1", "999"),
        ("-2 * (3 + 4) / 7", "-2"),
        ("+5", "5"),
        ("1 / 3 * 3", "1"),
        ("min(3, 1, 2) + max(3, 4)", "5"),
        ("abs(-2.50)", "2.5"),
        ("round(2.5)", "3"),
        ("round(-2.5)", "-3"),
        ("round(0.125, 2)", "0.13"),
        ("round(7 / 3, 4)", "2.3333"),
        ("1 if 0.1 + 0.2 == 0.3 else 0", "1"),
        ("1 if 1 / 3 * 3 >= 1 else 0", "1"),
        ("1 if 1 < 2 <= 2 else 0", "1"),
        ("1 if 1 < 2 > 3 else 0", "0"),
        ("1 if 1 != 1 or not 2 < 1 and 1 > 0 else 0", "1"),
        ("(1 +\n 2)", "3"),
    ],
)
def test_formulas_are_computed_exactly(text: str, expected: str) -> None:
    assert value_of(text) == Decimal(expected)


def test_names_may_be_cyrillic() -> None:
    assert value_of("продажи / сделки", продажи="900", сделки="3") == 300


def test_names_are_listed_once_in_the_order_of_use() -> None:
    found = parse("b + a.plan * b + min(c, a.attainment)")
    assert found.names == ("b", "a", "c")
    assert found.references == ("b", "a.plan", "c", "a.attainment")


def test_a_plan_and_an_attainment_have_values_of_their_own() -> None:
    values = {"a": Decimal(3), "a.plan": Decimal(4), "a.attainment": Decimal("0.75")}
    found = parse("a / a.plan - a.attainment + (a).plan").evaluate(values)
    assert found.value == 4


def test_a_plan_without_a_value_is_named() -> None:
    found = parse("a.plan").evaluate({"a": Decimal(1)})
    assert str(found.reason) == "“a.plan” has no value"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a + b", "“b” has no value"),
        ("b + unknown", "“b” has no value"),
        ("unknown", "“unknown” has no value"),
        ("1 if b > 0 else 0", "“b” has no value"),
        ("max(a, b)", "“b” has no value"),
        ("a / (a - 1)", "“a - 1” is zero, and nothing can be divided by zero"),
        ("huge * 0", "“huge” is too large or too small to compute"),
        ("nan * 0", "“nan” is too large or too small to compute"),
    ],
)
def test_no_value_flows_through_with_its_reason(text: str, reason: str) -> None:
    values = {"a": Decimal(1), "b": None, "huge": Decimal("1e9999"), "nan": Decimal("NaN")}
    found = parse(text).evaluate(values)
    assert (found.value, str(found.reason)) == (None, reason)


def test_a_branch_that_is_not_taken_needs_no_value() -> None:
    assert value_of("a if a > 0 else b / (a - a)", a="1", b=None) == 1


def test_the_second_half_of_a_decided_condition_needs_no_value() -> None:
    assert value_of("1 if a > 0 or b > 0 else 0", a="1", b=None) == 1


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("", "Line 1, column 1: The formula is empty."),
        ("  ", "Line 1, column 1: The formula is empty."),
        ("a +", "Line 1, column 4: The formula cannot be read"),
        ("a b", "Line 1, column 3: The formula cannot be read"),
        ("план ** 2", "Line 1, column 1: This is not allowed"),
        ("план + (1).real", "Line 1, column 8: This is not allowed"),
        ("a.coefficient", "Line 1, column 1: This is not allowed"),
        ("a.plan.plan", "Line 1, column 1: This is not allowed"),
        ("min.plan", "Line 1, column 1: This is not allowed"),
        ("(a\n.plan)", "Line 1, column 2: This is not allowed"),
        ("1 + open(a)", "Line 1, column 5: This is not allowed"),
        ("(1 +\n  sum(a))", "Line 2, column 3: This is not allowed"),
        ("min(*a)", "Line 1, column 5: This is not allowed"),
        ("round(a, ndigits=1)", "Line 1, column 1: This is not allowed"),
        ("min", "Line 1, column 1: This is not allowed"),
        ("a[0]", "Line 1, column 1: This is not allowed"),
        ("[a]", "Line 1, column 1: This is not allowed"),
        ("lambda: a", "Line 1, column 1: This is not allowed"),
        ("f'{a}'", "Line 1, column 1: This is not allowed"),
        ("'a'", "Line 1, column 1: This is not allowed"),
        ("True", "Line 1, column 1: This is not allowed"),
        ("0x10", "Line 1, column 1: This is not allowed"),
        ("1j", "Line 1, column 1: This is not allowed"),
        ("a // 2", "Line 1, column 1: This is not allowed"),
        ("a % 2", "Line 1, column 1: This is not allowed"),
        ("~a", "Line 1, column 1: This is not allowed"),
        ("(a := 1)", "Line 1, column 2: This is not allowed"),
        ("1 if a is a else 0", "Line 1, column 6: This is not allowed"),
        ("1 if a in a else 0", "Line 1, column 6: This is not allowed"),
        ("1,5 * a", "Line 1, column 1: Write decimals with a point"),
        ("a / 0", "Line 1, column 1: Nothing can be divided by zero."),
        ("1 + a / (2 - max(1, 2))", "Line 1, column 5: Nothing can be divided by zero."),
        ("1e500", "Line 1, column 1: The number is too large or too small."),
        ("a > 1", "Line 1, column 1: A number is needed here"),
        ("(a > 1) * 5", "Line 1, column 2: A number is needed here"),
        ("not a", "Line 1, column 1: A number is needed here"),
        ("1 if a else 0", "Line 1, column 6: A comparison is needed here"),
        ("abs(a, b)", "Line 1, column 1: “abs” takes one value."),
        ("min(a)", "Line 1, column 1: “min” and “max” take two values or more."),
        ("round()", "Line 1, column 1: “round” takes a value"),
        ("round(a, b)", "Line 1, column 1: “round” takes a value"),
        ("round(a, 99)", "Line 1, column 1: “round” takes a value"),
        ("\0", "Line 1, column"),
        ("-" * 1_000 + "1", "Line 1, column 101: The formula is too deeply nested"),
        ("(" * 300 + "1" + ")" * 300, "Line 1, column"),
        ("1+" * MAX_LENGTH + "1", "Line 1, column 1: The formula is longer than"),
    ],
)
def test_everything_else_is_refused_at_its_place(text: str, start: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        parse(text, "indicators.x.formula")
    assert refused.value.field == "indicators.x.formula"
    assert str(refused.value).startswith(start)


def test_values_stand_in_the_place_of_names() -> None:
    formula = parse("round(ср_чек * (1 + a), 2) # {a}")
    shown = formula.with_values({"ср_чек": Quantity(Decimal(1500), Unit.MONEY, "RUB")})
    assert str(shown) == "round(RUB\u00a01,500.00 * (1 + —), 2) # {a}"


def test_values_stand_in_the_place_of_plans() -> None:
    formula = parse("план.attainment * 2 + a_plan + a . plan")
    shown = formula.with_values(
        {"план.attainment": Quantity(Decimal("0.5"), Unit.PERCENT), "a_plan": 1, "a.plan": 7}
    )
    assert str(shown) == "50% * 2 + 1 + 7"


NUMBERS = st.integers(-9, 9).map(str) | st.sampled_from(["a", "b", "0.5", "1.25"])


def combined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    compared = st.tuples(inner, st.sampled_from(["<", "<=", "==", "!=", ">", ">="]), inner)
    return (
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(
            lambda t: f"({' '.join(t)})"
        )
        | st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        )
        | inner.map(lambda t: f"abs(-{t})")
        | st.tuples(inner, compared, inner).map(
            lambda t: f"({t[0]} if {' '.join(t[1])} else {t[2]})"
        )
    )


@given(
    text=st.recursive(NUMBERS, combined, max_leaves=12),
    a=st.decimals(-1000, 1000, places=2),
    b=st.decimals(-1000, 1000, places=3),
)
def test_formulas_agree_with_fractions(text: str, a: Decimal, b: Decimal) -> None:
    try:
        formula = parse(text)
    except InvalidInputError:  # a zero that is written down is refused at once
        assert "/ 0" in text
        return
    found = formula.evaluate({"a": a, "b": b}).value
    names = {"Fraction": Fraction, "a": Fraction(a), "b": Fraction(b)}
    in_fractions = re.sub(r"\b\d+(\.\d+)?", r"Fraction('\g<0>')", text)
    try:
        expected = eval(in_fractions, names)  # noqa: S307 - generated above
    except ZeroDivisionError:
        assert found is None
    else:
        assert found == Decimal(expected.numerator) / Decimal(expected.denominator)

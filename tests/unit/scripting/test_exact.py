from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.scripting.running import fault_in, ran, result_of


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("result = 0.1 + 0.2", "0.3"),
        ("result = 1 / 4", "0.25"),
        ("result = 1 / 3", "0.3333333333333333333333333333"),
        ("result = 7 // 2 + 7 % 2", "4"),
        ("x = 7\nx /= 2\nresult = x", "3.5"),
        ("d = {'a': 7}\nd['a'] /= 2\nresult = d", {"a": "3.5"}),
        ("result = 2 ** -1", "0.5"),
        ("x = 2\nx **= 10\nx <<= 1\nx %= 1000\nresult = x", "48"),
        ("result = 100.10 * 0.05", "5.0050"),
        ("result = 0.1234567890123456789012345", "0.1234567890123456789012345"),
        ("result = 1_000.5", "1000.5"),
        ("result = round(2.675, 2)", "2.68"),
        ("result = round(2.5)", "2"),
        ("result = round(24450, -2)", "24500"),
        ("result = round(-24450, -2)", "-24500"),
        ("result = round(24449, -2) + round(24450.0, -2)", "48900"),
        ("result = round(25, 0) + round(7, -3)", "25"),
        ("result = (2.665).quantize(0.01)", "2.67"),
        ("result = float('1.10') + float(2)", "3.10"),
        ("result = int(3.99)", "3"),
        ("result = sum([0.1] * 10)", "1.0"),
        ("import math\nresult = math.sqrt(16) + math.floor(2.7) + math.ceil(2.1)", "9"),
        ("from math import pi\nresult = round(pi, 5)", "3.14159"),
        ("from statistics import mean, median\nresult = mean([1, 2]) + median([1, 4])", "4.0"),
        ("from statistics import stdev\nresult = round(stdev([2, 4, 4, 4, 5, 5, 7, 9]), 4)",
         "2.1381"),
        ("result = 1 if isinstance(0.5, float) and isinstance(5, (int, str)) else 0", "1"),
        ("from datetime import timedelta\nresult = timedelta(hours=1).total_seconds()", "3600"),
        ("from datetime import timedelta as t\nresult = t(days=1) / t(hours=16)", "1.5"),
        ("result = True / 2", "0.5"),
        ("result = -0.0", "0.0"),
        ("result = f'{0.125:.2%}' == '12.50%' and 1", "1"),
        ("result = len('(5)*2 = %d in 2026' % 10)", "18"),
        ("result = len(f'{date(2026, 3, 1):%d.%m.2026}')", "10"),
    ],
)  # fmt: skip
def test_numbers_are_exact(source: str, result: object) -> None:
    assert result_of(source) == result


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("result = 1 / 0", "zero-division"),
        ("result = 0 / 0", "zero-division"),
        ("result = 1.5 // 0", "zero-division"),
        ("result = 10.0 ** 1000 * 10.0 ** 1000", "number-range"),
        ("result = 2 ** 100000", "number-range"),
        ("result = 1 << 100000", "number-range"),
        ("result = Decimal('1e999999999')", "number-range"),
        ("result = Decimal('1' * 2000)", "number-range"),
        ("result = float('abc')", "number-text"),
        ("result = Decimal([1])", "not-a-number"),
        ("result = round(1.5, 99)", "round-places"),
        ("import math\nresult = math.sqrt(-1)", "invalid-operation"),
        ("import math\nresult = math.log(0)", "invalid-operation"),
        ("from statistics import mean\nresult = mean([])", "too-few-numbers"),
        ("result = f'{1:{10 ** 6}}'", "format-width"),
        ("result = '%1000000d' % 5", "format-width"),
        ("result = '%*d' % (1000000, 5)", "format-width"),
        ("result = '%.*f' % (1000000, 5)", "format-width"),
        ("result = '%(a)1000000d' % {'a': 5}", "format-width"),
        ("result = '%(a(b)c)-5.1000000s' % {'a(b)c': 5}", "format-width"),
    ],
)
def test_what_has_no_exact_result_is_told(source: str, code: str) -> None:
    assert fault_in(source)[0] == code


@pytest.mark.parametrize("kind", ["ZeroDivisionError", "ArithmeticError", "Exception"])
def test_a_division_by_zero_is_caught_as_in_python(kind: str) -> None:
    source = f"try:\n    x = 0 / 0\nexcept {kind}:\n    x = 5\nresult = x"
    assert result_of(source) == "5"


def test_text_that_is_no_number_is_caught_as_in_python() -> None:
    source = "try:\n    x = float('ab')\nexcept ValueError:\n    x = 5\nresult = x"
    assert result_of(source) == "5"


NUMBERS = st.integers(-(10**9), 10**9) | st.decimals(
    -(10**9), 10**9, places=4, allow_nan=False, allow_infinity=False
)


@given(NUMBERS, NUMBERS)
def test_sums_and_differences_lose_nothing(left: int | Decimal, right: int | Decimal) -> None:
    given_values = {"values": {"a": left, "b": right}}
    source = "a, b = kpi.value('a'), kpi.value('b')\nresult = {'sum': a + b, 'less': (a - b) + b}"
    found = ran(source, given_values)["result"]
    assert Decimal(found["sum"]) == left + right
    assert Decimal(found["less"]) == left


@given(NUMBERS, NUMBERS.filter(bool))
def test_a_quotient_times_the_divisor_is_the_dividend(
    dividend: int | Decimal, divisor: int | Decimal
) -> None:
    source = "result = kpi.value('a') / kpi.value('b')"
    found = Decimal(ran(source, {"values": {"a": dividend, "b": divisor}})["result"])
    assert abs(found * divisor - dividend) <= abs(Decimal(dividend)) * Decimal("1e-26")

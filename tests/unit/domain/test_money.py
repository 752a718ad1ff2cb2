from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.money import Money, Rounding, allocate
from crm_desktop.errors import CurrencyMismatchError

WEIGHTS = st.lists(st.decimals(0, 1000, places=3), min_size=1, max_size=9).filter(any)


@pytest.mark.parametrize(
    ("amount", "currency", "rounding", "minor"),
    [
        ("10.005", "RUB", Rounding.HALF_UP, 1001),
        ("-10.005", "RUB", Rounding.HALF_UP, -1001),
        ("10.005", "RUB", Rounding.HALF_EVEN, 1000),
        ("10.5", "JPY", Rounding.HALF_UP, 11),
        ("1.2345", "KWD", Rounding.HALF_UP, 1235),
    ],
)
def test_amounts_are_rounded_to_the_minor_unit(
    amount: str, currency: str, rounding: Rounding, minor: int
) -> None:
    assert Money.of(amount, currency, rounding) == Money(minor, currency)


@given(st.integers(-(10**15), 10**15), st.sampled_from(["RUB", "JPY", "KWD"]))
def test_the_decimal_of_an_amount_is_exact(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.of(money.as_decimal(), currency) == money


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatchError, match="EUR and RUB cannot be combined"):
        Money(1, "EUR") + Money(1, "RUB")


@given(minor=st.integers(-(10**12), 10**12), weights=WEIGHTS)
def test_allocation_loses_nothing(minor: int, weights: list[Decimal]) -> None:
    parts = allocate(Money(minor, "RUB"), weights)
    assert sum(part.minor for part in parts) == minor


@given(minor=st.integers(-(10**12), 10**12), weights=WEIGHTS)
def test_allocation_is_within_a_unit_of_the_exact_share(minor: int, weights: list[Decimal]) -> None:
    whole = sum(weights, Decimal(0))
    for part, weight in zip(allocate(Money(minor, "RUB"), weights), weights, strict=True):
        assert abs(part.minor - minor * weight / whole) < 1


def test_c29_three_parts_of_ten_thousand() -> None:
    # Source: case C29, in whole roubles as in the other product.
    shares = [Decimal("33.33"), Decimal("33.33"), Decimal("33.34")]
    parts = allocate(Money.of(10_000, "RUB"), shares)
    assert parts == [Money(3333_00, "RUB"), Money(3333_00, "RUB"), Money(3334_00, "RUB")]


def test_c51_a_pool_in_three_equal_parts() -> None:
    # Source: case C51, largest remainder.
    parts = allocate(Money(100_00, "RUB"), [Decimal(1)] * 3)
    assert [part.minor for part in parts] == [33_34, 33_33, 33_33]


@pytest.mark.parametrize("weights", [[Decimal(0)], [Decimal(2), Decimal(-1)]])
def test_weights_that_share_nothing_are_refused(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="Decimal"):
        allocate(Money(1, "RUB"), weights)

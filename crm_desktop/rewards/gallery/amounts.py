"""Sums that suit a firm: those of the examples, brought to its currency and to what it sells."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from crm_desktop.domain.money import Money

_REFERENCE = Decimal(1_000_000)
"""What a person of the examples sells for in a month, in roubles."""

_TYPICAL: Mapping[str, int] = {
    "RUB": 1_000_000,
    "BYN": 40_000,
    "KZT": 6_000_000,
    "KGS": 1_000_000,
    "UZS": 150_000_000,
    "AMD": 5_000_000,
    "GEL": 30_000,
    "UAH": 500_000,
    "USD": 50_000,
    "EUR": 50_000,
    "GBP": 40_000,
}
"""The same in other currencies, in a firm of which nothing else is known."""

_OTHERWISE = 50_000
_LEAST = 100
"""Who sells for less than that in a month says nothing of the sums of the firm."""
_ROUND = (
    *map(Decimal, ("1", "1.2", "1.5", "1.8")),
    *(Decimal(half) / 2 for half in range(4, 17)),
    *map(Decimal, ("9", "10")),
)
"""The first two figures of a round sum: in halves from 2 to 8."""


def factor_of(currency: str, typical: Decimal | None = None) -> Decimal:
    """Return by what to multiply a sum of the examples; ``typical`` is what a person sells for."""
    known = typical if typical is not None and typical >= _LEAST else None
    return (known or Decimal(_TYPICAL.get(currency, _OTHERWISE))) / _REFERENCE


def friendly(amount: Decimal, factor: Decimal, currency: str) -> Decimal:
    """Return ``amount × factor`` as a round figure that ``currency`` can pay, never nothing.

    An amount that stays the same, or is zero, is not rounded.
    """
    exact = amount * factor
    if factor == 1 or not exact:
        return amount
    tens = Decimal(1).scaleb(exact.adjusted())
    round_ = min((step * tens for step in _ROUND), key=lambda each: abs(each - exact))
    return max(Money.of(round_, currency), Money(1, currency)).as_decimal()

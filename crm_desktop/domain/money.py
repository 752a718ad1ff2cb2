"""Money as whole minor units, so that sums are exact on every database."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cache

from babel.numbers import get_currency_precision

from crm_desktop import formats
from crm_desktop.errors import CurrencyMismatchError


@cache
def minor_digits(currency: str) -> int:
    """Return how many decimals ``currency`` has: RUB 2, JPY 0, KWD 3 (CLDR)."""
    return get_currency_precision(currency)


MOST_MINOR = 10**15
"""Larger amounts are typing errors, and sums of them would not fit the databases' integers."""


class Rounding(StrEnum):
    """How a firm rounds the last half of a minor unit."""

    HALF_UP = "half-up"
    HALF_EVEN = "half-even"


_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount; ``minor`` counts kopecks (RUB), yen (JPY), and so on."""

    minor: int
    currency: str

    @classmethod
    def of(
        cls, amount: Decimal | int | str, currency: str, rounding: Rounding = Rounding.HALF_UP
    ) -> Money:
        """Return ``amount`` of major units, rounded to the minor unit."""
        scaled = Decimal(amount).scaleb(minor_digits(currency))
        mode = ROUND_HALF_UP if rounding is Rounding.HALF_UP else ROUND_HALF_EVEN
        return cls(int(scaled.quantize(_ONE, mode)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    def __add__(self, other: Money) -> Money:
        self._refuse_mixing(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._refuse_mixing(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._refuse_mixing(other)
        return self.minor < other.minor

    def __bool__(self) -> bool:
        return self.minor != 0

    def as_decimal(self) -> Decimal:
        """Return the amount in major units, exactly."""
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def shown(self) -> str:
        return formats.money(self.as_decimal(), self.currency)

    def _refuse_mixing(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(self.currency, other.currency)


def allocate(total: Money, weights: Sequence[Decimal]) -> list[Money]:
    """Split ``total`` in proportion to ``weights`` without losing a unit.

    Largest remainder: every part is rounded down, then the units left over go one
    each to the parts that lost most; ties go to the earlier part.

    Raises:
        ValueError: a weight is negative, or the weights sum to zero.

    Source: domain.md §3, shares that add up to exactly 100 %.

    """
    whole = sum(weights, Decimal(0))
    if whole <= 0 or min(weights) < 0:
        raise ValueError(weights)
    exact = [total.minor * weight / whole for weight in weights]
    floors = [math.floor(part) for part in exact]
    left_over = total.minor - sum(floors)
    by_loss = sorted(range(len(exact)), key=lambda i: floors[i] - exact[i])
    for i in by_loss[:left_over]:
        floors[i] += 1
    return [Money(minor, total.currency) for minor in floors]

"""What grows with time, so that longer periods have larger plans of it."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.amounts import amounts
from crm_desktop.kpi.order import children_in_order
from crm_desktop.rewards.scheme import Scheme

_MONTHS = {
    PeriodKind.DAY: Fraction(12, 365),
    PeriodKind.WEEK: Fraction(12, 52),
    PeriodKind.MONTH: Fraction(1),
    PeriodKind.QUARTER: Fraction(3),
    PeriodKind.HALF_YEAR: Fraction(6),
    PeriodKind.YEAR: Fraction(12),
}
_CENT = Decimal("0.01")


def growing(scheme: Scheme) -> frozenset[str]:
    """Return the codes of what grows with time; formulas that are not sound yet are left out."""
    indicators = scheme.indicators
    try:
        return amounts(indicators, children_in_order(indicators))
    except InvalidInputError:
        return amounts(indicators, {})


def longer(old: PeriodKind, new: PeriodKind) -> Fraction:
    """Return how many times as long a period of ``new`` is as one of ``old``; 1 of CUSTOM."""
    if PeriodKind.CUSTOM in {old, new}:
        return Fraction(1)
    return _MONTHS[new] / _MONTHS[old]


def stretched(value: Decimal, times: Fraction, unit: Unit, currency: str) -> Decimal:
    """Return the plan ``value`` for a period ``times`` as long, in minor units or hundredths.

    What is a whole number but for what rounding took is that number, so that a plan of a third
    of a quarter is the plan of the quarter again.
    """
    step = Decimal(1).scaleb(-minor_digits(currency)) if unit is Unit.MONEY else _CENT
    exact = value * times.numerator / times.denominator
    whole = exact.quantize(Decimal(1), ROUND_HALF_UP)
    if abs(exact - whole) * 2 <= step * times.numerator / times.denominator:
        return whole
    least = step if value > 0 else Decimal(0)
    return max((exact / step).quantize(Decimal(1), ROUND_HALF_UP) * step, least)

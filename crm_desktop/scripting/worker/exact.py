"""Arithmetic without binary fractions: of whole numbers and Decimals alone."""

from __future__ import annotations

import decimal
import math
from datetime import timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

from .faults import fault

Number: TypeAlias = "int | Decimal"

PRECISION = 28
GREATEST_EXPONENT = 999
MAX_BITS = 4_096
MAX_ABS = Decimal(10) ** 15
_MAX_WRITTEN = 1_000
_MAX_PLACES = 30
_RESULT_DIGITS = 40
RESULT = decimal.Context(
    prec=_RESULT_DIGITS,
    Emin=_RESULT_DIGITS - 1 - GREATEST_EXPONENT,
    Emax=GREATEST_EXPONENT,
)
"""What a result is rounded to: more digits than arithmetic gives, and nothing below 1E-999."""


def use_context() -> None:
    """Count in this thread as scripts count: 28 digits, half up, no infinite numbers."""
    decimal.setcontext(
        decimal.Context(
            prec=PRECISION,
            rounding=decimal.ROUND_HALF_UP,
            Emin=-GREATEST_EXPONENT,
            Emax=GREATEST_EXPONENT,
            traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
        )
    )


def divide(left: Any, right: Any) -> Any:
    """Return ``left / right``, exactly where both are whole numbers."""
    kind = type(left)
    if kind is int or kind is bool:
        left = Decimal(left)
    try:
        quotient = left / right
    except (InvalidOperation, ZeroDivisionError):
        if right == 0:
            raise ZeroDivisionError from None
        raise
    return Decimal(repr(quotient)) if type(quotient) is float else quotient


def power(base: Any, exponent: Any, modulus: Any = None) -> Any:
    """Return ``base ** exponent`` where it is no larger than numbers may be."""
    if modulus is not None:
        return pow(base, exponent, modulus)
    if isinstance(base, int) and isinstance(exponent, int):
        if exponent < 0:
            return Decimal(base) ** exponent
        if base.bit_length() * exponent > MAX_BITS:
            raise fault(OverflowError, "number-range")
    return base**exponent


def shift(left: Any, right: Any) -> Any:
    """Return ``left << right`` where it is no larger than numbers may be."""
    if isinstance(right, int) and right > MAX_BITS:
        raise fault(OverflowError, "number-range")
    return left << right


def rounded(number: Any, places: Any = None) -> Any:
    """Return ``round(number, places)``, halves away from zero where ``places`` are named.

    Whole numbers do as Decimals do: the same sum rounds alike, however it was written.
    """
    if places is None:
        return round(number)
    if type(places) is not int or abs(places) > _MAX_PLACES:
        raise fault(ValueError, "round-places", limit=str(_MAX_PLACES))
    if type(number) is int and places < 0:
        unit = 10**-places
        size = (abs(number) + unit // 2) // unit * unit
        return -size if number < 0 else size
    return round(number, places)


def to_decimal(value: Any = 0) -> Decimal:
    """Return ``value`` as a Decimal; text may be no longer than a number ever is."""
    kind = type(value)
    if kind is str and len(value) <= _MAX_WRITTEN:
        return _within_range(_read(value))
    if kind is int or kind is Decimal or kind is bool:
        return Decimal(value)
    if kind is str:
        raise fault(ValueError, "number-range")
    raise fault(TypeError, "not-a-number", type=kind.__name__)


def _read(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise fault(InvalidOperation, "number-text", text=text[:100]) from None


def _within_range(number: Decimal) -> Decimal:
    if number and number.is_finite() and abs(number.adjusted()) > GREATEST_EXPONENT:
        raise fault(OverflowError, "number-range")
    return number


def to_float(value: Any = 0) -> Decimal:
    """Return what ``float(value)`` would be, exactly; text that is no number is a ValueError."""
    try:
        return to_decimal(value)
    except InvalidOperation:
        raise fault(ValueError, "number-text", text=str(value)[:100]) from None


def checked(value: Any) -> Decimal:
    """Return ``value`` as a number that may leave the script.

    Raises:
        ValueError, TypeError: it is none, or not a finite one below 10^15.

    """
    if type(value) is not int and type(value) is not Decimal:
        raise fault(TypeError, "result-type", type=type(value).__name__)
    if type(value) is Decimal and not value.is_finite():
        raise fault(ValueError, "result-infinite")
    if not -MAX_ABS <= value <= MAX_ABS:
        raise fault(ValueError, "result-range")
    number: Decimal = RESULT.plus(value)
    return number


def square_root(number: Any) -> Decimal:
    radicand = to_decimal(number)
    if radicand < 0:
        raise fault(ValueError, "invalid-operation")
    return radicand.sqrt()


def logarithm(number: Any, base: Any = None) -> Decimal:
    """Return the natural logarithm, or that to ``base``."""
    found = _positive(number).ln()
    return found if base is None else found / _positive(base).ln()


def logarithm_10(number: Any) -> Decimal:
    return _positive(number).log10()


def logarithm_2(number: Any) -> Decimal:
    return logarithm(number, 2)


def _positive(number: Any) -> Decimal:
    found = to_decimal(number)
    if found <= 0:
        raise fault(ValueError, "invalid-operation")
    return found


def exponential(number: Any) -> Decimal:
    return to_decimal(number).exp()


def absolute(number: Any) -> Decimal:
    return abs(to_decimal(number))


def power_of(base: Any, exponent: Any) -> Any:
    return power(to_decimal(base), exponent)


def is_close(left: Any, right: Any, *, rel_tol: Any = Decimal("1e-9"), abs_tol: Any = 0) -> bool:
    """Return whether both differ by no more than a share of the greater, or than ``abs_tol``."""
    greatest = max(abs(left), abs(right))
    return bool(abs(left - right) <= max(rel_tol * greatest, abs_tol))


def is_finite(number: Any) -> bool:
    return to_decimal(number).is_finite()


def is_nan(number: Any) -> bool:
    return to_decimal(number).is_nan()


def is_infinite(number: Any) -> bool:
    return to_decimal(number).is_infinite()


def total(numbers: Any) -> Any:
    return sum(numbers)


def hypotenuse(*sides: Any) -> Decimal:
    return square_root(sum(to_decimal(side) ** 2 for side in sides))


def copy_sign(number: Any, sign: Any) -> Decimal:
    return to_decimal(number).copy_sign(to_decimal(sign))


def mean(numbers: Any) -> Decimal:
    """Return the arithmetic mean of at least one number."""
    listed = _some(numbers)
    return Decimal(sum(listed)) / len(listed)


def median(numbers: Any) -> Any:
    """Return the middle number, or the mean of the two middle ones."""
    listed = sorted(_some(numbers))
    middle = len(listed) // 2
    return listed[middle] if len(listed) % 2 else divide(listed[middle - 1] + listed[middle], 2)


def mode(numbers: Any) -> Any:
    """Return what occurs most often, the first of several."""
    listed = _some(numbers)
    counts: dict[Any, int] = {}
    for item in listed:
        counts[item] = counts.get(item, 0) + 1
    return max(counts, key=counts.__getitem__)


def deviation(numbers: Any) -> Decimal:
    """Return the standard deviation of a sample of at least two numbers."""
    listed = _some(numbers, least=2)
    return (_squares(listed) / (len(listed) - 1)).sqrt()


def deviation_of_all(numbers: Any) -> Decimal:
    """Return the standard deviation of a whole population."""
    listed = _some(numbers)
    return (_squares(listed) / len(listed)).sqrt()


def _squares(listed: list[Any]) -> Decimal:
    middle = mean(listed)
    return Decimal(sum((number - middle) ** 2 for number in listed))


def _some(numbers: Any, least: int = 1) -> list[Any]:
    listed = list(numbers)
    if len(listed) < least:
        raise fault(ValueError, "too-few-numbers", count=str(least))
    return listed


def seconds_of(span: timedelta) -> Decimal:
    """Return the seconds of a span, a Decimal where Python would give a binary fraction."""
    return Decimal(span // timedelta(microseconds=1)).scaleb(-6).normalize() + 0


def members_of_math() -> dict[str, Any]:
    return {
        "ceil": math.ceil,
        "copysign": copy_sign,
        "e": Decimal("2.718281828459045235360287471"),
        "exp": exponential,
        "fabs": absolute,
        "floor": math.floor,
        "fsum": total,
        "hypot": hypotenuse,
        "isclose": is_close,
        "isfinite": is_finite,
        "isinf": is_infinite,
        "isnan": is_nan,
        "log": logarithm,
        "log10": logarithm_10,
        "log2": logarithm_2,
        "pi": Decimal("3.141592653589793238462643383"),
        "pow": power_of,
        "sqrt": square_root,
        "trunc": math.trunc,
    }


def members_of_statistics() -> dict[str, Any]:
    return {
        "fmean": mean,
        "mean": mean,
        "median": median,
        "mode": mode,
        "pstdev": deviation_of_all,
        "stdev": deviation,
    }

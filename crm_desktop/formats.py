"""Numbers, money and days as the language in force writes them; the only place that rounds to show.

Real minus signs and non-breaking spaces, never a hyphen or a space that wraps. Every number can
be shown: what no firm can mean is written with its power of ten, as ``1.00E+40``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal, localcontext
from functools import cache, wraps
from typing import Concatenate, ParamSpec

from babel import Locale
from babel.dates import format_date, format_datetime, format_interval
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
    get_currency_symbol,
)

from crm_desktop import language

_ABBREVIATIONS = {
    "BYN": ("руб.", "руб", "р.", "р"),
    "EUR": ("евро",),
    "KZT": ("тг.", "тг"),
    "RUB": ("руб.", "руб", "р.", "р"),
    "UAH": ("грн.", "грн"),
    "USD": ("долл.", "долл"),
}
_REGIONS = {"ru": "ru_RU", "en": "en_GB"}
_STEP = Decimal(5)
_MORE_PLACES = 3
_NO_MORE_THAN_NOISE = Decimal("1e-12")
_MOST_DIGITS = 30
"""How many digits before the decimal sign are written out."""

_PRECISION = 3 * _MOST_DIGITS
_NBSP = "\N{NO-BREAK SPACE}"
_P = ParamSpec("_P")


def locale() -> Locale:
    """Return the locale of the language in force."""
    return _locale(language.current())


@cache
def _locale(code: str) -> Locale:
    return Locale.parse(_REGIONS[code])


def _any_size(
    write: Callable[Concatenate[Decimal, _P], str],
) -> Callable[Concatenate[Decimal | int, _P], str]:
    """Let ``write`` have what can be written out alone, and enough digits to round it."""

    @wraps(write)
    def written(value: Decimal | int, /, *args: _P.args, **kwargs: _P.kwargs) -> str:
        exact = Decimal(value)
        if not exact.is_finite():
            return _proper(str(exact))
        with localcontext(prec=_PRECISION):
            if exact and exact.adjusted() >= _MOST_DIGITS:
                return _proper(f"{exact:.2E}")
            return write(exact, *args, **kwargs)

    return written


@_any_size
def number(value: Decimal, digits: int = 2) -> str:
    """Return ``value`` with at most ``digits`` decimals, without trailing zeros."""
    return _proper(format_decimal(_rounded(value, digits), "#,##0.##########", locale()))


@_any_size
def percent(ratio: Decimal, digits: int = 1) -> str:
    """Return ``ratio``, where 1 is the whole, as a percentage: ``0.214`` is ``21.4%``.

    What lacks a little of the whole is never shown as the whole.
    """
    return _percentage(_short_of(ratio * 100, digits, Decimal(100)))


@_any_size
def attainment(ratio: Decimal, digits: int = 0) -> str:
    """Return as a percentage how far a plan was reached: ``0.9956`` is ``99.6%``.

    Scales have their steps at such round shares as 80% and 100%: what is below one has more
    decimals rather than being shown as reached.
    """
    return _percentage(_short_of(ratio * 100, digits, _STEP))


@_any_size
def money(amount: Decimal, currency: str, *, is_short: bool = False) -> str:
    """Return ``amount`` of major units with the sign of ``currency``.

    ``is_short`` leaves the minor units out where there are none to show.
    """
    rounded = _rounded(amount, get_currency_precision(currency))
    is_whole = is_short and rounded == rounded.to_integral_value()
    pattern = locale().currency_formats["standard"].pattern
    if currency_sign(currency)[-1].isalpha():
        pattern = pattern.replace("¤#", "¤\N{NO-BREAK SPACE}#")  # letters and figures keep apart
    text = format_currency(
        rounded,
        currency,
        pattern.replace(".00", "") if is_whole else pattern,
        locale=locale(),
        currency_digits=not is_whole,
    )
    return _proper(text)


@_any_size
def bare_money(amount: Decimal, currency: str) -> str:
    """Return ``amount`` of major units without a sign, with all minor units or none of them."""
    digits = get_currency_precision(currency)
    rounded = _rounded(amount, digits)
    is_whole = rounded == rounded.to_integral_value()
    pattern = "#,##0" if is_whole else f"#,##0.{'0' * digits}"
    return _proper(format_decimal(rounded, pattern, locale()))


def currency_sign(currency: str) -> str:
    """Return what stands beside an amount of ``currency``: ``€``, or its code."""
    return get_currency_symbol(currency, locale())


def currency_marks(currency: str) -> frozenset[str]:
    """Return all that one writes beside an amount of ``currency``, in any language."""
    signs = (get_currency_symbol(currency, region) for region in _REGIONS.values())
    return frozenset((currency, *signs, *_ABBREVIATIONS.get(currency, ())))


def day(value: date) -> str:
    """Return a day in figures, such as ``04.03.2026`` or ``04/03/2026``."""
    return format_date(value, "short", locale())


def long_day(value: date) -> str:
    """Return a day in words, such as ``4 марта 2026 г.``."""
    return format_date(value, "long", locale())


def days(first: date, last: date) -> str:
    """Return the days from ``first`` to ``last``, such as ``2–8 мар. 2026``."""
    text = _proper(format_interval(first, last, "yMMMd", locale=locale()))
    return text.replace(f"{_NBSP}г.", "")


def month(value: date) -> str:
    """Return the month of ``value`` with its year, such as ``Март 2026``."""
    text = format_date(value, "LLLL yyyy", locale())
    return text[:1].upper() + text[1:]


def moment(value: datetime) -> str:
    """Return a day and time of day, as in the zone of ``value``."""
    return _proper(format_datetime(value, "short", locale=locale()))


def _percentage(rounded: Decimal) -> str:
    pattern = locale().percent_formats[None].pattern.replace("0", "0.##########")
    return _proper(format_percent(rounded.scaleb(-2), pattern, locale()))


def _short_of(exact: Decimal, digits: int, step: Decimal) -> Decimal:
    """Return ``exact`` rounded, with more decimals where it would reach a multiple of ``step``."""
    for places in range(digits, digits + _MORE_PLACES):
        rounded = _rounded(exact, places)
        if rounded <= 0 or rounded - exact < _NO_MORE_THAN_NOISE or rounded % step:
            return rounded
    return exact.quantize(Decimal(1).scaleb(-digits - _MORE_PLACES + 1), ROUND_DOWN)


def _rounded(exact: Decimal, digits: int) -> Decimal:
    """Return ``exact`` with at most ``digits`` decimals; what rounds to zero has no sign."""
    if exact.as_tuple().exponent < -digits:  # type: ignore[operator]
        exact = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    return exact or abs(exact)


def _proper(text: str) -> str:
    return re.sub(r"[ \u2009\u202f]", _NBSP, text.replace("-", "\N{MINUS SIGN}"))

"""Figures of an indicator as they are typed: per cent, hours and minutes, or plain numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from crm_desktop import formats
from crm_desktop.domain.quantity import Unit
from ui.scheme.cells import DIGITS, number_of, number_text
from ui.widgets.decimal_edit import without_currency

_HUNDRED, _MINUTE, _HOUR = Decimal(100), 60, 3600
_TIME = re.compile(r"([-\N{MINUS SIGN}]?)(\d{1,6}):([0-5]\d)(?::([0-5]\d(?:[.,]\d+)?))?")
SEPARATOR = ";"


def amount_text(value: Decimal | None, unit: Unit) -> str:
    """Return ``value`` in ``unit`` as it is typed: ``30%`` or ``30 %``, ``2:30``, ``1 000``."""
    if value is None:
        return ""
    if unit is Unit.PERCENT:
        return formats.percent(value, DIGITS)
    return _time_text(value) if unit is Unit.DURATION else number_text(value)


def amount_of(text: str, unit: Unit, currency: str = "") -> Decimal | None:
    """Return the figure that is typed; without a sign it is in per cent, or in hours.

    Money may have what one writes for ``currency`` before or after it.

    Raises:
        CellError: it is no number.

    """
    if unit is Unit.PERCENT:
        return number_of(text, _HUNDRED)
    if unit is Unit.MONEY and currency:
        return number_of(without_currency(text, currency))
    if unit is not Unit.DURATION:
        return number_of(text)
    found = _TIME.fullmatch(text.strip())
    if found is not None:
        hours, minutes = int(found[2]), int(found[3])
        seconds = Decimal((found[4] or "0").replace(",", "."))
        value = hours * _HOUR + minutes * _MINUTE + seconds
        return -value if found[1] else value
    hours_typed = number_of(text)
    return None if hours_typed is None else hours_typed * _HOUR


def amounts_text(values: tuple[Decimal, ...], unit: Unit) -> str:
    return f"{SEPARATOR} ".join(amount_text(value, unit) for value in values)


def amounts_of(text: str, unit: Unit) -> tuple[Decimal, ...]:
    """Return the figures that are typed with semicolons between them.

    Raises:
        CellError: one of them is no number.

    """
    values = (amount_of(part, unit) for part in text.split(SEPARATOR))
    return tuple(value for value in values if value is not None)


def _time_text(value: Decimal) -> str:
    """Return seconds as hours, minutes and, where there are any, seconds."""
    whole_minutes, seconds = divmod(abs(value), _MINUTE)
    hours, minutes = divmod(int(whole_minutes), 60)
    whole, _point, fraction = f"{seconds:f}".partition(".")
    part = fraction.rstrip("0")
    ending = f":{whole:0>2}" if seconds else ""
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{hours}:{minutes:02}{ending}{'.' if part else ''}{part}"

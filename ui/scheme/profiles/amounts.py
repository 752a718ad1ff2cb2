"""Figures of an indicator as they are typed: per cent, hours and minutes, or plain numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from crm_desktop.domain.quantity import Unit
from ui.scheme.cells import number_of, number_text

_HUNDRED, _MINUTE, _HOUR = Decimal(100), 60, 3600
_TIME = re.compile(r"(\d{1,6}):([0-5]\d)(?::([0-5]\d))?")
SEPARATOR = ";"


def amount_text(value: Decimal | None, unit: Unit) -> str:
    """Return ``value`` in ``unit`` as it is typed: ``30%``, ``2:30``, ``1 000``."""
    if value is None:
        return ""
    if unit is Unit.PERCENT:
        return f"{number_text(value, _HUNDRED)}%"
    if unit is Unit.DURATION and value >= 0 and value == value.to_integral_value():
        minutes, seconds = divmod(int(value), _MINUTE)
        ending = f":{seconds:02}" if seconds else ""
        return f"{minutes // 60}:{minutes % 60:02}{ending}"
    return number_text(value)


def amount_of(text: str, unit: Unit) -> Decimal | None:
    """Return the figure that is typed; without a sign it is in per cent, or in hours.

    Raises:
        CellError: it is no number.

    """
    if unit is Unit.PERCENT:
        return number_of(text, _HUNDRED)
    if unit is not Unit.DURATION:
        return number_of(text)
    found = _TIME.fullmatch(text.strip())
    if found is not None:
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return Decimal(hours * _HOUR + minutes * _MINUTE + seconds)
    value = number_of(text)
    return None if value is None else value * _HOUR


def amounts_text(values: tuple[Decimal, ...], unit: Unit) -> str:
    return f"{SEPARATOR} ".join(amount_text(value, unit) for value in values)


def amounts_of(text: str, unit: Unit) -> tuple[Decimal, ...]:
    """Return the figures that are typed with semicolons between them.

    Raises:
        CellError: one of them is no number.

    """
    values = (amount_of(part, unit) for part in text.split(SEPARATOR))
    return tuple(value for value in values if value is not None)

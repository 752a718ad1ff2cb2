"""How widgets write values: ``crm_desktop.formats``, with a dash where there is no value."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from crm_desktop import formats
from crm_desktop.domain.money import Money
from crm_desktop.texts import Message

DASH = "—"


def money(value: Money | None, *, is_short: bool = False) -> str:
    """Return for example ``1 240 000,00 ₽``; ``is_short`` drops kopecks where there are none."""
    if value is None:
        return DASH
    return formats.money(value.as_decimal(), value.currency, is_short=is_short)


def whole_money(value: Money | None) -> str:
    """Return for example ``1 240 001 ₽``: the nearest amount without minor units."""
    if value is None:
        return DASH
    amount = value.as_decimal().quantize(Decimal(1), ROUND_HALF_UP)
    return formats.money(amount, value.currency, is_short=True)


def number(value: Decimal | int | None, digits: int = 2) -> str:
    return DASH if value is None else formats.number(value, digits)


def percent(ratio: Decimal | None, digits: int = 0) -> str:
    """Return ``ratio``, where 1 is the whole, as a percentage."""
    return DASH if ratio is None else formats.percent(ratio, digits)


def attainment(ratio: Decimal | None) -> str:
    """Return how far a plan was reached, as a percentage."""
    return DASH if ratio is None else formats.attainment(ratio)


def signed(value: Money | None, *, is_short: bool = True) -> str:
    """Return what was earned with its sign: ``+62 000 ₽``; see ``money``."""
    text = money(value, is_short=is_short)
    return f"+{text}" if value is not None and value.minor > 0 else text


def size(count: int) -> str:
    """Return an amount of bytes as people say it."""
    if count < 1024:
        return str(Message("{count} B", count=count))
    kilobytes = Decimal(count) / 1024
    if kilobytes < 1024:
        return str(Message("{count} KB", count=formats.number(kilobytes, 0)))
    return str(Message("{count} MB", count=formats.number(kilobytes / 1024, 1)))

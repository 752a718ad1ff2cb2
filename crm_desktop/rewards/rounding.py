"""Where amounts become whole minor units: on each line, or once, on the total."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.money import Money, Rounding
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

_TOO_LARGE = Decimal(10) ** 15


def rounded(amount: Decimal, currency: str, rounding: Rounding) -> Money:
    """Return ``amount`` of major units as it is printed.

    Raises:
        InvalidInputError: no statement holds so much.

    """
    if abs(amount) >= _TOO_LARGE:
        raise InvalidInputError("amount", Message("An amount is too large for a statement."))
    return Money.of(amount, currency, rounding)

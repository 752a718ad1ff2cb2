"""Quantities as screens write them large: no decimals where there are none to show."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from crm_desktop import formats
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.texts import shown


@dataclass(frozen=True, slots=True)
class Brief:
    """``quantity`` in few figures; ``is_whole`` leaves the minor units of money out."""

    quantity: Quantity
    is_whole: bool = False

    def shown(self) -> str:
        quantity = self.quantity
        match quantity.unit, quantity.value, quantity.currency:
            case Unit.MONEY, Decimal() as value, str() as currency:
                amount = value.quantize(Decimal(1), ROUND_HALF_UP) if self.is_whole else value
                return formats.money(amount, currency, is_short=True)
            case Unit.PERCENT, Decimal() as value, _:
                return formats.percent(value)
            case Unit.NUMBER | Unit.SCORE, Decimal() as value, _:
                return formats.number(value)
            case _:
                return quantity.shown()


def capital(words: object) -> str:
    """Return ``words`` in the language in force as they begin a line: reasons are clauses."""
    text = shown(words)
    return text[:1].upper() + text[1:]

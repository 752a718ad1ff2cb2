"""The words of the demonstration firm in one language."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from crm_desktop import paths


@dataclass(frozen=True, slots=True)
class Wording:
    """The tables of ``resources/demonstration/*.toml``; amounts are told in roubles."""

    firm: str
    currency: str
    country: str
    zone: str
    money_scale: str
    money_step: int
    departments: dict[str, str]
    employees: dict[str, list[str]]
    pipeline: dict[str, str]
    products: dict[str, str]
    product_groups: dict[str, str]
    titles: dict[str, list[str]]
    words: dict[str, Any]
    customers: dict[str, Any]
    scheme: dict[str, Any]

    def price(self, roubles: Decimal | int) -> Decimal:
        """Return a price of the story in this firm's currency, a multiple of its money step."""
        steps = Decimal(roubles) * Decimal(self.money_scale) / self.money_step
        return max(steps.quantize(Decimal(1), ROUND_HALF_UP), Decimal(1)) * self.money_step

    def rate(self, roubles: Decimal | int) -> Decimal:
        """Return a small sum of the story in this firm's currency, exactly."""
        return (Decimal(roubles) * Decimal(self.money_scale)).normalize() + 0


def load(language: str) -> Wording:
    """Return the words in ``language``, one of ``texts.LANGUAGES``."""
    path = paths.resource("demonstration", f"{language}.toml")
    return Wording(**tomllib.loads(path.read_text(encoding="utf-8")))

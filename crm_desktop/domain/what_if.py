"""Deals that are not won, and are imagined to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm_desktop.domain.money import Money


@dataclass(frozen=True, slots=True)
class OpenDealRow:
    """An open deal that counts for an employee, at least in part; ``amount`` is the whole."""

    id: int
    title: str
    customer: str
    stage: str
    amount: Money
    expected_on: date | None


@dataclass(frozen=True, slots=True)
class ImaginedDeal:
    """A deal that is entered and won at once, all of it by one employee."""

    amount: Money
    product_id: int | None = None

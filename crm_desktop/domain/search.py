"""What the search of everything finds, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_desktop.texts import Message


class SearchKind(StrEnum):
    CUSTOMERS = "customers"
    DEALS = "deals"
    EMPLOYEES = "employees"

    def shown(self) -> str:
        return str(_KIND_NAMES[self])


_KIND_NAMES = {
    SearchKind.CUSTOMERS: Message("Customers"),
    SearchKind.DEALS: Message("Deals"),
    SearchKind.EMPLOYEES: Message("Employees"),
}


@dataclass(frozen=True, slots=True)
class SearchHit:
    """``detail`` tells namesakes apart: a phone, the customer of a deal, a position."""

    kind: SearchKind
    id: int
    title: str
    detail: str

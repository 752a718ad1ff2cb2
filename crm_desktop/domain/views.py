"""Views: filters of list screens that people keep under a name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Filter


class Screen(StrEnum):
    """A list screen that has views."""

    CUSTOMERS = "customers"
    DEALS = "deals"

    @property
    def entity(self) -> Entity:
        """What the list has rows of."""
        return _ENTITIES[self]


_ENTITIES = {Screen.CUSTOMERS: Entity.CUSTOMER, Screen.DEALS: Entity.DEAL}


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """``order`` is the code of the list's order."""

    name: str
    where: Filter
    order: str
    is_descending: bool = False


@dataclass(frozen=True, slots=True)
class ViewRow:
    """A view as it is kept; its filter may suit the screen no longer, or ask for what is gone."""

    id: int
    version: int
    draft: ViewDraft

    @property
    def name(self) -> str:
        return self.draft.name

"""Customers and the people at them, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.domain.paging import Cursor
from crm_desktop.texts import Message


class CustomerKind(StrEnum):
    COMPANY = "company"
    PERSON = "person"

    def shown(self) -> str:
        return str(_KIND_NAMES[self])


_KIND_NAMES = {
    CustomerKind.COMPANY: Message("company"),
    CustomerKind.PERSON: Message("person"),
}


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer as lists show it; ``tags`` are names of classifier branches."""

    id: int
    version: int
    name: str
    kind: CustomerKind
    phone: str
    email: str
    owner_id: int | None
    owner: str
    tags: tuple[str, ...]
    open_deals: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ContactRow:
    id: int
    version: int
    name: str
    position: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """A contact to save; ``id`` None is a new one."""

    name: str
    position: str = ""
    phone: str = ""
    email: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class CustomerDraft:
    """What a user may enter about a customer; ``tag_ids`` are classifier branches."""

    name: str
    kind: CustomerKind = CustomerKind.COMPANY
    phone: str = ""
    email: str = ""
    address: str = ""
    note: str = ""
    owner_id: int | None = None
    tag_ids: frozenset[int] = field(default_factory=frozenset)
    contacts: tuple[ContactDraft, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """Everything about one customer; ``version`` goes back with a save."""

    row: CustomerRow
    address: str
    note: str
    tag_ids: frozenset[int]
    contacts: tuple[ContactRow, ...]


@dataclass(frozen=True, slots=True)
class TagRow:
    """A branch of a classifier; ``path`` runs from the root, such as ``Segment / Retail``."""

    id: int
    path: str


class CustomerOrder(StrEnum):
    NAME = "name"
    CREATED = "created"


@dataclass(frozen=True, slots=True)
class CustomerQuery:
    """Which customers to list.

    ``search`` is part of a name, of a contact's name, of a phone number or of an e-mail
    address; ``tag_id`` finds the branch and what is below it. ``where`` may count days from
    today and ask for “me”, who is the employee ``asked_by``.
    """

    search: str = ""
    owner_id: int | None = None
    tag_id: int | None = None
    where: Filter = EVERYTHING
    asked_by: int | None = None
    order: CustomerOrder = CustomerOrder.NAME
    is_descending: bool = False
    after: Cursor | None = None
    limit: int = 200

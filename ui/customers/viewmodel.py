"""Customers as the list and the card need them; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.customers import (
    ContactDraft,
    CustomerCard,
    CustomerDraft,
    CustomerQuery,
    CustomerRow,
    TagRow,
)
from crm_desktop.domain.paging import Page
from ui.records.card_viewmodel import CardViewModel
from ui.records.listing import ListViewModel
from ui.tasks import Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services


@dataclass(frozen=True, slots=True)
class CustomerRead:
    """``card`` is None for a new customer; ``owners`` are names by id, of people at work today."""

    card: CustomerCard | None
    tags: tuple[TagRow, ...]
    owners: Mapping[int, str]

    @property
    def id(self) -> int | None:
        return None if self.card is None else self.card.row.id

    @property
    def version(self) -> int:
        return 0 if self.card is None else self.card.row.version

    @property
    def name(self) -> str:
        return "" if self.card is None else self.card.row.name

    def owner_name(self, owner_id: int | None) -> str:
        if self.card is not None and owner_id == self.card.row.owner_id:
            return self.card.row.owner
        return "" if owner_id is None else self.owners.get(owner_id, "")


@dataclass(frozen=True, slots=True)
class CustomerFilters:
    owners: Mapping[int, str]
    tags: tuple[TagRow, ...]


def read_filters(services: Services) -> CustomerFilters:
    owners = {row.id: row.name for row in services.people.list_employees()}
    return CustomerFilters(owners, tuple(services.customers.list_tags()))


class CustomerCardViewModel(CardViewModel[CustomerRead, CustomerDraft]):
    def read_record(self, record_id: int | None) -> CustomerRead:
        services = self._services
        employed = services.people.list_employees(on=services.firm.today())
        return CustomerRead(
            card=None if record_id is None else services.customers.card(record_id),
            tags=tuple(services.customers.list_tags()),
            owners={row.id: row.name for row in employed},
        )

    def draft_of(self, read: CustomerRead) -> CustomerDraft:
        return CustomerDraft("") if read.card is None else draft_of(read.card)

    def fitted(self, draft: CustomerDraft, read: CustomerRead) -> CustomerDraft:
        """Return ``draft`` with contacts that were deleted since as new ones."""
        present = {contact.id for contact in read.card.contacts} if read.card else set()
        contacts = (c if c.id in present else replace(c, id=None) for c in draft.contacts)
        return replace(draft, contacts=tuple(contacts))

    def create(self, draft: CustomerDraft) -> Saved:
        return self._services.customers.create(draft)

    def write(self, record_id: int, version: int, draft: CustomerDraft) -> Changes:
        return self._services.customers.save(record_id, version, draft)

    def remove(self, record_id: int, version: int) -> Changes:
        return self._services.customers.delete(record_id, version)


def draft_of(card: CustomerCard) -> CustomerDraft:
    """Return what a user may enter about a customer as it is kept at present."""
    row = card.row
    return CustomerDraft(
        name=row.name,
        kind=row.kind,
        phone=row.phone,
        email=row.email,
        address=card.address,
        note=card.note,
        owner_id=row.owner_id,
        tag_ids=card.tag_ids,
        contacts=tuple(
            ContactDraft(c.name, c.position, c.phone, c.email, c.id) for c in card.contacts
        ),
    )


def customer_list(services: Services, tasks: Tasks) -> ListViewModel[CustomerQuery]:
    """Return the list of customers, its moments in the firm's time zone; its foot is a count."""

    def read(query: CustomerQuery) -> Page[CustomerRow]:
        zone = services.firm.firm().time_zone()
        page = services.customers.list_customers(query)
        return replace(page, rows=tuple(_local(row, zone) for row in page.rows))

    return ListViewModel(CustomerQuery(), read, services.customers.count, tasks=tasks)


def _local(row: CustomerRow, zone: ZoneInfo) -> CustomerRow:
    return replace(row, created_at=row.created_at.astimezone(zone))

"""Deals as the list and the card need them; knows no widget."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.customers import CustomerDraft, CustomerQuery
from crm_desktop.domain.deals import (
    DealCard,
    DealDraft,
    DealQuery,
    DealRow,
    DealStatus,
    ProductRow,
    StageRow,
)
from crm_desktop.domain.money import Money
from crm_desktop.domain.paging import Page
from ui.records.card_viewmodel import CardViewModel, Undo
from ui.records.listing import ListViewModel
from ui.tasks import Tasks

if TYPE_CHECKING:
    from crm_desktop.composition import Services

_MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class NewDeal:
    """The key of a deal that is not yet there, with the customer it is for."""

    customer_id: int | None = None
    customer: str = ""


@dataclass(frozen=True, slots=True)
class DealRead:
    """``card`` is None for a new deal; moments are in the firm's time zone.

    ``employed`` are names by id of the people at work today, ``people`` of all. The first of
    ``currencies`` is the firm's own.
    """

    card: DealCard | None
    stages: tuple[StageRow, ...]
    products: tuple[ProductRow, ...]
    loss_reasons: tuple[str, ...]
    employed: Mapping[int, str]
    people: Mapping[int, str]
    currencies: tuple[str, ...]

    @property
    def id(self) -> int | None:
        return None if self.card is None else self.card.row.id

    @property
    def version(self) -> int:
        return 0 if self.card is None else self.card.row.version

    @property
    def name(self) -> str:
        return "" if self.card is None else self.card.row.title

    @property
    def status(self) -> DealStatus:
        return DealStatus.OPEN if self.card is None else self.card.row.status

    def open_stages(self) -> tuple[StageRow, ...]:
        """Return the stages of open deals: of the deal's pipeline, or of all for a new one."""
        return tuple(
            stage
            for stage in self.stages
            if stage.status is DealStatus.OPEN
            and (self.card is None or stage.pipeline_id == self._pipeline_id())
        )

    def _pipeline_id(self) -> int | None:
        stage_id = None if self.card is None else self.card.row.stage_id
        return next((s.pipeline_id for s in self.stages if s.id == stage_id), None)


@dataclass(frozen=True, slots=True)
class DealFilters:
    owners: Mapping[int, str]
    stages: tuple[StageRow, ...]


def read_filters(services: Services) -> DealFilters:
    owners = {row.id: row.name for row in services.people.list_employees()}
    return DealFilters(owners, tuple(services.deals.list_stages()))


class DealCardViewModel(CardViewModel[DealRead, DealDraft]):
    customer_created = Signal(int, str)
    is_deletable = False

    def read_record(self, record_id: int | None) -> DealRead:
        services = self._services
        firm = services.firm.firm()
        employed = services.people.list_employees(on=services.firm.today())
        card = None if record_id is None else services.deals.card(record_id)
        return DealRead(
            card=None if card is None else _local_card(card, firm.time_zone()),
            stages=tuple(services.deals.list_stages()),
            products=tuple(services.deals.list_products()),
            loss_reasons=tuple(services.deals.list_loss_reasons()),
            employed={row.id: row.name for row in employed},
            people={row.id: row.name for row in services.people.list_employees()},
            currencies=_currencies(services, firm.currency, card),
        )

    def draft_of(self, read: DealRead) -> DealDraft:
        if read.card is not None:
            return draft_of(read.card)
        return DealDraft("", 0, 0, Money.zero(read.currencies[0]))

    def create(self, draft: DealDraft) -> Saved:
        return self._services.deals.create(draft)

    def write(self, record_id: int, version: int, draft: DealDraft) -> Changes:
        return self._services.deals.save(record_id, version, draft)

    def move(self, draft: DealDraft, stage_id: int) -> None:
        self.act(draft, partial(self._move, stage_id))

    def win(self, draft: DealDraft) -> None:
        self.act(draft, self._services.deals.mark_won)

    def lose(self, draft: DealDraft, reason: str) -> None:
        self.act(draft, lambda key, version: self._services.deals.mark_lost(key, version, reason))

    def reopen(self, draft: DealDraft) -> None:
        self.act(draft, self._services.deals.reopen)

    def create_customer(self, name: str) -> None:
        """Create a customer of whom no more than the name is known."""

        def work() -> Saved:
            return self._services.customers.create(CustomerDraft(name))

        def on_created(saved: Saved) -> None:
            self.customer_created.emit(saved.id, name)
            self._announce(saved.changes)

        self._tasks.run(self, work, on_created, self.failed.emit)

    def find_customers(self, text: str) -> Sequence[tuple[int, str]]:
        """Return ids and names of a few customers with ``text``; called off the GUI thread."""
        query = CustomerQuery(search=text, limit=_MOST_FOUND)
        return [(row.id, row.name) for row in self._services.customers.list_customers(query).rows]

    def undo_of(self, before: DealRead, after: DealRead) -> Undo | None:
        """Return what goes back; a deal that was closed before would get another day."""
        if before.card is None or after.card is None or before.status is not DealStatus.OPEN:
            return None
        row = after.card.row
        if after.status is not DealStatus.OPEN:
            return self.taking_back(partial(self._services.deals.reopen, row.id, row.version))
        return super().undo_of(before, after)

    def _move(self, stage_id: int, deal_id: int, version: int) -> Changes:
        return self._services.deals.move(deal_id, version, stage_id)


def draft_of(card: DealCard) -> DealDraft:
    """Return what a user may enter about a deal as it is kept at present."""
    row = card.row
    return DealDraft(
        title=row.title,
        owner_id=row.owner_id,
        stage_id=row.stage_id,
        amount=row.amount,
        customer_id=row.customer_id,
        product_id=card.product_id,
        source=card.source,
        note=card.note,
        credits=card.credits,
        overlays=card.overlays,
        expected_on=card.expected_on,
        cost=card.cost,
        discount=card.discount,
        first_response_at=card.first_response_at,
    )


def deal_list(services: Services, tasks: Tasks, query: DealQuery) -> ListViewModel[DealQuery]:
    """Return a list of deals, its moments in the firm's time zone; its foot are the totals."""

    def read(query: DealQuery) -> Page[DealRow]:
        zone = services.firm.firm().time_zone()
        page = services.deals.list_deals(query)
        return replace(page, rows=tuple(_local(row, zone) for row in page.rows))

    return ListViewModel(query, read, services.deals.totals, tasks=tasks)


def _local(row: DealRow, zone: ZoneInfo) -> DealRow:
    closed = None if row.closed_at is None else row.closed_at.astimezone(zone)
    return replace(row, created_at=row.created_at.astimezone(zone), closed_at=closed)


def _local_card(card: DealCard, zone: ZoneInfo) -> DealCard:
    history = tuple(replace(change, at=change.at.astimezone(zone)) for change in card.history)
    answered = card.first_response_at
    return replace(
        card,
        row=_local(card.row, zone),
        history=history,
        first_response_at=None if answered is None else answered.astimezone(zone),
    )


def _currencies(services: Services, own: str, card: DealCard | None) -> tuple[str, ...]:
    """Return the firm's currency, then those with a rate and that of the deal."""
    others = {rate.currency for rate in services.firm.list_rates()}
    if card is not None:
        others.add(card.row.amount.currency)
    return (own, *sorted(others - {own}))

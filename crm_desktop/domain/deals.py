"""Deals, their stages and who is credited, as values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.filters import EVERYTHING, Filter
from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.paging import Cursor
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message


class DealStatus(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"

    def shown(self) -> str:
        return str(_STATUS_NAMES[self])


_STATUS_NAMES = {
    DealStatus.OPEN: Message("open"),
    DealStatus.WON: Message("won"),
    DealStatus.LOST: Message("lost"),
}


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage of a pipeline; a deal that enters a won or lost stage is closed by it."""

    id: int
    pipeline_id: int
    pipeline: str
    name: str
    position: int
    status: DealStatus
    probability: Decimal


@dataclass(frozen=True, slots=True)
class DealRow:
    """A deal as lists show it; names are empty where there is none."""

    id: int
    version: int
    title: str
    customer_id: int | None
    customer: str
    owner_id: int
    owner: str
    product: str
    pipeline: str
    stage_id: int
    stage: str
    status: DealStatus
    amount: Money
    created_at: datetime
    closed_at: datetime | None


SHARE_UNITS = 1_000_000
"""A credit share is kept in millionths of the deal, so that shares add up exactly."""


@dataclass(frozen=True, slots=True)
class CreditShare:
    """The part of a deal that counts for one employee; ``share`` 1 is the whole deal."""

    employee_id: int
    share: Decimal


@dataclass(frozen=True, slots=True)
class DealDraft:
    """What a user may enter about a deal; no credits means that all of it is the owner's.

    ``overlays`` count besides the credits, for each of their people alone, and sum to nothing.
    What the deal will ``cost`` the firm and the ``discount`` on its price are in the firm's own
    currency, whatever that of the amount is; None is nothing.
    """

    title: str
    owner_id: int
    stage_id: int
    amount: Money
    customer_id: int | None = None
    product_id: int | None = None
    source: str = ""
    note: str = ""
    credits: tuple[CreditShare, ...] = ()
    overlays: tuple[CreditShare, ...] = ()
    expected_on: date | None = None
    cost: Money | None = None
    discount: Money | None = None
    first_response_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StageChangeRow:
    """The deal entered ``stage`` at ``at``; ``by`` is empty for an import."""

    at: datetime
    stage: str
    by: str


@dataclass(frozen=True, slots=True)
class DealCard:
    """Everything about one deal; ``row.version`` goes back with a save.

    ``base`` is what the deal is worth in the firm's currency, in which ``cost`` and ``discount``
    are too.
    """

    row: DealRow
    product_id: int | None
    source: str
    note: str
    loss_reason: str
    credits: tuple[CreditShare, ...]
    overlays: tuple[CreditShare, ...]
    history: tuple[StageChangeRow, ...]
    base: Money
    cost: Money
    discount: Money
    expected_on: date | None
    first_response_at: datetime | None

    @property
    def margin(self) -> Money:
        """What is left of the deal's worth after its cost; below zero where it costs more."""
        return self.base - self.cost


class DealOrder(StrEnum):
    """Open deals stand last where deals are ordered by the day they were closed."""

    CREATED = "created"
    CLOSED = "closed"
    TITLE = "title"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class DealQuery:
    """Which deals to list; ``search`` is part of the title or of the customer's name.

    ``closed_in`` is a period of days of the firm. Amounts are ordered by their worth in the
    firm's currency. ``where`` may count days from today and ask for “me”, who is the employee
    ``asked_by``.
    """

    search: str = ""
    status: DealStatus | None = None
    owner_id: int | None = None
    customer_id: int | None = None
    stage_id: int | None = None
    closed_in: Period | None = None
    where: Filter = EVERYTHING
    asked_by: int | None = None
    order: DealOrder = DealOrder.CREATED
    is_descending: bool = True
    after: Cursor | None = None
    limit: int = 200


@dataclass(frozen=True, slots=True)
class DealTotals:
    """How many deals a query finds and their worth in the firm's currency, for each status.

    Open, won and lost deals add up to nothing that a firm has.
    """

    counts: Mapping[DealStatus, int]
    sums: Mapping[DealStatus, Money]


@dataclass(frozen=True, slots=True)
class ProductRow:
    """``group`` is empty where the product stands in none."""

    id: int
    name: str
    group: str
    price: Money


def checked_credits(credits_: Sequence[CreditShare]) -> tuple[CreditShare, ...]:
    """Return ``credits_`` when they give the whole deal away exactly once.

    Raises:
        InvalidInputError: a share is not above zero or finer than ``SHARE_UNITS``, a person
            stands twice, or the shares do not add up to exactly 100 %.

    Source: domain.md §3, case C29.

    """
    _refuse_unsound(credits_, "credits")
    total = sum((credit.share for credit in credits_), Decimal(0))
    if credits_ and total != 1:
        raise InvalidInputError(
            "credits",
            Message("The shares add up to {total}%, not to 100%.", total=Quantity(total * 100)),
        )
    return tuple(credits_)


def checked_overlays(overlays: Sequence[CreditShare]) -> tuple[CreditShare, ...]:
    """Return ``overlays`` when each of them is a part of the deal for another person.

    Raises:
        InvalidInputError: a share is not above zero, above the whole deal or finer than
            ``SHARE_UNITS``, or a person stands twice.

    """
    _refuse_unsound(overlays, "overlays")
    if any(overlay.share > 1 for overlay in overlays):
        raise InvalidInputError("overlays", Message("A share is at most 100%."))
    return tuple(overlays)


def _refuse_unsound(shares: Sequence[CreditShare], field: str) -> None:
    people = [credit.employee_id for credit in shares]
    if len(set(people)) != len(people):
        raise InvalidInputError(field, Message("A person can have only one share of a deal."))
    if any(not credit.share.is_finite() or credit.share <= 0 for credit in shares):
        raise InvalidInputError(field, Message("A share is above 0%."))
    if any(credit.share * SHARE_UNITS % 1 for credit in shares):
        raise InvalidInputError(field, Message("A share has at most four decimals of a per cent."))


def credited_parts(
    whole: Money, shares: Sequence[Decimal], overlays: Sequence[Decimal] = ()
) -> list[Money]:
    """Return what of ``whole`` each of ``shares`` gets, and then each of ``overlays``.

    The parts of the shares sum to it exactly.
    """
    divided = allocate(whole, shares) if shares else []
    return [*divided, *(_overlay_part(whole, share) for share in overlays)]


def _overlay_part(whole: Money, share: Decimal) -> Money:
    """Return ``share`` of ``whole``, rounded half up to the minor unit."""
    return Money.of(whole.as_decimal() * share, whole.currency)

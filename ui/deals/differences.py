"""How two versions of a deal differ, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from crm_desktop.domain.deals import CreditShare, DealDraft
from crm_desktop.texts import Message, shown
from ui import format as shows
from ui.deals.viewmodel import DealRead
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference


@dataclass(frozen=True, slots=True)
class _Names:
    read: DealRead
    customers: Mapping[int, str]


_FIELDS: tuple[tuple[str, Message, Callable[[DealDraft, _Names], str]], ...] = (
    ("title", Message("Title"), lambda draft, _names: draft.title),
    (
        "customer_id",
        Message("Customer"),
        lambda d, names: names.customers.get(d.customer_id or 0, ""),
    ),
    ("owner_id", Message("Owner"), lambda d, names: names.read.people.get(d.owner_id, "")),
    ("product_id", Message("Product"), lambda d, names: _product(d, names.read)),
    ("amount", Message("Amount"), lambda draft, _names: shown(draft.amount)),
    ("cost", Message("Cost"), lambda draft, _names: _shown(draft.cost)),
    ("discount", Message("Discount"), lambda draft, _names: _shown(draft.discount)),
    ("expected_on", Message("Expected to close"), lambda draft, _names: _shown(draft.expected_on)),
    (
        "first_response_at",
        Message("First answer"),
        lambda draft, _names: _shown(draft.first_response_at),
    ),
    ("source", Message("Source"), lambda draft, _names: draft.source),
    ("credits", Message("Who it counts for"), lambda d, names: _credits(d.credits, names.read)),
    (
        "overlays",
        Message("Who it also counts for"),
        lambda d, names: _credits(d.overlays, names.read),
    ),
    ("note", Message("Note"), lambda draft, _names: draft.note),
)
"""The stage is no field of these: it is moved by itself, and theirs stands."""


def differences(
    conflict: Conflict[DealRead, DealDraft], theirs: DealDraft, customers: Mapping[int, str]
) -> list[Difference]:
    """Return the fields in which the user's draft is not ``theirs``; ``customers`` are names."""
    mine, base, names = conflict.mine, conflict.base, _Names(conflict.theirs, customers)
    return [
        Difference(
            code,
            str(label),
            words(mine, names),
            words(theirs, names),
            is_mine=getattr(mine, code) != getattr(base, code),
        )
        for code, label, words in _FIELDS
        if getattr(mine, code) != getattr(theirs, code)
    ]


def _product(draft: DealDraft, read: DealRead) -> str:
    return next((p.name for p in read.products if p.id == draft.product_id), "")


def _shown(value: object) -> str:
    return "" if value is None else shown(value)


def _credits(credits_: tuple[CreditShare, ...], read: DealRead) -> str:
    return "\n".join(
        str(
            Message(
                "{name}: {percent}",
                name=read.people.get(credit.employee_id, ""),
                percent=shows.percent(credit.share, 4),
            )
        )
        for credit in credits_
    )

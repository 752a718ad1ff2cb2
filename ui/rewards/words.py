"""How rules are called where people confirm to have read them."""

from __future__ import annotations

from crm_desktop.domain.pay import EditionRow
from crm_desktop.texts import Message


def edition_name(edition: EditionRow) -> str:
    """Return what the edition is of, and its number."""
    words = Message(
        "{kind} “{name}”, version {number}",
        kind=edition.kind,
        name=edition.name,
        number=edition.number,
    )
    return str(words)

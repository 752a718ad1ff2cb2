"""How two versions of a customer differ, in words."""

from __future__ import annotations

from collections.abc import Callable

from crm_desktop.domain.customers import ContactDraft, CustomerDraft
from crm_desktop.texts import Message, shown
from ui.customers.viewmodel import CustomerRead
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference


def _tags(draft: CustomerDraft, read: CustomerRead) -> str:
    return ", ".join(tag.path for tag in read.tags if tag.id in draft.tag_ids)


def _contacts(contacts: tuple[ContactDraft, ...]) -> str:
    return "\n".join(
        ", ".join(part for part in (c.name, c.position, c.phone, c.email) if part) for c in contacts
    )


_FIELDS: tuple[tuple[str, Message, Callable[[CustomerDraft, CustomerRead], str]], ...] = (
    ("name", Message("Name"), lambda draft, _read: draft.name),
    ("kind", Message("Kind"), lambda draft, _read: shown(draft.kind)),
    ("owner_id", Message("Owner"), lambda draft, read: read.owner_name(draft.owner_id)),
    ("phone", Message("Phone"), lambda draft, _read: draft.phone),
    ("email", Message("E-mail"), lambda draft, _read: draft.email),
    ("address", Message("Address"), lambda draft, _read: draft.address),
    ("tag_ids", Message("Tags"), _tags),
    ("note", Message("Note"), lambda draft, _read: draft.note),
    ("contacts", Message("Contacts"), lambda draft, _read: _contacts(draft.contacts)),
)


def differences(
    conflict: Conflict[CustomerRead, CustomerDraft], theirs: CustomerDraft
) -> list[Difference]:
    """Return the fields in which the user's draft is not ``theirs``."""
    mine, base, read = conflict.mine, conflict.base, conflict.theirs
    return [
        Difference(
            code,
            str(label),
            words(mine, read),
            words(theirs, read),
            is_mine=getattr(mine, code) != getattr(base, code),
        )
        for code, label, words in _FIELDS
        if getattr(mine, code) != getattr(theirs, code)
    ]

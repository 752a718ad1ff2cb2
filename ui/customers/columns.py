"""The columns of the customers' list."""

from __future__ import annotations

from crm_desktop import formats
from crm_desktop.domain.customers import CustomerKind, CustomerRow
from crm_desktop.domain.names import folded
from crm_desktop.texts import Message, shown
from ui import format as shows
from ui.models.rows import Column

_ICONS = {CustomerKind.COMPANY: "customers", CustomerKind.PERSON: "user"}

COLUMNS: tuple[Column[CustomerRow], ...] = (
    Column(
        "name",
        Message("Name"),
        lambda r: r.name,
        lambda r: folded(r.name),
        width=168,
        stretch=3,
        icon=lambda r: _ICONS[r.kind],
        tip=lambda r: r.name,
    ),
    Column("kind", Message("Kind"), lambda r: shown(r.kind), width=80),
    Column("phone", Message("Phone"), lambda r: r.phone, width=148, tip=lambda r: r.phone),
    Column(
        "owner", Message("Owner"), lambda r: r.owner, width=128, stretch=1, tip=lambda r: r.owner
    ),
    Column(
        "open_deals",
        Message("Open deals"),
        lambda r: shows.number(r.open_deals) if r.open_deals else shows.DASH,
        lambda r: r.open_deals,
        is_number=True,
        width=128,
    ),
    Column(
        "created",
        Message("Created"),
        lambda r: formats.day(r.created_at),
        lambda r: r.created_at,
        width=96,
    ),
    Column(
        "tags",
        Message("Tags"),
        lambda r: ", ".join(r.tags),
        width=96,
        stretch=2,
        tip=lambda r: "\n".join(r.tags),
    ),
    Column(
        "email",
        Message("E-mail"),
        lambda r: r.email,
        is_hidden=True,
        width=160,
        tip=lambda r: r.email,
    ),
)

"""The columns of the deals' list."""

from __future__ import annotations

from crm_desktop import formats
from crm_desktop.domain.deals import DealRow, DealStatus
from crm_desktop.domain.names import folded
from crm_desktop.texts import Message
from ui import format as shows
from ui.models.rows import Column
from ui.theme import Tone

STATUS_ICONS = {DealStatus.OPEN: "stage", DealStatus.WON: "won", DealStatus.LOST: "lost"}
STATUS_TONES = {DealStatus.WON: Tone.POSITIVE, DealStatus.LOST: Tone.MUTED}

TITLE: Column[DealRow] = Column(
    "title",
    Message("Title"),
    lambda r: r.title,
    lambda r: folded(r.title),
    width=176,
    stretch=3,
    tip=lambda r: r.title,
)
STAGE: Column[DealRow] = Column(
    "stage",
    Message("Stage"),
    lambda r: r.stage,
    width=124,
    stretch=1,
    icon=lambda r: STATUS_ICONS[r.status],
    tone=lambda r: STATUS_TONES.get(r.status),
    tip=lambda r: r.stage,
)
AMOUNT: Column[DealRow] = Column(
    "amount",
    Message("Amount"),
    lambda r: shows.money(r.amount),
    lambda r: (r.amount.currency, r.amount.minor),
    is_number=True,
    width=124,
)
COLUMNS: tuple[Column[DealRow], ...] = (
    TITLE,
    Column(
        "customer",
        Message("Customer"),
        lambda r: r.customer,
        width=136,
        stretch=2,
        tip=lambda r: r.customer,
    ),
    STAGE,
    AMOUNT,
    Column(
        "owner", Message("Owner"), lambda r: r.owner, width=128, stretch=1, tip=lambda r: r.owner
    ),
    Column(
        "created",
        Message("Created"),
        lambda r: formats.day(r.created_at),
        lambda r: r.created_at,
        width=92,
    ),
    Column(
        "closed",
        Message("Closed"),
        lambda r: shows.DASH if r.closed_at is None else formats.day(r.closed_at),
        lambda r: r.closed_at,
        width=92,
    ),
    Column(
        "product",
        Message("Product"),
        lambda r: r.product,
        width=96,
        stretch=1,
        tip=lambda r: r.product,
    ),
)
"""What matters most comes first, so that it is seen beside the KPI monitor too."""

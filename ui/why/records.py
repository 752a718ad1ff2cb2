"""The records behind a step, shown through declared columns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from crm_desktop import formats
from crm_desktop.domain.fields import Entity
from crm_desktop.kpi.records import RecordRow
from crm_desktop.texts import Message
from ui import format as shows
from ui.models.rows import Column, RowsModel

WHOLE = Decimal(1)
CUSTOMER, ON, SHARE, AMOUNT = 1, 2, 3, 4
"""The places of the columns that are not always there."""

PAGES: Mapping[Entity, str] = {Entity.DEAL: "deals"}
"""On which page a record is opened."""

COLUMNS: tuple[Column[RecordRow], ...] = (
    Column(
        "title", Message("Record"), lambda r: r.title, width=48, stretch=1, tip=lambda r: r.title
    ),
    Column(
        "customer",
        Message("Customer"),
        lambda r: r.customer,
        width=48,
        stretch=1,
        tip=lambda r: r.customer,
    ),
    Column("on", Message("Day"), lambda r: formats.day(r.on), lambda r: r.on),
    Column(
        "share",
        Message("Share"),
        lambda r: shows.percent(r.share, 1),
        lambda r: r.share,
        is_number=True,
    ),
    Column(
        "amount",
        Message("Amount"),
        lambda r: shows.money(r.amount),
        lambda r: None if r.amount is None else r.amount.minor,
        is_number=True,
    ),
)


class RecordsModel(RowsModel[RecordRow]):
    """In the order of the core: page by page there is nothing to sort."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def has_shares(self) -> bool:
        """Tell whether a record counts only in part."""
        return any(row.share != WHOLE for row in self.rows)

    def has_amounts(self) -> bool:
        return any(row.amount is not None for row in self.rows)

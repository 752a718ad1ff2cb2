"""The records behind a step, shown through declared columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import reduce

from crm_desktop import formats
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.kpi.records import RecordRow
from crm_desktop.rewards.accrual import Accrual, AccrualRow
from crm_desktop.texts import Message, plural, shown
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


def sum_words(rows: Sequence[Accrual], currency: str) -> Message:
    """Return how many records earned how much, and in how many lines if some earned twice."""
    amounts = (Money(row.amount_minor, currency) for row in rows)
    total = reduce(Money.__add__, amounts, Money.zero(currency))
    count = len({(row.entity, row.record) for row in rows})
    words = plural("{count} record: {total}", "{count} records: {total}", count=count, total=total)
    if count == len(rows):
        return words
    lines = plural("in {count} line", "in {count} lines", count=len(rows))
    return Message("{records}, {lines}", records=words, lines=lines)


def record_of(row: AccrualRow, currency: str) -> RecordRow:
    """Return an accrual as a record with what it earned; what is of a deal opens that."""
    one = row.accrual
    entity, id_ = (one.entity, one.record) if row.deal is None else (Entity.DEAL, row.deal)
    amount = Money(one.amount_minor, currency)
    return RecordRow(entity, id_, shown(one.name), row.customer, one.on, amount, WHOLE)

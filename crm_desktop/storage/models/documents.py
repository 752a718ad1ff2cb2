"""Documents with lines and states, and the payments for them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, composite, mapped_column

from crm_desktop.domain.fields import FIELDS, Entity
from crm_desktop.domain.money import Money
from crm_desktop.storage.base import (
    Base,
    CurrencyCode,
    ExternalId,
    Key,
    Minor,
    Name,
    external_key,
    one_of,
    where_given,
)

_FIELDS = FIELDS[Entity.DOCUMENT]


def _index(day: str, *more: str, **options: Any) -> Index:
    """Return what sums by person over ``day`` read."""
    columns = ("owner_id", f"{day}_on", *more, "kind", "state", "base_minor")
    return Index(f"ix_document_owner_{day}", *columns, **options)


class DocumentRecord(Base):
    """A quote, order, invoice, act, credit note and so on.

    What begins with ``base`` is in the firm's currency at the rate of ``issued_on``: the amount
    with the tax in it, what of it is tax and what is paid, what it costs the firm, and what was
    left off the price. ``paid_on`` is the day on which it was paid in full, ``cancelled_on`` that
    of a cancelled one where it is known. The amount of a credit note is negative.
    """

    __tablename__ = "document"
    __table_args__ = (
        UniqueConstraint("kind", "number"),
        one_of("kind", _FIELDS["kind"].choices),
        one_of("state", _FIELDS["state"].choices),
        _index("issued"),
        _index("posted", **where_given("posted_on")),
        _index("shipped", **where_given("shipped_on")),
        _index("paid", "due_on"),
        _index("cancelled", **where_given("cancelled_on")),
        Index(None, "customer_id", **where_given("customer_id")),
        Index(None, "deal_id", **where_given("deal_id")),
        external_key("document"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(20))
    issued_on: Mapped[date]
    posted_on: Mapped[date | None]
    shipped_on: Mapped[date | None]
    due_on: Mapped[date | None]
    paid_on: Mapped[date | None]
    cancelled_on: Mapped[date | None]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    amount_minor: Mapped[Minor]
    currency: Mapped[CurrencyCode] = mapped_column(ForeignKey("currency.code"))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    paid_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    base_minor: Mapped[Minor]
    base_paid_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    base_tax_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    base_cost_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    base_discount_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    external_id: Mapped[ExternalId]


class DocumentLineRecord(Base):
    """A line of a document; ``quantity_milli`` counts thousandths of a unit.

    ``base_minor`` is the amount in the firm's currency, as the document's is.
    """

    __tablename__ = "document_line"
    __table_args__ = (UniqueConstraint("document_id", "position"),)

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    position: Mapped[int]
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"), index=True)
    name: Mapped[Name]
    quantity_milli: Mapped[Minor]
    amount_minor: Mapped[Minor]
    base_minor: Mapped[Minor]


class PaymentRecord(Base):
    """Money received for a document, negative when it was given back.

    ``owner_id`` repeats the document's, so that a sum by person reads one index.
    """

    __tablename__ = "payment"
    __table_args__ = (
        Index("ix_payment_owner_received", "owner_id", "received_on", "base_minor"),
        Index(None, "document_id"),
    )

    id: Mapped[Key]
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="CASCADE"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    received_on: Mapped[date]
    amount_minor: Mapped[Minor]
    base_minor: Mapped[Minor]
    external_id: Mapped[ExternalId] = mapped_column(unique=True)

"""Products, pipelines with stages, deals with their history and credit shares."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, composite, mapped_column, relationship

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.money import Money
from crm_desktop.storage.base import (
    Base,
    CurrencyCode,
    ExternalId,
    Folded,
    Key,
    Minor,
    Name,
    one_of,
    where_given,
)
from crm_desktop.storage.models.customers import CustomerRecord
from crm_desktop.storage.models.people import EmployeeRecord


class ProductGroupRecord(Base):
    __tablename__ = "product_group"

    id: Mapped[Key]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("product_group.id"), index=True)
    name: Mapped[Name]
    name_folded: Mapped[Folded] = mapped_column(unique=True)


class ProductRecord(Base):
    __tablename__ = "product"

    id: Mapped[Key]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("product_group.id"), index=True)
    name: Mapped[Name]
    name_folded: Mapped[Folded] = mapped_column(unique=True)
    price_minor: Mapped[Minor]
    currency: Mapped[CurrencyCode] = mapped_column(ForeignKey("currency.code"))
    price: Mapped[Money] = composite("price_minor", "currency")
    external_id: Mapped[ExternalId] = mapped_column(unique=True)


class PipelineRecord(Base):
    """A row of stages that deals move through; ``position`` orders pipelines."""

    __tablename__ = "pipeline"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    position: Mapped[int]


class StageRecord(Base):
    """``status`` is what entering the stage makes of a deal: open, won or lost."""

    __tablename__ = "stage"
    __table_args__ = (
        UniqueConstraint("pipeline_id", "name"),
        one_of("status", DealStatus),
        CheckConstraint("probability_percent BETWEEN 0 AND 100", name="probability"),
    )

    id: Mapped[Key]
    pipeline_id: Mapped[int] = mapped_column(ForeignKey("pipeline.id"))
    name: Mapped[Name]
    position: Mapped[int]
    status: Mapped[str] = mapped_column(String(10))
    probability_percent: Mapped[int] = mapped_column(default=0)

    pipeline: Mapped[PipelineRecord] = relationship(lazy="raise")

    @property
    def probability(self) -> Decimal:
        return Decimal(self.probability_percent) / 100


class LossReasonRecord(Base):
    """Directory: why deals are lost."""

    __tablename__ = "loss_reason"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)


class DealRecord(Base):
    """A sales opportunity; ``closed_at`` is null while it is open, and only then.

    ``base_minor`` is the amount in the firm's currency at the rate of the day it was closed,
    or created while open; what it costs the firm and what was left off the price are in that
    currency too. ``is_shared`` says that ``deal_credit`` divides it among people.
    """

    __tablename__ = "deal"
    __table_args__ = (
        one_of("status", DealStatus),
        CheckConstraint("(status = 'open') = (closed_at IS NULL)", name="closed_once"),
        CheckConstraint("amount_minor >= 0", name="amount_not_negative"),
        Index(
            "ix_deal_owner_closed",
            "owner_id",
            "is_shared",
            "closed_at",
            "status",
            "base_minor",
            "customer_id",
            **where_given("closed_at"),
        ),
        Index(
            "ix_deal_owner_created",
            "owner_id",
            "is_shared",
            "created_at",
            "status",
            "base_minor",
            "first_response_at",
        ),
        Index(
            "ix_deal_owner_expected",
            "owner_id",
            "expected_on",
            "status",
            "is_shared",
            "base_minor",
            **where_given("expected_on"),
        ),
        Index(None, "customer_id", "status", "closed_at", **where_given("customer_id")),
        Index(None, "created_at", "id"),
        Index(None, "closed_at", "id"),
        Index(None, "base_minor", "id"),
        Index(None, "stage_id", "created_at"),
        Index(None, "title_folded", "id"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    title: Mapped[Name]
    title_folded: Mapped[Folded]
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    product_id: Mapped[int | None] = mapped_column(ForeignKey("product.id"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    status: Mapped[str] = mapped_column(String(10))
    amount_minor: Mapped[Minor]
    currency: Mapped[CurrencyCode] = mapped_column(ForeignKey("currency.code"))
    amount: Mapped[Money] = composite("amount_minor", "currency")
    base_minor: Mapped[Minor]
    base_cost_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    base_discount_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    is_shared: Mapped[bool] = mapped_column(default=False, server_default="0")
    source: Mapped[str] = mapped_column(String(120), default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    loss_reason_id: Mapped[int | None] = mapped_column(ForeignKey("loss_reason.id"))
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    first_response_at: Mapped[datetime | None]
    expected_on: Mapped[date | None]
    external_id: Mapped[ExternalId] = mapped_column(unique=True)

    customer: Mapped[CustomerRecord | None] = relationship(lazy="raise")
    owner: Mapped[EmployeeRecord] = relationship(lazy="raise")
    product: Mapped[ProductRecord | None] = relationship(lazy="raise")
    stage: Mapped[StageRecord] = relationship(lazy="raise")


class DealStageChangeRecord(Base):
    """The deal entered the stage at ``at``; a new deal has its first stage here too."""

    __tablename__ = "deal_stage_change"
    __table_args__ = (Index(None, "deal_id", "at"),)

    id: Mapped[Key]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"))
    stage_id: Mapped[int] = mapped_column(ForeignKey("stage.id"))
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))


DIVIDED = ("base_minor", "base_cost_minor", "base_discount_minor")
"""The columns of a deal that its credits keep parts of, in columns of the same names."""


class DealCreditRecord(Base):
    """The part of a shared deal that counts for one employee, in ``SHARE_UNITS``.

    The parts of a deal sum to it, in ``share`` and in each column that is ``DIVIDED``. What
    ``is_overlay`` comes besides them, for the employee alone.
    """

    __tablename__ = "deal_credit"
    __table_args__ = (
        UniqueConstraint("deal_id", "employee_id", "is_overlay"),
        CheckConstraint("share > 0", name="share_above_zero"),
        Index(None, "employee_id", "deal_id", "is_overlay", "share", "base_minor"),
    )

    id: Mapped[Key]
    deal_id: Mapped[int] = mapped_column(ForeignKey("deal.id", ondelete="CASCADE"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    share: Mapped[int]
    base_minor: Mapped[int] = mapped_column(BigInteger)
    base_cost_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    base_discount_minor: Mapped[Minor] = mapped_column(default=0, server_default="0")
    is_overlay: Mapped[bool] = mapped_column(default=False, server_default="0")

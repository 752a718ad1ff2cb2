"""Customers, the people at them, and the classifiers that tag them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Computed, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_desktop.domain.customers import CustomerKind
from crm_desktop.storage.base import Base, ExternalId, Folded, Key, Name, one_of
from crm_desktop.storage.models.people import EmployeeRecord


class CustomerRecord(Base):
    """A company or person that the firm sells to; the key of a deleted one is never used again."""

    __tablename__ = "customer"
    __table_args__ = (
        one_of("kind", CustomerKind),
        Index(None, "name_folded", "id"),
        Index(None, "created_at", "id"),
        Index(None, "owner_id", "name_folded", "id"),
        Index("ix_customer_owner_created", "owner_id", "created_at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[Key]
    name: Mapped[Name]
    name_folded: Mapped[Folded]
    kind: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(60), default="", server_default="")
    email: Mapped[str] = mapped_column(String(250), default="", server_default="")
    address: Mapped[str] = mapped_column(String(500), default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"))
    created_at: Mapped[datetime]
    external_id: Mapped[ExternalId] = mapped_column(unique=True)

    owner: Mapped[EmployeeRecord | None] = relationship(lazy="raise")


class ContactRecord(Base):
    """A person at a customer."""

    __tablename__ = "contact"
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: Mapped[Key]
    customer_id: Mapped[int] = mapped_column(
        ForeignKey("customer.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[Name]
    name_folded: Mapped[Folded]
    position: Mapped[str] = mapped_column(String(120), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(60), default="", server_default="")
    email: Mapped[str] = mapped_column(String(250), default="", server_default="")
    external_id: Mapped[ExternalId] = mapped_column(unique=True)


class ClassifierRecord(Base):
    """A branch of a tree of tags; a root is the classifier itself, such as "Segment"."""

    __tablename__ = "classifier"
    __table_args__ = (UniqueConstraint("parent_key", "name_folded"),)

    id: Mapped[Key]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("classifier.id"))
    name: Mapped[Name]
    name_folded: Mapped[Folded]
    # Nulls differ from each other: by parent_id alone two roots could have one name.
    parent_key: Mapped[int] = mapped_column(Computed("coalesce(parent_id, 0)", persisted=True))


class CustomerTagRecord(Base):
    """Puts a customer under a branch of a classifier."""

    __tablename__ = "customer_tag"
    __table_args__ = (UniqueConstraint("customer_id", "classifier_id"),)

    id: Mapped[Key]
    customer_id: Mapped[int] = mapped_column(ForeignKey("customer.id", ondelete="CASCADE"))
    classifier_id: Mapped[int] = mapped_column(ForeignKey("classifier.id"), index=True)

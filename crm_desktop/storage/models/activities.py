"""Activities of employees with their types and results."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, ExternalId, Key, Name


class ActivityTypeRecord(Base):
    """Directory: call, meeting, letter, visit, task, complaint and what else the firm does."""

    __tablename__ = "activity_type"

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)


class ActivityResultRecord(Base):
    """Directory: how an activity of a type can end."""

    __tablename__ = "activity_result"
    __table_args__ = (UniqueConstraint("type_id", "name"),)

    id: Mapped[Key]
    type_id: Mapped[int] = mapped_column(ForeignKey("activity_type.id"))
    name: Mapped[Name]


class ActivityRecord(Base):
    """A planned or done act of an employee; ``done_at`` is null until it is done."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_employee_planned", "employee_id", "planned_at", "type_id", "duration_s"),
        Index("ix_activity_employee_done", "employee_id", "done_at", "type_id", "duration_s"),
        Index(None, "customer_id", "planned_at"),
        Index(None, "deal_id"),
    )

    id: Mapped[Key]
    type_id: Mapped[int] = mapped_column(ForeignKey("activity_type.id"))
    result_id: Mapped[int | None] = mapped_column(ForeignKey("activity_result.id"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    customer_id: Mapped[int | None] = mapped_column(ForeignKey("customer.id"))
    deal_id: Mapped[int | None] = mapped_column(ForeignKey("deal.id"))
    subject: Mapped[Name] = mapped_column(default="", server_default="")
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    planned_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    duration_s: Mapped[int] = mapped_column(default=0, server_default="0")
    external_id: Mapped[ExternalId] = mapped_column(unique=True)

"""Activities of employees with their types and results."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Computed, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.domain.fields import ACTIVITY_KINDS
from crm_desktop.storage.base import (
    Base,
    ExternalId,
    Key,
    Name,
    external_key,
    one_of,
    where_given,
)


class ActivityTypeRecord(Base):
    """Directory: call, meeting, letter and so on, with what each is to ready indicators."""

    __tablename__ = "activity_type"
    __table_args__ = (one_of("kind", ACTIVITY_KINDS),)

    id: Mapped[Key]
    name: Mapped[Name] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(20), default="other", server_default="other")


class ActivityResultRecord(Base):
    """Directory: how an activity of a type can end."""

    __tablename__ = "activity_result"
    __table_args__ = (UniqueConstraint("type_id", "name"),)

    id: Mapped[Key]
    type_id: Mapped[int] = mapped_column(ForeignKey("activity_type.id"))
    name: Mapped[Name]


class ActivityRecord(Base):
    """A planned or done act of an employee; ``done_at`` is null until it is done.

    ``created_at`` is when it was asked for, null where that is not known; ``score`` is the
    customer's, ``points`` say how difficult it is. ``is_done`` is kept by the database: in an
    index it takes no room, unlike the instant.
    """

    __tablename__ = "activity"
    __table_args__ = (
        Index(
            "ix_activity_employee_planned",
            "employee_id",
            "planned_at",
            "type_id",
            "is_done",
        ),
        Index(
            "ix_activity_employee_done",
            "employee_id",
            "done_at",
            "type_id",
            "duration_s",
            **where_given("done_at"),
        ),
        Index(None, "customer_id", **where_given("customer_id")),
        Index(None, "deal_id", **where_given("deal_id")),
        external_key("activity"),
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
    is_done: Mapped[bool] = mapped_column(Computed("done_at IS NOT NULL", persisted=True))
    duration_s: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime | None]
    score: Mapped[int | None]
    points: Mapped[int | None]
    external_id: Mapped[ExternalId]

"""KPI definitions as immutable versions, and plans."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, Code, Key, PlainJson


class DefinitionRecord(Base):
    """One version of an indicator, scale, profile, bonus template or reward card.

    ``kind`` tells which. Rows are only ever added: editing adds the next ``number``. On a day
    the version with the latest ``valid_from`` not after it holds, of several the highest
    number. A null ``body`` ends the definition from ``valid_from`` on.
    """

    __tablename__ = "definition"
    __table_args__ = (
        UniqueConstraint("kind", "code", "number"),
        Index(None, "kind", "code", "valid_from", "number"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[Code]
    number: Mapped[int]
    valid_from: Mapped[date]
    body: Mapped[Any] = mapped_column(PlainJson, nullable=True)
    created_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))


class PlanRecord(Base):
    """One version of a subject's plan; see ``kpi.definition.Plan``.

    ``value`` is an exact decimal in text. Rows are only ever added; of several with the same
    ``valid_from`` the highest number holds, and a null ``value`` takes the plan away.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint(
            "indicator",
            "subject_level",
            "subject_code",
            "period_kind",
            "valid_from",
            "number",
            name="uq_plan_number",
        ),
        Index(None, "period_kind", "valid_from"),
    )

    id: Mapped[Key]
    indicator: Mapped[Code]
    subject_level: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[Code]
    period_kind: Mapped[str] = mapped_column(String(20))
    valid_from: Mapped[date]
    number: Mapped[int]
    value: Mapped[str | None] = mapped_column(String(60))
    split: Mapped[str | None] = mapped_column(String(20))
    until: Mapped[date | None]
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")
    created_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

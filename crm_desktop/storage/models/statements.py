"""Statements with their lines and the whole derivation of each figure."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, Code, CurrencyCode, Key, Minor, PlainJson


class StatementRecord(Base):
    """One person's pay for one period.

    ``result`` of a draft holds what it was made of, as ``rewards.ground`` tells it; later the
    indicators and what gave the salary. Both have their derivations then, which stand in it once
    each, as ``kpi.codec`` keeps them. ``seal`` is the hash of the content of a closed one, which
    triggers of the database keep from any change.
    """

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("employee_id", "period_kind", "period_start", "period_end"),
        Index(None, "period_start", "period_kind"),
    )

    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    period_kind: Mapped[str] = mapped_column(String(20))
    period_start: Mapped[date]
    period_end: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    card: Mapped[Code]
    currency: Mapped[CurrencyCode]
    salary_minor: Mapped[Minor]
    total_minor: Mapped[Minor]
    calculated_at: Mapped[datetime]
    result: Mapped[Any] = mapped_column(PlainJson)
    seal: Mapped[str | None] = mapped_column(String(64))


class StatementLineRecord(Base):
    """``content`` is null in a draft.

    Later it holds label, formula, which derivation of the statement it is, and indicator.
    """

    __tablename__ = "statement_line"
    __table_args__ = (UniqueConstraint("statement_id", "position"),)

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    position: Mapped[int]
    code: Mapped[Code]
    amount_minor: Mapped[Minor]
    content: Mapped[Any] = mapped_column(PlainJson)

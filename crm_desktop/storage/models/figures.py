"""Figures that are no records: marks typed by people, and imported series."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, Code, Key, Name


class MarkRecord(Base):
    """The mark of a subject for a period that someone typed, and why.

    ``value`` is an exact decimal in text. Rows are only ever added; the newest of a period
    holds, and a null ``value`` takes the mark away. ``author`` is their name at the time.
    """

    __tablename__ = "mark"
    __table_args__ = (Index(None, "period_kind", "period_start", "subject_level", "subject_code"),)

    id: Mapped[Key]
    indicator: Mapped[Code]
    subject_level: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[Code]
    period_kind: Mapped[str] = mapped_column(String(20))
    period_start: Mapped[date]
    period_end: Mapped[date]
    value: Mapped[str | None] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[Name]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class SeriesValueRecord(Base):
    """What an external indicator was for a subject on a day; an exact decimal in text."""

    __tablename__ = "series_value"
    __table_args__ = (UniqueConstraint("indicator", "subject_level", "subject_code", "on"),)

    id: Mapped[Key]
    indicator: Mapped[Code]
    subject_level: Mapped[str] = mapped_column(String(20))
    subject_code: Mapped[Code]
    on: Mapped[date]
    value: Mapped[str] = mapped_column(String(60))

"""The firm's exceptions from the public calendar, and the working time that follows from both."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, Key, one_of


class CalendarDayRecord(Base):
    """The firm's own word on a day; ``minutes`` are its working time where that is unusual."""

    __tablename__ = "calendar_day"
    __table_args__ = (one_of("kind", ("working", "off", "short")),)

    id: Mapped[Key]
    day: Mapped[date] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(10))
    minutes: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")


class WorkingDayRecord(Base):
    """A clock that runs in working time alone, as the calendar and the firm's hours give it.

    It stands at ``before_s`` seconds when the day opens, and runs until the day closes. The day
    that an instant falls on or after is found by ``opens_at``.
    """

    __tablename__ = "working_day"

    id: Mapped[Key]
    day: Mapped[date] = mapped_column(unique=True)
    opens_at: Mapped[datetime] = mapped_column(unique=True)
    closes_at: Mapped[datetime]
    before_s: Mapped[int]

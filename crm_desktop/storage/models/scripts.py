"""What stands around scripts: who approved which text, unfinished ones, runs, and limits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.storage.base import Base, Code, Key, Name, PlainJson


class ScriptApprovalRecord(Base):
    """Somebody read the text that ``fingerprint`` stands for, see ``kpi.script.Script``."""

    __tablename__ = "script_approval"

    id: Mapped[Key]
    code: Mapped[Code]
    fingerprint: Mapped[str] = mapped_column(String(64), unique=True)
    author: Mapped[Name]
    at: Mapped[datetime]


class ScriptDraftRecord(Base):
    """An unfinished script, as the laboratory keeps it; ``body`` is that of a definition."""

    __tablename__ = "script_draft"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    body: Mapped[Any] = mapped_column(PlainJson)
    author: Mapped[Name]
    at: Mapped[datetime]


class ScriptRunRecord(Base):
    """One batch of a script for pay: of how many people, how it ended, and how long it took.

    ``number`` is that of the version. ``problem`` is the first that came up, empty for none.
    """

    __tablename__ = "script_run"
    __table_args__ = (Index(None, "code", "at"),)

    id: Mapped[Key]
    code: Mapped[Code]
    number: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(String(64))
    period_start: Mapped[date]
    period_end: Mapped[date]
    author: Mapped[Name]
    at: Mapped[datetime]
    count: Mapped[int]
    failed: Mapped[int]
    milliseconds: Mapped[int]
    problem: Mapped[str] = mapped_column(Text, default="", server_default="")


class ScriptSettingRecord(Base):
    """The one row of limits of a run and of a batch; the program's own where it is missing.

    ``without_layers`` lets scripts run where the operating system holds no wall around them.
    """

    __tablename__ = "script_setting"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[Key]
    milliseconds: Mapped[int]
    memory_mb: Mapped[int]
    batch_milliseconds: Mapped[int]
    without_layers: Mapped[bool]

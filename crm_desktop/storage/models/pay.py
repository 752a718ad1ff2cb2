"""What pay is made of besides statements: records, carries, decisions and their steps."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from crm_desktop.domain.pay import (
    AdjustmentKind,
    CorrectionState,
    DisputeCategory,
    DisputeState,
)
from crm_desktop.storage.base import Base, Code, Key, Minor, Name, PlainJson, one_of


class AccrualRecord(Base):
    """What one event of a record earned the employee of the statement, as ``rewards.Accrual``.

    ``rate`` is an exact decimal in text. The record may be gone: ``label`` is what it was called.
    """

    __tablename__ = "accrual"
    __table_args__ = (
        Index(None, "statement_id", "code"),
        Index(None, "entity", "record_id"),
    )

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    code: Mapped[Code]
    entity: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int]
    label: Mapped[Name]
    event: Mapped[str | None] = mapped_column(String(20))
    on: Mapped[date]
    base_minor: Mapped[Minor]
    rate: Mapped[str | None] = mapped_column(String(40))
    amount_minor: Mapped[Minor]


class SettledRecord(Base):
    """A record that an indicator of a settled statement was made of, as it counted then.

    ``base`` is the key of the sum of which it is part; ``number``, with ``digits`` decimals, is
    what it adds. A row without ``record_id`` stands for no records, or for too many to be kept:
    its ``number`` is how many there were.
    """

    __tablename__ = "settled_record"
    __table_args__ = (Index(None, "statement_id", "base"),)

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    base: Mapped[str] = mapped_column(String(16))
    entity: Mapped[str] = mapped_column(String(20))
    record_id: Mapped[int | None]
    label: Mapped[Name]
    on: Mapped[date | None]
    number: Mapped[int] = mapped_column(BigInteger)
    digits: Mapped[int]


class StatementCarryRecord(Base):
    """What a statement leaves to later ones, as ``rewards.Carry``."""

    __tablename__ = "statement_carry"
    __table_args__ = (Index(None, "statement_id"),)

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[Minor]
    code: Mapped[Code] = mapped_column(default="", server_default="")
    for_start: Mapped[date | None]
    due_on: Mapped[date | None]
    number: Mapped[int] = mapped_column(default=0, server_default="0")
    count: Mapped[int] = mapped_column(default=0, server_default="0")
    entity: Mapped[str | None] = mapped_column(String(20))
    record_id: Mapped[int | None]


class StatementStepRecord(Base):
    """A step in the life of the statements of a period: ``count`` of them became ``state``.

    They are those of ``employees``, by their ids. Rows are only ever added; ``undone_at`` says
    when the step was taken back, and ``undone_by`` by whom.
    """

    __tablename__ = "statement_step"
    __table_args__ = (Index(None, "period_start", "period_kind"),)

    id: Mapped[Key]
    period_kind: Mapped[str] = mapped_column(String(20))
    period_start: Mapped[date]
    period_end: Mapped[date]
    state: Mapped[str] = mapped_column(String(20))
    count: Mapped[int]
    employees: Mapped[Any] = mapped_column(PlainJson)
    author: Mapped[Name]
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[Name] = mapped_column(default="", server_default="")


class AdjustmentRecord(Base):
    """A payment, praise or cut besides the rules, in the firm's currency."""

    __tablename__ = "adjustment"
    __table_args__ = (
        one_of("kind", AdjustmentKind),
        CheckConstraint("(kind = 'praise') = (amount_minor IS NULL)", name="amount_given"),
        CheckConstraint("(kind = 'cut') = (ordered_on IS NOT NULL)", name="order_given"),
        Index(None, "period_start", "employee_id"),
    )

    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id"))
    period_start: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[Name]
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[Name]
    at: Mapped[datetime]
    ordered_on: Mapped[date | None]


class CorrectionRecord(Base):
    """What was decided about a difference to a settled statement.

    ``into_start`` is the month that pays an accepted one. ``was_minor`` and ``now_minor`` are the
    totals that were compared, so that a later difference is told from the one decided. ``content``
    is what they differed in, as derivations; None where an amount was granted.
    """

    __tablename__ = "correction"
    __table_args__ = (
        one_of("state", CorrectionState),
        CheckConstraint("(state = 'accepted') = (into_start IS NOT NULL)", name="into_given"),
        Index(None, "statement_id"),
        Index(None, "into_start"),
    )

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    state: Mapped[str] = mapped_column(String(20))
    amount_minor: Mapped[Minor]
    was_minor: Mapped[Minor]
    now_minor: Mapped[Minor]
    into_start: Mapped[date | None]
    content: Mapped[Any] = mapped_column(PlainJson, nullable=True)
    reason: Mapped[str] = mapped_column(Text)
    author: Mapped[Name]
    at: Mapped[datetime]


class DisputeRecord(Base):
    """What an employee says is wrong with a line of a statement, and the answer.

    ``line`` is its code, empty for the salary; ``label`` and ``amount_minor`` are what it said.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        one_of("category", DisputeCategory),
        one_of("state", DisputeState),
        Index(None, "statement_id"),
        Index(None, "state", "due_on"),
    )

    id: Mapped[Key]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    line: Mapped[Code]
    label: Mapped[Name]
    amount_minor: Mapped[Minor]
    category: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[Name]
    opened_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="open", server_default="open")
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_by: Mapped[Name] = mapped_column(default="", server_default="")
    answered_at: Mapped[datetime | None]
    correction_id: Mapped[int | None] = mapped_column(ForeignKey("correction.id"))


class ReadingRecord(Base):
    """An employee has confirmed to have read a version of a definition."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("employee_id", "definition_id"),)

    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="CASCADE"))
    definition_id: Mapped[int] = mapped_column(ForeignKey("definition.id"), index=True)
    at: Mapped[datetime]

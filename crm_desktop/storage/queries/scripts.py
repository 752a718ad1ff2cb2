"""What stands around scripts in the database: approvals, drafts, runs and limits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from crm_desktop.storage.models import (
    ScriptApprovalRecord,
    ScriptDraftRecord,
    ScriptRunRecord,
    ScriptSettingRecord,
)

_THOUSAND = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Approval:
    """Who read the text that ``fingerprint`` stands for, and when."""

    code: str
    fingerprint: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished script; ``body`` is the plain form of its definition."""

    code: str
    body: Any
    author: str
    at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class Run:
    """One batch of a script for pay; ``problem`` is the first that came up, empty for none."""

    code: str
    number: int
    fingerprint: str
    start: date
    end: date
    author: str
    at: datetime
    count: int
    failed: int
    milliseconds: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the firm lets runs take; None is the program's own choice."""

    seconds: Decimal
    memory_mb: int
    batch_seconds: Decimal
    without_layers: bool


def approvals(session: Session) -> dict[str, Approval]:
    """Return what was approved, by its fingerprint."""
    record = ScriptApprovalRecord
    rows = session.execute(select(record.code, record.fingerprint, record.author, record.at))
    return {row.fingerprint: Approval(*row) for row in rows}


def approve(session: Session, approval: Approval) -> None:
    """Keep an approval, of each fingerprint the first one."""
    record = ScriptApprovalRecord
    known = session.scalar(select(record.id).where(record.fingerprint == approval.fingerprint))
    if known is None:
        session.add(
            record(
                code=approval.code,
                fingerprint=approval.fingerprint,
                author=approval.author,
                at=approval.at,
            )
        )


def forget_approvals(session: Session) -> int:
    """Take every approval back, as after a restore; return how many there were."""
    found = session.execute(select(ScriptApprovalRecord.id)).all()
    session.execute(delete(ScriptApprovalRecord))
    return len(found)


def drafts(session: Session) -> list[Draft]:
    """Return the unfinished scripts by code."""
    record = ScriptDraftRecord
    query = select(record.code, record.body, record.author, record.at, record.version)
    return [Draft(*row) for row in session.execute(query.order_by(record.code))]


def draft(session: Session, code: str) -> ScriptDraftRecord | None:
    """Return the unfinished script of this code to be changed."""
    return session.scalar(select(ScriptDraftRecord).where(ScriptDraftRecord.code == code))


def drop_draft(session: Session, code: str) -> None:
    """Forget the unfinished script of this code, where there is one."""
    session.execute(delete(ScriptDraftRecord).where(ScriptDraftRecord.code == code))


def add_runs(session: Session, runs: Iterable[Run]) -> None:
    """Keep what ran, all in one statement."""
    rows = [
        {
            "code": run.code,
            "number": run.number,
            "fingerprint": run.fingerprint,
            "period_start": run.start,
            "period_end": run.end,
            "author": run.author,
            "at": run.at,
            "count": run.count,
            "failed": run.failed,
            "milliseconds": run.milliseconds,
            "problem": run.problem,
        }
        for run in runs
    ]
    if rows:
        session.execute(insert(ScriptRunRecord), rows)


def runs(session: Session, code: str, limit: int = 100) -> list[Run]:
    """Return the last runs of a script for pay, the newest first."""
    record = ScriptRunRecord
    start, end = record.period_start, record.period_end
    query = (
        select(
            *(record.code, record.number, record.fingerprint, start, end),
            *(record.author, record.at, record.count, record.failed, record.milliseconds),
            record.problem,
        )
        .where(record.code == code)
        .order_by(record.at.desc(), record.id.desc())
        .limit(limit)
    )
    return [Run(*row) for row in session.execute(query)]


def settings(session: Session) -> Settings | None:
    """Return what the firm lets runs take, None where it never said."""
    record = session.get(ScriptSettingRecord, 1)
    if record is None:
        return None
    return Settings(
        Decimal(record.milliseconds) / _THOUSAND,
        record.memory_mb,
        Decimal(record.batch_milliseconds) / _THOUSAND,
        record.without_layers,
    )


def save_settings(session: Session, wanted: Settings) -> None:
    record = session.get(ScriptSettingRecord, 1) or ScriptSettingRecord(id=1)
    record.milliseconds = int(wanted.seconds * _THOUSAND)
    record.memory_mb = wanted.memory_mb
    record.batch_milliseconds = int(wanted.batch_seconds * _THOUSAND)
    record.without_layers = wanted.without_layers
    session.add(record)

"""Marks as they were typed: rows are added, never changed, and the newest holds."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from crm_desktop.domain.marks import MarkDraft, MarkVersion
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.storage.models import MarkRecord


class MarkKey(NamedTuple):
    """Whose mark of which indicator."""

    indicator: str
    subject: SubjectRef


def held(session: Session, period: Period) -> dict[MarkKey, MarkVersion]:
    """Return the marks that hold for ``period``; those taken away are missing."""
    newest = (
        select(func.max(MarkRecord.id))
        .where(_is_of(period))
        .group_by(MarkRecord.indicator, MarkRecord.subject_level, MarkRecord.subject_code)
    )
    records = session.scalars(select(MarkRecord).where(MarkRecord.id.in_(newest)))
    return {_key(record): _version(record) for record in records if record.value is not None}


def list_versions(session: Session, key: MarkKey, period: Period) -> list[MarkVersion]:
    """Return what was typed for one subject and period, the newest first."""
    query = (
        select(MarkRecord)
        .where(
            _is_of(period),
            MarkRecord.indicator == key.indicator,
            MarkRecord.subject_level == key.subject.level.value,
            MarkRecord.subject_code == key.subject.code,
        )
        .order_by(MarkRecord.id.desc())
    )
    return [_version(record) for record in session.scalars(query)]


def add(session: Session, draft: MarkDraft, version: MarkVersion) -> None:
    """Add what ``version`` says of the subject and period of ``draft``."""
    session.add(
        MarkRecord(
            indicator=draft.indicator,
            subject_level=draft.subject.level.value,
            subject_code=draft.subject.code,
            period_kind=draft.period.kind.value,
            period_start=draft.period.start,
            period_end=draft.period.end,
            value=None if version.value is None else f"{version.value:f}",
            reason=version.reason,
            author=version.author,
            author_id=draft.author_id,
            at=version.at,
        )
    )
    session.flush()


def _is_of(period: Period) -> ColumnElement[bool]:
    return and_(
        MarkRecord.period_kind == period.kind.value,
        MarkRecord.period_start == period.start,
        MarkRecord.period_end == period.end,
    )


def _key(record: MarkRecord) -> MarkKey:
    return MarkKey(
        record.indicator, SubjectRef(SubjectLevel(record.subject_level), record.subject_code)
    )


def _version(record: MarkRecord) -> MarkVersion:
    value = None if record.value is None else Decimal(record.value)
    return MarkVersion(value, record.reason, record.author, record.at)

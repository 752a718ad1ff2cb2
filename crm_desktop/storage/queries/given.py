"""Figures that are no records, for calculations: the marks that hold, and imported series."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crm_desktop.domain.marks import MarkVersion
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.given import SeriesValue, WhoseFigure
from crm_desktop.storage.models import MarkRecord, SeriesValueRecord


def marks(
    session: Session, periods: Sequence[Period], only: SubjectRef | None = None
) -> dict[Period, dict[WhoseFigure, MarkVersion]]:
    """Return the newest mark of each indicator and subject in each of ``periods``, of one kind.

    One that took a mark away has no value. ``only`` asks for one subject.
    """
    by_start = {period.start: period for period in periods}
    newest = (
        select(func.max(MarkRecord.id))
        .where(
            MarkRecord.period_kind == periods[0].kind.value,
            MarkRecord.period_start.in_(by_start),
            *_only(MarkRecord, only),
        )
        .group_by(
            MarkRecord.period_start,
            MarkRecord.indicator,
            MarkRecord.subject_level,
            MarkRecord.subject_code,
        )
    )
    found: dict[Period, dict[WhoseFigure, MarkVersion]] = {period: {} for period in periods}
    for record in session.scalars(select(MarkRecord).where(MarkRecord.id.in_(newest))):
        ref = SubjectRef(SubjectLevel(record.subject_level), record.subject_code)
        value = None if record.value is None else Decimal(record.value)
        mark = MarkVersion(value, record.reason, record.author, record.at)
        found[by_start[record.period_start]][record.indicator, ref] = mark
    return found


def series(
    session: Session, span: Period, only: SubjectRef | None = None
) -> Mapping[WhoseFigure, list[SeriesValue]]:
    """Return the values on the days of ``span``, in order; ``only`` asks for one subject."""
    query = (
        select(
            SeriesValueRecord.indicator,
            SeriesValueRecord.subject_level,
            SeriesValueRecord.subject_code,
            SeriesValueRecord.on,
            SeriesValueRecord.value,
        )
        .where(SeriesValueRecord.on >= span.start, SeriesValueRecord.on < span.end)
        .where(*_only(SeriesValueRecord, only))
        .order_by(SeriesValueRecord.on)
    )
    found: dict[WhoseFigure, list[SeriesValue]] = defaultdict(list)
    for indicator, level, code, on, value in session.execute(query):
        ref = SubjectRef(SubjectLevel(level), code)
        found[indicator, ref].append(SeriesValue(on, Decimal(value)))
    return found


def _only(
    table: type[MarkRecord | SeriesValueRecord], ref: SubjectRef | None
) -> list[ColumnElement[bool]]:
    if ref is None:
        return []
    return [table.subject_level == ref.level.value, table.subject_code == ref.code]

"""What calculations need besides records: marks that hold, imported series, activity types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    Text,
    cast,
    func,
    literal_column,
    null,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import Session

from crm_desktop.domain.marks import MarkVersion
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.given import SeriesValue, WhoseFigure
from crm_desktop.storage.conditions import ActivityType
from crm_desktop.storage.instants import UtcInstant
from crm_desktop.storage.models import ActivityTypeRecord, MarkRecord, SeriesValueRecord

_MARK, _SERIES, _TYPE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Given:
    """The newest marks by period, one that took a mark away without a value; values by day.

    ``types`` of activities are None where they were not asked for.
    """

    marks: Mapping[Period, Mapping[WhoseFigure, MarkVersion]] = field(default_factory=dict)
    series: Mapping[WhoseFigure, Sequence[SeriesValue]] = field(default_factory=dict)
    types: tuple[ActivityType, ...] | None = None


def given(
    session: Session,
    periods: Sequence[Period],
    only: SubjectRef | None = None,
    *,
    asks_marks: bool = False,
    asks_series: bool = False,
    asks_types: bool = False,
) -> Given:
    """Return what was given for ``periods``, all of one kind and in a row, in one statement.

    ``only`` asks for one subject.
    """
    wanted = [_marks(periods, only)] if asks_marks else []
    wanted += [_series(periods, only)] if asks_series else []
    wanted += [_types()] if asks_types else []
    if not wanted:
        return Given()
    by_start = {period.start: period for period in periods}
    marks: dict[Period, dict[WhoseFigure, MarkVersion]] = {period: {} for period in periods}
    series: dict[WhoseFigure, list[SeriesValue]] = defaultdict(list)
    types: list[ActivityType] = []
    for kind, indicator, level, code, day, text, reason, author, at in session.execute(
        union_all(*wanted)
    ):
        if kind == _TYPE:
            types.append(ActivityType(int(text), indicator, level))
            continue
        whose = indicator, SubjectRef(SubjectLevel(level), code)
        value = None if text is None else Decimal(text)
        if kind == _MARK:
            marks[by_start[day]][whose] = MarkVersion(value, reason, author, at)
        elif value is not None:
            series[whose].append(SeriesValue(day, value))
    return Given(marks, series, tuple(types) if asks_types else None)


def _marks(periods: Sequence[Period], only: SubjectRef | None) -> Select[Any]:
    mark = MarkRecord
    newest = (
        select(func.max(mark.id))
        .where(
            mark.period_kind == periods[0].kind.value,
            mark.period_start.in_([period.start for period in periods]),
            tuple_(mark.period_start, mark.period_end).in_([(p.start, p.end) for p in periods]),
            *_only(mark, only),
        )
        .group_by(mark.period_start, mark.indicator, mark.subject_level, mark.subject_code)
    )
    return (
        select(literal_column(str(_MARK)), mark.indicator, mark.subject_level)
        .add_columns(mark.subject_code, mark.period_start, mark.value)
        .add_columns(mark.reason, mark.author, mark.at)
        .where(mark.id.in_(newest))
    )


def _series(periods: Sequence[Period], only: SubjectRef | None) -> Select[Any]:
    one = SeriesValueRecord
    return (
        select(literal_column(str(_SERIES)), one.indicator, one.subject_level)
        .add_columns(one.subject_code, one.on, one.value)
        .add_columns(cast(null(), Text), cast(null(), Text), cast(null(), UtcInstant))
        .where(one.on >= periods[0].start, one.on < periods[-1].end, *_only(one, only))
    )


def _types() -> Select[Any]:
    one = ActivityTypeRecord
    return (
        select(literal_column(str(_TYPE)), one.name, one.kind)
        .add_columns(literal_column("''", Text), cast(null(), Date), cast(one.id, Text))
        .add_columns(cast(null(), Text), cast(null(), Text), cast(null(), UtcInstant))
    )


def _only(
    table: type[MarkRecord | SeriesValueRecord], ref: SubjectRef | None
) -> list[ColumnElement[bool]]:
    if ref is None:
        return []
    return [table.subject_level == ref.level.value, table.subject_code == ref.code]

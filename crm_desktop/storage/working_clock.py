"""The table by which statements count working time; kept up to date with the calendar.

It has one row for each day on which the firm is open, with the working seconds before it: the
clock at an instant is that of the last day opened by then, plus what has passed of that day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.domain.period import Period
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    ActivityRecord,
    DealRecord,
    EmployeeRecord,
    FirmRecord,
    WorkingDayRecord,
)

_Row = tuple[date, datetime, datetime, int]
_YEARS_BEFORE, _YEARS_AHEAD, _MOST_YEARS_AHEAD = 1, 2, 10
_FIRST_YEAR = 1970
"""What is dated before it is a mistake, for which nothing is counted."""
_LAST_YEAR = date.max.year - 1

_COLUMNS = ("day", "opens_at", "closes_at", "before_s")


def last_needed(today: date, until: date) -> date:
    """Return the day up to which the clock has to run to compute what ends on ``until``.

    It is today or later. What is dated more than ten years ahead is a mistake, for which no
    working time is counted: the clock has a row for each working day.
    """
    farthest = min(today.year + _MOST_YEARS_AHEAD, _LAST_YEAR)
    return min(max(today, until), date(farthest, 12, 31))


def ensure_working_days(session: Session, firm: Firm, today: date, until: date) -> None:
    """Make the clock run to the end of the year of ``until``; does nothing where it does.

    ``until`` is what ``last_needed`` returns; the session is one that writes.
    """
    if is_clock_behind(session, until):
        refresh_working_days(session, firm, today, until)


def is_clock_behind(session: Session, until: date) -> bool:
    """Return whether the clock stops before the year of ``until``, or was never set."""
    last = session.scalar(select(func.max(WorkingDayRecord.day)))
    return last is None or last.year < until.year


def refresh_working_days(
    session: Session, firm: Firm, today: date | None = None, until: date | None = None
) -> None:
    """Set the clock by the calendar of ``firm`` and the oldest record, in a session that writes.

    It runs from the year before that record and ``today``, or as early as it did, to two years
    beyond ``until``, or ``today``; without both as far as it did, and a clock that nobody has
    asked for yet is left to ``ensure_working_days``. Nothing is written where nothing changed.
    """
    session.scalar(select(FirmRecord.id).with_for_update())  # one after another
    clock = WorkingDayRecord
    query = select(clock.day, clock.opens_at, clock.closes_at, clock.before_s).order_by(clock.day)
    kept: list[_Row] = [(*row,) for row in session.execute(query)]
    last_years = [kept[-1][0].year] if kept else []
    last_years += [day.year + _YEARS_AHEAD for day in (today, until) if day is not None]
    if not last_years:
        return
    last = min(max(*last_years, _FIRST_YEAR), _LAST_YEAR)
    present = last - _YEARS_AHEAD if today is None else today.year
    first = min(_oldest_year(session, firm), present) - _YEARS_BEFORE
    first = max(min([first, *(row[0].year for row in kept[:1])]), _FIRST_YEAR)
    rows = list(_rows(firm, Period(date(first, 1, 1), date(last + 1, 1, 1))))
    if rows != kept:
        _write(session, rows)


def _rows(firm: Firm, period: Period) -> Iterator[_Row]:
    calendar, zone, before = firm.calendar(), firm.time_zone(), 0
    for day in period.days():
        if shift := calendar.shift(day, zone):
            opens_at, closes_at = shift
            yield day, opens_at, closes_at, before
            before += (closes_at - opens_at) // timedelta(seconds=1)


def _write(session: Session, rows: list[_Row]) -> None:
    session.execute(delete(WorkingDayRecord))
    table = bulk.table_of(WorkingDayRecord)
    forms = bulk.binds(session, table, _COLUMNS)
    in_form: list[bulk.Row] = [
        tuple(
            value if form is None else form(value) for value, form in zip(row, forms, strict=True)
        )
        for row in rows
    ]
    bulk.insert(session, table, _COLUMNS, in_form)


def _oldest_year(session: Session, firm: Firm) -> int:
    """Return the year of the first deal or activity, the last of all years without any.

    Customers and documents have no spans of time.
    """
    of_each = (
        select(func.min(ActivityRecord.planned_at))
        .where(ActivityRecord.employee_id == EmployeeRecord.id)
        .scalar_subquery()
    )
    moments = (
        session.scalar(select(func.min(DealRecord.created_at))),
        session.scalar(select(func.min(of_each))),  # by the index: a step for each employee
    )
    zone = firm.time_zone()
    return min(
        (moment.astimezone(zone).year for moment in moments if moment is not None),
        default=date.max.year,
    )

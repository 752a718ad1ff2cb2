"""For how much of a period an employee was there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Presence
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Proration
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Attendance:
    """``there`` of ``whole`` days or months; ``whole`` is above 0."""

    there: int
    whole: int

    def share(self) -> Fraction:
        return Fraction(self.there, self.whole)


_ATTENDED = {
    Proration.WORKING_DAYS: Message("working days present"),
    Proration.CALENDAR_DAYS: Message("days present"),
    Proration.WHOLE_MONTHS: Message("months present"),
}


def attended(kind: Proration, there: Attendance, whole: Quantity, part: Quantity) -> Message:
    """Return the sentence of how ``part`` of ``whole`` came about."""
    return Message(
        "{value} × {what} {there}/{whole} = {result}",
        value=whole,
        what=_ATTENDED.get(kind),
        there=there.there,
        whole=there.whole,
        result=part,
    )


def attendance(
    kind: Proration, period: Period, presence: Presence | None, calendar: WorkingCalendar
) -> Attendance:
    """Return for how much of ``period`` the employee was there, 1 of 1 where nothing is missing.

    Who has no ``presence``, such as a department, was there all the time. Working days are
    counted as calendar days where ``period`` has none. A calendar month, or the part of it within
    ``period``, is whole where the employee was there on at least half of its calendar days, and
    does not count otherwise.

    Source: domain.md §4, absence and part months.

    """
    if presence is None or kind is Proration.NONE or presence.is_whole(period.start, period.end):
        return Attendance(1, 1)
    if kind is Proration.WHOLE_MONTHS:
        months = [_calendar_days(month, presence) for month in _months(period)]
        return Attendance(sum(month.share() * 2 >= 1 for month in months), len(months))
    working = calendar.working_days(period)
    if kind is Proration.CALENDAR_DAYS or not working:
        return _calendar_days(period, presence)
    there = sum(map(presence.is_there, filter(calendar.is_working, period.days())))
    return Attendance(there, working)


def month_of_service(presence: Presence | None, period: Period) -> int | None:
    """Return which calendar month of service ``period`` begins in, the month of hiring being 1.

    1 as well where the employee was hired within ``period``; None where the day is not known
    or comes later.
    """
    if presence is None or presence.hired_on is None or presence.hired_on >= period.end:
        return None
    hired, day = presence.hired_on, max(period.start, presence.hired_on)
    return (day.year - hired.year) * 12 + day.month - hired.month + 1


def _calendar_days(period: Period, presence: Presence) -> Attendance:
    return Attendance(sum(map(presence.is_there, period.days())), (period.end - period.start).days)


def _months(period: Period) -> Iterator[Period]:
    """Yield the calendar months of ``period``, cut to it."""
    day = period.start
    while day < period.end:
        end = min(Period.containing(day, PeriodKind.MONTH).end, period.end)
        yield Period(day, end)
        day = end

"""Reporting periods. Every period is half-open: ``start`` is in, ``end`` is out."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from crm_desktop import formats
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message


class PeriodKind(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"
    CUSTOM = "custom"

    def shown(self) -> str:
        return str(_KIND_NAMES[self])


_KIND_NAMES = {
    PeriodKind.DAY: Message("day"),
    PeriodKind.WEEK: Message("week"),
    PeriodKind.MONTH: Message("month"),
    PeriodKind.QUARTER: Message("quarter"),
    PeriodKind.HALF_YEAR: Message("half-year"),
    PeriodKind.YEAR: Message("year"),
    PeriodKind.CUSTOM: Message("custom period"),
}

_MONTHS = {
    PeriodKind.MONTH: 1,
    PeriodKind.QUARTER: 3,
    PeriodKind.HALF_YEAR: 6,
    PeriodKind.YEAR: 12,
}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from ``start`` up to, and not including, ``end``."""

    start: date
    end: date
    kind: PeriodKind = PeriodKind.CUSTOM

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"empty period: {self.start} .. {self.end}")

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    @classmethod
    def containing(cls, day: date, kind: PeriodKind) -> Period:
        """Return the one period of ``kind`` that ``day`` belongs to; weeks begin on Monday.

        Raises:
            ValueError: ``kind`` is CUSTOM, or the period would leave the years 1 to 9999.

        """
        if kind is PeriodKind.DAY:
            return cls(day, day + timedelta(days=1), kind)
        if kind is PeriodKind.WEEK:
            monday = day - timedelta(days=day.weekday())
            return cls(monday, monday + timedelta(days=7), kind)
        if kind is PeriodKind.CUSTOM:
            raise ValueError(kind)
        length = _MONTHS[kind]
        first = (day.month - 1) // length * length
        return cls(_month_start(day.year, first), _month_start(day.year, first + length), kind)

    @classmethod
    def month(cls, year: int, month: int) -> Period:
        """Return the calendar month, ``month`` in 1..12."""
        return cls.containing(date(year, month, 1), PeriodKind.MONTH)

    @classmethod
    def of_days(cls, first: date, last: date) -> Period:
        """Return the custom period whose last day is ``last``.

        Raises:
            InvalidInputError: ``last`` comes before ``first``, or has no day after it.

        """
        if last < first:
            message = Message(
                "The last day, {last}, comes before the first, {first}.", first=first, last=last
            )
            raise InvalidInputError("last", message)
        if last == date.max:
            raise InvalidInputError("last", Message("No day comes after {last}.", last=last))
        return cls(first, last + timedelta(days=1))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Return the period written as 2017, 2017-H1, 2017-Q2, 2017-03, 2017-W09 or 2017-03-31.

        ``2017-03-01..2017-03-16`` is a custom period whose last day is the 15th.

        Raises:
            InvalidInputError: ``text`` is none of these, or no such day exists, or the period is
                so close to the first or the last day of all that what it is compared with, or
                pays later, would be beyond.

        """
        try:
            period = _parsed(text.strip())
            period.previous().next().next()
        except (ValueError, OverflowError):  # the years end with 9999 and begin with 1
            raise InvalidInputError(
                "period",
                Message("“{text}” is no period: write 2017-03, 2017-Q1 or 2017.", text=text),
            ) from None
        return period

    def code(self) -> str:
        """Return the text that ``parse`` reads back."""
        year = self.start.year
        match self.kind:
            case PeriodKind.DAY:
                return self.start.isoformat()
            case PeriodKind.WEEK:
                week = self.start.isocalendar()
                return f"{week.year}-W{week.week:02}"
            case PeriodKind.MONTH:
                return f"{year}-{self.start.month:02}"
            case PeriodKind.QUARTER:
                return f"{year}-Q{(self.start.month + 2) // 3}"
            case PeriodKind.HALF_YEAR:
                return f"{year}-H{(self.start.month + 5) // 6}"
            case PeriodKind.YEAR:
                return f"{year}"
            case PeriodKind.CUSTOM:
                return f"{self.start}..{self.end}"

    def next(self) -> Period:
        """Return the period that begins where this one ends: the next of its kind, or as long."""
        if self.kind is PeriodKind.CUSTOM:
            return Period(self.end, self.end + (self.end - self.start))
        return Period.containing(self.end, self.kind)

    def previous(self) -> Period:
        """Return the period that ends where this one begins: the one before, or as long."""
        if self.kind is PeriodKind.CUSTOM:
            return Period(self.start - (self.end - self.start), self.start)
        return Period.containing(self.start - timedelta(days=1), self.kind)

    def at(self, day: date) -> Period:
        """Return the period that ``day`` belongs to: of this kind, or whole lengths away."""
        if self.kind is not PeriodKind.CUSTOM:
            return Period.containing(day, self.kind)
        length = self.end - self.start
        start = self.start + (day - self.start) // length * length
        return Period(start, start + length)

    def years_on(self, years: int) -> Period:
        """Return this period some years later, or earlier: a week is that of its Thursday."""
        if self.kind is PeriodKind.CUSTOM:
            last = months_on(self.last_day(), 12 * years)
            return Period(months_on(self.start, 12 * years), last + timedelta(days=1))
        middle = self.start + (self.end - self.start) // 2
        return Period.containing(months_on(middle, 12 * years), self.kind)

    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    def days(self) -> Iterator[date]:
        """Yield each day once, in order."""
        for offset in range((self.end - self.start).days):
            yield self.start + timedelta(days=offset)

    def instants(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return the UTC instants ``[from, to)`` of this period in ``zone``."""
        return start_of(self.start, zone), start_of(self.end, zone)

    def shown(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return formats.month(self.start)
            case PeriodKind.QUARTER:
                quarter = (self.start.month + 2) // 3
                return str(Message("Q{quarter} {year}", quarter=quarter, year=str(self.start.year)))
            case PeriodKind.HALF_YEAR:
                half = (self.start.month + 5) // 6
                return str(Message("H{half} {year}", half=half, year=str(self.start.year)))
            case PeriodKind.YEAR:
                return str(self.start.year)
            case PeriodKind.WEEK:
                return formats.days(self.start, self.last_day())
            case PeriodKind.DAY:
                return formats.day(self.start)
            case _:
                return f"{formats.day(self.start)} — {formats.day(self.last_day())}"


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which ``day`` begins in ``zone``."""
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # the first day of the year 1 begins before it east of Greenwich
        return datetime.min.replace(tzinfo=UTC)


def periods_within(whole: Period, kind: PeriodKind) -> list[Period]:
    """Return the periods of ``kind`` that belong to ``whole``, in order and without a gap.

    One that crosses its edge belongs to where its middle day is: a week to the year, and to
    the month, of its Thursday (ISO 8601). So a week is never cut and none belongs to two years.

    Raises:
        ValueError: ``kind`` is CUSTOM.

    """
    found, period = [], Period.containing(whole.start, kind)
    while period.start < whole.end:
        if period.start + (period.end - period.start) // 2 in whole:
            found.append(period)
        period = period.next()
    return found


def last_full_month(today: date, kind: PeriodKind = PeriodKind.MONTH) -> Period:
    """Return the month that ends the last period of ``kind`` that is over ``today``."""
    whole = Period.containing(today, kind).previous()
    return Period.containing(whole.last_day(), PeriodKind.MONTH)


def months_on(day: date, months: int) -> date:
    """Return the same day some months later, or the last of a month that is too short."""
    years, index = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, index + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _month_start(year: int, months: int) -> date:
    """Return the first day of the month that is ``months`` after January of ``year``."""
    carry, index = divmod(months, 12)
    return date(year + carry, index + 1, 1)


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], Period]], ...] = (
    (r"(\d{4})", lambda m: Period.containing(date(int(m[1]), 1, 1), PeriodKind.YEAR)),
    (
        r"(\d{4})-[Hh]([12])",
        lambda m: Period.containing(date(int(m[1]), int(m[2]) * 6, 1), PeriodKind.HALF_YEAR),
    ),
    (
        r"(\d{4})-[Qq]([1-4])",
        lambda m: Period.containing(date(int(m[1]), int(m[2]) * 3, 1), PeriodKind.QUARTER),
    ),
    (
        r"(\d{4})-[Ww](\d\d)",
        lambda m: Period.containing(date.fromisocalendar(int(m[1]), int(m[2]), 1), PeriodKind.WEEK),
    ),
    (r"(\d{4})-(\d\d)", lambda m: Period.month(int(m[1]), int(m[2]))),
    (
        r"(\d{4}-\d\d-\d\d)",
        lambda m: Period.containing(date.fromisoformat(m[1]), PeriodKind.DAY),
    ),
    (
        r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)",
        lambda m: Period(date.fromisoformat(m[1]), date.fromisoformat(m[2])),
    ),
)


_AGE = Period(date(100, 1, 1), date(9900, 1, 1))
"""Around it are a hundred years for all that belongs to a period."""


def _parsed(text: str) -> Period:
    for pattern, build in _FORMS:
        if match := re.fullmatch(pattern, text, re.ASCII):
            period = build(match)
            if _AGE.start <= period.start and period.end <= _AGE.end:
                return period
    raise ValueError(text)

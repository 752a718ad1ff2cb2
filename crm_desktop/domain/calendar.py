"""Working days and hours: weekends, public holidays, and the firm's own word on a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm_desktop import texts
from crm_desktop.domain.entry import entered
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

if TYPE_CHECKING:
    from holidays import HolidayBase

NOTE_LENGTH = 500
_MINUTES_A_DAY = 24 * 60
_SECOND = timedelta(seconds=1)
_SHORTENS = frozenset({"BY", "RU"})
"""Where the working day before a public holiday is shorter by law.

Source: Labour Code of Russia, article 95; of Belarus, article 116.
"""


class DayKind(StrEnum):
    WORKING = "working"
    SHORT = "short"
    OFF = "off"

    def shown(self) -> str:
        return str(_KIND_NAMES[self])


_KIND_NAMES = {
    DayKind.WORKING: Message("working day"),
    DayKind.SHORT: Message("short day"),
    DayKind.OFF: Message("day off"),
}


class DayReason(StrEnum):
    """Why a day is what it is."""

    USUAL = "usual"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    BEFORE_HOLIDAY = "before-holiday"
    MOVED = "moved"
    OWN = "own"

    def shown(self) -> str:
        return str(_REASON_NAMES[self])


_REASON_NAMES = {
    DayReason.USUAL: Message("usual day"),
    DayReason.WEEKEND: Message("weekend"),
    DayReason.HOLIDAY: Message("public holiday"),
    DayReason.BEFORE_HOLIDAY: Message("before a public holiday"),
    DayReason.MOVED: Message("weekend worked for another day"),
    DayReason.OWN: Message("set by the firm"),
}


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """The usual working day in minutes from midnight; ``pause`` is not working time.

    A day before a public holiday is shorter by ``short_by``, where the country has such days.
    """

    opens: int = 9 * 60
    closes: int = 18 * 60
    pause: int = 60
    short_by: int = 60

    def minutes(self) -> int:
        """Return the working time of a usual day."""
        return self.closes - self.opens - self.pause


def checked_hours(hours: WorkingHours) -> WorkingHours:
    """Return ``hours`` as they can be kept.

    Raises:
        InvalidInputError: the day has no working time left, or is longer than a day.

    """
    if not 0 <= hours.opens < hours.closes <= _MINUTES_A_DAY:
        raise InvalidInputError("closes", Message("The day closes after it opens, by midnight."))
    if not 0 <= hours.pause < hours.closes - hours.opens:
        raise InvalidInputError("pause", Message("The break is shorter than the day."))
    if not 0 <= hours.short_by < hours.minutes():
        raise InvalidInputError("short_by", Message("A short day has some working time left."))
    return hours


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """The firm's own word on a day; ``minutes`` of working time are None where it is usual."""

    day: date
    kind: DayKind
    minutes: int | None = None
    note: str = ""


def checked_day(own: CalendarDay, hours: WorkingHours) -> CalendarDay:
    """Return ``own`` as it can be kept by a firm with these ``hours``.

    Raises:
        InvalidInputError: no such working time, a short day of unknown length, a long note.

    """
    note = entered("note", own.note, NOTE_LENGTH)
    if own.kind is DayKind.OFF:
        return CalendarDay(own.day, own.kind, note=note)
    if own.minutes is None and own.kind is DayKind.SHORT and not hours.short_by:
        raise InvalidInputError("minutes", Message("Say how long the short day is."))
    if own.minutes is not None and not 0 < own.minutes <= _MINUTES_A_DAY:
        raise InvalidInputError(
            "minutes", Message("A day has 1 to {most} minutes.", most=_MINUTES_A_DAY)
        )
    return CalendarDay(own.day, own.kind, own.minutes, note)


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day of the calendar; ``name`` is that of the holiday, or the firm's note."""

    day: date
    kind: DayKind
    reason: DayReason
    minutes: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of ``country`` (ISO 3166, such as RU); None knows only weekends.

    What the firm says about a day in ``own`` holds before weekends and holidays.
    """

    country: str | None = None
    own: tuple[CalendarDay, ...] = ()
    hours: WorkingHours = WorkingHours()
    _own_by_day: Mapping[date, CalendarDay] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_own_by_day", {one.day: one for one in self.own})

    def kind(self, day: date) -> DayKind:
        own = self._own_by_day.get(day)
        if own is not None:
            return own.kind
        kind = _kinds(self.country, day.year)[day.timetuple().tm_yday - 1]
        return DayKind.WORKING if kind is DayKind.SHORT and not self.hours.short_by else kind

    def is_working(self, day: date) -> bool:
        return self.kind(day) is not DayKind.OFF

    def minutes(self, day: date) -> int:
        """Return the working time of ``day`` without the break, 0 on a day off."""
        own, kind = self._own_by_day.get(day), self.kind(day)
        if kind is DayKind.OFF:
            return 0
        if own is not None and own.minutes is not None:
            return own.minutes
        usual = self.hours.minutes()
        return max(usual - self.hours.short_by, 0) if kind is DayKind.SHORT else usual

    def working_days(self, period: Period) -> int:
        """Return how many days of ``period`` are worked, short ones as whole days."""
        return sum(map(self.is_working, period.days()))

    def worked_by(self, period: Period, today: date) -> int:
        """Return how many working days of ``period`` have passed, ``today`` included."""
        return sum(self.is_working(day) for day in period.days() if day <= today)

    def shift(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime] | None:
        """Return the UTC instants at which ``day`` opens and closes, None on a day off.

        Customers wait on through the break, so it is within; a short day closes earlier. There
        is none on a day that the clocks left out, as those of Samoa did on 30 December 2011.
        """
        minutes = self.minutes(day)
        if not minutes:
            return None
        opens = self.hours.opens
        opens_at = _instant(day, opens, zone)
        if opens_at.astimezone(zone).date() != day:
            return None
        closes = min(opens + self.hours.pause + minutes, _MINUTES_A_DAY)
        closes_at = _instant(day, closes, zone)
        # An hour that the clocks leave out in spring is no time.
        return opens_at, max(opens_at, closes_at)

    def worked_seconds(self, start: datetime, end: datetime, zone: ZoneInfo) -> int:
        """Return the seconds between two instants in which the firm was open.

        Breaks count, as in ``shift``; 0 where ``end`` is not after ``start``. Each instant
        counts by the last whole second of its day, so that times add up.
        """
        worked, first = 0, start.astimezone(zone).date()
        for offset in range((end.astimezone(zone).date() - first).days + 1):
            shift = self.shift(first + timedelta(days=offset), zone)
            if shift and max(start, shift[0]) < min(end, shift[1]):
                worked += (min(end, shift[1]) - shift[0]) // _SECOND
                worked -= (max(start, shift[0]) - shift[0]) // _SECOND
        return worked

    def row(self, day: date) -> DayRow:
        """Return ``day`` with why it is what it is, holidays in the language in force."""
        return DayRow(day, self.kind(day), *self._reason(day))

    def _reason(self, day: date) -> tuple[DayReason, int, str]:
        minutes, own = self.minutes(day), self._own_by_day.get(day)
        if own is not None:
            return DayReason.OWN, minutes, own.note
        kind, public = self.kind(day), _holiday_name(self.country, day)
        if kind is DayKind.OFF:
            return (DayReason.HOLIDAY if public else DayReason.WEEKEND), minutes, public
        if kind is DayKind.SHORT:
            after = _holiday_name(self.country, day + timedelta(days=1))
            return DayReason.BEFORE_HOLIDAY, minutes, after
        is_moved = self.country is not None and _holidays(self.country, day.year).is_weekend(day)
        return (DayReason.MOVED if is_moved else DayReason.USUAL), minutes, ""


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the UTC instant at which clocks in ``zone`` show ``minute`` of ``day``."""
    return (datetime.combine(day, time(), zone) + timedelta(minutes=minute)).astimezone(UTC)


def knows_holidays(country: str) -> bool:
    """Return whether the public holidays of ``country`` are known."""
    return country in countries_with_holidays()


def countries_with_holidays() -> list[str]:
    """Return the countries, by their two letters, whose public holidays are known."""
    from holidays import list_supported_countries  # noqa: PLC0415 - 90 ms, for settings alone

    return sorted(code for code in list_supported_countries() if len(code) == 2)


@cache
def _kinds(country: str | None, year: int) -> tuple[DayKind, ...]:
    """Return what each day of ``year`` is, the days before holidays short where that is law."""
    first = date(year, 1, 1)
    days = [first + timedelta(days=n) for n in range((date(year, 12, 31) - first).days + 1)]
    if country is None:
        return tuple(DayKind.OFF if day.weekday() >= 5 else DayKind.WORKING for day in days)
    public, before = _holidays(country, year), _days_before_holidays(country, year)
    usual = (DayKind.WORKING, DayKind.SHORT)
    return tuple(
        usual[day in before] if public.is_working_day(day) else DayKind.OFF for day in days
    )


def _days_before_holidays(country: str, year: int) -> Collection[date]:
    """Return the eves of holidays proper; a day off in the place of another is none."""
    if country not in _SHORTENS:
        return ()
    proper = _proper_holidays(country, year)
    if year < date.max.year:
        proper |= _proper_holidays(country, year + 1)
    return {day - timedelta(days=1) for day in proper if day > date.min}


def _proper_holidays(country: str, year: int) -> set[date]:
    public = _holidays(country, year, is_observed=False)
    label = getattr(public, "substituted_label", None)
    moved = public.tr(label).partition("%s")[0] if label else None
    return {day for day, name in public.items() if moved is None or not name.startswith(moved)}


def _holiday_name(country: str | None, day: date) -> str:
    """Return the name of the holiday on ``day``, empty where it is none."""
    if country is None:
        return ""
    return _holidays(country, day.year, language=texts.language()).get(day) or ""


@cache
def _holidays(
    country: str, year: int, *, is_observed: bool = True, language: str | None = None
) -> HolidayBase:
    from holidays import country_holidays  # noqa: PLC0415 - 90 ms, needed at the first pace only

    known = country_holidays(country, years=year, observed=is_observed)
    spoken = next((one for one in known.supported_languages if one[:2] == language), None)
    if spoken is None:
        return known
    return country_holidays(country, years=year, observed=is_observed, language=spoken)

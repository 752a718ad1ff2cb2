from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop import texts
from crm_desktop.domain.calendar import (
    CalendarDay,
    DayKind,
    DayReason,
    WorkingCalendar,
    WorkingHours,
    checked_day,
    checked_hours,
)
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError

MOSCOW, BERLIN = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Berlin")
SATURDAY, MONDAY = date(2026, 3, 14), date(2026, 3, 16)
OWN = (
    CalendarDay(SATURDAY, DayKind.WORKING, note="Stock-taking"),
    CalendarDay(MONDAY, DayKind.OFF, note="Firm's birthday"),
    CalendarDay(date(2026, 3, 17), DayKind.SHORT, 240),
    CalendarDay(date(2026, 3, 18), DayKind.SHORT),
)


@pytest.mark.parametrize(
    ("country", "month", "days"),
    [(None, 6, 22), ("RU", 6, 21), ("RU", 3, 21), ("KZ", 3, 18), (None, 2, 20)],
)
def test_working_days_of_a_month_of_2026(country: str | None, month: int, days: int) -> None:
    # Worked by hand: RU 12 June and 9 March (for Sunday the 8th); KZ 9 March for the 8th and
    # 23–25 March for Nauryz, which begins on Saturday the 21st.
    assert WorkingCalendar(country).working_days(Period.month(2026, month)) == days


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_days_worked_so_far_grow_to_the_whole(today: date) -> None:
    calendar, year = WorkingCalendar("RU"), Period.parse("2026")
    worked = calendar.worked_by(year, today)
    assert 0 <= worked <= calendar.working_days(year)
    assert calendar.worked_by(year, year.last_day()) == calendar.working_days(year)
    assert calendar.worked_by(year, year.previous().last_day()) == 0


@pytest.mark.parametrize(
    ("country", "year", "days", "hours"),
    [("RU", 2026, 247, 1972), ("BY", 2026, 254, 2025), (None, 2026, 261, 2088)],
)
def test_the_hours_of_a_year_know_the_eves_of_holidays(
    country: str | None, year: int, days: int, hours: int
) -> None:
    # Source: the production calendars of Russia and Belarus for 2026, 40 hours a week; without
    # a country 261 weekdays of 8 hours.
    calendar, whole = WorkingCalendar(country), Period.parse(str(year))
    assert calendar.working_days(whole) == days
    assert sum(map(calendar.minutes, whole.days())) == hours * 60


def test_the_eve_of_a_holiday_is_short_but_not_that_of_a_moved_day_off() -> None:
    # Source: Labour Code of Russia, article 95. 9 January 2026 is a day off for 3 January, and
    # 9 March one for Sunday the 8th; neither makes the day before short.
    year = Period.parse("2026")
    short = [day for day in year.days() if WorkingCalendar("RU").kind(day) is DayKind.SHORT]
    assert short == [date(2026, 4, 30), date(2026, 5, 8), date(2026, 6, 11), date(2026, 11, 3)]


@pytest.mark.parametrize("country", ["KZ", "DE"])
def test_where_the_law_knows_no_short_days_there_are_none(country: str) -> None:
    calendar = WorkingCalendar(country)
    kinds = {calendar.kind(day) for day in Period.parse("2026").days()}
    assert kinds == {DayKind.WORKING, DayKind.OFF}


def test_a_firm_may_have_no_short_days() -> None:
    calendar = WorkingCalendar("RU", hours=WorkingHours(short_by=0))
    assert calendar.kind(date(2026, 5, 8)) is DayKind.WORKING
    assert calendar.minutes(date(2026, 5, 8)) == 480


@pytest.mark.parametrize(
    ("day", "kind", "minutes", "reason", "name"),
    [
        (date(2026, 3, 13), DayKind.WORKING, 480, DayReason.USUAL, ""),
        (SATURDAY, DayKind.WORKING, 480, DayReason.OWN, "Stock-taking"),
        (date(2026, 3, 15), DayKind.OFF, 0, DayReason.WEEKEND, ""),
        (MONDAY, DayKind.OFF, 0, DayReason.OWN, "Firm's birthday"),
        (date(2026, 3, 17), DayKind.SHORT, 240, DayReason.OWN, ""),
        (date(2026, 3, 18), DayKind.SHORT, 420, DayReason.OWN, ""),
        (date(2026, 6, 12), DayKind.OFF, 0, DayReason.HOLIDAY, "Russia Day"),
        (date(2026, 6, 11), DayKind.SHORT, 420, DayReason.BEFORE_HOLIDAY, "Russia Day"),
        (date(2024, 4, 27), DayKind.WORKING, 480, DayReason.MOVED, ""),
    ],
)
def test_a_day_says_what_it_is_and_why(
    day: date, kind: DayKind, minutes: int, reason: DayReason, name: str
) -> None:
    row = WorkingCalendar("RU", OWN).row(day)
    assert (row.day, row.kind, row.minutes, row.reason, row.name) == (
        *(day, kind, minutes, reason),
        name,
    )


def test_a_holiday_is_named_in_the_language_in_force() -> None:
    texts.activate("ru")
    assert WorkingCalendar("RU").row(date(2026, 6, 12)).name == "День России"


def test_a_short_day_closes_earlier() -> None:
    calendar = WorkingCalendar("RU", OWN)
    hours = [calendar.shift(date(2026, 3, day), MOSCOW) for day in (13, 16, 17, 18)]
    # Moscow is three hours ahead: 9:00–18:00, off, 9:00–14:00 and 9:00–17:00.
    assert hours == [
        (datetime(2026, 3, 13, 6, tzinfo=UTC), datetime(2026, 3, 13, 15, tzinfo=UTC)),
        None,
        (datetime(2026, 3, 17, 6, tzinfo=UTC), datetime(2026, 3, 17, 11, tzinfo=UTC)),
        (datetime(2026, 3, 18, 6, tzinfo=UTC), datetime(2026, 3, 18, 14, tzinfo=UTC)),
    ]


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        ("2026-03-12 10:00", "2026-03-12 12:00", 2),
        ("2026-03-12 17:00", "2026-03-13 10:00", 2),
        ("2026-03-12 20:00", "2026-03-13 08:00", 0),
        # Friday 17:00 to Tuesday 10:00 over a worked Saturday, a Sunday and a Monday off.
        ("2026-03-13 17:00", "2026-03-17 10:00", 1 + 9 + 1),
        # Over a short Tuesday that closes at 14:00.
        ("2026-03-17 13:00", "2026-03-18 10:00", 2),
        ("2026-03-12 12:00", "2026-03-12 10:00", 0),
    ],
)
def test_working_time_is_the_time_in_which_the_firm_is_open(
    start: str, end: str, hours: int
) -> None:
    calendar = WorkingCalendar("RU", OWN)
    first, last = (datetime.fromisoformat(f"{text}+03:00") for text in (start, end))
    assert calendar.worked_seconds(first, last, MOSCOW) == hours * 3600


def test_a_night_shift_loses_the_hour_that_the_clocks_leave_out() -> None:
    # On 29 March 2026 clocks in Berlin go from 2:00 to 3:00: the day from 0:00 to 6:00 has 5 h.
    night = WorkingHours(opens=0, closes=6 * 60, pause=0, short_by=0)
    calendar = WorkingCalendar(own=(CalendarDay(date(2026, 3, 29), DayKind.WORKING),), hours=night)
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert calendar.worked_seconds(start, start + timedelta(days=1), BERLIN) == 5 * 3600


def test_nobody_works_on_a_day_that_the_clocks_left_out() -> None:
    # Samoa went from Thursday 29 December 2011 to Saturday the 31st: two days of 9 hours remain.
    samoa = ZoneInfo("Pacific/Apia")
    start = datetime(2011, 12, 29, tzinfo=samoa)
    end = datetime(2012, 1, 3, tzinfo=samoa)
    calendar = WorkingCalendar()
    assert calendar.shift(date(2011, 12, 30), samoa) is None
    assert calendar.worked_seconds(start, end, samoa) == 2 * 9 * 3600


SINCE = st.timedeltas(timedelta(), timedelta(days=730))


@given(st.tuples(SINCE, SINCE, SINCE), st.sampled_from([MOSCOW, BERLIN]))
def test_working_time_adds_up(
    moments: tuple[timedelta, timedelta, timedelta], zone: ZoneInfo
) -> None:
    calendar = WorkingCalendar("RU", OWN)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    first, middle, last = (start + since for since in sorted(moments))
    parts = [calendar.worked_seconds(*ends, zone) for ends in ((first, middle), (middle, last))]
    assert sum(parts) == calendar.worked_seconds(first, last, zone)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"opens": -1}, "closes"),
        ({"closes": 9 * 60}, "closes"),
        ({"closes": 24 * 60 + 1}, "closes"),
        ({"pause": -1}, "pause"),
        ({"pause": 9 * 60}, "pause"),
        ({"short_by": -1}, "short_by"),
        ({"short_by": 8 * 60}, "short_by"),
    ],
)
def test_hours_that_no_day_has_are_refused(change: dict[str, int], field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_hours(replace(WorkingHours(), **change))
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("own", "field"),
    [
        (CalendarDay(MONDAY, DayKind.SHORT), "minutes"),
        (CalendarDay(MONDAY, DayKind.SHORT, 0), "minutes"),
        (CalendarDay(MONDAY, DayKind.WORKING, 24 * 60 + 1), "minutes"),
        (CalendarDay(MONDAY, DayKind.OFF, note="x" * 501), "note"),
    ],
)
def test_a_day_that_cannot_be_is_refused(own: CalendarDay, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        checked_day(own, WorkingHours(short_by=0))
    assert refused.value.field == field


def test_a_day_off_has_no_working_time_whatever_is_entered() -> None:
    entered = CalendarDay(MONDAY, DayKind.OFF, 480, " Fair ")
    assert checked_day(entered, WorkingHours()) == CalendarDay(MONDAY, DayKind.OFF, None, "Fair")

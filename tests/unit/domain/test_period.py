from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop import texts
from crm_desktop.domain.period import Period, PeriodKind, last_full_month, periods_within, start_of
from crm_desktop.errors import InvalidInputError

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
CALENDAR_KINDS = [kind for kind in PeriodKind if kind is not PeriodKind.CUSTOM]
MOSCOW = ZoneInfo("Europe/Moscow")
ZONES = [
    ZoneInfo(name)
    for name in (
        "Europe/Moscow",
        "Europe/Berlin",
        "America/Sao_Paulo",  # whose clocks jumped over midnight
        "America/Havana",  # whose midnight comes twice
        "America/St_Johns",  # whose clocks went back from 0:01 to the day before
        "Pacific/Apia",  # which had no 30 December 2011
    )
]
INSTANTS = st.timedeltas(timedelta(), timedelta(days=40 * 365)).map(
    lambda since: datetime(2000, 1, 1, tzinfo=UTC) + since
)
MIDNIGHTS = [
    *(date(2026, 1, 1), date(2026, 3, 16), date(2026, 4, 1), date(2024, 3, 1), date(2024, 2, 29)),
    *(date(2018, 11, 4), date(2011, 12, 30), date(2010, 11, 7)),
]


@pytest.mark.parametrize("kind", CALENDAR_KINDS)
@given(day=DAYS)
def test_periods_of_a_kind_tile_the_calendar(kind: PeriodKind, day: date) -> None:
    period = Period.containing(day, kind)
    assert day in period
    assert period.next().start == period.end
    assert period.previous().end == period.start
    assert period.next().previous() == period == period.previous().next()


@pytest.mark.parametrize("kind", CALENDAR_KINDS)
@given(day=DAYS)
def test_all_days_of_a_period_agree_on_it(kind: PeriodKind, day: date) -> None:
    period = Period.containing(day, kind)
    ends = (period.start, period.last_day())
    assert [Period.containing(end, kind) for end in ends] == [period, period]


@given(start=DAYS, length=st.integers(1, 400))
def test_custom_periods_follow_each_other_without_a_gap(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    assert period.next().start == period.end
    assert period.next().previous() == period
    assert len(list(period.days())) == length


@given(start=DAYS, length=st.integers(1, 400), day=DAYS)
def test_custom_periods_of_a_length_tile_the_calendar(start: date, length: int, day: date) -> None:
    period = Period(start, start + timedelta(days=length))

    found = period.at(day)

    assert day in found
    assert found.end - found.start == timedelta(days=length)
    assert (found.start - start).days % length == 0


@pytest.mark.parametrize("kind", CALENDAR_KINDS)
@given(day=DAYS, years=st.integers(-20, 20))
def test_a_period_some_years_on_is_of_its_kind_and_lies_in_that_year(
    kind: PeriodKind, day: date, years: int
) -> None:
    period = Period.containing(day, kind)
    middle = period.start + (period.end - period.start) // 2

    found = period.years_on(years)

    assert found.kind is kind
    assert found.start.year <= middle.year + years <= found.last_day().year
    assert period.years_on(0) == period


@pytest.mark.parametrize(
    ("code", "english", "russian"),
    [
        ("2026-W10", "2–8 Mar 2026", "2–8 мар. 2026"),
        ("2026-W14", "30 Mar – 5 Apr 2026", "30 мар. – 5 апр. 2026"),
        ("2026-W01", "29 Dec 2025 – 4 Jan 2026", "29 дек. 2025 – 4 янв. 2026"),
    ],
)
def test_a_week_is_told_by_its_days(code: str, english: str, russian: str) -> None:
    said = []
    for language in ("en", "ru"):
        texts.activate(language)
        said.append(Period.parse(code).shown().replace("\N{NO-BREAK SPACE}", " "))

    assert said == [english, russian]


def test_days_from_and_to_hold_both() -> None:
    period = Period.of_days(date(2026, 3, 1), date(2026, 3, 15))
    assert (period.start, period.last_day()) == (date(2026, 3, 1), date(2026, 3, 15))
    assert Period.of_days(period.start, period.start).end == date(2026, 3, 2)


@pytest.mark.parametrize("last", [date(2026, 2, 28), date.max])
def test_days_that_make_no_period_are_refused_at_the_last(last: date) -> None:
    with pytest.raises(InvalidInputError) as refused:
        Period.of_days(date(2026, 3, 1), last)
    assert refused.value.field == "last"


@pytest.mark.parametrize("kind", CALENDAR_KINDS)
@given(day=DAYS)
def test_the_code_of_a_period_is_read_back(kind: PeriodKind, day: date) -> None:
    period = Period.containing(day, kind)
    assert Period.parse(period.code()) == period


@given(start=DAYS, length=st.integers(1, 400))
def test_the_code_of_a_custom_period_is_read_back(start: date, length: int) -> None:
    period = Period(start, start + timedelta(days=length))
    assert Period.parse(period.code()) == period


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024-02", date(2024, 2, 1), date(2024, 3, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 3, 1)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 5)),
        ("2026-Q4", date(2026, 10, 1), date(2027, 1, 1)),
        ("2026-H2", date(2026, 7, 1), date(2027, 1, 1)),
        ("2026", date(2026, 1, 1), date(2027, 1, 1)),
        ("2026-03-16..2026-04-01", date(2026, 3, 16), date(2026, 4, 1)),
    ],
)
def test_c48_edges_of_periods(text: str, start: date, end: date) -> None:
    # Source: case C48, read from the calendar.
    period = Period.parse(text)
    assert (period.start, period.end) == (start, end)


def test_c48_midnight_belongs_to_the_new_day() -> None:
    december = Period.month(2025, 12)
    first, end = december.instants(MOSCOW)
    assert (first, end) == (
        datetime(2025, 11, 30, 21, tzinfo=UTC),
        datetime(2025, 12, 31, 21, tzinfo=UTC),
    )
    assert end == december.next().instants(MOSCOW)[0] == start_of(date(2026, 1, 1), MOSCOW)


@pytest.mark.parametrize("kind", CALENDAR_KINDS)
@given(instant=INSTANTS, zone=st.sampled_from(ZONES))
def test_c48_each_moment_belongs_to_exactly_one_period_of_a_kind(
    kind: PeriodKind, instant: datetime, zone: ZoneInfo
) -> None:
    assert sum(_holds(period, instant, zone) for period in _around(instant, zone, kind)) == 1


@pytest.mark.parametrize("kind", CALENDAR_KINDS)
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_c48_the_moments_around_midnight_belong_to_exactly_one_period(
    kind: PeriodKind, zone: ZoneInfo
) -> None:
    moments = [
        start_of(midnight, zone) + timedelta(microseconds=since)
        for midnight in MIDNIGHTS
        for since in (-1000, -1, 0, 1)
    ]
    held = [sum(_holds(one, at, zone) for one in _around(at, zone, kind)) for at in moments]
    assert held == [1] * len(moments)


@pytest.mark.parametrize(
    ("moment", "kind", "code"),
    [
        ("2025-12-31T23:59:59.999+03:00", PeriodKind.YEAR, "2025"),
        ("2026-01-01T00:00+03:00", PeriodKind.YEAR, "2026"),
        ("2026-03-31T23:59:59.999+03:00", PeriodKind.QUARTER, "2026-Q1"),
        ("2026-04-01T00:00+03:00", PeriodKind.QUARTER, "2026-Q2"),
        ("2024-02-29T23:59:59.999+03:00", PeriodKind.MONTH, "2024-02"),
        ("2024-03-01T00:00+03:00", PeriodKind.MONTH, "2024-03"),
        ("2026-03-15T23:59:59.999+03:00", PeriodKind.WEEK, "2026-W11"),
        ("2026-03-16T00:00+03:00", PeriodKind.WEEK, "2026-W12"),
    ],
)
def test_c48_the_last_moment_is_old_and_midnight_is_new(
    moment: str, kind: PeriodKind, code: str
) -> None:
    at = datetime.fromisoformat(moment)
    [found] = [one for one in _around(at, MOSCOW, kind) if _holds(one, at, MOSCOW)]
    assert found.code() == code


def _around(instant: datetime, zone: ZoneInfo, kind: PeriodKind) -> tuple[Period, ...]:
    period = Period.containing(instant.astimezone(zone).date(), kind)
    return period.previous().previous(), period.previous(), period, period.next()


def _holds(period: Period, instant: datetime, zone: ZoneInfo) -> bool:
    start, end = period.instants(zone)
    return start <= instant < end


def test_c48_the_second_half_of_march_has_sixteen_days() -> None:
    half = Period(date(2026, 3, 16), date(2026, 4, 1))
    assert (half.last_day(), len(list(half.days()))) == (date(2026, 3, 31), 16)


LARGER = [(PeriodKind.YEAR, kind) for kind in CALENDAR_KINDS] + [
    (PeriodKind.QUARTER, PeriodKind.WEEK),
    (PeriodKind.MONTH, PeriodKind.WEEK),
]


@pytest.mark.parametrize(("larger", "kind"), LARGER)
@given(day=DAYS)
def test_each_period_belongs_to_exactly_one_larger_period(
    larger: PeriodKind, kind: PeriodKind, day: date
) -> None:
    whole, period = Period.containing(day, larger), Period.containing(day, kind)
    wholes = (whole.previous(), whole, whole.next())
    assert sum(periods_within(one, kind).count(period) for one in wholes) == 1


@pytest.mark.parametrize(("larger", "kind"), LARGER)
@given(day=DAYS)
def test_the_periods_within_follow_each_other_without_a_gap(
    larger: PeriodKind, kind: PeriodKind, day: date
) -> None:
    whole = Period.containing(day, larger)
    periods = periods_within(whole, kind)
    following = periods_within(whole.next(), kind)
    assert [one.next() for one in periods] == [*periods[1:], following[0]]


@pytest.mark.parametrize(
    ("year", "count", "first", "last"),
    [("2026", 53, "2026-W01", "2026-W53"), ("2025", 52, "2025-W01", "2025-W52")],
)
def test_a_year_has_the_weeks_of_its_thursdays(
    year: str, count: int, first: str, last: str
) -> None:
    # Source: ISO 8601. 1 January 2026 is a Thursday, so 2026 has 53 weeks.
    weeks = periods_within(Period.parse(year), PeriodKind.WEEK)
    assert (len(weeks), weeks[0].code(), weeks[-1].code()) == (count, first, last)
    assert {(week.end - week.start).days for week in weeks} == {7}


def test_the_first_period_of_all_begins_with_the_first_instant() -> None:
    first, end = Period.month(1, 1).instants(MOSCOW)

    assert first == datetime(1, 1, 1, tzinfo=UTC) < end


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-13", "2026-Q5", "2026-W54", "2026-02-30", "26-03", "٢٠٢٦"),
        *("2026-03-02..2026-03-01", "9999-12-31", "9999-W52"),
        *("0001", "0001-01-01", "9999-12-30", "9998"),  # none comes before, or after
        *(
            "0001-03",
            "0099-12",
            "9999-10",
            "9900-01",
            "9899-01-01..9900-01-02",
            "0100-01-01..9900-01-01",
        ),  # nor years around
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="is no period"):
        Period.parse(text)


def test_an_empty_period_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="empty period"):
        Period(date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("kind", "month"),
    [
        (PeriodKind.MONTH, Period.month(2026, 4)),
        (PeriodKind.QUARTER, Period.month(2026, 3)),
        (PeriodKind.YEAR, Period.month(2025, 12)),
        (PeriodKind.DAY, Period.month(2026, 5)),
    ],
)
def test_the_last_full_month_ends_a_whole_period(kind: PeriodKind, month: Period) -> None:
    assert last_full_month(date(2026, 5, 16), kind) == month

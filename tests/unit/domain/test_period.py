from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.period import Period, PeriodKind, start_of
from crm_desktop.errors import InvalidInputError

DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
CALENDAR_KINDS = [kind for kind in PeriodKind if kind is not PeriodKind.CUSTOM]
MOSCOW = ZoneInfo("Europe/Moscow")


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


def test_the_first_period_of_all_begins_with_the_first_instant() -> None:
    first, end = Period.parse("0001-01").instants(MOSCOW)

    assert first == datetime(1, 1, 1, tzinfo=UTC) < end


@pytest.mark.parametrize(
    "text",
    [
        *("", "2026-13", "2026-Q5", "2026-W54", "2026-02-30", "26-03", "٢٠٢٦"),
        *("2026-03-02..2026-03-01", "9999-12-31", "9999-W52"),
    ],
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="is no period"):
        Period.parse(text)


def test_an_empty_period_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="empty period"):
        Period(date(2026, 1, 1), date(2026, 1, 1))

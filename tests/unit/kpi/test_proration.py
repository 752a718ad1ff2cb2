from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Presence
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Proration
from crm_desktop.kpi.proration import Attendance, attendance, month_of_service

WEEKDAYS = WorkingCalendar()
JUNE = Period.month(2026, 6)  # 30 days, 22 of them weekdays
SIX_WORKING_DAYS = Presence(absences=((date(2026, 6, 1), date(2026, 6, 9)),))
DIVIDED = [kind for kind in Proration if kind is not Proration.NONE]


@pytest.mark.parametrize(
    ("kind", "there", "whole", "plan"),
    [
        (Proration.NONE, 1, 1, "500000.00"),
        (Proration.WORKING_DAYS, 16, 22, "363636.36"),
        (Proration.CALENDAR_DAYS, 22, 30, "366666.67"),
        (Proration.WHOLE_MONTHS, 1, 1, "500000.00"),
    ],
)
def test_c46_a_plan_is_reduced_by_the_days_on_leave(
    kind: Proration, there: int, whole: int, plan: str
) -> None:
    # Source: case C46: 500 000, 6 of 22 working days on leave, 8 of 30 calendar days absent.
    # 1 to 8 June are 8 days with one weekend.
    found = attendance(kind, JUNE, SIX_WORKING_DAYS, WEEKDAYS)
    assert found == Attendance(there, whole)
    share = found.share()
    exact = Decimal(500_000) * share.numerator / share.denominator
    assert Money.of(exact, "RUB").as_decimal() == Decimal(plan)


@pytest.mark.parametrize(
    ("presence", "there"),
    [
        (Presence(hired_on=date(2026, 6, 15)), 12),
        (Presence(left_on=date(2026, 6, 15)), 10),
        (Presence(date(2026, 6, 8), date(2026, 6, 22)), 10),
        (Presence(date(2026, 6, 8), absences=((date(2026, 5, 1), date(2026, 6, 15)),)), 12),
        (Presence(hired_on=date(2026, 7, 1)), 0),
        (Presence(left_on=date(2026, 6, 1)), 0),
    ],
)
def test_days_before_hiring_and_after_leaving_are_absent(presence: Presence, there: int) -> None:
    assert attendance(Proration.WORKING_DAYS, JUNE, presence, WEEKDAYS) == Attendance(there, 22)


def test_who_is_no_person_is_always_there() -> None:
    assert attendance(Proration.WORKING_DAYS, JUNE, None, WEEKDAYS).share() == 1


def test_a_weekend_is_counted_by_its_calendar_days() -> None:
    weekend = Period(date(2026, 6, 6), date(2026, 6, 8))
    presence = Presence(hired_on=date(2026, 6, 7))
    found = attendance(Proration.WORKING_DAYS, weekend, presence, WEEKDAYS)
    assert found == Attendance(1, 2)


@pytest.mark.parametrize(
    ("hired_on", "months"),
    [
        (date(2026, 4, 1), 3),
        (date(2026, 4, 16), 3),  # 15 of 30 days of April
        (date(2026, 4, 17), 2),
        (date(2026, 5, 16), 2),  # 16 of 31 days of May
        (date(2026, 5, 17), 1),  # 15 of 31
        (date(2026, 6, 17), 0),
    ],
)
def test_a_month_is_whole_from_half_of_its_days_on(hired_on: date, months: int) -> None:
    quarter = Period.parse("2026-Q2")
    share = attendance(Proration.WHOLE_MONTHS, quarter, Presence(hired_on), WEEKDAYS).share()
    assert share == Fraction(months, 3)


DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))
LENGTHS = st.integers(1, 60)


@pytest.mark.parametrize("kind", DIVIDED)
@given(day=DAYS, first=DAYS, days=LENGTHS)
def test_the_share_is_between_nothing_and_all(
    kind: Proration, day: date, first: date, days: int
) -> None:
    presence = Presence(absences=((first, first + timedelta(days=days)),))
    month = Period.month(day.year, day.month)
    assert 0 <= attendance(kind, month, presence, WorkingCalendar("RU")).share() <= 1


@pytest.mark.parametrize("kind", [Proration.WORKING_DAYS, Proration.CALENDAR_DAYS])
@given(day=DAYS, left_on=DAYS)
def test_who_left_and_who_came_in_their_place_make_a_whole(
    kind: Proration, day: date, left_on: date
) -> None:
    month = Period.month(day.year, day.month)
    two = (Presence(left_on=left_on), Presence(hired_on=left_on))
    shares = [attendance(kind, month, one, WorkingCalendar("RU")).share() for one in two]
    assert sum(shares, Fraction(0)) == 1


@given(start=DAYS, lengths=st.tuples(LENGTHS, LENGTHS), hired_on=DAYS)
def test_days_there_in_two_parts_are_those_of_the_whole(
    start: date, lengths: tuple[int, int], hired_on: date
) -> None:
    middle = start + timedelta(days=lengths[0])
    end = middle + timedelta(days=lengths[1])
    periods = (Period(start, middle), Period(middle, end), Period(start, end))
    first, second, whole = (
        attendance(Proration.CALENDAR_DAYS, one, Presence(hired_on), WEEKDAYS).share()
        * (one.end - one.start).days
        for one in periods
    )
    assert first + second == whole


@pytest.mark.parametrize(
    ("hired_on", "period", "month"),
    [
        (date(2026, 3, 1), "2026-03", 1),
        (date(2026, 3, 31), "2026-03", 1),
        (date(2026, 3, 31), "2026-04", 2),
        (date(2025, 11, 10), "2026-02", 4),
        (date(2026, 2, 10), "2026-Q1", 1),
        (date(2026, 2, 10), "2026-Q2", 3),
        (date(2026, 4, 1), "2026-03", None),
    ],
)
def test_the_month_of_hiring_is_the_first_of_service(
    hired_on: date, period: str, month: int | None
) -> None:
    assert month_of_service(Presence(hired_on), Period.parse(period)) == month


@pytest.mark.parametrize("presence", [None, Presence()])
def test_without_a_day_of_hiring_the_month_of_service_is_not_known(
    presence: Presence | None,
) -> None:
    assert month_of_service(presence, JUNE) is None

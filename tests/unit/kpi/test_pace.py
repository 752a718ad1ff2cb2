from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.pace import forecast, share_due

JUNE_2026 = Period.month(2026, 6)  # 22 weekdays; Russia Day, Friday the 12th, is a holiday


@pytest.mark.parametrize(
    ("today", "country", "expected"),
    [
        (date(2026, 5, 31), None, Decimal(0)),
        (date(2026, 6, 1), None, Decimal(1) / 22),
        (date(2026, 6, 12), None, Decimal(10) / 22),
        (date(2026, 6, 14), None, Decimal(10) / 22),
        (date(2026, 6, 14), "RU", Decimal(9) / 21),
        (date(2026, 6, 30), "RU", Decimal(1)),
        (date(2026, 7, 9), None, Decimal(1)),
    ],
)
def test_the_share_due_follows_working_days(
    today: date, country: str | None, expected: Decimal
) -> None:
    # Source: domain.md §4, pace by working days passed; worked by hand from the calendar.
    assert share_due(JUNE_2026, today, WorkingCalendar(country)) == expected


def test_a_weekend_is_measured_by_its_calendar_days() -> None:
    weekend = Period(date(2026, 6, 6), date(2026, 6, 8), PeriodKind.CUSTOM)
    assert share_due(weekend, date(2026, 6, 6), WorkingCalendar()) == Decimal("0.5")


def test_the_forecast_carries_the_pace_on() -> None:
    assert forecast(Decimal(300), Decimal("0.4")) == 750


@pytest.mark.parametrize("worked", range(1, 22))
def test_whoever_is_exactly_on_pace_reaches_the_plan(worked: int) -> None:
    assert forecast(Decimal(worked), Decimal(worked) / 22) == 22


def test_there_is_no_forecast_before_anything_is_due() -> None:
    assert forecast(Decimal(300), Decimal(0)) is None

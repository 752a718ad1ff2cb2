from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.facts import BaseSum, Fact, FactPart
from crm_desktop.kpi.pace import facts_at_the_end, forecast, share_due

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


@pytest.mark.parametrize("worked", range(1, 22))
def test_at_the_end_counts_have_grown_and_ratios_stay_on_their_bounds(worked: int) -> None:
    share = Decimal(worked) / 22
    won, all_ = (BaseSum(Entity.DEAL, day, None, EVERYTHING) for day in ("closed", "created"))
    parts = (FactPart(won, Decimal(worked)), FactPart(all_, Decimal(worked * 5)))
    facts = {
        (COMPANY, "won"): Fact(parts[0].value, None, parts[:1]),
        (COMPANY, "conversion"): Fact(Decimal("0.2"), None, parts, dividends=1),
    }

    end = facts_at_the_end(facts, share)

    assert end[COMPANY, "won"].value == 22
    assert end[COMPANY, "conversion"].value == Decimal("0.2")
    assert [part.value for part in end[COMPANY, "conversion"].parts] == [22, 110]


def test_there_is_no_forecast_before_anything_is_due() -> None:
    assert forecast(Decimal(300), Decimal(0)) is None

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import EVERYTHING
from crm_desktop.domain.people import COMPANY, Presence, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.facts import BaseSum, Carried, Fact, FactPart
from crm_desktop.kpi.pace import Pace, facts_at_the_end, forecast, pace_of

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
    assert pace_of(JUNE_2026, today, WorkingCalendar(country)).share_due == expected


def test_a_weekend_is_measured_by_its_calendar_days() -> None:
    weekend = Period(date(2026, 6, 6), date(2026, 6, 8), PeriodKind.CUSTOM)
    pace = pace_of(weekend, date(2026, 6, 6), WorkingCalendar(), Presence())
    assert pace == Pace(Decimal("0.5"), 0, 0)


HOLIDAY = Presence(absences=((date(2026, 11, 23), date(2026, 11, 27)),))


@pytest.mark.parametrize(
    ("today", "presence", "counted"),
    [
        # Of November's 20 working days in Russia 14 are over on Friday the 20th. Four fall into
        # the vacation from the 23rd up to the 27th.
        (date(2026, 11, 20), None, (14, 20, False)),
        (date(2026, 11, 20), Presence(), (14, 20, False)),
        (date(2026, 11, 20), HOLIDAY, (14, 16, True)),
        (date(2026, 11, 24), HOLIDAY, (14, 16, True)),
        (date(2026, 11, 27), HOLIDAY, (15, 16, True)),
        (date(2026, 11, 20), Presence(hired_on=date(2026, 11, 16)), (5, 11, True)),
        (date(2026, 11, 20), Presence(hired_on=date(2026, 11, 23)), (0, 6, True)),
        (date(2026, 11, 25), Presence(left_on=date(2026, 11, 24)), (15, 15, True)),
        (date(2026, 11, 20), Presence(left_on=date(2026, 11, 1)), (14, 20, False)),
    ],
)
def test_days_of_absence_are_neither_due_nor_to_come(
    today: date, presence: Presence | None, counted: tuple[int, int, bool]
) -> None:
    pace = pace_of(Period.month(2026, 11), today, WorkingCalendar("RU"), presence)

    assert (pace.worked, pace.working_days, pace.is_own) == counted
    assert pace.share_due == Decimal(counted[0]) / counted[1]


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

    end = facts_at_the_end(facts, lambda _: Pace(share, worked, 22))

    assert end[COMPANY, "won"].value == 22
    assert end[COMPANY, "conversion"].value == Decimal("0.2")
    assert [part.value for part in end[COMPANY, "conversion"].parts] == [22, 110]


def test_each_subject_goes_on_at_its_own_pace() -> None:
    anna, newcomer = (SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("anna", "newcomer"))
    won = BaseSum(Entity.DEAL, "closed", None, EVERYTHING)
    fact = Fact(Decimal(30), None, (FactPart(won, Decimal(30)),))
    paces = {
        anna: Pace(Decimal("0.75"), 12, 16, is_own=True),
        newcomer: Pace(Decimal(0), 0, 6, is_own=True),
        COMPANY: Pace(Decimal("0.5"), 10, 20),
    }

    end = facts_at_the_end({(ref, "won"): fact for ref in paces}, paces.__getitem__)

    assert [end[ref, "won"].value for ref in paces] == [40, 30, 60]
    assert [end[ref, "won"].parts[0].carried for ref in paces] == [
        Carried(Decimal(30), 12, 16, is_own=True),
        None,
        Carried(Decimal(30), 10, 20),
    ]


def test_there_is_no_forecast_before_anything_is_due() -> None:
    assert forecast(Decimal(300), Decimal(0)) is None

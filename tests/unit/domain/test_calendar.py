from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.period import Period


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

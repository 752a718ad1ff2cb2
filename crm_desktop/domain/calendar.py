"""Working days: weekends and public holidays of the firm's country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from crm_desktop.domain.period import Period

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The working days of ``country`` (ISO 3166, such as RU); None knows only weekends."""

    country: str | None = None

    def is_working(self, day: date) -> bool:
        if self.country is None:
            return day.weekday() < 5
        return _holidays(self.country, day.year).is_working_day(day)

    def working_days(self, period: Period) -> int:
        """Return how many days of ``period`` are worked."""
        return sum(map(self.is_working, period.days()))

    def worked_by(self, period: Period, today: date) -> int:
        """Return how many working days of ``period`` have passed, ``today`` included."""
        return sum(self.is_working(day) for day in period.days() if day <= today)


def knows_holidays(country: str) -> bool:
    """Return whether the public holidays of ``country`` are known."""
    return country in countries_with_holidays()


def countries_with_holidays() -> list[str]:
    """Return the countries, by their two letters, whose public holidays are known."""
    from holidays import list_supported_countries  # noqa: PLC0415 - 90 ms, for settings alone

    return sorted(code for code in list_supported_countries() if len(code) == 2)


@cache
def _holidays(country: str, year: int) -> HolidayBase:
    from holidays import country_holidays  # noqa: PLC0415 - 90 ms, needed at the first pace only

    return country_holidays(country, years=year)

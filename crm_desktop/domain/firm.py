"""The firm's own settings, which every calculation needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.money import Rounding


@dataclass(frozen=True, slots=True)
class Firm:
    """``country`` is ISO 3166 (RU) or None; ``zone`` an IANA name such as Europe/Moscow."""

    name: str
    currency: str
    zone: str
    country: str | None = None
    rounding: Rounding = Rounding.HALF_UP

    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(self.country)


@dataclass(frozen=True, slots=True)
class RateRow:
    """One unit of ``currency`` costs ``rate`` of the firm's currency from the day ``on`` on."""

    currency: str
    on: date
    rate: Decimal

"""The firm's own settings, which every calculation needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from crm_desktop.domain.calendar import CalendarDay, WorkingCalendar, WorkingHours
from crm_desktop.domain.money import MOST_MINOR, Money, Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

OWN_CURRENCY = Message("It is the firm's own currency.")

_RATE_LENGTH = 40
_CUT_LIMITS = {"RU": Decimal("0.2")}
"""By country; Source: article 135 of the Labour Code of Russia, since 1 September 2025."""


@dataclass(frozen=True, slots=True)
class Firm:
    """``country`` is ISO 3166 (RU) or None; ``zone`` an IANA name such as Europe/Moscow.

    ``hours`` and ``own_days`` are the firm's part of the calendar, which is saved by itself.
    ``cut_limit`` is the largest share of a month's pay that a disciplinary cut may take, None
    where the law knows no limit.
    """

    name: str
    currency: str
    zone: str
    country: str | None = None
    rounding: Rounding = Rounding.HALF_UP
    hours: WorkingHours = WorkingHours()
    own_days: tuple[CalendarDay, ...] = ()
    rounding_place: RoundingPlace = RoundingPlace.LINE
    cut_limit: Decimal | None = None

    def time_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def calendar(self) -> WorkingCalendar:
        return WorkingCalendar(self.country, self.own_days, self.hours)

    def worth(self, amount: Money, rate: Decimal) -> Money:
        """Return ``amount`` in the firm's currency, of which one unit of the other costs ``rate``.

        Raises:
            InvalidInputError: it is more than any amount can be.

        """
        exact, most = amount.as_decimal() * rate, Money(MOST_MINOR, self.currency)
        if exact > most.as_decimal():
            raise InvalidInputError(
                "amount",
                Message(
                    "At the rate {rate} the amount would be above {most}: mend one of the two.",
                    rate=str(rate),
                    most=most,
                ),
            )
        return Money.of(exact, self.currency, self.rounding)


def usual_cut_limit(country: str | None) -> Decimal | None:
    """Return the ``cut_limit`` that the law of ``country`` sets, None where it sets none."""
    return None if country is None else _CUT_LIMITS.get(country)


@dataclass(frozen=True, slots=True)
class RateRow:
    """One unit of ``currency`` costs ``rate`` of the firm's currency from the day ``on`` on."""

    currency: str
    on: date
    rate: Decimal


def entered_rate(rate: Decimal) -> str:
    """Return the digits of ``rate`` as they will be read back, at most 40 of them.

    Raises:
        InvalidInputError: it is not above zero, or has more digits.

    """
    if not rate.is_finite() or rate <= 0:
        raise InvalidInputError("rate", Message("A rate is above zero."))
    text = f"{rate:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if len(text) > _RATE_LENGTH:
        raise InvalidInputError("rate", Message("The rate has too many digits."))
    return text

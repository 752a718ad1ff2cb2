"""Measured values with their unit, so that a figure can be shown without knowing its indicator."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm_desktop import formats
from crm_desktop.domain.money import Money
from crm_desktop.texts import Message, plural

_DAY = 24 * 60
_TWO_DAYS = 2 * _DAY


class Unit(StrEnum):
    """What an indicator's number counts; PERCENT keeps 1 for the whole, DURATION seconds."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DURATION = "duration"
    SCORE = "score"

    def shown(self) -> str:
        return str(_UNIT_NAMES[self])


_UNIT_NAMES = {
    Unit.NUMBER: Message("number"),
    Unit.MONEY: Message("money"),
    Unit.PERCENT: Message("percent"),
    Unit.DURATION: Message("duration"),
    Unit.SCORE: Message("score"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """``value`` in ``unit``; None is "no value", shown as a dash, never as zero.

    ``currency`` is set for MONEY alone, whose value is in major units.
    """

    value: Decimal | None
    unit: Unit = Unit.NUMBER
    currency: str | None = None

    @classmethod
    def of_money(cls, amount: Money) -> Quantity:
        return cls(amount.as_decimal(), Unit.MONEY, amount.currency)

    def shown(self) -> str:
        if self.value is None:
            return "—"
        match self.unit:
            case Unit.MONEY if self.currency is not None:
                return formats.money(self.value, self.currency)
            case Unit.PERCENT:
                return formats.percent(self.value, digits=2)
            case Unit.DURATION:
                return _duration(int(self.value))
            case _:
                return formats.number(self.value, digits=4)


def _duration(seconds: int) -> str:
    """Return hours and minutes; of more than two days the days, and what is left of them."""
    minutes = abs(seconds) // 60
    sign = "\N{MINUS SIGN}" if seconds < 0 else ""
    if minutes <= _TWO_DAYS:
        return f"{sign}{_time(minutes)}"
    days, rest = divmod(minutes, _DAY)
    words = plural("{count} day", "{count} days", count=days)
    if rest:
        words = plural("{count} day {time}", "{count} days {time}", count=days, time=_time(rest))
    return f"{sign}{words}"


def _time(minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02}"

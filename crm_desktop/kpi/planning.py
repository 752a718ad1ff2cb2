"""How one plan becomes many: over the periods of a year, and over those who share it.

The parts are whole steps, a minor unit of money or one deal, and always sum to the whole.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message

Weight = Decimal | Fraction | int
Child = TypeVar("Child", bound=Hashable)


class Spread(StrEnum):
    """How the plan of a year is divided over its periods."""

    EVENLY = "evenly"
    WORKING_DAYS = "working-days"
    SEASON = "season"
    LAST_YEAR = "last-year"

    def shown(self) -> str:
        return str(_SPREAD_NAMES[self])


_SPREAD_NAMES = {
    Spread.EVENLY: Message("evenly"),
    Spread.WORKING_DAYS: Message("by working days"),
    Spread.SEASON: Message("by season"),
    Spread.LAST_YEAR: Message("as last year"),
}


class Cascade(StrEnum):
    """By what a plan is divided over departments or people."""

    EQUALLY = "equally"
    LAST_YEAR = "last-year"
    HEADCOUNT = "headcount"
    SALARY = "salary"

    def shown(self) -> str:
        return str(_CASCADE_NAMES[self])


_CASCADE_NAMES = {
    Cascade.EQUALLY: Message("equally"),
    Cascade.LAST_YEAR: Message("by last year's facts"),
    Cascade.HEADCOUNT: Message("by headcount"),
    Cascade.SALARY: Message("by salary"),
}


class Gap(StrEnum):
    """What stands where last year has nothing: no plan, or the mean of what it has."""

    NOTHING = "nothing"
    MEAN = "mean"

    def shown(self) -> str:
        return str(_GAP_NAMES[self])


_GAP_NAMES = {
    Gap.NOTHING: Message("no plan where last year has nothing"),
    Gap.MEAN: Message("the mean where last year has nothing"),
}


@dataclass(frozen=True, slots=True)
class ControlSum:
    """A whole and what its parts make; ``difference`` is what the parts lack, 0 if nothing."""

    total: Decimal
    parts: Decimal
    difference: Decimal

    @classmethod
    def of(cls, total: Decimal, parts: Sequence[Decimal]) -> ControlSum:
        added = sum(parts, Decimal(0))
        return cls(total, added, total - added)


def step_of(unit: Unit, currency: str) -> Decimal:
    """Return the least part of a plan in ``unit``: a minor unit of money, a second, one.

    Raises:
        InvalidInputError: a plan in ``unit`` is a ratio, the same for all, so not divided.

    """
    match unit:
        case Unit.MONEY:
            return Decimal(1).scaleb(-minor_digits(currency))
        case Unit.NUMBER | Unit.DURATION:
            return Decimal(1)
        case _:
            raise InvalidInputError(
                "unit",
                Message("A plan in {unit} is the same for all, so it is not divided.", unit=unit),
            )


def divided(total: Decimal, weights: Sequence[Weight], step: Decimal) -> list[Decimal]:
    """Split ``total`` in proportion to ``weights`` into whole steps that sum to it exactly.

    Largest remainder: every part is rounded down, then the steps left over go one each to
    the parts that lost most; ties go to the earlier part.

    Raises:
        InvalidInputError: ``total`` is no whole number of steps, or there are no weights above
            zero, or one below.

    """
    units = Fraction(total) / Fraction(step) if total.is_finite() else Fraction(1, 2)
    if units.denominator != 1:
        raise InvalidInputError(
            "total", Message("Enter a whole number of steps of {step}.", step=step)
        )
    fractions = [Fraction(weight) for weight in weights]
    whole = sum(fractions)
    if whole <= 0 or min(fractions) < 0:
        raise InvalidInputError(
            "weights", Message("Nothing to divide by: at least one weight is above zero.")
        )
    exact = [units * fraction / whole for fraction in fractions]
    floors = [math.floor(part) for part in exact]
    by_loss = sorted(range(len(exact)), key=lambda i: floors[i] - exact[i])
    for i in by_loss[: int(units) - sum(floors)]:
        floors[i] += 1
    return [step * floor for floor in floors]


def cascaded(
    total: Decimal, weights: Mapping[Child, Weight], step: Decimal
) -> dict[Child, Decimal]:
    """Split ``total`` over children by their ``weights``: 1 each, headcounts, salaries, facts.

    Raises:
        InvalidInputError: as ``divided``.

    """
    parts = divided(total, list(weights.values()), step)
    return dict(zip(weights, parts, strict=True))


def even(periods: Sequence[Period]) -> list[Fraction]:
    return [Fraction(1)] * len(periods)


def by_working_days(periods: Sequence[Period], calendar: WorkingCalendar) -> list[Fraction]:
    """Return the working days of each period: a week of holidays has no plan."""
    return [Fraction(calendar.working_days(period)) for period in periods]


def by_season(periods: Sequence[Period], coefficients: Sequence[Decimal]) -> list[Fraction]:
    """Return the weight of each period by the coefficients of January to December.

    A month weighs its coefficient, a day its part of that, other periods what their days do.
    """
    return [_season(period, coefficients) for period in periods]


def by_weekday(periods: Sequence[Period], weights: Sequence[Decimal]) -> list[Fraction]:
    """Return the weight of each period by the weights of Monday to Sunday, for unequal days."""
    return [
        sum((Fraction(weights[day.weekday()]) for day in period.days()), Fraction(0))
        for period in periods
    ]


def by_last_year(facts: Sequence[Decimal | None], gap: Gap) -> list[Fraction]:
    """Return last year's ``facts`` as weights; None and what is not above zero are a gap.

    Raises:
        InvalidInputError: last year has nothing at all.

    """
    known = [Fraction(fact) for fact in facts if fact is not None and fact > 0]
    if not known:
        raise InvalidInputError(
            "facts", Message("Last year has nothing to follow: choose another way to spread.")
        )
    missing = Fraction(sum(known), len(known)) if gap is Gap.MEAN else Fraction(0)
    return [Fraction(fact) if fact is not None and fact > 0 else missing for fact in facts]


def grown(
    facts: Sequence[Decimal | None], growth: Decimal, step: Decimal, gap: Gap = Gap.NOTHING
) -> list[Decimal]:
    """Return last year's ``facts`` times ``growth``, 1.1 for a tenth more.

    They sum to last year's sum times ``growth``, its last half of a step rounded up.

    Raises:
        InvalidInputError: last year has nothing at all, or ``growth`` is not above zero.

    """
    if not growth.is_finite() or growth <= 0:
        raise InvalidInputError("growth", Message("Growth is above zero: 1.1 is a tenth more."))
    weights = by_last_year(facts, gap)
    exact = sum(weights) * Fraction(growth) / Fraction(step)
    return divided(step * math.floor(exact + Fraction(1, 2)), weights, step)


def _season(period: Period, coefficients: Sequence[Decimal]) -> Fraction:
    weight, day = Fraction(0), period.start
    while day < period.end:
        month = Period.containing(day, PeriodKind.MONTH)
        days = (min(month.end, period.end) - day).days
        whole = (month.end - month.start).days
        weight += Fraction(coefficients[day.month - 1]) * Fraction(days, whole)
        day = month.end
    return weight

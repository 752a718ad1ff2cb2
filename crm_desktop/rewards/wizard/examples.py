"""What a newcomer and an absent person of a team owe, worked out for real people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.money import Money, Rounding
from crm_desktop.domain.people import Presence, Subject
from crm_desktop.domain.period import Period, PeriodKind, months_on
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator, Polarity, Profile, Proration
from crm_desktop.kpi.plans import Planning, Ramp
from crm_desktop.kpi.proration import Attendance, attendance, attended, month_of_service
from crm_desktop.texts import Message

_NEW_MONTHS, _LOOKED_BACK = 3, 12
_AWAY = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Example:
    """A plan of ``indicator`` that is shown at work; ``plan`` is in its unit."""

    indicator: Indicator
    plan: Decimal
    currency: str

    def quantity(self, value: Decimal | None) -> Quantity:
        unit = self.indicator.unit
        return Quantity(value, unit, self.currency if unit is Unit.MONEY else None)


def newcomers(people: Sequence[Subject], today: date) -> list[tuple[Subject, date]]:
    """Return who was hired in the last three months, the latest first."""
    since = months_on(today, -_NEW_MONTHS)
    found = [
        (each, each.presence.hired_on)
        for each in people
        if each.presence is not None
        and each.presence.hired_on is not None
        and since < each.presence.hired_on
    ]
    return sorted(found, key=lambda pair: pair[1], reverse=True)


def adapted(profile: Profile, example: Example, hired_on: date) -> Iterator[Message]:
    """Yield what the plan is in each month of service that the ramp of ``profile`` names."""
    presence = Presence(hired_on)
    period = Period.containing(hired_on, PeriodKind.MONTH)
    if example.indicator.polarity is not Polarity.MORE:
        return
    for share in profile.ramp:
        month = month_of_service(presence, period)
        if month is None:
            return
        plan = Planning(None, example.plan, Ramp(month, share=share)).value
        yield Message(
            "{month}: {share} → {plan}",
            month=period,
            share=Quantity(share, Unit.PERCENT),
            plan=example.quantity(plan),
        )
        period = period.next()


@dataclass(frozen=True, slots=True)
class Away:
    """A month in which ``who`` was away; None where it is made up."""

    presence: Presence
    period: Period
    who: Subject | None = None


def away_of(people: Sequence[Subject], today: date) -> Away:
    """Return the last month of a year in which one of ``people`` was away, else a made-up one."""
    first = Period.containing(today, PeriodKind.MONTH)
    period = first
    for _month in range(_LOOKED_BACK):
        for each in people:
            presence = each.presence
            if presence is not None and _is_away(presence, period):
                return Away(replace(presence, left_on=None), period, each)
        period = period.previous()
    start = first.end
    return Away(Presence(absences=((start, start + _AWAY),)), first.next())


def reduced_plan(
    proration: Proration, away: Away, example: Example, calendar: WorkingCalendar
) -> Message:
    """Return how the plan comes to be less, or that it stays whole."""
    there = attendance(proration, away.period, away.presence, calendar)
    value = Planning(None, example.plan, None, there).value
    whole, part = example.quantity(example.plan), example.quantity(value)
    words = _told(proration, away, there, whole, part)
    return Message("Plan of “{indicator}”: {words}", indicator=example.indicator.name, words=words)


def reduced_salary(
    proration: Proration, away: Away, salary: Decimal, currency: str, calendar: WorkingCalendar
) -> Message:
    """Return how the salary comes to be less, or that it stays whole."""
    there = attendance(proration, away.period, away.presence, calendar)
    share = there.share()
    part = Money.of(salary * share.numerator / share.denominator, currency, Rounding.HALF_UP)
    whole = Quantity(salary, Unit.MONEY, currency)
    words = _told(proration, away, there, whole, Quantity.of_money(part))
    return Message("Salary: {words}", words=words)


def _told(
    proration: Proration, away: Away, there: Attendance, whole: Quantity, part: Quantity
) -> Message:
    how = Message("{value}, the whole", value=whole)
    if proration is not Proration.NONE:
        how = attended(proration, there, whole, part)
    if away.who is None:
        return Message("somebody away for two weeks in {month}, {how}", month=away.period, how=how)
    return Message("{name}, {month}, {how}", name=away.who.name, month=away.period, how=how)


def _is_away(presence: Presence, period: Period) -> bool:
    return any(first < period.end and period.start < back for first, back in presence.absences)

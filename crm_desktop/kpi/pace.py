"""Where the plan should be today, and where the fact is heading."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Context, Decimal

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Presence, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import Carried, Fact, FactPart, Facts

_EXACT_ENOUGH = Context(prec=20)
"""Has fewer digits than a share, so that a share's own rounding does not show."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a period is: ``share_due`` of a plan should be there by the end of today.

    It is ``worked`` of ``working_days``, those on which somebody was or will be there where it
    ``is_own``. On the last day all is due, though the period ``is_over`` only on the next.
    """

    share_due: Decimal
    worked: int
    working_days: int
    is_over: bool = False
    is_own: bool = False


def pace_of(
    period: Period, today: date, calendar: WorkingCalendar, presence: Presence | None = None
) -> Pace:
    """Return how far ``period`` is by the end of ``today``, for whoever has ``presence``.

    By working days, without those on which they are away; by all of them where none is left, or
    where presence is not known; by calendar days where ``period`` has no working day.

    Source: domain.md §4, pace.

    """
    working = [day for day in period.days() if calendar.is_working(day)]
    there = [day for day in working if presence is None or presence.is_there(day)]
    counted = there or working
    worked = sum(day <= today for day in counted)
    if today < period.start:
        share = Decimal(0)
    elif today >= period.last_day():
        share = Decimal(1)
    elif counted:
        share = Decimal(worked) / len(counted)
    else:
        share = Decimal((today - period.start).days + 1) / (period.end - period.start).days
    is_own = len(counted) < len(working)
    return Pace(share, worked, len(counted), is_over=today >= period.end, is_own=is_own)


def forecast(fact: Decimal, share: Decimal) -> Decimal | None:
    """Return ``fact`` carried on at its pace to the end, or None before anything is due.

    ``share`` is that of a ``Pace``, whose last digit is rounded: whoever is exactly on pace
    still reaches the plan.
    """
    return _carried_on(fact, share) if share > 0 else None


def facts_at_the_end(facts: Facts, pace_of: Callable[[SubjectRef], Pace]) -> Facts:
    """Return ``facts`` of records carried on at the pace of each subject.

    Sums and counts grow, ratios stay; so does all of whoever has had no working day yet.
    """
    return {
        (ref, code): _of_parts(fact, tuple(_at_the_end(part, pace_of(ref)) for part in fact.parts))
        for (ref, code), fact in facts.items()
    }


def _at_the_end(part: FactPart, pace: Pace) -> FactPart:
    if not part.grows or pace.share_due <= 0:
        return part
    carried = None
    if pace.working_days:
        carried = Carried(part.value, pace.worked, pace.working_days, is_own=pace.is_own)
    return replace(part, value=_carried_on(part.value, pace.share_due), carried=carried)


def _of_parts(fact: Fact, parts: tuple[FactPart, ...]) -> Fact:
    # A ratio of what was rounded could miss or pass a bound that it stands on.
    if fact.is_ratio and all(part.grows for part in parts):
        return replace(fact, parts=parts)
    return fact.with_parts(parts)


def _carried_on(value: Decimal, share: Decimal) -> Decimal:
    return _EXACT_ENOUGH.divide(value, share)

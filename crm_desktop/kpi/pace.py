"""Where the plan should be today, and where the fact is heading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Context, Decimal

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import Carried, Fact, FactPart, Facts

_EXACT_ENOUGH = Context(prec=20)
"""Has fewer digits than a share, so that a share's own rounding does not show."""


def share_due(period: Period, today: date, calendar: WorkingCalendar) -> Decimal:
    """Return the part of a plan for ``period`` that is due by the end of ``today``, 0 to 1.

    By working days; by calendar days where ``period`` has no working day.

    Source: domain.md §4, pace.

    """
    if today < period.start:
        return Decimal(0)
    if today >= period.last_day():
        return Decimal(1)
    whole = calendar.working_days(period)
    if whole:
        return Decimal(calendar.worked_by(period, today)) / whole
    return Decimal((today - period.start).days + 1) / (period.end - period.start).days


def forecast(fact: Decimal, share: Decimal) -> Decimal | None:
    """Return ``fact`` carried on at its pace to the end, or None before anything is due.

    ``share`` is that of ``share_due``, whose last digit is rounded: whoever is exactly on pace
    still reaches the plan.
    """
    return _carried_on(fact, share) if share > 0 else None


def facts_at_the_end(
    facts: Facts, share: Decimal, *, worked: int = 0, working_days: int = 0
) -> Facts:
    """Return ``facts`` of records carried on at their pace: sums and counts grow, ratios stay.

    ``share``, above 0, is that of ``share_due``; the days, for the derivation, are those that
    it was made of, 0 where the period has no working day.
    """

    def at_the_end(part: FactPart) -> FactPart:
        if not part.grows:
            return part
        carried = Carried(part.value, worked, working_days) if working_days else None
        return replace(part, value=_carried_on(part.value, share), carried=carried)

    return {key: _of_parts(fact, tuple(map(at_the_end, fact.parts))) for key, fact in facts.items()}


def _of_parts(fact: Fact, parts: tuple[FactPart, ...]) -> Fact:
    # A ratio of what was rounded could miss or pass a bound that it stands on.
    if fact.is_ratio and all(part.grows for part in parts):
        return replace(fact, parts=parts)
    return fact.with_parts(parts)


def _carried_on(value: Decimal, share: Decimal) -> Decimal:
    return _EXACT_ENOUGH.divide(value, share)

"""The plan of one subject for one period, and every step on the way to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.kpi.proration import Attendance

PlansInForce = Mapping[SubjectRef, Mapping[str, "PlanInForce"]]
"""The plans of a period by subject and indicator code."""


class PlanPart(NamedTuple):
    """That ``plan`` holds for ``held`` of the ``whole`` days or months of a period.

    None is what held before the first plan of the subject: that of the profile, or nothing.
    """

    plan: Plan | None
    held: int
    whole: int


class PlanInForce(NamedTuple):
    """``plan``, the latest that holds in a period; where it shares it, all ``parts`` in order.

    The parts count what its split says.
    """

    plan: Plan
    parts: tuple[PlanPart, ...] = ()


class Ramp(NamedTuple):
    """The plan of ``month`` of service: ``value`` itself, or a ``share`` of the usual one."""

    month: int
    value: Decimal | None = None
    share: Decimal | None = None


class Planning(NamedTuple):
    """What makes a plan: what is set, what of it a newcomer has, and for how long they were there.

    ``set_for`` names the subject itself, ``of_profile`` is for everybody in the profile. Without
    both there is no plan, unless a ramp gives one.
    """

    set_for: PlanInForce | None
    of_profile: Decimal | None
    ramp: Ramp | None = None
    attendance: Attendance | None = None

    @property
    def usual(self) -> Decimal | None:
        """Return the plan before ramp and attendance, blended where several share the period."""
        if self.set_for is None:
            return self.of_profile
        parts = self.set_for.parts
        return self._blended(parts) if parts else self.set_for.plan.value

    @property
    def adapted(self) -> Decimal | None:
        """Return the usual plan after the ramp and before attendance."""
        usual = self.usual
        if self.ramp is None:
            return usual
        if self.ramp.share is None:
            return self.ramp.value
        return None if usual is None else usual * self.ramp.share

    @property
    def value(self) -> Decimal | None:
        """Return the plan, unrounded.

        Source: domain.md §4, cases C44 (ramp), C45 (blend) and C46 (attendance).

        """
        if self.ramp is None and self.attendance is None:
            return self.usual
        adapted = self.adapted
        if self.attendance is None or adapted is None:
            return adapted
        return _decimal(Fraction(adapted) * self.attendance.share())

    def _blended(self, parts: Sequence[PlanPart]) -> Decimal:
        of_profile = self.of_profile or Decimal(0)
        terms = (
            Fraction(of_profile if part.plan is None else part.plan.value)
            * Fraction(part.held, part.whole)
            for part in parts
        )
        return _decimal(sum(terms, Fraction(0)))


def plans_in_force(
    plans: Iterable[Plan], period: Period, calendar: WorkingCalendar
) -> PlansInForce:
    """Return the plan of each subject and indicator for ``period``.

    The latest of its kind of period that is valid from the period's first day or earlier; one
    that begins within the period and has a split shares it with those before. Splits of several
    kinds in one period go by the last. A CUSTOM plan holds for its own days alone.

    Source: domain.md §4, §8: nothing takes effect before its date.

    """
    found: dict[SubjectRef, dict[str, list[Plan]]] = defaultdict(dict)
    for plan in plans:
        if plan.period_kind is period.kind and _concerns(plan, period):
            found[plan.subject].setdefault(plan.indicator, []).append(plan)

    @cache
    def counts(split: Split, bounds: tuple[date, ...]) -> tuple[int, ...]:
        return _counts(split, period, bounds, calendar)

    return {
        ref: {code: _in_force(versions, period, counts) for code, versions in own.items()}
        for ref, own in found.items()
    }


def _concerns(plan: Plan, period: Period) -> bool:
    if plan.period_kind is PeriodKind.CUSTOM:
        return plan.valid_from == period.start and plan.until == period.end
    return plan.valid_from <= period.start or (
        plan.split is not None and plan.valid_from < period.end
    )


def _in_force(
    versions: list[Plan],
    period: Period,
    counts: Callable[[Split, tuple[date, ...]], tuple[int, ...]],
) -> PlanInForce:
    versions.sort(key=lambda plan: plan.valid_from)
    last = versions[-1]
    if last.valid_from <= period.start or last.split is None:
        return PlanInForce(last)
    later = {plan.valid_from: plan for plan in versions if plan.valid_from > period.start}
    begun = [plan for plan in versions if plan.valid_from <= period.start]
    held = counts(last.split, (period.start, *later, period.end))
    in_order = (begun[-1] if begun else None, *later.values())
    whole = sum(held)
    parts = (PlanPart(plan, n, whole) for plan, n in zip(in_order, held, strict=True))
    return PlanInForce(last, tuple(parts))


def _counts(
    split: Split, period: Period, bounds: tuple[date, ...], calendar: WorkingCalendar
) -> tuple[int, ...]:
    """Return how much of ``period`` lies between each two of ``bounds``, in all more than 0."""
    between = list(pairwise(bounds))
    held: list[int] = []
    if split is Split.WORKING_DAYS:
        held = [calendar.working_days(Period(since, until)) for since, until in between]
    if split is Split.MONTHS:
        held = [_month_of(until) - _month_of(since) for since, until in between]
        held[0] += period.start.day > 1
    if not any(held):  # days it is, or there is no working day at all
        held = [(until - since).days for since, until in between]
    return tuple(held)


def _month_of(day: date) -> int:
    """Return the number of the first month that begins on ``day`` or later."""
    return day.year * 12 + day.month + (day.day > 1)


def _decimal(exact: Fraction) -> Decimal:
    return Decimal(exact.numerator) / Decimal(exact.denominator)

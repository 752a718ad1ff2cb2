"""A scheme run on past months, compared with what was paid in them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain, groupby
from operator import attrgetter
from typing import NamedTuple

from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.health import Finding
from crm_desktop.rewards.sensitivity import Sensitivity, share
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Comparison:
    """What pay was, and what it would be; nothing is zero.

    ``is_settled`` says that it was paid so; otherwise the rules of then say that it would be.
    """

    was: Money
    would_be: Money
    is_settled: bool = False

    @property
    def difference(self) -> Money:
        return self.would_be - self.was

    def __sub__(self, other: Comparison) -> Comparison:
        return Comparison(self.was - other.was, self.would_be - other.would_be, self.is_settled)

    def divided(self, count: int) -> Comparison:
        """Return one of ``count`` equal parts, halves of a minor unit up."""
        was, would_be = (
            Money(_rounded(Decimal(one.minor) / count), one.currency)
            for one in (self.was, self.would_be)
        )
        return Comparison(was, would_be, self.is_settled)


def _rounded(minor: Decimal) -> int:
    return int(minor.quantize(Decimal(1), ROUND_HALF_UP))


@dataclass(frozen=True, slots=True)
class TrialPay:
    """One person's pay of a month, and the ``salary`` that is in it.

    ``department`` is a name, empty where they are in none. What it would be is nothing for lack
    of a statement where it is not ``is_known``.
    """

    subject: Subject
    department: str
    pay: Comparison
    salary: Comparison
    is_known: bool = True


class Goal(NamedTuple):
    """Whether a person reached the plan of an indicator, or with no ``indicator`` a score of 1."""

    subject: Subject
    indicator: str | None
    name: Message | str
    is_reached: bool


@dataclass(frozen=True, slots=True)
class TrialMonth:
    """A month by the scheme on trial; ``revenue`` is what the firm won in it."""

    period: Period
    pay: tuple[TrialPay, ...]
    goals: tuple[Goal, ...]
    revenue: Money
    problems: tuple[tuple[Subject, Message], ...] = ()


@dataclass(frozen=True, slots=True)
class TrialRow:
    """A person, or a department, in all ``months``, None where they had no pay; and in sum.

    ``department`` is that of the last month of a person; ``salary`` is in the ``whole``. What it
    would be is known of no month where it is not ``is_known``.
    """

    name: str
    department: str
    months: tuple[Comparison | None, ...]
    whole: Comparison
    salary: Comparison
    is_known: bool = True

    @property
    def bonus(self) -> Comparison:
        """What is paid above the salaries."""
        return self.whole - self.salary


@dataclass(frozen=True, slots=True)
class Reach:
    """How often a person reached a goal, of the months in which there was one."""

    subject: Subject
    indicator: str | None
    name: Message | str
    reached: int
    months: int


@dataclass(frozen=True, slots=True)
class Trial:
    """A scheme, by its ``name``, on ``months``; people and departments by name.

    ``whole`` is the cost in all. ``never`` and ``always`` are goals that someone reached in none,
    or in each, of at least two months; ``judged`` is of how many goals that can be said.
    ``findings`` tell what may spoil the scheme. Where it was asked for, ``sensitivity`` tells what
    would be with less and with more sales, rising, with the sales as they were among them.
    """

    name: str
    months: tuple[Period, ...]
    people: tuple[TrialRow, ...]
    departments: tuple[TrialRow, ...]
    whole: TrialRow
    revenue: Money
    never: tuple[Reach, ...]
    always: tuple[Reach, ...]
    findings: tuple[Finding, ...]
    problems: tuple[tuple[Period, Subject, Message], ...]
    sensitivity: tuple[Sensitivity, ...] = ()
    judged: int = 0

    @property
    def is_known(self) -> bool:
        """Whether the scheme paid anybody; else nothing is known of what it would cost."""
        return any(row.is_known for row in self.people)

    @property
    def bonus(self) -> Comparison:
        """What is paid above the salaries."""
        return self.whole.bonus

    @property
    def bonus_of_salary_was(self) -> Decimal | None:
        """What was paid above the salaries as a share of them, None without any.

        Below ``rewards.health.LEAST_BONUS`` it rarely motivates.
        """
        return share(self.bonus.was, self.whole.salary.was)

    @property
    def bonus_of_salary_would_be(self) -> Decimal | None:
        """What would be paid above the salaries as a share of them, None without any."""
        return share(self.bonus.would_be, self.whole.salary.would_be)

    @property
    def bonus_share_was(self) -> Decimal | None:
        """The share of the revenue that was paid above salaries, None without revenue."""
        return share(self.bonus.was, self.revenue)

    @property
    def bonus_share_would_be(self) -> Decimal | None:
        """The share of the revenue that would be paid above salaries, None without revenue."""
        return share(self.bonus.would_be, self.revenue)

    @property
    def average_bonus(self) -> Comparison | None:
        """What is above the salary of a person in a month on average, None without pay."""
        count = sum(_paid_months(row) for row in self.people)
        return self.bonus.divided(count) if count else None

    def distribution(self) -> tuple[Comparison, ...]:
        """Return for each of ``people`` what is above their salary in a month on average."""
        return tuple(row.bonus.divided(_paid_months(row)) for row in self.people)

    @property
    def share_was(self) -> Decimal | None:
        """The share of the revenue that pay was, None without revenue."""
        return share(self.whole.whole.was, self.revenue)

    @property
    def share_would_be(self) -> Decimal | None:
        """The share of the revenue that pay would be, None without revenue."""
        return share(self.whole.whole.would_be, self.revenue)


def _paid_months(row: TrialRow) -> int:
    return sum(one is not None for one in row.months)


_SUBJECT = attrgetter("subject")
_LEAST_MONTHS = 2
"""Of one month alone nobody can say “never” or “always”."""


def trial_of(
    name: str,
    currency: str,
    months: Sequence[TrialMonth],
    findings: Sequence[Finding] = (),
    sensitivity: Sequence[Sensitivity] = (),
) -> Trial:
    """Return what ``months``, in their order, come to."""
    reaches = _reaches(months)
    return Trial(
        name=name,
        months=tuple(month.period for month in months),
        people=_rows(months, lambda one: one.subject.ref, lambda one: one.subject.name),
        departments=_rows(months, lambda one: one.department, lambda one: one.department),
        whole=_whole(months, currency),
        revenue=_sum([Money.zero(currency), *(month.revenue for month in months)]),
        never=tuple(each for each in reaches if each.reached == 0),
        always=tuple(each for each in reaches if each.reached == each.months),
        findings=tuple(findings),
        problems=tuple(
            (month.period, subject, problem)
            for month in months
            for subject, problem in month.problems
        ),
        sensitivity=tuple(sensitivity),
        judged=len(reaches),
    )


def _rows(
    months: Sequence[TrialMonth],
    key_of: Callable[[TrialPay], SubjectRef | str],
    name_of: Callable[[TrialPay], str],
) -> tuple[TrialRow, ...]:
    found: dict[SubjectRef | str, list[list[TrialPay]]] = {}
    for place, month in enumerate(months):
        for one in month.pay:
            key = key_of(one)
            by_month = found.get(key)
            if by_month is None:
                by_month = found[key] = [[] for _ in months]
            by_month[place].append(one)
    rows = (_row(by_month, name_of) for by_month in found.values())
    return tuple(sorted(rows, key=lambda row: folded(row.name)))


def _row(by_month: Sequence[Sequence[TrialPay]], name_of: Callable[[TrialPay], str]) -> TrialRow:
    every = [*chain.from_iterable(by_month)]
    months = tuple(_total([one.pay for one in found]) if found else None for found in by_month)
    return TrialRow(
        name_of(every[-1]),
        every[-1].department,
        months,
        _total([one.pay for one in every]),
        _total([one.salary for one in every]),
        any(one.is_known for one in every),
    )


def _total(found: Sequence[Comparison]) -> Comparison:
    """Return the sum of at least one."""
    if len(found) == 1:
        return found[0]
    return Comparison(
        _sum([one.was for one in found]),
        _sum([one.would_be for one in found]),
        all(one.is_settled for one in found),
    )


def _whole(months: Sequence[TrialMonth], currency: str) -> TrialRow:
    nothing = Comparison(Money.zero(currency), Money.zero(currency))
    if not any(month.pay for month in months):
        return TrialRow("", "", (None,) * len(months), nothing, nothing)
    return replace(_row([month.pay for month in months], lambda _: ""), department="")


def _reaches(months: Sequence[TrialMonth]) -> list[Reach]:
    """Return how often each goal was reached, by the names of people and in their order."""
    by_person: dict[SubjectRef, dict[str | None, list[Goal]]] = {}
    for month in months:
        for person, its in groupby(month.goals, _SUBJECT):
            of_person = by_person.setdefault(person.ref, {})
            for goal in its:
                of_person.setdefault(goal.indicator, []).append(goal)
    found = chain.from_iterable(of_person.values() for of_person in by_person.values())
    reaches = [
        Reach(
            goals[-1].subject,
            goals[-1].indicator,
            goals[-1].name,
            sum(goal.is_reached for goal in goals),
            len(goals),
        )
        for goals in found
        if len(goals) >= _LEAST_MONTHS
    ]
    return sorted(reaches, key=lambda reach: folded(reach.subject.name))


def _sum(amounts: Sequence[Money]) -> Money:
    """Return the sum of at least one amount, all in one currency."""
    [currency] = {amount.currency for amount in amounts}
    return Money(sum([amount.minor for amount in amounts]), currency)

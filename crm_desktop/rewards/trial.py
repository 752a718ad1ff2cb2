"""A scheme run on past months, compared with what was paid in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.health import Finding
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

    def __add__(self, other: Comparison) -> Comparison:
        return Comparison(
            self.was + other.was,
            self.would_be + other.would_be,
            self.is_settled and other.is_settled,
        )


@dataclass(frozen=True, slots=True)
class TrialPay:
    """One person's pay of a month; ``department`` is a name, empty where they are in none."""

    subject: Subject
    department: str
    pay: Comparison


@dataclass(frozen=True, slots=True)
class Goal:
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

    ``department`` is that of the last month of a person.
    """

    name: str
    department: str
    months: tuple[Comparison | None, ...]
    whole: Comparison


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
    or in each, of at least two months. ``findings`` tell what may spoil the scheme.
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

    @property
    def share_was(self) -> Decimal | None:
        """The share of the revenue that pay was, None without revenue."""
        return self._share(self.whole.whole.was)

    @property
    def share_would_be(self) -> Decimal | None:
        """The share of the revenue that pay would be, None without revenue."""
        return self._share(self.whole.whole.would_be)

    def _share(self, cost: Money) -> Decimal | None:
        if self.revenue.minor <= 0:
            return None
        return Decimal(cost.minor) / self.revenue.minor


_LEAST_MONTHS = 2
"""Of one month alone nobody can say “never” or “always”."""


def trial_of(
    name: str, currency: str, months: Sequence[TrialMonth], findings: Sequence[Finding] = ()
) -> Trial:
    """Return what ``months``, in their order, come to."""
    reaches = _reaches(months)
    return Trial(
        name=name,
        months=tuple(month.period for month in months),
        people=_rows(months, lambda one: one.subject.ref, lambda one: one.subject.name),
        departments=_rows(months, lambda one: one.department, lambda one: one.department),
        whole=_whole(months, currency),
        revenue=_sum(currency, (month.revenue for month in months)),
        never=tuple(each for each in reaches if each.reached == 0),
        always=tuple(each for each in reaches if each.reached == each.months),
        findings=tuple(findings),
        problems=tuple(
            (month.period, subject, problem)
            for month in months
            for subject, problem in month.problems
        ),
    )


def _rows(
    months: Sequence[TrialMonth],
    key_of: Callable[[TrialPay], SubjectRef | str],
    name_of: Callable[[TrialPay], str],
) -> tuple[TrialRow, ...]:
    found: dict[SubjectRef | str, list[Comparison | None]] = {}
    last: dict[SubjectRef | str, TrialPay] = {}
    for place, month in enumerate(months):
        for one in month.pay:
            key = key_of(one)
            row = found.setdefault(key, [None] * len(months))
            before = row[place]
            row[place] = one.pay if before is None else before + one.pay
            last[key] = one
    rows = [
        TrialRow(name_of(last[key]), last[key].department, tuple(row), _total(row))
        for key, row in found.items()
    ]
    return tuple(sorted(rows, key=lambda row: folded(row.name)))


def _total(row: Iterable[Comparison | None]) -> Comparison:
    first, *rest = (one for one in row if one is not None)
    for one in rest:
        first += one
    return first


def _whole(months: Sequence[TrialMonth], currency: str) -> TrialRow:
    nothing = Comparison(Money.zero(currency), Money.zero(currency))
    row = [_total(one.pay for one in month.pay) if month.pay else None for month in months]
    is_empty = all(one is None for one in row)
    return TrialRow("", "", tuple(row), nothing if is_empty else _total(row))


def _reaches(months: Sequence[TrialMonth]) -> list[Reach]:
    """Return how often each goal was reached, by the names of people and in their order."""
    found: dict[tuple[SubjectRef, str | None], list[Goal]] = {}
    for goal in chain.from_iterable(month.goals for month in months):
        found.setdefault((goal.subject.ref, goal.indicator), []).append(goal)
    reaches = [
        Reach(
            goals[-1].subject,
            goals[-1].indicator,
            goals[-1].name,
            sum(goal.is_reached for goal in goals),
            len(goals),
        )
        for goals in found.values()
        if len(goals) >= _LEAST_MONTHS
    ]
    return sorted(reaches, key=lambda reach: folded(reach.subject.name))


def _sum(currency: str, amounts: Iterable[Money]) -> Money:
    return sum(amounts, Money.zero(currency))

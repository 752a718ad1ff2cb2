"""Counts of employees, from the days on which they were hired and left."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import Fact
from crm_desktop.kpi.source import StaffFigure
from crm_desktop.texts import Message

RefsOn = Callable[[date], tuple[SubjectRef, ...]]


@dataclass(frozen=True, slots=True)
class Employment:
    """The service of an employee; ``refs_on`` says for whom they count on a day.

    ``left_on`` is the first day away. None is an open end.
    """

    hired_on: date | None
    left_on: date | None
    refs_on: RefsOn

    def is_employed(self, day: date) -> bool:
        is_hired = self.hired_on is None or self.hired_on <= day
        return is_hired and (self.left_on is None or day < self.left_on)


def staff_facts(
    figure: StaffFigure, period: Period, staff: Iterable[Employment]
) -> Callable[[SubjectRef], Fact]:
    """Return what gives the count of each subject; who left is counted where they were last."""
    everyone = tuple(staff)
    if figure is StaffFigure.HEADCOUNT:
        return _headcount(period, everyone)
    count = _HIRED if figure is StaffFigure.HIRED else _LEFT
    counts = Counter(
        ref
        for one in everyone
        if (day := count.day(one)) is not None and day in period
        for ref in one.refs_on(day - count.before)
    )
    return lambda ref: Fact(Decimal(counts[ref]), sentence=count.sentence)


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that happens once to an employee, who counts where they were ``before`` it."""

    day: Callable[[Employment], date | None]
    before: timedelta
    sentence: Message


_HIRED = _Event(
    lambda one: one.hired_on,
    timedelta(),
    Message("counted by the days on which people were hired"),
)
_LEFT = _Event(
    lambda one: one.left_on,
    timedelta(days=1),
    Message("counted by the days on which people left"),
)


def _headcount(period: Period, staff: Iterable[Employment]) -> Callable[[SubjectRef], Fact]:
    days = (period.start, period.last_day())
    counts = [
        Counter(ref for one in staff if one.is_employed(day) for ref in one.refs_on(day))
        for day in days
    ]

    def fact(ref: SubjectRef) -> Fact:
        first, last = (Decimal(count[ref]) for count in counts)
        sentence = Message(
            "({first} on {first_day} + {last} on {last_day}) ÷ 2",
            first=first,
            first_day=days[0],
            last=last,
            last_day=days[1],
        )
        return Fact((first + last) / 2, sentence=sentence)

    return fact

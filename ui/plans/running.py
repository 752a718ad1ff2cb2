"""What becomes of a period that has begun when its plan is changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import Enum, auto

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.services.plans import PlanRow
from ui.plans.grid import Grid, blended, plan_of

_OF_SEVERAL_MONTHS = frozenset({PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR})
WantedAndEnded = tuple[list[Plan], list[Plan]]


class When(Enum):
    """From when a plan holds that was changed in a running period."""

    NEXT = auto()
    SPLIT = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class Choice:
    """``day`` and ``split`` matter to SPLIT alone."""

    when: When
    day: date
    split: Split = Split.DAYS


@dataclass(frozen=True, slots=True)
class RunningChange:
    """A plan of a running period; ``after`` None takes it away."""

    subject: SubjectRef
    name: str
    before: Decimal
    after: Decimal | None


@dataclass(frozen=True, slots=True)
class Running:
    """The changes within ``period``, which has begun and is not over."""

    period: Period
    changes: tuple[RunningChange, ...]

    def splits(self) -> tuple[Split, ...]:
        """Return by what the period can be divided."""
        is_long = self.period.kind in _OF_SEVERAL_MONTHS
        return tuple(Split) if is_long else (Split.DAYS, Split.WORKING_DAYS)


def running_of(grid: Grid) -> Running | None:
    """Return what is changed in the running period, None where nothing was planned before."""
    today, stored = grid.read.today, Grid(grid.read)
    names = {line.subject: line.name for line in grid.read.lines}
    for column, period in enumerate(grid.read.periods):
        if not period.start < today < period.end:
            continue
        changes = []
        for subject, day in grid.edits:
            before = stored.cells(subject)[column].value if day == period.start else None
            after = grid.cells(subject)[column]
            if before is not None and after.value != before:
                name = names.get(subject, subject.code)
                changes.append(RunningChange(subject, name, before, after.value))
        if changes:
            return Running(period, tuple(changes))
    return None


def planned(grid: Grid, running: Running, choice: Choice, note: str = "") -> WantedAndEnded:
    """Return what to save so that the changes of ``running`` hold from when ``choice`` says."""
    wanted, ended = grid.wanted(note)
    if choice.when is When.WHOLE:
        return wanted, ended
    concerned = {change.subject for change in running.changes}
    others = [plan for plan in wanted if not _is_of(plan, running, concerned)]
    kept = [plan for plan in ended if not _is_of(plan, running, concerned)]
    following = running.period.next().start
    later = {(plan.subject, plan.valid_from) for plan in (*others, *kept)}
    for change in running.changes:
        plan = grid.plan(change.subject, following, change.after or Decimal(0), note)
        has_own = (change.subject, following) in later
        if change.after is None:
            kept += [] if has_own else [plan]
        elif choice.when is When.SPLIT:
            others += _split(grid, plan, running.period, choice)
        else:
            others += [] if has_own else [plan]
    return others, kept


def own_later(grid: Grid, running: Running, choice: Choice) -> tuple[int, int]:
    """Return how many stored plans for later periods the changes replace, and how many stay.

    What is typed for a later period counts as neither.
    """
    following = running.period.next().start
    later = [
        (change.subject, row.valid_from)
        for change in running.changes
        for row in grid.read.versions.get(change.subject, ())
        if row.value is not None and row.valid_from >= following
    ]
    stored = [place for place in later if place not in grid.edits]
    replaced = [place for place in stored if place[1] == following]
    count = len(replaced) if choice.when is When.NEXT else 0
    return count, len(stored) - count


def blend(grid: Grid, running: Running, change: RunningChange, choice: Choice) -> Decimal | None:
    """Return the plan that ``change`` gives the running period."""
    if choice.when is When.NEXT or (change.after is None and choice.when is When.SPLIT):
        return change.before
    if choice.when is When.WHOLE or change.after is None:
        return change.after
    plan = grid.plan(change.subject, running.period.start, change.after)
    new = list(_split(grid, plan, running.period, choice))
    days = {one.valid_from for one in new}
    stored = _held(grid, change.subject, running.period)
    held = [plan_of(row) for row in stored if row.valid_from not in days]
    return blended(grid.read, change.subject, running.period, [*held, *new])


def _split(grid: Grid, plan: Plan, period: Period, choice: Choice) -> Iterator[Plan]:
    """Yield ``plan`` from the day of ``choice`` on, and instead of what splits the rest."""
    split = None if choice.day == period.start else choice.split
    yield replace(plan, valid_from=choice.day, split=split)
    for row in grid.read.versions.get(plan.subject, ()):
        if row.split is not None and choice.day < row.valid_from < period.end:
            yield replace(plan, valid_from=row.valid_from, split=choice.split)


def _held(grid: Grid, subject: SubjectRef, period: Period) -> Sequence[PlanRow]:
    """Return what is stored for ``subject`` up to the end of ``period``, from its last end on."""
    versions = grid.read.versions.get(subject, ())
    rows = [row for row in versions if row.valid_from < period.end]
    ends = [place for place, row in enumerate(rows) if row.value is None]
    return rows[ends[-1] + 1 :] if ends else rows


def _is_of(plan: Plan, running: Running, subjects: set[SubjectRef]) -> bool:
    return plan.subject in subjects and plan.valid_from in running.period

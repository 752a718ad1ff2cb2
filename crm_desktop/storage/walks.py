"""Which passes over which tables the sums of a calculation take.

Each table is walked once for each of its dates that decide a period. A deal counts for its
owner, or where it is shared by its credits; overlay credits come besides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

from crm_desktop.domain.fields import Entity, checked
from crm_desktop.domain.filters import (
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    conditions,
)
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import BaseSum, Gathered
from crm_desktop.kpi.source import Credit, Window
from crm_desktop.storage.conditions import Surroundings, conjuncts
from crm_desktop.storage.sources import SOURCES


class Role(Enum):
    """By what a record counts for an employee."""

    OWNER = "owner"
    SHARE = "share"
    OVERLAY = "overlay"


@dataclass(frozen=True, slots=True)
class Frame:
    """A period to compute, and the days inside it and the one before on which people moved."""

    period: Period
    moves: tuple[date, ...] = ()
    moves_before: tuple[date, ...] = ()

    def days(self, window: Window) -> list[date]:
        """Return the first days of the stretches of ``window``, and the day after the last.

        The window until the end has no first day.
        """
        match window:
            case Window.WITHIN:
                return [self.period.start, *self.moves, self.period.end]
            case Window.PREVIOUS:
                before = self.period.previous()
                return [before.start, *self.moves_before, before.end]
            case Window.UNTIL_END:
                return [self.period.end]

    def firsts(self, window: Window) -> list[date]:
        """Return a day of each stretch of ``window``: the first, of that without one the last."""
        return self.days(window)[:-1] or [self.period.last_day()]


@dataclass(frozen=True, slots=True)
class Walk:
    """One pass: ``bases`` of the records of ``entity`` dated by ``dated_by``, by ``filters``.

    It tells ``stretches`` of days apart, and has a first day unless it ``is_open``. One that
    ``is_arm`` shares the records of an open one with others, and is led to its own by a filter.
    """

    entity: Entity
    dated_by: str
    role: Role
    bases: tuple[BaseSum, ...]
    filters: tuple[Filter, ...]
    around: Surroundings
    stretches: int
    is_open: bool
    is_arm: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """A walk over certain days; each of its stretches is one of a frame."""

    walk: Walk
    days: tuple[date, ...]
    places: tuple[tuple[int, int], ...]


_SETS = frozenset({Gathered.CUSTOMERS, Gathered.MOMENTS})


def passes(
    bases: Collection[BaseSum], frames: Sequence[Frame], around: Surroundings, today: date
) -> list[Pass]:
    """Return the passes that gather ``bases`` in each of ``frames``, which follow each other.

    What depends on the period takes a pass for each frame. A set has a pass of its own.
    """
    found: list[Pass] = []
    together: dict[tuple[object, bool], list[BaseSum]] = defaultdict(list)
    for base in sorted(set(bases), key=repr):  # sets have no order; the same text is compiled once
        own = base if base.gathered in _SETS else None
        depends = len(frames) > 1 and _depends_on_the_period(base)
        place = (base.entity, base.dated_by, base.window, base.credit, own)
        together[place, depends].append(base)
    for (_, depends), of_walk in together.items():
        for chosen in _apart(frames) if depends else [list(enumerate(frames))]:
            found += _of_roles(tuple(of_walk), chosen, around, today)
    return found


def _apart(frames: Sequence[Frame]) -> list[list[tuple[int, Frame]]]:
    return [[numbered] for numbered in enumerate(frames)]


def _depends_on_the_period(base: BaseSum) -> bool:
    of_period = SOURCES[base.entity].fields_of_period
    return (
        base.window is Window.UNTIL_END
        or base.measure in of_period
        or any(
            one.field in of_period or any(isinstance(value, RelativeDay) for value in one.values)
            for one in conditions(base.where)
        )
    )


def _of_roles(
    bases: tuple[BaseSum, ...],
    frames: Sequence[tuple[int, Frame]],
    around: Surroundings,
    today: date,
) -> Iterator[Pass]:
    first, (_, frame) = bases[0], frames[0]
    occasion = Occasion(today, frame.period)
    if any(_depends_on_the_period(base) for base in bases):
        around = replace(around, period=frame.period)
    days, places = _tiles(first.window, frames)
    walk = Walk(
        first.entity,
        first.dated_by,
        Role.OWNER,
        bases,
        tuple(checked(resolved(base.where, occasion), base.entity) for base in bases),
        around,
        len(places),
        is_open=first.window is Window.UNTIL_END,
    )
    for role in _roles(first):
        for arm in _arms(walk):
            yield Pass(replace(arm, role=role), days, places)


def _arms(walk: Walk) -> list[Walk]:
    """Return walks that share the records of ``walk`` among them, each a range of an index.

    What holds at the end of a period, such as "not paid, or paid later", is asked of all
    records before it: nearly all of them were paid long ago.
    """
    common = [part for part in conjuncts(walk.filters[0]) if _is_empty_or_later(part)]
    split = next((c for c in common if all(c in conjuncts(f) for f in walk.filters)), None)
    if not walk.is_open or not isinstance(split, Group):
        return [walk]
    return [
        replace(walk, filters=_with(walk.filters, split, arm), is_arm=True) for arm in split.parts
    ]


def _is_empty_or_later(part: Filter) -> bool:
    """Return whether ``part`` says "a day is empty, or not before a certain one"."""
    match part:
        case Group(
            Match.ANY,
            (Condition(one, Operator.EMPTY), Condition(other, Operator.AT_LEAST | Operator.MORE)),
        ):
            return one == other
        case _:
            return False


def _with(filters: Sequence[Filter], split: Group, arm: Filter) -> tuple[Filter, ...]:
    return tuple(
        Group(Match.ALL, tuple(arm if part == split else part for part in conjuncts(where)))
        for where in filters
    )


def _roles(base: BaseSum) -> tuple[Role, ...]:
    if base.entity is not Entity.DEAL:
        return (Role.OWNER,)
    return (Role.OWNER, Role.SHARE) if base.credit is Credit.SHARES else (Role.OVERLAY,)


def _tiles(
    window: Window, frames: Sequence[tuple[int, Frame]]
) -> tuple[tuple[date, ...], tuple[tuple[int, int], ...]]:
    """Return the days of the stretches of all ``frames`` in a row, and whose each stretch is."""
    days: list[date] = []
    places: list[tuple[int, int]] = []
    for number, frame in frames:
        bounds = frame.days(window)
        days = [*days[:-1], *bounds]
        places += [(number, stretch) for stretch in range(max(len(bounds) - 1, 1))]
    return tuple(days), tuple(places)

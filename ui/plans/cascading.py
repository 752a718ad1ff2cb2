"""How the plans of a unit are divided over its departments and people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.planning import Cascade, Weight, cascaded
from crm_desktop.texts import Message
from ui.plans.grid import Grid, GridRead, Line, Place
from ui.plans.spreading import refuse_no_sum
from ui.scheme.profiles.amounts import amount_text

WAYS = (Cascade.EQUALLY, Cascade.HEADCOUNT, Cascade.LAST_YEAR)


@dataclass(frozen=True, slots=True)
class CascadeOrder:
    """From whom to divide and by what; ``is_deep`` goes on from departments to people.

    ``last_year`` is what each subject made in the whole year before.
    """

    unit: SubjectRef
    way: Cascade
    step: Decimal
    is_deep: bool
    last_year: Mapping[SubjectRef, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Divided:
    """A text for each cell below the unit, and what rounding left over in all."""

    places: Mapping[Place, str]
    rest: Decimal


def cascade(grid: Grid, order: CascadeOrder) -> Divided:
    """Divide the plans of ``order.unit`` in each period that has one.

    Raises:
        InvalidInputError: plans make no sum, there is none, or nobody or nothing to divide it by.

    """
    read = grid.read
    refuse_no_sum(read)
    places: dict[Place, str] = {}
    rest, has_plan = Decimal(0), False
    for period, cell in zip(read.periods, grid.cells(order.unit), strict=True):
        if cell.value is None:
            continue
        has_plan = True
        left = cell.value % order.step
        rest += left
        for subject, part in _divide(read, order, order.unit, period, cell.value - left):
            places[subject, period.start] = amount_text(part, read.indicator.unit)
    if not has_plan:
        raise InvalidInputError("unit", Message("There is no plan to divide: set it in the grid."))
    if not places:
        raise InvalidInputError("unit", Message("Nobody is there to share the plan."))
    return Divided(places, rest)


def units(read: GridRead) -> Iterator[Line]:
    """Yield the company and the departments whose plans others share."""
    for line in read.lines:
        if any(_sharing(read, line.subject, period) for period in read.periods):
            yield line


def headcount(read: GridRead, subject: SubjectRef, period: Period) -> int:
    """Return how many people share the plan of ``subject`` in ``period``, an employee being one."""
    if subject.level is SubjectLevel.EMPLOYEE:
        return 1
    return sum(headcount(read, line.subject, period) for line in _sharing(read, subject, period))


def _divide(
    read: GridRead, order: CascadeOrder, unit: SubjectRef, period: Period, total: Decimal
) -> Iterator[tuple[SubjectRef, Decimal]]:
    sharing = _sharing(read, unit, period)
    weights = {line.subject: _weight(read, order, line, period) for line in sharing}
    if not weights:
        return
    for subject, part in cascaded(total, weights, order.step).items():
        yield subject, part
        if order.is_deep and part:
            yield from _divide(read, order, subject, period, part)


def _weight(read: GridRead, order: CascadeOrder, line: Line, period: Period) -> Weight:
    match order.way:
        case Cascade.HEADCOUNT:
            return headcount(read, line.subject, period)
        case Cascade.LAST_YEAR:
            return max(order.last_year.get(line.subject, Decimal(0)), Decimal(0))
        case _:
            return 1


def _sharing(read: GridRead, unit: SubjectRef, period: Period) -> list[Line]:
    """Return who shares the plan of ``unit``: those whom the indicator measures, if it does any."""
    parts = read.parts_of(unit, period)
    measured = [line for line in parts if _is_measured(read, line, period)]
    is_any = any(line.is_measured for line in read.lines if line.parent is not None)
    return measured if is_any else [line for line in parts if _has_people(read, line, period)]


def _has_people(read: GridRead, line: Line, period: Period) -> bool:
    """Return whether the subject is an employee or anybody works within."""
    is_person = line.subject.level is SubjectLevel.EMPLOYEE
    parts = read.parts_of(line.subject, period)
    return is_person or any(_has_people(read, part, period) for part in parts)


def _is_measured(read: GridRead, line: Line, period: Period) -> bool:
    """Return whether the indicator measures the subject or anybody within."""
    parts = read.parts_of(line.subject, period)
    return line.is_measured or any(_is_measured(read, part, period) for part in parts)

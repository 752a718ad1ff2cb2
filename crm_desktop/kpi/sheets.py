"""What the database gathered per employee, added up to groups, departments and the company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import add
from typing import Any

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.kpi.facts import ADDED, BaseSum, BaseSums, Gathered
from crm_desktop.kpi.recipe import without_overlays
from crm_desktop.kpi.source import Credit, Window

Membership = Mapping[Any, tuple[SubjectRef, ...]]
"""By employee: itself, then the groups, the departments and the company that it counts for."""

_SETS = frozenset({Gathered.CUSTOMERS, Gathered.MOMENTS})


@dataclass(frozen=True, slots=True)
class Sheet:
    """``rows`` of a stretch of days, an employee, and what was gathered for each of ``bases``.

    Numbers are whole, ``10 ** digits`` of them are one unit. A sheet of a set has one base and a
    row for each of its members.
    """

    bases: tuple[BaseSum, ...]
    digits: tuple[int, ...]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Stretches:
    """Who was where in the stretches of days between which people changed departments.

    ``memberships`` are those of the stretches of each window; ``strangers`` are counted where
    an employee is not among them.
    """

    memberships: Mapping[Window, Sequence[Membership]]
    strangers: tuple[SubjectRef, ...] = (COMPANY,)


class Totals:
    """The sums of each subject, in units, found when they are asked for."""

    def __init__(self, sheets: Iterable[Sheet], stretches: Stretches) -> None:
        self._columns: dict[BaseSum, list[_Column]] = defaultdict(list)
        self._sets: dict[BaseSum, Mapping[SubjectRef, set[Any]]] = {}
        for sheet in sheets:
            first = sheet.bases[0]
            if first.gathered in _SETS:
                self._sets[first] = _united(sheet, stretches)
                continue
            rolled = _rolled(sheet, stretches)
            for number, (base, digits) in enumerate(zip(sheet.bases, sheet.digits, strict=True)):
                self._columns[base].append(_Column(rolled, number, digits))

    def value(self, base: BaseSum, ref: SubjectRef) -> Decimal | None:
        """Return what was gathered for ``ref``; None is the smallest or largest of nothing."""
        if base.gathered in _SETS:
            return Decimal(len(self.members(base, ref)))
        values = [
            Decimal(value).scaleb(-column.digits)
            for each in _parts(base, ref)
            for column in self._columns.get(each, ())
            if (value := column.of(ref)) is not None
        ]
        if base.gathered in ADDED:
            return values[0] if len(values) == 1 else sum(values, Decimal(0))
        return _EXTREMES[base.gathered](values) if values else None

    def members(self, base: BaseSum, ref: SubjectRef) -> set[Any]:
        """Return the set that was gathered for ``ref``."""
        return set().union(*(self._sets.get(each, {}).get(ref, ()) for each in _parts(base, ref)))


def sheets_of(sums: BaseSums) -> list[Sheet]:
    """Return ``sums``, which are in units, as sheets of one stretch."""
    return [
        Sheet((base,), (0,), [(0, code, value) for code, value in by_code.items()])
        for base, by_code in sums.items()
    ]


@dataclass(frozen=True, slots=True)
class _Column:
    rolled: Mapping[SubjectRef, Sequence[Any]]
    number: int
    digits: int

    def of(self, ref: SubjectRef) -> Any:
        row = self.rolled.get(ref)
        return None if row is None else row[self.number]


_EXTREMES: dict[Gathered, Callable[[Iterable[Any]], Any]] = {
    Gathered.MINIMUM: min,
    Gathered.MAXIMUM: max,
}


def _parts(base: BaseSum, ref: SubjectRef) -> tuple[BaseSum, ...]:
    """Return what counts for ``ref``: overlay credits for the person alone."""
    if base.credit is Credit.SHARES:
        return (base,)
    shares = without_overlays(base)
    return (shares, base) if ref.level is SubjectLevel.EMPLOYEE else (shares,)


def _rolled(sheet: Sheet, stretches: Stretches) -> Mapping[SubjectRef, Sequence[Any]]:
    combine = _combining(sheet.bases)
    rolled: dict[SubjectRef, Sequence[Any]] = {}
    memberships = stretches.memberships[sheet.bases[0].window]
    for stretch, employee, *values in sheet.rows:
        for ref in memberships[stretch].get(employee, stretches.strangers):
            known = rolled.get(ref)
            rolled[ref] = values if known is None else combine(known, values)
    return rolled


_Combine = Callable[[Sequence[Any], Sequence[Any]], list[Any]]


def _combining(bases: Iterable[BaseSum]) -> _Combine:
    """Return what makes one row of two; additions alone are quicker."""
    each = [_combined.get(base.gathered, _sum) for base in bases]
    if all(one is _sum for one in each):
        return _added
    return lambda known, more: [
        one(left, right) for one, left, right in zip(each, known, more, strict=True)
    ]


def _added(known: Sequence[Any], more: Sequence[Any]) -> list[Any]:
    try:
        return list(map(add, known, more))
    except TypeError:  # a sum of no records is none
        return list(map(_sum, known, more))


def _sum(left: Any, right: Any) -> Any:
    return (left or 0) + (right or 0)


def _smaller(left: Any, right: Any) -> Any:
    return right if left is None else left if right is None else min(left, right)


def _larger(left: Any, right: Any) -> Any:
    return right if left is None else left if right is None else max(left, right)


_combined = {Gathered.MINIMUM: _smaller, Gathered.MAXIMUM: _larger}


def _united(sheet: Sheet, stretches: Stretches) -> Mapping[SubjectRef, set[Hashable]]:
    united: dict[SubjectRef, set[Hashable]] = defaultdict(set)
    memberships = stretches.memberships[sheet.bases[0].window]
    for stretch, employee, member in sheet.rows:
        for ref in memberships[stretch].get(employee, stretches.strangers):
            united[ref].add(member)
    return united

"""What the database gathered per employee, added up to groups, departments and the company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.kpi.facts import ADDED, BaseSum, BaseSums, Gathered
from crm_desktop.kpi.recipe import without_overlays
from crm_desktop.kpi.source import Credit, Window


@dataclass(frozen=True, slots=True)
class Membership:
    """For whom employees count: themselves, and the units and the company of their place.

    ``people`` have the numbers of their places; who is not among them is in the first one.
    """

    people: Mapping[Any, tuple[SubjectRef, int]]
    places: Sequence[tuple[SubjectRef, ...]] = ((COMPANY,),)


_SETS = frozenset({Gathered.CUSTOMERS, Gathered.MOMENTS})
_LEAD = 2
"""A row begins with its stretch and its employee; what was gathered stands behind them."""


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
    """Who was where in the stretches of days between which people changed departments."""

    memberships: Mapping[Window, Sequence[Membership]]


class Totals:
    """The sums of each subject, in units, found when they are asked for."""

    def __init__(self, sheets: Iterable[Sheet], stretches: Stretches) -> None:
        self._columns: dict[BaseSum, list[_Column]] = defaultdict(list)
        self._sets: dict[BaseSum, list[Mapping[SubjectRef, set[Any]]]] = defaultdict(list)
        self._rows: dict[tuple[int, int], tuple[object, list[Sequence[Any] | None]]] = {}
        for sheet in sheets:
            first = sheet.bases[0]
            if first.gathered in _SETS:
                self._sets[first].append(_united(sheet, stretches))
                continue
            rolled = _rolled(sheet, stretches)
            for number, (base, digits) in enumerate(zip(sheet.bases, sheet.digits, strict=True)):
                self._columns[base].append(_Column(rolled, _LEAD + number, digits))

    def value(self, base: BaseSum, ref: SubjectRef) -> Decimal | None:
        """Return what was gathered for ``ref``; None is the smallest or largest of nothing."""
        return self.reader(base, ref.level)(ref)

    def reader(self, base: BaseSum, level: SubjectLevel) -> Callable[[SubjectRef], Decimal | None]:
        """Return what gives ``value`` of ``base`` for subjects of one level."""
        if base.gathered in _SETS:
            return lambda ref: Decimal(len(self.members(base, ref)))
        columns = [column for each in _parts(base, level) for column in self._columns.get(each, ())]
        digits = max((column.digits for column in columns), default=0)
        places = [(one.rolled, one.number, 10 ** (digits - one.digits)) for one in columns]
        if base.gathered not in ADDED:
            return partial(_extreme, _EXTREMES[base.gathered], places, digits)
        return partial(_total, places, digits)

    def column(
        self, base: BaseSum, level: SubjectLevel, refs: tuple[SubjectRef, ...]
    ) -> list[Decimal | None]:
        """Return ``value`` of ``base`` for each of ``refs``, all of one ``level``."""
        columns = [column for each in _parts(base, level) for column in self._columns.get(each, ())]
        if base.gathered not in ADDED or not columns:
            read = self.reader(base, level)
            return [read(ref) for ref in refs]
        digits = max(column.digits for column in columns)
        counted = [self._counted(column, digits, refs) for column in columns]
        totals = counted[0] if len(counted) == 1 else list(map(sum, zip(*counted, strict=True)))
        if not digits:
            return list(map(Decimal, totals))
        return [Decimal(total).scaleb(-digits) for total in totals]

    def _counted(self, column: _Column, digits: int, refs: tuple[SubjectRef, ...]) -> list[int]:
        number, factor = column.number, 10 ** (digits - column.digits)
        rows = self._in_line(column.rolled, refs)
        return [0 if row is None else (row[number] or 0) * factor for row in rows]

    def _in_line(
        self, rolled: Mapping[SubjectRef, Sequence[Any]], refs: tuple[SubjectRef, ...]
    ) -> list[Sequence[Any] | None]:
        """Return the row of each of ``refs``; both stay, so their ids tell them from others."""
        key = id(rolled), id(refs)
        known = self._rows.get(key)
        if known is None:
            known = self._rows[key] = refs, [rolled.get(ref) for ref in refs]
        return known[1]

    def members(self, base: BaseSum, ref: SubjectRef) -> set[Any]:
        """Return the set that was gathered for ``ref``."""
        united = (one for each in _parts(base, ref.level) for one in self._sets.get(each, ()))
        return set().union(*(one.get(ref, ()) for one in united))


def sheets_of(sums: BaseSums) -> list[Sheet]:
    """Return ``sums``, which are in units, as sheets of one stretch."""
    return [
        Sheet((base,), (0,), [(0, code, value) for code, value in by_code.items()])
        for base, by_code in sums.items()
    ]


class _Column(NamedTuple):
    rolled: Mapping[SubjectRef, Sequence[Any]]
    number: int
    digits: int


_Places = Sequence[tuple[Mapping[SubjectRef, Sequence[Any]], int, int]]
"""By subject the rows that hold a number, where in them, and what it is multiplied by."""


def _total(places: _Places, digits: int, ref: SubjectRef) -> Decimal:
    total = 0
    for rolled, number, factor in places:
        row = rolled.get(ref)
        if row is not None and (value := row[number]):
            total += value * factor
    return Decimal(total).scaleb(-digits) if digits else Decimal(total)


def _extreme(
    extreme: Callable[..., Any], places: _Places, digits: int, ref: SubjectRef
) -> Decimal | None:
    values = [
        row[number] * factor
        for rolled, number, factor in places
        if (row := rolled.get(ref)) is not None and row[number] is not None
    ]
    return Decimal(extreme(values)).scaleb(-digits) if values else None


_EXTREMES: dict[Gathered, Callable[..., Any]] = {
    Gathered.MINIMUM: min,
    Gathered.MAXIMUM: max,
}


def _parts(base: BaseSum, level: SubjectLevel) -> tuple[BaseSum, ...]:
    """Return what counts for a subject: overlay credits for the person alone."""
    if base.credit is Credit.SHARES:
        return (base,)
    shares = without_overlays(base)
    return (shares, base) if level is SubjectLevel.EMPLOYEE else (shares,)


def _rolled(sheet: Sheet, stretches: Stretches) -> Mapping[SubjectRef, Sequence[Any]]:
    combined = partial(_combined, sheet.bases)
    found: dict[SubjectRef, Sequence[Any]] = {}
    others: dict[SubjectRef, list[Sequence[Any]]] = defaultdict(list)
    for ref, row in _by_subject(sheet, stretches, combined):
        if found.setdefault(ref, row) is not row:
            others[ref].append(row)
    for ref, rows in others.items():
        found[ref] = combined([found[ref], *rows])
    return found


def _by_subject(
    sheet: Sheet, stretches: Stretches, combined: Callable[[list[Any]], Any]
) -> Iterator[tuple[SubjectRef, Any]]:
    """Yield the rows of each subject; those of people of one place are combined for its units."""
    memberships = stretches.memberships[sheet.bases[0].window]
    by_place: list[list[list[Any]]] = [[[] for _ in one.places] for one in memberships]
    stranger = (None, 0)
    people = [one.people for one in memberships]
    for row in sheet.rows:
        stretch = row[0]
        ref, place = people[stretch].get(row[1], stranger)
        by_place[stretch][place].append(row)
        if ref is not None:
            yield ref, row
    for membership, places in zip(memberships, by_place, strict=True):
        for refs, rows in zip(membership.places, places, strict=True):
            if rows:
                row = combined(rows)
                yield from ((ref, row) for ref in refs)


def _combined(bases: Sequence[BaseSum], rows: Sequence[Sequence[Any]]) -> Sequence[Any]:
    """Return one row of several; a sum, a smallest or a largest of nothing is None or 0."""
    columns = islice(zip(*rows, strict=True), _LEAD, None)
    return [
        *rows[0][:_LEAD],
        *(
            sum(filter(None, column))
            if base.gathered in ADDED
            else _EXTREMES[base.gathered]((v for v in column if v is not None), default=None)
            for base, column in zip(bases, columns, strict=True)
        ),
    ]


def _united(sheet: Sheet, stretches: Stretches) -> Mapping[SubjectRef, set[Hashable]]:
    def united(rows: list[Any]) -> list[Any]:
        return [*rows[0][:_LEAD], *(row[_LEAD] for row in rows)]

    found: dict[SubjectRef, set[Hashable]] = defaultdict(set)
    for ref, members in _by_subject(sheet, stretches, united):
        found[ref].update(members[_LEAD:])
    return found

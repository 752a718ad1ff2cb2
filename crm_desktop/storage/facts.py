"""What the records say: all sums of a calculation in one statement, all sets in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from crm_desktop.domain.deals import SHARE_UNITS
from crm_desktop.domain.period import start_of
from crm_desktop.kpi.facts import ADDED, BaseSum, Gathered
from crm_desktop.kpi.sheets import Sheet
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.fact_statements import Reach, Shape, is_instant, sets, sums
from crm_desktop.storage.sources import SOURCES, digits
from crm_desktop.storage.walks import Frame, Pass, Role, Walk, passes

_SHARE_DIGITS = len(str(SHARE_UNITS)) - 1
_SETS = frozenset({Gathered.CUSTOMERS, Gathered.MOMENTS})


class Gathering:
    """What ``bases`` are in each of ``frames``, which follow each other without a gap.

    It can be asked for different people; ``today`` is the day of relative filters.
    """

    def __init__(
        self,
        bases: Collection[BaseSum],
        frames: Sequence[Frame],
        around: Surroundings,
        *,
        today: date,
        reach: Reach,
    ) -> None:
        found = passes(bases, frames, around, today)
        self._frames, self._reach, self._around = len(frames), reach, around
        kinds = {
            is_set: tuple(one for one in found if _is_of_set(one) is is_set)
            for is_set in (False, True)
        }
        self._parts = [
            _Part(of_kind, reach, around, is_set=is_set)
            for is_set, of_kind in kinds.items()
            if of_kind
        ]

    def sheets(self, session: Session, owners: Collection[int] = ()) -> list[list[Sheet]]:
        """Return the sheets of each frame for ``owners``, or whomever else is reached."""
        sheets: list[list[Sheet]] = [[] for _ in range(self._frames)]
        if self._reach is not Reach.EVERYBODY and not owners:
            return sheets
        for part in self._parts:
            _file(part.rows(session, owners), part.passes, sheets, self._around.currency)
        return sheets


def _is_of_set(one: Pass) -> bool:
    return one.walk.bases[0].gathered in _SETS


class _Part:
    """The one statement of all sums, or of all sets."""

    def __init__(
        self, found: tuple[Pass, ...], reach: Reach, around: Surroundings, *, is_set: bool
    ) -> None:
        self.passes, self._is_set, self._reach, self._around = found, is_set, reach, around
        shape = Shape(tuple(one.walk for one in found), reach, around.dialect)
        self._statement = sets(shape) if is_set else sums(shape)
        self._days = days_of(found, around)

    def rows(self, session: Session, owners: Collection[int]) -> Iterable[Any]:
        """Return the number of a pass, of a stretch, an employee, and what was gathered."""
        parameters = self._days | people_of(self._reach, owners)
        result = session.connection().execute(self._statement, parameters)
        if self._is_set:
            return _members(result.all(), self._around.zone)
        return _as_fetched(result)


def days_of(found: Sequence[Pass], around: Surroundings) -> dict[str, Any]:
    """Return the days of the passes as parameters of their statement."""
    return {
        f"day_{number}_{i}": start_of(day, around.zone) if is_instant(one.walk) else day
        for number, one in enumerate(found)
        for i, day in enumerate(one.days)
    }


def people_of(reach: Reach, owners: Collection[int]) -> dict[str, Any]:
    """Return those who are reached as parameters of a statement."""
    match reach:
        case Reach.EVERYBODY:
            return {}
        case Reach.SOME:
            return {"owners": list(owners)}
        case Reach.ONE:
            [owner] = owners
            return {"owner": owner}


def _as_fetched(result: Any) -> list[tuple[Any, ...]]:
    """Return the driver's own tuples, whole numbers all: wrapping them costs more than the sums."""
    rows: list[tuple[Any, ...]] = result.cursor.fetchall()
    result.close()
    return rows


def _members(rows: Iterable[Any], zone: ZoneInfo) -> Iterator[tuple[Any, ...]]:
    """Yield rows of sets with their one member, of a day the moment at which it begins."""
    for number, tile, owner, key, moment, day in rows:
        member = start_of(day, zone) if day is not None else moment if key is None else key
        yield number, tile, owner, member


def _file(
    rows: Iterable[Any], found: Sequence[Pass], sheets: Sequence[list[Sheet]], currency: str
) -> None:
    """Put each row into the sheet of its walk and frame."""
    by_pass: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        by_pass[row[0]].append(row)
    for number, of_pass in by_pass.items():
        walk, places = found[number].walk, found[number].places
        filed: dict[int, list[Sequence[Any]]] = defaultdict(list)
        end = 3 + len(walk.bases)  # shorter rows are filled up
        for row in of_pass:
            frame, stretch = places[row[1]]
            filed[frame].append((stretch, *row[2:end]))
        digits_ = tuple(digits_of(base, walk, currency) for base in walk.bases)
        for frame, of_sheet in filed.items():
            sheets[frame].append(Sheet(walk.bases, digits_, of_sheet))


def digits_of(base: BaseSum, walk: Walk, currency: str) -> int:
    """Return how many decimals the whole numbers of ``base`` have in ``walk``."""
    is_measured = base.measure is not None and base.gathered is not Gathered.HAVING
    whole = digits(base.entity, base.measure or "", currency) if is_measured else 0
    is_shared = walk.role is not Role.OWNER and base.gathered in ADDED
    is_kept = base.measure in SOURCES[base.entity].parts
    return whole + _SHARE_DIGITS if is_shared and not is_kept else whole

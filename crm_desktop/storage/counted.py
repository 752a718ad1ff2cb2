"""Which records the sums of single people are made of, and what became of such records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, String, and_, cast, func, null, or_, select, union_all
from sqlalchemy.orm import Session

from crm_desktop.domain.fields import checked
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.period import Period
from crm_desktop.kpi.facts import BaseSum
from crm_desktop.kpi.recipe import without_overlays
from crm_desktop.kpi.records import MOST_COUNTED, Counted, CountedRow, Fate
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.fact_statements import Reach, Shape, records
from crm_desktop.storage.facts import days_of, digits_of, people_of
from crm_desktop.storage.sources import SOURCES
from crm_desktop.storage.walks import Frame, Pass, passes

_AT_ONCE = 500
_STATES = ("status", "state")
"""What the field is called that says how far a record has come."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Looks for records in one transaction: those of ``period``, seen from the day ``today``."""

    session: Session
    around: Surroundings
    period: Period
    today: date

    def counted(self, base: BaseSum, owners: Collection[int]) -> dict[int, Counted]:
        """Return the records that ``base`` is made of, by the ids of ``owners``; no one has none.

        A shared deal stands once for each who has a part of it, with that part.
        """
        if not owners:
            return {}
        found = passes(
            {base, without_overlays(base)}, [Frame(self.period)], self.around, self.today
        )
        reach = Reach.of(owners)
        statement = _bounded(Shape(tuple(one.walk for one in found), reach, self.around.dialect))
        parameters = days_of(found, self.around) | people_of(reach, owners)
        return self._by_owner(self.session.execute(statement, parameters), found)

    def _by_owner(self, rows: Iterable[Any], found: Sequence[Pass]) -> dict[int, Counted]:
        zone, currency = self.around.zone, self.around.currency
        digits = [digits_of(one.walk.bases[0], one.walk, currency) for one in found]
        by_owner: dict[int, list[CountedRow]] = defaultdict(list)
        too_many: dict[int, Counted] = {}
        for walk, owner, record, label, at, number, count, _ in rows:
            if count > MOST_COUNTED:
                too_many[owner] = None
                continue
            on = at.astimezone(zone).date() if isinstance(at, datetime) else at
            by_owner[owner].append(CountedRow(record, label, on, number, digits[walk]))
        return too_many | {owner: _once(rows) for owner, rows in by_owner.items()}

    def fates(self, base: BaseSum, ids: Collection[int]) -> dict[int, Fate]:
        """Return what became of records that ``base`` was made of; who is deleted is absent."""
        around = replace(self.around, period=self.period)
        source = SOURCES[base.entity]
        where = checked(resolved(base.where, Occasion(self.today, self.period)), base.entity)
        passed = as_sql(where, base.entity, around)
        if base.measure is not None:
            measure = source.measured(base.measure, self.period)
            passed = and_(passed, measure.is_not(None))
        states = [source.texts[code] for code in _STATES if code in source.texts]
        state: Any = states[0] if states else cast(null(), String)
        query = select(source.id, state.label("state"), passed.label("passes")).select_from(
            source.origin
        )
        found: dict[int, Fate] = {}
        for start in range(0, len(ids), _AT_ONCE):
            some = sorted(ids)[start : start + _AT_ONCE]
            for id_, told, is_meant in self.session.execute(query.where(source.id.in_(some))):
                found[id_] = Fate(told, is_meant=bool(is_meant))
        return found


def _once(rows: Sequence[CountedRow]) -> tuple[CountedRow, ...]:
    """Return ``rows`` with those of one deal added up: its owner may have an overlay too."""
    found: dict[int, CountedRow] = {}
    for row in rows:
        before = found.setdefault(row.record, row)
        if before is not row:
            digits = max(before.digits, row.digits)
            parts = (one.number * 10 ** (digits - one.digits) for one in (before, row))
            found[row.record] = row._replace(number=sum(parts), digits=digits)
    return tuple(found.values())


@lru_cache(maxsize=64)
def _bounded(shape: Shape) -> Select[Any]:
    """Return the records of ``shape``, of whoever has too many the first one alone."""
    found = union_all(*(records(walk, n, shape) for n, walk in enumerate(shape.walks))).subquery()
    count, first = (
        each.over(partition_by=found.c.owner) for each in (func.count(), func.min(found.c.record))
    )
    told = select(found, count.label("count"), first.label("first")).subquery()
    return select(told).where(or_(told.c.count <= MOST_COUNTED, told.c.record == told.c.first))

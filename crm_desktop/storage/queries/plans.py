"""Plans as versions: rows are added, never changed."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, case, func, null, or_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.storage import bulk
from crm_desktop.storage.models import PlanRecord

_LONGEST_PERIOD = timedelta(days=366)


class PlanKey(NamedTuple):
    """Whose plan of which indicator for which kind of period; ``period`` is that of a CUSTOM one.

    The versions of one key follow each other; plans for different custom periods do not.
    """

    indicator: str
    subject: SubjectRef
    period_kind: PeriodKind
    period: Period | None = None

    @classmethod
    def of(cls, plan: Plan) -> PlanKey:
        period = None if plan.until is None else Period(plan.valid_from, plan.until)
        return cls(plan.indicator, plan.subject, plan.period_kind, period)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version; a ``value`` of None takes the plan away from ``valid_from`` on.

    ``created_at`` is None while it is not kept yet.
    """

    key: PlanKey
    valid_from: date
    number: int
    value: Decimal | None
    split: Split | None = None
    note: str = ""
    created_at: datetime | None = None

    def plan(self) -> Plan | None:
        if self.value is None:
            return None
        return Plan(
            indicator=self.key.indicator,
            subject=self.key.subject,
            value=self.value,
            period_kind=self.key.period_kind,
            valid_from=self.valid_from,
            split=self.split,
            until=None if self.key.period is None else self.key.period.end,
            note=self.note,
        )


@dataclass(frozen=True, slots=True)
class PlanChange:
    """How many plans of an indicator were set at once, and from which first day on."""

    at: datetime
    indicator: str
    valid_from: date
    count: int


_KEY = (
    PlanRecord.indicator,
    PlanRecord.subject_level,
    PlanRecord.subject_code,
    PlanRecord.period_kind,
    PlanRecord.until,
)
_COLUMNS: tuple[Any, ...] = (
    *_KEY,
    PlanRecord.valid_from,
    PlanRecord.number,
    PlanRecord.value,
    PlanRecord.split,
    PlanRecord.note,
    PlanRecord.created_at,
)


def in_force(
    session: Session, on: date, of: SubjectRef | None = None, edition: int | None = None
) -> list[Plan]:
    """Return the plans that hold on the day, those ``of`` one subject where it is given.

    Those that begin later and split a period which holds the day are among them. As plans were
    when ``edition`` was the id of the last version, where it is given.
    """
    before = min(on, date.max - _LONGEST_PERIOD) + _LONGEST_PERIOD
    parameters: dict[str, object] = {"on": on, "before": before}
    if of is not None:
        parameters |= {"level": of.level.value, "code": of.code}
    if edition is not None:
        parameters["edition"] = edition
    query = _in_force(is_of_one=of is not None, is_past=edition is not None)
    rows = session.execute(query, parameters)
    return [plan for version in _in_order(rows) if (plan := version.plan()) is not None]


@cache
def _in_force(*, is_of_one: bool, is_past: bool) -> Select[*tuple[Any, ...]]:
    begun = _begun()
    if is_past:
        begun = begun.where(PlanRecord.id <= bindparam("edition"))
    if is_of_one:
        begun = begun.where(
            PlanRecord.subject_level == bindparam("level"),
            PlanRecord.subject_code == bindparam("code"),
        )
    return _newest(begun).where(
        PlanRecord.value.is_not(None),
        or_(PlanRecord.valid_from <= bindparam("on"), PlanRecord.split.is_not(None)),
    )


class PlanHistory:
    """All plans that ever were, read once to find those of many days."""

    def __init__(self, versions: Iterable[PlanVersion]) -> None:
        self._by_key: dict[PlanKey, list[tuple[PlanVersion, Plan | None]]] = defaultdict(list)
        for version in versions:
            self._by_key[version.key].append((version, version.plan()))

    @classmethod
    def read(cls, session: Session) -> PlanHistory:
        return cls(list_versions(session))

    def on(self, day: date) -> list[Plan]:
        """Return what ``in_force`` does."""
        return [plan for key in self._by_key for plan in self._of_one(key, day)]

    def _of_one(self, key: PlanKey, day: date) -> Iterator[Plan]:
        """Yield what holds of one plan on the day, and what later splits its period."""
        if key.period is not None and key.period.end <= day:
            return
        before = min(day, date.max - _LONGEST_PERIOD) + _LONGEST_PERIOD
        newest: dict[date | None, tuple[PlanVersion, Plan | None]] = {}
        for version, plan in self._by_key[key]:  # in the order of their days and numbers
            if version.valid_from < before:
                is_earlier = version.valid_from <= day and key.period is None
                newest[None if is_earlier else version.valid_from] = version, plan
        for version, plan in newest.values():
            if plan is not None and (version.valid_from <= day or version.split is not None):
                yield plan


def list_for_file(session: Session, on: date, indicators: Collection[str]) -> list[Plan]:
    """Return the plans for ``indicators`` that hold on the day or begin later.

    With those that share a period with them or held when it began; each first day has one.
    """
    newest = {(one.key, one.valid_from): one for one in list_versions(session, indicators)}
    by_key: dict[PlanKey, list[PlanVersion]] = {}
    for version in newest.values():
        by_key.setdefault(version.key, []).append(version)
    carried = (version for versions in by_key.values() for version in _carried(versions, on))
    return [plan for version in carried if (plan := version.plan()) is not None]


def _carried(versions: Sequence[PlanVersion], on: date) -> Sequence[PlanVersion]:
    """Return those of one plan, in the order of their days, on which periods from ``on`` on rest.

    A split rests on what it splits the period with, and that perhaps on another.
    """
    key = versions[0].key
    if key.period is not None:
        return versions if key.period.end > on else ()
    running = Period.containing(on, key.period_kind)
    first = _held_at(versions, on)
    if any(one.value is not None and _is_within(one, running) for one in versions[first:]):
        first = _held_at(versions, running.start)
    while first and versions[first].split is not None:
        start = Period.containing(versions[first].valid_from, key.period_kind).start
        if versions[first].valid_from == start:
            break
        first = _held_at(versions, start)
    return versions[first:]


def _held_at(versions: Sequence[PlanVersion], on: date) -> int:
    """Return the place of what holds on the day, 0 where nothing has begun."""
    return max(bisect_right(versions, on, key=attrgetter("valid_from")) - 1, 0)


def _is_within(version: PlanVersion, period: Period) -> bool:
    return period.start < version.valid_from < period.end


def list_held(
    session: Session,
    kind: PeriodKind,
    since: date,
    until: date,
    *,
    indicator: str | None = None,
) -> list[PlanVersion]:
    """Return the versions that hold on a day from ``since`` up to, and not on, ``until``.

    Of all plans for periods of ``kind``, or those of one indicator; ends are among them.
    """
    begun = _begun().where(PlanRecord.period_kind == bindparam("kind"))
    parameters: dict[str, object] = {"on": since, "before": until, "kind": kind.value}
    if indicator is not None:
        begun = begun.where(PlanRecord.indicator == bindparam("indicator"))
        parameters["indicator"] = indicator
    return _in_order(session.execute(_newest(begun), parameters))


def _begun() -> Select[*tuple[Any, ...]]:
    """Return the rows that begin before ``before``, ranked: 1 for what holds from ``on`` on.

    It is the newest of each later day, and of what began by ``on`` the one that began last.
    """
    is_earlier = (PlanRecord.valid_from <= bindparam("on")) & PlanRecord.until.is_(None)
    day = case((is_earlier, null()), else_=PlanRecord.valid_from)
    newest = func.row_number().over(
        partition_by=(*_KEY, day),
        order_by=(PlanRecord.valid_from.desc(), PlanRecord.number.desc()),
    )
    return select(PlanRecord.id, newest.label("newest")).where(
        PlanRecord.valid_from < bindparam("before"),
        or_(PlanRecord.until.is_(None), PlanRecord.until > bindparam("on")),
    )


def _newest(begun: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    held = begun.subquery()
    query = select(*_COLUMNS).join(held, held.c.id == PlanRecord.id)
    return query.where(held.c.newest == 1)


def list_versions(session: Session, indicators: Collection[str] | None = None) -> list[PlanVersion]:
    """Return all versions of all plans, or of those for ``indicators``."""
    query = select(*_COLUMNS)
    if indicators is not None:
        query = query.where(PlanRecord.indicator.in_(indicators))
    return _in_order(session.execute(query))


def last_id(session: Session) -> int:
    """Return the id of the version that was made last, 0 without one."""
    return session.scalar(select(func.max(PlanRecord.id))) or 0


def list_made(session: Session, after: int, until: int | None = None) -> list[PlanVersion]:
    """Return the versions whose ids are above ``after`` and, where it is given, up to ``until``."""
    query = select(*_COLUMNS).where(PlanRecord.id > after)
    if until is not None:
        query = query.where(PlanRecord.id <= until)
    return _in_order(session.execute(query))


def list_changes(session: Session, limit: int) -> list[PlanChange]:
    """Return the newest changes, first the last one."""
    query = (
        select(
            PlanRecord.created_at,
            PlanRecord.indicator,
            func.min(PlanRecord.valid_from),
            func.count(PlanRecord.id),
        )
        .group_by(PlanRecord.created_at, PlanRecord.indicator)
        .order_by(PlanRecord.created_at.desc(), PlanRecord.indicator)
        .limit(limit)
    )
    return [PlanChange(*row) for row in session.execute(query)]


def _in_order(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[PlanVersion]:
    """Return versions by key, day and number; servers would compare codes by their locales."""
    versions = map(_version, rows)
    return sorted(versions, key=lambda version: (version.key, version.valid_from, version.number))


def _version(row: Row[*tuple[Any, ...]]) -> PlanVersion:
    indicator, level, code, kind, until, valid_from, number, value, split, note, created_at = row
    period = None if until is None else Period(valid_from, until)
    return PlanVersion(
        PlanKey(indicator, SubjectRef(SubjectLevel(level), code), PeriodKind(kind), period),
        valid_from,
        number,
        None if value is None else Decimal(value),
        None if split is None else Split(split),
        note,
        created_at,
    )


def held_on(versions: Iterable[PlanVersion], on: date) -> PlanVersion | None:
    """Return which of one plan's ``versions`` holds on the day; it may be one that ends."""
    begun = [version for version in versions if version.valid_from <= on]
    return max(begun, key=lambda version: (version.valid_from, version.number), default=None)


def add_versions(session: Session, versions: Iterable[PlanVersion], at: datetime) -> None:
    table = bulk.table_of(PlanRecord)
    binds = bulk.binds(session, table, _ADDED)
    rows = [
        tuple([bind(value) if bind else value for bind, value in zip(binds, row, strict=True)])
        for row in (_row(version, at) for version in versions)
    ]
    bulk.insert(session, table, _ADDED, rows)


_ADDED = (
    "indicator",
    "subject_level",
    "subject_code",
    "period_kind",
    "until",
    "valid_from",
    "number",
    "value",
    "split",
    "note",
    "created_at",
)


def _row(version: PlanVersion, at: datetime) -> tuple[object, ...]:
    """Return the values of the columns that are ``_ADDED``."""
    key = version.key
    return (
        key.indicator,
        key.subject.level.value,
        key.subject.code,
        key.period_kind.value,
        None if key.period is None else key.period.end,
        version.valid_from,
        version.number,
        None if version.value is None else str(version.value),
        None if version.split is None else version.split.value,
        version.note,
        at,
    )

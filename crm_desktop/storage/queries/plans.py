"""Plans as versions: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, func, insert, select
from sqlalchemy.orm import Session

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import Plan
from crm_desktop.storage.models import PlanRecord


class PlanKey(NamedTuple):
    """Whose plan of which indicator for which kind of period."""

    indicator: str
    subject: SubjectRef
    period_kind: PeriodKind

    @classmethod
    def of(cls, plan: Plan) -> PlanKey:
        return cls(plan.indicator, plan.subject, plan.period_kind)


@dataclass(frozen=True, slots=True)
class PlanVersion:
    """One version; a ``value`` of None takes the plan away from ``valid_from`` on."""

    key: PlanKey
    valid_from: date
    number: int
    value: Decimal | None

    def plan(self) -> Plan | None:
        if self.value is None:
            return None
        indicator, subject, kind = self.key
        return Plan(indicator, subject, self.value, kind, self.valid_from)


_KEY = (
    PlanRecord.indicator,
    PlanRecord.subject_level,
    PlanRecord.subject_code,
    PlanRecord.period_kind,
)
_COLUMNS: tuple[Any, ...] = (*_KEY, PlanRecord.valid_from, PlanRecord.number, PlanRecord.value)


def in_force(session: Session, on: date, of: SubjectRef | None = None) -> list[Plan]:
    """Return the plans that hold on the day, those ``of`` one subject where it is given."""
    parameters: dict[str, object] = {"on": on}
    if of is not None:
        parameters |= {"level": of.level.value, "code": of.code}
    rows = session.execute(_in_force(is_of_one=of is not None), parameters)
    return [plan for version in _in_order(rows) if (plan := version.plan()) is not None]


@cache
def _in_force(*, is_of_one: bool) -> Select[*tuple[Any, ...]]:
    latest = (
        func.row_number()
        .over(partition_by=_KEY, order_by=(PlanRecord.valid_from.desc(), PlanRecord.number.desc()))
        .label("latest")
    )
    begun = select(PlanRecord.id, latest).where(PlanRecord.valid_from <= bindparam("on"))
    if is_of_one:
        begun = begun.where(
            PlanRecord.subject_level == bindparam("level"),
            PlanRecord.subject_code == bindparam("code"),
        )
    held = begun.subquery()
    query = select(*_COLUMNS).join(held, held.c.id == PlanRecord.id)
    return query.where(held.c.latest == 1, PlanRecord.value.is_not(None))


def list_versions(session: Session, key: PlanKey | None = None) -> list[PlanVersion]:
    """Return all versions of all plans, or those of one."""
    query = select(*_COLUMNS)
    if key is not None:
        query = query.where(
            PlanRecord.indicator == key.indicator,
            PlanRecord.subject_level == key.subject.level.value,
            PlanRecord.subject_code == key.subject.code,
            PlanRecord.period_kind == key.period_kind.value,
        )
    return _in_order(session.execute(query))


def _in_order(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[PlanVersion]:
    """Return versions by key, day and number; servers would compare codes by their locales."""
    versions = map(_version, rows)
    return sorted(versions, key=lambda version: (version.key, version.valid_from, version.number))


def _version(row: Row[*tuple[Any, ...]]) -> PlanVersion:
    indicator, level, code, kind, valid_from, number, value = row
    key = PlanKey(indicator, SubjectRef(SubjectLevel(level), code), PeriodKind(kind))
    return PlanVersion(key, valid_from, number, None if value is None else Decimal(value))


def held_on(versions: Iterable[PlanVersion], on: date) -> PlanVersion | None:
    """Return which of one plan's ``versions`` holds on the day; it may be one that ends."""
    begun = [version for version in versions if version.valid_from <= on]
    return max(begun, key=lambda version: (version.valid_from, version.number), default=None)


def next_version(
    versions: Iterable[PlanVersion], key: PlanKey, valid_from: date, value: Decimal | None
) -> PlanVersion:
    """Return the version to add beside ``versions``, all of ``key``."""
    same_day = [version.number for version in versions if version.valid_from == valid_from]
    return PlanVersion(key, valid_from, max(same_day, default=0) + 1, value)


def add_versions(session: Session, versions: Iterable[PlanVersion], at: datetime) -> None:
    rows = [
        {
            "indicator": version.key.indicator,
            "subject_level": version.key.subject.level.value,
            "subject_code": version.key.subject.code,
            "period_kind": version.key.period_kind.value,
            "valid_from": version.valid_from,
            "number": version.number,
            "value": None if version.value is None else str(version.value),
            "created_at": at,
        }
        for version in versions
    ]
    if rows:
        session.execute(insert(PlanRecord), rows)

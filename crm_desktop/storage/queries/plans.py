"""Plans as versions: rows are added, never changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, insert, or_, select
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


def in_force(
    session: Session, on: date, subjects: Collection[SubjectRef] | None = None
) -> list[Plan]:
    """Return the plans that hold on the day, of ``subjects`` alone where they are given."""
    latest = (
        func.row_number()
        .over(partition_by=_KEY, order_by=(PlanRecord.valid_from.desc(), PlanRecord.number.desc()))
        .label("latest")
    )
    begun = select(PlanRecord.id, latest).where(PlanRecord.valid_from <= on)
    if subjects is not None:
        begun = begun.where(or_(*(_is_of(subject) for subject in sorted(subjects))))
    ranked = begun.subquery()
    query = (
        select(PlanRecord)
        .join(ranked, ranked.c.id == PlanRecord.id)
        .where(ranked.c.latest == 1, PlanRecord.value.is_not(None))
    )
    return [plan for version in _versions(session, query) if (plan := version.plan()) is not None]


def _is_of(subject: SubjectRef) -> Any:
    return and_(
        PlanRecord.subject_level == subject.level.value, PlanRecord.subject_code == subject.code
    )


def list_versions(session: Session) -> list[PlanVersion]:
    """Return all versions of all plans."""
    return _versions(session, select(PlanRecord))


def versions_of(session: Session, key: PlanKey) -> list[PlanVersion]:
    """Return the versions of one plan."""
    return _versions(
        session,
        select(PlanRecord).where(
            PlanRecord.indicator == key.indicator,
            _is_of(key.subject),
            PlanRecord.period_kind == key.period_kind.value,
        ),
    )


def _versions(session: Session, query: Select[Any]) -> list[PlanVersion]:
    chosen = query.with_only_columns(
        *_KEY, PlanRecord.valid_from, PlanRecord.number, PlanRecord.value
    ).order_by(*_KEY, PlanRecord.valid_from, PlanRecord.number)
    return [
        PlanVersion(
            PlanKey(indicator, SubjectRef(SubjectLevel(level), code), PeriodKind(kind)),
            valid_from,
            number,
            None if value is None else Decimal(value),
        )
        for indicator, level, code, kind, valid_from, number, value in session.execute(chosen)
    ]


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

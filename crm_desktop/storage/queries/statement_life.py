"""The life of the statements of a period: where each stands, and the steps that led there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, union_all, update
from sqlalchemy.orm import Session

from crm_desktop.domain.pay import CorrectionState, DisputeState, StepRow
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    AdjustmentRecord,
    CorrectionRecord,
    DisputeRecord,
    EmployeeRecord,
    StatementLineRecord,
    StatementRecord,
    StatementStepRecord,
)

_STATEMENTS = bulk.table_of(StatementRecord)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the statement of an employee has come."""

    statement_id: int
    employee: str
    state: StatementState
    calculated_at: datetime


def standing(session: Session, period: Period) -> dict[int, Standing]:
    """Return where each statement of ``period`` stands, by the ids of the employees, by name."""
    query = (
        select(
            StatementRecord.employee_id,
            StatementRecord.id,
            EmployeeRecord.name,
            StatementRecord.state,
            StatementRecord.calculated_at,
        )
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .where(_is_of(period))
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id)
    )
    return {
        employee_id: Standing(id_, name, StatementState(state), at)
        for employee_id, id_, name, state, at in session.execute(query)
    }


def move(session: Session, statement_ids: Collection[int], to: StatementState) -> None:
    """Let the statements stand as ``to``."""
    rows = [{"of_statement": id_, "to": to.value} for id_ in statement_ids]
    session.connection().execute(_MOVE, rows)


def close(session: Session, seals: Mapping[int, str]) -> None:
    """Close the statements, by their ids, each with its seal."""
    rows = [
        {"of_statement": id_, "to": StatementState.CLOSED.value, "made": seal}
        for id_, seal in seals.items()
    ]
    session.connection().execute(_MOVE.values(seal=bindparam("made")), rows)


_MOVE = (
    update(_STATEMENTS)
    .where(_STATEMENTS.c.id == bindparam("of_statement"))
    .values(state=bindparam("to"), version=_STATEMENTS.c.version + 1)
)


@dataclass(frozen=True, slots=True)
class Step:
    """A step that was taken, and whose statements took it, by the ids of the employees."""

    id: int
    row: StepRow
    employees: frozenset[int]


def steps(session: Session, period: Period) -> list[Step]:
    """Return the steps of the statements of ``period``, the last one first."""
    query = (
        select(StatementStepRecord)
        .where(
            StatementStepRecord.period_kind == period.kind.value,
            StatementStepRecord.period_start == period.start,
            StatementStepRecord.period_end == period.end,
        )
        .order_by(StatementStepRecord.id.desc())
    )
    return [_step(record) for record in session.scalars(query)]


def _step(record: StatementStepRecord) -> Step:
    is_undone = record.undone_at is not None
    state = StatementState(record.state)
    row = StepRow(state, record.count, record.author, record.at, is_undone, record.undone_by)
    return Step(record.id, row, frozenset(record.employees))


def add_step(
    session: Session,
    period: Period,
    to: StatementState,
    employee_ids: Collection[int],
    by: tuple[str, datetime],
) -> None:
    """Note that the statements of the employees became ``to``, ``by`` whom and when."""
    author, at = by
    session.add(
        StatementStepRecord(
            period_kind=period.kind.value,
            period_start=period.start,
            period_end=period.end,
            state=to.value,
            count=len(employee_ids),
            employees=sorted(employee_ids),
            author=author,
            at=at,
        )
    )


def undo_step(session: Session, step: Step, by: tuple[str, datetime]) -> None:
    """Note that ``step`` was taken back, ``by`` whom and when."""
    record = session.get_one(StatementStepRecord, step.id)
    record.undone_by, record.undone_at = by


class Decided(NamedTuple):
    """A decision about the pay of an employee, by the code of its line."""

    employee_id: int
    code: str
    at: datetime


def decided_for(session: Session, period: Period) -> list[Decided]:
    """Return the adjustments and accepted corrections that the month ``period`` pays."""
    corrections = (
        select(StatementRecord.employee_id, CorrectionRecord.id, CorrectionRecord.at)
        .join(StatementRecord, StatementRecord.id == CorrectionRecord.statement_id)
        .where(
            CorrectionRecord.state == CorrectionState.ACCEPTED.value,
            CorrectionRecord.into_start == period.start,
        )
    )
    adjustments = select(
        AdjustmentRecord.employee_id, AdjustmentRecord.id, AdjustmentRecord.at
    ).where(AdjustmentRecord.period_start == period.start)
    return [
        Decided(employee_id, f"{kind}:{id_}", at)
        for kind, query in (("correction", corrections), ("adjustment", adjustments))
        for employee_id, id_, at in session.execute(query)
    ]


def lines_of_decisions(session: Session, period: Period) -> dict[int, set[str]]:
    """Return the codes of the lines that decisions made in statements of ``period``.

    By the ids of the employees.
    """
    code = StatementLineRecord.code
    query = (
        select(StatementRecord.employee_id, code)
        .join(StatementLineRecord, StatementLineRecord.statement_id == StatementRecord.id)
        .where(_is_of(period), or_(code.startswith("correction:"), code.startswith("adjustment:")))
    )
    found: dict[int, set[str]] = defaultdict(set)
    for employee_id, line in session.execute(query):
        found[employee_id].add(line)
    return found


def count_open_disputes(session: Session, period: Period) -> int:
    """Return how many disputes about statements of ``period`` have no answer yet."""
    query = (
        select(func.count())
        .select_from(DisputeRecord)
        .join(StatementRecord, StatementRecord.id == DisputeRecord.statement_id)
        .where(_is_of(period), DisputeRecord.state == DisputeState.OPEN.value)
    )
    return session.scalar(query) or 0


def referred_to(session: Session, period: Period) -> set[int]:
    """Return the employees, by their ids, whose statement was disputed or corrected."""
    references = union_all(
        *(select(record.statement_id) for record in (CorrectionRecord, DisputeRecord))
    )
    query = select(StatementRecord.employee_id).where(
        _is_of(period), StatementRecord.id.in_(references)
    )
    return set(session.scalars(query))


def settled_later(session: Session, period: Period) -> set[int]:
    """Return the employees, by their ids, of whom a later period of the kind is settled."""
    query = select(StatementRecord.employee_id).where(
        StatementRecord.state != StatementState.DRAFT.value,
        StatementRecord.period_kind == period.kind.value,
        StatementRecord.period_start >= period.end,
    )
    return set(session.scalars(query))


def drafts_before(session: Session, period: Period) -> tuple[Period, int] | None:
    """Return the last period of the kind, before ``period``, that has drafts, and how many."""
    start, end = StatementRecord.period_start, StatementRecord.period_end
    query = (
        select(start, end, func.count())
        .where(
            StatementRecord.state == StatementState.DRAFT.value,
            StatementRecord.period_kind == period.kind.value,
            end <= period.start,
        )
        .group_by(start, end)
        .order_by(start.desc())
        .limit(1)
    )
    row = session.execute(query).first()
    return None if row is None else (Period(row[0], row[1], period.kind), row[2])


def _is_of(period: Period) -> ColumnElement[bool]:
    return and_(
        StatementRecord.period_kind == period.kind.value,
        StatementRecord.period_start == period.start,
        StatementRecord.period_end == period.end,
    )

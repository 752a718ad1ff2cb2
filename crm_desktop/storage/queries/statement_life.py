"""The life of the statements of a period: where each stands, and the steps that led there."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.storage import bulk
from crm_desktop.storage.models import EmployeeRecord, StatementRecord, StatementStepRecord

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
        .where(
            StatementRecord.period_kind == period.kind.value,
            StatementRecord.period_start == period.start,
            StatementRecord.period_end == period.end,
        )
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id)
    )
    return {
        employee_id: Standing(id_, name, StatementState(state), at)
        for employee_id, id_, name, state, at in session.execute(query)
    }


def move(session: Session, statement_ids: Sequence[int], to: StatementState) -> None:
    """Let the statements stand as ``to``."""
    rows = [{"of_statement": id_, "to": to.value} for id_ in statement_ids]
    session.connection().execute(_MOVE, rows)


_MOVE = (
    update(_STATEMENTS)
    .where(_STATEMENTS.c.id == bindparam("of_statement"))
    .values(state=bindparam("to"), version=_STATEMENTS.c.version + 1)
)


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

"""Adjustments, and whether the statement that pays one may still change."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, exists, select
from sqlalchemy.orm import Session

from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import Adjustment, AdjustmentKind, AdjustmentRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.storage.models import AdjustmentRecord, EmployeeRecord, StatementRecord


def list_adjustments(session: Session, period: Period, currency: str) -> list[AdjustmentRow]:
    """Return what was decided for the month ``period``, by name, the oldest first."""
    is_settled = exists().where(
        StatementRecord.employee_id == AdjustmentRecord.employee_id,
        StatementRecord.period_kind == PeriodKind.MONTH.value,
        StatementRecord.period_start == AdjustmentRecord.period_start,
        StatementRecord.state != StatementState.DRAFT.value,
    )
    query = (
        select(AdjustmentRecord, EmployeeRecord.name, is_settled.label("is_settled"))
        .join(EmployeeRecord, EmployeeRecord.id == AdjustmentRecord.employee_id)
        .where(AdjustmentRecord.period_start == period.start)
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id, AdjustmentRecord.id)
    )
    return [_row(row, currency) for row in session.execute(query)]


def is_settled(session: Session, employee_id: int, period: Period) -> bool:
    """Return whether the statement of the employee for ``period`` is no draft any more."""
    query = select(StatementRecord.id).where(
        StatementRecord.employee_id == employee_id,
        StatementRecord.period_kind == period.kind.value,
        StatementRecord.period_start == period.start,
        StatementRecord.period_end == period.end,
        StatementRecord.state != StatementState.DRAFT.value,
    )
    return session.scalar(query) is not None


def _row(row: Row[*tuple[Any, ...]], currency: str) -> AdjustmentRow:
    record, employee, settled = row
    minor = record.amount_minor
    adjustment = Adjustment(
        id=record.id,
        kind=AdjustmentKind(record.kind),
        label=record.label,
        amount=None if minor is None else Money(minor, currency),
        reason=record.reason,
        author=record.author,
        at=record.at,
        ordered_on=record.ordered_on,
    )
    return AdjustmentRow(
        adjustment=adjustment,
        version=record.version,
        employee_id=record.employee_id,
        employee=employee,
        period=Period.containing(record.period_start, PeriodKind.MONTH),
        is_settled=settled,
    )

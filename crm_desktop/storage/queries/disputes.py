"""Disputes about lines of statements, and their answers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import DisputeCategory, DisputeRow, DisputeState
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.storage.models import (
    CorrectionRecord,
    DisputeRecord,
    EmployeeRecord,
    StatementRecord,
)


def list_disputes(session: Session, *conditions: ColumnElement[bool]) -> list[DisputeRow]:
    """Return the disputes that meet ``conditions``: open ones by deadline, then the newest."""
    query = (
        select(
            DisputeRecord,
            StatementRecord.employee_id,
            StatementRecord.currency,
            StatementRecord.period_start,
            StatementRecord.period_end,
            StatementRecord.period_kind,
            EmployeeRecord.name,
            CorrectionRecord.amount_minor,
        )
        .join(StatementRecord, StatementRecord.id == DisputeRecord.statement_id)
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .join(CorrectionRecord, CorrectionRecord.id == DisputeRecord.correction_id, isouter=True)
        .where(*conditions)
    )
    return sorted((_row(row) for row in session.execute(query)), key=_place)


def _place(row: DisputeRow) -> tuple[bool, int, int]:
    is_open = row.state is DisputeState.OPEN
    return not is_open, row.due_on.toordinal() if is_open else 0, row.id if is_open else -row.id


def _row(row: Row[*tuple[Any, ...]]) -> DisputeRow:
    record, employee_id, currency, start, end, kind, employee, correction = row
    return DisputeRow(
        id=record.id,
        version=record.version,
        employee_id=employee_id,
        employee=employee,
        period=Period(start, end, PeriodKind(kind)),
        line=record.line,
        label=record.label,
        amount=Money(record.amount_minor, currency),
        category=DisputeCategory(record.category),
        text=record.text,
        author=record.author,
        opened_at=record.opened_at,
        due_on=record.due_on,
        state=DisputeState(record.state),
        answer=record.answer,
        answered_by=record.answered_by,
        answered_at=record.answered_at,
        correction=None if correction is None else Money(correction, currency),
    )

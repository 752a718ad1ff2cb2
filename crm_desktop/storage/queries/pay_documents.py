"""What printed statements show besides what was calculated."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.period import Period
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.template import Event
from crm_desktop.storage.models import (
    AccrualRecord,
    DepartmentRecord,
    EmployeeRecord,
    StatementRecord,
)


class Place(NamedTuple):
    """What an employee is, and the name of the department; empty where nothing is known."""

    position: str
    department: str


def place_of(session: Session, employee_code: str, department_code: str | None) -> Place:
    """Return the position of the employee now, and the name of the department then."""
    is_meant = EmployeeRecord.code == employee_code
    position = session.scalar(select(EmployeeRecord.position).where(is_meant))
    is_theirs = DepartmentRecord.code == department_code
    department = session.scalar(select(DepartmentRecord.name).where(is_theirs))
    return Place(position or "", department or "")


def list_accruals(session: Session, employee_code: str, period: Period) -> list[Accrual]:
    """Return the records behind the commissions of a saved statement, oldest first."""
    query = (
        select(AccrualRecord)
        .join(StatementRecord, StatementRecord.id == AccrualRecord.statement_id)
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .where(
            EmployeeRecord.code == employee_code,
            StatementRecord.period_kind == period.kind.value,
            StatementRecord.period_start == period.start,
            StatementRecord.period_end == period.end,
        )
        .order_by(AccrualRecord.on, AccrualRecord.id)
    )
    return [
        Accrual(
            record.code,
            Entity(record.entity),
            record.record_id,
            record.label,
            None if record.event is None else Event(record.event),
            record.on,
            record.base_minor,
            None if record.rate is None else Decimal(record.rate),
            record.amount_minor,
        )
        for record in session.scalars(query)
    ]

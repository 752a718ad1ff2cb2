"""Queries over employees, departments and groups."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.people import DepartmentRow, EmployeeRow, GroupRow
from crm_desktop.storage.models import (
    DepartmentRecord,
    EmployeeRecord,
    StaffGroupMemberRecord,
    StaffGroupRecord,
)


def list_employees(session: Session, on: date | None = None) -> list[EmployeeRow]:
    """Return employees by name; with ``on`` only those employed on that day."""
    query = (
        select(EmployeeRecord, DepartmentRecord.name)
        .join(EmployeeRecord.department, isouter=True)
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id)
    )
    if on is not None:
        query = query.where(
            or_(EmployeeRecord.hired_on.is_(None), EmployeeRecord.hired_on <= on),
            or_(EmployeeRecord.left_on.is_(None), EmployeeRecord.left_on > on),
        )
    return [_employee(record, department or "") for record, department in session.execute(query)]


def _employee(record: EmployeeRecord, department: str) -> EmployeeRow:
    return EmployeeRow(
        id=record.id,
        version=record.version,
        code=record.code,
        name=record.name,
        position=record.position,
        department_id=record.department_id,
        department=department,
        hired_on=record.hired_on,
        left_on=record.left_on,
        phone=record.phone,
        email=record.email,
    )


def list_departments(session: Session) -> list[DepartmentRow]:
    """Return departments by name."""
    query = (
        select(DepartmentRecord, EmployeeRecord.name)
        .join(EmployeeRecord, EmployeeRecord.id == DepartmentRecord.head_id, isouter=True)
        .order_by(DepartmentRecord.name_folded, DepartmentRecord.id)
    )
    return [
        DepartmentRow(
            id=record.id,
            version=record.version,
            code=record.code,
            name=record.name,
            parent_id=record.parent_id,
            head_id=record.head_id,
            head=head or "",
        )
        for record, head in session.execute(query)
    ]


def list_groups(session: Session) -> list[GroupRow]:
    """Return groups with their members, by name."""
    members: dict[int, set[int]] = defaultdict(set)
    for group_id, employee_id in session.execute(
        select(StaffGroupMemberRecord.group_id, StaffGroupMemberRecord.employee_id)
    ):
        members[group_id].add(employee_id)
    records = session.scalars(select(StaffGroupRecord).order_by(StaffGroupRecord.name))
    return [
        GroupRow(record.id, record.version, record.code, record.name, frozenset(members[record.id]))
        for record in records
    ]


def parents(session: Session) -> dict[int, int | None]:
    """Return the department directly above each department."""
    rows = session.execute(select(DepartmentRecord.id, DepartmentRecord.parent_id))
    return {row.id: row.parent_id for row in rows}

"""Queries over employees, departments and groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.names import folded
from crm_desktop.domain.paging import Page
from crm_desktop.domain.people import (
    DepartmentRow,
    EmployeeQuery,
    EmployeeRow,
    GroupRow,
    StayRow,
)
from crm_desktop.storage.models import (
    DepartmentRecord,
    DepartmentStayRecord,
    EmployeeRecord,
    StaffGroupMemberRecord,
    StaffGroupRecord,
)
from crm_desktop.storage.queries.paging import read_page
from crm_desktop.storage.queries.plain_text import contains


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


def find_employees(session: Session, query: EmployeeQuery, today: date) -> Page[EmployeeRow]:
    """Return a page of the employees that ``query`` asks for, by name."""
    wanted = (
        select(EmployeeRecord, DepartmentRecord.name)
        .join(EmployeeRecord.department, isouter=True)
        .where(*_conditions(session, query, today))
    )
    rows, following = read_page(
        session,
        wanted,
        (EmployeeRecord.name_folded, EmployeeRecord.id),
        is_descending=query.is_descending,
        after=query.after,
        limit=query.limit,
    )
    return Page(tuple(_employee(row[0], row[1] or "") for row in rows), following)


def count_employees(session: Session, query: EmployeeQuery, today: date) -> int:
    """Return how many employees all pages of ``query`` have."""
    conditions = _conditions(session, query, today)
    return session.scalar(select(func.count(EmployeeRecord.id)).where(*conditions)) or 0


def find_employee(session: Session, employee_id: int) -> EmployeeRow | None:
    query = select(EmployeeRecord, DepartmentRecord.name).join(
        EmployeeRecord.department, isouter=True
    )
    row = session.execute(query.where(EmployeeRecord.id == employee_id)).one_or_none()
    return None if row is None else _employee(row[0], row[1] or "")


def list_stays(session: Session, employee: EmployeeRow) -> list[StayRow]:
    """Return where the employee was and is, the earliest first; never nothing."""
    stays = _stays(session, DepartmentStayRecord.employee_id == employee.id).get(employee.id)
    return stays or [StayRow(employee.department_id, employee.department)]


def list_moves(session: Session) -> dict[int, list[StayRow]]:
    """Return the stays of everybody who changed departments, the earliest first, by their id."""
    stay = DepartmentStayRecord
    moved = select(stay.employee_id).group_by(stay.employee_id).having(func.count() > 1)
    return _stays(session, stay.employee_id.in_(moved))


def _stays(session: Session, condition: ColumnElement[bool]) -> dict[int, list[StayRow]]:
    stay = DepartmentStayRecord
    rows = session.execute(
        select(stay.employee_id, stay.department_id, DepartmentRecord.name, stay.since)
        .join(DepartmentRecord, DepartmentRecord.id == stay.department_id, isouter=True)
        .where(condition)
        .order_by(stay.employee_id, stay.since)
    )
    found: dict[int, list[StayRow]] = defaultdict(list)
    for employee_id, department_id, name, since in rows:
        is_first = employee_id not in found
        found[employee_id].append(StayRow(department_id, name or "", None if is_first else since))
    return dict(found)


def _conditions(session: Session, query: EmployeeQuery, today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.search.strip():
        conditions.append(_matches(query.search.strip()))
    if query.department_id is not None:
        inside = within(parents(session), query.department_id)
        conditions.append(EmployeeRecord.department_id.in_(inside))
    if not query.has_left:
        conditions.append(or_(EmployeeRecord.left_on.is_(None), EmployeeRecord.left_on > today))
    return conditions


def _matches(text: str) -> ColumnElement[bool]:
    employee = EmployeeRecord
    plain = (employee.position, employee.phone, employee.email, employee.code)
    return or_(
        employee.name_folded.contains(folded(text), autoescape=True),
        *(contains(column, text) for column in plain),
    )


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
    records = session.scalars(select(StaffGroupRecord))
    return [
        GroupRow(record.id, record.version, record.code, record.name, frozenset(members[record.id]))
        for record in sorted(records, key=lambda record: (folded(record.name), record.id))
    ]


def parents(session: Session) -> dict[int, int | None]:
    """Return the department directly above each department."""
    rows = session.execute(select(DepartmentRecord.id, DepartmentRecord.parent_id))
    return {row.id: row.parent_id for row in rows}


def within(parents: Mapping[int, int | None], department_id: int) -> set[int]:
    """Return the department and all below it; ``parents`` are the departments directly above."""
    inside = {department_id}
    while found := {key for key, above in parents.items() if above in inside} - inside:
        inside |= found
    return inside

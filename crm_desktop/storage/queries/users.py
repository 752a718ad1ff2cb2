"""Queries over users, their roles, and whom they see."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, case, exists, literal, or_, select
from sqlalchemy.orm import Session, contains_eager

from crm_desktop.domain.names import folded
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.permissions import BUILT_IN, Right, Role, RoleRow, Scope, UserRow
from crm_desktop.storage.models import (
    DepartmentRecord,
    DepartmentStayRecord,
    EmployeeRecord,
    RoleRecord,
    UserRecord,
)


class SeenRow(NamedTuple):
    """An employee or a department, by ``domain.people.SubjectLevel``."""

    level: str
    id: int
    code: str


_BUILT_IN = {role.code: role for role in BUILT_IN}


def has_users(session: Session) -> bool:
    """Return whether anybody may sign in."""
    return bool(session.scalar(select(exists().where(UserRecord.is_active))))


def list_users(session: Session) -> list[UserRow]:
    """Return all users by name, those too who may no longer sign in."""
    found = [_user(row[0], row[1]) for row in session.execute(_users())]
    return sorted(found, key=lambda user: (folded(user.name), user.id))


def find_user(session: Session, user_id: int) -> UserRow | None:
    row = session.execute(_users().where(UserRecord.id == user_id)).one_or_none()
    return None if row is None else _user(row[0], row[1])


def find_active(session: Session, user_id: int) -> UserRow | None:
    """Return the user as the database has them now; None if they may no longer sign in."""
    user = find_user(session, user_id)
    return user if user is not None and user.is_active else None


def find_login(session: Session, login: str) -> UserRecord | None:
    """Return who has that login in whatever case."""
    return session.scalar(select(UserRecord).where(UserRecord.login_folded == folded(login)))


def list_roles(session: Session) -> list[RoleRow]:
    """Return the built-in roles in their order, then the others by name."""
    users = Counter(session.scalars(select(UserRecord.role_id)))
    order = {code: place for place, code in enumerate(_BUILT_IN)}
    rows = [
        RoleRow(record.id, record.version, role_of(record), users[record.id])
        for record in session.scalars(select(RoleRecord))
    ]
    return sorted(
        rows,
        key=lambda row: (
            order.get(row.role.code, len(order)),
            folded(str(row.role.name)),
            row.id,
        ),
    )


def role_of(record: RoleRecord) -> Role:
    """Return the role; what a built-in one allows is the program's, whatever is written."""
    if record.built_in:
        return _BUILT_IN[record.code]
    known = frozenset(Right(right) for right in record.rights if right in set(Right))
    return Role(record.code, record.name, known, Scope(record.scope))


def seen(session: Session, employee_id: int, today: date, scope: Scope) -> list[SeenRow]:
    """Return the employee and whoever else ``scope`` shows them, with their departments.

    Theirs are the departments that they are in today, or lead.
    """
    own = EmployeeRecord.id == employee_id
    person = literal(SubjectLevel.EMPLOYEE.value).label("level")
    if scope is Scope.OWN:
        alone = select(person, EmployeeRecord.id, EmployeeRecord.code).where(own)
        return [SeenRow(*row) for row in session.execute(alone)]
    place = _department(today)
    roots = (
        select(place.label("id"))
        .where(own, place.is_not(None))
        .union(select(DepartmentRecord.id).where(DepartmentRecord.head_id == employee_id))
        .cte("root")
    )
    inside = select(roots.c.id).cte("inside", recursive=True)
    if scope is not Scope.DEPARTMENT:
        inside = inside.union(
            select(DepartmentRecord.id).join(inside, DepartmentRecord.parent_id == inside.c.id)
        )
    within = select(inside.c.id)
    people = select(person, EmployeeRecord.id, EmployeeRecord.code).where(
        or_(own, place.in_(within))
    )
    department = literal(SubjectLevel.DEPARTMENT.value)
    units = select(department, DepartmentRecord.id, DepartmentRecord.code).where(
        DepartmentRecord.id.in_(within)
    )
    return [SeenRow(*row) for row in session.execute(people.union_all(units))]


def _department(today: date) -> ColumnElement[int | None]:
    """Return where the employee is today: by their stays, which no one has who never moved."""
    stay = DepartmentStayRecord
    has_begun = stay.since <= today
    last = (
        select(stay.department_id)
        .where(stay.employee_id == EmployeeRecord.id)
        .order_by(
            case((has_begun, 0), else_=1),
            case((has_begun, stay.since)).desc(),
            stay.since,
        )
        .limit(1)
        .scalar_subquery()
    )
    has_stays = exists().where(stay.employee_id == EmployeeRecord.id)
    return case((has_stays, last), else_=EmployeeRecord.department_id)


def _users() -> Select[UserRecord, str]:
    return (
        select(UserRecord, EmployeeRecord.name)
        .join(UserRecord.role)
        .join(EmployeeRecord, EmployeeRecord.id == UserRecord.employee_id, isouter=True)
        .options(contains_eager(UserRecord.role))
    )


def _user(record: UserRecord, employee: str | None) -> UserRow:
    return UserRow(
        id=record.id,
        version=record.version,
        login=record.login,
        name=record.name,
        role_id=record.role_id,
        role=role_of(record.role),
        employee_id=record.employee_id,
        employee=employee or "",
        is_active=record.is_active,
        signed_in_at=record.signed_in_at,
    )

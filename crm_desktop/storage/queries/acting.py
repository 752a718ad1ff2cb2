"""What is asked before anything else: who may sign in, what they may, and whom they see.

The tables are named here anew: those that the mapper knows take a tenth of a second to load,
and the window asks before it shows anything.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    LABEL_STYLE_TABLENAME_PLUS_COL,
    Boolean,
    ColumnElement,
    Connection,
    Date,
    Integer,
    Row,
    Select,
    case,
    column,
    exists,
    literal,
    or_,
    select,
    table,
)

from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.permissions import BUILT_IN, Right, Role, Scope, UserRow
from crm_desktop.storage.instants import UtcInstant

_USER = table(
    "user",
    column("id", Integer),
    column("version", Integer),
    column("login"),
    column("name"),
    column("role_id", Integer),
    column("employee_id", Integer),
    column("is_active", Boolean),
    column("signed_in_at", UtcInstant),
    column("created_at", UtcInstant),
)
_ROLE = table(
    "role",
    column("id", Integer),
    column("code"),
    column("name"),
    column("rights"),
    column("scope"),
    column("built_in", Boolean),
)
_EMPLOYEE = table(
    "employee",
    column("id", Integer),
    column("code"),
    column("name"),
    column("department_id", Integer),
)
_DEPARTMENT = table(
    "department",
    column("id", Integer),
    column("code"),
    column("parent_id", Integer),
    column("head_id", Integer),
)
_STAY = table(
    "department_stay",
    column("employee_id", Integer),
    column("department_id", Integer),
    column("since", Date),
)
_BUILT_IN = {role.code: role for role in BUILT_IN}


class SeenRow(NamedTuple):
    """An employee or a department, by ``domain.people.SubjectLevel``."""

    level: str
    id: int
    code: str


def has_users(connection: Connection) -> bool:
    """Return whether anybody may sign in."""
    return bool(connection.scalar(select(exists().where(_USER.c.is_active))))


def list_users(connection: Connection) -> list[UserRow]:
    """Return all users, those too who may no longer sign in."""
    return [_user(row) for row in connection.execute(_users())]


def find_user(connection: Connection, user_id: int) -> UserRow | None:
    """Return the user as they are now, None if they may not sign in any more."""
    query = _users().where(_USER.c.id == user_id, _USER.c.is_active)
    row = connection.execute(query).one_or_none()
    return None if row is None else _user(row)


def role_of(code: str, name: str, rights: Collection[str], scope: str, *, built_in: bool) -> Role:
    """Return a role; what a built-in one allows is the program's, whatever is written."""
    if built_in:
        return _BUILT_IN[code]
    known = set(Right)
    return Role(code, name, frozenset(Right(one) for one in rights if one in known), Scope(scope))


def seen(connection: Connection, employee_id: int, today: date, scope: Scope) -> list[SeenRow]:
    """Return the employee and whoever else ``scope`` shows them, with their departments.

    Theirs are the departments that they are in today, or lead.
    """
    own = _EMPLOYEE.c.id == employee_id
    person = literal(SubjectLevel.EMPLOYEE.value).label("level")
    if scope is Scope.OWN:
        alone = select(person, _EMPLOYEE.c.id, _EMPLOYEE.c.code).where(own)
        return [SeenRow(*row) for row in connection.execute(alone)]
    place = _place(today)
    roots = (
        select(place.label("id"))
        .where(own, place.is_not(None))
        .union(select(_DEPARTMENT.c.id).where(_DEPARTMENT.c.head_id == employee_id))
        .cte("root")
    )
    inside = select(roots.c.id).cte("inside", recursive=True)
    if scope is not Scope.DEPARTMENT:
        inside = inside.union(
            select(_DEPARTMENT.c.id).join(inside, _DEPARTMENT.c.parent_id == inside.c.id)
        )
    within = select(inside.c.id)
    people = select(person, _EMPLOYEE.c.id, _EMPLOYEE.c.code).where(or_(own, place.in_(within)))
    department = literal(SubjectLevel.DEPARTMENT.value)
    units = select(department, _DEPARTMENT.c.id, _DEPARTMENT.c.code).where(
        _DEPARTMENT.c.id.in_(within)
    )
    return [SeenRow(*row) for row in connection.execute(people.union_all(units))]


def _place(today: date) -> ColumnElement[Any]:
    """Return the department of an employee today: by their stays, if they have any."""
    has_begun = _STAY.c.since <= today
    last = (
        select(_STAY.c.department_id)
        .where(_STAY.c.employee_id == _EMPLOYEE.c.id)
        .order_by(
            case((has_begun, 0), else_=1),
            case((has_begun, _STAY.c.since)).desc(),
            _STAY.c.since,
        )
        .limit(1)
        .correlate(_EMPLOYEE)
        .scalar_subquery()
    )
    stayed = exists().where(_STAY.c.employee_id == _EMPLOYEE.c.id).correlate(_EMPLOYEE)
    return case((stayed, last), else_=_EMPLOYEE.c.department_id)


def _users() -> Select[*tuple[Any, ...]]:
    return (
        select(_USER, _ROLE, _EMPLOYEE.c.name.label("employee"))
        .join(_ROLE, _ROLE.c.id == _USER.c.role_id)
        .join(_EMPLOYEE, _EMPLOYEE.c.id == _USER.c.employee_id, isouter=True)
        .set_label_style(LABEL_STYLE_TABLENAME_PLUS_COL)
    )


def _user(row: Row[*tuple[Any, ...]]) -> UserRow:
    return UserRow(
        id=row.user_id,
        version=row.user_version,
        login=row.user_login,
        name=row.user_name,
        role_id=row.user_role_id,
        role=role_of(
            row.role_code,
            row.role_name,
            json.loads(row.role_rights),
            row.role_scope,
            built_in=row.role_built_in,
        ),
        employee_id=row.user_employee_id,
        employee=row.employee or "",
        is_active=row.user_is_active,
        signed_in_at=row.user_signed_in_at,
        created_at=row.user_created_at,
    )

"""How two versions of what administration keeps differ, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from crm_desktop import formats
from crm_desktop.domain.permissions import Right
from crm_desktop.texts import Message, shown
from ui.people.tree import paths
from ui.people.users_viewmodel import RoleRead, UserRead
from ui.people.viewmodel import DepartmentRead, EmployeeRead, GroupRead
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference

_Field = tuple[str, Message, Callable[[Any, Any], str]]


def _day(day: date | None) -> str:
    return "" if day is None else formats.day(day)


def _path(department_id: int | None, read: EmployeeRead | DepartmentRead) -> str:
    return next((path for path, key in paths(read.departments) if key == department_id), "")


def _names(member_ids: frozenset[int], read: GroupRead) -> str:
    return ", ".join(one.name for one in read.people if one.id in member_ids)


def _rights(rights: frozenset[Right]) -> str:
    return "; ".join(right.shown() for right in Right if right in rights)


def _password(password: str) -> str:
    """Return that there is one, not which."""
    return str(Message("New password")) if password else ""


_OF_EMPLOYEE: tuple[_Field, ...] = (
    ("name", Message("Full name"), lambda draft, _read: draft.name),
    ("position", Message("Position"), lambda draft, _read: draft.position),
    ("department_id", Message("Department"), lambda draft, read: _path(draft.department_id, read)),
    ("hired_on", Message("Hired on"), lambda draft, _read: _day(draft.hired_on)),
    ("left_on", Message("First day away"), lambda draft, _read: _day(draft.left_on)),
    ("phone", Message("Phone"), lambda draft, _read: draft.phone),
    ("email", Message("E-mail"), lambda draft, _read: draft.email),
    ("code", Message("Code"), lambda draft, _read: draft.code),
)
_OF_GROUP: tuple[_Field, ...] = (
    ("name", Message("Name"), lambda draft, _read: draft.name),
    ("member_ids", Message("People"), lambda draft, read: _names(draft.member_ids, read)),
    ("code", Message("Code"), lambda draft, _read: draft.code),
)
_OF_DEPARTMENT: tuple[_Field, ...] = (
    ("name", Message("Name"), lambda draft, _read: draft.name),
    ("parent_id", Message("Part of"), lambda draft, read: _path(draft.parent_id, read)),
    ("head_id", Message("Head"), lambda draft, read: read.head_name(draft.head_id)),
    ("code", Message("Code"), lambda draft, _read: draft.code),
)
_OF_USER: tuple[_Field, ...] = (
    ("name", Message("Full name"), lambda draft, _read: draft.name),
    ("login", Message("Login"), lambda draft, _read: draft.login),
    (
        "employee_id",
        Message("Employee"),
        lambda draft, read: read.employee_name(draft.employee_id),
    ),
    ("role_id", Message("Role"), lambda draft, read: read.role_name(draft.role_id)),
    ("is_active", Message("May sign in"), lambda draft, _read: shown(draft.is_active)),
    ("password", Message("Password"), lambda draft, _read: _password(draft.password)),
)
_OF_ROLE: tuple[_Field, ...] = (
    ("name", Message("Name"), lambda draft, _read: draft.name),
    ("scope", Message("Sees the pay and figures of"), lambda draft, _read: draft.scope.shown()),
    ("rights", Message("May"), lambda draft, _read: _rights(draft.rights)),
)


def of_employee(conflict: Conflict[EmployeeRead, Any], theirs: Any) -> list[Difference]:
    """Return the fields in which the user's draft of an employee is not ``theirs``."""
    return list(_differences(_OF_EMPLOYEE, conflict, theirs))


def of_department(conflict: Conflict[DepartmentRead, Any], theirs: Any) -> list[Difference]:
    """Return the fields in which the user's draft of a department is not ``theirs``."""
    return list(_differences(_OF_DEPARTMENT, conflict, theirs))


def of_group(conflict: Conflict[GroupRead, Any], theirs: Any) -> list[Difference]:
    """Return the fields in which the user's draft of a group is not ``theirs``."""
    return list(_differences(_OF_GROUP, conflict, theirs))


def of_user(conflict: Conflict[UserRead, Any], theirs: Any) -> list[Difference]:
    """Return the fields in which what was entered about a user is not ``theirs``."""
    return list(_differences(_OF_USER, conflict, theirs))


def of_role(conflict: Conflict[RoleRead, Any], theirs: Any) -> list[Difference]:
    """Return the fields in which what was entered about a role is not ``theirs``."""
    return list(_differences(_OF_ROLE, conflict, theirs))


def _differences(
    fields: tuple[_Field, ...], conflict: Conflict[Any, Any], theirs: Any
) -> Iterable[Difference]:
    mine, base, read = conflict.mine, conflict.base, conflict.theirs
    for code, label, words in fields:
        if getattr(mine, code) != getattr(theirs, code):
            yield Difference(
                code,
                str(label),
                words(mine, read),
                words(theirs, read),
                is_mine=getattr(mine, code) != getattr(base, code),
            )

"""Queries over users and roles for those who keep them."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.domain.names import folded
from crm_desktop.domain.permissions import BUILT_IN, Role, RoleRow, UserRow
from crm_desktop.storage.models import RoleRecord, UserRecord
from crm_desktop.storage.queries import acting

_ORDER = {role.code: place for place, role in enumerate(BUILT_IN)}


def list_users(session: Session) -> list[UserRow]:
    """Return all users by name, those too who may no longer sign in."""
    found = acting.list_users(session.connection())
    return sorted(found, key=lambda user: (folded(user.name), user.id))


def find_login(session: Session, login: str) -> UserRecord | None:
    """Return who has that login in whatever case."""
    return session.scalar(select(UserRecord).where(UserRecord.login_folded == folded(login)))


def list_roles(session: Session) -> list[RoleRow]:
    """Return the built-in roles in their order, then the others by name."""
    users = Counter(session.scalars(select(UserRecord.role_id)))
    rows = [
        RoleRow(record.id, record.version, _role(record), users[record.id])
        for record in session.scalars(select(RoleRecord))
    ]
    return sorted(rows, key=_place)


def _place(row: RoleRow) -> tuple[int, str, int]:
    return _ORDER.get(row.role.code, len(_ORDER)), folded(str(row.role.name)), row.id


def _role(record: RoleRecord) -> Role:
    return acting.role_of(
        record.code, record.name, record.rights, record.scope, built_in=record.built_in
    )

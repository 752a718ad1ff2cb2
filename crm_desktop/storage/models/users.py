"""Users and their roles."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_desktop.domain.permissions import Scope
from crm_desktop.storage.base import Base, Code, Folded, Key, Name, PlainJson, one_of


class RoleRecord(Base):
    """What its users may: ``rights`` are codes of ``domain.permissions.Right``."""

    __tablename__ = "role"
    __table_args__ = (one_of("scope", Scope),)

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    rights: Mapped[list[str]] = mapped_column(PlainJson)
    scope: Mapped[str] = mapped_column(String(20))
    built_in: Mapped[bool]


class UserRecord(Base):
    """Someone who may sign in while ``is_active``; most are employees.

    ``failed_count`` wrong passwords came in a row; none is looked at before ``locked_until``.
    """

    __tablename__ = "user"

    id: Mapped[Key]
    login: Mapped[Code]
    login_folded: Mapped[Folded] = mapped_column(unique=True)
    name: Mapped[Name]
    employee_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id"), unique=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(250))
    is_active: Mapped[bool]
    failed_count: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[datetime | None]
    signed_in_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    role: Mapped[RoleRecord] = relationship(lazy="raise")

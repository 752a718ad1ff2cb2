"""Employees, the department tree with its heads, and groups."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm_desktop.storage.base import Base, Code, Folded, Key, Name


class DepartmentRecord(Base):
    """A department; ``parent_id`` is null at the top, ``head_id`` where nobody leads it."""

    __tablename__ = "department"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    name_folded: Mapped[Folded]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    head_id: Mapped[int | None] = mapped_column(
        ForeignKey("employee.id", use_alter=True), index=True
    )


class EmployeeRecord(Base):
    """A person who works or worked here; ``left_on`` is their first day away."""

    __tablename__ = "employee"
    __table_args__ = (Index(None, "name_folded", "id"),)

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    name_folded: Mapped[Folded]
    position: Mapped[str] = mapped_column(String(120), default="", server_default="")
    phone: Mapped[str] = mapped_column(String(60), default="", server_default="")
    email: Mapped[str] = mapped_column(String(250), default="", server_default="")
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    hired_on: Mapped[date | None]
    left_on: Mapped[date | None]

    department: Mapped[DepartmentRecord | None] = relationship(
        lazy="raise", foreign_keys=[department_id]
    )


class DepartmentStayRecord(Base):
    """From ``since`` on the employee is in the department, in none where it is null.

    It holds until the next one of the employee. ``employee.department_id`` repeats the last.
    """

    __tablename__ = "department_stay"
    __table_args__ = (UniqueConstraint("employee_id", "since"),)

    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="CASCADE"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id"), index=True)
    since: Mapped[date]


class AbsenceRecord(Base):
    """The employee is away from ``first_on`` up to, and not including, ``end_on``."""

    __tablename__ = "absence"
    __table_args__ = (
        CheckConstraint("first_on < end_on", name="days"),
        Index(None, "employee_id", "first_on"),
    )

    id: Mapped[Key]
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    first_on: Mapped[date]
    end_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="", server_default="")


class StaffGroupRecord(Base):
    """A group of employees across departments."""

    __tablename__ = "staff_group"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]


class StaffGroupMemberRecord(Base):
    __tablename__ = "staff_group_member"
    __table_args__ = (UniqueConstraint("group_id", "employee_id"),)

    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey("staff_group.id", ondelete="CASCADE"))
    employee_id: Mapped[int] = mapped_column(
        ForeignKey("employee.id", ondelete="CASCADE"), index=True
    )

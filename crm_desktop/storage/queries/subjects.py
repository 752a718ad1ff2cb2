"""Whom a calculation is about: employees, departments, groups and the company."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, aliased

from crm_desktop.domain.names import folded
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.storage.models import (
    DepartmentRecord,
    EmployeeRecord,
    StaffGroupMemberRecord,
    StaffGroupRecord,
)


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with the days of their service; ``left_on`` is their first day away."""

    id: int
    subject: Subject
    hired_on: date | None
    left_on: date | None

    def works_in(self, period: Period) -> bool:
        """Return whether they are employed on some day of ``period``."""
        is_hired = self.hired_on is None or self.hired_on < period.end
        return is_hired and (self.left_on is None or self.left_on > period.start)


@dataclass(frozen=True, slots=True)
class Staff:
    """``people`` by name, those who left included; ``units`` are groups and departments."""

    people: tuple[Person, ...]
    units: tuple[Subject, ...]

    def everyone(self) -> list[Subject]:
        """Return the people, also those who left, and the units."""
        return [*(person.subject for person in self.people), *self.units]

    def measured_in(self, period: Period) -> list[Subject]:
        """Return who is employed in ``period``, and the units."""
        employed = (person.subject for person in self.people if person.works_in(period))
        return [*employed, *self.units]

    def members(self, ref: SubjectRef) -> list[int]:
        """Return the ids of the employees that ``ref`` takes in: a department those below too."""
        departments = departments_of(self.units)
        return [person.id for person in self.people if ref in lineage(person.subject, departments)]


def staff(session: Session, employee: str | None = None) -> Staff:
    """Return everybody, or the one ``employee`` with that code, and all departments and groups."""
    groups = _groups(session)
    is_of_one = employee is not None
    people = session.execute(_people(is_of_one=is_of_one), {"code": employee} if is_of_one else {})
    return Staff(
        tuple(
            Person(
                id_,
                Subject(
                    SubjectRef(SubjectLevel.EMPLOYEE, code),
                    name,
                    department,
                    tuple(groups.members.get(id_, ())),
                ),
                hired_on,
                left_on,
            )
            for id_, code, name, department, hired_on, left_on in people
        ),
        (*groups.subjects, *_departments(session)),
    )


@cache
def _people(*, is_of_one: bool) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            EmployeeRecord.id,
            EmployeeRecord.code,
            EmployeeRecord.name,
            DepartmentRecord.code,
            EmployeeRecord.hired_on,
            EmployeeRecord.left_on,
        )
        .join(DepartmentRecord, DepartmentRecord.id == EmployeeRecord.department_id, isouter=True)
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id)
    )
    return query.where(EmployeeRecord.code == bindparam("code")) if is_of_one else query


def _departments(session: Session) -> list[Subject]:
    return [
        Subject(SubjectRef(SubjectLevel.DEPARTMENT, code), name, above)
        for code, name, above in session.execute(_department_query())
    ]


@cache
def _department_query() -> Select[*tuple[Any, ...]]:
    parent = aliased(DepartmentRecord)
    return (
        select(DepartmentRecord.code, DepartmentRecord.name, parent.code)
        .join(parent, parent.id == DepartmentRecord.parent_id, isouter=True)
        .order_by(DepartmentRecord.name_folded, DepartmentRecord.id)
    )


@dataclass(frozen=True, slots=True)
class _Groups:
    """``members`` are the codes of the groups of each employee by id."""

    subjects: tuple[Subject, ...]
    members: Mapping[int, list[str]]


def _groups(session: Session) -> _Groups:
    subjects: dict[str, Subject] = {}
    members: dict[int, list[str]] = defaultdict(list)
    rows = sorted(session.execute(_group_query()), key=lambda row: (folded(row.name), row.code))
    for code, name, employee_id in rows:
        subjects.setdefault(code, Subject(SubjectRef(SubjectLevel.GROUP, code), name))
        if employee_id is not None:
            members[employee_id].append(code)
    return _Groups(tuple(subjects.values()), members)


@cache
def _group_query() -> Select[*tuple[Any, ...]]:
    return select(
        StaffGroupRecord.code, StaffGroupRecord.name, StaffGroupMemberRecord.employee_id
    ).join(
        StaffGroupMemberRecord,
        StaffGroupMemberRecord.group_id == StaffGroupRecord.id,
        isouter=True,
    )

"""Whom a calculation is about: employees, departments, groups and the company."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from crm_desktop.domain.names import folded
from crm_desktop.domain.people import Presence, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.rollup import membership
from crm_desktop.kpi.sheets import Membership
from crm_desktop.storage.models import (
    DepartmentRecord,
    DepartmentStayRecord,
    EmployeeRecord,
    StaffGroupMemberRecord,
    StaffGroupRecord,
)
from crm_desktop.storage.queries.calendars import absences_within


class Stay(NamedTuple):
    """From ``since`` on an employee is in the department of this code, or in none."""

    since: date
    department: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """An employee with the days of their service; ``left_on`` is their first day away.

    ``stays`` are those of who changed departments, in order.
    """

    id: int
    subject: Subject
    hired_on: date | None
    left_on: date | None
    stays: tuple[Stay, ...] = ()

    def works_in(self, period: Period) -> bool:
        """Return whether they are employed on some day of ``period``."""
        is_hired = self.hired_on is None or self.hired_on < period.end
        return is_hired and (self.left_on is None or self.left_on > period.start)

    def on(self, day: date) -> Person:
        """Return them as on ``day``; before the first stay they were where it is."""
        if not self.stays:
            return self
        number = bisect_right(self.stays, day, key=lambda stay: stay.since)
        department = self.stays[max(number - 1, 0)].department
        if department == self.subject.department:
            return self
        return replace(self, subject=replace(self.subject, department=department))


@dataclass(frozen=True)
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

    def on(self, day: date) -> Staff:
        """Return everyone in the departments where they were on ``day``."""
        if not self.has_moves:
            return self
        return replace(self, people=tuple(person.on(day) for person in self.people))

    @cached_property
    def has_moves(self) -> bool:
        """Whether anybody ever changed departments."""
        return any(person.stays for person in self.people)

    def days_of_moves(self, period: Period) -> list[date]:
        """Return the days inside ``period`` on which somebody came to another department."""
        days = {stay.since for person in self.people for stay in person.stays[1:]}
        return sorted(day for day in days if period.start < day < period.end)

    @cached_property
    def membership(self) -> Membership:
        """For whom each employee counts, by their id."""
        people = ((person.id, person.subject) for person in self.people)
        return membership(people, departments_of(self.units))


def staff(session: Session, employee: str | None = None) -> Staff:
    """Return everybody, or the one ``employee`` with that code, and all departments and groups."""
    connection = session.connection()
    units = connection.execute(_unit_query()).all()
    is_of_one = employee is not None
    parameters = {"code": employee} if is_of_one else {}
    people = connection.execute(_people_query(is_of_one=is_of_one), parameters).all()
    return _staff_of(tuple(map(tuple, units)), tuple(map(tuple, people)))


_Rows = tuple[tuple[Any, ...], ...]


@lru_cache(maxsize=4)
def _staff_of(units: _Rows, people: _Rows) -> Staff:
    """Return the staff that the rows tell; the same rows again tell the same."""
    known = _units(units)
    return Staff(tuple(_persons(people, known.groups_of)), known.subjects)


def with_presence(session: Session, people: Staff, period: Period) -> Staff:
    """Return ``people`` with the days of ``period`` on which each was there."""
    absences = absences_within(session, period)
    return replace(
        people,
        people=tuple(
            replace(one, subject=replace(one.subject, presence=_presence(one, absences)))
            for one in people.people
        ),
    )


def _presence(person: Person, absences: Mapping[int, tuple[tuple[date, date], ...]]) -> Presence:
    return Presence(person.hired_on, person.left_on, absences.get(person.id, ()))


def _persons(rows: Iterable[Any], groups_of: Mapping[int, list[str]]) -> Iterator[Person]:
    """Yield the employees of ``rows``, who have one for each stay if they changed departments."""
    person: Person | None = None
    for id_, code, name, department, hired_on, left_on, since, stayed_in in rows:
        stay = () if since is None else (Stay(since, stayed_in),)
        if person is not None and person.id == id_:
            person = replace(person, stays=(*person.stays, *stay))
            continue
        if person is not None:
            yield person
        ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
        subject = Subject(ref, name, department, tuple(groups_of.get(id_, ())))
        person = Person(id_, subject, hired_on, left_on, stay)
    if person is not None:
        yield person


@cache
def _people_query(*, is_of_one: bool) -> Select[*tuple[Any, ...]]:
    """Select people by name, who changed departments once for each of their stays."""
    stay, other = aliased(DepartmentStayRecord), aliased(DepartmentStayRecord)
    stayed_in = aliased(DepartmentRecord)
    has_moved = exists().where(other.employee_id == EmployeeRecord.id, other.id != stay.id)
    query = (
        select(
            EmployeeRecord.id,
            EmployeeRecord.code,
            EmployeeRecord.name,
            DepartmentRecord.code.label("department"),
            EmployeeRecord.hired_on,
            EmployeeRecord.left_on,
            stay.since,
            stayed_in.code.label("stayed_in"),
        )
        .join(DepartmentRecord, DepartmentRecord.id == EmployeeRecord.department_id, isouter=True)
        .join(stay, and_(stay.employee_id == EmployeeRecord.id, has_moved), isouter=True)
        .join(stayed_in, stayed_in.id == stay.department_id, isouter=True)
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id, stay.since)
    )
    return query.where(EmployeeRecord.code == bindparam("code")) if is_of_one else query


@dataclass(frozen=True, slots=True)
class _Units:
    """Groups, then departments; ``groups_of`` are the codes of those of each employee by id."""

    subjects: tuple[Subject, ...]
    groups_of: Mapping[int, list[str]]


def _units(rows: _Rows) -> _Units:
    groups: dict[str, Subject] = {}
    departments: list[Subject] = []
    groups_of: dict[int, list[str]] = defaultdict(list)
    for level, code, name, above, member in sorted(rows, key=_by_name):
        if level == SubjectLevel.DEPARTMENT.value:
            ref = SubjectRef(SubjectLevel.DEPARTMENT, code)
            departments.append(Subject(ref, name, above))
            continue
        groups.setdefault(code, Subject(SubjectRef(SubjectLevel.GROUP, code), name))
        if member is not None:
            groups_of[member].append(code)
    return _Units((*groups.values(), *departments), groups_of)


def _by_name(row: tuple[Any, ...]) -> tuple[str, str]:
    _, code, name, *_ = row
    return folded(name), code


@cache
def _unit_query() -> CompoundSelect[*tuple[Any, ...]]:
    """Select the departments with those above, and the groups with each of their members."""
    parent = aliased(DepartmentRecord)
    departments = select(
        literal_column(f"'{SubjectLevel.DEPARTMENT.value}'", String).label("level"),
        DepartmentRecord.code,
        DepartmentRecord.name,
        parent.code.label("above"),
        cast(null(), Integer).label("member"),
    ).join(parent, parent.id == DepartmentRecord.parent_id, isouter=True)
    members = StaffGroupMemberRecord
    groups = select(
        literal_column(f"'{SubjectLevel.GROUP.value}'", String),
        StaffGroupRecord.code,
        StaffGroupRecord.name,
        cast(null(), String),
        members.employee_id,
    ).join(members, members.group_id == StaffGroupRecord.id, isouter=True)
    return union_all(departments, groups)

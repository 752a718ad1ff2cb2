"""Use cases on employees, departments and groups."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now, today
from crm_desktop.domain.entry import (
    POSITION_LENGTH,
    entered,
    entered_code,
    entered_email,
    entered_name,
    entered_phone,
)
from crm_desktop.domain.names import folded
from crm_desktop.domain.paging import Page
from crm_desktop.domain.people import (
    DepartmentDraft,
    DepartmentRow,
    EmployeeDraft,
    EmployeeQuery,
    EmployeeRow,
    GroupDraft,
    GroupRow,
)
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError
from crm_desktop.services.writing import EMPLOYEE, record_to_save, refuse_unknown, refusing
from crm_desktop.storage import department_stays
from crm_desktop.storage.models import (
    DepartmentRecord,
    EmployeeRecord,
    StaffGroupMemberRecord,
    StaffGroupRecord,
)
from crm_desktop.storage.queries import firm as firms
from crm_desktop.storage.queries import people as queries
from crm_desktop.texts import Message

_DEPARTMENT = Message("Department")
_GROUP = Message("Group")


class PeopleService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now

    def list_employees(self, *, on: date | None = None) -> list[EmployeeRow]:
        """Return employees by name; with ``on`` only those employed on that day."""
        with self._sessions() as session:
            return queries.list_employees(session, on)

    def find_employees(self, query: EmployeeQuery) -> Page[EmployeeRow]:
        """Return a page of employees by name."""
        with self._sessions() as session:
            return queries.find_employees(session, query, self._today(session))

    def count_employees(self, query: EmployeeQuery) -> int:
        """Return how many employees all pages of ``query`` have."""
        with self._sessions() as session:
            return queries.count_employees(session, query, self._today(session))

    def employee(self, employee_id: int) -> EmployeeRow:
        """Return one employee.

        Raises:
            NotFoundError: the employee is not there.

        """
        with self._sessions() as session:
            row = queries.find_employee(session, employee_id)
        if row is None:
            raise NotFoundError(EMPLOYEE, employee_id)
        return row

    def department(self, department_id: int) -> DepartmentRow:
        """Return one department.

        Raises:
            NotFoundError: the department is not there.

        """
        row = next((row for row in self.list_departments() if row.id == department_id), None)
        if row is None:
            raise NotFoundError(_DEPARTMENT, department_id)
        return row

    def list_departments(self) -> list[DepartmentRow]:
        with self._sessions() as session:
            return queries.list_departments(session)

    def list_groups(self) -> list[GroupRow]:
        with self._sessions() as session:
            return queries.list_groups(session)

    def create_employee(self, draft: EmployeeDraft) -> Saved:
        """Add an employee.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.

        """
        with self._sessions.begin() as session:
            record = EmployeeRecord()
            _fill_employee(session, record, draft)
            session.add(record)
            _flush_code(session, draft.code)
            department_stays.begin(session)
            return Saved(record.id, Changes.PEOPLE)

    def save_employee(
        self,
        employee_id: int,
        version: int,
        draft: EmployeeDraft,
        *,
        since: date | None = None,
    ) -> Changes:
        """Save an employee; another department is theirs from ``since`` on, None is today.

        What they did before counts for the department where they were.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.
            NotFoundError: the employee is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, EmployeeRecord, employee_id, version, kind=EMPLOYEE)
            department_stays.begin(session)
            _fill_employee(session, record, draft)
            _flush_code(session, draft.code)
            department_stays.follow(session, since or self._today(session), [employee_id])
        return Changes.PEOPLE

    def delete_employee(self, employee_id: int, version: int) -> Changes:
        """Delete an employee who was entered by mistake.

        Raises:
            InUseError: there are records of the employee.
            NotFoundError: the employee is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, EmployeeRecord, employee_id, version, kind=EMPLOYEE)
            message = Message(
                "“{name}” has records. Enter the day they left instead.", name=record.name
            )
            session.delete(record)
            with refusing(InUseError(message)):
                session.flush()
        return Changes.PEOPLE

    def create_department(self, draft: DepartmentDraft) -> Saved:
        """Add a department.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.

        """
        with self._sessions.begin() as session:
            record = DepartmentRecord()
            _fill_department(session, record, draft)
            session.add(record)
            _flush_code(session, draft.code)
            return Saved(record.id, Changes.PEOPLE)

    def save_department(self, department_id: int, version: int, draft: DepartmentDraft) -> Changes:
        """Save a department.

        Raises:
            InvalidInputError: an entry is not acceptable, the code is taken, or the department
                would be inside itself.
            NotFoundError: the department is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(
                session, DepartmentRecord, department_id, version, kind=_DEPARTMENT
            )
            _refuse_circle(session, department_id, draft.parent_id)
            _fill_department(session, record, draft)
            _flush_code(session, draft.code)
        return Changes.PEOPLE

    def delete_department(self, department_id: int, version: int) -> Changes:
        """Delete a department that nobody is in.

        Raises:
            InUseError: it has people, left ones included, or departments below it.
            NotFoundError: the department is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(
                session, DepartmentRecord, department_id, version, kind=_DEPARTMENT
            )
            message = Message(
                "“{name}” has people or departments. Move them first.", name=record.name
            )
            session.delete(record)
            with refusing(InUseError(message)):
                session.flush()
        return Changes.PEOPLE

    def _today(self, session: Session) -> date:
        return today(self._now, firms.firm(session).time_zone())

    def create_group(self, draft: GroupDraft) -> Saved:
        """Add a group.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.

        """
        with self._sessions.begin() as session:
            record = StaffGroupRecord(code=entered_code(draft.code), name=entered_name(draft.name))
            session.add(record)
            _flush_code(session, draft.code)
            _set_members(session, record.id, draft.member_ids)
            return Saved(record.id, Changes.PEOPLE)

    def save_group(self, group_id: int, version: int, draft: GroupDraft) -> Changes:
        """Save a group and who is in it.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.
            NotFoundError: the group is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, StaffGroupRecord, group_id, version, kind=_GROUP)
            record.code = entered_code(draft.code)
            record.name = entered_name(draft.name)
            _flush_code(session, draft.code)
            _set_members(session, group_id, draft.member_ids)
        return Changes.PEOPLE

    def delete_group(self, group_id: int, version: int) -> Changes:
        """Delete a group; the people stay.

        Raises:
            NotFoundError: the group is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            session.delete(
                record_to_save(session, StaffGroupRecord, group_id, version, kind=_GROUP)
            )
        return Changes.PEOPLE


def _flush_code(session: Session, code: str) -> None:
    """Write what is pending; codes are the only entries that must be unique."""
    with refusing(
        InvalidInputError("code", Message("The code “{code}” is taken.", code=code.strip()))
    ):
        session.flush()


def _fill_employee(session: Session, record: EmployeeRecord, draft: EmployeeDraft) -> None:
    record.name = entered_name(draft.name)
    record.code = entered_code(draft.code)
    record.name_folded = folded(record.name)
    record.position = entered("position", draft.position, POSITION_LENGTH)
    record.phone = entered_phone(draft.phone)
    record.email = entered_email(draft.email)
    if draft.hired_on and draft.left_on and draft.left_on <= draft.hired_on:
        raise InvalidInputError(
            "left_on", Message("The first day away comes after {day}.", day=draft.hired_on)
        )
    refuse_unknown(session, DepartmentRecord, [draft.department_id], field="department_id")
    record.department_id = draft.department_id
    record.hired_on = draft.hired_on
    record.left_on = draft.left_on


def _fill_department(session: Session, record: DepartmentRecord, draft: DepartmentDraft) -> None:
    record.name = entered_name(draft.name)
    record.code = entered_code(draft.code)
    record.name_folded = folded(record.name)
    refuse_unknown(session, DepartmentRecord, [draft.parent_id], field="parent_id")
    refuse_unknown(session, EmployeeRecord, [draft.head_id], field="head_id")
    record.parent_id = draft.parent_id
    record.head_id = draft.head_id


def _refuse_circle(session: Session, department_id: int, parent_id: int | None) -> None:
    above = queries.parents(session)
    while parent_id is not None:
        if parent_id == department_id:
            raise InvalidInputError("parent_id", Message("A department cannot be inside itself."))
        parent_id = above.get(parent_id)


def _set_members(session: Session, group_id: int, member_ids: frozenset[int]) -> None:
    refuse_unknown(session, EmployeeRecord, member_ids, field="member_ids")
    member = StaffGroupMemberRecord
    in_group = member.group_id == group_id
    session.execute(delete(member).where(in_group, member.employee_id.not_in(member_ids)))
    present = set(session.scalars(select(member.employee_id).where(in_group)))
    session.add_all(
        member(group_id=group_id, employee_id=employee_id)
        for employee_id in sorted(member_ids - present)
    )

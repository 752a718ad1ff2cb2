"""Use cases on employees, departments and groups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now, today
from crm_desktop.domain.entry import entered_code, entered_name
from crm_desktop.domain.paging import Page
from crm_desktop.domain.people import (
    DepartmentDraft,
    DepartmentRow,
    EmployeeDraft,
    EmployeeQuery,
    EmployeeRow,
    GroupDraft,
    GroupRow,
    StayRow,
    without_stay,
)
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError
from crm_desktop.services import people_writing as writing
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.writing import EMPLOYEE, record_to_save, refusing
from crm_desktop.storage import department_stays
from crm_desktop.storage.models import (
    DepartmentRecord,
    EmployeeRecord,
    StaffGroupRecord,
)
from crm_desktop.storage.queries import firm as firms
from crm_desktop.storage.queries import people as queries
from crm_desktop.texts import Message

_DEPARTMENT = Message("Department")
_GROUP = Message("Group")
_STAY = Message("Stay in a department")


class PeopleService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

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

    def list_stays(self, employee_id: int) -> list[StayRow]:
        """Return in which departments the employee was and is, the earliest first; at least one.

        Raises:
            NotFoundError: the employee is not there.

        """
        with self._sessions() as session:
            return writing.stays_of(session, employee_id)

    def list_moves(self) -> dict[int, list[StayRow]]:
        """Return the stays of everybody who changed departments, as ``list_stays``, by their id."""
        with self._sessions() as session:
            return queries.list_moves(session)

    def list_groups(self) -> list[GroupRow]:
        with self._sessions() as session:
            return queries.list_groups(session)

    def group(self, group_id: int) -> GroupRow:
        """Return one group.

        Raises:
            NotFoundError: the group is not there.

        """
        row = next((row for row in self.list_groups() if row.id == group_id), None)
        if row is None:
            raise NotFoundError(_GROUP, group_id)
        return row

    @needs(Right.PEOPLE)
    def create_employee(self, draft: EmployeeDraft) -> Saved:
        """Add an employee.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.

        """
        with self._sessions.begin() as session:
            record = EmployeeRecord()
            writing.fill_employee(session, record, draft)
            session.add(record)
            writing.flush_code(session, draft.code)
            department_stays.begin(session)
            return Saved(record.id, Changes.PEOPLE)

    @needs(Right.PEOPLE)
    def save_employee(
        self,
        employee_id: int,
        version: int,
        draft: EmployeeDraft,
        *,
        since: date | None = None,
        history: Sequence[StayRow] | None = None,
    ) -> Changes:
        """Save an employee; another department is theirs from ``since`` on, None is today.

        What they did before counts for the department where they were. ``history``, where it
        is given, takes the place of all that was kept of it; the draft names its last
        department.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken; ``since`` is
                before the draft's day of hiring.
            NotFoundError: the employee is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, EmployeeRecord, employee_id, version, kind=EMPLOYEE)
            department_stays.begin(session)
            came_back = writing.was_here(record, draft.hired_on)
            first = writing.first_day_in(draft, since, was_here=came_back)
            if history is not None:
                writing.replace_stays(session, employee_id, history)
            writing.fill_employee(session, record, draft)
            writing.flush_code(session, draft.code)
            department_stays.follow(session, first or self._today(session), [employee_id])
        return Changes.PEOPLE

    @needs(Right.PEOPLE)
    def remove_stay(self, employee_id: int, version: int, since: date | None) -> Changes:
        """Take the stay from ``since`` on out of the history of an employee: it was a mistake.

        The one before it lasts longer; without the last, they still are where they were before.

        Raises:
            InvalidInputError: there is no other stay.
            NotFoundError: the employee or the stay is not there.
            StaleRecordError: someone saved the employee since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, EmployeeRecord, employee_id, version, kind=EMPLOYEE)
            stays = writing.stays_of(session, employee_id)
            if since not in {stay.since for stay in stays}:
                raise NotFoundError(_STAY, since)
            kept = without_stay(stays, since)
            if not kept:
                raise InvalidInputError("stays", Message("The only department stays."))
            department_stays.replace(session, employee_id, kept)
            record.department_id = kept[-1].department_id
        return Changes.PEOPLE

    @needs(Right.PEOPLE)
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

    @needs(Right.PEOPLE)
    def create_department(self, draft: DepartmentDraft) -> Saved:
        """Add a department.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.

        """
        with self._sessions.begin() as session:
            record = DepartmentRecord()
            writing.fill_department(session, record, draft)
            session.add(record)
            writing.flush_code(session, draft.code)
            return Saved(record.id, Changes.PEOPLE)

    @needs(Right.PEOPLE)
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
            writing.refuse_circle(session, department_id, draft.parent_id)
            writing.fill_department(session, record, draft)
            writing.flush_code(session, draft.code)
        return Changes.PEOPLE

    @needs(Right.PEOPLE)
    def delete_department(self, department_id: int, version: int) -> Changes:
        """Delete a department that nobody is in.

        Raises:
            InUseError: it has people, left ones included, or departments below it, or had people
                once.
            NotFoundError: the department is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(
                session, DepartmentRecord, department_id, version, kind=_DEPARTMENT
            )
            error = InUseError(writing.why_needed(session, record))
            session.delete(record)
            with refusing(error):
                session.flush()
        return Changes.PEOPLE

    def _today(self, session: Session) -> date:
        return today(self._now, firms.firm(session).time_zone())

    @needs(Right.PEOPLE)
    def create_group(self, draft: GroupDraft) -> Saved:
        """Add a group.

        Raises:
            InvalidInputError: an entry is not acceptable, or the code is taken.

        """
        with self._sessions.begin() as session:
            record = StaffGroupRecord(code=entered_code(draft.code), name=entered_name(draft.name))
            session.add(record)
            writing.flush_code(session, draft.code)
            writing.set_members(session, record.id, draft.member_ids)
            return Saved(record.id, Changes.PEOPLE)

    @needs(Right.PEOPLE)
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
            writing.flush_code(session, draft.code)
            writing.set_members(session, group_id, draft.member_ids)
        return Changes.PEOPLE

    @needs(Right.PEOPLE)
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

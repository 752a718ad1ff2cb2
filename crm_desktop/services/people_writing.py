"""What is written about employees, departments and groups, and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.entry import (
    POSITION_LENGTH,
    entered,
    entered_code,
    entered_email,
    entered_name,
    entered_phone,
)
from crm_desktop.domain.names import folded
from crm_desktop.domain.people import DepartmentDraft, EmployeeDraft, StayRow
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.services.writing import EMPLOYEE, refuse_unknown, refusing
from crm_desktop.storage import department_stays
from crm_desktop.storage.models import DepartmentRecord, EmployeeRecord, StaffGroupMemberRecord
from crm_desktop.storage.queries import people as queries
from crm_desktop.texts import Message


def flush_code(session: Session, code: str) -> None:
    """Write what is pending; codes are the only entries that must be unique."""
    with refusing(
        InvalidInputError("code", Message("The code “{code}” is taken.", code=code.strip()))
    ):
        session.flush()


def fill_employee(session: Session, record: EmployeeRecord, draft: EmployeeDraft) -> None:
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


def first_day_in(draft: EmployeeDraft, since: date | None, *, was_here: bool) -> date | None:
    """Return from when on the department holds.

    Who is hired into it was never in another, unless they ``was_here`` before and came back.
    """
    if since is None or draft.hired_on is None or since > draft.hired_on:
        return since
    if since < draft.hired_on:
        raise InvalidInputError("since", Message("They were hired on {day}.", day=draft.hired_on))
    return since if was_here else ALWAYS


def was_here(record: EmployeeRecord, day: date | None) -> bool:
    """Return whether the employee is known to have worked here and left by ``day``."""
    return day is not None and record.left_on is not None and record.left_on <= day


def stays_of(session: Session, employee_id: int) -> list[StayRow]:
    employee = queries.find_employee(session, employee_id)
    if employee is None:
        raise NotFoundError(EMPLOYEE, employee_id)
    return queries.list_stays(session, employee)


def replace_stays(session: Session, employee_id: int, history: Sequence[StayRow]) -> None:
    ids = [stay.department_id for stay in history]
    refuse_unknown(session, DepartmentRecord, ids, field="department_id")
    department_stays.replace(session, employee_id, history)


def fill_department(session: Session, record: DepartmentRecord, draft: DepartmentDraft) -> None:
    record.name = entered_name(draft.name)
    record.code = entered_code(draft.code)
    record.name_folded = folded(record.name)
    refuse_unknown(session, DepartmentRecord, [draft.parent_id], field="parent_id")
    refuse_unknown(session, EmployeeRecord, [draft.head_id], field="head_id")
    _refuse_same_name(session, record, draft.parent_id)
    record.parent_id = draft.parent_id
    record.head_id = draft.head_id


def _refuse_same_name(session: Session, record: DepartmentRecord, parent_id: int | None) -> None:
    other = DepartmentRecord
    is_same = (other.name_folded == record.name_folded) & other.parent_id.is_not_distinct_from(
        parent_id
    )
    with session.no_autoflush:
        if session.scalar(select(exists().where(is_same, other.id.is_distinct_from(record.id)))):
            raise InvalidInputError("name", department_is_there(record.name))


def department_is_there(name: str) -> Message:
    return Message("There is a department “{name}” in this place already.", name=name)


def why_needed(session: Session, department: DepartmentRecord) -> Message:
    """Return why the department stays, if anything needs it."""
    of_people = EmployeeRecord.department_id == department.id
    is_above = DepartmentRecord.parent_id == department.id
    if session.scalar(select(or_(exists().where(of_people), exists().where(is_above)))):
        return Message("“{name}” has people or departments. Move them first.", name=department.name)
    return Message(
        "People were in “{name}” before, and what they did then counts for it.",
        name=department.name,
    )


def refuse_circle(session: Session, department_id: int, parent_id: int | None) -> None:
    above = queries.parents(session)
    while parent_id is not None:
        if parent_id == department_id:
            raise InvalidInputError("parent_id", Message("A department cannot be inside itself."))
        parent_id = above.get(parent_id)


def set_members(session: Session, group_id: int, member_ids: frozenset[int]) -> None:
    refuse_unknown(session, EmployeeRecord, member_ids, field="member_ids")
    member = StaffGroupMemberRecord
    in_group = member.group_id == group_id
    session.execute(delete(member).where(in_group, member.employee_id.not_in(member_ids)))
    present = set(session.scalars(select(member.employee_id).where(in_group)))
    session.add_all(
        member(group_id=group_id, employee_id=employee_id)
        for employee_id in sorted(member_ids - present)
    )

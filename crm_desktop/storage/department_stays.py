"""Where each employee was when: kept beside the department that their record names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import Date, Select, delete, insert, literal, select
from sqlalchemy.orm import Session

from crm_desktop.domain.people import StayRow
from crm_desktop.kpi.definition import ALWAYS
from crm_desktop.storage.models import DepartmentStayRecord, EmployeeRecord

_STAY = DepartmentStayRecord
_COLUMNS = ("employee_id", "department_id", "since")


def begin(session: Session) -> None:
    """Let everybody of whom nothing is known have been where they are all the time."""
    stayed = select(_STAY.id).where(_STAY.employee_id == EmployeeRecord.id).exists()
    session.execute(insert(_STAY).from_select(_COLUMNS, _now(ALWAYS).where(~stayed)))


def follow(session: Session, since: date, only: Collection[int] | None = None) -> None:
    """Let who is no longer where they last were be there from ``since`` on.

    What was to come after ``since`` no longer does. ``only`` are the employees to look at.
    """
    last = (
        select(_STAY.department_id)
        .where(_STAY.employee_id == EmployeeRecord.id)
        .order_by(_STAY.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    has_moved = EmployeeRecord.department_id.is_distinct_from(last)
    query = select(EmployeeRecord.id).where(has_moved)
    moved = session.scalars(
        query if only is None else query.where(EmployeeRecord.id.in_(only))
    ).all()
    if moved:
        session.execute(delete(_STAY).where(_STAY.employee_id.in_(moved), _STAY.since >= since))
        here = _now(since).where(EmployeeRecord.id.in_(moved), has_moved)
        session.execute(insert(_STAY).from_select(_COLUMNS, here))


def replace(session: Session, employee_id: int, stays: Iterable[StayRow]) -> None:
    """Let ``stays`` be all that is known of where the employee was."""
    session.execute(delete(_STAY).where(_STAY.employee_id == employee_id))
    session.add_all(
        _STAY(employee_id=employee_id, department_id=s.department_id, since=s.since or ALWAYS)
        for s in stays
    )


def _now(since: date) -> Select[int, int | None, date]:
    return select(
        EmployeeRecord.id, EmployeeRecord.department_id, literal(since, Date).label("since")
    )

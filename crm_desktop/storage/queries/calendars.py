"""Queries over the firm's own days and the absences of its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.people import (
    AbsenceKind,
    AbsenceRow,
    Presence,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.domain.period import Period
from crm_desktop.storage.models import AbsenceRecord, EmployeeRecord


def absences_within(
    session: Session, period: Period
) -> Mapping[int, tuple[tuple[date, date], ...]]:
    """Return the half-open days off of each employee that touch ``period``, in order.

    Business trips are work, so they are not among them.
    """
    query = (
        select(AbsenceRecord.employee_id, AbsenceRecord.first_on, AbsenceRecord.end_on)
        .where(_is_off_in(period))
        .order_by(AbsenceRecord.employee_id, AbsenceRecord.first_on)
    )
    absences: defaultdict[int, tuple[tuple[date, date], ...]] = defaultdict(tuple)
    for employee_id, first_on, end_on in session.execute(query):
        absences[employee_id] += ((first_on, end_on),)
    return absences


def presences(
    session: Session, period: Period, employee: str | None = None
) -> dict[SubjectRef, Presence]:
    """Return on which days of ``period`` everybody is there, or the one with that code."""
    off = and_(AbsenceRecord.employee_id == EmployeeRecord.id, _is_off_in(period))
    query = (
        select(
            EmployeeRecord.code,
            EmployeeRecord.hired_on,
            EmployeeRecord.left_on,
            AbsenceRecord.first_on,
            AbsenceRecord.end_on,
        )
        .join(AbsenceRecord, off, isouter=True)
        .order_by(EmployeeRecord.id, AbsenceRecord.first_on)
    )
    if employee is not None:
        query = query.where(EmployeeRecord.code == employee)
    found: dict[SubjectRef, Presence] = {}
    for code, hired_on, left_on, first_on, end_on in session.execute(query):
        ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
        before = found[ref].absences if ref in found else ()
        own = () if first_on is None else ((first_on, end_on),)
        found[ref] = Presence(hired_on, left_on, (*before, *own))
    return found


def _is_off_in(period: Period) -> ColumnElement[bool]:
    """Return the condition of absences that touch ``period`` and are no work."""
    return and_(
        AbsenceRecord.first_on < period.end,
        AbsenceRecord.end_on > period.start,
        AbsenceRecord.kind != AbsenceKind.TRIP,
    )


def list_absences(
    session: Session, period: Period, employee_id: int | None = None
) -> list[AbsenceRow]:
    """Return the absences that touch ``period``, in order: of everybody or of one employee."""
    query = (
        select(AbsenceRecord, EmployeeRecord.name)
        .join(EmployeeRecord, EmployeeRecord.id == AbsenceRecord.employee_id)
        .where(AbsenceRecord.first_on < period.end, AbsenceRecord.end_on > period.start)
        .order_by(AbsenceRecord.first_on, EmployeeRecord.name_folded, AbsenceRecord.id)
    )
    if employee_id is not None:
        query = query.where(AbsenceRecord.employee_id == employee_id)
    return [_row(record, name) for record, name in session.execute(query)]


def find_overlap(session: Session, absence: AbsenceRecord) -> AbsenceRow | None:
    """Return an absence of the same employee on some day of ``absence``, other than itself."""
    query = (
        select(AbsenceRecord, EmployeeRecord.name)
        .join(EmployeeRecord, EmployeeRecord.id == AbsenceRecord.employee_id)
        .where(AbsenceRecord.employee_id == absence.employee_id)
        .where(AbsenceRecord.first_on < absence.end_on, AbsenceRecord.end_on > absence.first_on)
        .order_by(AbsenceRecord.first_on)
    )
    if absence.id is not None:
        query = query.where(AbsenceRecord.id != absence.id)
    found = session.execute(query).first()
    return None if found is None else _row(*found)


def _row(record: AbsenceRecord, name: str) -> AbsenceRow:
    return AbsenceRow(
        id=record.id,
        version=record.version,
        employee_id=record.employee_id,
        employee=name,
        kind=AbsenceKind(record.kind),
        first_on=record.first_on,
        end_on=record.end_on,
        note=record.note,
    )

"""Queries over the firm's own days and the absences of its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.domain.people import AbsenceKind, AbsenceRow
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
        .where(AbsenceRecord.first_on < period.end, AbsenceRecord.end_on > period.start)
        .where(AbsenceRecord.kind != AbsenceKind.TRIP)
        .order_by(AbsenceRecord.employee_id, AbsenceRecord.first_on)
    )
    absences: defaultdict[int, tuple[tuple[date, date], ...]] = defaultdict(tuple)
    for employee_id, first_on, end_on in session.execute(query):
        absences[employee_id] += ((first_on, end_on),)
    return absences


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

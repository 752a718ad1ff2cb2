"""Queries over the firm's own days and the absences of its people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop.domain.people import AbsenceKind
from crm_desktop.domain.period import Period
from crm_desktop.storage.models import AbsenceRecord


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

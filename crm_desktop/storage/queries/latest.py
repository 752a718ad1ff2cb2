"""Until when the firm has records of what was done."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm_desktop.storage.models import ActivityRecord, DealRecord, EmployeeRecord, PaymentRecord


def latest_day(session: Session, zone: ZoneInfo) -> date | None:
    """Return the last day in ``zone`` with a closed deal, a payment or an activity that was done.

    None where there is none. Each part is read off the end of an index.
    """
    closed = select(func.max(DealRecord.closed_at)).scalar_subquery()
    done = _latest(ActivityRecord.done_at, ActivityRecord.employee_id)
    received = _latest(PaymentRecord.received_on, PaymentRecord.owner_id)
    found = session.execute(select(closed, done, received)).one()
    days = [_day(value, zone) for value in found if value is not None]
    return max(days, default=None)


def _latest(
    moment: InstrumentedAttribute[Any], owner: InstrumentedAttribute[int]
) -> ScalarSelect[Any]:
    """Return the latest of each person's latest, since the indexes begin with the person."""
    own = select(func.max(moment)).where(owner == EmployeeRecord.id).correlate(EmployeeRecord)
    latest = select(func.max(own.scalar_subquery())).select_from(EmployeeRecord)
    return latest.scalar_subquery()


def _day(value: date | datetime, zone: ZoneInfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value

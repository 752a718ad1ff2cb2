"""What the window asks before it shows anything.

The tables are named here anew: those that the mapper knows take a tenth of a second to load.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnClause,
    Connection,
    Date,
    ScalarSelect,
    column,
    exists,
    func,
    select,
    table,
)

from crm_desktop.errors import NotSetUpError
from crm_desktop.storage.instants import UtcInstant

_FIRM = table("firm", column("zone"))
_DEFINITION = table("definition", column("kind"))
_EMPLOYEE = table("employee", column("id"))
_DEAL = table("deal", column("closed_at", UtcInstant))
_ACTIVITY = table("activity", column("employee_id"), column("done_at", UtcInstant))
_PAYMENT = table("payment", column("owner_id"), column("received_on", Date))


def zone(connection: Connection) -> ZoneInfo:
    """Return the firm's time zone.

    Raises:
        NotSetUpError: there is no firm yet.

    """
    name = connection.scalar(select(_FIRM.c.zone))
    if name is None:
        raise NotSetUpError
    return ZoneInfo(name)


def measures_people(connection: Connection) -> bool:
    """Return whether there was ever a profile by which somebody is measured."""
    profiles = exists().where(_DEFINITION.c.kind == "profile")
    return bool(connection.scalar(select(profiles)))


def latest_day(connection: Connection, zone: ZoneInfo) -> date | None:
    """Return the last day in ``zone`` with a closed deal, a payment or an activity that was done.

    None where there is none. Each part is read off the end of an index.
    """
    closed = select(func.max(_DEAL.c.closed_at)).scalar_subquery()
    done = _latest(_ACTIVITY.c.done_at, _ACTIVITY.c.employee_id)
    received = _latest(_PAYMENT.c.received_on, _PAYMENT.c.owner_id)
    found = connection.execute(select(closed, done, received)).one()
    days = [_day(value, zone) for value in found if value is not None]
    return max(days, default=None)


def _latest(moment: ColumnClause[Any], owner: ColumnClause[Any]) -> ScalarSelect[Any]:
    """Return the latest of each person's latest, since the indexes begin with the person."""
    own = select(func.max(moment)).where(owner == _EMPLOYEE.c.id).correlate(_EMPLOYEE)
    return select(func.max(own.scalar_subquery())).select_from(_EMPLOYEE).scalar_subquery()


def _day(value: date | datetime, zone: ZoneInfo) -> date:
    return value.astimezone(zone).date() if isinstance(value, datetime) else value

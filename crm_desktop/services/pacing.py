"""How far a period is for each of those in it, whatever rules pay them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache, partial

from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.pace import Pace, pace_of
from crm_desktop.storage.queries import calendars


def paces(
    session: Session, firm: Firm, period: Period, today: date, employee: str | None = None
) -> Callable[[SubjectRef], Pace]:
    """Return what tells how far ``period`` is by the end of ``today`` for whom it is asked.

    For employees by the working days on which they are there, which are read of everybody, or of
    the one ``employee`` alone; for all others by those of the firm.
    """
    missing = {
        ref: presence
        for ref, presence in calendars.presences(session, period, employee).items()
        if not presence.is_whole(period.start, period.end)
    }
    pace = cache(partial(pace_of, period, today, firm.calendar()))
    return lambda subject: pace(missing.get(subject))

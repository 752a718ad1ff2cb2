"""The pay of the months of the demonstration story, settled step by step as a firm does it."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import fixed
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.services.demonstration.market import months
from crm_desktop.services.demonstration.telling import Telling
from crm_desktop.services.payroll import PayrollService
from crm_desktop.services.statement_life import StatementLifeService

_CALCULATED = 1
_STEPS = (
    (StatementState.APPROVED, 2, "director"),
    (StatementState.PUBLISHED, 3, "director"),
    (StatementState.PAID, 5, "accountant"),
    (StatementState.CLOSED, 12, "accountant"),
)
"""So many days after a month its statements come so far, by whom."""

_OPEN = {1: StatementState.DRAFT, 2: StatementState.PAID}
"""As far as statements have come that are so many months old; all older ones are closed."""


def settle(sessions: sessionmaker[Session], telling: Telling) -> None:
    """Calculate the months that are over, one after the other, and settle all but the last."""
    story = months(telling.today())
    for months_ago in range(len(story) - 1, 0, -1):
        month = story[-1 - months_ago]
        calculated = _moment(telling, month, _CALCULATED)
        PayrollService(sessions, fixed(calculated)).calculate_and_save(month)
        furthest = _OPEN.get(months_ago, StatementState.CLOSED)
        for state, days, who in _STEPS[: _taken(furthest)]:
            life = StatementLifeService(sessions, fixed(_moment(telling, month, days)))
            name, _ = telling.wording.employees[who]
            life.advance(month, state, name)


def _taken(furthest: StatementState) -> int:
    return list(StatementState).index(furthest)


def _moment(telling: Telling, month: Period, days: int) -> datetime:
    """Return a late morning so many days after the month, or now where that is still to come."""
    told = datetime.combine(month.end + timedelta(days=days - 1), time(11, 30))
    return min(telling.instant(told), telling.now)

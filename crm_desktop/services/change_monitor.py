"""Use cases on settled pay whose records changed afterwards: what it would be now."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.period import Period
from crm_desktop.rewards.correction import Correction, correction
from crm_desktop.services.calculation import ground_of
from crm_desktop.services.measuring import reading
from crm_desktop.services.saved_pay import SavedPay
from crm_desktop.services.standing import StandingRules
from crm_desktop.storage.queries import statements


class ChangeMonitorService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now
        self._standing = StandingRules()

    def corrections(self, period: Period) -> list[Correction]:
        """Return what the settled statements of ``period`` would differ by now, by name.

        Nothing is changed: what is settled stays, and a correction is paid later.
        """

        def work(session: Session) -> list[Correction]:
            pay = SavedPay(session)
            settled = {
                id_: pay.outcome(saved).statement
                for id_, saved in statements.settled(session, period).items()
            }
            if not settled:
                return []
            standing = self._standing.on(session, period.start)
            ground, staff = ground_of(session, period, self._now(), standing)
            now = {outcome.result.subject.ref: outcome.statement for outcome in ground.outcomes()}
            found = (
                correction(paid, now.get(person.subject.ref))
                for person in staff.people
                if (paid := settled.get(person.id)) is not None
            )
            return [each for each in found if each is not None]

        return reading(self._sessions, self._now, period.last_day(), work)

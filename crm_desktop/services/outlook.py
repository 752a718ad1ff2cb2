"""What holds from a day on, and what takes its place later."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.scheme_versions import Stored, seen_part
from crm_desktop.storage.queries import wizards


class OutlookService:
    def __init__(self, sessions: sessionmaker[Session], acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._acting = acting

    def rules(self, on: date) -> dict[date, Scheme]:
        """Return the definitions in force on the day, and by its first day each later set of them.

        They are in the order of the days and without plans. One that begins as the only designed
        scheme on its day has the name of that, for those who see everybody's pay or may change
        the rules. For others the cards of people whose pay is not seen are left out.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            sight = self._acting.rules_sight(session)
            stored = Stored.read(session)
            days = stored.days_from(on)
            is_named = len(days) > 1 and sight.is_whole()
            names = wizards.names_by_first_day(session) if is_named else {}
        return {
            day: replace(seen_part(stored.on(day), sight), name=_only(names.get(day, ())))
            for day in days
        }


def _only(names: Collection[str]) -> str:
    """Return the one of ``names``, empty where there are none or several."""
    return next(iter(names)) if len(names) == 1 else ""

"""With what the window begins: the one use case that it waits for, and therefore a small one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.storage.queries import greeting as queries


@dataclass(frozen=True, slots=True)
class Greeting:
    """``month`` is the running one, or that of the latest record if all are older by far.

    Records of the two months before the running one are recent enough. ``measures_people``
    says whether there was ever a profile by which somebody is measured.
    """

    today: date
    month: Period
    measures_people: bool


class GreetingService:
    def __init__(self, engine: Engine, now: Now) -> None:
        self._engine = engine
        self._now = now

    def greeting(self) -> Greeting:
        """Return with what the window begins.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._engine.connect() as connection:
            zone = queries.zone(connection)
            latest = queries.latest_day(connection, zone)
            measures_people = queries.measures_people(connection)
        today = clock.today(self._now, zone)
        month = Period.containing(today, PeriodKind.MONTH)
        if latest is not None and latest < month.previous().previous().start:
            month = Period.containing(latest, PeriodKind.MONTH)
        return Greeting(today, month, measures_people)

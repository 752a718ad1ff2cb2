"""Use cases on filters: what they can choose from."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.filter_offers import FilterOffers
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.filter_offers import filter_offers


class FilterService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now

    def offers(self) -> FilterOffers:
        """Return what conditions can be made of today.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            today = clock.today(self._now, firm.time_zone())
            return filter_offers(session, firm.currency, today)

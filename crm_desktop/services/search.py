"""The search of everything, as the search field of the window asks for it."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.search import SearchHit
from crm_desktop.storage.queries import search as queries


class SearchService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now

    def search(self, text: str, limit: int = 20) -> list[SearchHit]:
        """Return at most ``limit`` records whose names begin with ``text`` or contain it.

        Case and ё/е do not matter. Hits come by kinds; none for an empty ``text``.
        """
        with self._sessions() as session:
            return queries.search(session, text, limit)

"""Saved statements as they were calculated: kept whole, or made again of what made them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.ground import ground
from crm_desktop.rewards.opening import NOTHING_BEFORE, Opening
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.rules import scheme_in_force, scheme_of_edition
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.statements import SavedStatement


class SavedPay:
    """Reads the outcomes of saved statements within one transaction, or of ``only`` one person."""

    def __init__(self, session: Session, only: SubjectRef | None = None) -> None:
        self._session, self._only = session, only
        self._firm = firm_queries.firm(session)
        self._schemes: dict[tuple[object, ...], Scheme] = {}
        self._in_force: Scheme | None = None

    def outcome(self, saved: SavedStatement) -> Outcome:
        """Return the outcome as it was when ``saved`` was calculated."""
        made = saved.made
        if isinstance(made, Outcome):
            return made
        scheme = self._scheme(made, saved.period.start)
        return ground(made, scheme, saved.period, saved.accruals).outcomes()[0]

    def rules(self, saved: SavedStatement) -> Scheme:
        """Return the rules that made ``saved``; of one that is kept whole those of now."""
        made, on = saved.made, saved.period.start
        if not isinstance(made, Outcome):
            return self._scheme(made, on)
        if self._in_force is None:
            self._in_force = scheme_in_force(self._session, self._firm, on)
        return self._in_force

    def _scheme(self, made_of: Mapping[str, Any], on: date) -> Scheme:
        """Return the rules of the day, with all plans if the results of others were paid too."""
        of = self._only if len(made_of["facts"]) == 1 else None
        key = (*made_of["edition"], on, of)
        known = self._schemes.get(key)
        if known is None:
            known = scheme_of_edition(self._session, self._firm, on, made_of["edition"], of)
            self._schemes[key] = known
        return known


def opening_of(draft: SavedStatement) -> Opening:
    """Return what ``draft`` began with when it was calculated."""
    plain = None if isinstance(draft.made, Outcome) else draft.made.get("opening")
    opening: Opening = NOTHING_BEFORE if plain is None else REWARDS.from_plain(plain)
    return opening

"""The rules of many past days, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.rules import scheme_of
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.storage.queries.plans import PlanHistory


@dataclass(frozen=True, slots=True)
class PastRules:
    """All versions of what ever held."""

    firm: Firm
    versions: tuple[tuple[DefinitionVersion, ...], ...]
    plans: PlanHistory

    @classmethod
    def read(cls, session: Session, firm: Firm) -> PastRules:
        stored = definitions.by_definition(definitions.list_versions(session))
        return cls(firm, tuple(map(tuple, stored.values())), PlanHistory.read(session))

    def on(self, day: date) -> Scheme:
        """Return what ``scheme_in_force`` does."""
        held = (definitions.held_on(each, day) for each in self.versions)
        there = [one for one in held if one is not None and one.body is not None]
        return scheme_of(self.firm, there, tuple(self.plans.on(day)))

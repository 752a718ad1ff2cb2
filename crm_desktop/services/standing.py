"""The firm and its rules for calculation after calculation: read again when they have changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.measuring import Kept
from crm_desktop.services.rules import scheme_in_force
from crm_desktop.storage.models import (
    ActivityTypeRecord,
    DefinitionRecord,
    FirmRecord,
    PlanRecord,
)
from crm_desktop.storage.queries import firm as firm_queries

_KEPT = 8


class Edition(NamedTuple):
    """Of what the rules and the firm's settings were read; one of them rises with any change.

    Definitions and plans are only ever added, so these are the ids of the last ones; the firm's
    version rises with its calendar too, and where a type of activities goes. ``types`` is the sum
    of their versions, which rises with each change and new one.
    """

    definition: int | None
    plan: int | None
    firm: int
    types: int | None

    @property
    def of_rules(self) -> tuple[int, int]:
        """The last definition and the last plan, which tell the rules of a day again."""
        return self.definition or 0, self.plan or 0


def edition_columns() -> tuple[Any, ...]:
    """Return what an ``Edition`` is made of, in its order."""
    return (
        select(func.max(DefinitionRecord.id)).scalar_subquery().label("last_definition"),
        select(func.max(PlanRecord.id)).scalar_subquery().label("last_plan"),
        select(FirmRecord.version).where(FirmRecord.id == 1).scalar_subquery().label("of_firm"),
        select(func.sum(ActivityTypeRecord.version)).scalar_subquery().label("of_types"),
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """The firm, the rules of a day, and what measuring by them keeps."""

    edition: Edition
    firm: Firm
    rules: Scheme
    kept: Kept = field(default_factory=Kept)


class StandingRules:
    """Keeps the rules of the last days; one statement finds out whether they still stand."""

    def __init__(self) -> None:
        self._known: dict[tuple[Edition, date], Standing] = {}

    def on(self, session: Session, day: date) -> Standing:
        """Return the firm and its rules in force on ``day``.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        rows = firm_queries.settings(session, _settings())
        edition = Edition(*rows[0][-len(Edition._fields) :])
        known = self._known.get((edition, day))
        if known is None:
            firm = firm_queries.firm_of(rows)
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = Standing(edition, firm, scheme_in_force(session, firm, day))
            self._known[edition, day] = known
        return known


@cache
def _settings() -> Select[*tuple[Any, ...]]:
    return firm_queries.settings_query().add_columns(*edition_columns())

"""Saved statements, as lists show them, and the life that they lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.texts import Message


class StatementState(StrEnum):
    """A draft may be calculated again; all others stay as they are (domain.md §8)."""

    DRAFT = "draft"
    APPROVED = "approved"
    PUBLISHED = "published"
    PAID = "paid"
    CLOSED = "closed"

    def shown(self) -> str:
        return str(_STATE_NAMES[self])

    def before(self) -> StatementState | None:
        """Return the state that a statement leaves for this one, None for the first."""
        place = _IN_ORDER.index(self)
        return _IN_ORDER[place - 1] if place else None

    def after(self) -> StatementState | None:
        """Return the state that follows, None for the last."""
        return next(iter(_IN_ORDER[_IN_ORDER.index(self) + 1 :]), None)


_IN_ORDER = tuple(StatementState)

SHOWN = frozenset({StatementState.PUBLISHED, StatementState.PAID, StatementState.CLOSED})
"""The states in which people have seen their statement."""


_STATE_NAMES = {
    StatementState.DRAFT: Message("draft"),
    StatementState.APPROVED: Message("approved"),
    StatementState.PUBLISHED: Message("published"),
    StatementState.PAID: Message("paid out"),
    StatementState.CLOSED: Message("closed"),
}


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One person's saved pay; ``total`` is ``salary`` plus ``premiums``."""

    id: int
    employee_id: int
    employee_code: str
    employee: str
    department: str
    period: Period
    state: StatementState
    salary: Money
    total: Money
    calculated_at: datetime

    @property
    def premiums(self) -> Money:
        return self.total - self.salary

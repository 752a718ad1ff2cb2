"""Marks that people give by hand, as values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period


@dataclass(frozen=True, slots=True)
class MarkDraft:
    """What someone types; ``value`` None takes the mark away, which has its reason too.

    ``author_id`` is the user's where the author is one.
    """

    indicator: str
    subject: SubjectRef
    period: Period
    value: Decimal | None
    reason: str
    author: str
    author_id: int | None = None


@dataclass(frozen=True, slots=True)
class MarkVersion:
    """What was typed ``at`` some moment; ``value`` None took the mark away."""

    value: Decimal | None
    reason: str
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A mark that a profile asks for, from ``lowest`` to ``highest``; ``given`` None is missing.

    ``asked_since`` is the day from which it is asked for, None where nobody is reminded of it.
    """

    indicator: str
    name: str
    subject: Subject
    period: Period
    lowest: Decimal
    highest: Decimal
    given: MarkVersion | None
    asked_since: date | None
    is_stale: bool

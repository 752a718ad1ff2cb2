"""A finding of the health check, and the past that it looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.quantity import Quantity
from crm_desktop.texts import Message

_MOST_NAMED = 5


class Severity(StrEnum):
    """``WARNING`` costs trust or money, ``ADVICE`` is worth a thought."""

    WARNING = "warning"
    ADVICE = "advice"

    def shown(self) -> str:
        return str(_SEVERITY_NAMES[self])


_SEVERITY_NAMES = {Severity.WARNING: Message("Warning"), Severity.ADVICE: Message("Advice")}


class HealthCode(StrEnum):
    """What was found: those of domain.md §9, and what rules name or leave out."""

    TOO_MANY = "too-many"
    WEIGHTS = "weights"
    COLLAPSE = "collapse"
    NO_INFLUENCE = "no-influence"
    NO_RECORDS = "no-records"
    NO_REVENUE = "no-revenue"
    NO_QUALITY = "no-quality"
    NEVER_REACHED = "never-reached"
    ALWAYS_REACHED = "always-reached"
    PLAN_FAR = "plan-far"
    CLIFF = "cliff"
    FALL = "fall"
    PAID_FOR_NOTHING = "paid-for-nothing"
    COMPETING = "competing"
    SUBJECTIVE = "subjective"
    RULES_CHANGED = "rules-changed"
    NO_ADAPTATION = "no-adaptation"
    NO_REVIEW = "no-review"
    LONG_PROJECTS = "long-projects"
    NO_DESCRIPTION = "no-description"
    NO_PLAN = "no-plan"
    FINES = "fines"
    SMALL_BONUS = "small-bonus"
    UNKNOWN_NAME = "unknown-name"
    NO_LONGER_PLAN = "no-longer-plan"
    NOT_MONEY = "not-money"
    UNKNOWN_SUBJECT = "unknown-subject"
    LEFT = "left"
    UNMEASURED = "unmeasured"


@dataclass(frozen=True, slots=True)
class Finding:
    """``place`` is a path such as ``profiles.seller.indicators.calls``; ``figure`` what is odd.

    ``message`` says what was found, ``advice`` what to do about it.
    """

    code: HealthCode
    severity: Severity
    place: str
    message: Message
    advice: Message
    figure: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """One indicator of one subject in the last finished periods in which it was measured.

    Oldest first, None where no value. ``is_fed`` says whether there was something behind each
    fact: records, a mark, a series. ``plan_now`` is the plan of the running period.
    """

    facts: tuple[Decimal | None, ...]
    plans: tuple[Decimal | None, ...]
    attainments: tuple[Decimal | None, ...]
    is_fed: tuple[bool, ...]
    plan_now: Decimal | None = None


def named(names: Sequence[str]) -> str:
    """Return the first of ``names``, a list as long as a sentence bears."""
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} …" if len(names) > _MOST_NAMED else shown


History = Mapping[str, Mapping[tuple[SubjectRef, str], Past]]
"""The past of each profile by its code: of the subjects that it measures, and of the company."""

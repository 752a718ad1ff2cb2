"""What a calculation answers for each subject."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.people import Subject
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Polarity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.later import Later
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator of one subject; ``reason`` says why a figure has no value.

    ``attainment`` and ``coefficient`` are unrounded, 1 is the whole. ``is_reached`` is the one
    predicate of "plan reached" for bar and state, None without plan or fact. Of a plan that is
    a corridor ``tolerance`` is the share of it by which the fact may differ either way, else
    None; ``base`` is the level from which attainment counts. ``is_capped`` says that the
    coefficient would be more than the profile allows.
    """

    code: str
    name: str
    fact: Quantity
    plan: Quantity
    attainment: Decimal | None
    coefficient: Decimal | None
    weight: Decimal
    is_reached: bool | None
    is_less_better: bool
    reason: Message | None
    derivation: Derivation
    tolerance: Decimal | None = None
    base: Decimal | None = None
    is_capped: bool = False

    @property
    def polarity(self) -> Polarity:
        if self.tolerance is not None:
            return Polarity.CORRIDOR
        return Polarity.LESS if self.is_less_better else Polarity.MORE


@dataclass(frozen=True, slots=True)
class SubjectResult(Later):
    """All figures of one subject in one period, in the order of the profile."""

    subject: Subject
    period: Period
    profile: str
    indicators: tuple[IndicatorResult, ...]
    score: Decimal | None
    score_derivation: Derivation | None
    reason: Message | None = None

"""The kinds of premiums: what each is, and which fields it is described by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from crm_desktop.rewards.template import (
    AbovePlanPremium,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
)
from crm_desktop.texts import Message


class PremiumKind(StrEnum):
    FIXED = "fixed"
    PER_UNIT = "per-unit"
    PERCENT = "percent"
    SALARY_PERCENT = "salary-percent"
    RATES = "rates"
    COEFFICIENT = "coefficient"
    ABOVE_PLAN = "above-plan"
    FORMULA = "formula"
    POOL = "pool"
    CONTEST = "contest"
    COMMISSION = "commission"


@dataclass(frozen=True, slots=True)
class KindWords:
    """``sentence`` says what it is; ``fields`` are those that every premium of the kind has."""

    name: Message
    sentence: Message
    fields: tuple[str, ...]


KINDS: Mapping[PremiumKind, KindWords] = {
    PremiumKind.FIXED: KindWords(
        Message("Fixed sum"),
        Message("The same sum for everyone who meets the conditions."),
        ("amount",),
    ),
    PremiumKind.PER_UNIT: KindWords(
        Message("Sum per unit"),
        Message("A sum for each unit of an indicator, such as for each meeting held."),
        ("indicator", "amount"),
    ),
    PremiumKind.PERCENT: KindWords(
        Message("Per cent of an indicator"),
        Message("A part of what was reached, such as 5% of sales."),
        ("indicator", "rate"),
    ),
    PremiumKind.SALARY_PERCENT: KindWords(
        Message("Per cent of the salary"),
        Message("A part of the salary for everyone who meets the conditions."),
        ("rate",),
    ),
    PremiumKind.RATES: KindWords(
        Message("Rates by steps"),
        Message("The more was reached, the higher the rate: by the steps of a scale of rates."),
        ("indicator", "scale"),
    ),
    PremiumKind.COEFFICIENT: KindWords(
        Message("Target bonus with a payout curve"),
        Message("A target sum times the coefficient that a scale gives for the attainment."),
        ("indicator", "amount", "scale"),
    ),
    PremiumKind.ABOVE_PLAN: KindWords(
        Message("Per cent above the plan"),
        Message("A part of what is above the plan alone, nothing below it."),
        ("indicator", "rate"),
    ),
    PremiumKind.FORMULA: KindWords(
        Message("Formula"),
        Message("Computed from indicators by their codes, the salary and the score."),
        ("formula",),
    ),
    PremiumKind.POOL: KindWords(
        Message("Shared pool"),
        Message("A sum that all who meet the conditions share, without a remainder."),
        ("pool", "shared"),
    ),
    PremiumKind.CONTEST: KindWords(
        Message("Contest"),
        Message("Prizes for the best by an indicator; places may be shared."),
        ("indicator", "prizes", "ties"),
    ),
    PremiumKind.COMMISSION: KindWords(
        Message("Commission on each deal or document"),
        Message("Pay for each single record once it is won, issued, shipped or paid."),
        ("entity", "pays", "where", "earned", "safety_days", "rates", "stages"),
    ),
}

KIND_OF: Mapping[type[Premium], PremiumKind] = {
    FixedPremium: PremiumKind.FIXED,
    PerUnitPremium: PremiumKind.PER_UNIT,
    PercentPremium: PremiumKind.PERCENT,
    SalaryPercentPremium: PremiumKind.SALARY_PERCENT,
    RateScalePremium: PremiumKind.RATES,
    CoefficientPremium: PremiumKind.COEFFICIENT,
    AbovePlanPremium: PremiumKind.ABOVE_PLAN,
    FormulaPremium: PremiumKind.FORMULA,
    PoolPremium: PremiumKind.POOL,
    ContestPremium: PremiumKind.CONTEST,
    CommissionPremium: PremiumKind.COMMISSION,
}

SHARED_WITHIN = frozenset({PremiumKind.POOL, PremiumKind.CONTEST})
"""Kinds that are held within a department or the company."""

OWN = frozenset({PremiumKind.FIXED, PremiumKind.SALARY_PERCENT, PremiumKind.COMMISSION})
"""Kinds that read no figures but those of their conditions."""

WEIGHED = frozenset({Sharing.CONTRIBUTION, Sharing.ATTAINMENT})
"""Ways to share a pool by an indicator of the employee."""


class Pays(StrEnum):
    """What a commission pays for a record."""

    RATE = "rate"
    AMOUNT = "amount"
    SCALE = "scale"

    def shown(self) -> str:
        return str(_PAYS_NAMES[self])


_PAYS_NAMES = {
    Pays.RATE: Message("a per cent of it"),
    Pays.AMOUNT: Message("a sum for each"),
    Pays.SCALE: Message("a rate by the steps of a scale"),
}


class PoolOf(StrEnum):
    """What a pool is filled with."""

    AMOUNT = "amount"
    SHARE = "share"

    def shown(self) -> str:
        return str(_POOL_NAMES[self])


_POOL_NAMES = {
    PoolOf.AMOUNT: Message("a fixed sum"),
    PoolOf.SHARE: Message("a part of an indicator"),
}

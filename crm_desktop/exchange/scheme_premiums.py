"""What a bonus template pays, as a scheme file says it: both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from enum import StrEnum

from crm_desktop.exchange.scheme_commissions import commission_keys, commission_of
from crm_desktop.exchange.scheme_parts import Keys, unless
from crm_desktop.exchange.toml_reading import Section
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
    Prize,
    RateScalePremium,
    SalaryPercentPremium,
    Sharing,
    Ties,
)


class PremiumKind(StrEnum):
    FIXED = "fixed"
    PER_UNIT = "per-unit"
    PERCENT = "percent"
    SALARY_PERCENT = "salary-percent"
    RATE_SCALE = "rate-scale"
    COEFFICIENT = "coefficient"
    FORMULA = "formula"
    ABOVE_PLAN = "above-plan"
    POOL = "pool"
    CONTEST = "contest"
    COMMISSION = "commission"


def premium_of(section: Section) -> Premium:
    """Return the premium that ``kind`` and the keys of that kind describe."""
    premium = _READERS[section.choice("kind", PremiumKind)](section)
    section.finish()
    return premium


def premium_table(premium: Premium) -> Keys:
    """Return the table that ``premium_of`` reads as ``premium``."""
    return {"kind": _KINDS[type(premium)].value} | _keys(premium)


def _keys(premium: Premium) -> Keys:
    match premium:
        case PoolPremium():
            return _pool_keys(premium)
        case ContestPremium():
            return _contest_keys(premium)
        case CommissionPremium():
            return commission_keys(premium)
        case _:
            return {field.name: getattr(premium, field.name) for field in fields(premium)}


def _pool(section: Section) -> PoolPremium:
    return PoolPremium(
        shared=section.choice("shared", Sharing),
        amount=section.number_or("amount", None),
        rate=section.number_or("rate", None),
        of=section.optional_text("of"),
    )


def _pool_keys(pool: PoolPremium) -> Keys:
    return {
        "shared": pool.shared.value,
        "amount": pool.amount,
        "rate": pool.rate,
        "of": pool.of,
    }


def _contest(section: Section) -> ContestPremium:
    return ContestPremium(
        prizes=tuple(map(_prize, section.sections("prizes"))),
        ties=section.choice("ties", Ties, Ties.SHARED),
    )


def _contest_keys(contest: ContestPremium) -> Keys:
    prizes = [
        {"amount": prize.amount or None, "gift": prize.gift or None} for prize in contest.prizes
    ]
    return {"ties": unless(contest.ties, Ties.SHARED), "prizes": prizes}


def _prize(section: Section) -> Prize:
    prize = Prize(section.number_or("amount", Decimal(0)), section.text("gift", ""))
    section.finish()
    return prize


_KINDS: Mapping[type[Premium], PremiumKind] = {
    FixedPremium: PremiumKind.FIXED,
    PerUnitPremium: PremiumKind.PER_UNIT,
    PercentPremium: PremiumKind.PERCENT,
    SalaryPercentPremium: PremiumKind.SALARY_PERCENT,
    RateScalePremium: PremiumKind.RATE_SCALE,
    CoefficientPremium: PremiumKind.COEFFICIENT,
    FormulaPremium: PremiumKind.FORMULA,
    AbovePlanPremium: PremiumKind.ABOVE_PLAN,
    PoolPremium: PremiumKind.POOL,
    ContestPremium: PremiumKind.CONTEST,
    CommissionPremium: PremiumKind.COMMISSION,
}
_READERS: Mapping[PremiumKind, Callable[[Section], Premium]] = {
    PremiumKind.FIXED: lambda table: FixedPremium(table.number("amount")),
    PremiumKind.PER_UNIT: lambda table: PerUnitPremium(table.number("amount")),
    PremiumKind.PERCENT: lambda table: PercentPremium(table.number("rate")),
    PremiumKind.SALARY_PERCENT: lambda table: SalaryPercentPremium(table.number("rate")),
    PremiumKind.RATE_SCALE: lambda table: RateScalePremium(table.text("scale")),
    PremiumKind.COEFFICIENT: lambda table: CoefficientPremium(
        table.number("amount"), table.text("scale")
    ),
    PremiumKind.FORMULA: lambda table: FormulaPremium(table.text("formula")),
    PremiumKind.ABOVE_PLAN: lambda table: AbovePlanPremium(table.number("rate")),
    PremiumKind.POOL: _pool,
    PremiumKind.CONTEST: _contest,
    PremiumKind.COMMISSION: commission_of,
}

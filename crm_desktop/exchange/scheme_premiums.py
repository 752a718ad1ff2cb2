"""What a bonus template pays, as a scheme file says it: both ways."""

from __future__ import annotations

from enum import StrEnum

from crm_desktop.exchange.toml_reading import Section
from crm_desktop.rewards.template import (
    CoefficientPremium,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    Premium,
    RateScalePremium,
    SalaryPercentPremium,
)


class PremiumKind(StrEnum):
    FIXED = "fixed"
    PER_UNIT = "per-unit"
    PERCENT = "percent"
    SALARY_PERCENT = "salary-percent"
    RATE_SCALE = "rate-scale"
    COEFFICIENT = "coefficient"
    FORMULA = "formula"


def premium_of(section: Section) -> Premium:
    """Return the premium that ``kind`` and the keys of that kind describe."""
    premium = _premium(section.choice("kind", PremiumKind), section)
    section.finish()
    return premium


def premium_table(premium: Premium) -> dict[str, object]:
    """Return the table that ``premium_of`` reads as ``premium``."""
    match premium:
        case FixedPremium():
            return {"kind": PremiumKind.FIXED.value, "amount": premium.amount}
        case PerUnitPremium():
            return {"kind": PremiumKind.PER_UNIT.value, "amount": premium.amount}
        case PercentPremium():
            return {"kind": PremiumKind.PERCENT.value, "rate": premium.rate}
        case SalaryPercentPremium():
            return {"kind": PremiumKind.SALARY_PERCENT.value, "rate": premium.rate}
        case RateScalePremium():
            return {"kind": PremiumKind.RATE_SCALE.value, "scale": premium.scale}
        case CoefficientPremium():
            kind = PremiumKind.COEFFICIENT.value
            return {"kind": kind, "amount": premium.amount, "scale": premium.scale}
        case FormulaPremium():
            return {"kind": PremiumKind.FORMULA.value, "formula": premium.formula}


def _premium(kind: PremiumKind, section: Section) -> Premium:
    match kind:
        case PremiumKind.FIXED:
            return FixedPremium(section.number("amount"))
        case PremiumKind.PER_UNIT:
            return PerUnitPremium(section.number("amount"))
        case PremiumKind.PERCENT:
            return PercentPremium(section.number("rate"))
        case PremiumKind.SALARY_PERCENT:
            return SalaryPercentPremium(section.number("rate"))
        case PremiumKind.RATE_SCALE:
            return RateScalePremium(section.text("scale"))
        case PremiumKind.COEFFICIENT:
            return CoefficientPremium(section.number("amount"), section.text("scale"))
        case PremiumKind.FORMULA:
            return FormulaPremium(section.text("formula"))

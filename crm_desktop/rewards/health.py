"""What spoils rewards: fines, and bonuses too small to matter."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Scale
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.kpi.health.scale_rules import values_of
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    RateScalePremium,
)
from crm_desktop.texts import Message

LEAST_BONUS = Decimal("0.2")
"""The share of the salary under which a bonus rarely motivates (domain.md §9)."""

_SCALED = RateScalePremium | CoefficientPremium | CommissionPremium


def findings(scheme: Scheme, bonus_shares: Collection[Decimal]) -> Iterator[Finding]:
    """Yield what is odd in the rewards of ``scheme``.

    ``bonus_shares`` are what people were paid above their salaries, as shares of these.
    """
    scales = {scale.code: scale for scale in scheme.scales}
    for template in scheme.templates:
        yield from _fine(template, scales)
    yield from _small(bonus_shares)


def _fine(template: BonusTemplate, scales: Mapping[str, Scale]) -> Iterator[Finding]:
    premium = template.premium
    numbers = [getattr(premium, field.name) for field in fields(premium)]
    if isinstance(premium, CommissionPremium):
        numbers += [rate.rate for rate in premium.rates]
    if isinstance(premium, _SCALED) and premium.scale is not None and premium.scale in scales:
        numbers += values_of(scales[premium.scale])
    if any(isinstance(number, Decimal) and number < 0 for number in numbers):
        yield Finding(
            HealthCode.FINES,
            Severity.WARNING,
            f"templates.{template.code}",
            Message("“{name}” takes money away.", name=template.name),
            Message("Pay for what is done well instead of fining for the rest."),
        )


def _small(shares: Collection[Decimal]) -> Iterator[Finding]:
    if not shares:
        return
    mean = sum(shares, Decimal(0)) / len(shares)
    if mean < LEAST_BONUS:
        yield Finding(
            HealthCode.SMALL_BONUS,
            Severity.ADVICE,
            "cards",
            Message("Bonuses are {share} of the salary.", share=Quantity(mean, Unit.PERCENT)),
            Message("Under 20–30 % of the salary a bonus rarely motivates."),
            Quantity(mean, Unit.PERCENT),
        )

"""What spoils rewards: fines, names of nothing, missing plans, bonuses too small to matter."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import fields
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.names import folded
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Measure, Scale
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.kpi.health.scale_rules import values_of
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    PercentPremium,
    PoolPremium,
    Premium,
    RateScalePremium,
)
from crm_desktop.texts import Message

LEAST_BONUS = Decimal("0.2")
"""The share of the salary under which a bonus rarely motivates (domain.md §9)."""

_BY_INDICATOR = RateScalePremium | CoefficientPremium
_SCALED = RateScalePremium | CoefficientPremium | CommissionPremium


class Directories(NamedTuple):
    """The names that a firm has, of products and groups folded; nothing is told of empty ones."""

    products: Collection[str] = ()
    groups: Collection[str] = ()
    stages: Collection[str] = ()


UNKNOWN = Directories()


def findings(
    scheme: Scheme, bonus_shares: Collection[Decimal], directories: Directories = UNKNOWN
) -> Iterator[Finding]:
    """Yield what is odd in the rewards of ``scheme``.

    ``bonus_shares`` are what people were paid above their salaries, as shares of these;
    ``directories`` those of the firm.
    """
    scales = {scale.code: scale for scale in scheme.scales}
    for template in scheme.templates:
        yield from _fine(template, scales)
        yield from _unknown(template, directories)
        yield from _unplanned(template, scheme, scales)
        yield from _counting(template, scheme)
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


def names_records(scheme: Scheme) -> bool:
    """Return whether some template names products, their groups or stages."""
    premiums = [template.premium for template in scheme.templates]
    return any(isinstance(one, CommissionPremium) and (one.rates or one.stages) for one in premiums)


def _unknown(template: BonusTemplate, directories: Directories) -> Iterator[Finding]:
    premium = template.premium
    if not isinstance(premium, CommissionPremium):
        return
    named = [
        *((one.product, directories.products) for one in premium.rates),
        *((one.group, directories.groups) for one in premium.rates),
    ]
    missing = [name for name, known in named if name and known and folded(name) not in known]
    if directories.stages:
        stages = (share.stage for share in premium.stages)
        missing += [stage for stage in stages if stage not in directories.stages]
    for name in missing:
        yield Finding(
            HealthCode.UNKNOWN_NAME,
            Severity.WARNING,
            f"templates.{template.code}",
            Message("The rules name “{subject}”, and the firm has none.", subject=name),
            Message("Create it, or let the rules name another one."),
        )


def _unplanned(
    template: BonusTemplate, scheme: Scheme, scales: Mapping[str, Scale]
) -> Iterator[Finding]:
    """Yield what is paid for a longer period by a plan that nobody has for one."""
    premium, kind, code = template.premium, template.period_kind, template.indicator
    if kind is PeriodKind.MONTH or not _asks_plan(premium, scales):
        return
    planned = {plan.indicator for plan in scheme.plans if plan.period_kind is kind}
    for profile in scheme.profiles:
        if profile.period_kind is kind:
            planned |= {one.indicator for one in profile.entries if one.plan is not None}
    if code not in planned:
        yield Finding(
            HealthCode.NO_LONGER_PLAN,
            Severity.WARNING,
            f"templates.{template.code}",
            Message(
                "“{name}” is paid by a plan, and there is none of its kind of period: {kind}.",
                name=template.name,
                kind=kind,
            ),
            Message("Set plans for these periods, or pay by the fact itself."),
        )


def _counting(template: BonusTemplate, scheme: Scheme) -> Iterator[Finding]:
    """Yield what pays a part of a number that is no money: 1.5% of four deals is a few kopecks."""
    code = _shared_in(template)
    shared = next((one for one in scheme.indicators if one.code == code), None)
    if shared is not None and shared.unit is not Unit.MONEY:
        yield Finding(
            HealthCode.NOT_MONEY,
            Severity.WARNING,
            f"templates.{template.code}",
            Message(
                "“{name}” pays a percentage of “{indicator}”, which is no money.",
                name=template.name,
                indicator=shared.name,
            ),
            Message("Pay a sum for each unit, or a percentage of an indicator in money."),
        )


def _shared_in(template: BonusTemplate) -> str | None:
    """Return the indicator that the premium pays a part of, as it is counted."""
    premium = template.premium
    if isinstance(premium, PoolPremium):
        return premium.of
    is_part = isinstance(premium, PercentPremium | AbovePlanPremium)
    return template.indicator if is_part else None


def _asks_plan(premium: Premium, scales: Mapping[str, Scale]) -> bool:
    if isinstance(premium, AbovePlanPremium):
        return True
    scale = scales.get(premium.scale) if isinstance(premium, _BY_INDICATOR) else None
    return scale is not None and scale.measure is Measure.ATTAINMENT


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
            Message("Under 20–30% of the salary a bonus rarely motivates."),
            Quantity(mean, Unit.PERCENT),
        )

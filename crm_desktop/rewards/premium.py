"""What each kind of premium pays, unrounded; ``premium_words`` tells how it came about."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.definition import Measure, StepScale
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.scale import Slice, slices
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    RateScalePremium,
    SalaryPercentPremium,
)
from crm_desktop.texts import Message

SALARY_NAMES = ("salary", "score")
"""What a formula premium may use besides indicators."""

_ZERO = Decimal(0)


class PayBasis(NamedTuple):
    """What premiums are counted from; ``salary`` in major units, ``score`` of the employee."""

    figures: Figures
    salary: Decimal
    score: Decimal | None

    def money(self, amount: Decimal) -> Quantity:
        return Quantity(amount, Unit.MONEY, self.figures.rules.currency)

    def values(self, references: tuple[str, ...]) -> dict[str, Decimal | None]:
        """Return what a formula premium reads, by its names."""
        read = (name for name in references if name not in SALARY_NAMES)
        found = {name: self.figures.referred(name).value for name in read}
        return found | {"salary": self.salary, "score": self.score}


def amount(template: BonusTemplate, basis: PayBasis) -> Decimal:
    """Return what ``template`` pays when its conditions hold; 0 where a figure has no value.

    Raises:
        CrmError: the template names what is not there, or its formula is unsound.

    Source: domain.md §6.

    """
    premium, figures = template.premium, basis.figures
    match premium:
        case FixedPremium():
            return premium.amount
        case SalaryPercentPremium():
            return premium.rate * basis.salary
        case FormulaPremium():
            formula = parse(premium.formula)
            return formula.evaluate(basis.values(formula.references)).value or _ZERO
        case CoefficientPremium():
            return premium.amount * (
                figures.scaled(counted(template), premium.scale).value or _ZERO
            )
        case PerUnitPremium():
            return premium.amount * (figures.number(counted(template)) or _ZERO)
        case PercentPremium():
            return premium.rate * (figures.number(counted(template)) or _ZERO)
        case RateScalePremium():
            parts = parts_by_rates(premium, counted(template), figures)
            return sum((part.payout() for part in parts or ()), _ZERO)


def counted(template: BonusTemplate) -> str:
    """Return the indicator that the premium counts or takes a share of."""
    if template.indicator is None:
        raise NotFoundError(Message("Indicator"), template.code)
    return template.indicator


def step_scale(premium: RateScalePremium, figures: Figures) -> StepScale:
    scale = figures.rules.scale(premium.scale)
    if not isinstance(scale, StepScale):
        raise NotFoundError(Message("Step scale"), premium.scale)
    return scale


def parts_by_rates(
    premium: RateScalePremium, code: str, figures: Figures
) -> tuple[Slice, ...] | None:
    """Return the parts of the fact with their rates, None outside the scale or without figures."""
    scale = step_scale(premium, figures)
    unit = figures.plan(code).value if scale.measure is Measure.ATTAINMENT else Decimal(1)
    fact = figures.number(code)
    if fact is None or unit is None or unit <= 0:
        return None
    return slices(scale, fact, unit_of_bounds=unit)

"""What each kind of premium pays, unrounded, and the figures it was made of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import Measure, StepScale
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figure, Figures
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.scale import Slice, slices
from crm_desktop.kpi.scale_words import outside, step_in_words
from crm_desktop.kpi.sentence import joined, product
from crm_desktop.kpi.steps import why, why_plan, why_referred, why_scaled
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


@dataclass(frozen=True, slots=True)
class PayBasis:
    """What premiums are counted from; ``salary`` in major units, ``score`` of the employee."""

    figures: Figures
    salary: Decimal
    score: Computed

    def money(self, amount: Decimal) -> Quantity:
        return Quantity(amount, Unit.MONEY, self.figures.rules.currency)


@dataclass(frozen=True, slots=True)
class Earned:
    """An unrounded amount; ``in_figures`` is the left side of its equation, None for a sum.

    ``reason`` is a clause that says why it is this much, where the equation does not.
    """

    amount: Decimal
    in_figures: Message | None = None
    reason: Message | None = None
    inputs: tuple[Derivation, ...] = ()


def earned(template: BonusTemplate, basis: PayBasis) -> Earned:
    """Return what ``template`` pays when its conditions hold; 0 where a figure has no value.

    Raises:
        CrmError: the template names what is not there, or its formula is unsound.

    Source: domain.md §6.

    """
    premium = template.premium
    match premium:
        case FixedPremium():
            return Earned(premium.amount)
        case SalaryPercentPremium():
            in_figures = product(Quantity(premium.rate, Unit.PERCENT), basis.money(basis.salary))
            return Earned(premium.rate * basis.salary, in_figures)
        case FormulaPremium():
            return _by_formula(premium, basis)
        case CoefficientPremium():
            label = Message("Coefficient of {indicator}", indicator=template.name)
            code, figures = _counted(template), basis.figures
            step = why_scaled(figures, code, premium.scale, label)
            measured = figures.scaled(code, premium.scale)
            return _times(premium.amount, basis.money(premium.amount), measured, step)
        case PerUnitPremium():
            measured, step = _fact(_counted(template), basis.figures)
            return _times(premium.amount, basis.money(premium.amount), measured, step)
        case PercentPremium():
            measured, step = _fact(_counted(template), basis.figures)
            return _times(premium.rate, Quantity(premium.rate, Unit.PERCENT), measured, step)
        case RateScalePremium():
            return _by_rates(premium, _counted(template), basis)


def _counted(template: BonusTemplate) -> str:
    if template.indicator is None:
        raise NotFoundError(Message("Indicator"), template.code)
    return template.indicator


def _fact(code: str, figures: Figures) -> tuple[Figure, Derivation]:
    return figures.fact(code), why(figures, code, Measure.FACT)


def _times(factor: Decimal, shown: Quantity, measured: Figure, step: Derivation) -> Earned:
    if measured.value is None:
        return Earned(Decimal(0), None, measured.reason, (step,))
    return Earned(factor * measured.value, product(shown, measured.quantity), None, (step,))


def _by_rates(premium: RateScalePremium, code: str, basis: PayBasis) -> Earned:
    scale = basis.figures.rules.scale(premium.scale)
    if not isinstance(scale, StepScale):
        raise NotFoundError(Message("Step scale"), premium.scale)
    is_by_plan = scale.measure is Measure.ATTAINMENT
    figures = basis.figures
    needed = [figures.fact(code), *([figures.plan(code)] if is_by_plan else [])]
    plan_step = (why_plan(figures, code),) if is_by_plan else ()
    inputs = (why(figures, code, Measure.FACT), *plan_step)
    missing = next((figure.reason for figure in needed if figure.value is None), None)
    amount, unit = needed[0].value, needed[-1].value if is_by_plan else Decimal(1)
    if amount is None or unit is None:
        return Earned(Decimal(0), None, missing, inputs)
    if unit <= 0:
        reason = Message("shares of a plan need a plan above zero")
        return Earned(Decimal(0), None, reason, inputs)
    fact = needed[0].quantity
    parts = slices(scale, amount, unit_of_bounds=unit)
    if parts is None:
        return Earned(Decimal(0), None, outside(scale, fact), inputs)
    reason = Message(
        "{value} is in the step {step}",
        value=fact,
        step=step_in_words(scale, fact, unit_of_bounds=unit),
    )
    total = sum((part.payout() for part in parts), Decimal(0))
    terms = joined("+", [_in_figures(part, fact) for part in parts])
    return Earned(total, terms, reason, inputs)


def _in_figures(part: Slice, like: Quantity) -> Message:
    base = Quantity(part.base, like.unit, like.currency)
    return product(Quantity(part.rate, Unit.PERCENT), base)


def _by_formula(premium: FormulaPremium, basis: PayBasis) -> Earned:
    formula = parse(premium.formula)
    read = [reference for reference in formula.references if reference not in SALARY_NAMES]
    figures = {reference: basis.figures.referred(reference) for reference in read}
    values = {name: figure.value for name, figure in figures.items()}
    values |= {"salary": basis.salary, "score": basis.score.value}
    shown = {name: figure.quantity for name, figure in figures.items()}
    shown |= {
        "salary": basis.money(basis.salary),
        "score": Quantity(basis.score.value, Unit.SCORE),
    }
    found = formula.evaluate(values)
    inputs = tuple(why_referred(basis.figures, reference) for reference in read)
    if found.value is None:
        return Earned(Decimal(0), None, found.reason, inputs)
    return Earned(found.value, formula.with_values(shown), None, inputs)

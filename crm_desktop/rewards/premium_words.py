"""How what a premium pays came about: its equation, why, and the figures that it read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Measure
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figure, Figures
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.scale import Slice
from crm_desktop.kpi.scale_words import outside, step_in_words
from crm_desktop.kpi.sentence import joined, product
from crm_desktop.kpi.steps import why, why_plan, why_referred, why_scaled
from crm_desktop.rewards.premium import (
    SALARY_NAMES,
    PayBasis,
    counted,
    parts_by_rates,
    step_scale,
)
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


@dataclass(frozen=True, slots=True)
class Told:
    """``in_figures`` is the left side of the equation of an amount, None for a sum.

    ``reason`` is a clause that says why it is this much, where the equation does not.
    """

    in_figures: Message | None = None
    reason: Message | None = None
    inputs: tuple[Derivation, ...] = ()


def told(template: BonusTemplate, basis: PayBasis) -> Told:
    """Return how what ``premium.amount`` gives came about; see there for what it raises."""
    premium, figures = template.premium, basis.figures
    match premium:
        case FixedPremium():
            return Told()
        case SalaryPercentPremium():
            rate = Quantity(premium.rate, Unit.PERCENT)
            return Told(product(rate, basis.money(basis.salary)))
        case FormulaPremium():
            return _by_formula(premium, basis)
        case CoefficientPremium():
            label = Message("Coefficient of {indicator}", indicator=template.name)
            code = counted(template)
            step = why_scaled(figures, code, premium.scale, label)
            measured = figures.scaled(code, premium.scale)
            return _times(basis.money(premium.amount), measured, step)
        case PerUnitPremium():
            return _times_fact(basis.money(premium.amount), template, figures)
        case PercentPremium():
            return _times_fact(Quantity(premium.rate, Unit.PERCENT), template, figures)
        case RateScalePremium():
            return _by_rates(premium, counted(template), figures)


def _times_fact(factor: Quantity, template: BonusTemplate, figures: Figures) -> Told:
    code = counted(template)
    return _times(factor, figures.fact(code), why(figures, code, Measure.FACT))


def _times(factor: Quantity, measured: Figure, step: Derivation) -> Told:
    if measured.value is None:
        return Told(None, measured.reason, (step,))
    return Told(product(factor, measured.quantity), None, (step,))


def _by_rates(premium: RateScalePremium, code: str, figures: Figures) -> Told:
    scale = step_scale(premium, figures)
    is_by_plan = scale.measure is Measure.ATTAINMENT
    needed = [figures.fact(code), *([figures.plan(code)] if is_by_plan else [])]
    plan_step = (why_plan(figures, code),) if is_by_plan else ()
    inputs = (why(figures, code, Measure.FACT), *plan_step)
    missing = next((figure.reason for figure in needed if figure.value is None), None)
    unit = needed[-1].value if is_by_plan else Decimal(1)
    if unit is None or needed[0].value is None:
        return Told(None, missing, inputs)
    if unit <= 0:
        return Told(None, Message("shares of a plan need a plan above zero"), inputs)
    fact, parts = needed[0].quantity, parts_by_rates(premium, code, figures)
    if parts is None:
        return Told(None, outside(scale, fact), inputs)
    reason = Message(
        "{value} is in the step {step}",
        value=fact,
        step=step_in_words(scale, fact, unit_of_bounds=unit),
    )
    return Told(joined("+", [_in_figures(part, fact) for part in parts]), reason, inputs)


def _in_figures(part: Slice, like: Quantity) -> Message:
    base = Quantity(part.base, like.unit, like.currency)
    return product(Quantity(part.rate, Unit.PERCENT), base)


def _by_formula(premium: FormulaPremium, basis: PayBasis) -> Told:
    formula, figures = parse(premium.formula), basis.figures
    read = [reference for reference in formula.references if reference not in SALARY_NAMES]
    found = formula.evaluate(basis.values(formula.references))
    inputs = tuple(why_referred(figures, reference) for reference in read)
    if found.value is None:
        return Told(None, found.reason, inputs)
    shown = {name: figures.referred(name).quantity for name in read}
    shown |= {
        "salary": basis.money(basis.salary),
        "score": Quantity(basis.score, Unit.SCORE),
    }
    return Told(formula.with_values(shown), None, inputs)

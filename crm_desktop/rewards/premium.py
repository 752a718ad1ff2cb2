"""What each kind of premium pays, unrounded; ``premium_words`` tells how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import NotFoundError, NotInForceError
from crm_desktop.kpi.definition import Measure, StepScale
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.scale import Slice, slices
from crm_desktop.rewards.accrual import Earnings
from crm_desktop.rewards.contests import Placing
from crm_desktop.rewards.due import counted, is_due
from crm_desktop.rewards.pools import Pool
from crm_desktop.rewards.shared import SharedPremiums, unit_of
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    RateScalePremium,
    SalaryPercentPremium,
    Ties,
)
from crm_desktop.texts import Message, plural

SALARY_NAMES = ("salary", "score")
"""What a formula premium may use besides indicators."""

Counting = (
    CoefficientPremium | PerUnitPremium | PercentPremium | AbovePlanPremium | RateScalePremium
)
"""Premiums of the figures of one indicator."""

_ZERO = Decimal(0)


class PayBasis(NamedTuple):
    """What premiums of ``employee`` are counted from.

    ``figures`` are those of the template's level and period; ``salary`` is in major units,
    ``scores`` are everybody's.
    """

    employee: Subject
    figures: Figures
    salary: Decimal
    scores: Mapping[SubjectRef, Decimal | None]
    earnings: Earnings
    shared: SharedPremiums

    @property
    def score(self) -> Decimal | None:
        """The score of the employee, None where there is none."""
        return self.scores.get(self.employee.ref)

    def money(self, amount: Decimal) -> Quantity:
        return Quantity(amount, Unit.MONEY, self.figures.rules.currency)

    def values(self, references: tuple[str, ...]) -> dict[str, Decimal | None]:
        """Return what a formula premium reads, by its names."""
        read = (name for name in references if name not in SALARY_NAMES)
        found = {name: self.figures.referred(name).value for name in read}
        found["salary"] = self.salary
        if "score" in references:
            found["score"] = self.score
        return found

    def pool(self, template: BonusTemplate, premium: PoolPremium) -> Pool | None:
        """Return the pool that the employee belongs to, None outside all departments."""
        unit = unit_of(template, self.employee)
        return None if unit is None else self.shared.pool(template, premium, unit)

    def placing(self, template: BonusTemplate, premium: ContestPremium) -> Placing | None:
        """Return the employee's place in the contest, None where there is no fact to compare."""
        unit = unit_of(template, self.employee)
        if unit is None:
            return None
        return self.shared.contest(template, premium, unit).get(self.employee.ref)


def earned(template: BonusTemplate, basis: PayBasis) -> Decimal:
    """Return what ``template`` pays in all: zero if a condition fails or a rule has not begun.

    Raises:
        CrmError: the template names what is not there, or its formula is unsound.

    """
    try:
        is_earned = is_due(template, basis.figures)
        return bounded(template, amount(template, basis)) if is_earned else _ZERO
    except NotInForceError:
        return _ZERO


def bounded(template: BonusTemplate, found: Decimal) -> Decimal:
    """Return what is due of ``found``: nothing below the minimum, else within floor and cap."""
    if template.minimum is not None and found < template.minimum:
        return _ZERO
    if template.floor is not None and found < template.floor:
        return template.floor
    return found if template.cap is None else min(found, template.cap)


def amount(template: BonusTemplate, basis: PayBasis) -> Decimal:
    """Return what ``template`` pays when it is due, unbounded; 0 where a figure has no value.

    Raises:
        CrmError: the template names what is not there, or its formula is unsound.

    Source: domain.md §6.

    """
    premium = template.premium
    match premium:
        case FixedPremium():
            return premium.amount
        case SalaryPercentPremium():
            return premium.rate * basis.salary
        case FormulaPremium():
            formula = parse(premium.formula)
            return formula.evaluate(basis.values(formula.references)).value or _ZERO
        case PoolPremium():
            return _part_of_pool(template, premium, basis)
        case ContestPremium():
            placing = basis.placing(template, premium)
            return _ZERO if placing is None else placing.amount.as_decimal()
        case CommissionPremium():
            found = basis.earnings.of(basis.employee.ref, template.code)
            return Money(found.amount_minor, basis.figures.rules.currency).as_decimal()
        case _:
            return _counting(premium, counted(template), basis.figures)


def gifts(template: BonusTemplate, basis: PayBasis) -> tuple[Message | str, ...]:
    """Return what the place in a contest wins in kind."""
    premium = template.premium
    try:
        if not isinstance(premium, ContestPremium) or not is_due(template, basis.figures):
            return ()
        placing = basis.placing(template, premium)
    except NotInForceError:
        return ()
    if placing is None:
        return ()
    if placing.equals == 1 or premium.ties is Ties.EACH:
        return placing.gifts
    return tuple(
        plural(
            "{gift}, shared with {count} other",
            "{gift}, shared with {count} others",
            count=placing.equals - 1,
            gift=gift,
        )
        for gift in placing.gifts
    )


def above_plan(code: str, figures: Figures) -> Decimal | None:
    """Return how much the fact is above the plan, 0 below it, None without either."""
    fact, plan = figures.number(code), figures.plan(code).value
    return None if fact is None or plan is None else max(fact - plan, _ZERO)


def _counting(premium: Counting, code: str, figures: Figures) -> Decimal:
    match premium:
        case CoefficientPremium():
            return premium.amount * (figures.scaled(code, premium.scale).value or _ZERO)
        case PerUnitPremium():
            return premium.amount * (figures.number(code) or _ZERO)
        case PercentPremium():
            return premium.rate * (figures.number(code) or _ZERO)
        case AbovePlanPremium():
            return premium.rate * (above_plan(code, figures) or _ZERO)
        case RateScalePremium():
            parts = parts_by_rates(premium, code, figures)
            return sum((part.payout() for part in parts or ()), _ZERO)


def _part_of_pool(template: BonusTemplate, premium: PoolPremium, basis: PayBasis) -> Decimal:
    pool = basis.pool(template, premium)
    part = None if pool is None else pool.parts.get(basis.employee.ref)
    return _ZERO if part is None else part.as_decimal()


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

"""How what a premium pays came about: its equation, why, and the figures that it read."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Measure, Polarity
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figure, Figures
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.scale import Slice
from crm_desktop.kpi.scale_words import outside, step_in_words
from crm_desktop.kpi.sentence import joined, listed, product, quotient
from crm_desktop.kpi.steps import why, why_plan, why_referred, why_scaled
from crm_desktop.kpi.working import Division, Operand, Ranking, Working, computed, of_signs, row_of
from crm_desktop.rewards.contests import Placing, may_win
from crm_desktop.rewards.due import counted
from crm_desktop.rewards.pools import Pool
from crm_desktop.rewards.premium import SALARY_NAMES, Counting, PayBasis, parts_by_rates, step_scale
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
    Sharing,
    Ties,
)
from crm_desktop.texts import Message, plural


@dataclass(frozen=True, slots=True)
class Told:
    """``in_figures`` is the left side of the equation of an amount, None for a sum.

    ``reason`` is a clause that says why it is this much, where the equation does not. ``working``
    computes it where more than the equation does.
    """

    in_figures: Message | None = None
    reason: Message | None = None
    inputs: tuple[Derivation, ...] = ()
    working: Working | None = None

    def computed(self) -> Working | None:
        """Return what computes the amount, None where nothing does."""
        if self.working is not None or self.in_figures is None:
            return self.working
        return of_signs(self.in_figures)


def told(template: BonusTemplate, basis: PayBasis) -> Told:
    """Return how what ``premium.amount`` gives came about; see there for what it raises."""
    premium = template.premium
    match premium:
        case FixedPremium():
            return Told()
        case SalaryPercentPremium():
            rate = Quantity(premium.rate, Unit.PERCENT)
            return Told(product(rate, basis.money(basis.salary)))
        case FormulaPremium():
            return _by_formula(premium, basis)
        case PoolPremium():
            return _from_pool(template, premium, basis)
        case ContestPremium():
            return _by_place(template, premium, basis)
        case CommissionPremium():
            return _by_records(template, premium, basis)
        case _:
            return _by_figures(template, premium, basis)


def _by_figures(template: BonusTemplate, premium: Counting, basis: PayBasis) -> Told:
    code, figures = counted(template), basis.figures
    match premium:
        case CoefficientPremium():
            label = Message("Coefficient of {indicator}", indicator=template.name)
            step = why_scaled(figures, code, premium.scale, label)
            measured = figures.scaled(code, premium.scale)
            return _times(basis.money(premium.amount), measured, step)
        case PerUnitPremium():
            return _times_fact(basis.money(premium.amount), code, figures)
        case PercentPremium():
            return _times_fact(Quantity(premium.rate, Unit.PERCENT), code, figures)
        case AbovePlanPremium():
            return _above_plan(premium, code, figures)
        case RateScalePremium():
            return _by_rates(premium, code, figures)


def _times_fact(factor: Quantity, code: str, figures: Figures) -> Told:
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


def _above_plan(premium: AbovePlanPremium, code: str, figures: Figures) -> Told:
    fact, plan = figures.fact(code), figures.plan(code)
    inputs = (why(figures, code, Measure.FACT), why_plan(figures, code))
    if fact.value is None or plan.value is None:
        return Told(None, fact.reason or plan.reason, inputs)
    if fact.value <= plan.value:
        reason = Message(
            "{fact} is not above the plan of {plan}", fact=fact.quantity, plan=plan.quantity
        )
        return Told(None, reason, inputs)
    above = Quantity(fact.value - plan.value, fact.unit, fact.currency)
    reason = Message(
        "{fact} is above the plan of {plan} by {difference}",
        fact=fact.quantity,
        plan=plan.quantity,
        difference=above,
    )
    return Told(product(Quantity(premium.rate, Unit.PERCENT), above), reason, inputs)


def _from_pool(template: BonusTemplate, premium: PoolPremium, basis: PayBasis) -> Told:
    pool = basis.pool(template, premium)
    if pool is None:
        return Told(reason=_belongs_nowhere(template))
    own = _own_weight(template, premium, basis)
    if pool.reason is not None:
        return Told(None, pool.reason, (pool.step, *own))
    reason = plural(
        "{count} employee shares the pool {how}",
        "{count} employees share the pool {how}",
        count=pool.count,
        how=premium.shared,
    )
    inputs = pool.step, *own
    return Told(
        _part_in_figures(premium, pool, basis),
        reason,
        inputs,
        _part_in_table(template, premium, pool, basis),
    )


def _part_in_figures(premium: PoolPremium, pool: Pool, basis: PayBasis) -> Message:
    if premium.shared is Sharing.EQUAL:
        return quotient(pool.whole, pool.count)
    weight = pool.weights.get(basis.employee.ref, Decimal(0))
    return product(pool.whole, quotient(Quantity(weight), Quantity(pool.weight_of_all)))


def _part_in_table(
    template: BonusTemplate, premium: PoolPremium, pool: Pool, basis: PayBasis
) -> Working | None:
    """Return the own part among those of all who share, None where they are not told."""
    ref = basis.employee.ref
    weight, part = pool.weights.get(ref), pool.parts.get(ref)
    if weight is None or part is None:
        return None
    row = row_of(pool.sharers, weight, part.minor)
    if row is None:
        return None
    whole = Operand(Quantity.of_money(pool.whole), pool.step.label)
    like = _weighed_in(template, premium, basis)
    table = Division(whole, pool.sharers, row, like.unit, like.currency)
    return computed("{0}", Operand(Quantity.of_money(part), template.name, table))


def _weighed_in(template: BonusTemplate, premium: PoolPremium, basis: PayBasis) -> Quantity:
    """Return a figure in the unit of the weights."""
    match premium.shared:
        case Sharing.EQUAL:
            return Quantity(None)
        case Sharing.SALARY:
            return basis.money(basis.salary)
        case Sharing.CONTRIBUTION:
            return basis.figures.fact(counted(template)).quantity
        case Sharing.ATTAINMENT:
            return Quantity(None, Unit.PERCENT)


def _own_weight(
    template: BonusTemplate, premium: PoolPremium, basis: PayBasis
) -> tuple[Derivation, ...]:
    match premium.shared:
        case Sharing.CONTRIBUTION:
            return (why(basis.figures, counted(template), Measure.FACT),)
        case Sharing.ATTAINMENT:
            return (why(basis.figures, counted(template), Measure.ATTAINMENT),)
        case Sharing.EQUAL | Sharing.SALARY:
            return ()


def _by_place(template: BonusTemplate, premium: ContestPremium, basis: PayBasis) -> Told:
    code, figures = counted(template), basis.figures
    fact, step = figures.fact(code), why(figures, code, Measure.FACT)
    placing = basis.placing(template, premium)
    if placing is None:
        return Told(None, fact.reason or _belongs_nowhere(template), (step,))
    won = _prize_in_table(template, premium, placing, basis)
    reason = Message(
        "{fact} is place {place} of {competitors}",
        fact=fact.quantity,
        place=placing.place,
        competitors=placing.competitors,
    )
    is_less_better = figures.rules.indicator(code).polarity is Polarity.LESS
    if fact.value is not None and not may_win(fact.value, is_less_better=is_less_better):
        reason = Message("{place}, and only what is above zero wins", place=reason)
        return Told(None, reason, (step,), won)
    if placing.equals > 1:
        equals = plural(
            "{place}, with {count} other who has as much",
            "{place}, with {count} others who have as much",
            count=placing.equals - 1,
            place=reason,
        )
        reason = Message("{place}: they {rule}", place=equals, rule=premium.ties)
    if placing.gifts:
        reason = Message(
            "{place}, which wins in kind: {gifts}", place=reason, gifts=listed(placing.gifts)
        )
    elif placing.place > len(premium.prizes):
        reason = Message("{place}, for which there is no prize", place=reason)
    return Told(None, reason, (step,), won)


def _prize_in_table(
    template: BonusTemplate, premium: ContestPremium, placing: Placing, basis: PayBasis
) -> Working | None:
    """Return the own prize among those of all who compete, None where they are not told."""
    code, figures = counted(template), basis.figures
    fact = figures.fact(code).quantity
    row = None if fact.value is None else row_of(placing.all, fact.value, placing.amount.minor)
    if row is None:
        return None
    table = Ranking(
        tuple(prize.amount for prize in premium.prizes),
        placing.all,
        row,
        fact.unit,
        fact.currency,
        is_less_better=figures.rules.indicator(code).polarity is Polarity.LESS,
        is_each=premium.ties is Ties.EACH,
    )
    return computed("{0}", Operand(Quantity.of_money(placing.amount), template.name, table))


def _belongs_nowhere(template: BonusTemplate) -> Message:
    return Message("there are no figures of the {level}", level=template.level)


def _by_records(template: BonusTemplate, premium: CommissionPremium, basis: PayBasis) -> Told:
    """Tell of how many records and of how much; each of them stands beside the statement."""
    ref, currency = basis.employee.ref, basis.figures.rules.currency
    found = basis.earnings.of(ref, template.code)
    if not found.records:
        return Told(reason=Message("no record earned anything"))
    if premium.amount is not None:
        count = found.records
        return Told(
            reason=plural("{count} record earned it", "{count} records earned it", count=count)
        )
    base = sum(a.base_minor for a in basis.earnings.accruals(ref) if a.code == template.code)
    whole = Money(base, currency)
    reason = plural(
        "{count} record of {base} in all earned it",
        "{count} records of {base} in all earned it",
        count=found.records,
        base=whole,
    )
    return Told(_rate_in_figures(premium, whole, Money(found.amount_minor, currency)), reason)


def _rate_in_figures(premium: CommissionPremium, base: Money, paid: Money) -> Message | None:
    """Return the rate of the sum of all records, where that is what they came to one by one."""
    rate = premium.rate
    if rate is None or premium.rates or Money.of(rate * base.as_decimal(), base.currency) != paid:
        return None
    return product(Quantity(rate, Unit.PERCENT), base)

"""What is wrong with bonus templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from crm_desktop.domain import fields
from crm_desktop.domain.entry import CODE_LENGTH
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.kpi.definition import Indicator, Measure, Polarity, Scale, StepScale
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.order import refuse_unknown
from crm_desktop.kpi.problem import Problems, SchemeProblem, found, number_problems, unknown
from crm_desktop.rewards.check_commissions import commission_problems
from crm_desktop.rewards.condition import COMPARISONS
from crm_desktop.rewards.premium import SALARY_NAMES, Counting
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    FormulaPremium,
    PoolPremium,
    RateScalePremium,
    Sharing,
)
from crm_desktop.rewards.terms import PAID_KINDS
from crm_desktop.texts import Message

_MOST_INSTALMENTS = 60
_LONGEST_CODE_IN_PARTS = CODE_LENGTH - len("instalment::2026-03")
_LONGEST_WINDOW = 120
_WEIGHED = frozenset({Sharing.CONTRIBUTION, Sharing.ATTAINMENT})


def typed_template(template: BonusTemplate) -> BonusTemplate:
    """Return ``template`` with the values of its filter in the types of their fields.

    Raises:
        InvalidInputError: the filter does not suit its records.

    """
    premium = template.premium
    if not isinstance(premium, CommissionPremium) or premium.where is None:
        return template
    place = f"templates.{template.code}.premium.where"
    where = fields.checked(premium.where, premium.entity, place)
    return replace(template, premium=replace(premium, where=where))


@dataclass(frozen=True, slots=True)
class References:
    """What templates may refer to, by code."""

    indicators: Mapping[str, Indicator]
    scales: Mapping[str, Scale]

    def template_problems(self, template: BonusTemplate) -> Problems:
        """Yield what is wrong with ``template``."""
        place = f"templates.{template.code}"
        wrong_numbers = list(number_problems(template, place))
        yield from wrong_numbers
        yield from self._indicator_problems(template, f"{place}.indicator")
        yield from self._condition_problems(template, place)
        yield from _level_problems(template, f"{place}.level")
        yield from _time_problems(template, place)
        yield from self._premium_problems(template, f"{place}.premium")
        if not wrong_numbers:
            yield from _bound_problems(template, place)
            yield from _number_problems(template, f"{place}.premium")

    def _indicator_problems(self, template: BonusTemplate, place: str) -> Problems:
        if template.indicator is not None:
            yield from self._unknown_indicator(template.indicator, place)
        elif _needs_indicator(template):
            yield SchemeProblem(place, Message("This kind of premium needs an indicator."))
        counted = self.indicators.get(template.indicator or "")
        is_contest = isinstance(template.premium, ContestPremium)
        if is_contest and counted is not None and counted.polarity is Polarity.CORRIDOR:
            message = Message("A contest needs an indicator where more, or less, is better.")
            yield SchemeProblem(place, message)

    def _condition_problems(self, template: BonusTemplate, place: str) -> Problems:
        for number, condition in enumerate(template.conditions, 1):
            at = f"{place}.conditions[{number}]"
            yield from self._unknown_indicator(condition.indicator, f"{at}.indicator")
            if condition.operator not in COMPARISONS:
                message = Message(
                    "“{operator}” cannot stand here: use one of {allowed}.",
                    operator=condition.operator.value,
                    allowed=", ".join(COMPARISONS),
                )
                yield SchemeProblem(f"{at}.operator", message)

    def _unknown_indicator(self, code: str, place: str) -> Problems:
        yield from unknown(Message("Indicator"), code, self.indicators, place)

    def _premium_problems(self, template: BonusTemplate, place: str) -> Problems:
        match template.premium:
            case FormulaPremium(formula=text):
                yield from found(lambda: self._refuse_formula(text, template.code, place))
            case CoefficientPremium(scale=code):
                yield from unknown(Message("Scale"), code, self.scales, f"{place}.scale")
            case RateScalePremium(scale=code):
                yield from unknown(Message("Scale"), code, self.scales, f"{place}.scale")
                yield from self._rate_problems(code, template.indicator, f"{place}.scale")
            case PoolPremium(of=str(code)):
                yield from self._unknown_indicator(code, f"{place}.of")
            case CommissionPremium(scale=str(code)):
                yield from unknown(Message("Scale"), code, self.scales, f"{place}.scale")
                yield from self._record_rate_problems(code, f"{place}.scale")

    def _refuse_formula(self, text: str, user: str, place: str) -> None:
        formula = parse(text, f"{place}.formula")
        at = f"{place}.formula"
        refuse_unknown(formula, self.indicators, user=user, place=at, plain=SALARY_NAMES)

    def _rate_problems(self, code: str, indicator: str | None, place: str) -> Problems:
        scale, counted = self.scales.get(code), self.indicators.get(indicator or "")
        if scale is not None and not isinstance(scale, StepScale):
            yield SchemeProblem(place, Message("Rates need a scale of steps."))
        elif scale is not None and scale.measure is Measure.COEFFICIENT:
            message = Message("Rates need a scale over facts or attainment.")
            yield SchemeProblem(place, message)
        elif (
            scale is not None
            and scale.measure is Measure.ATTAINMENT
            and counted is not None
            and counted.polarity is not Polarity.MORE
        ):
            message = Message("Rates by attainment need an indicator where more is better.")
            yield SchemeProblem(place, message)

    def _record_rate_problems(self, code: str, place: str) -> Problems:
        scale = self.scales.get(code)
        if scale is not None and not isinstance(scale, StepScale):
            yield SchemeProblem(place, Message("Rates need a scale of steps."))
        elif scale is not None and scale.measure is not Measure.FACT:
            message = Message("A single record has no plan: its rates need a scale over facts.")
            yield SchemeProblem(place, message)


def _needs_indicator(template: BonusTemplate) -> bool:
    premium = template.premium
    if isinstance(premium, PoolPremium):
        return premium.shared in _WEIGHED
    return isinstance(premium, Counting | ContestPremium)


def _level_problems(template: BonusTemplate, place: str) -> Problems:
    level = template.level
    is_shared = isinstance(template.premium, PoolPremium | ContestPremium)
    if is_shared and level not in {SubjectLevel.DEPARTMENT, SubjectLevel.COMPANY}:
        message = Message("A pool or a contest is held within a department or the company.")
        yield SchemeProblem(place, message)
    elif level is SubjectLevel.GROUP:
        message = Message("Premiums read the figures of a person, a department or the company.")
        yield SchemeProblem(place, message)


def _time_problems(template: BonusTemplate, place: str) -> Problems:
    if template.period_kind not in PAID_KINDS:
        message = Message(
            "A template pays for a month, a quarter, a half-year or a year, not for “{kind}”.",
            kind=template.period_kind,
        )
        yield SchemeProblem(f"{place}.period_kind", message)
    if template.until is not None and template.until <= template.version.valid_from:
        message = Message("It would end before it begins.")
        yield SchemeProblem(f"{place}.until", message)
    if not 1 <= template.instalments <= _MOST_INSTALMENTS:
        message = Message("A premium is paid in 1 to {most} instalments.", most=_MOST_INSTALMENTS)
        yield SchemeProblem(f"{place}.instalments", message)
    if template.instalments > 1 and len(template.code) > _LONGEST_CODE_IN_PARTS:
        message = Message(
            "The code of a premium in instalments has at most {most} characters.",
            most=_LONGEST_CODE_IN_PARTS,
        )
        yield SchemeProblem(f"{place}.instalments", message)
    if template.clawback is None:
        return
    if not isinstance(template.premium, CommissionPremium):
        message = Message("Only commissions can be taken back: nothing else is paid for records.")
        yield SchemeProblem(f"{place}.clawback", message)
    elif not 1 <= template.clawback.months <= _LONGEST_WINDOW:
        message = Message(
            "What was paid is taken back within 1 to {most} months.", most=_LONGEST_WINDOW
        )
        yield SchemeProblem(f"{place}.clawback.months", message)


def _bound_problems(template: BonusTemplate, place: str) -> Problems:
    for name in ("floor", "cap", "minimum"):
        bound = getattr(template, name)
        if bound is not None and bound < 0:
            yield SchemeProblem(f"{place}.{name}", Message("A bound is not below zero."))
    cap = template.cap
    if cap is None or cap < 0:
        return
    if template.floor is not None and template.floor > cap:
        message = Message(
            "At least {floor} cannot be at most {cap}.", floor=template.floor, cap=cap
        )
        yield SchemeProblem(f"{place}.floor", message)
    if template.minimum is not None and template.minimum > cap:
        message = Message(
            "Nothing reaches the minimum of {minimum} where at most {cap} is paid.",
            minimum=template.minimum,
            cap=cap,
        )
        yield SchemeProblem(f"{place}.minimum", message)


def _number_problems(template: BonusTemplate, place: str) -> Problems:
    match template.premium:
        case PoolPremium() as pool:
            yield from _pool_problems(pool, place)
        case ContestPremium() as contest:
            yield from _contest_problems(contest, place)
        case CommissionPremium() as commission:
            yield from commission_problems(commission, place)


def _pool_problems(pool: PoolPremium, place: str) -> Problems:
    if (pool.amount is None) == (pool.rate is None):
        message = Message("A pool is either a sum or a share of an indicator.")
        yield SchemeProblem(f"{place}.amount", message)
    if (pool.rate is None) != (pool.of is None):
        message = Message("A share of the pool needs the indicator that it is of.")
        yield SchemeProblem(f"{place}.of", message)
    for name in ("amount", "rate"):
        number = getattr(pool, name)
        if number is not None and number < 0:
            yield SchemeProblem(f"{place}.{name}", Message("A pool is not below zero."))


def _contest_problems(contest: ContestPremium, place: str) -> Problems:
    if not contest.prizes:
        yield SchemeProblem(f"{place}.prizes", Message("A contest has prizes."))
    for number, prize in enumerate(contest.prizes, 1):
        at = f"{place}.prizes[{number}]"
        if prize.amount < 0:
            yield SchemeProblem(f"{at}.amount", Message("A prize is not below zero."))
        elif not prize.amount and not prize.gift.strip():
            yield SchemeProblem(at, Message("A prize is a sum, a gift, or both."))

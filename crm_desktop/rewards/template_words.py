"""What a bonus template pays and when, as a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filter_words import in_words as filter_in_words
from crm_desktop.domain.filters import Operator
from crm_desktop.domain.people import SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Measure, Scale
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.template import (
    AbovePlanPremium,
    BonusTemplate,
    Clawback,
    CoefficientPremium,
    CommissionPremium,
    ContestPremium,
    FixedPremium,
    FormulaPremium,
    PercentPremium,
    PerUnitPremium,
    PoolPremium,
    PremiumCondition,
    Prize,
    RateScalePremium,
    SalaryPercentPremium,
)
from crm_desktop.texts import Message, plural

_OfIndicator = (
    PerUnitPremium | PercentPremium | AbovePlanPremium | RateScalePremium | CoefficientPremium
)


def in_words(
    template: BonusTemplate,
    indicators: Mapping[str, Indicator],
    scales: Mapping[str, Scale],
    currency: str,
) -> Message:
    """Return what ``template`` pays: “5 % of “Sales”, if “Sales” exceeds 1 000 000 ₽”.

    ``indicators`` and ``scales`` are known by code; what is not there is named by its code.
    """
    words = _Words(indicators, scales, currency)
    return _with_commas([words.premium(template), *words.terms(template)])


@dataclass(frozen=True, slots=True)
class _Words:
    indicators: Mapping[str, Indicator]
    scales: Mapping[str, Scale]
    currency: str

    def premium(self, template: BonusTemplate) -> Message:
        """Return what is paid where nothing limits it."""
        premium, name = template.premium, self._indicator(template.indicator)
        match premium:
            case FixedPremium(amount):
                return Message.of("{amount}", None, {"amount": self._money(amount)})
            case SalaryPercentPremium(rate):
                return Message("{rate} of the salary", rate=_percent(rate))
            case FormulaPremium(formula):
                return self._formula(formula)
            case PoolPremium():
                return self._pool(premium)
            case ContestPremium():
                return self._contest(premium, name)
            case CommissionPremium():
                return self._commission(premium)
            case _:
                return self._of_indicator(premium, name)

    def _of_indicator(self, premium: _OfIndicator, name: str) -> Message:
        match premium:
            case PerUnitPremium(amount):
                return Message(
                    "{amount} for each unit of “{indicator}”",
                    amount=self._money(amount),
                    indicator=name,
                )
            case PercentPremium(rate):
                return _share_of(rate, name)
            case AbovePlanPremium(rate):
                return Message(
                    "{rate} of what “{indicator}” is above its plan",
                    rate=_percent(rate),
                    indicator=name,
                )
            case RateScalePremium(scale):
                return Message(
                    "“{indicator}” times the rate that the scale “{scale}” has for it",
                    indicator=name,
                    scale=self._scale(scale),
                )
            case CoefficientPremium(amount, scale):
                return Message(
                    "{amount} times the coefficient of “{indicator}” on the scale “{scale}”",
                    amount=self._money(amount),
                    indicator=name,
                    scale=self._scale(scale),
                )

    def terms(self, template: BonusTemplate) -> Iterator[Message]:
        """Yield what decides whether, how much of it and when it is paid."""
        yield from self._whether(template)
        if template.floor is not None:
            yield Message("at least {amount}", amount=self._money(template.floor))
        if template.cap is not None:
            yield Message("at most {amount}", amount=self._money(template.cap))
        if template.minimum is not None:
            yield Message("nothing below {amount}", amount=self._money(template.minimum))
        if template.period_kind in _PERIODS:
            yield _PERIODS[template.period_kind]
        if template.instalments > 1:
            count = template.instalments
            yield plural("in {count} monthly part", "in {count} monthly parts", count=count)
        if template.clawback is not None:
            yield _clawback(template.clawback)
        if template.until is not None:
            yield Message("for periods that begin before {day}", day=template.until)

    def _whether(self, template: BonusTemplate) -> Iterator[Message]:
        """Yield the conditions, and whose figures they and the premium read."""
        is_shared = isinstance(template.premium, PoolPremium | ContestPremium)
        levels = _WITHIN if is_shared else _LEVELS
        whose = [levels[template.read_level]] if template.read_level in levels else []
        told = [self._condition(condition) for condition in template.conditions]
        conditions = [Message("if {conditions}", conditions=_all_of(told))] if told else []
        yield from (*conditions, *whose) if template.is_own else (*whose, *conditions)

    def _condition(self, condition: PremiumCondition) -> Message:
        known = self.indicators.get(condition.indicator)
        match condition.measure:
            case Measure.FACT:
                unit = Unit.NUMBER if known is None else known.unit
            case Measure.ATTAINMENT:
                unit = Unit.PERCENT
            case Measure.COEFFICIENT:
                unit = Unit.SCORE
        currency = self.currency if unit is Unit.MONEY else None
        return Message(
            "{what} {relation} {bound}",
            what=_measured(condition.measure, self._indicator(condition.indicator)),
            relation=_RELATIONS[condition.operator],
            bound=Quantity(condition.value, unit, currency),
        )

    def _formula(self, text: str) -> Message:
        try:
            formula = parse(text)
        except InvalidInputError:
            return Message.of("{formula}", None, {"formula": text})
        return formula.with_values({name: self._referred(name) for name in formula.references})

    def _referred(self, reference: str) -> Message:
        code, _point, figure = reference.partition(".")
        if reference in _OF_PAY:
            return _OF_PAY[reference]
        name = self._indicator(code)
        if figure == "plan":
            return Message("plan of {name}", name=_quoted(name))
        return _measured(Measure.ATTAINMENT if figure else Measure.FACT, name)

    def _pool(self, premium: PoolPremium) -> Message:
        if premium.rate is None:
            whole = Message.of("{amount}", None, {"amount": self._money(premium.amount)})
        else:
            whole = _share_of(premium.rate, self._indicator(premium.of))
        return Message("a part of {pool}, shared {how}", pool=whole, how=premium.shared)

    def _contest(self, premium: ContestPremium, name: str) -> Message:
        prizes = [
            Message("place {place}: {prize}", place=place, prize=self._prize(prize))
            for place, prize in enumerate(premium.prizes, 1)
        ]
        if not prizes:
            return Message("prizes for the best by “{indicator}”", indicator=name)
        return Message(
            "prizes for the best by “{indicator}” ({prizes})", indicator=name, prizes=listed(prizes)
        )

    def _prize(self, prize: Prize) -> Message:
        amount = self._money(prize.amount)
        if not prize.gift:
            return Message.of("{amount}", None, {"amount": amount})
        if not prize.amount:
            return Message.of("{gift}", None, {"gift": prize.gift})
        return Message("{amount} and {gift}", amount=amount, gift=prize.gift)

    def _commission(self, premium: CommissionPremium) -> Message:
        made = self._of_a_record(premium)
        which = premium.where and filter_in_words(premium.where, premium.entity, self.currency)
        if which:
            made = Message.of("{what} ({which})", None, {"what": made, "which": which})
        return _with_commas([made, *_earning(premium)])

    def _of_a_record(self, premium: CommissionPremium) -> Message:
        """Return what a single record pays."""
        if premium.amount is None:
            what = _MEASURED.get((premium.entity, premium.measure), premium.measure)
            return Message("{rate} of {what}", rate=self._rate(premium), what=what)
        amount = self._money(premium.amount)
        if premium.entity is Entity.DEAL:
            return Message("{amount} for each deal", amount=amount)
        return Message("{amount} for each document", amount=amount)

    def _rate(self, premium: CommissionPremium) -> object:
        if premium.scale is not None:
            return Message("a rate by the scale “{scale}”", scale=self._scale(premium.scale))
        if premium.rate is not None:
            return _percent(premium.rate)
        return Message("the product’s rate")

    def _indicator(self, code: str | None) -> str:
        known = self.indicators.get(code or "")
        return code or "…" if known is None else known.name

    def _scale(self, code: str) -> str:
        known = self.scales.get(code)
        return code or "…" if known is None else known.name

    def _money(self, amount: Decimal | None) -> Quantity:
        return Quantity(amount, Unit.MONEY, self.currency)


_MEASURED = {
    (Entity.DEAL, "amount"): Message("the amount of each deal"),
    (Entity.DEAL, "margin"): Message("the margin of each deal"),
    (Entity.DOCUMENT, "amount"): Message("the amount of each document"),
    (Entity.DOCUMENT, "margin"): Message("the margin of each document"),
    (Entity.DOCUMENT, "net"): Message("the amount of each document without tax"),
}
_WITHIN = {
    SubjectLevel.DEPARTMENT: Message("within the department"),
    SubjectLevel.COMPANY: Message("within the company"),
}
_LEVELS = {
    SubjectLevel.DEPARTMENT: Message("by the figures of the department"),
    SubjectLevel.COMPANY: Message("by the figures of the company"),
}
_PERIODS = {
    PeriodKind.QUARTER: Message("once a quarter"),
    PeriodKind.HALF_YEAR: Message("once in half a year"),
    PeriodKind.YEAR: Message("once a year"),
}
_RELATIONS = {
    Operator.MORE: Message("exceeds"),
    Operator.AT_MOST: Message("does not exceed"),
    Operator.AT_LEAST: Message("is at least"),
    Operator.LESS: Message("is below"),
    Operator.EQUAL: Message("equals"),
    Operator.NOT_EQUAL: Message("differs from"),
}
_OF_PAY = {"salary": Message("salary"), "score": Message("the score")}


def _earning(premium: CommissionPremium) -> Iterator[Message]:
    if premium.rates and premium.rate is not None:
        count = len(premium.rates)
        yield plural(
            "{count} product or group has a rate of its own",
            "{count} products or groups have rates of their own",
            count=count,
        )
    if premium.earned:
        yield Message("earned by: {events}", events=_events(premium))
    if premium.safety_days:
        count = premium.safety_days
        yield plural("{count} day later", "{count} days later", count=count)
    if premium.stages:
        parts = [_part(one.stage, one.share) for one in premium.stages]
        yield Message("parts for who moved it into a stage: {parts}", parts=listed(parts))


def _events(premium: CommissionPremium) -> Message:
    if len(premium.earned) == 1 and premium.earned[0].share == 1:
        return Message.of("{event}", None, {"event": premium.earned[0].event})
    return listed([_part(one.event, one.share) for one in premium.earned])


def _part(what: object, share: Decimal) -> Message:
    return Message.of("{what} {share}", None, {"what": what, "share": _percent(share)})


def _clawback(clawback: Clawback) -> Message:
    if clawback.is_pro_rata:
        return plural(
            "taken back in part if it fails within {count} month",
            "taken back in part if it fails within {count} months",
            count=clawback.months,
        )
    return plural(
        "taken back if it fails within {count} month",
        "taken back if it fails within {count} months",
        count=clawback.months,
    )


def _measured(measure: Measure, indicator: str) -> Message:
    match measure:
        case Measure.FACT:
            return _quoted(indicator)
        case Measure.ATTAINMENT:
            return Message("attainment of “{indicator}”", indicator=indicator)
        case Measure.COEFFICIENT:
            return Message("coefficient of “{indicator}”", indicator=indicator)


def _share_of(rate: Decimal, indicator: str) -> Message:
    return Message("{rate} of “{indicator}”", rate=_percent(rate), indicator=indicator)


def _quoted(indicator: str) -> Message:
    return Message("“{indicator}”", indicator=indicator)


def _percent(rate: Decimal) -> Quantity:
    return Quantity(rate, Unit.PERCENT)


def _all_of(clauses: Sequence[Message]) -> Message:
    return reduce(
        lambda left, right: Message("{left}, and {right}", left=left, right=right), clauses
    )


def _with_commas(parts: Sequence[Message]) -> Message:
    return reduce(
        lambda left, right: Message.of("{left}, {right}", None, {"left": left, "right": right}),
        parts,
    )

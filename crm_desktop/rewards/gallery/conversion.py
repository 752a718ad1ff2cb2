"""A scheme in another currency: what it pays and asks for, brought to round sums of a firm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Measure, Plan, Profile, ProfileEntry, Scale, StepScale
from crm_desktop.rewards.gallery.amounts import factor_of, friendly
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    ContestPremium,
    FixedPremium,
    PerUnitPremium,
    PoolPremium,
    Premium,
    PremiumCondition,
    Prize,
    RateScalePremium,
    RewardCard,
)


def converted(scheme: Scheme, currency: str, typical: Decimal | None = None) -> Scheme:
    """Return a ready scheme with sums that suit a firm that counts in ``currency``.

    ``typical`` is what a person of the firm sells for in a month, in major units; None where
    nothing is known. Converted are salaries, premiums, and the plans, bounds and conditions of
    money. Formulas stay: those of ready schemes are shares of the salary. No ready scheme has
    curves over sums, commissions or advances.
    """
    return _Conversion(scheme, currency, factor_of(currency, typical)).scheme()


class _Conversion:
    def __init__(self, scheme: Scheme, currency: str, factor: Decimal) -> None:
        self._scheme, self._currency, self._factor = scheme, currency, factor
        self._money = {each.code for each in scheme.indicators if each.unit is Unit.MONEY}

    def scheme(self) -> Scheme:
        scheme = self._scheme
        rates = {
            each.premium.scale
            for each in scheme.templates
            if isinstance(each.premium, RateScalePremium) and each.indicator in self._money
        }
        return replace(
            scheme,
            currency=self._currency,
            scales=tuple(
                self._scale(each) if each.code in rates else each for each in scheme.scales
            ),
            profiles=tuple(map(self._profile, scheme.profiles)),
            plans=tuple(map(self._plan, scheme.plans)),
            templates=tuple(map(self._template, scheme.templates)),
            cards=tuple(map(self._card, scheme.cards)),
        )

    def _sum(self, amount: Decimal) -> Decimal:
        return friendly(amount, self._factor, self._currency)

    def _maybe(self, amount: Decimal | None) -> Decimal | None:
        return None if amount is None else self._sum(amount)

    def _scale(self, scale: Scale) -> Scale:
        if not isinstance(scale, StepScale) or scale.measure is not Measure.FACT:
            return scale
        steps = (
            replace(step, lower=self._maybe(step.lower), upper=self._maybe(step.upper))
            for step in scale.steps
        )
        return replace(scale, steps=tuple(steps))

    def _profile(self, profile: Profile) -> Profile:
        return replace(profile, entries=tuple(map(self._entry, profile.entries)))

    def _entry(self, entry: ProfileEntry) -> ProfileEntry:
        if entry.indicator not in self._money:
            return entry
        return replace(
            entry,
            plan=self._maybe(entry.plan),
            base=self._maybe(entry.base),
            ramp=tuple(map(self._sum, entry.ramp)),
        )

    def _plan(self, plan: Plan) -> Plan:
        is_money = plan.indicator in self._money
        return replace(plan, value=self._sum(plan.value)) if is_money else plan

    def _card(self, card: RewardCard) -> RewardCard:
        return replace(card, salary=self._sum(card.salary), guarantee=self._maybe(card.guarantee))

    def _template(self, template: BonusTemplate) -> BonusTemplate:
        return replace(
            template,
            premium=self._premium(template.premium),
            conditions=tuple(self._conditions(template.conditions)),
            floor=self._maybe(template.floor),
            cap=self._maybe(template.cap),
            minimum=self._maybe(template.minimum),
        )

    def _conditions(self, conditions: Iterable[PremiumCondition]) -> Iterable[PremiumCondition]:
        for each in conditions:
            is_sum = each.indicator in self._money and each.measure is Measure.FACT
            yield replace(each, value=self._sum(each.value)) if is_sum else each

    def _premium(self, premium: Premium) -> Premium:
        match premium:
            case FixedPremium() | PerUnitPremium() | CoefficientPremium():
                return replace(premium, amount=self._sum(premium.amount))
            case PoolPremium():
                return replace(premium, amount=self._maybe(premium.amount))
            case ContestPremium():
                prizes = (Prize(self._sum(each.amount), each.gift) for each in premium.prizes)
                return replace(premium, prizes=tuple(prizes))
            case _:
                return premium

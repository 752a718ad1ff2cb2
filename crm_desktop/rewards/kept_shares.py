"""Pools and contests as one of those who took part sees them, without all the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.rewards.contests import Placing
from crm_desktop.rewards.pools import Pool
from crm_desktop.rewards.shared import Candidate, SharedPremiums, unit_of
from crm_desktop.rewards.template import BonusTemplate, ContestPremium, PoolPremium
from crm_desktop.rewards.terms import Terms


def told_share(
    shared: SharedPremiums, template: BonusTemplate, subject: Subject
) -> list[object] | None:
    """Return as JSON-able data what ``subject`` has of ``template``, None for no share in it.

    Of a pool the own weight, the sum of all weights, how many they are, and the own part; of a
    contest the place, who shares it, who competes, the prize and the gifts.
    """
    unit = unit_of(template, subject)
    if unit is None:
        return None
    if isinstance(template.premium, PoolPremium):
        return _told_pool(shared.pool(template, template.premium, unit), subject.ref)
    if isinstance(template.premium, ContestPremium):
        placing = shared.contest(template, template.premium, unit).get(subject.ref)
        if placing is not None:
            place, equals, competitors, amount, gifts = placing
            return [place, equals, competitors, amount.minor, list(gifts)]
    return None


def _told_pool(pool: Pool, ref: SubjectRef) -> list[object]:
    own, part = pool.weights.get(ref), pool.parts.get(ref)
    return [
        None if own is None else str(own),
        str(sum(pool.weights.values(), Decimal(0))),
        len(pool.weights),
        None if part is None else part.minor,
    ]


class KeptShares(SharedPremiums):
    """What ``told_share`` told of ``subject``, by the codes of templates."""

    def __init__(
        self,
        subject: Subject,
        told: Mapping[str, Sequence[Any]],
        candidates: Iterable[Candidate],
        terms: Terms,
        money: Callable[[Decimal], Money],
    ) -> None:
        super().__init__(candidates, terms, money)
        self._ref, self._told = subject.ref, told

    def pool(self, template: BonusTemplate, premium: PoolPremium, unit: SubjectRef) -> Pool:
        whole, step = self.whole(premium, unit, self._terms[template.period_kind])
        own, of_all, count, part = self._told[template.code]
        weights = _weights(self._ref, own, Decimal(of_all), count)
        pool = Pool.of(whole, step, weights, currency=self._money(Decimal(0)).currency)
        parts = {} if part is None else {self._ref: Money(part, pool.whole.currency)}
        return replace(pool, parts=parts)

    def contest(
        self, template: BonusTemplate, premium: ContestPremium, unit: SubjectRef
    ) -> Mapping[SubjectRef, Placing]:
        told = self._told.get(template.code)
        if told is None:
            return {}
        place, equals, competitors, minor, gifts = told
        amount = Money(minor, self._money(Decimal(0)).currency)
        return {self._ref: Placing(place, equals, competitors, amount, tuple(gifts))}


def _weights(
    ref: SubjectRef, own: str | None, of_all: Decimal, count: int
) -> dict[SubjectRef, Decimal]:
    """Return as many weights with the same sum: all but the own one stand for others."""
    weights = {} if own is None else {ref: Decimal(own)}
    others = [SubjectRef(SubjectLevel.EMPLOYEE, f"\x00{i}") for i in range(count - len(weights))]
    weights |= dict.fromkeys(others, Decimal(0))
    if others:
        weights[others[0]] = of_all - weights.get(ref, Decimal(0))
    return weights

"""Pools and contests as one of those who took part sees them, the others without names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.kpi.working import Part
from crm_desktop.rewards.contests import Placing
from crm_desktop.rewards.pools import Pool, why_none
from crm_desktop.rewards.shared import Candidate, SharedPremiums, unit_of
from crm_desktop.rewards.template import BonusTemplate, ContestPremium, PoolPremium
from crm_desktop.rewards.terms import Terms


def told_share(
    shared: SharedPremiums, template: BonusTemplate, subject: Subject
) -> list[object] | None:
    """Return as JSON-able data what ``subject`` has of ``template``, None for no share in it.

    What nobody asked for, or could not be computed, is no share.

    Of a pool the own weight, the sum of all weights, how many they are, and the own part; of a
    contest the place, who shares it, who competes, the prize and the gifts. Last come all who take
    part, without their names, where they are told.
    """
    unit = unit_of(template, subject)
    if unit is None:
        return None
    pool = shared.known_pool(template, unit)
    if pool is not None:
        return _told_pool(pool, subject.ref)
    placing = shared.known_contest(template, unit).get(subject.ref)
    if placing is None:
        return None
    place, equals, competitors, amount, gifts, everyone = placing
    return [place, equals, competitors, amount.minor, list(gifts), *_told_parts(everyone)]


def _told_pool(pool: Pool, ref: SubjectRef) -> list[object]:
    own, part = pool.weights.get(ref), pool.parts.get(ref)
    return [
        None if own is None else str(own),
        str(pool.weight_of_all),
        pool.count,
        None if part is None else part.minor,
        *_told_parts(pool.sharers),
    ]


def _told_parts(parts: Sequence[Part]) -> list[object]:
    return [[[str(one.basis), one.minor, one.count] for one in parts]] if parts else []


def _parts(told: Sequence[Sequence[Sequence[Any]]]) -> tuple[Part, ...]:
    return tuple(Part(Decimal(basis), minor, count) for of in told for basis, minor, count in of)


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
        own, of_all, count, part, *everyone = self._told.get(template.code, _NOT_SHARED)
        nothing, weight_of_all = self._money(Decimal(0)), Decimal(of_all)
        return Pool(
            nothing if whole is None else whole,
            step,
            {} if own is None else {self._ref: Decimal(own)},
            {} if part is None else {self._ref: Money(part, nothing.currency)},
            count,
            weight_of_all,
            why_none(whole, step, count, weight_of_all),
            _parts(everyone),
        )

    def contest(
        self, template: BonusTemplate, premium: ContestPremium, unit: SubjectRef
    ) -> Mapping[SubjectRef, Placing]:
        told = self._told.get(template.code)
        if told is None:
            return {}
        place, equals, competitors, minor, gifts, *everyone = told
        amount = Money(minor, self._money(Decimal(0)).currency)
        found = Placing(place, equals, competitors, amount, tuple(gifts), _parts(everyone))
        return {self._ref: found}


_NOT_SHARED: Sequence[Any] = (None, "0", 0, None)

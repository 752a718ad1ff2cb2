"""Contests: who has which place, and what the place wins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, repeat
from typing import NamedTuple

from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.people import SubjectRef
from crm_desktop.kpi.working import Part, parts_of
from crm_desktop.rewards.template import Ties


class Won(NamedTuple):
    """What a place wins: a sum, gifts in kind, or both."""

    amount: Money
    gift: str = ""


class Placing(NamedTuple):
    """The ``place`` of one of ``competitors``, of whom ``equals`` have the same, and its prize.

    ``gifts`` are for all of them together where they share. ``all`` are the competitors without
    their names, by their facts; none where they are too many to be told.
    """

    place: int
    equals: int
    competitors: int
    amount: Money
    gifts: tuple[str, ...] = ()
    all: tuple[Part, ...] = ()


def placings(
    facts: Mapping[SubjectRef, Decimal],
    prizes: Sequence[Won],
    ties: Ties,
    *,
    is_less_better: bool = False,
) -> dict[SubjectRef, Placing]:
    """Return the place of each; equal facts have the same, and as many places after it are empty.

    ``prizes``, at least one, are those of the places from the first on. Where more is better they
    are won by what is above zero alone, as ``may_win`` says.
    """
    sign = 1 if is_less_better else -1
    ranked = sorted(facts, key=lambda ref: (facts[ref] * sign, ref))
    found: dict[SubjectRef, Placing] = {}
    nothing = Money.zero(prizes[0].amount.currency)
    for fact, equal in groupby(ranked, key=facts.__getitem__):
        refs, place = list(equal), len(found) + 1
        won: Iterable[tuple[Money, tuple[str, ...]]] = repeat((nothing, ()), len(refs))
        if may_win(fact, is_less_better=is_less_better):
            won = _won(place, len(refs), prizes, ties)
        for ref, (amount, gifts) in zip(refs, won, strict=True):
            found[ref] = Placing(place, len(refs), len(ranked), amount, gifts)
    won_by = ((facts[ref], placing.amount.minor) for ref, placing in found.items())
    everyone = parts_of(won_by, is_less_better=is_less_better)
    return {ref: placing._replace(all=everyone) for ref, placing in found.items()}


def may_win(fact: Decimal, *, is_less_better: bool) -> bool:
    """Return whether ``fact`` may win at all: nobody does by having done nothing."""
    return is_less_better or fact > 0


def _won(
    place: int, equals: int, prizes: Sequence[Won], ties: Ties
) -> Iterator[tuple[Money, tuple[str, ...]]]:
    """Yield what each of ``equals`` at ``place`` wins."""
    last = place if ties is Ties.EACH else place + equals - 1
    won = prizes[place - 1 : last]
    gifts = tuple(prize.gift for prize in won if prize.gift)
    whole = sum((prize.amount for prize in won), Money.zero(prizes[0].amount.currency))
    if ties is Ties.EACH:
        yield from ((whole, gifts) for _ in range(equals))
    else:
        yield from ((part, gifts) for part in allocate(whole, [Decimal(1)] * equals))

"""Pools: one sum that all who qualify share without a remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.people import SubjectRef
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.working import Part, parts_of
from crm_desktop.texts import Message

NOBODY_QUALIFIES = Message("nobody qualifies for the pool")
NOTHING_TO_SHARE_BY = Message("nobody has a share above zero to divide the pool by")
EMPTY_POOL = Message("there is nothing in the pool")


@dataclass(frozen=True, slots=True)
class Pool:
    """``whole`` divided among ``count`` who qualify, whose weights come to ``weight_of_all``.

    ``weights``, none below zero, and ``parts`` are those of all of them, or of the one alone who
    asks. ``step`` tells what made ``whole``; ``reason`` says why there are no parts. ``sharers``
    are all of them without their names, none where they are too many to be told.
    """

    whole: Money
    step: Derivation
    weights: Mapping[SubjectRef, Decimal]
    parts: Mapping[SubjectRef, Money]
    count: int
    weight_of_all: Decimal
    reason: Message | None = None
    sharers: tuple[Part, ...] = ()

    @classmethod
    def of(
        cls,
        whole: Money | None,
        step: Derivation,
        weights: Mapping[SubjectRef, Decimal],
        *,
        currency: str,
    ) -> Pool:
        """Return ``whole`` divided by ``weights``; those below zero count as zero.

        None is a pool whose figure has no value, of which the sentence of ``step`` says why.

        Source: domain.md §6, case C51.

        """
        above = {ref: max(weights[ref], Decimal(0)) for ref in sorted(weights)}
        of_all = sum(above.values(), Decimal(0))
        reason = why_none(whole, step, len(above), of_all)
        found = Money.zero(currency) if whole is None else whole
        divided = allocate(found, list(above.values())) if reason is None else ()
        parts = dict(zip(above, divided, strict=False))
        sharers = parts_of((above[ref], part.minor) for ref, part in parts.items())
        return cls(found, step, above, parts, len(above), of_all, reason, sharers)


def why_none(
    whole: Money | None, step: Derivation, count: int, weight_of_all: Decimal
) -> Message | None:
    """Return why nobody has a part of ``whole``, None where somebody has."""
    if whole is None:
        return step.sentence
    if whole.minor <= 0:
        return EMPTY_POOL
    if not count:
        return NOBODY_QUALIFIES
    return None if weight_of_all else NOTHING_TO_SHARE_BY

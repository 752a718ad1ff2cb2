"""Pools: one sum that all who qualify share without a remainder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.money import Money, allocate
from crm_desktop.domain.people import SubjectRef
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.texts import Message

NOBODY_QUALIFIES = Message("nobody qualifies for the pool")
NOTHING_TO_SHARE_BY = Message("nobody has a share above zero to divide the pool by")
EMPTY_POOL = Message("there is nothing in the pool")


@dataclass(frozen=True, slots=True)
class Pool:
    """``whole`` in ``parts``; ``weights`` are those of all who qualify, none below zero.

    ``step`` tells what made ``whole``; ``reason`` says why there are no parts.
    """

    whole: Money
    step: Derivation
    weights: Mapping[SubjectRef, Decimal]
    parts: Mapping[SubjectRef, Money]
    reason: Message | None = None

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
        reason = _why_none(whole, step, above)
        found = Money.zero(currency) if whole is None else whole
        parts = {} if reason is not None else dict(zip(above, _divided(found, above), strict=True))
        return cls(found, step, above, parts, reason)


def _divided(whole: Money, weights: Mapping[SubjectRef, Decimal]) -> list[Money]:
    return allocate(whole, list(weights.values()))


def _why_none(
    whole: Money | None, step: Derivation, weights: Mapping[SubjectRef, Decimal]
) -> Message | None:
    if whole is None:
        return step.sentence
    if whole.minor <= 0:
        return EMPTY_POOL
    if not weights:
        return NOBODY_QUALIFIES
    return None if any(weights.values()) else NOTHING_TO_SHARE_BY

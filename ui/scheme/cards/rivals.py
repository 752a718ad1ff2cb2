"""Whom other reward cards pay already, and those cards without them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import RewardCard
from ui.scheme.cards.sketch import CardReading


@dataclass(frozen=True, slots=True)
class Rival:
    """In ``row`` stands a subject that ``card`` pays."""

    row: int
    subject: SubjectRef
    card: RewardCard


def rivals(reading: CardReading, scheme: Scheme, code: str) -> tuple[Rival, ...]:
    """Return whom other cards of ``scheme`` than that of ``code`` pay."""
    holders = {
        assignment.subject: card
        for card in scheme.cards
        if card.code != code
        for assignment in card.assignments
    }
    return tuple(
        Rival(row, assignment.subject, holders[assignment.subject])
        for row, assignment in zip(reading.rows, reading.assignments, strict=True)
        if assignment.subject in holders
    )


def freed(found: Iterable[Rival]) -> tuple[RewardCard, ...]:
    """Return the cards of ``found`` without those whom they are to pay no more."""
    moved: dict[str, tuple[RewardCard, set[SubjectRef]]] = {}
    for rival in found:
        moved.setdefault(rival.card.code, (rival.card, set()))[1].add(rival.subject)
    return tuple(_without(card, subjects) for card, subjects in moved.values())


def _without(card: RewardCard, subjects: Collection[SubjectRef]) -> RewardCard:
    kept = tuple(one for one in card.assignments if one.subject not in subjects)
    return replace(card, assignments=kept)

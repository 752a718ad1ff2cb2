"""Who is paid by which reward card."""

from __future__ import annotations

from collections.abc import Iterable

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.rewards.template import Assignment, RewardCard

AssignedCard = tuple[RewardCard, Assignment]


def cards_in_force(cards: Iterable[RewardCard], period: Period) -> dict[SubjectRef, AssignedCard]:
    """Return the card that each subject is assigned to, with the assignment, for ``period``.

    A card holds for periods that begin on its first day or later; of two that name the same
    subject the one with the lower code.
    """
    holders: dict[SubjectRef, AssignedCard] = {}
    for card in sorted(cards, key=lambda card: card.code):
        if card.version.valid_from <= period.start:
            for assignment in card.assignments:
                holders.setdefault(assignment.subject, (card, assignment))
    return holders

"""Who is paid by which reward card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.assignment import Holders, departments_of, profiles_in_force
from crm_desktop.kpi.definition import Profile
from crm_desktop.rewards.scheme import Scheme
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


@dataclass(frozen=True, slots=True)
class HeldRules:
    """What employees are measured and paid by on a day, once all cards and profiles have begun."""

    cards: Holders[AssignedCard]
    profiles: tuple[Holders[Profile], ...]

    @classmethod
    def on(cls, day: date, scheme: Scheme, units: Iterable[Subject]) -> Self:
        """Return what holds of ``scheme`` on the day, which terms of assignments look at."""
        departments, rules = departments_of(units), scheme.since_ever()
        cards = cards_in_force(rules.cards, Period.containing(day, PeriodKind.MONTH))
        used = {each.period_kind for each in rules.profiles} - {PeriodKind.CUSTOM}
        measured = (
            profiles_in_force(
                rules.profiles, SubjectLevel.EMPLOYEE, Period.containing(day, kind), on=day
            )
            for kind in sorted(used, key=tuple(PeriodKind).index)
        )
        return cls(
            Holders(cards, departments), tuple(Holders(each, departments) for each in measured)
        )

    def profiles_of(self, subject: Subject) -> Sequence[Profile]:
        """Return the profiles of an employee, that of the shortest periods first."""
        found = (each.closest(subject) for each in self.profiles)
        return [profile for profile in found if profile is not None]

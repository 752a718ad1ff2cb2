"""How the salaries of a card went: since when, whose, how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from crm_desktop.domain.people import SubjectRef
from crm_desktop.rewards.template import RewardCard
from crm_desktop.services.schemes import VersionRow


@dataclass(frozen=True, slots=True)
class SalaryLine:
    """``whose`` None is the salary of the card; ``salary`` None is the end of one."""

    since: date
    whose: SubjectRef | None
    salary: Decimal | None


def salaries_of(versions: Sequence[VersionRow]) -> list[SalaryLine]:
    """Return each change of a salary that the versions of a card made, the newest first.

    A version holds until the next one that begins later; of those that begin on the same day
    the one with the highest number.
    """
    held = {row.valid_from: row for row in sorted(versions, key=lambda row: row.number)}
    lines: list[SalaryLine] = []
    before: Mapping[SubjectRef | None, Decimal] = {}
    for day in sorted(held):
        definition = held[day].definition
        card = definition if isinstance(definition, RewardCard) else None
        present = {} if card is None else _salaries(card)
        lines += [
            SalaryLine(day, whose, present.get(whose))
            for whose in {**present, **before}
            if present.get(whose) != before.get(whose)
        ]
        before = present
    return lines[::-1]


def _salaries(card: RewardCard) -> dict[SubjectRef | None, Decimal]:
    salaries: dict[SubjectRef | None, Decimal] = {None: card.salary}
    for one in card.assignments:
        if one.salary is not None:
            salaries[one.subject] = one.salary
    return salaries

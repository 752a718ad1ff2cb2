"""How the firm is built around a scheme, and what of that has changed since somebody looked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from crm_desktop.domain.people import Subject, SubjectLevel
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.taking_in import named_by, people_in
from crm_desktop.texts import Message, plural

_MUCH = 3
"""A change of the number of people by more than this part of it asks for a look."""


@dataclass(frozen=True, slots=True)
class Structure:
    """The departments that a scheme concerns, by their codes, its people, and what is sold."""

    departments: Mapping[str, str]
    people: int
    product_groups: frozenset[str]

    @classmethod
    def around(
        cls, draft: WizardDraft, everyone: Sequence[Subject], product_groups: Collection[str]
    ) -> Self:
        """Return how the firm of ``everyone`` is built where ``draft`` concerns it."""
        by_code, named = departments_of(everyone), named_by(draft)
        people = people_in(draft, everyone)
        within = [each for each in by_code.values() if named & set(lineage(each, by_code))]
        concerned = {
            ref.code
            for each in (*people, *within)
            for ref in lineage(each, by_code)
            if ref.level is SubjectLevel.DEPARTMENT
        }
        departments = {code: by_code[code].name for code in sorted(concerned & by_code.keys())}
        return cls(departments, len(people), frozenset(product_groups))

    def plain(self) -> dict[str, Any]:
        """Return what ``read`` reads."""
        return {
            "departments": dict(self.departments),
            "people": self.people,
            "product_groups": sorted(self.product_groups),
        }

    @classmethod
    def read(cls, plain: Mapping[str, Any]) -> Self:
        groups = frozenset(plain["product_groups"])
        return cls(plain["departments"], plain["people"], groups)


def changes(was: Structure, now: Structure) -> Iterator[Message]:
    """Yield what has changed so much that somebody has to look, as sentences."""
    new, gone = now.departments.keys() - was.departments, was.departments.keys() - now.departments
    if new:
        names = listed(sorted(now.departments[code] for code in new))
        yield Message("Departments have been added: {names}.", names=names)
    if gone:
        names = listed(sorted(was.departments[code] for code in gone))
        yield Message("Departments are no longer there: {names}.", names=names)
    for code, name in was.departments.items():
        if now.departments.get(code, name) != name:
            yield Message(
                "The department “{was}” is called “{now}” now.",
                was=name,
                now=now.departments[code],
            )
    if abs(now.people - was.people) * _MUCH > was.people:
        yield plural(
            "{count} person is in it now; it was made for {was}.",
            "{count} people are in it now; it was made for {was}.",
            count=now.people,
            was=was.people,
        )
    if now.product_groups != was.product_groups:
        names = listed(sorted(now.product_groups ^ was.product_groups))
        yield Message("What you sell has changed: {names}.", names=names)

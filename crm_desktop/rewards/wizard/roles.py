"""Whose work somebody does, guessed from their position and their records; never more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.health import named
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm, Work
from crm_desktop.rewards.wizard.titles import is_head, title_of
from crm_desktop.texts import Message, plural

_FEWEST = 5
"""With fewer records in three months nothing is said of somebody's work."""

_FEWEST_DEALS = 3
"""Nobody else wins so many deals in three months as somebody who sells."""

_MOSTLY: Sequence[tuple[Role, frozenset[Work], Message]] = (
    (Role.SERVICE, frozenset({Work.TICKETS}), Message("most of the records are tickets")),
    (
        Role.CALL_CENTRE,
        frozenset({Work.CALLS_IN, Work.CALLS_OUT}),
        Message("most of the records are calls"),
    ),
    (
        Role.OFFICE,
        frozenset({Work.TASKS, Work.LETTERS}),
        Message("most of the records are tasks and letters"),
    ),
)

TEAM_NAMES: Mapping[Role, Message] = {
    Role.SALES: Message("Sellers"),
    Role.CALL_CENTRE: Message("Call centre"),
    Role.SERVICE: Message("Service"),
    Role.OFFICE: Message("Office"),
    Role.MARKETING: Message("Marketing"),
    Role.HEAD_OF_SALES: Message("Heads of sales"),
}


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """A role and why; None where no role of the catalogue fits."""

    role: Role | None
    reason: Message


@dataclass(frozen=True, slots=True)
class SuggestedTeam:
    """People who do alike work; ``refs`` are departments where all of these do."""

    name: Message
    role: Role
    refs: tuple[SubjectRef, ...]
    reason: Message


def guess(position: str, work: Mapping[Work, int], heads: Collection[str] = ()) -> RoleGuess:
    """Return what role somebody has by ``position``, else by what records show.

    ``heads`` are the codes of the departments that they lead: who leads sellers is no seller.
    """
    title = title_of(position)
    if title is not None:
        role = title.role if not heads or is_head(position) else _of_head(title.role, work)
        reason = (
            Message("works as “{position}”", position=position)
            if role is title.role
            else Message("leads a department as “{position}”", position=position)
        )
        return RoleGuess(role, reason)
    if heads:
        return RoleGuess(None, Message("leads a department"))
    return _by_records(work)


def _of_head(role: Role | None, work: Mapping[Work, int]) -> Role | None:
    """Return the role of who leads those of ``role``: the same where their own records say so."""
    if role in {Role.SALES, Role.HEAD_OF_SALES}:
        return Role.HEAD_OF_SALES
    return role if _by_records(work).role is role else None


def _by_records(work: Mapping[Work, int]) -> RoleGuess:
    """Return the role that most of the records show; whoever wins deals sells."""
    total = sum(work.values())
    if total < _FEWEST:
        return RoleGuess(None, Message("too few records to tell"))
    shares = {role: sum(work.get(each, 0) for each in kinds) for role, kinds, _ in _MOSTLY}
    won = work.get(Work.WON_DEALS, 0)
    if won >= _FEWEST_DEALS and 2 * shares[Role.SERVICE] <= total:
        reason = plural(
            "won {count} deal in three months", "won {count} deals in three months", count=won
        )
        return RoleGuess(Role.SALES, reason)
    for role, _, reason in _MOSTLY:
        if 2 * shares[role] > total:
            return RoleGuess(role, reason)
    return RoleGuess(None, Message("no role fits the records"))


def suggest_teams(firm: WizardFirm) -> tuple[SuggestedTeam, ...]:
    """Return the teams that positions and records suggest, in the order of roles.

    Whoever has no role is in none. Heads of sales are named one by one.
    """
    guesses = {each.ref: guess(each.position, each.work, each.heads).role for each in firm.people}
    by_role: dict[Role, list[Candidate]] = defaultdict(list)
    for person in firm.people:
        role = guesses[person.ref]
        if role is not None:
            by_role[role].append(person)
    return tuple(_team(role, by_role[role], firm) for role in Role if role in by_role)


def _team(role: Role, people: Sequence[Candidate], firm: WizardFirm) -> SuggestedTeam:
    inside = {person.ref for person in people}
    whole = [] if role is Role.HEAD_OF_SALES else list(_whole_departments(inside, firm))
    covered = {person.ref for person in firm.people_of(whole)}
    alone = [person.ref for person in people if person.ref not in covered]
    reason = plural(
        "{count} person whose position or records say so: {names}",
        "{count} people whose positions or records say so: {names}",
        count=len(people),
        names=named([person.subject.name for person in people]),
    )
    return SuggestedTeam(TEAM_NAMES[role], role, (*whole, *alone), reason)


def _whole_departments(inside: Collection[SubjectRef], firm: WizardFirm) -> Iterator[SubjectRef]:
    """Yield the topmost departments all of whose people are ``inside``."""
    departments = firm.departments()
    whole = set()
    for code in departments:
        ref = SubjectRef(SubjectLevel.DEPARTMENT, code)
        people = firm.people_of([ref])
        if people and all(person.ref in inside for person in people):
            whole.add(code)
    for code in departments:
        if code in whole and departments[code].department not in whole:
            yield SubjectRef(SubjectLevel.DEPARTMENT, code)

"""Who joins a team brings the salary that holds for them; a team becomes one of another level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.rewards.template import Assignment, RewardCard
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import (
    pruned,
    with_definition,
    with_members,
    with_salary,
    with_team_called,
)
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm
from crm_desktop.rewards.wizard.taking_in import without_idle_plans

_NOTHING = Decimal(0)


def with_joined(
    draft: WizardDraft, team: str, refs: Sequence[SubjectRef], firm: WizardFirm
) -> WizardDraft:
    """Return ``draft`` with ``refs`` in the team besides those who are, and in no other team.

    A team without a salary takes the one that most of them have; others keep their own.
    """
    there = draft.members(team)
    coming = [ref for ref in refs if ref not in there]
    for other in draft.teams:
        if other.code != team:
            draft = _without(draft, other.code, frozenset(coming), firm)
    inside = {each.ref for each in firm.people_of(there)}
    draft = _with_members(draft, team, (*there, *coming), own_salaries(draft, team), firm)
    draft = _with_present_salaries(
        draft, team, [each for each in firm.people_of(coming) if each.ref not in inside]
    )
    return _without_idle_plans(draft, firm)


def without_people(draft: WizardDraft, refs: Iterable[SubjectRef], firm: WizardFirm) -> WizardDraft:
    """Return ``draft`` with none of ``refs`` named by any team, and without their plans."""
    gone = frozenset(refs)
    for team in draft.teams:
        draft = _without(draft, team.code, gone, firm)
    return _without_idle_plans(draft, firm)


def without_team(draft: WizardDraft, team: str, firm: WizardFirm) -> WizardDraft:
    """Return ``draft`` without the team, and without the plans of its people."""
    return _without_idle_plans(editing.without_team(draft, team), firm)


def without_own_salary(draft: WizardDraft, team: str, subject: SubjectRef) -> WizardDraft:
    """Return ``draft`` with ``subject`` paid the salary of the team."""
    card = draft.card(team)
    if card is None:
        return draft
    named = draft.members(team)
    assignments = (
        replace(each, salary=None) if each.subject == subject else each
        for each in card.assignments
        if each.subject != subject or subject in named
    )
    return with_definition(draft, replace(card, assignments=tuple(assignments)))


def own_salaries(draft: WizardDraft, team: str) -> dict[SubjectRef, Decimal]:
    """Return who in the team has a salary other than that of its card."""
    card = draft.card(team)
    if card is None:
        return {}
    return {each.subject: each.salary for each in card.assignments if each.salary is not None}


def with_level(draft: WizardDraft, team: str, level: SubjectLevel, firm: WizardFirm) -> WizardDraft:
    """Return ``draft`` with the team measured as ``level`` says.

    People and groups become the departments in which they are, departments stay; who is in none
    leaves. Only where each person is measured somebody is paid by it: otherwise the card goes with
    its premiums, and who comes back to it finds an empty one with the salaries of today.
    """
    profile = draft.profile(team)
    if profile.level is level:
        return draft
    members = _at(profile.assigned_to, level, firm)
    draft = with_definition(draft, replace(profile, level=level, assigned_to=members))
    others = tuple(card for card in draft.scheme.cards if card.code != team)
    if level is not SubjectLevel.EMPLOYEE:
        return pruned(replace(draft, scheme=replace(draft.scheme, cards=others)))
    card = RewardCard(team, profile.name, _NOTHING, (), tuple(map(Assignment, members)))
    draft = with_definition(draft, card)
    return _with_present_salaries(draft, team, firm.people_of(members))


def _without(
    draft: WizardDraft, team: str, gone: Collection[SubjectRef], firm: WizardFirm
) -> WizardDraft:
    left = [ref for ref in draft.members(team) if ref not in gone]
    own = {ref: salary for ref, salary in own_salaries(draft, team).items() if ref not in gone}
    return _with_members(draft, team, left, own, firm)


def _with_members(
    draft: WizardDraft,
    team: str,
    members: Sequence[SubjectRef],
    own: Mapping[SubjectRef, Decimal],
    firm: WizardFirm,
) -> WizardDraft:
    """Return ``draft`` with these in the team; of ``own`` salaries those of its people stay."""
    draft = with_members(draft, team, members)
    for person in firm.people_of(members):
        if person.ref in own and person.ref not in members:
            draft = with_salary(draft, team, own[person.ref], person.ref)
    return draft


def _without_idle_plans(draft: WizardDraft, firm: WizardFirm) -> WizardDraft:
    return without_idle_plans(draft, (*(each.subject for each in firm.people), *firm.units))


def _at(
    refs: Sequence[SubjectRef], level: SubjectLevel, firm: WizardFirm
) -> tuple[SubjectRef, ...]:
    """Return what ``refs`` are where subjects of ``level`` are measured."""
    if level is SubjectLevel.COMPANY:
        return (COMPANY,)
    if level is SubjectLevel.EMPLOYEE:
        return tuple(refs)
    units = {ref: None for ref in refs if ref.level is level}
    apart = (SubjectLevel.EMPLOYEE, SubjectLevel.GROUP)
    for person in firm.people_of(ref for ref in refs if ref.level in apart):
        if person.subject.department:
            units[SubjectRef(SubjectLevel.DEPARTMENT, person.subject.department)] = None
    return tuple(units)


def suited(draft: WizardDraft, firm: WizardFirm) -> WizardDraft:
    """Return ``draft``, made for others, with teams of people called and paid as those are.

    A team of one unit has its name; where no salary is known that of the draft stays.
    """
    for team in draft.teams:
        members, card = draft.members(team.code), draft.card(team.code)
        if card is None or not members:
            continue
        if len(members) == 1:
            draft = with_team_called(draft, team.code, firm.own_name(members[0]))
        people = firm.people_of(members)
        if any(each.salary for each in people):
            draft = with_salary(draft, team.code, _NOTHING)
            draft = _with_present_salaries(draft, team.code, people)
    return draft


def _with_present_salaries(
    draft: WizardDraft, team: str, people: Iterable[Candidate]
) -> WizardDraft:
    card = draft.card(team)
    paid = {each.ref: each.salary for each in people if each.salary}
    if card is None or not paid:
        return draft
    common = card.salary or Counter(filter(None, paid.values())).most_common(1)[0][0]
    draft = with_salary(draft, team, common)
    own = own_salaries(draft, team)
    for ref, salary in paid.items():
        if salary is not None and salary != common and ref not in own:
            draft = with_salary(draft, team, salary, ref)
    return draft

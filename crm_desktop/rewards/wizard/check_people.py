"""What the wizard refuses about teams: nobody in them, or somebody in two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.assignment import lineage
from crm_desktop.kpi.definition import Profile
from crm_desktop.kpi.problem import Problems, SchemeProblem
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message


class _Held(NamedTuple):
    """``subject`` and the ``teams`` that name it most closely, at least one, and ``by`` what."""

    subject: Subject
    teams: tuple[str, ...]
    by: frozenset[SubjectRef]


def measured(draft: WizardDraft, firm: WizardFirm) -> Mapping[str, tuple[Subject, ...]]:
    """Return by the codes of teams whom each measures.

    Who is named by two teams with one kind of period is in the one that names them more closely.
    People where the team is of people, units or the company where it is of these.
    """
    held: dict[str, list[Subject]] = {team.code: [] for team in draft.teams}
    for rivals in _rivals(draft):
        for each in _held(rivals, firm):
            held[each.teams[0]].append(each.subject)
    return {code: tuple(subjects) for code, subjects in held.items()}


def people_problems(draft: WizardDraft, firm: WizardFirm) -> Problems:
    """Yield what keeps it from being clear whom the scheme is for."""
    if not draft.teams:
        message = Message("Choose at least one team of people, or one person.")
        yield SchemeProblem("teams", message)
    held = [each for rivals in _rivals(draft) for each in _held(rivals, firm)]
    manned = {code for each in held for code in each.teams}
    for team in draft.teams:
        yield from _team_problems(draft.profile(team.code), team.code in manned, firm)
    paying = [draft.profile(team.code) for team in draft.teams if draft.card(team.code)]
    in_two = (each for each in (*held, *_held(paying, firm)) if len(each.teams) > 1)
    yield from dict.fromkeys(_rivalry(each, draft) for each in in_two)


def _team_problems(profile: Profile, is_manned: bool, firm: WizardFirm) -> Problems:
    place = f"profiles.{profile.code}"
    if not profile.name.strip():
        yield SchemeProblem(f"{place}.name", Message("Give the team a name."))
    unsound, known = False, {*firm.paths, *(each.ref for each in firm.people), COMPANY}
    for number, ref in enumerate(profile.assigned_to, 1):
        message = _odd(profile, ref, firm, is_known=ref in known)
        if message is not None:
            unsound = True
            yield SchemeProblem(f"{place}.assigned_to[{number}]", message)
    if not is_manned and not unsound:
        message = Message(
            "Nobody is in “{team}”: choose people, or take the team out.", team=profile.name
        )
        yield SchemeProblem(f"{place}.assigned_to", message)


def _odd(profile: Profile, ref: SubjectRef, firm: WizardFirm, *, is_known: bool) -> Message | None:
    """Return what is wrong with ``ref`` in the team of ``profile``, None where nothing is."""
    if is_known and ref.level is SubjectLevel.EMPLOYEE:
        return None
    name = firm.name_of(ref)
    if not is_known:
        return Message(
            "“{team}”: nobody called “{name}” works here now; take them out.",
            team=profile.name,
            name=name,
        )
    if profile.level is SubjectLevel.EMPLOYEE and not firm.people_of([ref]):
        return Message(
            "“{team}”: there is nobody in “{name}”; take it out, or put people into it.",
            team=profile.name,
            name=name,
        )
    return None


def _rivalry(held: _Held, draft: WizardDraft) -> SchemeProblem:
    first, second = (draft.profile(code) for code in held.teams[:2])
    number = next(n for n, ref in enumerate(second.assigned_to, 1) if ref in held.by)
    message = Message(
        "{name} is in “{first}” and in “{second}”: leave them in one team.",
        name=held.subject.name,
        first=first.name,
        second=second.name,
    )
    return SchemeProblem(f"profiles.{second.code}.assigned_to[{number}]", message)


def _rivals(draft: WizardDraft) -> Iterator[list[Profile]]:
    """Yield the profiles of teams that are of one level and one kind of period."""
    found: dict[tuple[SubjectLevel, PeriodKind], list[Profile]] = defaultdict(list)
    for team in draft.teams:
        profile = draft.profile(team.code)
        found[profile.level, profile.period_kind].append(profile)
    yield from found.values()


def _held(profiles: Sequence[Profile], firm: WizardFirm) -> Iterator[_Held]:
    """Yield whom ``profiles``, all of one level, take in; a person's groups are equally close."""
    holders: dict[SubjectRef, set[str]] = defaultdict(set)
    for profile in profiles:
        for ref in profile.assigned_to:
            holders[ref].add(profile.code)
    departments = firm.departments()
    for subject in _subjects(firm, profiles[0].level) if holders else ():
        named = [ref for ref in lineage(subject, departments) if ref in holders]
        if named:
            is_by_group = named[0].level is SubjectLevel.GROUP
            groups = [ref for ref in named if ref.level is SubjectLevel.GROUP]
            by = groups if is_by_group else named[:1]
            codes = {code for ref in by for code in holders[ref]}
            teams = tuple(profile.code for profile in profiles if profile.code in codes)
            yield _Held(subject, teams, frozenset(by))


def _subjects(firm: WizardFirm, level: SubjectLevel) -> list[Subject]:
    if level is SubjectLevel.EMPLOYEE:
        return [each.subject for each in firm.people]
    if level is SubjectLevel.COMPANY:
        return [Subject(COMPANY, firm.name)]
    return [unit for unit in firm.units if unit.ref.level is level]

"""What the wizard refuses about teams: nobody in them, or somebody in two."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import lineage
from crm_desktop.kpi.definition import Profile
from crm_desktop.kpi.problem import Problems, SchemeProblem
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message


def measured(draft: WizardDraft, firm: WizardFirm) -> Mapping[str, tuple[Subject, ...]]:
    """Return by the codes of teams whom each measures, one for whom two are meant in the closer.

    People where the team is of people, units or the company where it is of these.
    """
    held: dict[str, list[Subject]] = {team.code: [] for team in draft.teams}
    for level in SubjectLevel:
        for subject, codes in _held(draft, firm, level):
            held[codes[0]].append(subject)
    return {code: tuple(subjects) for code, subjects in held.items()}


def people_problems(draft: WizardDraft, firm: WizardFirm) -> Problems:
    """Yield what keeps it from being clear whom the scheme is for."""
    if not draft.teams:
        message = Message("Choose at least one team of people, or one person.")
        yield SchemeProblem("teams", message)
    inside = measured(draft, firm)
    for team in draft.teams:
        yield from _team_problems(draft.profile(team.code), bool(inside[team.code]), firm)
    yield from _rivals(draft, firm)


def _team_problems(profile: Profile, is_manned: bool, firm: WizardFirm) -> Problems:
    place = f"profiles.{profile.code}"
    if not profile.name.strip():
        yield SchemeProblem(f"{place}.name", Message("Give the team a name."))
    unsound = False
    for number, ref in enumerate(profile.assigned_to, 1):
        message = _odd(profile, ref, firm)
        if message is not None:
            unsound = True
            yield SchemeProblem(f"{place}.assigned_to[{number}]", message)
    if not is_manned and not unsound:
        message = Message(
            "Nobody is in “{team}”: choose people, or take the team out.", team=profile.name
        )
        yield SchemeProblem(f"{place}.assigned_to", message)


def _odd(profile: Profile, ref: SubjectRef, firm: WizardFirm) -> Message | None:
    """Return what is wrong with ``ref`` in the team of ``profile``, None where nothing is."""
    name = firm.name_of(ref)
    is_known = ref == COMPANY or ref in firm.paths or firm.candidate(ref) is not None
    if not is_known:
        return Message(
            "“{team}”: nobody called “{name}” works here now; take them out.",
            team=profile.name,
            name=name,
        )
    is_of_people = profile.level is SubjectLevel.EMPLOYEE
    if is_of_people and ref.level is not SubjectLevel.EMPLOYEE and not firm.people_of([ref]):
        return Message(
            "“{team}”: there is nobody in “{name}”; take it out, or put people into it.",
            team=profile.name,
            name=name,
        )
    return None


def _rivals(draft: WizardDraft, firm: WizardFirm) -> Problems:
    """Yield who is in several teams, named as closely in each of them."""
    for level in SubjectLevel:
        for subject, codes in _held(draft, firm, level):
            if len(codes) > 1:
                first, second = (draft.profile(code) for code in codes[:2])
                message = Message(
                    "{name} is in “{first}” and in “{second}”: leave them in one team.",
                    name=subject.name,
                    first=first.name,
                    second=second.name,
                )
                yield SchemeProblem(f"profiles.{second.code}.assigned_to", message)


def _held(
    draft: WizardDraft, firm: WizardFirm, level: SubjectLevel
) -> Iterator[tuple[Subject, tuple[str, ...]]]:
    """Yield each subject of ``level`` with the teams that name it most closely, at least one.

    All groups of a person are as close.
    """
    teams = [draft.profile(team.code) for team in draft.teams]
    holders: dict[SubjectRef, list[str]] = defaultdict(list)
    for profile in teams:
        if profile.level is level:
            for ref in dict.fromkeys(profile.assigned_to):
                holders[ref].append(profile.code)
    departments = firm.departments()
    for subject in _subjects(firm, level) if holders else ():
        named = [ref for ref in lineage(subject, departments) if ref in holders]
        if named:
            group = SubjectLevel.GROUP
            is_close = [r for r in named if r.level is group] if named[0].level is group else []
            codes = [code for ref in is_close or named[:1] for code in holders[ref]]
            yield subject, tuple(dict.fromkeys(codes))


def _subjects(firm: WizardFirm, level: SubjectLevel) -> list[Subject]:
    if level is SubjectLevel.EMPLOYEE:
        return [each.subject for each in firm.people]
    if level is SubjectLevel.COMPANY:
        return [Subject(COMPANY, firm.name)]
    return [unit for unit in firm.units if unit.ref.level is level]

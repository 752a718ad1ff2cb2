"""What will hold in the firm once a draft is published: its rules with the draft's in them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from crm_desktop.domain.codes import code_of, identifier_of
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.assignment import closest, departments_of
from crm_desktop.kpi.check_scripts import typed_script
from crm_desktop.kpi.check_sources import typed
from crm_desktop.kpi.definition import Indicator, Plan, Profile, Version
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.check_templates import typed_template
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, BonusTemplate, RewardCard
from crm_desktop.rewards.wizard.draft import Definition, WizardDraft
from crm_desktop.rewards.wizard.needs import needed
from crm_desktop.rewards.wizard.renaming import Renaming
from crm_desktop.rewards.wizard.taking_in import holders_of, without_idle_plans

_SHARED = ("indicators", "scales", "templates", "scripts")
"""The parts of a scheme that several profiles and cards may rest on."""

PlanKey = tuple[str, SubjectRef, PeriodKind]


@dataclass(frozen=True, slots=True)
class Arrival:
    """A draft as it comes into the firm: with its final codes, and what of it is to be written.

    ``written`` lacks what the firm has with the same meaning: that stays as the firm calls it.
    """

    draft: WizardDraft
    written: Scheme


def merged(draft: WizardDraft, present: Scheme, everyone: Sequence[Subject]) -> Scheme:
    """Return the rules ``present`` with those of ``draft`` in them."""
    return placed(arriving(draft, present, everyone).written, present, everyone)


def arriving(
    draft: WizardDraft,
    present: Scheme,
    everyone: Sequence[Subject],
    taken: Mapping[str, Collection[str]] | None = None,
) -> Arrival:
    """Return how ``draft`` comes into ``present``, so that it changes nothing for anybody else.

    A team whose code the firm has given to others gets a free one. An indicator, scale, template
    or script whose code the firm has for something else takes its place where the draft was made
    of it (``takes_up``), or where nobody outside the draft needs it; otherwise the draft's gets a
    free code, which is none of ``taken`` by the parts of a scheme either. Plans of those whom
    no team takes in stay behind.
    """
    used = {part: _codes(present, part) | set((taken or {}).get(part, ())) for part in _PARTS}
    named = _teams_renaming(draft, present, used).of(without_idle_plans(draft, everyone))
    own, outside = own_part(named, present), needed(_others(named.scheme, present, everyone))
    while True:
        clashing = {
            part: [
                each.code
                for each, held in _met(named.scheme, present, part)
                if each.code not in own[part]
                and each.code in outside[part]
                and _meaning(each) != _meaning(held)
            ]
            for part in _SHARED
        }
        if not any(clashing.values()):
            break
        named = _shared_renaming(named, clashing, used).of(named)  # what reads them differs too
    written: dict[str, Any] = {
        part: _without_known(named.scheme, present, part, own[part]) for part in _SHARED
    }
    return Arrival(named, replace(named.scheme, **written))


def placed(written: Scheme, present: Scheme, everyone: Sequence[Subject]) -> Scheme:
    """Return ``present`` with ``written`` in it: who is in that is in nothing else of its kind.

    They leave the profiles of the same level and kind of period, and the cards; where another
    assignment would still be closer they are named themselves. What nobody is left in is gone.
    """
    others = _others(written, present, everyone)
    profiles = (*others.profiles, *_closest_profiles(written, others, everyone))
    cards = (*others.cards, *_closest_cards(written, others, everyone))
    scope = plan_scope(written, everyone)
    kept = (plan for plan in present.plans if plan_key(plan) not in scope)
    parts: dict[str, Any] = {part: _with(present, written, part) for part in _SHARED}
    return replace(present, profiles=profiles, cards=cards, plans=(*kept, *written.plans), **parts)


def plan_key(plan: Plan) -> PlanKey:
    return plan.indicator, plan.subject, plan.period_kind


def plan_scope(written: Scheme, everyone: Sequence[Subject]) -> frozenset[PlanKey]:
    """Return the plans that ``written`` speaks of: those it has, and all for whom it measures."""
    found = {plan_key(plan) for plan in written.plans}
    for alike in _alike(written.profiles):
        holders = _profile_holders(alike, everyone)
        by_code = {profile.code: profile for profile in alike}
        for ref, code in holders.items():
            profile = by_code[code]
            found |= {(entry.indicator, ref, profile.period_kind) for entry in profile.entries}
    return frozenset(found)


_PARTS = (*_SHARED, "profiles", "cards")


def _codes(scheme: Scheme, part: str) -> set[str]:
    return {each.code for each in getattr(scheme, part)}


def _teams_renaming(
    draft: WizardDraft, present: Scheme, used: Mapping[str, Collection[str]]
) -> Renaming:
    """Return free codes for the teams whose code the firm has given to something else."""
    others = {
        each.code
        for part in ("profiles", "cards")
        for each in getattr(present, part)
        if f"{part}.{each.code}" not in draft.takes_up
    }
    taken = {*used["profiles"], *used["cards"], *(team.code for team in draft.teams)}
    codes: dict[str, str] = {}
    for team in draft.teams:
        if team.code in others:
            codes[team.code] = code_of(team.code, taken)
            taken.add(codes[team.code])
    return Renaming(teams=codes)


def own_part(draft: WizardDraft, present: Scheme) -> Mapping[str, frozenset[str]]:
    """Return by the parts of a scheme what ``draft`` was made of: see ``takes_up``."""
    taken_up = frozenset(draft.takes_up)
    return needed(
        replace(
            present,
            profiles=tuple(p for p in present.profiles if f"profiles.{p.code}" in taken_up),
            cards=tuple(c for c in present.cards if f"cards.{c.code}" in taken_up),
        )
    )


def _met(scheme: Scheme, present: Scheme, part: str) -> Iterator[tuple[Definition, Definition]]:
    """Yield what both have under one code, each with the one of ``present``."""
    held = {each.code: each for each in getattr(present, part)}
    for each in getattr(scheme, part):
        if each.code in held:
            yield each, held[each.code]


def _without_known(
    scheme: Scheme, present: Scheme, part: str, own: Collection[str]
) -> tuple[Definition, ...]:
    """Return a part of ``scheme`` without what ``present`` has with the same meaning."""
    known = {
        each.code
        for each, held in _met(scheme, present, part)
        if each.code not in own and _meaning(each) == _meaning(held)
    }
    return tuple(each for each in getattr(scheme, part) if each.code not in known)


def _shared_renaming(
    draft: WizardDraft,
    clashing: Mapping[str, Collection[str]],
    used: Mapping[str, Collection[str]],
) -> Renaming:
    found: dict[str, dict[str, str]] = {}
    for part, codes in clashing.items():
        taken = {*used[part], *_codes(draft.scheme, part)}
        found[part] = {}
        for code in codes:
            found[part][code] = _free_code(part, code, taken)
            taken.add(found[part][code])
    return Renaming(**found)


def _free_code(part: str, code: str, taken: Collection[str]) -> str:
    if part == "indicators":
        return identifier_of(code, taken) or identifier_of("indicator", taken)
    return code_of(code, taken) or code_of(part, taken)


def _meaning(definition: Definition) -> object:
    """Return what ``definition`` does, whatever it is called."""
    bare = replace(definition, version=Version(), name="")
    try:
        match bare:
            case Indicator():
                return replace(typed(bare), description="")
            case BonusTemplate():
                return replace(typed_template(bare), description="")
            case Script():
                return typed_script(bare).fingerprint
    except InvalidInputError:
        return bare
    return bare


def _with(present: Scheme, written: Scheme, part: str) -> tuple[Any, ...]:
    new = {each.code: each for each in getattr(written, part)}
    kept = (each for each in getattr(present, part) if each.code not in new)
    return (*kept, *new.values())


def _others(written: Scheme, present: Scheme, everyone: Sequence[Subject]) -> Scheme:
    """Return ``present`` without the profiles and cards of ``written``, and whom it takes in."""
    return replace(
        present,
        profiles=tuple(_other_profiles(written, present, everyone)),
        cards=tuple(_other_cards(written, present, everyone)),
    )


def _other_profiles(
    written: Scheme, present: Scheme, everyone: Sequence[Subject]
) -> Iterator[Profile]:
    replaced = {profile.code for profile in written.profiles}
    left = [profile for profile in present.profiles if profile.code not in replaced]
    for alike in _alike(left):
        [first, *_] = alike
        ours = [each for each in written.profiles if _kind(each) == _kind(first)]
        taken = _taken(ours, everyone)
        trimmed = [_without(profile, taken) for profile in alike]
        held = _profile_holders((*ours, *trimmed), everyone)
        after = {code for ref, code in held.items() if ref not in taken}
        before = set(_profile_holders(alike, everyone).values())
        for profile, was in zip(trimmed, alike, strict=True):
            had_some = profile != was or profile.code in before
            if profile.code in after or not had_some:
                yield profile


def _taken(ours: Sequence[Profile], everyone: Sequence[Subject]) -> frozenset[SubjectRef]:
    """Return whom profiles name, and all whom they take in by that."""
    named = (ref for profile in ours for ref in profile.assigned_to)
    return frozenset((*named, *_profile_holders(ours, everyone)))


def _without(profile: Profile, taken: Collection[SubjectRef]) -> Profile:
    return replace(
        profile,
        assigned_to=tuple(ref for ref in profile.assigned_to if ref not in taken),
        terms=tuple(term for term in profile.terms if term.subject not in taken),
    )


def _other_cards(
    written: Scheme, present: Scheme, everyone: Sequence[Subject]
) -> Iterator[RewardCard]:
    replaced = {card.code for card in written.cards}
    left = [card for card in present.cards if card.code not in replaced]
    named = (one.subject for card in written.cards for one in card.assignments)
    taken = frozenset((*named, *_card_holders(written.cards, everyone)))
    trimmed = [
        replace(card, assignments=tuple(a for a in card.assignments if a.subject not in taken))
        for card in left
    ]
    held = _card_holders((*written.cards, *trimmed), everyone)
    after = {code for ref, code in held.items() if ref not in taken}
    before = set(_card_holders(left, everyone).values())
    for card, was in zip(trimmed, left, strict=True):
        had_some = card != was or card.code in before
        if card.code in after or not had_some:
            yield card


def _closest_profiles(
    written: Scheme, others: Scheme, everyone: Sequence[Subject]
) -> Iterator[Profile]:
    """Yield the profiles of ``written``, naming whom another one would be closer to."""
    for alike in _alike(written.profiles):
        rivals = [each for each in others.profiles if _kind(each) == _kind(alike[0])]
        wanted = _profile_holders(alike, everyone)
        lost = _lost(wanted, _profile_holders((*alike, *rivals), everyone))
        for profile in alike:
            more = tuple(ref for ref, code in lost.items() if code == profile.code)
            yield replace(profile, assigned_to=(*profile.assigned_to, *more)) if more else profile


def _closest_cards(
    written: Scheme, others: Scheme, everyone: Sequence[Subject]
) -> Iterator[RewardCard]:
    """Yield the cards of ``written``, naming whom another one would be closer to."""
    wanted = _card_holders(written.cards, everyone)
    lost = _lost(wanted, _card_holders((*written.cards, *others.cards), everyone))
    subjects, departments = {each.ref: each for each in everyone}, departments_of(everyone)
    for card in written.cards:
        salaries = {one.subject: one for one in card.assignments}
        more = []
        for ref, code in lost.items():
            if code == card.code:
                held = closest(salaries, subjects[ref], departments)
                more.append(Assignment(ref, None if held is None else held.salary))
        yield replace(card, assignments=(*card.assignments, *more)) if more else card


def _lost(
    wanted: Mapping[SubjectRef, str], held: Mapping[SubjectRef, str]
) -> dict[SubjectRef, str]:
    return {ref: code for ref, code in wanted.items() if held.get(ref) != code}


def _kind(profile: Profile) -> tuple[SubjectLevel, PeriodKind]:
    return profile.level, profile.period_kind


def _alike(profiles: Sequence[Profile]) -> list[list[Profile]]:
    """Return the profiles by level and kind of period, of which each subject has one."""
    kinds = dict.fromkeys(map(_kind, profiles))
    return [[each for each in profiles if _kind(each) == kind] for kind in kinds]


def _profile_holders(
    alike: Sequence[Profile], everyone: Sequence[Subject]
) -> dict[SubjectRef, str]:
    if not alike:
        return {}
    named = [(profile.code, profile.assigned_to) for profile in alike]
    return holders_of(named, alike[0].level, everyone)


def _card_holders(
    cards: Sequence[RewardCard], everyone: Sequence[Subject]
) -> dict[SubjectRef, str]:
    named = [(card.code, [one.subject for one in card.assignments]) for card in cards]
    return holders_of(named, SubjectLevel.EMPLOYEE, everyone)

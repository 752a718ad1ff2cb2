"""The rules of a day with those of a draft in them: who is in these is in nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.assignment import closest, departments_of
from crm_desktop.kpi.definition import Plan, Profile
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import Assignment, RewardCard
from crm_desktop.rewards.wizard.taking_in import holders_of

SHARED = ("indicators", "scales", "templates", "scripts")
"""The parts of a scheme that several profiles and cards may rest on."""

PlanKey = tuple[str, SubjectRef, PeriodKind]
Kind = tuple[SubjectLevel, PeriodKind]
"""Of all profiles of a kind each subject has one."""

Apart = Mapping[Kind | None, frozenset[SubjectRef]]
"""Whom a draft does not take in, whatever it names, by the kinds of profiles; None of cards."""

_NOBODY: frozenset[SubjectRef] = frozenset()


def placed(
    written: Scheme, present: Scheme, everyone: Sequence[Subject], apart: Apart | None = None
) -> Scheme:
    """Return ``present`` with ``written`` in it: who is in that is in nothing else of its kind.

    They leave the profiles of the same level and kind of period, and the cards; where another
    assignment would still be closer they are named themselves. What nobody is left in is gone.
    Who is ``apart`` stays where they are.
    """
    aside = apart or {}
    others = others_than(written, present, everyone, aside)
    profiles = (*others.profiles, *_closest_profiles(written, others, everyone, aside))
    cards = (*others.cards, *_closest_cards(written, others, everyone, aside))
    scope = plan_scope(written, everyone)
    kept = (plan for plan in present.plans if plan_key(plan) not in scope)
    parts: dict[str, Any] = {part: _with(present, written, part) for part in SHARED}
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


def _with(present: Scheme, written: Scheme, part: str) -> tuple[Any, ...]:
    new = {each.code: each for each in getattr(written, part)}
    kept = (each for each in getattr(present, part) if each.code not in new)
    return (*kept, *new.values())


def others_than(
    written: Scheme, present: Scheme, everyone: Sequence[Subject], apart: Apart
) -> Scheme:
    """Return ``present`` without the profiles and cards of ``written``, and whom it takes in."""
    return replace(
        present,
        profiles=tuple(_other_profiles(written, present, everyone, apart)),
        cards=tuple(_other_cards(written, present, everyone, apart)),
    )


def _other_profiles(
    written: Scheme, present: Scheme, everyone: Sequence[Subject], apart: Apart
) -> Iterator[Profile]:
    replaced = {profile.code for profile in written.profiles}
    left = [profile for profile in present.profiles if profile.code not in replaced]
    for alike in _alike(left):
        [first, *_] = alike
        ours = [each for each in written.profiles if kind_of(each) == kind_of(first)]
        taken = _taken(ours, everyone) - apart.get(kind_of(first), _NOBODY)
        trimmed = [without_people(profile, taken) for profile in alike]
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


def without_people(profile: Profile, taken: Collection[SubjectRef]) -> Profile:
    return replace(
        profile,
        assigned_to=tuple(ref for ref in profile.assigned_to if ref not in taken),
        terms=tuple(term for term in profile.terms if term.subject not in taken),
    )


def unassigned(card: RewardCard, gone: Collection[SubjectRef]) -> RewardCard:
    kept = tuple(each for each in card.assignments if each.subject not in gone)
    return replace(card, assignments=kept)


def _other_cards(
    written: Scheme, present: Scheme, everyone: Sequence[Subject], apart: Apart
) -> Iterator[RewardCard]:
    replaced = {card.code for card in written.cards}
    left = [card for card in present.cards if card.code not in replaced]
    named = (one.subject for card in written.cards for one in card.assignments)
    taken = frozenset((*named, *_card_holders(written.cards, everyone)))
    taken -= apart.get(None, _NOBODY)
    trimmed = [unassigned(card, taken) for card in left]
    held = _card_holders((*written.cards, *trimmed), everyone)
    after = {code for ref, code in held.items() if ref not in taken}
    before = set(_card_holders(left, everyone).values())
    for card, was in zip(trimmed, left, strict=True):
        had_some = card != was or card.code in before
        if card.code in after or not had_some:
            yield card


def _closest_profiles(
    written: Scheme, others: Scheme, everyone: Sequence[Subject], apart: Apart
) -> Iterator[Profile]:
    """Yield the profiles of ``written``, naming whom another one would be closer to."""
    for alike in _alike(written.profiles):
        rivals = [each for each in others.profiles if kind_of(each) == kind_of(alike[0])]
        wanted = _profile_holders(alike, everyone)
        held = _profile_holders((*alike, *rivals), everyone)
        lost = _lost(wanted, held, apart.get(kind_of(alike[0]), _NOBODY))
        for profile in alike:
            more = tuple(ref for ref, code in lost.items() if code == profile.code)
            yield replace(profile, assigned_to=(*profile.assigned_to, *more)) if more else profile


def _closest_cards(
    written: Scheme, others: Scheme, everyone: Sequence[Subject], apart: Apart
) -> Iterator[RewardCard]:
    """Yield the cards of ``written``, naming whom another one would be closer to."""
    wanted = _card_holders(written.cards, everyone)
    held_now = _card_holders((*written.cards, *others.cards), everyone)
    lost = _lost(wanted, held_now, apart.get(None, _NOBODY))
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
    wanted: Mapping[SubjectRef, str],
    held: Mapping[SubjectRef, str],
    apart: Collection[SubjectRef],
) -> dict[SubjectRef, str]:
    return {ref: code for ref, code in wanted.items() if held.get(ref) != code and ref not in apart}


def kind_of(profile: Profile) -> Kind:
    return profile.level, profile.period_kind


def _alike(profiles: Sequence[Profile]) -> list[list[Profile]]:
    """Return the profiles by level and kind of period, of which each subject has one."""
    kinds = dict.fromkeys(map(kind_of, profiles))
    return [[each for each in profiles if kind_of(each) == kind] for kind in kinds]


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

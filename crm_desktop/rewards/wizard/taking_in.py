"""Whom the teams of a draft take in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import Holders, departments_of, lineage
from crm_desktop.rewards.wizard.draft import WizardDraft


def named_by(draft: WizardDraft) -> frozenset[SubjectRef]:
    """Return whom the profiles and cards of ``draft`` name: people, and units as a whole."""
    scheme = draft.scheme
    profiles = (ref for each in scheme.profiles for ref in each.assigned_to)
    cards = (one.subject for each in scheme.cards for one in each.assignments)
    return frozenset((*profiles, *cards))


def people_in(draft: WizardDraft, everyone: Iterable[Subject]) -> tuple[Subject, ...]:
    """Return the employees among ``everyone`` who are measured or paid by ``draft``."""
    subjects = tuple(everyone)
    named, departments = _naming_people(draft), departments_of(subjects)
    return tuple(
        each
        for each in subjects
        if each.ref.level is SubjectLevel.EMPLOYEE
        and not named.isdisjoint(lineage(each, departments))
    )


def without_idle_plans(draft: WizardDraft, everyone: Iterable[Subject]) -> WizardDraft:
    """Return ``draft`` without the plans of those whom no team takes in.

    Units and the company above and below those whom it takes in keep theirs, as a cascade has.
    """
    subjects, named = tuple(everyone), named_by(draft)
    departments = departments_of(subjects)
    above = (tuple(lineage(each, departments)) for each in subjects)
    meant = named.union(*(refs for refs in above if not named.isdisjoint(refs)))
    plans = tuple(plan for plan in draft.scheme.plans if plan.subject in meant)
    if len(plans) == len(draft.scheme.plans):
        return draft
    return replace(draft, scheme=replace(draft.scheme, plans=plans))


def _naming_people(draft: WizardDraft) -> frozenset[SubjectRef]:
    """Return whom it names for what employees have: departments as a whole are not people."""
    scheme = draft.scheme
    found = [one.subject for each in scheme.cards for one in each.assignments]
    for profile in scheme.profiles:
        if profile.level is SubjectLevel.EMPLOYEE:
            found += profile.assigned_to
    return frozenset(found)


def holders_of(
    named: Iterable[tuple[str, Iterable[SubjectRef]]],
    level: SubjectLevel,
    everyone: Sequence[Subject],
) -> dict[SubjectRef, str]:
    """Return which of the codes, each with whom it names, holds for each subject of ``level``."""
    by_ref: dict[SubjectRef, str] = {}
    for code, refs in sorted(named, key=lambda each: each[0]):
        for ref in refs:
            by_ref.setdefault(ref, code)
    holders = Holders(by_ref, departments_of(everyone))
    found = ((each.ref, holders.closest(each)) for each in everyone if each.ref.level is level)
    return {ref: code for ref, code in found if code is not None}

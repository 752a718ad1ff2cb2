"""Who is meant: which profile, plan or card holds for a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Plan, Profile

T = TypeVar("T")

PlanKey = tuple[str, SubjectRef]
"""The code of an indicator and a subject."""


def lineage(subject: Subject, departments: Mapping[str, Subject]) -> Iterator[SubjectRef]:
    """Yield what names ``subject``, closest first.

    Itself, its groups by code, its department, the departments above, the company.
    ``departments`` are by code; a circle among them ends the way up.
    """
    yield subject.ref
    for code in sorted(subject.groups):
        yield SubjectRef(SubjectLevel.GROUP, code)
    seen = {subject.ref}
    above = subject.department
    while above is not None:
        ref = SubjectRef(SubjectLevel.DEPARTMENT, above)
        if ref in seen:
            break
        yield ref
        seen.add(ref)
        department = departments.get(above)
        above = department.department if department else None
    if subject.ref != COMPANY:
        yield COMPANY


def closest(
    holders: Mapping[SubjectRef, T], subject: Subject, departments: Mapping[str, Subject]
) -> T | None:
    """Return what the closest of the subject's lineage holds, or None."""
    return next((holders[ref] for ref in lineage(subject, departments) if ref in holders), None)


def departments_of(subjects: Iterable[Subject]) -> dict[str, Subject]:
    """Return the departments among ``subjects`` by code."""
    return {
        subject.ref.code: subject
        for subject in subjects
        if subject.ref.level is SubjectLevel.DEPARTMENT
    }


def profiles_in_force(
    profiles: Iterable[Profile], level: SubjectLevel, period: Period
) -> dict[SubjectRef, Profile]:
    """Return the profile that is assigned to each subject, for ``level`` and ``period``.

    A profile holds for the periods of its kind that begin on its first day or later; of two
    that name the same subject the one with the lower code.
    """
    holders: dict[SubjectRef, Profile] = {}
    for profile in sorted(profiles, key=lambda profile: profile.code):
        is_meant = profile.level is level and profile.period_kind is period.kind
        if is_meant and profile.version.valid_from <= period.start:
            for ref in profile.assigned_to:
                holders.setdefault(ref, profile)
    return holders


def plans_in_force(plans: Iterable[Plan], period: Period) -> dict[PlanKey, Plan]:
    """Return the plan of each indicator and subject for ``period``.

    The latest of its kind of period that is valid from the period's first day or earlier.

    Source: domain.md §4, §8: nothing takes effect before its date.

    """
    in_force = [
        plan
        for plan in plans
        if plan.period_kind is period.kind and plan.valid_from <= period.start
    ]
    in_force.sort(key=lambda plan: plan.valid_from)
    return {(plan.indicator, plan.subject): plan for plan in in_force}

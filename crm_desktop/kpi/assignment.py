"""Who is meant: which profile or card holds for a subject."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Generic, TypeVar

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Profile

T = TypeVar("T")


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


class Holders(Generic[T]):
    """``closest`` for many subjects: people of one place are looked up once."""

    def __init__(self, holders: Mapping[SubjectRef, T], departments: Mapping[str, Subject]) -> None:
        self._holders, self._departments = holders, departments
        self._of_places: dict[tuple[str | None, tuple[str, ...]], T | None] = {}

    def closest(self, subject: Subject) -> T | None:
        """Return what the closest of the subject's lineage holds, or None."""
        if subject.ref in self._holders or subject.ref.level is not SubjectLevel.EMPLOYEE:
            return closest(self._holders, subject, self._departments)
        place = subject.department, subject.groups
        if place not in self._of_places:
            self._of_places[place] = closest(self._holders, subject, self._departments)
        return self._of_places[place]


def departments_of(subjects: Iterable[Subject]) -> dict[str, Subject]:
    """Return the departments among ``subjects`` by code."""
    return {
        subject.ref.code: subject
        for subject in subjects
        if subject.ref.level is SubjectLevel.DEPARTMENT
    }


def profiles_in_force(
    profiles: Iterable[Profile],
    level: SubjectLevel,
    period: Period,
    *,
    on: date | None = None,
) -> dict[SubjectRef, Profile]:
    """Return the profile that is assigned to each subject, for ``level`` and ``period``.

    A profile of the period's kind holds if it and the terms of an assignment that has some are in
    force on the day ``on``, the first of the period where none is named; of two that name the
    same subject the one with the lower code.
    """
    on = on or period.start
    holders: dict[SubjectRef, Profile] = {}
    for profile in sorted(profiles, key=lambda profile: profile.code):
        is_meant = profile.level is level and profile.period_kind is period.kind
        if is_meant and profile.version.valid_from <= on:
            for ref in assigned_on(profile, on):
                holders.setdefault(ref, profile)
    return holders


def assigned_on(profile: Profile, day: date) -> Iterator[SubjectRef]:
    """Yield whom ``profile`` names on the day; a subject without terms is always named."""
    limited = {term.subject for term in profile.terms}
    yield from (ref for ref in profile.assigned_to if ref not in limited)
    for term in profile.terms:
        if term.since <= day and (term.until is None or day < term.until):
            yield term.subject

"""Whom a profile is for, counted over the people of today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.kpi.assignment import closest, departments_of
from crm_desktop.kpi.definition import Profile
from ui.scheme.viewmodel import SchemeRead


def reach(read: SchemeRead) -> Mapping[str, tuple[str, ...]]:
    """Return by the code of each profile the names of the subjects that it holds for.

    Of several profiles for the same level and kind of period the closest one holds.
    """
    subjects = list(_subjects(read))
    departments = departments_of(subjects)
    found: dict[str, tuple[str, ...]] = {}
    kinds = {(profile.level, profile.period_kind) for profile in read.newest.profiles}
    for level, kind in kinds:
        rivals = [p for p in read.newest.profiles if (p.level, p.period_kind) == (level, kind)]
        holders = _holders(rivals, read.today)
        names: dict[str, list[str]] = {profile.code: [] for profile in rivals}
        for subject in subjects:
            if subject.ref.level is level:
                profile = closest(holders, subject, departments)
                if profile is not None:
                    names[profile.code].append(subject.name)
        found |= {code: tuple(listed) for code, listed in names.items()}
    return found


def _holders(profiles: Iterable[Profile], today: date) -> dict[SubjectRef, Profile]:
    """Return the profile of each subject that is named; one that has ended names nobody."""
    holders: dict[SubjectRef, Profile] = {}
    for profile in sorted(profiles, key=lambda profile: profile.code):
        limited = {term.subject for term in profile.terms}
        lasting = {t.subject for t in profile.terms if t.until is None or t.until > today}
        for ref in profile.assigned_to:
            if ref not in limited or ref in lasting:
                holders.setdefault(ref, profile)
    return holders


def _subjects(read: SchemeRead) -> Iterator[Subject]:
    codes = {row.id: row.code for row in read.departments}
    yield Subject(COMPANY, "")
    for department in read.departments:
        above = None if department.parent_id is None else codes.get(department.parent_id)
        ref = SubjectRef(SubjectLevel.DEPARTMENT, department.code)
        yield Subject(ref, department.name, above)
    for group in read.groups:
        yield Subject(SubjectRef(SubjectLevel.GROUP, group.code), group.name)
    for row in read.employees:
        own = tuple(group.code for group in read.groups if row.id in group.member_ids)
        above = None if row.department_id is None else codes.get(row.department_id)
        yield Subject(SubjectRef(SubjectLevel.EMPLOYEE, row.code), row.name, above, own)

"""Whom a scheme names, whether the firm has them, and whom it leaves out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.assignment import assigned_on, departments_of, lineage
from crm_desktop.kpi.health import Finding, HealthCode, Severity, named
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.storage.queries.subjects import Staff
from crm_desktop.texts import Message, plural


class Naming(NamedTuple):
    """``subject`` is named at ``place``, such as ``plans[2].subject``."""

    place: str
    subject: SubjectRef


def assigned(scheme: Scheme) -> Iterator[Naming]:
    """Yield everyone whom profiles and cards are assigned to."""
    for profile in scheme.profiles:
        for number, subject in enumerate(profile.assigned_to, 1):
            yield Naming(f"profiles.{profile.code}.assigned_to[{number}]", subject)
    for card in scheme.cards:
        for number, assignment in enumerate(card.assignments, 1):
            place = f"cards.{card.code}.assignments[{number}].subject"
            yield Naming(place, assignment.subject)


def planned(scheme: Scheme) -> Iterator[Naming]:
    """Yield everyone who has a plan of their own, once for each."""
    for number, plan in enumerate(scheme.plans, 1):
        yield Naming(f"plans[{number}].subject", plan.subject)


def subjects_of(staff: Staff) -> frozenset[SubjectRef]:
    """Return all whom rules may name, those who left included."""
    return frozenset((COMPANY, *(subject.ref for subject in staff.everyone())))


def unknown_subjects(scheme: Scheme, known: Collection[SubjectRef]) -> Iterator[SchemeProblem]:
    """Yield a problem for each place where ``scheme`` names somebody who is not ``known``."""
    for place, subject in (*assigned(scheme), *planned(scheme)):
        if subject not in known:
            message = Message(
                "The firm has no “{subject}”: create it first, or take this line away.",
                subject=str(subject),
            )
            yield SchemeProblem(place, message)


def findings(scheme: Scheme, staff: Staff, today: date) -> Iterator[Finding]:
    """Yield whom ``scheme`` names in vain, and who is measured by no profile of it."""
    known = subjects_of(staff)
    named: dict[SubjectRef, str] = {}
    for place, subject in (*assigned(scheme), *planned(scheme)):
        named.setdefault(subject, place)
    for subject, place in named.items():
        if subject not in known:
            yield _unknown(subject, place)
    left = [
        person.subject
        for person in staff.people
        if person.left_on is not None and person.left_on <= today and person.subject.ref in named
    ]
    if left:
        yield _left(left, named[left[0].ref])
    yield from _unmeasured(scheme, staff, today)


def _unknown(subject: SubjectRef, place: str) -> Finding:
    return Finding(
        HealthCode.UNKNOWN_SUBJECT,
        Severity.WARNING,
        place,
        Message("The rules name “{subject}”, and the firm has none.", subject=str(subject)),
        Message("Create it, or take it out of plans and assignments."),
    )


def _left(people: Sequence[Subject], place: str) -> Finding:
    return Finding(
        HealthCode.LEFT,
        Severity.ADVICE,
        place,
        plural(
            "{count} person who left still has plans or assignments of their own: {names}.",
            "{count} people who left still have plans or assignments of their own: {names}.",
            count=len(people),
            names=named([subject.name for subject in people]),
        ),
        Message("End them with the period in which they left."),
        Quantity(Decimal(len(people))),
    )


def _unmeasured(scheme: Scheme, staff: Staff, today: date) -> Iterator[Finding]:
    profiles = [each for each in scheme.profiles if each.level is SubjectLevel.EMPLOYEE]
    meant = {ref for profile in profiles for ref in assigned_on(profile, today)}
    departments = departments_of(staff.units)
    employed = staff.measured_in(Period(today, today + timedelta(days=1)))
    people = [
        subject
        for subject in employed
        if subject.ref.level is SubjectLevel.EMPLOYEE
        and meant.isdisjoint(lineage(subject, departments))
    ]
    if profiles and people:
        yield Finding(
            HealthCode.UNMEASURED,
            Severity.ADVICE,
            "profiles",
            plural(
                "{count} person has no profile: {names}.",
                "{count} people have no profile: {names}.",
                count=len(people),
                names=named([subject.name for subject in people]),
            ),
            Message("Assign a profile to them, their group or their department."),
            Quantity(Decimal(len(people))),
        )

"""The outcome of one employee, from no more records than it depends on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.assignment import closest, departments_of, lineage
from crm_desktop.kpi.pace import facts_at_the_end
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.assignment import cards_in_force
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.shared import is_shared
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.measuring import Measuring
from crm_desktop.services.pacing import paces
from crm_desktop.services.pay_ground import (
    PayReader,
    asked_longer,
    at_the_end,
    longer_facts,
    staff_in,
    templates_on_cards,
)
from crm_desktop.services.rules import scheme_in_force
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.subjects import Person, Staff


class GroundOfOne(NamedTuple):
    """What the outcome of one employee follows from, who is the first subject.

    Records are those of ``owners``, None is everybody; ``staff`` has who counts for a subject.
    """

    ground: Ground
    firm: Firm
    staff: Staff
    owners: Collection[int] | None


def outcome_of_one(
    session: Session,
    code: str,
    period: Period,
    now: datetime,
    runs: ScriptRuns = RUNS,
    *,
    is_projected: bool = False,
) -> Outcome:
    """Return the outcome of today, or where it ``is_projected`` that of the period's end."""
    bare = ground_of_one(session, code, period, now, is_projected=is_projected)
    asked, _ = runs.asked(session, *bare)
    return asked.outcomes()[0]


def ground_of_one(
    session: Session, code: str, period: Period, now: datetime, *, is_projected: bool = False
) -> GroundOfOne:
    """Return what the outcome of one employee follows from; no script is asked yet.

    Raises:
        NotFoundError: there is no such employee.

    """
    firm = firm_queries.firm(session)
    ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
    rules = scheme_in_force(session, firm, period.start, ref)
    staff = staff_in(session, rules, period, code)
    person = the_one(staff, code)
    people, others = [person], _others_paid_for(rules, staff, person.subject, period)
    if others:
        rules = scheme_in_force(session, firm, period.start)
        staff = staff_in(session, rules, period)
        person = next(one for one in staff.people if one.subject.ref == ref)
        people = _all_of(staff, person, others, [period, *asked_longer(rules, period)])
    is_of_all = COMPANY in others
    company = [Subject(COMPANY, firm.name)] if is_of_all else []
    counted = [*(one.subject for one in people), *staff.units, *company]
    measuring = Measuring(session, firm, rules.indicators, now)
    owners = None if is_of_all else [one.id for one in people]
    reader = PayReader(session, firm, rules, period, measuring.today, staff.units)
    besides = reader.besides([person], of_one=True)
    earnings = besides.earnings
    measured = measuring.facts(period, staff, counted, owners)
    if is_projected:
        pace = paces(session, firm, period, measuring.today, None if others else code)
        measured = facts_at_the_end(measured, pace)
        own = pace(ref).share_due
        earnings = at_the_end(earnings, ref, own) if own else earnings
    ground = Ground(
        rules,
        _in_turn(person, people, [*staff.units, *company], rules, period),
        measured,
        period,
        firm.calendar(),
        measuring.today,
        earnings,
        besides.openings,
        longer_facts(measuring, rules, period, staff, counted, owners=owners),
    )
    return GroundOfOne(ground, firm, staff, owners)


def accruals_of_one(
    session: Session, code: str, period: Period, now: datetime
) -> Sequence[Accrual]:
    """Return what single records earn one employee in ``period``, the oldest first.

    Raises:
        NotFoundError: there is no such employee.

    """
    firm = firm_queries.firm(session)
    ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
    rules = scheme_in_force(session, firm, period.start, ref)
    staff = staff_in(session, rules, period, code)
    person = the_one(staff, code)
    today = now.astimezone(firm.time_zone()).date()
    reader = PayReader(session, firm, rules, period, today, staff.units)
    return reader.besides([person], of_one=True).earnings.accruals(ref)


def _in_turn(
    person: Person,
    people: Sequence[Person],
    units: Sequence[Subject],
    rules: Scheme,
    period: Period,
) -> list[Subject]:
    """Return ``person``, whoever they share or compete with, and what is above them."""
    if any(map(is_shared, templates_on_cards(rules))):
        others = (one.subject for one in people if one.id != person.id and one.works_in(period))
        return [person.subject, *others, *units]
    above = set(lineage(person.subject, departments_of(units)))
    return [person.subject, *(unit for unit in units if unit.ref in above)]


def _all_of(
    staff: Staff, person: Person, others: Collection[SubjectRef], periods: Sequence[Period]
) -> list[Person]:
    """Return ``person`` and whoever was in one of ``others`` on some day that matters."""
    days: list[date] = []
    for period in periods:
        for each in (period, period.previous()):
            days += [*staff.days_of_moves(each), each.start, each.last_day()]
    stages = [staff.on(day) for day in days] if staff.has_moves else [staff]
    within = {id_ for stage in stages for ref in others for id_ in stage.members(ref)}
    return [one for one in staff.people if one.id in within or one.id == person.id]


def _others_paid_for(
    scheme: Scheme, staff: Staff, subject: Subject, period: Period
) -> set[SubjectRef]:
    """Return the department and the company if a premium of ``subject`` reads their figures."""
    cards = cards_in_force(scheme.cards, period)
    assigned = closest(cards, subject, departments_of(staff.units))
    if assigned is None:
        return set()
    levels = {t.level for t in scheme.templates if t.code in assigned[0].templates}
    others = {COMPANY} if SubjectLevel.COMPANY in levels else set()
    if SubjectLevel.DEPARTMENT in levels and subject.department is not None:
        others.add(SubjectRef(SubjectLevel.DEPARTMENT, subject.department))
    return others


def the_one(staff: Staff, code: str) -> Person:
    if not staff.people:
        raise NotFoundError(EMPLOYEE, code)
    return staff.people[0]

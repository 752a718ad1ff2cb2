"""Use cases on figures: a period for everybody, the progress of one, and the records behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi import rollup
from crm_desktop.kpi.assignment import closest, departments_of, lineage
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import BaseSums, RecordsQuery
from crm_desktop.kpi.pace import facts_at_the_end, share_due
from crm_desktop.kpi.records import RecordsPage
from crm_desktop.rewards.assignment import cards_in_force
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.engine import calculate
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.schemes import refuse_other_currency, scheme_in_force
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage import facts, records
from crm_desktop.storage.conditions import Surroundings
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries.subjects import Person, Staff


@dataclass(frozen=True, slots=True)
class Calculation:
    """The outcomes of one period: people by name, then groups, departments, the company."""

    period: Period
    currency: str
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """How far the period is: ``share_due`` of a plan should be there by the end of today.

    On its last day all is due, though it ``is_over`` only on the next.
    """

    share_due: Decimal
    worked: int
    working_days: int
    is_over: bool = False


class CalculationService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now

    def calculate(self, period: Period, *, scheme: Scheme | None = None) -> Calculation:
        """Return the outcome of everyone employed in ``period``, of each unit and the company.

        By the rules in force on its first day, or by ``scheme``. Nothing is saved.

        Raises:
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: ``scheme`` has mistakes.
            InvalidInputError: ``scheme`` is in another currency than the firm.

        """
        with self._sessions() as session:
            if scheme is None:
                return calculated(session, period)
            refuse_other_currency(checked(scheme), firm_queries.firm(session))
            return calculated(session, period, scheme)

    def progress(self, employee_code: str, period: Period) -> Outcome:
        """Return the outcome that ``calculate`` has for one employee, from their records alone.

        Where their card pays for the results of others, those are read too.

        Raises:
            NotFoundError: there is no such employee.

        """
        with self._sessions() as session:
            return _outcome_of_one(session, employee_code, period)

    def projected(self, employee_code: str, period: Period) -> Outcome | None:
        """Return the outcome at the end of ``period`` if everything goes on at its pace.

        Sums and counts grow in proportion to working days, so ratios stay. None before
        anything is due and after the period.
        """
        with self._sessions() as session:
            pace = self._pace(firm_queries.firm(session), period)
            if not 0 < pace.share_due < 1:
                return None
            return _outcome_of_one(session, employee_code, period, pace=pace)

    def trend(
        self, employee_code: str, period: Period, count: int = 6
    ) -> Mapping[str, tuple[Decimal | None, ...]]:
        """Return each indicator's facts of the last ``count`` periods, ``period`` the last.

        All by the indicators in force in ``period``, so that they compare.

        Raises:
            NotFoundError: there is no such employee.

        """
        in_row = [period]
        while len(in_row) < count:
            in_row.insert(0, in_row[0].previous())
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            staff = subjects.staff(session, employee_code)
            person = _the_one(staff, employee_code)
            scheme = scheme_in_force(session, firm, period.start, person.subject.ref)
            sums = _sums(session, firm, scheme, in_row, [person])
        scheme = _since_ever(scheme)
        trend: dict[str, tuple[Decimal | None, ...]] = {}
        for each in in_row:
            measured = rollup.facts(scheme.indicators, [person.subject], sums[each])
            [figures] = figures_of(scheme, [person.subject], measured, each)
            for indicator in scheme.indicators:
                fact = figures.fact(indicator.code).value
                trend[indicator.code] = (*trend.get(indicator.code, ()), fact)
        return trend

    def records(
        self, query: RecordsQuery, *, after: tuple[date, int] | None = None, limit: int = 100
    ) -> RecordsPage:
        """Return a page of the records behind a figure, newest first; ``after`` is a cursor."""
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            is_everybody = query.subject == COMPANY
            owners = None if is_everybody else subjects.staff(session).members(query.subject)
            return records.page(
                session, query, _around(session, firm), owners=owners, after=after, limit=limit
            )

    def pace(self, period: Period) -> Pace:
        """Return how far ``period`` is today, by working days."""
        with self._sessions() as session:
            return self._pace(firm_queries.firm(session), period)

    def _pace(self, firm: Firm, period: Period) -> Pace:
        today, calendar = clock.today(self._now, firm.time_zone()), firm.calendar()
        return Pace(
            share_due(period, today, calendar),
            calendar.worked_by(period, today),
            calendar.working_days(period),
            is_over=today >= period.end,
        )


def calculated(session: Session, period: Period, scheme: Scheme | None = None) -> Calculation:
    """Return the calculation of ``period`` within a transaction; ``scheme`` is a checked one."""
    firm = firm_queries.firm(session)
    staff = subjects.staff(session)
    rules = scheme or scheme_in_force(session, firm, period.start)
    sums = _sums(session, firm, rules, [period], staff.people, is_of_all=True)[period]
    company = Subject(COMPANY, firm.name)
    measured = rollup.facts(rules.indicators, [*staff.everyone(), company], sums)
    outcomes = calculate(rules, [*staff.measured_in(period), company], measured, period)
    return Calculation(period, rules.currency, tuple(outcomes))


def _outcome_of_one(
    session: Session, code: str, period: Period, pace: Pace | None = None
) -> Outcome:
    firm = firm_queries.firm(session)
    staff = subjects.staff(session, code)
    person = _the_one(staff, code)
    rules = scheme_in_force(session, firm, period.start, person.subject.ref)
    people, others = [person], _others_paid_for(rules, staff, person.subject, period)
    if others:
        staff = subjects.staff(session)
        rules = scheme_in_force(session, firm, period.start)
        within = {person.id, *(id_ for ref in others for id_ in staff.members(ref))}
        people = [one for one in staff.people if one.id in within]
    is_of_all = COMPANY in others
    sums = _sums(session, firm, rules, [period], people, is_of_all=is_of_all)[period]
    company = [Subject(COMPANY, firm.name)] if is_of_all else []
    counted = [*(one.subject for one in people), *staff.units, *company]
    measured = rollup.facts(rules.indicators, counted, sums)
    if pace is not None:
        measured = facts_at_the_end(
            measured, pace.share_due, worked=pace.worked, working_days=pace.working_days
        )
    above = set(lineage(person.subject, departments_of(staff.units)))
    units = [unit for unit in (*staff.units, *company) if unit.ref in above]
    return calculate(rules, [person.subject, *units], measured, period)[0]


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


def _sums(
    session: Session,
    firm: Firm,
    scheme: Scheme,
    periods: Sequence[Period],
    people: Collection[Person],
    *,
    is_of_all: bool = False,
) -> Mapping[Period, BaseSums]:
    return facts.base_sums(
        session,
        rollup.base_sums(scheme.indicators),
        periods,
        _around(session, firm),
        codes={person.id: person.subject.ref.code for person in people},
        is_of_all=is_of_all,
    )


def _since_ever(scheme: Scheme) -> Scheme:
    """Return ``scheme`` with its indicators in force in earlier periods too."""
    indicators = tuple(replace(found, version=Version()) for found in scheme.indicators)
    return replace(scheme, indicators=indicators)


def _the_one(staff: Staff, code: str) -> Person:
    if not staff.people:
        raise NotFoundError(EMPLOYEE, code)
    return staff.people[0]


def _around(session: Session, firm: Firm) -> Surroundings:
    return Surroundings(firm.time_zone(), firm.currency, session.get_bind().dialect.name)

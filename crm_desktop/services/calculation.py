"""Use cases on figures: a period for everybody, the progress of one, and the records behind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import Facts, RecordsQuery
from crm_desktop.kpi.pace import Pace, pace_of
from crm_desktop.kpi.records import RecordsPage
from crm_desktop.kpi.source import Window
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.live import LiveFacts
from crm_desktop.services.measuring import Measuring, around, reading
from crm_desktop.services.one_outcome import outcome_of_one, the_one
from crm_desktop.services.pacing import paces
from crm_desktop.services.pay_ground import PayReader, longer_facts, staff_in
from crm_desktop.services.rules import scheme_in_force
from crm_desktop.services.schemes import refuse_other_currency
from crm_desktop.services.script_runs import RUNS, BatchRun, ScriptRuns
from crm_desktop.services.standing import Standing, StandingRules
from crm_desktop.storage import records
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries.subjects import Staff

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Calculation:
    """The outcomes of one period: people by name, then groups, departments, the company."""

    period: Period
    currency: str
    outcomes: tuple[Outcome, ...]


class CalculationService:
    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Now,
        acting: Acting = ANYBODY,
        runs: ScriptRuns = RUNS,
    ) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting
        self._runs = runs
        self._live = LiveFacts()
        self._standing = StandingRules()

    def calculate(self, period: Period, *, scheme: Scheme | None = None) -> Calculation:
        """Return the outcome of everyone employed in ``period``, of each unit and the company.

        By the rules in force on its first day, or by ``scheme``, which then pays alone: without
        what was decided or left from earlier months. Whoever is not seen is left out. Nothing is
        saved.

        Raises:
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: ``scheme`` has mistakes.
            InvalidInputError: ``scheme`` is in another currency than the firm.

        """

        def work(session: Session) -> Calculation:
            sight = self._acting.sight(session)
            standing = self._standing.on(session, period.start)
            if scheme is not None:
                refuse_other_currency(checked(scheme), standing.firm)
                standing = Standing(standing.edition, standing.firm, scheme)
            by_rules = scheme is None
            ground = ground_of(
                session, period, self._now(), standing, self._runs, with_openings=by_rules
            ).ground
            return Calculation(
                period,
                ground.scheme.currency,
                tuple(
                    one for one in ground.outcomes() if sight.sees_subject(one.result.subject.ref)
                ),
            )

        return self._reading(period, work)

    def facts(self, period: Period) -> Facts:
        """Return what was measured in ``period`` of everybody, each unit and the company.

        Whoever is not seen is left out.

        Raises:
            NotSetUpError: there is no firm yet.

        """

        def work(session: Session) -> Facts:
            sight = self._acting.sight(session)
            standing = self._standing.on(session, period.start)
            staff = subjects.staff(session).on(period.last_day())
            counted = [*staff.everyone(), Subject(COMPANY, standing.firm.name)]
            measuring = _measuring(session, standing, self._now())
            found = self._runs.facts(
                session, standing.rules, counted, measuring.facts(period, staff, counted), period,
                firm=standing.firm, staff=staff, today=measuring.today,
            )  # fmt: skip
            if sight.is_whole():
                return found
            return {key: fact for key, fact in found.items() if sight.sees_subject(key[0])}

        return self._reading(period, work)

    def live(self, employee_code: str, period: Period) -> Facts:
        """Return the facts of one employee alone, for a screen that asks often.

        Raises:
            DeniedError: their figures are not seen.
            NotFoundError: there is no such employee.

        """

        def work(session: Session) -> Facts:
            found = self._live.facts(session, employee_code, period, self._now())
            # Only now: it is the first question that settles what its transaction is like.
            self._acting.sight(session).require_employee(employee_code)
            return found

        return self._reading(period, work)

    def progress(self, employee_code: str, period: Period) -> Outcome:
        """Return the outcome that ``calculate`` has for one employee, from their records alone.

        Where their card pays for the results of others, those are read too.

        Raises:
            DeniedError: their figures are not seen.
            NotFoundError: there is no such employee.

        """
        return self._reading_of(
            employee_code,
            period,
            lambda session: outcome_of_one(session, employee_code, period, self._now(), self._runs),
        )

    def projected(self, employee_code: str, period: Period) -> Outcome | None:
        """Return the outcome at the end of ``period`` if everything goes on at its pace.

        Sums and counts grow in proportion to the working days, without absences that are known,
        so ratios stay. None before anything is due and after the period.
        """

        def work(session: Session) -> Outcome | None:
            firm = firm_queries.firm(session)
            pace = pace_of(period, self._today(firm), firm.calendar())
            if not 0 < pace.share_due < 1:
                return None
            return outcome_of_one(
                session, employee_code, period, self._now(), self._runs, is_projected=True
            )

        return self._reading_of(employee_code, period, work)

    def trend(
        self, employee_code: str, period: Period, count: int = 6
    ) -> Mapping[str, tuple[Decimal | None, ...]]:
        """Return each indicator's facts of the last ``count`` periods, ``period`` the last.

        All by the rules in force in ``period``, so that they compare.

        Raises:
            DeniedError: their figures are not seen.
            NotFoundError: there is no such employee.

        """
        in_row = [period]
        while len(in_row) < count:
            in_row.insert(0, in_row[0].previous())
        return self._reading_of(
            employee_code,
            period,
            lambda session: _trend(session, employee_code, in_row, self._now(), self._runs),
        )

    def records(
        self, query: RecordsQuery, *, after: tuple[date, int] | None = None, limit: int = 100
    ) -> RecordsPage:
        """Return a page of the records behind a figure, newest first; ``after`` is a cursor.

        Raises:
            DeniedError: the figure is not seen.

        """
        with self._sessions() as session:
            self._acting.sight(session).require_subject(query.subject)
            firm = firm_queries.firm(session)
            owners, moved = _counted(session, query)
            return records.page(
                session,
                query,
                around(session, firm),
                owners=owners,
                moved=moved,
                after=after,
                limit=limit,
            )

    def _reading(self, period: Period, work: Callable[[Session], T]) -> T:
        return reading(self._sessions, self._now, period.last_day(), work)

    def _reading_of(self, employee_code: str, period: Period, work: Callable[[Session], T]) -> T:
        """Return what ``work`` reads of an employee whose figures are seen."""

        def seeing(session: Session) -> T:
            self._acting.sight(session).require_employee(employee_code)
            return work(session)

        return self._reading(period, seeing)

    def pace(
        self, period: Period, employee_code: str | None = None
    ) -> Callable[[SubjectRef], Pace]:
        """Return what tells how far ``period`` is today for an employee, a unit or the company.

        For employees by the working days on which they are there, whatever their rules say; with
        an ``employee_code`` for that one of them alone.
        """
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            return paces(session, firm, period, self._today(firm), employee_code)

    def _today(self, firm: Firm) -> date:
        return clock.today(self._now, firm.time_zone())


class Grounded(NamedTuple):
    """What a calculation follows from, all people, and the batches of scripts that ran for it."""

    ground: Ground
    staff: Staff
    ran: Sequence[BatchRun] = ()


def ground_of(
    session: Session,
    period: Period,
    now: datetime,
    standing: Standing,
    runs: ScriptRuns | None,
    *,
    may_write: bool = False,
    with_openings: bool = True,
) -> Grounded:
    """Return what the calculation of ``period`` follows from.

    ``standing`` has the rules to go by; without ``runs`` their scripts are not asked.
    """
    rules, firm = standing.rules, standing.firm
    staff = staff_in(session, rules, period)
    company = Subject(COMPANY, firm.name)
    measuring = _measuring(session, standing, now, may_write=may_write)
    counted = [*staff.everyone(), company]
    reader = PayReader(session, firm, rules, period, measuring.today, staff.units)
    employed = [person for person in staff.people if person.works_in(period)]
    besides = reader.besides(employed, with_openings=with_openings)
    ground = Ground(
        rules,
        [*staff.measured_in(period), company],
        measuring.facts(period, staff, counted),
        period,
        firm.calendar(),
        measuring.today,
        besides.earnings,
        besides.openings,
        longer_facts(measuring, rules, period, staff, counted),
    )
    if runs is None:
        return Grounded(ground, staff)
    asked, ran = runs.asked(session, ground, firm, staff)
    return Grounded(asked, staff, ran)


def _measuring(
    session: Session, standing: Standing, now: datetime, *, may_write: bool = False
) -> Measuring:
    indicators = standing.rules.indicators
    return Measuring(session, standing.firm, indicators, now, may_write, standing.kept)


def _counted(
    session: Session, query: RecordsQuery
) -> tuple[Collection[int] | None, Mapping[int, Sequence[Period]]]:
    """Return who counts for the subject of ``query`` all the time, and who on which days.

    None is everybody.
    """
    if query.subject == COMPANY or query.record is not None:
        return None, {}
    staff = subjects.staff(session)
    if query.window is Window.UNTIL_END:
        return staff.on(query.period.last_day()).members(query.subject), {}
    period = query.period if query.window is Window.WITHIN else query.period.previous()
    days = [period.start, *staff.days_of_moves(period), period.end]
    stays: dict[int, list[Period]] = {}
    for start, end in pairwise(days):
        for person in staff.on(start).members(query.subject):
            stays.setdefault(person, []).append(Period(start, end))
    always = [person for person, found in stays.items() if len(found) == len(days) - 1]
    return always, {person: found for person, found in stays.items() if person not in always}


def _trend(
    session: Session, code: str, in_row: Sequence[Period], now: datetime, runs: ScriptRuns
) -> Mapping[str, tuple[Decimal | None, ...]]:
    firm = firm_queries.firm(session)
    ref = SubjectRef(SubjectLevel.EMPLOYEE, code)
    rules = scheme_in_force(session, firm, in_row[-1].start, ref).since_ever()
    staff = staff_in(session, rules, Period(in_row[0].start, in_row[-1].end), code)
    person = the_one(staff, code)
    measuring = Measuring(session, firm, rules.indicators, now)
    measured = measuring.facts_of_one(in_row, person)
    trend: dict[str, tuple[Decimal | None, ...]] = {}
    for period, found in zip(in_row, measured, strict=True):
        measured_as = [person.subject, *staff.units]
        facts = runs.facts(
            session, rules, measured_as[:1], found, period,
            firm=firm, staff=staff, today=measuring.today, owners=[person.id],
        )  # fmt: skip
        figures, *_ = figures_of(rules, measured_as, facts, period, calendar=firm.calendar())
        for indicator in rules.indicators:
            fact = figures.fact(indicator.code).value
            trend[indicator.code] = (*trend.get(indicator.code, ()), fact)
    return trend

"""Use cases on what the wizard asks of the firm: who does what, and what indicators were."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.people import COMPANY, Presence, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind, months_on
from crm_desktop.errors import CrmError
from crm_desktop.kpi.assignment import departments_of, lineage
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.catalogue.entry import WON, counted, is_
from crm_desktop.kpi.definition import AFTER_ALL, Indicator
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.rewards.assignment import HeldRules
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.growing import growing
from crm_desktop.rewards.wizard.measurable import measurable
from crm_desktop.rewards.wizard.past import PastRow, WizardPast
from crm_desktop.rewards.wizard.premium_figures import SALES, typical_sales
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm, Work
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.measuring import Measuring, reading
from crm_desktop.services.rules import scheme_in_force
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.storage.queries import calendars, people, statements, subjects
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.subjects import Person, Staff

T = TypeVar("T")

_MONTHS = 3
"""The work of so many finished months is counted."""

_WORK = {
    work: Indicator(work.value, "", source)
    for work, source in (
        (Work.LEADS, counted(Entity.DEAL, "created")),
        (Work.WON_DEALS, counted(Entity.DEAL, "closed", WON)),
        (Work.INVOICES, counted(Entity.DOCUMENT, "issued", is_("kind", "invoice"))),
        (Work.CALLS_OUT, counted(Entity.ACTIVITY, "done", is_("kind", "call_out"))),
        (Work.CALLS_IN, counted(Entity.ACTIVITY, "done", is_("kind", "call_in"))),
        (Work.MEETINGS, counted(Entity.ACTIVITY, "done", is_("kind", "meeting", "visit"))),
        (Work.LETTERS, counted(Entity.ACTIVITY, "done", is_("kind", "letter_in", "letter_out"))),
        (Work.TASKS, counted(Entity.ACTIVITY, "done", is_("kind", "task"))),
        (Work.TICKETS, counted(Entity.ACTIVITY, "done", is_("kind", "ticket"))),
    )
}


@dataclass(frozen=True, slots=True)
class WizardInsightService:
    """All of it is for who sees everybody's pay."""

    sessions: sessionmaker[Session]
    now: Now
    acting: Acting = ANYBODY
    runs: ScriptRuns = RUNS

    def firm(self) -> WizardFirm:
        """Return the firm of today, with what the records say that people do.

        Raises:
            DeniedError: not everybody's pay is seen.
            NotSetUpError: there is no firm yet.

        """
        return self._read(firm_in)

    def past(
        self,
        indicators: Collection[Indicator],
        scheme: Scheme,
        kind: PeriodKind = PeriodKind.MONTH,
        count: int = 6,
    ) -> WizardPast:
        """Return what ``indicators`` were in the last ``count`` finished periods of ``kind``.

        Of everybody employed today, of all units and of the company, where people were on the
        last day of each period. They take the place of those with their codes in ``scheme``, whose
        other indicators their formulas and scripts may read. What is unsound has no row. A period
        without records between two that have some is a zero of what adds up.

        Raises:
            DeniedError: not everybody's pay is seen.
            NotSetUpError: there is no firm yet.

        """
        codes = {each.code for each in indicators}
        others = tuple(each for each in scheme.indicators if each.code not in codes)
        whole = replace(scheme, indicators=(*others, *indicators))
        rules = measurable(whole, tuple(each.code for each in indicators))

        def work(session: Session, now: datetime) -> WizardPast:
            firm = firm_queries.firm(session)
            look = _Look(Measuring(session, firm, rules.indicators, now), rules, self.runs)
            periods = _finished(look.measuring.today, kind, count)
            return WizardPast(tuple(periods), look.rows(periods, codes))

        return self._read(work)

    def typical_sales(self) -> Decimal | None:
        """Return what a person usually sells for in a month, in major units; None of nobody.

        Raises:
            DeniedError: not everybody's pay is seen.
            NotSetUpError: there is no firm yet.

        """
        past = self.past([CATALOGUE[SALES].indicator()], Scheme("", ""))
        return typical_sales(
            past, [ref for ref, _ in past.rows if ref.level is SubjectLevel.EMPLOYEE]
        )

    def _read(self, work: Callable[[Session, datetime], T]) -> T:
        self.acting.require_all()
        now = self.now()
        return reading(self.sessions, self.now, now.date(), lambda session: work(session, now))


def firm_in(session: Session, now: datetime) -> WizardFirm:
    """Return the firm of today as ``session`` reads it."""
    settings = firm_queries.firm(session)
    measuring = Measuring(session, settings, tuple(_WORK.values()), now)
    today = measuring.today
    staff = subjects.staff(session)
    employed = [one.on(today) for one in staff.people if _is_employed(one, today)]
    name = firm_queries.scheme_name(session)
    present = replace(scheme_in_force(session, settings, AFTER_ALL), name=name)
    described = _Described.of(session, present, staff, today)
    work = _work(measuring, staff, [one.subject for one in employed])
    settled = statements.last_settled(session)
    return WizardFirm(
        name=settings.name,
        currency=settings.currency,
        today=today,
        people=tuple(described.candidate(one, work[one.subject.ref]) for one in employed),
        units=staff.units,
        paths={COMPANY: settings.name, **dict(paths_of(staff.units))},
        present=present,
        settled_until=None if settled is None else settled.end,
        left={
            one.subject.ref: one.subject.name
            for one in staff.people
            if not _is_employed(one, today)
        },
    )


def _is_employed(person: Person, day: date) -> bool:
    return person.works_in(Period(day, day + timedelta(days=1)))


def _work(
    measuring: Measuring, staff: Staff, employed: Sequence[Subject]
) -> Mapping[SubjectRef, Mapping[Work, int]]:
    """Return what each did in the last months; shares of records that are shared add up."""
    periods = _finished(measuring.today, PeriodKind.MONTH, _MONTHS)
    by_month = measuring.facts_in_row(periods, staff, employed)
    found: dict[SubjectRef, dict[Work, int]] = {}
    for subject in employed:
        counts = {
            work: sum((facts[subject.ref, each.code].value or 0 for facts in by_month), Decimal(0))
            for work, each in _WORK.items()
        }
        found[subject.ref] = {work: math.ceil(count) for work, count in counts.items() if count}
    return found


@dataclass(frozen=True, slots=True)
class _Described:
    """What is known of people besides their records."""

    positions: Mapping[int, str]
    heads: Mapping[int, tuple[str, ...]]
    held: HeldRules
    presences: Mapping[SubjectRef, Presence]

    @classmethod
    def of(cls, session: Session, present: Scheme, staff: Staff, today: date) -> _Described:
        heads: dict[int, tuple[str, ...]] = defaultdict(tuple)
        for each in people.list_departments(session):
            if each.head_id is not None:
                heads[each.head_id] += (each.code,)
        return cls(
            {row.id: row.position for row in people.list_employees(session)},
            heads,
            HeldRules.on(_once_all_began(present, today), present, staff.units),
            calendars.presences(session, _year_of(today)),
        )

    def candidate(self, person: Person, work: Mapping[Work, int]) -> Candidate:
        subject = person.subject
        card, salary = None, None
        if (paid := self.held.cards.closest(subject)) is not None:
            card, assigned = paid
            salary = card.salary if assigned.salary is None else assigned.salary
        profiles = self.held.profiles_of(subject)
        profile = min(
            profiles, key=lambda each: each.period_kind is not PeriodKind.MONTH, default=None
        )
        return Candidate(
            subject=replace(subject, presence=self.presences[subject.ref]),
            position=self.positions.get(person.id, ""),
            work=work,
            heads=self.heads.get(person.id, ()),
            salary=salary,
            profile=None if profile is None else profile.name,
            card=None if card is None else card.name,
        )


def _year_of(today: date) -> Period:
    """Return the running month and those of the year before it."""
    end = Period.containing(today, PeriodKind.MONTH).end
    return Period(months_on(end, -12), end)


def _once_all_began(present: Scheme, today: date) -> date:
    """Return the day on which the last of the profiles and their terms has begun."""
    begins = (each.version.valid_from for each in present.profiles)
    terms = (term.since for each in present.profiles for term in each.terms)
    return max((today, *begins, *terms))


def paths_of(units: Iterable[Subject]) -> Iterator[tuple[SubjectRef, str]]:
    """Yield what each unit is called, a department after those above it."""
    every = tuple(units)
    departments = departments_of(every)
    for unit in every:
        if unit.ref.level is not SubjectLevel.DEPARTMENT:
            yield unit.ref, unit.name
            continue
        above = [departments[ref.code].name for ref in lineage(unit, departments) if ref != COMPANY]
        yield unit.ref, " › ".join(reversed(above))


def _finished(today: date, kind: PeriodKind, count: int) -> list[Period]:
    """Return the last ``count`` periods of ``kind`` that were over ``today``, oldest first."""
    periods = [Period.containing(today, kind).previous()]
    while len(periods) < count:
        periods.append(periods[-1].previous())
    return periods[::-1]


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks back at what the indicators of ``rules`` were."""

    measuring: Measuring
    rules: Scheme
    runs: ScriptRuns

    def rows(
        self, periods: Sequence[Period], codes: Collection[str]
    ) -> dict[tuple[SubjectRef, str], PastRow]:
        """Return the rows of those of ``codes`` that ``rules`` have."""
        session, today = self.measuring.session, self.measuring.today
        staff = subjects.staff(session)
        if self.rules.asks_presence:
            staff = subjects.with_presence(session, staff, Period(periods[0].start, today))
        company = Subject(COMPANY, self.measuring.firm.name)
        shown = {one.subject.ref for one in staff.people if _is_employed(one, today)}
        shown |= {COMPANY, *(unit.ref for unit in staff.units)}
        wanted = [each.code for each in self.rules.indicators if each.code in codes]
        found: dict[tuple[SubjectRef, str], list[_Value]] = defaultdict(list)
        measured = self.measuring.facts_in_row(periods, staff, [*staff.everyone(), company])
        for period, facts in zip(periods, measured, strict=True):
            then = [*staff.on(period.last_day()).everyone(), company]
            known = self.runs.facts(
                session, self.rules, then, facts, period,
                firm=self.measuring.firm, staff=staff, today=today,
            )  # fmt: skip
            for figures in self._figures(then, known, period):
                ref = figures.subject.ref
                if ref in shown:
                    for code, value in self._values(figures, wanted):
                        found[ref, code].append(value)
        added = growing(self.rules)
        rows = {key: _row(values) for key, values in found.items()}
        return {key: row.without_gaps() if key[1] in added else row for key, row in rows.items()}

    def _figures(self, then: Sequence[Subject], facts: Facts, period: Period) -> list[Figures]:
        calendar = self.measuring.firm.calendar()
        return figures_of(self.rules, then, facts, period, calendar=calendar)

    def _values(self, figures: Figures, wanted: Iterable[str]) -> Iterator[tuple[str, _Value]]:
        """Yield what each of the indicators ``wanted`` was for the subject of ``figures``."""
        formulas, ref, fed = figures.rules.formulas, figures.subject.ref, dict[str, bool]()
        for code in figures.rules.indicators.keys() - formulas.keys():
            fact = figures.facts.get((ref, code))
            fed[code] = fact is not None and fact.is_fed
        for code, formula in formulas.items():  # in the order in which they need each other
            fed[code] = any(fed[name] for name in formula.names)
        for code in wanted:
            try:
                yield code, _Value(figures.fact(code).value, fed[code])
            except CrmError:
                yield code, _Value(None, is_fed=False)


class _Value(NamedTuple):
    value: Decimal | None
    is_fed: bool


def _row(values: Sequence[_Value]) -> PastRow:
    return PastRow(tuple(one.value for one in values), tuple(one.is_fed for one in values))

"""Use cases on the health of the rules: what may spoil them, seen from the last periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi import health
from crm_desktop.kpi.definition import Indicator, Plan
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.health import Finding, History, Past, SmartCheck, worst_first
from crm_desktop.kpi.scores import EntryLine, entry_lines
from crm_desktop.kpi.source import Aggregate, RecordSource
from crm_desktop.rewards import health as rewards_health
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services import scheme_subjects
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.measuring import Measuring, reading
from crm_desktop.services.rules import DefinitionKind, scheme_in_force
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.storage.queries import directory_names, plans, statements, subjects
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.plans import PlanKey, PlanVersion, held_on
from crm_desktop.storage.queries.subjects import Staff

_PERIODS = 6
"""How many finished periods are looked at."""

_WON = Condition("status", Operator.EQUAL, ("won",))
CYCLE = Indicator(
    "sales cycle",  # no code of a scheme has a space
    "",
    RecordSource(Entity.DEAL, Aggregate.AVERAGE, "closed", "cycle", _WON),
    Unit.DURATION,
)


FactsOfPeriods = Mapping[Period, Facts]
NOT_KNOWN: FactsOfPeriods = MappingProxyType({})


class Tried(NamedTuple):
    """``rules`` without mistakes, looked at by the plans that held then or, if so, their own.

    ``known`` are facts of the ``rules`` and of the ``CYCLE`` that were gathered already, without
    those of scripts.
    """

    firm: Firm
    staff: Staff
    rules: Scheme
    has_own_plans: bool
    known: FactsOfPeriods = NOT_KNOWN


def findings_in(
    session: Session, tried: Tried, today: date, now: datetime, runs: ScriptRuns
) -> tuple[Finding, ...]:
    """Return what ``HealthService.findings`` does, in the transaction of ``session``."""
    firm, staff, rules, has_own_plans, known = tried
    measuring = Measuring(session, firm, (*rules.indicators, CYCLE), now)
    past = _Hindsight(measuring, rules, today, has_own_plans, runs, known)
    past.look(staff)
    names = {subject.ref: subject.name for subject in staff.everyone()}
    shares, directories = _bonus_shares(session, today), _directories(session, rules)
    found = [
        *health.findings(rules, past.history(), today, past.cycle_s, names=names),
        *rewards_health.findings(rules, shares, directories),
        *scheme_subjects.findings(rules, staff, today),
    ]
    return worst_first(found)


class HealthService:
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

    def findings(self, today: date, *, scheme: Scheme | None = None) -> tuple[Finding, ...]:
        """Return what may spoil the rules in force ``today``, or ``scheme``; the worst first.

        The last six finished periods of the kind of each profile are computed by these rules,
        with the plans that held then, or those of ``scheme``.

        Raises:
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: ``scheme`` has mistakes.

        """
        return self._look(today, scheme)[1]

    def smart(
        self, profile_code: str, today: date, *, scheme: Scheme | None = None
    ) -> tuple[SmartCheck, ...]:
        """Return the checks of the letters S, M, A, R and T of one profile, in this order.

        Raises:
            NotFoundError: there is no such profile ``today``.
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: ``scheme`` has mistakes.

        """
        rules, found = self._look(today, scheme)
        for profile in rules.profiles:
            if profile.code == profile_code:
                return health.smart(profile, rules, found)
        raise NotFoundError(DefinitionKind.PROFILE.label(), profile_code)

    def _look(self, today: date, scheme: Scheme | None) -> tuple[Scheme, tuple[Finding, ...]]:
        self._acting.require_all()
        rules = None if scheme is None else checked(scheme)
        return reading(
            self._sessions,
            self._now,
            today,
            lambda session: self._found(session, today, rules),
        )

    def _found(
        self, session: Session, today: date, scheme: Scheme | None
    ) -> tuple[Scheme, tuple[Finding, ...]]:
        firm = firm_queries.firm(session)
        rules = scheme or scheme_in_force(session, firm, today)
        tried = Tried(firm, subjects.staff(session), rules, scheme is not None)
        return rules, findings_in(session, tried, today, self._now(), self._runs)


_Key = tuple[str, SubjectRef, str]
"""The code of a profile, a subject that it measures, and the code of an indicator."""


@dataclass(slots=True)
class _Hindsight:
    """What ``rules`` would have given in the last periods that were finished before ``today``.

    ``cycle_s`` is how long it takes on average to win a deal, in seconds.
    """

    measuring: Measuring
    rules: Scheme
    today: date
    has_own_plans: bool
    runs: ScriptRuns
    known: FactsOfPeriods
    cycle_s: Decimal | None = None
    rows: dict[_Key, list[EntryLine]] = field(default_factory=lambda: defaultdict(list))
    plans_now: dict[_Key, Decimal | None] = field(default_factory=dict)

    def look(self, staff: Staff) -> None:
        """Compute for ``staff`` the periods of each kind that a profile has.

        Those of the longest kind come last.
        """
        kinds = {profile.period_kind for profile in self.rules.profiles} - {PeriodKind.CUSTOM}
        spans = sorted((_finished(self.today, kind) for kind in kinds), reverse=True)
        if not spans:
            return
        session = self.measuring.session
        running = [Period.containing(self.today, kind).end for kind in kinds]
        whole = Period(spans[-1][0].start, max(running))
        there = subjects.with_presence(session, staff, whole)
        for periods in spans:
            self._look_at(periods, there)

    def history(self) -> History:
        found: dict[str, dict[tuple[SubjectRef, str], Past]] = defaultdict(dict)
        for (profile, ref, code), rows in self.rows.items():
            found[profile][ref, code] = Past(
                tuple(row.fact for row in rows),
                tuple(row.plan for row in rows),
                tuple(row.attainment for row in rows),
                tuple(row.is_fed for row in rows),
                self.plans_now.get((profile, ref, code)),
            )
        return found

    def _look_at(self, periods: Sequence[Period], staff: Staff) -> None:
        company = Subject(COMPANY, self.measuring.firm.name)
        everyone = [*staff.everyone(), company]
        running = periods[-1].next()
        rules = self._rules_by_period([*periods, running])
        if all(period in self.known for period in periods):
            facts = [self.known[period] for period in periods]
        else:
            facts = self.measuring.facts_in_row(periods, staff, everyone)
        for period, found in zip(periods, facts, strict=True):
            measured = self.runs.facts(
                self.measuring.session, rules[period], everyone, found, period,
                firm=self.measuring.firm, staff=staff, today=self.today,
            )  # fmt: skip
            for key, line in self._lines(rules[period], staff, measured, period):
                self.rows[key].append(line)
            self._add_company(measured, period.kind)
        for each in self._figures(rules[running], staff, {}, running):
            if each.profile is not None:
                for entry in each.profile.entries:
                    key = (each.profile.code, each.subject.ref, entry.indicator)
                    self.plans_now[key] = each.planned(entry.indicator, entry)
        self.cycle_s = _mean(found[COMPANY, CYCLE.code] for found in facts)

    def _lines(
        self, rules: Scheme, staff: Staff, facts: Facts, period: Period
    ) -> Iterator[tuple[_Key, EntryLine]]:
        found = self._figures(rules, staff, facts, period)
        lines = entry_lines(found)
        for profile, ref in ((each.profile, each.subject.ref) for each in found):
            if profile is not None:
                for entry, line in zip(profile.entries, lines[ref], strict=True):
                    yield (profile.code, ref, entry.indicator), line

    def _figures(self, rules: Scheme, staff: Staff, facts: Facts, period: Period) -> list[Figures]:
        company = Subject(COMPANY, self.measuring.firm.name)
        everyone = [*staff.on(period.last_day()).measured_in(period), company]
        calendar = self.measuring.firm.calendar()
        return figures_of(rules, everyone, facts, period, calendar=calendar)

    def _add_company(self, facts: Facts, kind: PeriodKind) -> None:
        """Add what the whole company has of what people and units are measured by."""
        for profile in self.rules.profiles:
            if profile.period_kind is not kind or profile.level is SubjectLevel.COMPANY:
                continue
            for entry in profile.entries:
                fact = facts.get((COMPANY, entry.indicator))
                value = None if fact is None else fact.value
                row = EntryLine(value, None, None, None, _is_fed(fact))
                self.rows[profile.code, COMPANY, entry.indicator].append(row)

    def _rules_by_period(self, periods: Sequence[Period]) -> Mapping[Period, Scheme]:
        """Return the rules as if they had always held, with the plans of each period."""
        rules = self.rules.since_ever()
        if self.has_own_plans:
            return dict.fromkeys(periods, rules)
        session, first, last = self.measuring.session, periods[0], periods[-1]
        by_key: dict[PlanKey, list[PlanVersion]] = defaultdict(list)
        for version in plans.list_held(session, first.kind, first.start, last.end):
            by_key[version.key].append(version)
        return {
            period: replace(rules, plans=tuple(_plans_of(period, by_key.values())))
            for period in periods
        }


def _finished(today: date, kind: PeriodKind) -> list[Period]:
    """Return the last periods of ``kind`` that were over ``today``, oldest first."""
    periods = [Period.containing(today, kind).previous()]
    while len(periods) < _PERIODS:
        periods.append(periods[-1].previous())
    return periods[::-1]


def _plans_of(period: Period, versions: Iterable[Sequence[PlanVersion]]) -> Iterator[Plan]:
    """Yield the plans of ``period``, those that begin within it and share it included."""
    for of_key in versions:
        held = held_on(of_key, period.start)
        begun = [one for one in of_key if one.split and period.start < one.valid_from < period.end]
        for version in ([held] if held else []) + begun:
            plan = version.plan()
            if plan is not None:
                yield plan


def _is_fed(fact: Fact | None) -> bool:
    return fact is not None and fact.is_fed


def _mean(facts: Iterable[Fact]) -> Decimal | None:
    """Return the average that all of ``facts``, which are averages, make together."""
    parts = [fact.parts for fact in facts if fact.parts]
    total = sum((above.value for above, _ in parts), Decimal(0))
    count = sum((below.value for _, below in parts), Decimal(0))
    return total / count if count else None


def _directories(session: Session, rules: Scheme) -> rewards_health.Directories:
    """Return the directories of the firm, where ``rules`` name something of them."""
    if not rewards_health.names_records(rules):
        return rewards_health.UNKNOWN
    return directory_names.directories(session)


def _bonus_shares(session: Session, today: date) -> list[Decimal]:
    """Return what was paid above each salary in the last months, as shares of it."""
    starts = [month.start for month in _finished(today, PeriodKind.MONTH)]
    return [
        Decimal(pay.total_minor - pay.salary_minor) / pay.salary_minor
        for pay in statements.list_pay(session, PeriodKind.MONTH, starts)
        if pay.salary_minor > 0
    ]

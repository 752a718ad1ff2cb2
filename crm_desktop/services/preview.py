"""Use cases on figures of indicators that nobody is paid by yet, or that are not even saved."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.people import COMPANY, Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.check_sources import source_problems, typed
from crm_desktop.kpi.definition import Indicator, Polarity
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.facts import Fact, Facts
from crm_desktop.kpi.order import children_in_order
from crm_desktop.kpi.scripted import uses
from crm_desktop.kpi.source import RecordSource
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.measuring import Measuring, reading
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries.subjects import Staff

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """What an indicator was for ``subject`` in each period, oldest first."""

    subject: Subject
    facts: tuple[Fact, ...]

    @property
    def newest(self) -> Decimal | None:
        """The value of the last period that has one."""
        return next((fact.value for fact in self.facts[::-1] if fact.value is not None), None)


@dataclass(frozen=True, slots=True)
class Preview:
    """``people`` are those who have a value, the best first."""

    indicator: Indicator
    periods: tuple[Period, ...]
    currency: str
    company: PreviewRow
    people: tuple[PreviewRow, ...]

    def quantity(self, value: Decimal | None) -> Quantity:
        """Return ``value`` in the indicator's unit."""
        return _quantity(value, self.indicator, self.currency)


class PreviewService:
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

    def preview(
        self, indicator: Indicator, scheme: Scheme, last: Period, count: int = 6
    ) -> Preview:
        """Return what ``indicator`` would have been in ``count`` periods, ``last`` the last.

        It takes the place of the one with its code in ``scheme``, whose other indicators its
        formula may use as if they had always held; plans are those of ``scheme``.

        Raises:
            UnsoundSchemeError: ``indicator`` has mistakes.
            InvalidInputError: its formula has.
            NotSetUpError: there is no firm yet.

        """
        if mistakes := tuple(source_problems(indicator)):
            raise UnsoundSchemeError(mistakes)
        draft = typed(indicator)
        others = tuple(each for each in scheme.indicators if each.code != draft.code)
        rules = replace(scheme, indicators=(*others, draft)).since_ever()
        periods = [last]
        while len(periods) < count:
            periods.insert(0, periods[0].previous())
        return self._read(last, lambda session: self._preview(session, draft, rules, periods))

    def company(self, scheme: Scheme, period: Period) -> Mapping[str, Quantity]:
        """Return what each indicator of ``scheme`` was for the whole company in ``period``."""
        rules = scheme.since_ever()

        def work(session: Session) -> Mapping[str, Quantity]:
            measuring = self._measuring(session, rules.indicators)
            whole = Subject(COMPANY, measuring.firm.name)
            staff = subjects.staff(session)
            [measured] = measuring.facts_in_row([period], staff, [whole])
            facts = self._with_scripts(measuring, rules, [whole], measured, period, staff)
            calendar = measuring.firm.calendar()
            [figures] = figures_of(rules, [whole], facts, period, calendar=calendar)
            return {
                each.code: _quantity(figures.fact(each.code).value, each, rules.currency)
                for each in rules.indicators
            }

        return self._read(period, work)

    def counts(
        self, sources: Collection[RecordSource], period: Period
    ) -> Mapping[RecordSource, Decimal]:
        """Return how many records of the company each of ``sources``, all counts, finds."""
        asked = [
            Indicator(f"count_{number}", "", source) for number, source in enumerate(sources, 1)
        ]

        def work(session: Session) -> Mapping[RecordSource, Decimal]:
            measuring = self._measuring(session, asked)
            whole = Subject(COMPANY, measuring.firm.name)
            [facts] = measuring.facts_in_row([period], subjects.staff(session), [whole])
            found = (facts[COMPANY, each.code].value for each in asked)
            return {
                source: value or Decimal(0) for source, value in zip(sources, found, strict=True)
            }

        return self._read(period, work)

    def _preview(
        self, session: Session, draft: Indicator, rules: Scheme, periods: Sequence[Period]
    ) -> Preview:
        measuring = self._measuring(session, _needed(draft, rules))
        staff = subjects.staff(session)
        if rules.asks_presence:
            whole_span = Period(periods[0].start, periods[-1].end)
            staff = subjects.with_presence(session, staff, whole_span)
        people = [one.subject for one in staff.people if one.works_in(periods[-1])]
        whole = Subject(COMPANY, measuring.firm.name)
        everyone = [whole, *people]
        calendar = measuring.firm.calendar()
        found: dict[SubjectRef, list[Fact]] = {subject.ref: [] for subject in everyone}
        for period, measured in zip(
            periods, measuring.facts_in_row(periods, staff, everyone), strict=True
        ):
            then = [*staff.on(period.last_day()).everyone(), whole]
            facts = self._with_scripts(measuring, rules, then, measured, period, staff)
            for figures in figures_of(rules, then, facts, period, calendar=calendar):
                if figures.subject.ref not in found:
                    continue
                figure = figures.fact(draft.code)
                fact = facts.get((figures.subject.ref, draft.code))
                found[figures.subject.ref].append(fact or Fact(figure.value, figure.reason))
        rows = [PreviewRow(subject, tuple(found[subject.ref])) for subject in everyone]
        return Preview(
            draft, tuple(periods), rules.currency, rows[0], tuple(_ranked(rows[1:], draft.polarity))
        )

    def _with_scripts(
        self,
        measuring: Measuring,
        rules: Scheme,
        subjects: Sequence[Subject],
        facts: Facts,
        period: Period,
        staff: Staff,
    ) -> Facts:
        """Return ``facts`` with what scripts work out, of the indicators that are measured."""
        needed = replace(rules, indicators=tuple(measuring.indicators))
        return self._runs.facts(
            measuring.session, needed, subjects, facts, period,
            firm=measuring.firm, staff=staff, today=measuring.today,
        )  # fmt: skip

    def _measuring(self, session: Session, indicators: Sequence[Indicator]) -> Measuring:
        return Measuring(session, firm_queries.firm(session), indicators, self._now())

    def _read(self, last: Period, work: Callable[[Session], T]) -> T:
        self._acting.require_all()
        return reading(self._sessions, self._now, last.last_day(), work)


def _needed(draft: Indicator, rules: Scheme) -> list[Indicator]:
    """Return ``draft`` and the indicators that its formula or its script is made of."""
    known = {each.code: each for each in rules.indicators}
    used = uses(rules, children_in_order(known.values()))
    needed, waiting = {draft.code: draft}, [draft.code]
    while waiting:
        for code in used.get(waiting.pop(), ()):
            if code not in needed:
                needed[code] = known[code]
                waiting.append(code)
    return list(needed.values())


def _ranked(rows: Iterable[PreviewRow], polarity: Polarity) -> list[PreviewRow]:
    valued = [row for row in rows if row.newest is not None]
    return sorted(
        valued, key=lambda row: row.newest or Decimal(0), reverse=polarity is not Polarity.LESS
    )


def _quantity(value: Decimal | None, indicator: Indicator, currency: str) -> Quantity:
    is_money = indicator.unit is Unit.MONEY
    return Quantity(value, indicator.unit, currency if is_money else None)

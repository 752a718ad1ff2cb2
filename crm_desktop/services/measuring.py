"""From the records of a transaction to facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache, partial
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.filters import conditions
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.occasion import Occasion
from crm_desktop.domain.people import Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.facts import BaseSum, Facts
from crm_desktop.kpi.given import Circumstances
from crm_desktop.kpi.recipe import base_sums
from crm_desktop.kpi.rollup import Question, facts_of_sheets, questions
from crm_desktop.kpi.sheets import Membership, Stretches
from crm_desktop.kpi.source import Aggregate, ExternalSource, ManualSource, StaffSource, Window
from crm_desktop.kpi.staffing import Employment
from crm_desktop.storage.conditions import ActivityType, Surroundings
from crm_desktop.storage.fact_statements import Reach
from crm_desktop.storage.facts import Gathering
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.given import Given, given
from crm_desktop.storage.queries.subjects import Person, Staff
from crm_desktop.storage.walks import Frame
from crm_desktop.storage.working_clock import ensure_working_days, is_clock_behind, last_needed

K = TypeVar("K")
T = TypeVar("T")


class ClockBehindError(Exception):
    """Working time is asked for beyond where its clock was set; a reader cannot set it."""


def reading(
    sessions: sessionmaker[Session], now: Now, until: date, work: Callable[[Session], T]
) -> T:
    """Return what ``work`` reads; where it has to be, the clock of working time is set first."""
    try:
        with sessions() as session:
            return work(session)
    except ClockBehindError:
        with sessions.begin() as session:
            firm = firm_queries.firm(session)
            today = clock.today(now, firm.time_zone())
            ensure_working_days(session, firm, today, last_needed(today, until))
    with sessions() as session:
        return work(session)


@dataclass(slots=True)
class Kept:
    """What measuring makes of a firm and its indicators before it reads; good while they stand."""

    bases: frozenset[BaseSum] | None = None
    gatherings: dict[tuple[tuple[Frame, ...], Reach, date], Gathering] = field(default_factory=dict)
    asked: dict[Occasion, tuple[Question, ...]] = field(default_factory=dict)


_KEPT = 16


@dataclass(frozen=True, slots=True)
class Measuring:
    """Measures what ``indicators`` ask for, in one transaction; ``now`` ends running periods.

    It sets the clock of working time where it ``may_write``. What it ``kept`` before is for the
    same firm, indicators and types of activities.
    """

    session: Session
    firm: Firm
    indicators: Sequence[Indicator]
    now: datetime
    may_write: bool = False
    kept: Kept = field(default_factory=Kept)

    def facts(
        self,
        period: Period,
        staff: Staff,
        subjects: Iterable[Subject],
        owners: Collection[int] | None = None,
    ) -> Facts:
        """Return the facts of ``subjects`` from the records of ``owners``, None is everybody.

        ``staff`` is everyone who counts for a subject, in their present departments.

        Raises:
            ClockBehindError: the clock of working time has to be set first.

        """
        [found] = self.facts_in_row([period], staff, tuple(subjects), owners)
        return found

    def facts_in_row(
        self,
        periods: Sequence[Period],
        staff: Staff,
        subjects: Collection[Subject],
        owners: Collection[int] | None = None,
    ) -> list[Facts]:
        """Return ``facts`` in each of ``periods``, which follow each other.

        Raises:
            ClockBehindError: the clock of working time has to be set first.

        """
        frames = tuple(_frame(period, staff) for period in periods)
        reach = Reach.EVERYBODY if owners is None else Reach.of(owners)
        key = frames, reach, self.today
        gathering = self.kept.gatherings.get(key)
        told = self.given(periods, with_types=gathering is None)
        if gathering is None:
            gathering = self.gathering(frames, reach, told.types)
            _keep(self.kept.gatherings, key, gathering)
        else:
            self._refuse_clock_behind(periods[-1].last_day())
        gathered = gathering.sheets(self.session, owners or ())
        circumstances = self.circumstances(periods, staff, told)
        return [
            facts_of_sheets(
                self._questions(known.occasion),
                subjects,
                sheets,
                Stretches(_memberships(staff, frame)),
                known,
            )
            for frame, sheets, known in zip(frames, gathered, circumstances, strict=True)
        ]

    def _questions(self, occasion: Occasion) -> tuple[Question, ...]:
        asked = self.kept.asked.get(occasion)
        if asked is None:
            asked = questions(self.indicators, occasion)
            _keep(self.kept.asked, occasion, asked)
        return asked

    def facts_of_one(self, periods: Sequence[Period], person: Person) -> list[Facts]:
        """Return the facts of ``person`` alone in each of ``periods``, which follow each other."""
        told = self.given(periods, person.subject.ref)
        gathering = self.gathering([Frame(period) for period in periods], Reach.ONE, told.types)
        asked = [questions(self.indicators, Occasion(self.today, period)) for period in periods]
        return self.facts_by(gathering, periods, asked, person, told)

    def facts_by(
        self,
        gathering: Gathering,
        periods: Sequence[Period],
        asked: Sequence[Iterable[Question]],
        person: Person,
        told: Given,
    ) -> list[Facts]:
        """Return what ``gathering`` finds of ``person`` for what is ``asked`` in each period."""
        ref = person.subject.ref
        alone = Membership({person.id: (ref, 0)}, ((),))
        stretches = Stretches(dict.fromkeys(Window, (alone,)))
        known = self.circumstances(periods, Staff((person,), ()), told)
        sheets = gathering.sheets(self.session, [person.id])
        return [
            facts_of_sheets(each, [person.subject], found, stretches, circumstances)
            for each, found, circumstances in zip(asked, sheets, known, strict=True)
        ]

    def gathering(
        self, frames: Sequence[Frame], reach: Reach, types: tuple[ActivityType, ...] | None
    ) -> Gathering:
        """Return what gathers the records of each of ``frames``, which follow each other."""
        self._refuse_clock_behind(frames[-1].period.last_day())
        return Gathering(
            self.bases,
            frames,
            replace(around(self.session, self.firm), types=types),
            today=self.today,
            reach=reach,
        )

    def given(
        self, periods: Sequence[Period], only: SubjectRef | None = None, *, with_types: bool = True
    ) -> Given:
        """Return what is known besides records, as far as an indicator asks; ``only`` of one."""
        sources = [indicator.source for indicator in self.indicators]
        return given(
            self.session,
            periods,
            only,
            asks_marks=any(isinstance(source, ManualSource) for source in sources),
            asks_series=any(isinstance(source, ExternalSource) for source in sources),
            asks_types=with_types and any(map(_asks_types, self.bases)),
        )

    def circumstances(
        self, periods: Sequence[Period], staff: Staff, told: Given
    ) -> list[Circumstances]:
        """Return what facts depend on in each of ``periods`` besides sums."""
        asks_staff = any(
            isinstance(indicator.source, StaffSource)
            or (
                isinstance(indicator.source, ExternalSource)
                and indicator.source.aggregate is Aggregate.SUM
            )
            for indicator in self.indicators
        )
        employments = _employments(staff) if asks_staff else {}
        zone, calendar = self.firm.time_zone(), self.firm.calendar()
        return [
            Circumstances(
                period,
                self.now,
                zone,
                calendar,
                employments,
                told.marks.get(period, {}),
                told.series,
            )
            for period in periods
        ]

    @property
    def today(self) -> date:
        return self.now.astimezone(self.firm.time_zone()).date()

    @property
    def bases(self) -> frozenset[BaseSum]:
        """What the indicators are made of."""
        found = self.kept.bases
        if found is None:
            found = self.kept.bases = base_sums(self.indicators)
        return found

    def _refuse_clock_behind(self, until: date) -> None:
        if not any(base.is_working_time for base in self.bases):
            return
        until = last_needed(self.today, until)
        if self.may_write:
            ensure_working_days(self.session, self.firm, self.today, until)
        elif is_clock_behind(self.session, until):
            raise ClockBehindError


def _keep(kept: dict[K, T], key: K, value: T) -> None:
    """Keep ``value``; days pass and periods change, so what is old goes."""
    if len(kept) >= _KEPT:
        kept.clear()
    kept[key] = value


def _asks_types(base: BaseSum) -> bool:
    return base.entity is Entity.ACTIVITY and any(
        condition.field in {"type", "kind"} for condition in conditions(base.where)
    )


def around(session: Session, firm: Firm) -> Surroundings:
    return Surroundings(firm.time_zone(), firm.currency, session.get_bind().dialect.name)


def _frame(period: Period, staff: Staff) -> Frame:
    moves, moves_before = (staff.days_of_moves(each) for each in (period, period.previous()))
    return Frame(period, tuple(moves), tuple(moves_before))


def _memberships(staff: Staff, frame: Frame) -> Mapping[Window, Sequence[Membership]]:
    """Return for whom everyone counts in each stretch of each window."""
    if not staff.has_moves:
        return dict.fromkeys(Window, (staff.membership,))
    return {window: [staff.on(day).membership for day in frame.firsts(window)] for window in Window}


def _employments(staff: Staff) -> Mapping[str, Employment]:
    """Return by code the service of everyone."""

    @cache
    def known(day: date) -> Membership:
        return staff.on(day).membership if staff.has_moves else usual

    usual = staff.membership
    return {
        person.subject.ref.code: Employment(
            person.hired_on, person.left_on, partial(_refs_on, known, person.id)
        )
        for person in staff.people
    }


def _refs_on(known: Callable[[date], Membership], person: int, day: date) -> tuple[SubjectRef, ...]:
    membership = known(day)
    ref, place = membership.people[person]
    return (ref, *membership.places[place])

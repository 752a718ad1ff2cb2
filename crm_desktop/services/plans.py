"""Use cases on plans: many cells of a grid at once, each as a version with a first day."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.people import COMPANY, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import NotFoundError
from crm_desktop.kpi.check_plans import plan_problems
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.rules import firm_in_turn, refuse_settled
from crm_desktop.storage.queries import definitions, plans, subjects
from crm_desktop.storage.queries.plans import PlanKey, PlanVersion
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class PlanRow:
    """What holds from ``valid_from`` until the next row of the same indicator and subject.

    A ``value`` of None ends the plan: what its profile says holds then. A row of a custom
    period holds up to, and not on, ``until``.
    """

    indicator: str
    subject: SubjectRef
    period_kind: PeriodKind
    valid_from: date
    value: Decimal | None
    split: Split | None
    until: date | None
    note: str


class PlanService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def plans(
        self, period_kind: PeriodKind, since: date, until: date, *, indicator: str | None = None
    ) -> list[PlanRow]:
        """Return all that holds on a day from ``since`` up to, and not on, ``until``.

        By indicator, subject and day; what already held on ``since`` has its own, earlier day.
        """
        with self._sessions() as session:
            sight = self._acting.rules_sight(session)
            versions = plans.list_held(session, period_kind, since, until, indicator=indicator)
        return [_row(one) for one in versions if sight.sees_assigned(one.key.subject)]

    @needs(Right.SCHEME)
    def set_plans(self, wanted: Sequence[Plan], *, ended: Sequence[Plan] = ()) -> Changes:
        """Let each of ``wanted`` hold from its first day on, all of them or none.

        Each of ``ended`` no longer holds from its first day on, whatever its value: what its
        profile says holds then. A later plan of the same indicator and subject stays as it is.
        To change the plan of one period alone, set that of the period after it as well.

        Raises:
            UnsoundSchemeError: with every mistake; ``plans[2]`` is the second of ``wanted``.
            NotFoundError: there is no such indicator on that day, or no such subject.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        if mistakes := tuple(plan_problems(wanted)):
            raise UnsoundSchemeError(mistakes)
        changed = (*wanted, *ended)
        if not changed:
            return Changes.NONE
        with self._sessions.begin() as session:
            firm_in_turn(session)
            refuse_settled_plans(session, changed)
            _refuse_unknown(session, changed)
            book = PlanBook.read(session, {plan.indicator for plan in changed})
            book.set(wanted)
            book.end(ended)
            plans.add_versions(session, book.new, self._now())
        return Changes.SCHEME if book.new else Changes.NONE


@dataclass(slots=True)
class PlanBook:
    """The versions of plans by key, by day and number, to which ``new`` ones are added."""

    versions: dict[PlanKey, list[PlanVersion]] = field(default_factory=dict)
    new: list[PlanVersion] = field(default_factory=list)
    _numbers: dict[tuple[str, SubjectRef, PeriodKind, date], int] = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session, indicators: set[str] | None = None) -> PlanBook:
        """Return all plans, or those for ``indicators``."""
        book = cls()
        for version in plans.list_versions(session, indicators):
            book._keep(version)
        return book

    def set(self, wanted: Iterable[Plan]) -> None:
        """Let each plan hold from its day on, also where an earlier one says the same."""
        for plan in sorted(wanted, key=lambda plan: plan.valid_from):
            held = self.held(PlanKey.of(plan), plan.valid_from)
            if held is None or held.plan() != plan:
                self._add(plan)

    def bring(self, found: Collection[Plan], valid_from: date) -> None:
        """Let hold from ``valid_from`` on what ``found`` says; what it names a day for, as its own.

        What began before that day is added only where something else would hold.
        """
        for plan in sorted(begun_plans(found, valid_from), key=lambda plan: plan.valid_from):
            held = self.held(PlanKey.of(plan), plan.valid_from)
            goes_on = held is not None and held.value == plan.value and plan not in found
            if held is None or not (goes_on or held.plan() == plan):
                self._add(plan)

    def end(self, ended: Iterable[Plan]) -> None:
        """Let no plan hold from the day of each on."""
        for plan in ended:
            self._end(PlanKey.of(plan), plan.valid_from)

    def end_all(self, indicators: Iterable[str], valid_from: date) -> None:
        """Let no plan for ``indicators`` hold from the day on, nor begin later.

        A custom period that began before goes by the rules of its first day: its plan stays.
        """
        gone = set(indicators)
        for key, versions in list(self.versions.items()):
            if key.period is not None and key.period.start < valid_from:
                continue
            later = {one.valid_from for one in versions if one.valid_from > valid_from}
            for day in sorted({valid_from, *later}) if key.indicator in gone else ():
                self._end(key, day)

    def restore(self, ended_at: datetime) -> None:
        """Let hold again what ended at that moment and has not been planned anew."""
        for key, versions in list(self.versions.items()):
            ended = [one for one in versions if one.value is None and one.created_at == ended_at]
            others = [one for one in versions if one not in ended]
            for end in ended:
                before = plans.held_on(others, end.valid_from)
                plan = None if before is None else before.plan()
                if plan is not None and self.held(key, end.valid_from) == end:
                    self._add(_held_from(plan, end.valid_from))

    def held(self, key: PlanKey, on: date) -> PlanVersion | None:
        versions = self.versions.get(key, ())
        begun_by = bisect_right(versions, on, key=attrgetter("valid_from"))
        return versions[begun_by - 1] if begun_by else None

    def _end(self, key: PlanKey, day: date) -> None:
        held = self.held(key, day)
        if held is not None and held.value is not None:
            starts = day if key.period is None else key.period.start
            self._append(PlanVersion(key, starts, self._next(key, starts), None))

    def _add(self, plan: Plan) -> None:
        key, day = PlanKey.of(plan), plan.valid_from
        number = self._next(key, day)
        self._append(PlanVersion(key, day, number, plan.value, plan.split, plan.note))

    def _next(self, key: PlanKey, day: date) -> int:
        return self._numbers.get((*key[:3], day), 0) + 1

    def _append(self, version: PlanVersion) -> None:
        self.new.append(version)
        self._keep(version)

    def _keep(self, version: PlanVersion) -> None:
        insort(self.versions.setdefault(version.key, []), version, key=_place)
        counted = (*version.key[:3], version.valid_from)
        self._numbers[counted] = max(version.number, self._numbers.get(counted, 0))


def new_plans(session: Session, scheme: Scheme, starts: date) -> list[PlanVersion]:
    """Return what lets the plans of ``scheme`` hold from ``starts`` on, or from a later day."""
    book = PlanBook.read(session)
    book.bring(frozenset(scheme.plans), starts)
    measured = {indicator.code for indicator in scheme.indicators}
    book.end_all({key.indicator for key in book.versions} - measured, starts)
    return book.new


_place = attrgetter("valid_from", "number")


def meant_on(versions: Iterable[PlanVersion], day: date) -> Plan | None:
    """Return what one plan says from ``day`` on, perhaps nothing; what it split before is past."""
    held = plans.held_on(versions, day)
    plan = None if held is None else held.plan()
    return None if plan is None else _held_from(plan, day)


def says_otherwise(was: Collection[PlanVersion], now: Collection[PlanVersion]) -> bool:
    """Whether by ``now`` something else holds on any day than by ``was``, of one plan."""
    days = {version.valid_from for version in (*was, *now)}
    return any(meant_on(was, day) != meant_on(now, day) for day in days)


def begun_plans(found: Iterable[Plan], valid_from: date) -> list[Plan]:
    """Return what plans say from ``valid_from`` on, with that day or a later one.

    A period that an earlier plan splits, and a custom one that has begun, is past.
    """
    latest: dict[tuple[PlanKey, date], Plan] = {}
    for plan in sorted(found, key=lambda plan: plan.valid_from):
        if plan.valid_from >= valid_from:
            latest[PlanKey.of(plan), plan.valid_from] = plan
        elif plan.until is None:
            latest[PlanKey.of(plan), valid_from] = _held_from(plan, valid_from)
    return list(latest.values())


def _held_from(plan: Plan, day: date) -> Plan:
    """Return what ``plan``, begun by the day, says from then on; what it split is past."""
    return plan if plan.valid_from == day else replace(plan, valid_from=day, split=None)


def _row(version: PlanVersion) -> PlanRow:
    key = version.key
    return PlanRow(
        indicator=key.indicator,
        subject=key.subject,
        period_kind=key.period_kind,
        valid_from=version.valid_from,
        value=version.value,
        split=version.split,
        until=None if key.period is None else key.period.end,
        note=version.note,
    )


def refuse_settled_plans(session: Session, changed: Iterable[Plan]) -> None:
    """Refuse plans for periods of their kind that are settled: no other period looks at them.

    Raises:
        InvalidInputError: one would change pay that is no longer a draft.

    """
    firsts: dict[PeriodKind, date] = {}
    for plan in changed:
        firsts[plan.period_kind] = min(_first_changed(plan), firsts.get(plan.period_kind, date.max))
    for kind, first in firsts.items():
        refuse_settled(session, first, kind)


def _first_changed(plan: Plan) -> date:
    """Return the first day of the periods that ``plan`` changes."""
    if plan.split is None:
        return plan.valid_from
    return Period.containing(plan.valid_from, plan.period_kind).start


def _refuse_unknown(session: Session, changed: Iterable[Plan]) -> None:
    """Refuse plans for what is not measured on their days, or for whom nobody knows."""
    known = {subject.ref for subject in subjects.staff(session).everyone()} | {COMPANY}
    grouped = definitions.by_definition(definitions.list_versions(session, "indicator"))
    for plan in changed:
        held = definitions.held_on(grouped.get(("indicator", plan.indicator), ()), plan.valid_from)
        if held is None or held.body is None:
            raise NotFoundError(Message("Indicator"), plan.indicator)
        if plan.subject not in known:
            raise NotFoundError(Message("Subject"), str(plan.subject))

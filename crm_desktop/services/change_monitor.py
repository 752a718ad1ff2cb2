"""Use cases on settled pay whose records changed: what it would be now, and what is decided."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import NamedTuple

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import NOTE_LENGTH, entered, entered_name
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import CorrectionRow
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.statements import SHOWN
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError, StaleRecordError
from crm_desktop.rewards.accrual import Earnings
from crm_desktop.rewards.claims import PaidOut, Settled, taken_since
from crm_desktop.rewards.correction import Correction, correction
from crm_desktop.rewards.paid_sums import PaidSums
from crm_desktop.rewards.pay_change import (
    Decided,
    PayChange,
    RecordChange,
    changed_facts,
    changed_records,
)
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.calculation import ground_of
from crm_desktop.services.measuring import reading
from crm_desktop.services.rules import take_turn
from crm_desktop.services.saved_pay import SavedPay
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.services.settled_records import SettledRecords
from crm_desktop.services.standing import StandingRules
from crm_desktop.services.writing import refuse_absent
from crm_desktop.storage.queries import accruals, corrections, statement_life, statements
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.corrections import Decision, SettledAmounts
from crm_desktop.texts import Message

_PAY = Message("The pay of")
_CORRECTION = Message("Correction")
_LOOKED_AT = 12
"""Of so many settled periods changes are looked for unasked: each is calculated again."""


class ChangeMonitorService:
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
        self._standing = StandingRules()

    def changes(self, periods: Collection[Period] | None = None) -> list[PayChange]:
        """Return what settled pay lacks by now and nobody has decided, by period and name.

        Of the last year of settled months, or of all that are asked for. Nothing is changed: what
        is settled stays. Whose pay is not seen is left out.
        """
        with self._sessions() as session:
            settled = corrections.settled_periods(session)
        if periods is None:
            asked = settled[-_LOOKED_AT:]
        else:
            asked = [period for period in settled if period in periods]
        if not asked:
            return []
        return reading(
            self._sessions,
            self._now,
            max(period.last_day() for period in asked),
            lambda session: self._seen(session, asked),
        )

    @needs(Right.CORRECT)
    def accept(
        self, changes: Sequence[PayChange], into: Period, author: str, reason: str = ""
    ) -> Changes:
        """Let the month ``into`` pay ``changes``: its next calculation has them as lines.

        Raises:
            InvalidInputError: there is no author, ``into`` is no later month that is open, or
                somebody left before it.
            StaleRecordError: a change is no longer what was looked at.

        """
        why = entered("reason", reason, NOTE_LENGTH)
        if into.kind is not PeriodKind.MONTH or any(one.period.end > into.start for one in changes):
            raise InvalidInputError("into", Message("A later month pays what another one lacked."))
        return self._decide(changes, self._author(author), why, into)

    @needs(Right.CORRECT)
    def dismiss(self, changes: Sequence[PayChange], author: str, reason: str) -> Changes:
        """Leave the pay as it was: ``changes`` appear no more, as far as they go.

        Raises:
            InvalidInputError: there is no author, or no reason.
            StaleRecordError: a change is no longer what was looked at.

        """
        why = entered("reason", reason, NOTE_LENGTH, is_required=True)
        return self._decide(changes, self._author(author), why, None)

    @needs(Right.CORRECT)
    def undo(self, correction_id: int) -> Changes:
        """Take back a decision, so that its change appears again.

        Raises:
            NotFoundError: it was taken back already.
            InvalidInputError: the month that pays it is settled.
            InUseError: it answers a dispute.

        """
        with self._sessions.begin() as session:
            take_turn(session)
            row = corrections.find_decided(session, correction_id)
            if row is None:
                raise NotFoundError(_CORRECTION, correction_id)
            self._acting.sight(session).require(row.employee_id)
            if row.is_settled:
                message = Message("{period} is settled with this correction.", period=row.into)
                raise InvalidInputError("into", message)
            if corrections.is_of_dispute(session, correction_id):
                raise InUseError(Message("This correction is the answer to a dispute."))
            corrections.remove(session, correction_id)
        return Changes.STATEMENTS

    def decided(self, period: Period) -> list[CorrectionRow]:
        """Return what was decided about the settled statements of ``period``, by name.

        Of those whose pay is seen.
        """
        with self._sessions() as session:
            sight = self._acting.sight(session)
            rows = corrections.list_decided(session, period)
            return [row for row in rows if sight.sees(row.employee_id)]

    def _author(self, typed: str) -> str:
        return entered_name(self._acting.author(typed), "author")

    def _seen(self, session: Session, periods: Sequence[Period]) -> list[PayChange]:
        sight = self._acting.sight(session)
        found = (one for one in self._found(session, periods) if sight.sees(one.employee_id))
        if sight.is_early:
            return list(found)
        stand = {period: statement_life.standing(session, period) for period in periods}
        return [one for one in found if stand[one.period][one.employee_id].state in SHOWN]

    def _decide(
        self, changes: Sequence[PayChange], author: str, reason: str, into: Period | None
    ) -> Changes:
        if not changes:
            return Changes.NONE
        with self._sessions.begin() as session:
            take_turn(session)
            self._acting.sight(session).require(*(one.employee_id for one in changes))
            _refuse_unpayable(session, changes, into)
            periods = sorted({one.period for one in changes}, key=lambda period: period.start)
            now = {one.statement_id: one for one in self._found(session, periods, may_write=True)}
            chosen = {one.statement_id: one for one in changes}.values()
            for change in chosen:
                found = now.get(change.statement_id)
                if found is None or _looked_at(found) != _looked_at(change):
                    raise StaleRecordError(_PAY, change.employee)
            corrections.add(session, chosen, Decision(author, self._now(), reason, into))
        return Changes.STATEMENTS

    def _found(
        self, session: Session, periods: Sequence[Period], *, may_write: bool = False
    ) -> Iterator[PayChange]:
        again = _GoodAgain.since(session, periods)
        for period in periods:
            yield from self._found_in(session, period, again, may_write=may_write)

    def _found_in(
        self, session: Session, period: Period, again: _GoodAgain, *, may_write: bool
    ) -> Iterator[PayChange]:
        """Yield the changes of one period; what stands is read in full only where it differs."""
        settled = corrections.settled_amounts(session, period)
        if not settled:
            return
        standing = self._standing.on(session, period.start)
        ground, staff, _ = ground_of(
            session, period, self._now(), standing, self._runs, may_write=may_write
        )
        if not ground.is_certain:  # a script that does not answer now takes nothing from anybody
            return
        now = {outcome.result.subject.ref: outcome for outcome in ground.outcomes()}
        pairs = {
            person.id: _Pair(person.subject.name, settled[person.id], now.get(person.subject.ref))
            for person in staff.people
            if person.id in settled
        }
        decided = corrections.decided_before(session, period)
        for statement_id, minor in again.taken(period).items():
            decided[statement_id] = decided[statement_id].with_accepted(-minor)
        asked = {
            id_: pair
            for id_, pair in pairs.items()
            if pair.is_known() and (pair.differs() or pair.settled.statement_id in decided)
        }
        if asked:
            records = SettledRecords(session, period, self._now())
            known = _Known(decided, ground.earnings, PaidSums(standing.rules), records)
            yield from _told(session, period, asked, known)


class _GoodAgain(NamedTuple):
    """Records that are good again, after a settled month took back what was paid for them.

    What it took counts as decided about the months that had paid.
    """

    found: Sequence[Settled]
    paid_out: Callable[[date], PaidOut]

    @classmethod
    def since(cls, session: Session, periods: Collection[Period]) -> _GoodAgain:
        """Return those of ``periods``, which are some, and later ones."""
        first = min(periods, key=lambda period: period.start)
        zone = firm_queries.firm(session).time_zone()
        found = accruals.settled_of_good_again(session, first, zone)
        ids = {one.statement_id for one in found}
        return cls(found, cache(partial(accruals.paid_out, session, ids)))

    def taken(self, period: Period) -> Mapping[int, int]:
        """Return what was taken of ``period``, by the ids of its statements."""
        return taken_since(self.found, period, self.paid_out)


class _Pair(NamedTuple):
    """What stands of an employee, and the outcome that there would be, None for none."""

    employee: str
    settled: SettledAmounts
    now: Outcome | None

    def is_known(self) -> bool:
        """Return whether it can be calculated now; what cannot is no change."""
        return self.now is None or self.now.problem is None

    def differs(self) -> bool:
        """Return whether some amount is another."""
        statement = None if self.now is None else self.now.statement
        if statement is None:
            return bool(self.settled.total)
        lines = {line.code: line.amount.minor for line in statement.lines}
        return statement.salary.minor != self.settled.salary or lines != self.settled.lines


class _Known(NamedTuple):
    """What was decided before by statement, what records earn now, and what indicators count."""

    decided: Mapping[int, Decided]
    earnings: Earnings
    sums: PaidSums
    records: SettledRecords


def _told(
    session: Session, period: Period, asked: Mapping[int, _Pair], known: _Known
) -> Iterator[PayChange]:
    """Yield what is not decided of each; what is as it was settled may have been decided too."""
    pay = SavedPay(session)
    whole = statements.settled(session, period, asked)
    paid = accruals.accruals_of(session, [pair.settled.statement_id for pair in asked.values()])
    granted = corrections.granted(session, period)
    outcomes = {id_: pay.outcome(one) for id_, one in whole.items()}
    records = {
        id_: changed_records(
            paid.get(asked[id_].settled.statement_id, ()),
            known.earnings.accruals(was.result.subject.ref),
            was.statement.total.currency,
        )
        for id_, was in outcomes.items()
        if was.statement is not None
    }
    states = accruals.states_of(session, _gone(records.values()))
    changes = []
    for employee_id, pair in asked.items():
        decided = known.decided.get(pair.settled.statement_id, Decided())
        change = _undecided(employee_id, pair, outcomes[employee_id], decided=decided)
        if change is not None:
            named = tuple(
                replace(one, state=states.get((one.entity, one.record)))
                for one in records[employee_id]
            )
            agreed = tuple(granted.get(employee_id, ()))
            changes.append(
                replace(change, records=named, granted=agreed, read_by=known.sums.read_by)
            )
    return _with_records(changes, known)


def _undecided(
    employee_id: int, pair: _Pair, was: Outcome, *, decided: Decided
) -> PayChange | None:
    """Return what nobody has decided about one statement, without the records that changed."""
    if was.statement is None:
        return None
    found = correction(was.statement, None if pair.now is None else pair.now.statement)
    if found is None:
        nothing = Money.zero(was.statement.total.currency)
        found = Correction(was.statement.subject, was.statement.period, nothing, (), nothing)
    left = decided.left_of(found.amount.minor)
    if not left:
        return None
    amount = Money(left, found.amount.currency)
    total = was.statement.total + found.amount
    return PayChange(
        statement_id=pair.settled.statement_id,
        employee_id=employee_id,
        employee=pair.employee,
        period=found.period,
        was=total - amount,
        now=total,
        amount=amount,
        correction=found,
        facts=() if pair.now is None else changed_facts(was.result, pair.now.result),
    )


def _with_records(changes: Sequence[PayChange], known: _Known) -> Iterator[PayChange]:
    """Yield ``changes`` with the records behind the indicators that they come of."""
    asked = {one.statement_id: (one.employee_id, _indicators(one)) for one in changes}
    found = known.records.behind(asked, known.sums)
    return (replace(one, behind=found.get(one.statement_id, {})) for one in changes)


def _indicators(change: PayChange) -> set[str]:
    """Return the indicators that changed, and those that lines read which did."""
    found = {fact.code for fact in change.facts}
    for line in change.correction.lines:
        known = line.now or line.was
        found |= (change.indicators_of(known) if known is not None else None) or frozenset()
    return found


def _gone(found: Iterable[Sequence[RecordChange]]) -> set[tuple[Entity, int]]:
    """Return the records that pay nothing any more."""
    return {(one.entity, one.record) for of_one in found for one in of_one if one.is_gone}


def _looked_at(change: PayChange) -> tuple[int, Money, Money]:
    """Return whose change it is, and what somebody saw of it before they decided."""
    return change.employee_id, change.was, change.now


def _refuse_unpayable(
    session: Session, changes: Collection[PayChange], into: Period | None
) -> None:
    """Refuse to let statements pay that do not change any more, or will never be."""
    if into is None:
        return
    refuse_absent(session, {one.employee_id for one in changes}, into.start, field="into")
    settled = corrections.settled_in(session, into)
    name = next((settled[one.employee_id] for one in changes if one.employee_id in settled), None)
    if name is not None:
        raise InvalidInputError(
            "into",
            Message(
                "{period} of {employee} is settled: choose a later month.",
                period=into,
                employee=name,
            ),
        )

"""Use cases on statements: calculate and save a period, read what was saved."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.rewards.accrual import Accrual, AccrualRow
from crm_desktop.rewards.commissions import taken_back
from crm_desktop.rewards.correction import CorrectedLine, difference
from crm_desktop.rewards.engine import NO_EARNINGS
from crm_desktop.rewards.ground import Ground
from crm_desktop.rewards.keeping import Keeping
from crm_desktop.rewards.statement import Outcome, Statement
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.calculation import Calculation, CalculationService, ground_of
from crm_desktop.services.measuring import reading
from crm_desktop.services.one_outcome import accruals_of_one
from crm_desktop.services.rules import take_turn
from crm_desktop.services.saved_pay import SavedPay
from crm_desktop.services.script_runs import RUNS, BatchRun, ScriptRuns
from crm_desktop.services.standing import StandingRules
from crm_desktop.storage.queries import scripts, statements
from crm_desktop.storage.queries.accruals import accruals_of, with_deals
from crm_desktop.storage.queries.drafts import NewDraft, save_drafts
from crm_desktop.storage.queries.statements import SavedStatement, Standing
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class StatementCard:
    """One person's pay; ``state`` and ``calculated_at`` are None for what was only computed."""

    state: StatementState | None
    calculated_at: datetime | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class SavedStatements:
    """How many statements were ``saved``, were ``kept`` as settled, and had a ``problem``.

    ``changed`` counts those saved whose total is new or another than that of the draft before.

    ``calculation`` has the outcomes that stand now, those of settled people as they were kept.
    """

    saved: int
    kept: int
    problems: int
    calculation: Calculation
    changes: Changes
    changed: int = 0


@dataclass(frozen=True, slots=True)
class DraftChange:
    """What calculating again would make of one person's draft.

    ``was`` is None where there is no draft yet, ``now`` where there would be none any more;
    ``problem`` says why, if something is wrong. ``salary`` and the ``lines`` that differ add up
    to the difference of a draft that stays.
    """

    subject: Subject
    was: Money | None
    now: Money | None
    salary: Money | None = None
    lines: tuple[CorrectedLine, ...] = ()
    problem: Message | None = None

    @property
    def amount(self) -> Money:
        """What is paid more, below zero less."""
        nothing = Money.zero((self.was or self.now or Money.zero("")).currency)
        return (self.now or nothing) - (self.was or nothing)


class _ScriptsFirstError(Exception):
    """Scripts would keep others from writing: they are to run before pay is saved."""


class PayrollService:
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
        self._calculation = CalculationService(sessions, now, acting, runs)
        self._standing = StandingRules()

    @needs(Right.CALCULATE)
    def calculate_and_save(self, period: Period) -> SavedStatements:
        """Save everybody's statement of ``period`` as a draft with what it was made of.

        Drafts are made anew; a statement that was approved or more stays as it is.
        """
        self._acting.require_all()
        runs = self._runs.for_one_calculation()
        try:
            return self._save(period, runs)
        except _ScriptsFirstError:
            return self._save(period, runs, self._run_ahead(period, runs))

    def _save(
        self, period: Period, runs: ScriptRuns, ran: Sequence[BatchRun] | None = None
    ) -> SavedStatements:
        """Save the month whose scripts ``ran`` already.

        Raises:
            _ScriptsFirstError: there are scripts, and they did not run yet.

        """
        with _without_collecting(), self._sessions.begin() as session:
            take_turn(session)
            standing = self._standing.on(session, period.start)
            if standing.rules.scripts and ran is None:
                raise _ScriptsFirstError
            ground, staff, ran_now = ground_of(
                session, period, self._now(), standing, runs, may_write=True
            )
            self._note_runs(session, period, _by_script(ran_now, ran or ()))
            paid = ground.paid()
            calculation = Calculation(period, ground.scheme.currency, tuple(paid.outcomes))
            ids = {person.subject.ref: person.id for person in staff.people}
            before = statements.standing(session, period)
            due = [
                (ids[outcome.result.subject.ref], outcome)
                for outcome in calculation.outcomes
                if outcome.result.subject.ref.level is SubjectLevel.EMPLOYEE
            ]
            kept = {id_ for id_, standing in before.items() if not standing.is_draft}
            keeping = Keeping(ground, standing.edition.of_rules, paid)
            new = [
                NewDraft(
                    id_,
                    outcome.statement,
                    keeping.text(outcome),
                    _accruals(ground, outcome.statement),
                )
                for id_, outcome in due
                if id_ not in kept and outcome.statement is not None
            ]
            save_drafts(session, period, new, before, self._now())
            settled = _outcomes(session, statements.settled(session, period)) if kept else {}
        return SavedStatements(
            saved=len(new),
            kept=len(kept),
            problems=sum(outcome.problem is not None for _, outcome in due),
            calculation=_standing(calculation, settled, ids),
            changes=Changes.STATEMENTS,
            changed=sum(_is_another(before.get(draft.employee_id), draft) for draft in new),
        )

    def _run_ahead(self, period: Period, runs: ScriptRuns) -> Sequence[BatchRun]:
        """Run the scripts while others may write: what came is there when pay is saved."""

        def work(session: Session) -> Sequence[BatchRun]:
            standing = self._standing.on(session, period.start)
            return ground_of(session, period, self._now(), standing, runs).ran

        return reading(self._sessions, self._now, period.last_day(), work)

    def _note_runs(self, session: Session, period: Period, ran: Sequence[BatchRun]) -> None:
        author, at = self._acting.author(""), self._now()
        scripts.add_runs(
            session,
            [
                scripts.Run(
                    each.script.code,
                    each.script.version.number,
                    each.script.fingerprint,
                    period.start,
                    period.end,
                    author,
                    at,
                    each.count,
                    each.failed,
                    int(each.seconds * 1000),
                    "" if each.problem is None else str(each.problem),
                )
                for each in ran
            ],
        )

    def preview(self, period: Period) -> list[DraftChange]:
        """Return what ``calculate_and_save`` would change of the drafts of ``period``, by name.

        People whose pay stays as it is, is settled or not seen, are left out, all where drafts are
        not seen. Nothing is saved.
        """

        def work(session: Session) -> list[DraftChange]:
            sight = self._acting.sight(session)
            if not sight.is_early:
                return []
            standing = self._standing.on(session, period.start)
            ground, staff, _ = ground_of(session, period, self._now(), standing, self._runs)
            now = {outcome.result.subject.ref: outcome for outcome in ground.outcomes()}
            stands = statements.standing(session, period)
            settled = {id_ for id_, one in stands.items() if not one.is_draft}
            was = _outcomes(session, statements.drafts(session, period))
            changes = (
                _change(person.subject, was.get(person.id), now.get(person.subject.ref))
                for person in staff.people
                if person.id not in settled and sight.sees(person.id)
            )
            return [change for change in changes if change is not None]

        return reading(self._sessions, self._now, period.last_day(), work)

    def accruals(
        self, employee_code: str, period: Period, line: str | None = None
    ) -> list[Accrual]:
        """Return from which records commissions came, those of one ``line`` or all.

        Those of the saved statement, or what they are now where none is saved that is seen.

        Raises:
            DeniedError: their pay is not seen.
            NotFoundError: there is no such employee.

        """

        def work(session: Session) -> list[Accrual]:
            return self._accruals(session, employee_code, period, line)

        return reading(self._sessions, self._now, period.last_day(), work)

    def accrual_rows(
        self, employee_code: str, period: Period, line: str, *, is_live: bool = False
    ) -> list[AccrualRow]:
        """Return ``accruals`` of one line with customers and deals; ``is_live`` those of now.

        Raises:
            DeniedError: their pay is not seen.
            NotFoundError: there is no such employee.

        """

        def work(session: Session) -> list[AccrualRow]:
            found = self._accruals(session, employee_code, period, line, is_live=is_live)
            return with_deals(session, found)

        return reading(self._sessions, self._now, period.last_day(), work)

    def _accruals(
        self,
        session: Session,
        employee_code: str,
        period: Period,
        line: str | None,
        *,
        is_live: bool = False,
    ) -> list[Accrual]:
        sight = self._acting.sight(session)
        sight.require_employee(employee_code)
        saved = None if is_live else statements.find_statement(session, employee_code, period)
        found: Sequence[Accrual]
        if saved is None or not sight.sees_state(saved.state):
            found = accruals_of_one(session, employee_code, period, self._now())
        else:
            found = accruals_of(session, [saved.id]).get(saved.id, ())
        return [one for one in found if line in {None, one.line}]

    def statement(self, employee_code: str, period: Period) -> StatementCard:
        """Return the saved statement, or what it would be now where none is saved that is seen.

        Raises:
            DeniedError: their pay is not seen.
            NotFoundError: there is no such employee.

        """
        with self._sessions() as session:
            sight = self._acting.sight(session)
            sight.require_employee(employee_code)
            saved = statements.find_statement(session, employee_code, period)
            if saved is not None and sight.sees_state(saved.state):
                whose = SubjectRef(SubjectLevel.EMPLOYEE, employee_code)
                outcome = SavedPay(session, whose).outcome(saved)
                return StatementCard(saved.state, saved.calculated_at, outcome)
        return StatementCard(None, None, self._calculation.progress(employee_code, period))

    def list_statements(self, period: Period) -> list[StatementRow]:
        """Return the saved statements of ``period`` that are seen, by name."""
        with self._sessions() as session:
            sight = self._acting.sight(session)
            rows = statements.list_statements(session, period)
            return [row for row in rows if sight.sees_statement(row.employee_id, row.state)]


def _by_script(ran: Sequence[BatchRun], ahead: Sequence[BatchRun]) -> list[BatchRun]:
    """Return one batch of each script that ``ran``, with the time that it took ``ahead``.

    A script may be asked for several periods: of these the most employees and failures count.
    """
    batches = defaultdict[str, list[BatchRun]](list)
    for each in ran:
        batches[each.script.code].append(each)
    return [
        replace(
            of_one[0],
            count=max(each.count for each in of_one),
            failed=max(each.failed for each in of_one),
            seconds=sum(
                (each.seconds for each in (*ahead, *of_one) if each.script.code == code),
                Decimal(0),
            ),
            problem=next((each.problem for each in of_one if each.problem is not None), None),
        )
        for code, of_one in batches.items()
    ]


def _accruals(ground: Ground, statement: Statement) -> list[Accrual]:
    """Return the records that a statement pays for, and those for which it takes back."""
    if ground.earnings is NO_EARNINGS and not ground.openings:
        return []
    ref = statement.subject.ref
    earned = ground.earnings.accruals(ref)
    opening = ground.openings.get(ref)
    if opening is None or not opening.failed:
        return list(earned)
    return [*earned, *taken_back(opening.failed)]


def _change(subject: Subject, was: Outcome | None, now: Outcome | None) -> DraftChange | None:
    """Return by what the draft of ``subject`` would change, None where it would not."""
    before = None if was is None else was.statement
    after = None if now is None else now.statement
    problem = None if now is None else now.problem
    if before is None or after is None:
        if before is None and after is None and problem is None:
            return None
        return DraftChange(subject, _total(before), _total(after), problem=problem)
    found = difference(before, after)
    if found is None:
        return None
    return DraftChange(subject, before.total, after.total, found.salary, found.lines)


def _total(statement: Statement | None) -> Money | None:
    return None if statement is None else statement.total


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Let the collector of cycles wait: what a month makes is needed until it is saved.

    It would look through all of it again and again, for a tenth of the whole time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _outcomes(session: Session, saved: Mapping[int, SavedStatement]) -> dict[int, Outcome]:
    pay = SavedPay(session)
    return {id_: pay.outcome(one) for id_, one in saved.items()}


def _is_another(before: Standing | None, draft: NewDraft) -> bool:
    total = draft.statement.total
    return before is None or (before.total_minor, before.currency) != (total.minor, total.currency)


def _standing(
    calculation: Calculation, settled: Mapping[int, Outcome], ids: Mapping[SubjectRef, int]
) -> Calculation:
    """Return ``calculation`` with what is settled in the place of what it would be now."""
    outcomes = [
        settled.get(ids.get(outcome.result.subject.ref, 0), outcome)
        for outcome in calculation.outcomes
    ]
    return replace(calculation, outcomes=tuple(outcomes))

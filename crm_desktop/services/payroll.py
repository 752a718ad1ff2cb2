"""Use cases on statements: calculate and save a period, read what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.rewards.ground import Keeping
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.calculation import Calculation, CalculationService, ground_of
from crm_desktop.services.rules import take_turn
from crm_desktop.services.saved_pay import SavedPay
from crm_desktop.services.standing import StandingRules
from crm_desktop.storage.queries import statements
from crm_desktop.storage.queries.statements import NewDraft, SavedStatement, Standing


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


class PayrollService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now
        self._calculation = CalculationService(sessions, now)
        self._standing = StandingRules()

    def calculate_and_save(self, period: Period) -> SavedStatements:
        """Save everybody's statement of ``period`` as a draft with what it was made of.

        Drafts are replaced; a statement that was approved or more stays as it is.
        """
        with self._sessions.begin() as session:
            take_turn(session)
            standing = self._standing.on(session, period.start)
            ground, staff = ground_of(session, period, self._now(), standing, may_write=True)
            calculation = Calculation(period, ground.scheme.currency, tuple(ground.outcomes()))
            ids = {person.subject.ref: person.id for person in staff.people}
            before = statements.standing(session, period)
            due = [
                (ids[outcome.result.subject.ref], outcome)
                for outcome in calculation.outcomes
                if outcome.result.subject.ref.level is SubjectLevel.EMPLOYEE
            ]
            kept = {id_ for id_, standing in before.items() if not standing.is_draft}
            if len(kept) < len(before):
                statements.delete_drafts(session, period)
            keeping = Keeping(ground, standing.edition.of_rules, calculation.outcomes)
            new = [
                NewDraft(id_, outcome.statement, keeping.text(outcome))
                for id_, outcome in due
                if id_ not in kept and outcome.statement is not None
            ]
            statements.add_drafts(session, period, new, self._now())
            settled = _outcomes(session, statements.settled(session, period)) if kept else {}
        return SavedStatements(
            saved=len(new),
            kept=len(kept),
            problems=sum(outcome.problem is not None for _, outcome in due),
            calculation=_standing(calculation, settled, ids),
            changes=Changes.STATEMENTS,
            changed=sum(_is_another(before.get(draft.employee_id), draft) for draft in new),
        )

    def statement(self, employee_code: str, period: Period) -> StatementCard:
        """Return the saved statement, or what it would be now where none is saved.

        Raises:
            NotFoundError: there is no such employee.

        """
        with self._sessions() as session:
            saved = statements.find_statement(session, employee_code, period)
            if saved is not None:
                whose = SubjectRef(SubjectLevel.EMPLOYEE, employee_code)
                outcome = SavedPay(session, whose).outcome(saved)
                return StatementCard(saved.state, saved.calculated_at, outcome)
        return StatementCard(None, None, self._calculation.progress(employee_code, period))

    def list_statements(self, period: Period) -> list[StatementRow]:
        """Return the saved statements of ``period`` by name."""
        with self._sessions() as session:
            return statements.list_statements(session, period)


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

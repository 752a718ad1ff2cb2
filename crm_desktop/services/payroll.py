"""Use cases on statements: calculate and save a period, read what was saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.calculation import Calculation, CalculationService, calculated
from crm_desktop.services.schemes import firm_in_turn
from crm_desktop.storage.queries import statements, subjects


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

    def calculate_and_save(self, period: Period) -> SavedStatements:
        """Save everybody's statement of ``period`` as a draft with its whole derivation.

        Drafts are replaced; a statement that was approved or more stays as it is.
        """
        with self._sessions.begin() as session:
            firm_in_turn(session)
            calculation = calculated(session, period, self._now(), may_write=True)
            ids = {person.subject.ref: person.id for person in subjects.staff(session).people}
            settled = statements.settled(session, period)
            before = {
                row.employee_id: row.total for row in statements.list_statements(session, period)
            }
            statements.delete_drafts(session, period)
            due = [
                (ids[outcome.result.subject.ref], outcome)
                for outcome in calculation.outcomes
                if outcome.result.subject.ref.level is SubjectLevel.EMPLOYEE
            ]
            new = [found for found in due if found[0] not in settled and found[1].statement]
            statements.add_drafts(session, new, self._now())
        return SavedStatements(
            saved=len(new),
            kept=len(settled),
            problems=sum(outcome.problem is not None for _, outcome in due),
            calculation=_standing(calculation, settled, ids),
            changes=Changes.STATEMENTS,
            changed=sum(before.get(id_) != _total(outcome) for id_, outcome in new),
        )

    def statement(self, employee_code: str, period: Period) -> StatementCard:
        """Return the saved statement, or what it would be now where none is saved.

        Raises:
            NotFoundError: there is no such employee.

        """
        with self._sessions() as session:
            saved = statements.find_statement(session, employee_code, period)
        if saved is not None:
            return StatementCard(saved.state, saved.calculated_at, saved.outcome)
        return StatementCard(None, None, self._calculation.progress(employee_code, period))

    def list_statements(self, period: Period) -> list[StatementRow]:
        """Return the saved statements of ``period`` by name."""
        with self._sessions() as session:
            return statements.list_statements(session, period)


def _total(outcome: Outcome) -> Money | None:
    return None if outcome.statement is None else outcome.statement.total


def _standing(
    calculation: Calculation, settled: Mapping[int, Outcome], ids: Mapping[SubjectRef, int]
) -> Calculation:
    """Return ``calculation`` with what is settled in the place of what it would be now."""
    outcomes = [
        settled.get(ids.get(outcome.result.subject.ref, 0), outcome)
        for outcome in calculation.outcomes
    ]
    return replace(calculation, outcomes=tuple(outcomes))

"""Use cases on the life of statements: from a draft, step by step, to closed for good."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import entered_name
from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError, StaleRecordError
from crm_desktop.services.rules import take_turn
from crm_desktop.services.saved_pay import SavedPay
from crm_desktop.storage.queries import statement_life, statements
from crm_desktop.storage.queries.statement_life import Standing
from crm_desktop.texts import Message

_STATEMENT = Message("Statement")


class StatementLifeService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now

    def advance(
        self,
        period: Period,
        to: StatementState,
        author: str,
        employee_ids: Collection[int] | None = None,
    ) -> Changes:
        """Let the statements that are one step before ``to`` take it: all, or those named.

        What is approved keeps its whole derivation for good.

        Raises:
            InvalidInputError: there is no author, or nobody whose statement could take the step.
            StaleRecordError: a named one stands elsewhere by now.

        """
        name = entered_name(author, "author")
        with self._sessions.begin() as session:
            take_turn(session)
            due = _due(session, period, to, employee_ids)
            if to is StatementState.APPROVED:
                _approve(session, period, due)
            else:
                statement_life.move(session, [one.statement_id for one in due.values()], to)
            statement_life.add_step(session, period, to, due, (name, self._now()))
        return Changes.STATEMENTS


def _due(
    session: Session, period: Period, to: StatementState, named: Collection[int] | None
) -> Mapping[int, Standing]:
    """Return whose statements take the step, by the ids of the employees."""
    before, found = to.before(), statement_life.standing(session, period)
    if named is not None:
        found = {id_: one for id_, one in found.items() if id_ in named}
        elsewhere = next((one for one in found.values() if one.state is not before), None)
        if elsewhere is not None:
            raise StaleRecordError(_STATEMENT, elsewhere.employee)
    due = {id_: one for id_, one in found.items() if one.state is before}
    if not found:
        raise InvalidInputError(
            "period", Message("{period} is not calculated yet: do it first.", period=period)
        )
    if not due:
        raise InvalidInputError(
            "period",
            Message(
                "Nobody's statement of {period} is {before}, which comes before {state}.",
                period=period,
                before=before or to,
                state=to,
            ),
        )
    return due


def _approve(session: Session, period: Period, due: Mapping[int, Standing]) -> None:
    pay, drafts = SavedPay(session), statements.drafts(session, period)
    statements.settle(
        session, ((draft.id, pay.outcome(draft)) for id_, draft in drafts.items() if id_ in due)
    )

"""Use cases on pay as it would be: deals are won within a transaction that is never committed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.clock import Now
from crm_desktop.domain.deals import DealDraft, DealStatus
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period
from crm_desktop.domain.what_if import ImaginedDeal, OpenDealRow
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.rewards.statement import Outcome
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.deal_writing import DEAL, DealWriting
from crm_desktop.services.measuring import reading
from crm_desktop.services.one_outcome import outcome_of_one
from crm_desktop.services.script_runs import RUNS, ScriptRuns
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage.models import DealRecord, EmployeeRecord, StageRecord
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.open_deals import list_open_deals, usual_pipeline
from crm_desktop.texts import Message

_MOST_DEALS = 200
_NOON = time(12)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The outcome of an employee as it is, and as it would be with more deals won."""

    before: Outcome
    after: Outcome

    @property
    def difference(self) -> Money | None:
        """What the deals bring in pay, None where there is no statement to compare."""
        was, would_be = self.before.statement, self.after.statement
        return None if was is None or would_be is None else would_be.total - was.total


class WhatIfService:
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

    def open_deals(self, employee_code: str) -> list[OpenDealRow]:
        """Return the open deals that count for an employee, the next to be won first."""
        with self._sessions() as session:
            self._acting.sight(session).require_employee(employee_code)
            return list_open_deals(session, employee_code, _MOST_DEALS)

    def what_if(
        self,
        employee_code: str,
        period: Period,
        *,
        won: Collection[int] = (),
        imagined: Sequence[ImaginedDeal] = (),
    ) -> WhatIf:
        """Return the outcome if the deals with the ids ``won`` and ``imagined`` ones were won now.

        They are written as if that happened, everything is computed from the records, and
        nothing is kept: a reader's transaction ends without a commit. Of a period that is yet
        to begin they are won on its first day.

        Raises:
            DeniedError: the pay of the employee is not seen.
            InvalidInputError: the period is over, a deal is not open or not acceptable, or
                there is no stage to win it in.
            MissingRateError: the currency of a deal has no rate yet.
            NotFoundError: there is no such employee or deal.
            DatabaseError: somebody else is writing just now.

        """

        def work(session: Session) -> WhatIf:
            self._acting.sight(session).require_employee(employee_code)
            firm = firm_queries.firm(session)
            at = _moment(self._now(), period, firm)
            before = outcome_of_one(session, employee_code, period, at, self._runs)
            if not won and not imagined:
                return WhatIf(before, before)
            writing = _Winning(DealWriting(session, firm, at))
            writing.win(won)
            writing.imagine(employee_code, imagined)
            session.flush()
            after = outcome_of_one(session, employee_code, period, at, self._runs)
            return WhatIf(before, after)

        return reading(self._sessions, self._now, period.last_day(), work)


@dataclass(frozen=True, slots=True)
class _Winning:
    """Wins deals the way that users do it."""

    writing: DealWriting

    def win(self, deal_ids: Collection[int]) -> None:
        for deal_id in sorted(set(deal_ids)):
            deal = self.writing.session.get(DealRecord, deal_id)
            if deal is None:
                raise NotFoundError(DEAL, deal_id)
            if deal.status != DealStatus.OPEN:
                raise InvalidInputError(
                    "won", Message("“{title}” is no longer open.", title=deal.title)
                )
            self._close(deal)

    def imagine(self, employee_code: str, deals: Sequence[ImaginedDeal]) -> None:
        if not deals:
            return
        session = self.writing.session
        whose = select(EmployeeRecord.id).where(EmployeeRecord.code == employee_code)
        owner = session.scalar(whose)
        if owner is None:
            raise NotFoundError(EMPLOYEE, employee_code)
        stage_id = self._entrance(owner)
        title = str(Message("Imagined deal"))
        for each in deals:
            draft = DealDraft(title, owner, stage_id, each.amount, product_id=each.product_id)
            self._close(session.get_one(DealRecord, self.writing.create(draft)))

    def _entrance(self, owner: int) -> int:
        """Return the stage in which the deals of ``owner`` begin."""
        session = self.writing.session
        query = (
            select(StageRecord.id)
            .where(
                StageRecord.pipeline_id == usual_pipeline(session, owner),
                StageRecord.status == DealStatus.OPEN,
            )
            .order_by(StageRecord.position)
            .limit(1)
        )
        found = session.scalar(query)
        if found is None:
            message = Message("No pipeline has a stage in which deals begin: add one first.")
            raise InvalidInputError("imagined", message)
        return found

    def _close(self, deal: DealRecord) -> None:
        stage = self.writing.stage_of_status(deal, DealStatus.WON)
        self.writing.move(deal, stage, "")


def _moment(now: datetime, period: Period, firm: Firm) -> datetime:
    """Return when deals of ``period`` can be won next.

    Raises:
        InvalidInputError: the period is over.

    """
    zone = firm.time_zone()
    today = now.astimezone(zone).date()
    if today >= period.end:
        message = Message("{period} is over: what is won now counts later.", period=period)
        raise InvalidInputError("period", message)
    if today in period:
        return now
    return datetime.combine(period.start, _NOON, zone).astimezone(UTC)

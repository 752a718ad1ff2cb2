"""How a deal is written: its entries, its stage with the history, its worth and its shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm_desktop.domain.deals import (
    SHARE_UNITS,
    CreditShare,
    DealDraft,
    DealStatus,
    checked_credits,
    checked_overlays,
    credited_parts,
)
from crm_desktop.domain.entry import CODE_LENGTH, NAME_LENGTH, NOTE_LENGTH, entered, entered_name
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.domain.names import folded
from crm_desktop.errors import InvalidInputError
from crm_desktop.services.writing import record_to_save, refuse_absent, refuse_unknown
from crm_desktop.storage.models import (
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    ProductRecord,
    StageRecord,
)
from crm_desktop.storage.models.deals import DIVIDED
from crm_desktop.storage.queries import deals as queries
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.texts import Message

DEAL = Message("Deal")


class _Credited(NamedTuple):
    """For whom a deal counts: the ``shares`` divide it, the ``overlays`` come besides."""

    shares: tuple[CreditShare, ...] = ()
    overlays: tuple[CreditShare, ...] = ()


@dataclass(frozen=True, slots=True)
class DealWriting:
    """Writes deals in one transaction, in which it is ``at``."""

    session: Session
    firm: Firm
    at: datetime

    def deal(self, deal_id: int, version: int) -> DealRecord:
        return record_to_save(self.session, DealRecord, deal_id, version, kind=DEAL)

    def stage(self, stage_id: int) -> StageRecord:
        stage = self.session.get(StageRecord, stage_id)
        if stage is None:
            raise InvalidInputError(
                "stage_id", Message("This stage does not exist any more: choose another.")
            )
        return stage

    def stage_of_status(self, deal: DealRecord, status: DealStatus) -> StageRecord:
        """Return the stage of the deal's pipeline that gives it ``status``.

        The first such stage; of open ones the one that the deal was in last.
        """
        if status is DealStatus.OPEN and (
            stage_id := queries.last_open_stage(self.session, deal.id)
        ):
            return self.stage(stage_id)
        stage = self.session.scalar(
            select(StageRecord)
            .where(
                StageRecord.pipeline_id == self.stage(deal.stage_id).pipeline_id,
                StageRecord.status == status,
            )
            .order_by(StageRecord.position)
            .limit(1)
        )
        if stage is None:
            raise InvalidInputError(
                "stage_id",
                Message("The pipeline has no stage for deals that are {status}.", status=status),
            )
        return stage

    def create(self, draft: DealDraft) -> int:
        deal = DealRecord(created_at=self.at, status=DealStatus.OPEN)
        credited = self._fill(deal, draft)
        self._enter(deal, self.stage(draft.stage_id), "")
        self._value(deal)
        self.session.add(deal)
        self.session.flush()
        self._record_entry(deal)
        self._share(deal, credited)
        return deal.id

    def save(self, deal: DealRecord, draft: DealDraft) -> None:
        before = self._valued(deal)
        credited = self._fill(deal, draft)
        self._move(deal, self.stage(draft.stage_id), "")
        self._revalue(deal, before)
        self._share(deal, credited)

    def move(self, deal: DealRecord, stage: StageRecord, reason: str) -> None:
        before = self._valued(deal)
        self._move(deal, stage, reason)
        self._revalue(deal, before)
        self._share(deal, self._credited(deal.id))

    def _fill(self, deal: DealRecord, draft: DealDraft) -> _Credited:
        """Set all that a user enters but the stage, and return for whom the deal counts."""
        credited = _Credited(checked_credits(draft.credits), checked_overlays(draft.overlays))
        deal.title = entered_name(draft.title, "title")
        deal.title_folded = folded(deal.title)
        deal.source = entered("source", draft.source, CODE_LENGTH)
        deal.note = entered("note", draft.note, NOTE_LENGTH)
        deal.amount_minor = _checked(draft.amount, "amount").minor
        deal.currency = draft.amount.currency
        deal.base_cost_minor = self._own(draft.cost, "cost")
        deal.base_discount_minor = self._own(draft.discount, "discount")
        deal.expected_on = draft.expected_on
        deal.first_response_at = _response(draft, deal.created_at)
        self._refuse_strangers(deal, draft)
        deal.owner_id = draft.owner_id
        deal.customer_id = draft.customer_id
        deal.product_id = draft.product_id
        deal.is_shared = bool(credited.shares)
        return credited

    def _own(self, amount: Money | None, field: str) -> int:
        """Return minor units of the firm's currency."""
        if amount is None:
            return 0
        if amount.currency != self.firm.currency:
            own = self.firm.currency
            raise InvalidInputError(field, Message("Enter it in {currency}.", currency=own))
        return _checked(amount, field).minor

    def _credited(self, deal_id: int) -> _Credited:
        return _Credited(
            queries.list_credits(self.session, deal_id),
            queries.list_credits(self.session, deal_id, are_overlays=True),
        )

    def _refuse_strangers(self, deal: DealRecord, draft: DealDraft) -> None:
        """Refuse new references to what is not there, and to employees who left."""
        session = self.session
        refuse_unknown(session, CustomerRecord, [draft.customer_id], field="customer_id")
        refuse_unknown(session, ProductRecord, [draft.product_id], field="product_id")
        today = self.at.astimezone(self.firm.time_zone()).date()
        if draft.owner_id != deal.owner_id:
            refuse_absent(session, [draft.owner_id], today, field="owner_id")
        had = _Credited() if deal.id is None else self._credited(deal.id)
        for field, new, old in (
            ("credits", draft.credits, had.shares),
            ("overlays", draft.overlays, had.overlays),
        ):
            people = {credit.employee_id for credit in new} - {one.employee_id for one in old}
            refuse_absent(session, people, today, field=field)

    def _move(self, deal: DealRecord, stage: StageRecord, reason: str) -> None:
        if deal.stage_id != stage.id:
            self._enter(deal, stage, reason)
            self._record_entry(deal)

    def _enter(self, deal: DealRecord, stage: StageRecord, reason: str) -> None:
        """Let the stage make of the deal what it says; a deal that stays closed keeps its day."""
        status = DealStatus(stage.status)
        if status is not DealStatus.LOST:
            deal.loss_reason_id = None
        elif deal.status != DealStatus.LOST or reason.strip():
            deal.loss_reason_id = self._loss_reason(reason)
        if status is DealStatus.OPEN:
            deal.closed_at = None
        elif deal.status != status:
            deal.closed_at = self.at
        deal.stage_id = stage.id
        deal.status = status.value

    def _record_entry(self, deal: DealRecord) -> None:
        self.session.add(DealStageChangeRecord(deal_id=deal.id, stage_id=deal.stage_id, at=self.at))

    def _loss_reason(self, reason: str) -> int:
        name = entered("loss_reason", reason, NAME_LENGTH)
        if not name:
            raise InvalidInputError("loss_reason", Message("Say why the deal was lost."))
        for known, reason_id in queries.list_loss_reasons(self.session).items():
            if folded(known) == folded(name):
                return reason_id
        return queries.add_loss_reason(self.session, name)

    def _revalue(self, deal: DealRecord, before: tuple[Money, date]) -> None:
        """Let a deal keep the rate that it was recorded at unless what is valued changed."""
        if self._valued(deal) != before:
            self._value(deal)

    def _value(self, deal: DealRecord) -> None:
        amount, day = self._valued(deal)
        deal.base_minor = firm_queries.worth(self.session, amount, self.firm, day).minor

    def _valued(self, deal: DealRecord) -> tuple[Money, date]:
        """Return the amount, and the day whose rate counts: of closing, or else of creation."""
        instant = deal.closed_at or deal.created_at
        day = instant.astimezone(self.firm.time_zone()).date()
        return Money(deal.amount_minor, deal.currency), day

    def _share(self, deal: DealRecord, credited: _Credited) -> None:
        """Divide all money of the deal exactly, and give each overlay its part besides."""
        session = self.session
        session.execute(delete(DealCreditRecord).where(DealCreditRecord.deal_id == deal.id))
        shares = [credit.share for credit in credited.shares]
        overlays = [credit.share for credit in credited.overlays]
        parts = {
            name: credited_parts(Money(getattr(deal, name), self.firm.currency), shares, overlays)
            for name in DIVIDED
        }
        session.add_all(
            DealCreditRecord(
                deal_id=deal.id,
                employee_id=credit.employee_id,
                share=int(credit.share * SHARE_UNITS),
                is_overlay=place >= len(shares),
                **{name: of_all[place].minor for name, of_all in parts.items()},
            )
            for place, credit in enumerate((*credited.shares, *credited.overlays))
        )


def _checked(amount: Money, field: str) -> Money:
    if not 0 <= amount.minor <= MOST_MINOR:
        most = Money(MOST_MINOR, amount.currency)
        raise InvalidInputError(
            field, Message("An amount is not below zero and at most {most}.", most=most)
        )
    return amount


def _response(draft: DealDraft, created_at: datetime) -> datetime | None:
    moment = draft.first_response_at
    if moment is not None and moment < created_at:
        raise InvalidInputError(
            "first_response_at", Message("The first answer comes after the deal was created.")
        )
    return moment

"""Use cases on deals: entering them, moving them through stages, closing them."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now
from crm_desktop.domain.deals import (
    DealCard,
    DealDraft,
    DealQuery,
    DealRow,
    DealStatus,
    DealTotals,
    ProductRow,
    StageRow,
)
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.paging import Page
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.deal_writing import DEAL, DealWriting
from crm_desktop.storage.queries import deals as queries
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.filters import passing
from crm_desktop.storage.queries.paging import Claims
from crm_desktop.texts import Message


class DealService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def list_deals(self, query: DealQuery) -> Page[DealRow]:
        """Return a page of deals.

        Raises:
            InvalidInputError: ``query.where`` cannot be understood, or not here.

        """
        with self._sessions() as session:
            zone = firm_queries.firm(session).time_zone()
            return queries.list_deals(session, query, zone, self._passing(session, query))

    def totals(self, query: DealQuery) -> DealTotals:
        """Return counts and sums over all pages of ``query``.

        Raises:
            InvalidInputError: ``query.where`` cannot be understood, or not here.

        """
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            return queries.sum_deals(session, query, firm, self._passing(session, query))

    def card(self, deal_id: int) -> DealCard:
        """Return everything about one deal.

        Raises:
            NotFoundError: the deal is not there, or no longer.

        """
        with self._sessions() as session:
            currency = firm_queries.firm(session).currency
            card = queries.find_card(session, deal_id, currency)
        if card is None:
            raise NotFoundError(DEAL, deal_id)
        return card

    def list_stages(self) -> list[StageRow]:
        """Return the stages of all pipelines, each pipeline's in order."""
        with self._sessions() as session:
            return queries.list_stages(session)

    def list_products(self) -> list[ProductRow]:
        with self._sessions() as session:
            return queries.list_products(session)

    def list_loss_reasons(self) -> list[str]:
        """Return the reasons that were given so far, by name."""
        with self._sessions() as session:
            return list(queries.list_loss_reasons(session))

    @needs(Right.RECORDS)
    def create(self, draft: DealDraft) -> Saved:
        """Add a deal.

        Raises:
            InvalidInputError: an entry is not acceptable.
            MissingRateError: its currency has no rate yet.

        """
        with self._sessions.begin() as session:
            return Saved(self._writing(session).create(draft), Changes.DEALS)

    @needs(Right.RECORDS)
    def save(self, deal_id: int, version: int, draft: DealDraft) -> Changes:
        """Save a deal; another stage in the draft moves it there.

        Raises:
            InvalidInputError: an entry is not acceptable, or the stage needs a reason.
            MissingRateError: its currency has no rate on the day that counts.
            NotFoundError: the deal is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            writing = self._writing(session)
            writing.save(writing.deal(deal_id, version), draft)
        return Changes.DEALS

    @needs(Right.RECORDS)
    def move(self, deal_id: int, version: int, stage_id: int, *, loss_reason: str = "") -> Changes:
        """Move a deal to a stage, which wins, loses or reopens it where the stage says so.

        Raises:
            InvalidInputError: there is no such stage, or a lost deal has no reason.
            NotFoundError: the deal is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            writing = self._writing(session)
            writing.move(writing.deal(deal_id, version), writing.stage(stage_id), loss_reason)
        return Changes.DEALS

    @needs(Right.RECORDS)
    def mark_won(self, deal_id: int, version: int) -> Changes:
        """Move a deal to the won stage of its pipeline.

        Raises:
            InvalidInputError: it is won already, or the pipeline has no won stage.
            NotFoundError: the deal is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        return self._close(deal_id, version, DealStatus.WON)

    @needs(Right.RECORDS)
    def mark_lost(self, deal_id: int, version: int, reason: str) -> Changes:
        """Move a deal to the lost stage of its pipeline; a new reason joins the directory.

        Raises:
            InvalidInputError: no reason, it is lost already, or the pipeline has no lost stage.
            NotFoundError: the deal is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        return self._close(deal_id, version, DealStatus.LOST, reason)

    @needs(Right.RECORDS)
    def reopen(self, deal_id: int, version: int) -> Changes:
        """Move a closed deal back to the open stage that it was in last.

        Raises:
            InvalidInputError: it is open already, or the pipeline has no open stage.
            NotFoundError: the deal is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        return self._close(deal_id, version, DealStatus.OPEN)

    def _close(self, deal_id: int, version: int, status: DealStatus, reason: str = "") -> Changes:
        with self._sessions.begin() as session:
            writing = self._writing(session)
            deal = writing.deal(deal_id, version)
            if deal.status == status:
                raise InvalidInputError(
                    "status", Message("The deal is {status} already.", status=status)
                )
            writing.move(deal, writing.stage_of_status(deal, status), reason)
        return Changes.DEALS

    def _passing(self, session: Session, query: DealQuery) -> Claims:
        return passing(session, query.where, Entity.DEAL, now=self._now, asked_by=query.asked_by)

    def _writing(self, session: Session) -> DealWriting:
        return DealWriting(session, firm_queries.firm(session), self._now())

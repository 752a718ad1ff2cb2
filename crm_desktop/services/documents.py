"""Use cases on documents: money that comes or is given back, and cancelling."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.money import MOST_MINOR, Money
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.imports.settlement import base_of, settle
from crm_desktop.storage.models import DocumentRecord, PaymentRecord
from crm_desktop.storage.queries import imports
from crm_desktop.texts import Message

DOCUMENT = Message("Document")


@dataclass(frozen=True, slots=True)
class PaymentDraft:
    """Money that came ``on`` a day for a document, below zero where it was given back."""

    document_id: int
    amount: Money
    on: date


class DocumentService:
    def __init__(self, sessions: sessionmaker[Session], acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._acting = acting

    def find_document(self, number: str, kind: str = "invoice") -> int:
        """Return the id of a document.

        Raises:
            NotFoundError: there is none.

        """
        with self._sessions() as session:
            found = session.scalar(
                select(DocumentRecord.id).where(
                    DocumentRecord.kind == kind, DocumentRecord.number == number
                )
            )
        if found is None:
            raise NotFoundError(DOCUMENT, number)
        return found

    @needs(Right.RECORDS)
    def post_payment(self, payment: PaymentDraft) -> Saved:
        """Keep ``payment``, and let its document say what is paid now, and since when in full.

        Raises:
            NotFoundError: there is no such document.
            InvalidInputError: it has another currency, or no amount to pay, was not issued yet,
                or was cancelled and more came; or nothing or too much came.

        """
        with self._sessions.begin() as session:
            document = _document(session, payment.document_id)
            _refuse_unsuitable(payment, document)
            [row] = imports.documents_by_id(session, [document.id])
            worth = base_of(row, payment.amount.minor)
            if worth is None:
                raise InvalidInputError("document_id", Message("There is nothing to pay for it."))
            record = PaymentRecord(
                document_id=document.id,
                owner_id=document.owner_id,
                received_on=payment.on,
                amount_minor=payment.amount.minor,
                base_minor=worth,
            )
            session.add(record)
            session.flush()
            settle(session, [document.id])
            return Saved(record.id, Changes.DOCUMENTS)

    @needs(Right.RECORDS)
    def cancel(self, document_id: int, on: date) -> Changes:
        """Let a document be cancelled from the day ``on`` on; what was paid for it stays known.

        Raises:
            NotFoundError: there is no such document.
            InvalidInputError: it was not issued by that day, or is cancelled already.

        """
        with self._sessions.begin() as session:
            document = _document(session, document_id)
            _refuse_not_issued(document)
            if document.state == "cancelled":
                raise InvalidInputError("document_id", Message("It is cancelled already."))
            if on < document.issued_on:
                raise InvalidInputError(
                    "on", Message("It was issued only on {day}.", day=document.issued_on)
                )
            document.state, document.cancelled_on = "cancelled", on
        return Changes.DOCUMENTS


def _document(session: Session, document_id: int) -> DocumentRecord:
    """Return the document, locked against others."""
    found = session.get(DocumentRecord, document_id, with_for_update=True)
    if found is None:
        raise NotFoundError(DOCUMENT, document_id)
    return found


def _refuse_unsuitable(payment: PaymentDraft, document: DocumentRecord) -> None:
    _refuse_not_issued(document)
    if payment.amount.currency != document.currency:
        raise InvalidInputError(
            "amount", Message("The document is in {currency}.", currency=document.currency)
        )
    if not payment.amount:
        raise InvalidInputError("amount", Message("A payment is above or below zero."))
    if abs(payment.amount.minor) > MOST_MINOR:
        raise InvalidInputError("amount", Message("The amount is too big."))
    is_more = (payment.amount.minor < 0) == (document.amount_minor < 0)
    if document.state == "cancelled" and is_more:
        raise InvalidInputError(
            "document_id", Message("It is cancelled: money can only be given back.")
        )


def _refuse_not_issued(document: DocumentRecord) -> None:
    if document.state == "draft":
        raise InvalidInputError("document_id", Message("It is not issued yet."))

"""Use cases on customers, their contacts and tags."""

from __future__ import annotations

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes, Saved
from crm_desktop.clock import Now
from crm_desktop.domain.customers import (
    ContactDraft,
    CustomerCard,
    CustomerDraft,
    CustomerQuery,
    CustomerRow,
    TagRow,
)
from crm_desktop.domain.entry import (
    ADDRESS_LENGTH,
    NOTE_LENGTH,
    POSITION_LENGTH,
    entered,
    entered_email,
    entered_name,
    entered_phone,
)
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.names import folded
from crm_desktop.domain.paging import Page
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InUseError, NotFoundError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.writing import record_to_save, refuse_absent, refuse_unknown, refusing
from crm_desktop.storage.models import (
    ClassifierRecord,
    ContactRecord,
    CustomerRecord,
    CustomerTagRecord,
    DealRecord,
)
from crm_desktop.storage.queries import customers as queries
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.filters import passing
from crm_desktop.storage.queries.paging import Claims
from crm_desktop.texts import Message, plural

_CUSTOMER = Message("Customer")
_CONTACT = Message("Contact")


class CustomerService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def list_customers(self, query: CustomerQuery) -> Page[CustomerRow]:
        """Return a page of customers.

        Raises:
            InvalidInputError: ``query.where`` cannot be understood, or not here.

        """
        with self._sessions() as session:
            return queries.list_customers(session, query, self._passing(session, query))

    def count(self, query: CustomerQuery) -> int:
        """Return how many customers all pages of ``query`` have.

        Raises:
            InvalidInputError: ``query.where`` cannot be understood, or not here.

        """
        with self._sessions() as session:
            return queries.count_customers(session, query, self._passing(session, query))

    def list_tags(self) -> list[TagRow]:
        """Return every branch of every classifier, each under its parent."""
        with self._sessions() as session:
            return queries.list_tags(session)

    def card(self, customer_id: int) -> CustomerCard:
        """Return everything about one customer.

        Raises:
            NotFoundError: the customer is not there, or no longer.

        """
        with self._sessions() as session:
            card = queries.find_card(session, customer_id)
        if card is None:
            raise NotFoundError(_CUSTOMER, customer_id)
        return card

    @needs(Right.RECORDS)
    def create(self, draft: CustomerDraft) -> Saved:
        """Add a customer.

        Raises:
            InvalidInputError: an entry is not acceptable.

        """
        with self._sessions.begin() as session:
            record = CustomerRecord(created_at=self._now())
            self._fill(session, record, draft)
            session.add(record)
            session.flush()
            _set_tags(session, record.id, draft.tag_ids)
            _set_contacts(session, record.id, draft.contacts)
            return Saved(record.id, Changes.CUSTOMERS)

    @needs(Right.RECORDS)
    def save(self, customer_id: int, version: int, draft: CustomerDraft) -> Changes:
        """Save a customer with contacts and tags; contacts that are not in the draft go.

        Raises:
            InvalidInputError: an entry is not acceptable.
            NotFoundError: the customer, or a contact of the draft, is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, CustomerRecord, customer_id, version, kind=_CUSTOMER)
            self._fill(session, record, draft)
            _set_tags(session, customer_id, draft.tag_ids)
            _set_contacts(session, customer_id, draft.contacts)
        return Changes.CUSTOMERS

    @needs(Right.RECORDS)
    def delete(self, customer_id: int, version: int) -> Changes:
        """Delete a customer with the contacts, as long as nothing happened with them.

        Raises:
            InUseError: the customer has deals, activities or documents.
            NotFoundError: the customer is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, CustomerRecord, customer_id, version, kind=_CUSTOMER)
            name = record.name
            if deals := _count_deals(session, customer_id):
                raise InUseError(
                    plural(
                        "“{name}” cannot be deleted: there is {count} deal.",
                        "“{name}” cannot be deleted: there are {count} deals.",
                        count=deals,
                        name=name,
                    )
                )
            session.delete(record)
            with refusing(
                InUseError(
                    Message(
                        "“{name}” cannot be deleted: there are activities or documents.", name=name
                    )
                )
            ):
                session.flush()
        return Changes.CUSTOMERS

    def _passing(self, session: Session, query: CustomerQuery) -> Claims:
        return passing(
            session, query.where, Entity.CUSTOMER, now=self._now, asked_by=query.asked_by
        )

    def _fill(self, session: Session, record: CustomerRecord, draft: CustomerDraft) -> None:
        record.name = entered_name(draft.name)
        record.name_folded = folded(record.name)
        record.kind = draft.kind.value
        record.phone = entered_phone(draft.phone)
        record.email = entered_email(draft.email)
        record.address = entered("address", draft.address, ADDRESS_LENGTH)
        record.note = entered("note", draft.note, NOTE_LENGTH)
        if draft.owner_id != record.owner_id:
            zone = firm_queries.firm(session).time_zone()
            today = clock.today(self._now, zone)
            refuse_absent(session, [draft.owner_id], today, field="owner_id")
        record.owner_id = draft.owner_id


def _count_deals(session: Session, customer_id: int) -> int:
    query = select(func.count()).where(DealRecord.customer_id == customer_id)
    return session.scalar(query) or 0


def _set_tags(session: Session, customer_id: int, tag_ids: frozenset[int]) -> None:
    refuse_unknown(session, ClassifierRecord, tag_ids, field="tag_ids")
    tag = CustomerTagRecord
    of_customer = tag.customer_id == customer_id
    session.execute(delete(tag).where(of_customer, tag.classifier_id.not_in(tag_ids)))
    present = set(session.scalars(select(tag.classifier_id).where(of_customer)))
    session.add_all(
        tag(customer_id=customer_id, classifier_id=tag_id) for tag_id in sorted(tag_ids - present)
    )


def _set_contacts(session: Session, customer_id: int, drafts: tuple[ContactDraft, ...]) -> None:
    query = select(ContactRecord).where(ContactRecord.customer_id == customer_id)
    present = {record.id: record for record in session.scalars(query)}
    for number, draft in enumerate(drafts, 1):
        if draft.id is None:
            record = ContactRecord(customer_id=customer_id)
            session.add(record)
        elif draft.id in present:
            record = present.pop(draft.id)
        else:
            raise NotFoundError(_CONTACT, draft.id)
        _fill_contact(record, draft, place=f"contacts[{number}]")
    for record in present.values():
        session.delete(record)


def _fill_contact(record: ContactRecord, draft: ContactDraft, place: str) -> None:
    record.name = entered_name(draft.name, f"{place}.name")
    record.name_folded = folded(record.name)
    record.position = entered(f"{place}.position", draft.position, POSITION_LENGTH)
    record.phone = entered_phone(draft.phone, f"{place}.phone")
    record.email = entered_email(draft.email, f"{place}.email")

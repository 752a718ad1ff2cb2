"""Payments and cancellations: at once in what documents say, and in what they earn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import fixed
from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Assignment,
    BonusTemplate,
    CommissionPremium,
    EarningPart,
    Event,
    RewardCard,
)
from crm_desktop.services.calculation import CalculationService
from crm_desktop.services.documents import DocumentService, PaymentDraft
from crm_desktop.services.schemes import SchemeService
from crm_desktop.storage.engine import open_engine
from crm_desktop.storage.models import CurrencyRecord, DocumentRecord, PaymentRecord
from crm_desktop.storage.sessions import Sessions
from tests.storage import kpi_rows
from tests.storage.paper_rows import Paper, add_papers

AT = datetime(2026, 4, 1, 9, tzinfo=UTC)
MARCH = Period.month(2026, 3)
DAY = date(2026, 3, 20)
PREMIUM = CommissionPremium(Entity.DOCUMENT, (EarningPart(Event.PAID),), Decimal("0.1"))
SCHEME = Scheme(
    "S",
    "RUB",
    templates=(BonusTemplate("each", "Each", PREMIUM),),
    cards=(RewardCard("card", "Card", Decimal(0), ("each",), (Assignment(COMPANY),)),),
)


@pytest.fixture
def sessions(database: str) -> Iterator[sessionmaker[Session]]:
    engine = open_engine(database)
    sessions = Sessions(engine)
    with sessions.begin() as session:
        kpi_rows.add_firm(session)
    SchemeService(sessions, fixed(AT)).import_scheme(SCHEME)
    yield sessions
    engine.dispose()


@pytest.fixture
def documents(sessions: sessionmaker[Session]) -> DocumentService:
    return DocumentService(sessions)


def add(sessions: sessionmaker[Session], paper: Paper) -> int:
    with sessions.begin() as session:
        [key] = add_papers(session, [paper])
    return key


def rub(minor: int) -> Money:
    return Money(minor, "RUB")


def pay(sessions: sessionmaker[Session]) -> int:
    """Return what the first employee has earned by now."""
    found = CalculationService(sessions, fixed(AT)).progress("e0", MARCH).statement
    assert found is not None
    return found.total.minor


def paid(sessions: sessionmaker[Session], key: int) -> tuple[int, int, date | None]:
    with sessions() as session:
        found = session.get_one(DocumentRecord, key)
        return found.paid_minor, found.base_paid_minor, found.paid_on


def test_a_payment_is_seen_at_once_on_the_document_and_in_the_pay(
    sessions: sessionmaker[Session], documents: DocumentService
) -> None:
    key = add(sessions, Paper(0, 1_000_00))
    assert pay(sessions) == 0
    saved = documents.post_payment(PaymentDraft(key, rub(400_00), DAY))
    assert saved.changes is Changes.DOCUMENTS
    assert paid(sessions, key) == (400_00, 400_00, None)
    assert pay(sessions) == 40_00
    documents.post_payment(PaymentDraft(key, rub(600_00), date(2026, 3, 25)))
    assert paid(sessions, key) == (1_000_00, 1_000_00, date(2026, 3, 25))
    assert pay(sessions) == 100_00


def test_money_given_back_takes_its_part_away(
    sessions: sessionmaker[Session], documents: DocumentService
) -> None:
    key = add(sessions, Paper(0, 1_000_00, payments=[(date(2026, 3, 6), 1_000_00)]))
    documents.post_payment(PaymentDraft(key, rub(-250_00), DAY))
    assert pay(sessions) == 75_00


def test_what_is_cancelled_earns_nothing_from_that_day_on(
    sessions: sessionmaker[Session], documents: DocumentService
) -> None:
    key = add(sessions, Paper(0, 1_000_00, payments=[(date(2026, 3, 6), 1_000_00)]))
    assert documents.cancel(key, DAY) is Changes.DOCUMENTS
    assert pay(sessions) == 0


def test_c52_a_payment_in_another_currency_is_worth_the_rate_of_the_document(
    sessions: sessionmaker[Session], documents: DocumentService
) -> None:
    """100 EUR at 95.50 RUB on the day of the invoice are 9 550.00 RUB."""
    with sessions.begin() as session:
        session.add(CurrencyRecord(code="EUR"))
        session.flush()
        document = DocumentRecord(
            kind="invoice",
            number="E-1",
            state="posted",
            issued_on=date(2026, 3, 5),
            owner_id=1,
            amount=Money(100_00, "EUR"),
            base_minor=9_550_00,
        )
        session.add(document)
    key = documents.find_document("E-1")
    documents.post_payment(PaymentDraft(key, Money(50_00, "EUR"), DAY))
    assert pay(sessions) == 477_50
    documents.post_payment(PaymentDraft(key, Money(50_00, "EUR"), DAY))
    assert pay(sessions) == 955_00


@pytest.mark.parametrize(
    ("paper", "amount", "field"),
    [
        (Paper(0, 100_00), Money(1, "EUR"), "amount"),
        (Paper(0, 100_00), rub(0), "amount"),
        (Paper(0, 100_00), rub(10**16), "amount"),
        (Paper(0, 100_00, state="draft"), rub(1), "document_id"),
        (Paper(0, 100_00, state="cancelled"), rub(1), "document_id"),
        (Paper(0, -100_00, state="cancelled"), rub(-1), "document_id"),
        (Paper(0, 0), rub(1), "document_id"),
    ],
)
def test_what_cannot_be_paid_is_refused_and_nothing_is_kept(
    sessions: sessionmaker[Session],
    documents: DocumentService,
    *,
    paper: Paper,
    amount: Money,
    field: str,
) -> None:
    key = add(sessions, paper)
    with pytest.raises(InvalidInputError) as refused:
        documents.post_payment(PaymentDraft(key, amount, DAY))
    assert refused.value.field == field
    with sessions() as session:
        assert session.scalars(select(PaymentRecord)).all() == []


def test_money_of_a_cancelled_document_may_be_given_back(
    sessions: sessionmaker[Session], documents: DocumentService
) -> None:
    key = add(sessions, Paper(0, 100_00, payments=[(date(2026, 3, 6), 100_00)]))
    documents.cancel(key, DAY)
    documents.post_payment(PaymentDraft(key, rub(-100_00), date(2026, 3, 25)))
    assert paid(sessions, key)[0] == 0
    assert pay(sessions) == 0


@pytest.mark.parametrize(
    ("state", "on", "field"),
    [
        ("draft", DAY, "document_id"),
        ("cancelled", DAY, "document_id"),
        ("posted", date(2026, 3, 4), "on"),
    ],
)
def test_what_cannot_be_cancelled_is_refused(
    sessions: sessionmaker[Session], documents: DocumentService, state: str, on: date, field: str
) -> None:
    key = add(sessions, Paper(0, 100_00, state=state))
    with pytest.raises(InvalidInputError) as refused:
        documents.cancel(key, on)
    assert refused.value.field == field


def test_unknown_documents_are_not_found(documents: DocumentService) -> None:
    with pytest.raises(NotFoundError):
        documents.find_document("7")
    with pytest.raises(NotFoundError):
        documents.cancel(7, DAY)
    with pytest.raises(NotFoundError):
        documents.post_payment(PaymentDraft(7, rub(1), DAY))

"""A firm with a few records of every kind, and what each field of each of them is, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.domain.fields import FIELDS, Entity
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.period import Period
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityResultRecord,
    ActivityTypeRecord,
    ClassifierRecord,
    CustomerRecord,
    CustomerTagRecord,
    DealRecord,
    DealStageChangeRecord,
    DocumentLineRecord,
    DocumentRecord,
    PaymentRecord,
)
from tests.storage import kpi_rows

MARCH = Period.month(2026, 3)
HOSTILE = "О'Нил; DROP TABLE deal;--"
SIGNS = "100%_\\"
RETAIL = "Segment/Retail"
TREES = f"{RETAIL}/Ёлки"
ABOVE = {"e0": ("d0",), "e1": ("d1", "d0"), "e2": ()}
"""The departments that each employee is in, with those above."""

Values = dict[str, Any]
"""What each field is: None or an empty text where there is nothing, a tuple of several names."""


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def add_world(session: Session) -> None:
    kpi_rows.add_firm(session, departments=[None, 0, None], employees=[0, 1, None])
    _add_customers(session)
    _add_deals(session)
    _add_activities(session)
    _add_documents(session)


def _add_customers(session: Session) -> None:
    tags = ["Segment", "Retail", "Ёлки", "Region", SIGNS, "Segmentum"]
    for key, (name, parent) in enumerate(zip(tags, [None, 1, 2, None, 4, None], strict=True), 1):
        session.add(ClassifierRecord(id=key, name=name, name_folded=folded(name), parent_id=parent))
        session.flush()
    own = {1: (1, "2026-02-10 09:00", "company"), 2: (2, "2026-03-05 09:00", "person")}
    for key, (owner, created, kind) in own.items():
        customer = session.get_one(CustomerRecord, key)
        customer.owner_id, customer.created_at, customer.kind = owner, at(created), kind
    added = [(3, SIGNS, None, "2026-03-31 21:00"), (4, "Ель", 3, "2026-01-01 09:00")]
    for key, name, owner_id, created in added:
        session.add(
            CustomerRecord(
                id=key,
                name=name,
                name_folded=folded(name),
                kind="company",
                owner_id=owner_id,
                created_at=at(created),
            )
        )
    session.flush()
    for customer_id, tag in [(1, 3), (2, 2), (2, 5), (3, 6)]:
        session.add(CustomerTagRecord(customer_id=customer_id, classifier_id=tag))
    session.flush()


CUSTOMERS: dict[int, Values] = {
    1: {
        "name": "ООО «Ёж»",
        "kind": "company",
        "created": date(2026, 2, 10),
        "is_buyer": True,
        "tag": (TREES,),
        "owner": "e0",
    },
    2: {
        "name": HOSTILE,
        "kind": "person",
        "created": date(2026, 3, 5),
        "is_buyer": True,
        "tag": (RETAIL, f"Region/{SIGNS}"),
        "owner": "e1",
    },
    3: {
        "name": SIGNS,
        "kind": "company",
        "created": date(2026, 4, 1),
        "is_buyer": False,
        "tag": ("Segmentum",),
        "owner": None,
    },
    4: {
        "name": "Ель",
        "kind": "company",
        "created": date(2026, 1, 1),
        "is_buyer": True,
        "tag": (),
        "owner": "e2",
    },
}

_DEALS: dict[int, tuple[int | None, int, str, str, str | None]] = {
    1: (1, 1, "won", "2026-02-01 09:00", "2026-02-10 09:00"),
    2: (1, 2, "won", "2026-03-01 06:00", "2026-03-10 09:00"),
    3: (1, 1, "lost", "2026-03-01 06:00", "2026-03-10 09:00"),
    4: (2, 2, "won", "2026-03-05 09:00", "2026-03-05 09:00"),
    5: (2, 2, "won", "2026-03-04 09:00", "2026-03-05 09:00"),
    6: (2, 3, "open", "2026-03-06 09:00", None),
    7: (None, 3, "won", "2026-03-31 20:30", "2026-03-31 21:30"),
    8: (3, 1, "open", "2026-03-31 21:00", None),
    9: (4, 1, "won", "2026-02-01 09:00", "2026-02-28 20:59:59.999999"),
    10: (4, 1, "won", "2026-02-01 09:00", "2026-02-28 21:00"),
}
"""The customer, the owner, the status, when it was created and closed."""


def _add_deals(session: Session) -> None:
    special: dict[int, Values] = {
        1: {
            "title": "Окно",
            "source": "Сайт",
            "product_id": 1,
            "base_cost_minor": 60_000,
            "first_response_at": at("2026-02-01 09:10:00.900000"),
        },
        3: {"loss_reason_id": 1},
        6: {"product_id": 2, "expected_on": date(2026, 4, 15), "base_discount_minor": 1_050},
        8: {"title": HOSTILE, "first_response_at": at("2026-03-31 20:59:58.500000")},
    }
    for key, (customer_id, owner_id, status, created, closed) in _DEALS.items():
        more = {"title": "Deal", **special.get(key, {})}
        stage = kpi_rows.STATUSES.index(status) + 1
        session.add(
            DealRecord(
                id=key,
                title_folded=folded(more["title"]),
                customer_id=customer_id,
                owner_id=owner_id,
                stage_id=stage,
                status=status,
                amount=Money(100_000 * key, "RUB"),
                base_minor=100_000 * key,
                created_at=at(created),
                closed_at=None if closed is None else at(closed),
                **more,
            )
        )
        session.flush()
        if key != 8:  # a deal of which no stages are known
            for each in {1, stage}:
                session.add(
                    DealStageChangeRecord(deal_id=key, stage_id=each, at=at("2026-03-01 09:00"))
                )
    session.flush()


def _deal(key: int, **others: Any) -> Values:
    customer, owner, status, *_ = _DEALS[key]
    stage = kpi_rows.STAGES[kpi_rows.STATUSES.index(status)]
    return {
        "title": "Deal",
        "status": status,
        "stage": stage,
        "passed_stage": tuple({"New", stage}),
        "pipeline": "Sales",
        "amount": Decimal(1000 * key),
        "margin": Decimal(1000 * key),
        "discount": Decimal(0),
        "cycle": None,
        "response": None,
        "closed": None,
        "expected": None,
        "product": None,
        "product_group": None,
        "source": "",
        "loss_reason": None,
        "is_first_purchase": False,
        "is_repeat": False,
        "is_retained": False,
        "is_of_new_customer": customer == 2,
        **_customer(customer),
        "owner": f"e{owner - 1}",
        **others,
    }


def _customer(key: int | None) -> Values:
    if key is None:
        return {"customer": None, "customer_tag": ()}
    return {"customer": CUSTOMERS[key]["name"], "customer_tag": CUSTOMERS[key]["tag"]}


DEALS: dict[int, Values] = {
    1: _deal(
        1,
        title="Окно",
        source="Сайт",
        product="Окно Ёлка",
        product_group="Окна",
        margin=Decimal(400),
        created=date(2026, 2, 1),
        closed=date(2026, 2, 10),
        cycle=Decimal(9 * 86_400),
        response=Decimal(600),
        is_first_purchase=True,
    ),
    2: _deal(
        2,
        created=date(2026, 3, 1),
        closed=date(2026, 3, 10),
        cycle=Decimal(9 * 86_400 + 3 * 3600),
        is_repeat=True,
        is_retained=True,
    ),
    3: _deal(
        3,
        created=date(2026, 3, 1),
        closed=date(2026, 3, 10),
        cycle=Decimal(9 * 86_400 + 3 * 3600),
        loss_reason="Price",
        is_repeat=True,
    ),
    4: _deal(
        4,
        created=date(2026, 3, 5),
        closed=date(2026, 3, 5),
        cycle=Decimal(0),
        is_first_purchase=True,
    ),
    5: _deal(
        5,
        created=date(2026, 3, 4),
        closed=date(2026, 3, 5),
        cycle=Decimal(86_400),
        is_repeat=True,
    ),
    6: _deal(
        6,
        created=date(2026, 3, 6),
        expected=date(2026, 4, 15),
        product="Дверь",
        product_group="Двери",
        discount=Decimal("10.50"),
        is_repeat=True,
    ),
    7: _deal(7, created=date(2026, 3, 31), closed=date(2026, 4, 1), cycle=Decimal(3600)),
    8: _deal(8, title=HOSTILE, created=date(2026, 4, 1), response=Decimal(-1), passed_stage=()),
    9: _deal(
        9,
        created=date(2026, 2, 1),
        closed=date(2026, 2, 28),
        cycle=Decimal(27 * 86_400 + 12 * 3600 - 1),
        is_first_purchase=True,
    ),
    10: _deal(
        10,
        created=date(2026, 2, 1),
        closed=date(2026, 3, 1),
        cycle=Decimal(27 * 86_400 + 12 * 3600),
        is_repeat=True,
        is_retained=True,
    ),
}


def _add_activities(session: Session) -> None:
    for key, (name, kind) in enumerate([("Звонок", "call_out"), (SIGNS, "meeting")], 1):
        session.add(ActivityTypeRecord(id=key, name=name, kind=kind))
    session.add(ActivityTypeRecord(id=3, name="Прочее"))
    session.flush()
    session.add(ActivityResultRecord(id=1, type_id=1, name="Да"))
    session.flush()
    planned = at("2026-03-02 09:00")
    session.add_all(
        [
            ActivityRecord(
                id=1,
                type_id=1,
                result_id=1,
                employee_id=1,
                customer_id=1,
                planned_at=planned,
                done_at=at("2026-03-02 08:59"),
                created_at=at("2026-03-02 08:00"),
                duration_s=125,
                score=9,
            ),
            ActivityRecord(
                id=2,
                type_id=2,
                employee_id=2,
                customer_id=2,
                planned_at=planned,
                done_at=at("2026-03-02 09:00:00.000001"),
                points=3,
            ),
            ActivityRecord(
                id=3, type_id=3, employee_id=3, planned_at=at("2026-03-31 21:00"), score=0
            ),
        ]
    )
    session.flush()


ACTIVITIES: dict[int, Values] = {
    1: {
        "type": "Звонок",
        "kind": "call_out",
        "result": "Да",
        "is_done": True,
        "is_late": False,
        "duration": Decimal(125),
        "handling": Decimal(3540),
        "score": Decimal(9),
        "points": None,
        "planned": date(2026, 3, 2),
        "done": date(2026, 3, 2),
        **_customer(1),
        "owner": "e0",
    },
    2: {
        "type": SIGNS,
        "kind": "meeting",
        "result": None,
        "is_done": True,
        "is_late": True,
        "duration": Decimal(0),
        "handling": None,
        "score": None,
        "points": Decimal(3),
        "planned": date(2026, 3, 2),
        "done": date(2026, 3, 2),
        **_customer(2),
        "owner": "e1",
    },
    3: {
        "type": "Прочее",
        "kind": "other",
        "result": None,
        "is_done": False,
        "is_late": True,
        "duration": Decimal(0),
        "handling": None,
        "score": Decimal(0),
        "points": None,
        "planned": date(2026, 4, 1),
        "done": None,
        **_customer(None),
        "owner": "e2",
    },
}


def _add_documents(session: Session) -> None:
    common: Values = {"amount": Money(1, "RUB")}
    session.add_all(
        [
            DocumentRecord(
                id=1,
                kind="invoice",
                number="1",
                state="posted",
                issued_on=date(2026, 3, 1),
                posted_on=date(2026, 3, 2),
                due_on=date(2026, 3, 10),
                customer_id=1,
                owner_id=1,
                base_minor=120_000,
                base_tax_minor=20_000,
                base_cost_minor=70_000,
                base_paid_minor=30_001,
                **common,
            ),
            DocumentRecord(
                id=2,
                kind="credit_note",
                number=HOSTILE,
                state="paid",
                issued_on=date(2026, 2, 28),
                shipped_on=date(2026, 3, 3),
                paid_on=date(2026, 3, 4),
                customer_id=2,
                owner_id=2,
                base_minor=-5_000,
                base_paid_minor=-5_000,
                base_discount_minor=-500,
                **common,
            ),
            DocumentRecord(
                id=3,
                kind="quote",
                number="3",
                state="draft",
                issued_on=date(2026, 4, 1),
                owner_id=3,
                base_minor=0,
                **common,
            ),
        ]
    )
    session.flush()
    lines = [(1, 1, 1, 1500, 100_000), (2, 1, None, 1, 20_000), (3, 3, 2, 2000, 0)]
    for key, document, product, milli, minor in lines:
        session.add(
            DocumentLineRecord(
                id=key,
                document_id=document,
                position=key,
                product_id=product,
                name="Line",
                quantity_milli=milli,
                amount_minor=1,
                base_minor=minor,
            )
        )
    payments = [(1, 1, 1, 10, 20_000), (2, 1, 1, 11, 10_001), (3, 2, 2, 4, -5_000)]
    for key, document, owner, day, minor in payments:
        session.add(
            PaymentRecord(
                id=key,
                document_id=document,
                owner_id=owner,
                received_on=date(2026, 3, day),
                amount_minor=1,
                base_minor=minor,
            )
        )
    session.flush()


DOCUMENTS: dict[int, Values] = {
    1: {
        "kind": "invoice",
        "state": "posted",
        "amount": Decimal(1200),
        "net": Decimal(1000),
        "margin": Decimal(300),
        "discount": Decimal(0),
        "paid_amount": Decimal("300.01"),
        "unpaid_amount": Decimal("899.99"),
        "debt": Decimal("899.99"),
        "quantity": Decimal("1.501"),
        "issued": date(2026, 3, 1),
        "posted": date(2026, 3, 2),
        "shipped": None,
        "due": date(2026, 3, 10),
        "paid": None,
        **_customer(1),
        "owner": "e0",
    },
    2: {
        "kind": "credit_note",
        "state": "paid",
        "amount": Decimal(-50),
        "net": Decimal(-50),
        "margin": Decimal(-50),
        "discount": Decimal(-5),
        "paid_amount": Decimal(-50),
        "unpaid_amount": Decimal(0),
        "debt": Decimal(0),
        "quantity": None,
        "issued": date(2026, 2, 28),
        "posted": None,
        "shipped": date(2026, 3, 3),
        "due": None,
        "paid": date(2026, 3, 4),
        **_customer(2),
        "owner": "e1",
    },
    3: {
        "kind": "quote",
        "state": "draft",
        "amount": Decimal(0),
        "net": Decimal(0),
        "margin": Decimal(0),
        "discount": Decimal(0),
        "paid_amount": Decimal(0),
        "unpaid_amount": Decimal(0),
        "debt": Decimal(0),
        "quantity": Decimal(2),
        "issued": date(2026, 4, 1),
        "posted": None,
        "shipped": None,
        "due": None,
        "paid": None,
        **_customer(None),
        "owner": "e2",
    },
}


def _line(document: int, amount: str, quantity: str, product: int | None) -> Values:
    """Return the fields of a line; those of its document are the document's."""
    return {
        **{field: DOCUMENTS[document].get(field) for field in FIELDS[Entity.LINE]},
        "amount": Decimal(amount),
        "quantity": Decimal(quantity),
        "product": None if product is None else kpi_rows.PRODUCTS[product],
        "product_group": None if product is None else kpi_rows.GROUPS[product],
    }


def _payment(document: int, amount: str, day: int, *, is_overdue: bool) -> Values:
    of_document = DOCUMENTS[document]
    return {
        "amount": Decimal(amount),
        "received": date(2026, 3, day),
        "is_overdue": is_overdue,
        "document_kind": of_document["kind"],
        **{field: of_document[field] for field in ("customer", "customer_tag", "owner")},
    }


WORLD: dict[Entity, dict[int, Values]] = {
    Entity.DEAL: DEALS,
    Entity.ACTIVITY: ACTIVITIES,
    Entity.DOCUMENT: DOCUMENTS,
    Entity.LINE: {
        1: _line(1, "1000", "1.5", 0),
        2: _line(1, "200", "0.001", None),
        3: _line(3, "0", "2", 1),
    },
    Entity.PAYMENT: {
        1: _payment(1, "200", 10, is_overdue=False),
        2: _payment(1, "100.01", 11, is_overdue=True),
        3: _payment(2, "-50", 4, is_overdue=False),
    },
    Entity.CUSTOMER: CUSTOMERS,
}
"""By entity and id."""

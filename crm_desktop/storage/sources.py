"""Where the fields of each kind of record stand in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    and_,
    cast,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import aliased, join

from crm_desktop.domain.fields import FIELDS, Entity, FieldType
from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.period import Period
from crm_desktop.storage.branches import TAGS, UNITS
from crm_desktop.storage.entity_source import Branch, Claim, Column, EntitySource, NameElsewhere
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityResultRecord,
    ActivityTypeRecord,
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    DocumentLineRecord,
    DocumentRecord,
    EmployeeRecord,
    LossReasonRecord,
    PaymentRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)
from crm_desktop.storage.spans import Span


def digits(entity: Entity, measure: str, currency: str) -> int:
    """Return how many decimals the whole number of ``EntitySource.measured`` has."""
    if FIELDS[entity][measure].type is FieldType.MONEY:
        return minor_digits(currency)
    return 3 if measure in SOURCES[entity].milli else 0


def _customer(key: Column) -> NameElsewhere:
    return NameElsewhere(key, select(CustomerRecord.id), CustomerRecord.name_folded, is_folded=True)


def _person(key: Column) -> NameElsewhere:
    return NameElsewhere(key, select(EmployeeRecord.id), EmployeeRecord.code)


def _products(key: Column) -> dict[str, Column | NameElsewhere]:
    ids = select(ProductRecord.id)
    grouped = ids.join(ProductGroupRecord, ProductGroupRecord.id == ProductRecord.group_id)
    return {
        "product": NameElsewhere(key, ids, ProductRecord.name_folded, is_folded=True),
        "product_group": NameElsewhere(
            key, grouped, ProductGroupRecord.name_folded, is_folded=True
        ),
    }


def _stands(owner: Column, customer: Column) -> dict[str, Branch]:
    return {"department": Branch(owner, UNITS), "customer_tag": Branch(customer, TAGS)}


_EARLIER = aliased(DealRecord)


def _bought(*when: Claim) -> Claim:
    """Return whether the customer of the deal has a won one, as ``when`` says."""
    return (
        select(_EARLIER.id)
        .where(
            _EARLIER.customer_id == DealRecord.customer_id,
            _EARLIER.status == "won",
            *when,
        )
        .correlate(DealRecord)
        .exists()
    )


_BOUGHT_BEFORE = _bought(
    or_(
        DealRecord.closed_at.is_(None),
        tuple_(_EARLIER.closed_at, _EARLIER.id) < tuple_(DealRecord.closed_at, DealRecord.id),
    )
)


def _is_retained(period: Period, zone: ZoneInfo) -> Claim:
    start, end = period.previous().instants(zone)
    bought = _bought(
        _EARLIER.id != DealRecord.id, _EARLIER.closed_at >= start, _EARLIER.closed_at < end
    )
    return and_(DealRecord.status == "won", bought)


def _is_of_new_customer(period: Period, zone: ZoneInfo) -> Claim:
    start, end = period.instants(zone)
    bought = _bought(_EARLIER.closed_at >= start, _EARLIER.closed_at < end)
    return and_(bought, ~_bought(_EARLIER.closed_at < start))


_ACTIVITY_TYPE = (
    select(ActivityTypeRecord.name)
    .where(ActivityTypeRecord.id == ActivityRecord.type_id)
    .correlate(ActivityRecord)
).scalar_subquery()
_QUANTITY = (
    select(func.sum(DocumentLineRecord.quantity_milli))
    .where(DocumentLineRecord.document_id == DocumentRecord.id)
    .correlate(DocumentRecord)
).scalar_subquery()


def _debt(period: Period) -> Column:
    """Return the amount of the document less what came in for it before the period's end."""
    received = (
        select(func.coalesce(func.sum(PaymentRecord.base_minor), 0))
        .where(
            PaymentRecord.document_id == DocumentRecord.id,
            PaymentRecord.received_on < period.end,
        )
        .correlate(DocumentRecord)
    ).scalar_subquery()
    return DocumentRecord.base_minor - cast(received, BigInteger)


_PAID_DOCUMENT = DocumentRecord.id == PaymentRecord.document_id
_PAYER = (
    select(DocumentRecord.customer_id).where(_PAID_DOCUMENT).correlate(PaymentRecord)
).scalar_subquery()
_PAID_LATE = (
    select(DocumentRecord.id)
    .where(_PAID_DOCUMENT, DocumentRecord.due_on < PaymentRecord.received_on)
    .correlate(PaymentRecord)
).exists()
_HAS_BOUGHT = (
    select(DealRecord.id)
    .where(DealRecord.customer_id == CustomerRecord.id, DealRecord.status == "won")
    .correlate(CustomerRecord)
).exists()
_DOCUMENT_DAYS = {
    "issued": DocumentRecord.issued_on,
    "posted": DocumentRecord.posted_on,
    "shipped": DocumentRecord.shipped_on,
    "due": DocumentRecord.due_on,
    "paid": DocumentRecord.paid_on,
}
_DOCUMENT_TEXTS: dict[str, Column | NameElsewhere] = {
    "kind": DocumentRecord.kind,
    "state": DocumentRecord.state,
    "customer": _customer(DocumentRecord.customer_id),
    "owner": _person(DocumentRecord.owner_id),
}
_NET = DocumentRecord.base_minor - DocumentRecord.base_tax_minor

SOURCES: Mapping[Entity, EntitySource] = {
    Entity.DEAL: EntitySource(
        record=DealRecord,
        id=DealRecord.id,
        owner=DealRecord.owner_id,
        title=DealRecord.title,
        customer=DealRecord.customer_id,
        days={
            "created": DealRecord.created_at,
            "closed": DealRecord.closed_at,
            "expected": DealRecord.expected_on,
        },
        measures={
            "amount": DealRecord.base_minor,
            "margin": DealRecord.base_minor - DealRecord.base_cost_minor,
            "discount": DealRecord.base_discount_minor,
        },
        parts={
            "amount": DealCreditRecord.base_minor,
            "margin": DealCreditRecord.base_minor - DealCreditRecord.base_cost_minor,
            "discount": DealCreditRecord.base_discount_minor,
        },
        spans={
            "cycle": Span(DealRecord.created_at, DealRecord.closed_at),
            "response": Span(DealRecord.created_at, DealRecord.first_response_at),
        },
        texts={
            "status": DealRecord.status,
            "title": DealRecord.title_folded,
            "source": DealRecord.source,
            "customer": _customer(DealRecord.customer_id),
            "stage": NameElsewhere(DealRecord.stage_id, select(StageRecord.id), StageRecord.name),
            "passed_stage": NameElsewhere(
                DealRecord.id,
                select(DealStageChangeRecord.deal_id).join(
                    StageRecord, StageRecord.id == DealStageChangeRecord.stage_id
                ),
                StageRecord.name,
            ),
            "pipeline": NameElsewhere(
                DealRecord.stage_id,
                select(StageRecord.id).join(
                    PipelineRecord, PipelineRecord.id == StageRecord.pipeline_id
                ),
                PipelineRecord.name,
            ),
            **_products(DealRecord.product_id),
            "loss_reason": NameElsewhere(
                DealRecord.loss_reason_id, select(LossReasonRecord.id), LossReasonRecord.name
            ),
            "owner": _person(DealRecord.owner_id),
        },
        branches=_stands(DealRecord.owner_id, DealRecord.customer_id),
        folded=frozenset({"title"}),
        flags={
            "is_first_purchase": and_(
                DealRecord.status == "won",
                DealRecord.customer_id.is_not(None),
                ~_BOUGHT_BEFORE,
            ),
            "is_repeat": _BOUGHT_BEFORE,
        },
        flags_of_period={"is_retained": _is_retained, "is_of_new_customer": _is_of_new_customer},
    ),
    Entity.ACTIVITY: EntitySource(
        record=ActivityRecord,
        id=ActivityRecord.id,
        owner=ActivityRecord.employee_id,
        title=func.coalesce(func.nullif(ActivityRecord.subject, ""), _ACTIVITY_TYPE),
        customer=ActivityRecord.customer_id,
        days={"planned": ActivityRecord.planned_at, "done": ActivityRecord.done_at},
        measures={
            "duration": ActivityRecord.duration_s,
            "score": ActivityRecord.score,
            "points": ActivityRecord.points,
        },
        spans={"handling": Span(ActivityRecord.created_at, ActivityRecord.done_at)},
        texts={
            "customer": _customer(ActivityRecord.customer_id),
            "type": NameElsewhere(
                ActivityRecord.type_id, select(ActivityTypeRecord.id), ActivityTypeRecord.name
            ),
            "kind": NameElsewhere(
                ActivityRecord.type_id, select(ActivityTypeRecord.id), ActivityTypeRecord.kind
            ),
            "result": NameElsewhere(
                ActivityRecord.result_id, select(ActivityResultRecord.id), ActivityResultRecord.name
            ),
            "owner": _person(ActivityRecord.employee_id),
        },
        branches=_stands(ActivityRecord.employee_id, ActivityRecord.customer_id),
        flags={
            "is_done": ActivityRecord.is_done.is_(True),
            "is_late": or_(
                ActivityRecord.done_at.is_(None),
                ActivityRecord.done_at > ActivityRecord.planned_at,
            ),
        },
    ),
    Entity.DOCUMENT: EntitySource(
        record=DocumentRecord,
        id=DocumentRecord.id,
        owner=DocumentRecord.owner_id,
        title=DocumentRecord.number,
        customer=DocumentRecord.customer_id,
        days=_DOCUMENT_DAYS,
        measures={
            "amount": DocumentRecord.base_minor,
            "net": _NET,
            "margin": _NET - DocumentRecord.base_cost_minor,
            "discount": DocumentRecord.base_discount_minor,
            "paid_amount": DocumentRecord.base_paid_minor,
            "unpaid_amount": DocumentRecord.base_minor - DocumentRecord.base_paid_minor,
            "quantity": _QUANTITY,
        },
        measures_of_period={"debt": _debt},
        texts=_DOCUMENT_TEXTS,
        branches=_stands(DocumentRecord.owner_id, DocumentRecord.customer_id),
        milli=frozenset({"quantity"}),
    ),
    Entity.LINE: EntitySource(
        record=DocumentLineRecord,
        id=DocumentLineRecord.id,
        owner=DocumentRecord.owner_id,
        title=DocumentLineRecord.name,
        customer=DocumentRecord.customer_id,
        days=_DOCUMENT_DAYS,
        measures={
            "amount": DocumentLineRecord.base_minor,
            "quantity": DocumentLineRecord.quantity_milli,
        },
        texts={**_DOCUMENT_TEXTS, **_products(DocumentLineRecord.product_id)},
        branches=_stands(DocumentRecord.owner_id, DocumentRecord.customer_id),
        milli=frozenset({"quantity"}),
        joined=join(
            DocumentRecord,
            DocumentLineRecord,
            DocumentLineRecord.document_id == DocumentRecord.id,
        ),
    ),
    Entity.PAYMENT: EntitySource(
        record=PaymentRecord,
        id=PaymentRecord.id,
        owner=PaymentRecord.owner_id,
        title=(
            select(DocumentRecord.number).where(_PAID_DOCUMENT).correlate(PaymentRecord)
        ).scalar_subquery(),
        customer=_PAYER,
        days={"received": PaymentRecord.received_on},
        measures={"amount": PaymentRecord.base_minor},
        texts={
            "customer": _customer(_PAYER),
            "document_kind": (
                select(DocumentRecord.kind).where(_PAID_DOCUMENT).correlate(PaymentRecord)
            ).scalar_subquery(),
            "owner": _person(PaymentRecord.owner_id),
        },
        branches=_stands(PaymentRecord.owner_id, _PAYER),
        flags={"is_overdue": _PAID_LATE},
    ),
    Entity.CUSTOMER: EntitySource(
        record=CustomerRecord,
        id=CustomerRecord.id,
        owner=CustomerRecord.owner_id,
        title=CustomerRecord.name,
        customer=CustomerRecord.id,
        days={"created": CustomerRecord.created_at},
        texts={
            "name": CustomerRecord.name_folded,
            "kind": CustomerRecord.kind,
            "owner": _person(CustomerRecord.owner_id),
        },
        branches={
            "department": Branch(CustomerRecord.owner_id, UNITS),
            "tag": Branch(CustomerRecord.id, TAGS),
        },
        folded=frozenset({"name"}),
        flags={"is_buyer": _HAS_BOUGHT},
    ),
}

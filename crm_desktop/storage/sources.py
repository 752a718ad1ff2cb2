"""Where the fields of each kind of record stand in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from crm_desktop.domain.fields import Entity
from crm_desktop.storage.base import Base
from crm_desktop.storage.models import (
    ActivityRecord,
    ActivityResultRecord,
    ActivityTypeRecord,
    CustomerRecord,
    DealRecord,
    DocumentRecord,
    LossReasonRecord,
    PaymentRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)

Column = InstrumentedAttribute[Any] | ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class NameElsewhere:
    """A text of another table, to whose rows ``key`` points; ``ids`` selects all their keys.

    Conditions become ``key IN (ids where …)``, so that a covering index with the key serves.
    """

    key: Column
    ids: Select[Any]
    name: Column
    is_folded: bool


@dataclass(frozen=True, slots=True)
class EntitySource:
    """The columns of one kind of record by the codes of ``domain.fields``.

    ``owner`` is the employee for whom a record counts; ``folded`` names the columns that keep
    their text folded; ``flags`` are conditions.
    """

    record: type[Base]
    id: Column
    owner: Column
    title: Column
    customer: Column
    days: Mapping[str, Column]
    measures: Mapping[str, Column]
    texts: Mapping[str, Column | NameElsewhere]
    folded: frozenset[str] = frozenset()
    flags: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)


def _customer(key: Column) -> NameElsewhere:
    return NameElsewhere(key, select(CustomerRecord.id), CustomerRecord.name_folded, is_folded=True)


_ACTIVITY_TYPE = (
    select(ActivityTypeRecord.name)
    .where(ActivityTypeRecord.id == ActivityRecord.type_id)
    .correlate(ActivityRecord)
).scalar_subquery()
_PAID_DOCUMENT = DocumentRecord.id == PaymentRecord.document_id
_PAYER = (
    select(DocumentRecord.customer_id).where(_PAID_DOCUMENT).correlate(PaymentRecord)
).scalar_subquery()

SOURCES: Mapping[Entity, EntitySource] = {
    Entity.DEAL: EntitySource(
        record=DealRecord,
        id=DealRecord.id,
        owner=DealRecord.owner_id,
        title=DealRecord.title,
        customer=DealRecord.customer_id,
        days={"created": DealRecord.created_at, "closed": DealRecord.closed_at},
        measures={"amount": DealRecord.base_minor},
        texts={
            "status": DealRecord.status,
            "title": DealRecord.title_folded,
            "source": DealRecord.source,
            "customer": _customer(DealRecord.customer_id),
            "stage": NameElsewhere(
                DealRecord.stage_id, select(StageRecord.id), StageRecord.name, is_folded=False
            ),
            "pipeline": NameElsewhere(
                DealRecord.stage_id,
                select(StageRecord.id).join(
                    PipelineRecord, PipelineRecord.id == StageRecord.pipeline_id
                ),
                PipelineRecord.name,
                is_folded=False,
            ),
            "product": NameElsewhere(
                DealRecord.product_id,
                select(ProductRecord.id),
                ProductRecord.name_folded,
                is_folded=True,
            ),
            "product_group": NameElsewhere(
                DealRecord.product_id,
                select(ProductRecord.id).join(
                    ProductGroupRecord, ProductGroupRecord.id == ProductRecord.group_id
                ),
                ProductGroupRecord.name_folded,
                is_folded=True,
            ),
            "loss_reason": NameElsewhere(
                DealRecord.loss_reason_id,
                select(LossReasonRecord.id),
                LossReasonRecord.name,
                is_folded=False,
            ),
        },
        folded=frozenset({"title"}),
    ),
    Entity.ACTIVITY: EntitySource(
        record=ActivityRecord,
        id=ActivityRecord.id,
        owner=ActivityRecord.employee_id,
        title=func.coalesce(func.nullif(ActivityRecord.subject, ""), _ACTIVITY_TYPE),
        customer=ActivityRecord.customer_id,
        days={"planned": ActivityRecord.planned_at, "done": ActivityRecord.done_at},
        measures={"duration": ActivityRecord.duration_s},
        texts={
            "customer": _customer(ActivityRecord.customer_id),
            "type": NameElsewhere(
                ActivityRecord.type_id,
                select(ActivityTypeRecord.id),
                ActivityTypeRecord.name,
                is_folded=False,
            ),
            "result": NameElsewhere(
                ActivityRecord.result_id,
                select(ActivityResultRecord.id),
                ActivityResultRecord.name,
                is_folded=False,
            ),
        },
        flags={"is_done": ActivityRecord.done_at.is_not(None)},
    ),
    Entity.DOCUMENT: EntitySource(
        record=DocumentRecord,
        id=DocumentRecord.id,
        owner=DocumentRecord.owner_id,
        title=DocumentRecord.number,
        customer=DocumentRecord.customer_id,
        days={
            "issued": DocumentRecord.issued_on,
            "due": DocumentRecord.due_on,
            "paid": DocumentRecord.paid_on,
        },
        measures={
            "amount": DocumentRecord.base_minor,
            "paid_amount": DocumentRecord.base_paid_minor,
        },
        texts={
            "kind": DocumentRecord.kind,
            "state": DocumentRecord.state,
            "customer": _customer(DocumentRecord.customer_id),
        },
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
        },
    ),
}

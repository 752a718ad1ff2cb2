"""Queries over deals, and over the directories that a deal refers to."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm_desktop.domain.deals import (
    SHARE_UNITS,
    CreditShare,
    DealCard,
    DealOrder,
    DealQuery,
    DealRow,
    DealStatus,
    DealTotals,
    ProductRow,
    StageChangeRow,
    StageRow,
)
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.money import Money
from crm_desktop.domain.names import folded
from crm_desktop.domain.paging import Page
from crm_desktop.storage.models import (
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    EmployeeRecord,
    LossReasonRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)
from crm_desktop.storage.queries.paging import AnyRow, AnySelect, Claims, read_page

_SORTS: Mapping[DealOrder, InstrumentedAttribute[Any]] = {
    DealOrder.CREATED: DealRecord.created_at,
    DealOrder.CLOSED: DealRecord.closed_at,
    DealOrder.TITLE: DealRecord.title_folded,
    DealOrder.AMOUNT: DealRecord.base_minor,
}


def list_deals(
    session: Session, query: DealQuery, zone: ZoneInfo, passing: Claims = ()
) -> Page[DealRow]:
    """Return a page of deals; ``zone`` is where the days of ``query`` begin.

    ``passing`` is what ``queries.filters`` makes of ``query.where``.
    """
    rows, cursor = read_page(
        session,
        _rows().where(*_conditions(query, zone), *passing),
        (_SORTS[query.order], DealRecord.id),
        is_descending=query.is_descending,
        after=query.after,
        limit=query.limit,
    )
    return Page(tuple(map(_deal, rows)), cursor)


def sum_deals(session: Session, query: DealQuery, firm: Firm, passing: Claims = ()) -> DealTotals:
    """Return counts and sums over all pages of ``query``, in the currency of ``firm``."""
    totals = (
        select(DealRecord.status, func.count(), func.sum(DealRecord.base_minor))
        .where(*_conditions(query, firm.time_zone()), *passing)
        .group_by(DealRecord.status)
    )
    counts = dict.fromkeys(DealStatus, 0)
    sums = dict.fromkeys(DealStatus, Money.zero(firm.currency))
    for status, count, minor in session.execute(totals):
        counts[DealStatus(status)] = count
        sums[DealStatus(status)] = Money(int(minor), firm.currency)
    return DealTotals(counts, sums)


def find_card(session: Session, deal_id: int, currency: str) -> DealCard | None:
    """Return everything about a deal, None where it is not there; ``currency`` is the firm's."""
    query = (
        _rows()
        .add_columns(
            DealRecord.product_id,
            DealRecord.source,
            DealRecord.note,
            DealRecord.base_minor,
            DealRecord.base_cost_minor,
            DealRecord.base_discount_minor,
            DealRecord.expected_on,
            DealRecord.first_response_at,
            LossReasonRecord.name.label("loss_reason"),
        )
        .join(LossReasonRecord, LossReasonRecord.id == DealRecord.loss_reason_id, isouter=True)
    )
    row = session.execute(query.where(DealRecord.id == deal_id)).one_or_none()
    if row is None:
        return None
    return DealCard(
        row=_deal(row),
        product_id=row.product_id,
        source=row.source,
        note=row.note,
        loss_reason=row.loss_reason or "",
        credits=list_credits(session, deal_id),
        overlays=list_credits(session, deal_id, are_overlays=True),
        history=_history(session, deal_id),
        base=Money(row.base_minor, currency),
        cost=Money(row.base_cost_minor, currency),
        discount=Money(row.base_discount_minor, currency),
        expected_on=row.expected_on,
        first_response_at=row.first_response_at,
    )


def list_credits(
    session: Session, deal_id: int, *, are_overlays: bool = False
) -> tuple[CreditShare, ...]:
    """Return who shares the deal, as they were entered; nobody when all of it is the owner's.

    With ``are_overlays`` for whom it counts besides.
    """
    query = (
        select(DealCreditRecord.employee_id, DealCreditRecord.share)
        .where(DealCreditRecord.deal_id == deal_id, DealCreditRecord.is_overlay.is_(are_overlays))
        .order_by(DealCreditRecord.id)
    )
    return tuple(
        CreditShare(employee_id, Decimal(share) / SHARE_UNITS)
        for employee_id, share in session.execute(query)
    )


def list_stages(session: Session) -> list[StageRow]:
    """Return the stages of all pipelines, each pipeline's in order."""
    query = (
        select(StageRecord, PipelineRecord.name)
        .join(StageRecord.pipeline)
        .order_by(PipelineRecord.position, PipelineRecord.id, StageRecord.position, StageRecord.id)
    )
    return [
        StageRow(
            id=record.id,
            pipeline_id=record.pipeline_id,
            pipeline=pipeline,
            name=record.name,
            position=record.position,
            status=DealStatus(record.status),
            probability=record.probability,
        )
        for record, pipeline in session.execute(query)
    ]


def list_products(session: Session) -> list[ProductRow]:
    """Return products by name."""
    query = (
        select(ProductRecord, ProductGroupRecord.name)
        .join(ProductGroupRecord, ProductGroupRecord.id == ProductRecord.group_id, isouter=True)
        .order_by(ProductRecord.name_folded)
    )
    return [
        ProductRow(record.id, record.name, group or "", record.price)
        for record, group in session.execute(query)
    ]


def list_loss_reasons(session: Session) -> dict[str, int]:
    """Return the ids of the reasons by their names, in order of the names."""
    rows = session.execute(select(LossReasonRecord.name, LossReasonRecord.id))
    return dict(sorted(((name, key) for name, key in rows), key=lambda row: folded(row[0])))


def add_loss_reason(session: Session, name: str) -> int:
    """Return the id of the reason ``name``, which someone else may have added meanwhile."""
    is_file = session.get_bind().dialect.name == "sqlite"
    added = (sqlite if is_file else postgresql).insert(LossReasonRecord).values(name=name)
    session.execute(added.on_conflict_do_nothing(index_elements=[LossReasonRecord.name]))
    query = select(LossReasonRecord.id).where(LossReasonRecord.name == name)
    return session.scalars(query).one()


def last_open_stage(session: Session, deal_id: int) -> int | None:
    """Return the open stage that the deal was in last."""
    return session.scalar(
        select(DealStageChangeRecord.stage_id)
        .join(StageRecord, StageRecord.id == DealStageChangeRecord.stage_id)
        .where(DealStageChangeRecord.deal_id == deal_id, StageRecord.status == DealStatus.OPEN)
        .order_by(DealStageChangeRecord.at.desc(), DealStageChangeRecord.id.desc())
        .limit(1)
    )


def _rows() -> AnySelect:
    # Outer joins keep the order of the tables, so that the index which sorts is walked.
    return (
        select(
            DealRecord.id,
            DealRecord.version,
            DealRecord.title,
            DealRecord.customer_id,
            CustomerRecord.name.label("customer"),
            DealRecord.owner_id,
            EmployeeRecord.name.label("owner"),
            ProductRecord.name.label("product"),
            PipelineRecord.name.label("pipeline"),
            DealRecord.stage_id,
            StageRecord.name.label("stage"),
            DealRecord.status,
            DealRecord.amount_minor,
            DealRecord.currency,
            DealRecord.created_at,
            DealRecord.closed_at,
        )
        .join(DealRecord.customer, isouter=True)
        .join(DealRecord.owner, isouter=True)
        .join(DealRecord.product, isouter=True)
        .join(DealRecord.stage, isouter=True)
        .join(StageRecord.pipeline, isouter=True)
    )


def _conditions(query: DealQuery, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    for column, value in (
        (DealRecord.status, query.status),
        (DealRecord.owner_id, query.owner_id),
        (DealRecord.customer_id, query.customer_id),
        (DealRecord.stage_id, query.stage_id),
    ):
        if value is not None:
            conditions.append(column == value)
    if query.closed_in is not None:
        start, end = query.closed_in.instants(zone)
        conditions += [DealRecord.closed_at >= start, DealRecord.closed_at < end]
    if text := folded(query.search):
        customers = select(CustomerRecord.id).where(
            CustomerRecord.name_folded.contains(text, autoescape=True)
        )
        conditions.append(
            or_(
                DealRecord.title_folded.contains(text, autoescape=True),
                DealRecord.customer_id.in_(customers),
            )
        )
    return conditions


def _deal(row: AnyRow) -> DealRow:
    return DealRow(
        id=row.id,
        version=row.version,
        title=row.title,
        customer_id=row.customer_id,
        customer=row.customer or "",
        owner_id=row.owner_id,
        owner=row.owner,
        product=row.product or "",
        pipeline=row.pipeline,
        stage_id=row.stage_id,
        stage=row.stage,
        status=DealStatus(row.status),
        amount=Money(row.amount_minor, row.currency),
        created_at=row.created_at,
        closed_at=row.closed_at,
    )


def _history(session: Session, deal_id: int) -> tuple[StageChangeRow, ...]:
    query = (
        select(DealStageChangeRecord.at, StageRecord.name, EmployeeRecord.name)
        .join(StageRecord, StageRecord.id == DealStageChangeRecord.stage_id)
        .join(EmployeeRecord, EmployeeRecord.id == DealStageChangeRecord.by_id, isouter=True)
        .where(DealStageChangeRecord.deal_id == deal_id)
        .order_by(DealStageChangeRecord.at, DealStageChangeRecord.id)
    )
    return tuple(StageChangeRow(at, stage, by or "") for at, stage, by in session.execute(query))

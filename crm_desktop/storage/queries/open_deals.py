"""The open deals that count for one employee."""

from __future__ import annotations

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.what_if import OpenDealRow
from crm_desktop.storage.models import (
    CustomerRecord,
    DealCreditRecord,
    DealRecord,
    EmployeeRecord,
    StageRecord,
)


def list_open_deals(session: Session, employee_code: str, limit: int) -> list[OpenDealRow]:
    """Return the open deals of an employee, the next to be won first, those without a day last.

    A shared deal is of those who have a share of it, whoever owns it.
    """
    whose = select(EmployeeRecord.id).where(EmployeeRecord.code == employee_code).scalar_subquery()
    shared = select(DealCreditRecord.deal_id).where(DealCreditRecord.employee_id == whose)
    counts = or_(
        and_(DealRecord.owner_id == whose, DealRecord.is_shared.is_(False)),
        DealRecord.id.in_(shared),
    )
    query = (
        select(DealRecord, CustomerRecord.name, StageRecord.name)
        .join(StageRecord, StageRecord.id == DealRecord.stage_id)
        .join(CustomerRecord, CustomerRecord.id == DealRecord.customer_id, isouter=True)
        .where(counts, DealRecord.status == DealStatus.OPEN)
        .order_by(
            DealRecord.expected_on.is_(None),
            DealRecord.expected_on,
            DealRecord.base_minor.desc(),
            DealRecord.id,
        )
        .limit(limit)
    )
    return [
        OpenDealRow(deal.id, deal.title, customer or "", stage, deal.amount, deal.expected_on)
        for deal, customer, stage in session.execute(query)
    ]


def usual_pipeline(session: Session, employee_id: int) -> int | None:
    """Return the pipeline of the employee's latest deal, else the first; None without stages."""
    latest = (
        select(StageRecord.pipeline_id)
        .join(DealRecord, DealRecord.stage_id == StageRecord.id)
        .where(DealRecord.owner_id == employee_id)
        .order_by(DealRecord.id.desc())
        .limit(1)
    )
    first = select(StageRecord.pipeline_id).order_by(StageRecord.pipeline_id).limit(1)
    return session.scalar(latest) or session.scalar(first)

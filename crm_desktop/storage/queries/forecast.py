"""What open deals promise, person by person, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import IntEnum
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    func,
    join,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from crm_desktop.domain.deals import SHARE_UNITS, DealStatus
from crm_desktop.domain.fields import Entity, checked
from crm_desktop.domain.money import minor_digits
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.period import Period
from crm_desktop.kpi.pipeline import OpenDeals
from crm_desktop.kpi.source import Credit
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.entity_source import Column
from crm_desktop.storage.models import DealCreditRecord, DealRecord, StageRecord

_PER_CENT = Decimal(100)


class _Role(IntEnum):
    """Why a deal counts for an employee."""

    OWNED = 0
    SHARED = 1
    OVERLAID = 2


@dataclass(frozen=True, slots=True)
class Pipeline:
    """For each employee by id what each search expects, in the order of the searches.

    ``overlays`` count for the person alone, besides ``shares``.
    """

    shares: dict[int, list[Decimal]] = field(default_factory=dict)
    overlays: dict[int, list[Decimal]] = field(default_factory=dict)


def pipeline(
    session: Session,
    period: Period,
    searches: Sequence[OpenDeals],
    around: Surroundings,
    *,
    owners: Collection[int] | None,
    today: date,
) -> Pipeline:
    """Return Σ amount × probability of the stage, or Σ probability where deals are counted.

    Of the open deals expected to close in ``period``, or on no day that is known, of
    ``owners``; None is everybody.
    """
    found = Pipeline()
    if not searches or (owners is not None and not owners):
        return found
    claims = [_claim(search, period, around, today) for search in searches]
    parts = [_of_role(role, searches, claims, owners, period) for role in _Role]
    digits = minor_digits(around.currency)
    for role, employee, *sums in session.execute(union_all(*parts)):
        kept = found.overlays if role == _Role.OVERLAID else found.shares
        before = kept.get(employee, [Decimal(0)] * len(searches))
        kept[employee] = [
            value + _in_units(total, search, role, digits)
            for value, total, search in zip(before, sums, searches, strict=True)
        ]
    return found


def _claim(
    search: OpenDeals, period: Period, around: Surroundings, today: date
) -> ColumnElement[bool]:
    tree = checked(resolved(search.where, Occasion(today, period)), Entity.DEAL)
    return as_sql(tree, Entity.DEAL, around)


def _of_role(
    role: _Role,
    searches: Sequence[OpenDeals],
    claims: Sequence[ColumnElement[bool]],
    owners: Collection[int] | None,
    period: Period,
) -> Select[Any]:
    """Return the role, the employee, and what each search makes of their deals."""
    deal, credit = DealRecord, DealCreditRecord
    employee = deal.owner_id if role == _Role.OWNED else credit.employee_id
    deals = join(deal, StageRecord, StageRecord.id == deal.stage_id)
    if role != _Role.OWNED:
        deals = join(deals, credit, credit.deal_id == deal.id)
    sums = [
        func.coalesce(func.sum(_value(search, role)).filter(claim), 0)
        for search, claim in zip(searches, claims, strict=True)
    ]
    expected = or_(
        deal.expected_on.is_(None),
        and_(deal.expected_on >= period.start, deal.expected_on < period.end),
    )
    columns: list[Column] = [literal_column(str(role.value), Integer), employee, *sums]
    query = (
        select(*columns)
        .select_from(deals)
        .where(deal.status == DealStatus.OPEN, deal.closed_at.is_(None), _counts(role), expected)
        .group_by(employee)
    )
    return query if owners is None else query.where(employee.in_(owners))


def _counts(role: _Role) -> ColumnElement[bool]:
    match role:
        case _Role.OWNED:
            return DealRecord.is_shared.is_(False)
        case _Role.SHARED:
            return and_(DealRecord.is_shared.is_(True), DealCreditRecord.is_overlay.is_(False))
        case _Role.OVERLAID:
            return DealCreditRecord.is_overlay.is_(True)


def _value(search: OpenDeals, role: _Role) -> Column:
    """Return what a deal adds in whole units times the per cent of its stage."""
    per_cent = StageRecord.probability_percent
    if role == _Role.OVERLAID and search.credit is not Credit.WITH_OVERLAYS:
        return literal(0)
    if search.is_count:
        return per_cent if role == _Role.OWNED else per_cent * DealCreditRecord.share
    return per_cent * (
        DealRecord.base_minor if role == _Role.OWNED else DealCreditRecord.base_minor
    )


def _in_units(total: int, search: OpenDeals, role: _Role, digits: int) -> Decimal:
    exact = Decimal(int(total)) / _PER_CENT
    if not search.is_count:
        return exact.scaleb(-digits)
    return exact if role == _Role.OWNED else exact / SHARE_UNITS

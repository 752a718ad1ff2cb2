"""The statements that read what commissions depend on; all of a kind begin with what moves on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.sql.selectable import SelectBase

from crm_desktop.domain.fields import Entity, checked
from crm_desktop.domain.occasion import Occasion, resolved
from crm_desktop.domain.period import Period
from crm_desktop.rewards.earning import CommissionRule
from crm_desktop.rewards.template import Event
from crm_desktop.storage.conditions import Surroundings, as_sql
from crm_desktop.storage.entity_source import Column
from crm_desktop.storage.models import (
    DealCreditRecord,
    DealRecord,
    DealStageChangeRecord,
    DocumentLineRecord,
    DocumentRecord,
    EmployeeRecord,
    PaymentRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)
from crm_desktop.storage.sources import SOURCES

PAYING = frozenset({Event.PAID, Event.FIRST_PAYMENT})
PAPERS = frozenset({Event.INVOICED, Event.SHIPPED})

Rows = Select[*tuple[Any, ...]]

_deal, _document, _payment, _credit = DealRecord, DocumentRecord, PaymentRecord, DealCreditRecord


@dataclass(frozen=True, slots=True)
class Asked:
    """What is read: records to which something happens on ``days``.

    Some of ``events`` is asked for. ``only`` are whose records are read, None is everybody.
    ``filters`` say for each rule which records it means.
    """

    days: Period
    events: frozenset[Event]
    filters: tuple[ColumnElement[bool] | None, ...]
    around: Surroundings
    only: tuple[int, ...] | None = None

    @classmethod
    def of(
        cls,
        rules: Sequence[CommissionRule],
        around: Surroundings,
        today: date,
        only: Collection[int] | None,
    ) -> Asked:
        """Return what ``rules``, all about one kind of record, ask for."""
        wait = timedelta(days=max(rule.premium.safety_days for rule in rules))
        first = min(rule.period.start for rule in rules)
        return cls(
            Period(
                max(first, date.min + wait) - wait,
                max(rule.period.end for rule in rules),
            ),
            frozenset(part.event for rule in rules for part in rule.premium.earned),
            tuple(_filter(rule, around, today) for rule in rules),
            around,
            None if only is None else tuple(sorted(only)),
        )

    def within(self, day: Column) -> ColumnElement[bool]:
        return and_(day >= self.days.start, day < self.days.end)

    def of_reach(self, owner: Column) -> ColumnElement[bool]:
        """Return whether ``owner`` is asked for, so that an index that begins with it serves."""
        if self.only is None:
            return owner.in_(select(EmployeeRecord.id))
        return owner.in_(self.only)

    def deals_of_reach(self) -> Rows | None:
        """Select the deals that count for those asked for by a credit; None is for everybody."""
        if self.only is None:
            return None
        return select(_credit.deal_id).where(_credit.employee_id.in_(self.only))


def _filter(rule: CommissionRule, around: Surroundings, today: date) -> ColumnElement[bool] | None:
    premium = rule.premium
    if premium.where is None:
        return None
    tree = checked(resolved(premium.where, Occasion(today, rule.period)), premium.entity)
    of_period = Surroundings(around.zone, around.currency, around.dialect, rule.period)
    return as_sql(tree, premium.entity, of_period)


def documents(asked: Asked) -> Rows:
    """Select the issued documents to which something happens, with flags of what means them.

    A cancelled one of which nobody knows when it was is as if it had never been.
    """
    measures = SOURCES[Entity.DOCUMENT].measures
    closed = case((_deal.status == "won", _deal.closed_at), else_=None)
    query = select(
        _document.id,
        _document.kind,
        _document.number,
        _document.owner_id,
        _document.deal_id,
        _document.issued_on,
        _document.shipped_on,
        _cancelled_on(),
        closed,
        _document.amount_minor,
        *(measures[code] for code in ("amount", "net", "margin")),
        *_flags(asked),
    ).join(_deal, _deal.id == _document.deal_id, isouter=True)
    return query.where(
        _document.id.in_(_touched_documents(asked)), _document.state != "draft", _is_known()
    )


def _is_known() -> ColumnElement[bool]:
    return or_(_document.state != "cancelled", _document.cancelled_on.is_not(None))


def _cancelled_on() -> ColumnElement[date | None]:
    return case((_document.state == "cancelled", _document.cancelled_on), else_=None)


def deals(asked: Asked) -> Rows:
    """Select the won deals to which something happens, with flags of what means them."""
    measures = SOURCES[Entity.DEAL].measures
    return select(
        _deal.id,
        _deal.title,
        _deal.owner_id,
        _deal.product_id,
        _deal.closed_at,
        *(measures[code] for code in ("amount", "margin")),
        *_flags(asked),
    ).where(_deal.id.in_(_touched_deals(asked)), _deal.status == "won")


def _flags(asked: Asked) -> list[ColumnElement[int]]:
    return [
        literal_column("1", Integer) if claim is None else case((claim, 1), else_=0)
        for claim in asked.filters
    ]


def payments_of_documents(asked: Asked) -> Rows:
    """Select all payments for the documents, the oldest first."""
    return (
        select(_payment.document_id, _payment.received_on, _payment.amount_minor)
        .where(_payment.document_id.in_(_touched_documents(asked)))
        .order_by(_payment.received_on)
    )


def payments_of_deals(asked: Asked) -> Rows:
    """Select all payments for documents of the deals, and when the documents were cancelled."""
    return (
        select(
            _document.deal_id,
            _payment.received_on,
            _payment.base_minor,
            _document.state,
            _document.cancelled_on,
        )
        .join(_document, _document.id == _payment.document_id)
        .where(_document.deal_id.in_(_touched_deals(asked)))
    )


def papers_of_deals(asked: Asked) -> Rows:
    """Select when documents of the deals invoiced and shipped them, and were cancelled."""
    invoiced = case((_document.kind == "invoice", _document.issued_on), else_=None)
    return select(_document.deal_id, invoiced, _document.shipped_on, _cancelled_on()).where(
        _document.deal_id.in_(_touched_deals(asked)), _document.state != "draft", _is_known()
    )


def deal_credits(asked: Asked, entity: Entity) -> Rows:
    """Select the credits of the deals, those that others have too."""
    return (
        select(_credit.deal_id, _credit.employee_id, _credit.share, _credit.is_overlay)
        .where(_credit.deal_id.in_(_deals_behind(asked, entity)))
        .order_by(_credit.deal_id, _credit.id)
    )


def movers(asked: Asked, entity: Entity, stages: Collection[str]) -> Rows:
    """Select who moved the deals into ``stages``, the last one last."""
    change = DealStageChangeRecord
    return (
        select(change.deal_id, StageRecord.name, change.by_id)
        .join(StageRecord, StageRecord.id == change.stage_id)
        .where(
            change.deal_id.in_(_deals_behind(asked, entity)),
            StageRecord.name.in_(stages),
            change.by_id.is_not(None),
        )
        .order_by(change.at, change.id)
    )


def lines(asked: Asked) -> Rows:
    """Select the products of the lines of the documents with their amounts."""
    line = DocumentLineRecord
    return select(line.document_id, line.product_id, line.base_minor).where(
        line.document_id.in_(_touched_documents(asked))
    )


def products() -> Rows:
    """Select id, name and group of every product."""
    return select(ProductRecord.id, ProductRecord.name_folded, ProductRecord.group_id)


def product_groups() -> Rows:
    """Select id, the group above, and the name of every group of products."""
    group = ProductGroupRecord
    return select(group.id, group.parent_id, group.name_folded)


def _deals_behind(asked: Asked, entity: Entity) -> SelectBase:
    if entity is Entity.DEAL:
        return _touched_deals(asked)
    return select(_document.deal_id).where(
        _document.id.in_(_touched_documents(asked)), _document.deal_id.is_not(None)
    )


def _touched_documents(asked: Asked) -> SelectBase:
    """Select the ids of the documents to which something happens that may earn or fail."""
    own = asked.of_reach(_document.owner_id)
    happenings = _happenings(asked)
    arms = [select(_document.id).where(own, claim) for claim in happenings]
    shared = asked.deals_of_reach()
    if shared is not None:
        by_credit = _document.deal_id.in_(shared)
        arms += [select(_document.id).where(by_credit, claim) for claim in happenings]
    if asked.events & PAYING:
        arms += _paid_documents(asked, shared)
    if Event.WON in asked.events:
        arms.append(select(_document.id).where(_document.deal_id.in_(_closed_deals(asked))))
    return arms[0].union(*arms[1:])


def _happenings(asked: Asked) -> list[ColumnElement[bool]]:
    """Return what happens to documents themselves."""
    claims = [asked.within(_document.cancelled_on)]
    if Event.INVOICED in asked.events:
        claims.append(asked.within(_document.issued_on))
    if Event.SHIPPED in asked.events:
        claims.append(asked.within(_document.shipped_on))
    return claims


def _paid_documents(asked: Asked, shared: Rows | None) -> list[Rows]:
    """Select the documents for which money came."""
    received = asked.within(_payment.received_on)
    paid = select(_payment.document_id)
    arms = [paid.where(asked.of_reach(_payment.owner_id), received)]
    if shared is not None:
        joined = paid.join(_document, _document.id == _payment.document_id)
        arms.append(joined.where(_document.deal_id.in_(shared), received))
    return arms


def _closed_deals(asked: Asked) -> Rows:
    """Select the deals that were closed, of everybody: an index begins with the day."""
    start, end = asked.days.instants(asked.around.zone)
    return select(_deal.id).where(_deal.closed_at >= start, _deal.closed_at < end)


def _touched_deals(asked: Asked) -> SelectBase:
    """Select the ids of the deals to which something happens that may earn."""
    closed = _closed_deals(asked)
    meant: ColumnElement[bool] = true()
    shared = asked.deals_of_reach()
    if shared is not None:
        meant = or_(asked.of_reach(_deal.owner_id), _deal.id.in_(shared))
    arms: list[Rows] = [closed.where(meant)]
    if asked.events & (PAYING | PAPERS):
        arms += _deals_by_papers(asked, shared)
    return arms[0].union(*arms[1:])


def _deals_by_papers(asked: Asked, shared: Rows | None) -> list[Rows]:
    """Select the deals for whose documents something happened."""
    of_deals = _document.deal_id.is_not(None)
    if shared is not None:
        own = select(_deal.id).where(_deal.owner_id.in_(asked.only or ()))
        of_deals = _document.deal_id.in_(own.union(shared))
    of_document = select(_document.deal_id).where(of_deals)
    if shared is None:
        of_document = of_document.where(asked.of_reach(_document.owner_id))
    arms = [of_document.where(claim) for claim in _happenings(asked)]
    if asked.events & PAYING:
        came = select(_document.deal_id).join(_payment, _payment.document_id == _document.id)
        came = came.where(of_deals, asked.within(_payment.received_on))
        arms.append(came.where(asked.of_reach(_payment.owner_id)) if shared is None else came)
    return arms

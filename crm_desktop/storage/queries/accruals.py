"""What saved statements paid for single records, and which of these are no longer good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, Table, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.accrual import Accrual, AccrualRow
from crm_desktop.rewards.claims import Paid, PaidOut, Settled, Whose
from crm_desktop.rewards.opening import CarryKind
from crm_desktop.rewards.template import Event
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    AccrualRecord,
    CustomerRecord,
    DealRecord,
    DocumentRecord,
    StatementCarryRecord,
    StatementLineRecord,
    StatementRecord,
)

_AT_ONCE = 500
_TABLE = bulk.table_of(AccrualRecord)
_COLUMNS = (
    *("statement_id", "code", "entity", "record_id", "label", "event", "on", "base_minor"),
    *("rate", "amount_minor"),
)
_READ = tuple(_TABLE.c[name] for name in _COLUMNS[1:])
_PLAIN: Mapping[Entity | Event | None, str | None] = {
    None: None,
    **{one: one.value for one in (*Entity, *Event)},
}
_statement = bulk.table_of(StatementRecord)
_customer = bulk.table_of(CustomerRecord)
_deal, _document = bulk.table_of(DealRecord), bulk.table_of(DocumentRecord)
_IS_SETTLED = _statement.c.state != StatementState.DRAFT.value
_IS_DEAL = _TABLE.c.entity == Entity.DEAL.value


def add_accruals(session: Session, found: Iterable[tuple[int, Sequence[Accrual]]]) -> None:
    """Keep the accruals of statements, by the ids of these."""
    [bind] = bulk.binds(session, _TABLE, ("on",))
    day = cache(_as_it_is if bind is None else bind)
    rows: list[bulk.Row] = [
        (
            statement, code, _PLAIN[entity], record, label, _PLAIN[event], day(on),
            base, _told(rate), amount,
        )
        for statement, accruals in found
        for code, entity, record, label, event, on, base, rate, amount in accruals
    ]  # fmt: skip
    bulk.insert(session, _TABLE, _COLUMNS, rows, is_exact=True)


def _as_it_is(day: date) -> date:
    return day


@lru_cache(maxsize=256)
def _told(rate: Decimal | None) -> str | None:
    return None if rate is None else str(rate)


def accruals_of(session: Session, statement_ids: Sequence[int]) -> dict[int, list[Accrual]]:
    """Return the accruals of statements by their ids, as they were saved."""
    found: dict[int, list[Accrual]] = defaultdict(list)
    for start in range(0, len(statement_ids), _AT_ONCE):
        part = _TABLE.c.statement_id.in_(statement_ids[start : start + _AT_ONCE])
        query = select(_TABLE.c.statement_id, *_READ).where(part).order_by(_TABLE.c.id)
        for statement, *values in session.connection().execute(query):
            found[statement].append(_accrual(values))
    return found


def _accrual(values: Sequence[Any]) -> Accrual:
    code, entity, record, label, event, on, base, rate, amount = values
    return Accrual(
        code,
        Entity(entity),
        record,
        label,
        None if event is None else Event(event),
        on,
        base,
        None if rate is None else Decimal(rate),
        amount,
    )


def states_of(
    session: Session, records: Collection[tuple[Entity, int]]
) -> dict[tuple[Entity, int], str]:
    """Return in which state deals and documents are by now; those that are deleted are absent."""
    found: dict[tuple[Entity, int], str] = {}
    for entity, table, state in (
        (Entity.DEAL, _deal, _deal.c.status),
        (Entity.DOCUMENT, _document, _document.c.state),
    ):
        ids = sorted({record for kind, record in records if kind is entity})
        for start in range(0, len(ids), _AT_ONCE):
            query = select(table.c.id, state).where(table.c.id.in_(ids[start : start + _AT_ONCE]))
            found |= {(entity, id_): one for id_, one in session.connection().execute(query)}
    return found


def with_deals(session: Session, found: Collection[Accrual]) -> list[AccrualRow]:
    """Return each with the customer and the deal of its record; one that is deleted has none."""
    known: dict[tuple[Entity, int], tuple[str, int | None]] = {}
    for entity, table, deal in (
        (Entity.DEAL, _deal, _deal.c.id),
        (Entity.DOCUMENT, _document, _document.c.deal_id),
    ):
        ids = sorted({one.record for one in found if one.entity is entity})
        query = select(table.c.id, _customer.c.name, deal).outerjoin(
            _customer, _customer.c.id == table.c.customer_id
        )
        for start in range(0, len(ids), _AT_ONCE):
            part = query.where(table.c.id.in_(ids[start : start + _AT_ONCE]))
            for id_, customer, of_deal in session.connection().execute(part):
                known[entity, id_] = customer or "", of_deal
    return [AccrualRow(one, *known.get((one.entity, one.record), ())) for one in found]


def settled_of_failed(
    session: Session,
    codes: Collection[str],
    until: Period,
    zone: ZoneInfo,
    *,
    only: int | None = None,
) -> list[Settled]:
    """Return the accruals by ``codes`` of records that are no longer good, of ``only`` one or all.

    Those of settled months, ``until`` the last one, and what later settled months and drafts before
    it take back. Days are those of ``zone``.
    """
    start, is_mark = _statement.c.period_start, _TABLE.c.event.is_(None)
    meant = or_(
        and_(_IS_SETTLED, or_(start <= until.start, is_mark)), and_(is_mark, start < until.start)
    )
    query = _accrual_query(meant).where(
        _TABLE.c.code.in_(codes),
        ~func.coalesce(_is_good(), False),
    )
    if only is not None:
        query = query.where(_statement.c.employee_id == only)
    return [_settled(row, zone) for row in session.connection().execute(query)]


def settled_of_good_again(session: Session, period: Period, zone: ZoneInfo) -> list[Settled]:
    """Return all accruals of good records that months after ``period`` took back once.

    Days are those of ``zone``.
    """
    mark, later = _TABLE.alias(), _statement.alias()
    columns = "code", "entity", "record_id"
    taken_back = (
        select(later.c.employee_id, *(mark.c[name] for name in columns))
        .join(later, later.c.id == mark.c.statement_id)
        .where(
            mark.c.event.is_(None),
            later.c.period_kind == PeriodKind.MONTH.value,
            later.c.period_start > period.start,
            later.c.state != StatementState.DRAFT.value,
        )
        .distinct()
        .subquery()
    )
    query = (
        _accrual_query(_IS_SETTLED)
        .join(
            taken_back,
            and_(
                taken_back.c.employee_id == _statement.c.employee_id,
                *(taken_back.c[name] == _TABLE.c[name] for name in columns),
            ),
        )
        .where(_is_good())
    )
    return [_settled(row, zone) for row in session.connection().execute(query)]


def _accrual_query(meant: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Select the accruals of months that are ``meant``, each with what became of its record."""
    lost_at = case((_deal.c.status == "lost", _deal.c.closed_at), else_=None)
    cancelled_on = case((_document.c.state == "cancelled", _document.c.cancelled_on), else_=None)
    return (
        select(
            _statement.c.employee_id, _statement.c.id, _statement.c.period_start,
            lost_at, cancelled_on, *_READ,
        )
        .select_from(_TABLE)
        .join(_statement, _statement.c.id == _TABLE.c.statement_id)
        .join(_deal, and_(_IS_DEAL, _deal.c.id == _TABLE.c.record_id), isouter=True)
        .join(
            _document,
            and_(
                _TABLE.c.entity == Entity.DOCUMENT.value, _document.c.id == _TABLE.c.record_id
            ),
            isouter=True,
        )
        .where(
            meant,
            _statement.c.period_kind == PeriodKind.MONTH.value,
        )
        .order_by(_statement.c.period_start, _TABLE.c.id)
    )  # fmt: skip


def _is_good() -> ColumnElement[bool]:
    return or_(
        and_(_IS_DEAL, _deal.c.status.is_not(None), _deal.c.status == "won"),
        and_(
            _TABLE.c.entity == Entity.DOCUMENT.value,
            _document.c.state.is_not(None),
            _document.c.state.not_in(("draft", "cancelled")),
        ),
    )


def _settled(row: Sequence[Any], zone: ZoneInfo) -> Settled:
    employee_id, statement_id, start, lost_at, cancelled_on, *values = row
    accrual = _accrual(values)
    whose = Whose(employee_id, accrual.code, accrual.entity, accrual.record)
    failed_on = cancelled_on if lost_at is None else lost_at.astimezone(zone).date()
    return Settled(whose, statement_id, start, accrual, failed_on, cancelled_on is not None)


def paid_out(session: Session, statement_ids: Collection[int], before: date) -> PaidOut:
    """Return what statements pay by each template, and what is not paid ``before`` a month."""
    return PaidOut(_paid_by(session, statement_ids), _unpaid(session, statement_ids, before))


def _paid_by(session: Session, statement_ids: Collection[int]) -> dict[tuple[int, str], Paid]:
    """Return what statements pay by each template, by their ids and its code."""
    sums: dict[tuple[int, str], list[int]] = defaultdict(lambda: [0, 0])
    line, carry = bulk.table_of(StatementLineRecord), bulk.table_of(StatementCarryRecord)
    for place, table, meant in (
        (0, line, None),
        (0, carry, carry.c.kind == CarryKind.INSTALMENT.value),
        (1, _TABLE, _TABLE.c.event.is_not(None)),
    ):
        query = (
            select(table.c.statement_id, table.c.code, func.sum(table.c.amount_minor))
            .where(table.c.statement_id.in_(statement_ids))
            .group_by(table.c.statement_id, table.c.code)
        )
        for statement, code, minor in session.connection().execute(
            query if meant is None else query.where(meant)
        ):
            sums[statement, code][place] += int(minor)
    return {key: Paid(*both) for key, both in sums.items()}


def is_unpaid(carry: Table, statement: Table, before: date) -> ColumnElement[bool]:
    """Ask whether the employee of ``statement`` had none that paid ``carry`` ``before`` a month.

    A statement pays all that is due until then, also of months that had none.
    """
    other = _statement.alias()
    return ~exists().where(
        other.c.employee_id == statement.c.employee_id,
        other.c.period_kind == PeriodKind.MONTH.value,
        other.c.period_start >= carry.c.due_on,
        other.c.period_start < before,
    )


def _unpaid(
    session: Session, statement_ids: Collection[int], before: date
) -> dict[tuple[int, str, Entity, int], int]:
    """Return what statements leave to pay from a month on, by template and record."""
    carry = bulk.table_of(StatementCarryRecord)
    record = carry.c.statement_id, carry.c.code, carry.c.entity, carry.c.record_id
    query = (
        select(*record, func.sum(carry.c.amount_minor))
        .join(_statement, _statement.c.id == carry.c.statement_id)
        .where(
            carry.c.statement_id.in_(statement_ids),
            carry.c.kind == CarryKind.INSTALMENT.value,
            carry.c.record_id.is_not(None),
            is_unpaid(carry, _statement, before),
        )
        .group_by(*record)
    )
    return {
        (statement, code, Entity(entity), key): int(minor)
        for statement, code, entity, key, minor in session.connection().execute(query)
    }

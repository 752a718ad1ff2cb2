"""What saved statements paid for single records, and which of these are no longer good."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.opening import CarryKind
from crm_desktop.rewards.template import Event
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    AccrualRecord,
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
_statement = bulk.table_of(StatementRecord)


def add_accruals(session: Session, found: Iterable[tuple[int, Sequence[Accrual]]]) -> None:
    """Keep the accruals of statements, by the ids of these."""
    [bind] = bulk.binds(session, _TABLE, ("on",))
    days: dict[date, object] = {}
    rates: dict[Decimal | None, str | None] = {None: None}
    rows: list[bulk.Row] = []
    for statement, accruals in found:
        for code, entity, record, label, event, on, base, rate, amount in accruals:
            if on not in days:
                days[on] = on if bind is None else bind(on)
            if rate not in rates:
                rates[rate] = str(rate)
            happened = None if event is None else event.value
            about = statement, code, entity.value, record, label, happened, days[on]
            rows.append((*about, base, rates[rate], amount))
    bulk.insert(session, _TABLE, _COLUMNS, rows)


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


class Whose(NamedTuple):
    """By which template which record earned commission for an employee."""

    employee_id: int
    code: str
    entity: Entity
    record: int


@dataclass(frozen=True, slots=True)
class Settled:
    """An accrual of a settled statement, of a record that is no longer good.

    ``failed_at`` says since when, as far as it is known. ``has_date`` is a cancelled document's:
    what it earned before is still told by its dates.
    """

    whose: Whose
    statement_id: int
    period_start: date
    accrual: Accrual
    failed_at: date | datetime | None
    has_date: bool


def settled_of_failed(
    session: Session, codes: Collection[str], since: date, until: Period
) -> list[Settled]:
    """Return the accruals by ``codes`` of records that are no longer good.

    Those of settled months that begin on ``since`` or later, ``until`` the last one.
    """
    deal, document = bulk.table_of(DealRecord), bulk.table_of(DocumentRecord)
    entity, is_deal = _TABLE.c.entity, _TABLE.c.entity == Entity.DEAL.value
    is_good = or_(
        and_(is_deal, deal.c.status.is_not(None), deal.c.status == "won"),
        and_(
            entity == Entity.DOCUMENT.value,
            document.c.state.is_not(None),
            document.c.state.not_in(("draft", "cancelled")),
        ),
    )
    lost_at = case((deal.c.status == "lost", deal.c.closed_at), else_=None)
    cancelled_on = case((document.c.state == "cancelled", document.c.cancelled_on), else_=None)
    query = (
        select(
            _statement.c.employee_id, _statement.c.id, _statement.c.period_start,
            lost_at, cancelled_on, *_READ,
        )
        .select_from(_TABLE)
        .join(_statement, _statement.c.id == _TABLE.c.statement_id)
        .join(deal, and_(is_deal, deal.c.id == _TABLE.c.record_id), isouter=True)
        .join(
            document,
            and_(entity == Entity.DOCUMENT.value, document.c.id == _TABLE.c.record_id),
            isouter=True,
        )
        .where(
            _statement.c.state != StatementState.DRAFT.value,
            _statement.c.period_kind == PeriodKind.MONTH.value,
            _statement.c.period_start >= since,
            _statement.c.period_start <= until.start,
            _TABLE.c.code.in_(codes),
            ~func.coalesce(is_good, False),
        )
        .order_by(_statement.c.period_start, _TABLE.c.id)
    )  # fmt: skip
    return [_settled(row) for row in session.connection().execute(query)]


def _settled(row: Sequence[Any]) -> Settled:
    employee_id, statement_id, start, lost_at, cancelled_on, *values = row
    accrual = _accrual(values)
    whose = Whose(employee_id, accrual.code, accrual.entity, accrual.record)
    failed_at = lost_at or cancelled_on
    return Settled(whose, statement_id, start, accrual, failed_at, cancelled_on is not None)


class Paid(NamedTuple):
    """What a statement pays by a template, at once and later, and what its records earned."""

    due_minor: int
    earned_minor: int


def paid_by(session: Session, statement_ids: Collection[int]) -> dict[tuple[int, str], Paid]:
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


def unpaid_instalments(
    session: Session, statement_ids: Collection[int], since: date
) -> dict[tuple[int, str, Entity, int], int]:
    """Return what statements leave to pay from ``since`` on, by template and record."""
    carry = bulk.table_of(StatementCarryRecord)
    record = carry.c.statement_id, carry.c.code, carry.c.entity, carry.c.record_id
    query = (
        select(*record, func.sum(carry.c.amount_minor))
        .where(
            carry.c.statement_id.in_(statement_ids),
            carry.c.kind == CarryKind.INSTALMENT.value,
            carry.c.record_id.is_not(None),
            carry.c.due_on >= since,
        )
        .group_by(*record)
    )
    return {
        (statement, code, Entity(entity), key): int(minor)
        for statement, code, entity, key, minor in session.connection().execute(query)
    }

"""Settled pay and what was decided about its changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, exists, insert, select
from sqlalchemy.orm import Session, aliased

from crm_desktop.domain.money import Money
from crm_desktop.domain.pay import CorrectionRow, CorrectionState
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.pay_change import Decided, PayChange, told
from crm_desktop.rewards.plain import to_plain
from crm_desktop.storage.models import (
    CorrectionRecord,
    DisputeRecord,
    EmployeeRecord,
    StatementLineRecord,
    StatementRecord,
)

_IS_SETTLED = StatementRecord.state != StatementState.DRAFT.value
_IS_GRANTED = exists().where(DisputeRecord.correction_id == CorrectionRecord.id)


@dataclass(slots=True)
class SettledAmounts:
    """What a settled statement pays, in minor units; ``lines`` are by their codes."""

    statement_id: int
    salary: int
    total: int
    lines: dict[str, int] = field(default_factory=dict)


def settled_periods(session: Session) -> list[Period]:
    """Return the periods that have a statement which is no draft any more, oldest first."""
    columns = StatementRecord.period_start, StatementRecord.period_end, StatementRecord.period_kind
    query = select(*columns).where(_IS_SETTLED).distinct().order_by(*columns)
    return [Period(start, end, PeriodKind(kind)) for start, end, kind in session.execute(query)]


def settled_amounts(session: Session, period: Period) -> dict[int, SettledAmounts]:
    """Return what settled statements of ``period`` pay, by the ids of the employees."""
    which = and_(_is_of(period), _IS_SETTLED)
    heads = session.execute(
        select(
            StatementRecord.employee_id,
            StatementRecord.id,
            StatementRecord.salary_minor,
            StatementRecord.total_minor,
        ).where(which)
    )
    found = {row[0]: SettledAmounts(row[1], row[2], row[3]) for row in heads}
    by_statement = {one.statement_id: one for one in found.values()}
    lines = session.execute(
        select(
            StatementLineRecord.statement_id,
            StatementLineRecord.code,
            StatementLineRecord.amount_minor,
        )
        .join(StatementRecord, StatementRecord.id == StatementLineRecord.statement_id)
        .where(which)
    )
    for statement_id, code, amount in lines:
        by_statement[statement_id].lines[code] = amount
    return found


def decided_before(session: Session, period: Period) -> dict[int, Decided]:
    """Return what was decided about changes of the statements of ``period``, by their ids.

    What answers to disputes grant is no decision about a change.
    """
    return _decided(session, _is_of(period), ~_IS_GRANTED)


def granted(session: Session, period: Period) -> dict[int, list[CorrectionRow]]:
    """Return what answers to disputes pay besides statements of ``period``, by employees' ids."""
    found: dict[int, list[CorrectionRow]] = defaultdict(list)
    for row in _rows(session, and_(_is_of(period), _IS_GRANTED)):
        found[row.employee_id].append(row)
    return found


def standing_total(session: Session, statement_id: int) -> int:
    """Return what a statement pays with what later months pay for it, in minor units."""
    which = StatementRecord.id == statement_id
    total = session.scalars(select(StatementRecord.total_minor).where(which)).one()
    return total + _decided(session, which)[statement_id].accepted


def _decided(session: Session, *which: ColumnElement[bool]) -> dict[int, Decided]:
    query = (
        select(
            CorrectionRecord.statement_id,
            CorrectionRecord.state,
            CorrectionRecord.now_minor - CorrectionRecord.was_minor,
        )
        .join(StatementRecord, StatementRecord.id == CorrectionRecord.statement_id)
        .where(*which)
    )
    found: dict[int, Decided] = defaultdict(Decided)
    for statement_id, state, amount in session.execute(query):
        one = found[statement_id]
        is_accepted = state == CorrectionState.ACCEPTED.value
        found[statement_id] = (
            one.with_accepted(amount) if is_accepted else one.with_dismissed(amount)
        )
    return found


def settled_in(session: Session, period: Period) -> dict[int, str]:
    """Return the names of those whose statement of ``period`` is settled, by their ids."""
    query = (
        select(EmployeeRecord.id, EmployeeRecord.name)
        .join(StatementRecord, StatementRecord.employee_id == EmployeeRecord.id)
        .where(_is_of(period), _IS_SETTLED)
        .order_by(EmployeeRecord.name_folded)
    )
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Decision:
    """By whom, when and why; ``into`` is the month that pays, None where nothing is paid."""

    author: str
    at: datetime
    reason: str
    into: Period | None = None

    @property
    def state(self) -> CorrectionState:
        return CorrectionState.DISMISSED if self.into is None else CorrectionState.ACCEPTED


def add(session: Session, changes: Iterable[PayChange], decision: Decision) -> None:
    """Note what was decided about ``changes``."""
    decided = {
        "state": decision.state.value,
        "into_start": None if decision.into is None else decision.into.start,
        "reason": decision.reason,
        "author": decision.author,
        "at": decision.at,
    }
    rows = [
        {
            "statement_id": change.statement_id,
            "amount_minor": change.amount.minor,
            "was_minor": change.was.minor,
            "now_minor": change.now.minor,
            "content": to_plain(told(change)),
            **decided,
        }
        for change in changes
    ]
    if rows:
        session.execute(insert(CorrectionRecord), rows)


def remove(session: Session, correction_id: int) -> None:
    session.execute(delete(CorrectionRecord).where(CorrectionRecord.id == correction_id))


def is_of_dispute(session: Session, correction_id: int) -> bool:
    """Return whether a dispute was answered by the correction."""
    return (
        session.scalar(select(exists().where(DisputeRecord.correction_id == correction_id)))
        or False
    )


def list_decided(session: Session, period: Period) -> list[CorrectionRow]:
    """Return what was decided about statements of ``period``, by name."""
    return _rows(session, _is_of(period))


def find_decided(session: Session, correction_id: int) -> CorrectionRow | None:
    return next(iter(_rows(session, CorrectionRecord.id == correction_id)), None)


def _rows(session: Session, which: ColumnElement[bool]) -> list[CorrectionRow]:
    paying = aliased(StatementRecord)
    is_paid = exists().where(
        paying.employee_id == StatementRecord.employee_id,
        paying.period_kind == PeriodKind.MONTH.value,
        paying.period_start == CorrectionRecord.into_start,
        paying.state != StatementState.DRAFT.value,
    )
    query = (
        select(
            CorrectionRecord,
            StatementRecord.employee_id,
            StatementRecord.currency,
            StatementRecord.period_start,
            StatementRecord.period_end,
            StatementRecord.period_kind,
            EmployeeRecord.name,
            is_paid.label("is_settled"),
        )
        .join(StatementRecord, StatementRecord.id == CorrectionRecord.statement_id)
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .where(which)
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id, CorrectionRecord.id)
    )
    return [_row(row) for row in session.execute(query)]


def _row(row: Row[*tuple[Any, ...]]) -> CorrectionRow:
    record, employee_id, currency, start, end, kind, employee, is_settled = row
    into = record.into_start
    return CorrectionRow(
        id=record.id,
        version=record.version,
        employee_id=employee_id,
        employee=employee,
        period=Period(start, end, PeriodKind(kind)),
        amount=Money(record.amount_minor, currency),
        state=CorrectionState(record.state),
        into=None if into is None else Period.month(into.year, into.month),
        reason=record.reason,
        author=record.author,
        at=record.at,
        is_settled=is_settled,
    )


def _is_of(period: Period) -> ColumnElement[bool]:
    return and_(
        StatementRecord.period_kind == period.kind.value,
        StatementRecord.period_start == period.start,
        StatementRecord.period_end == period.end,
    )

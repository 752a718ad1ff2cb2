"""Saved statements: written once, replaced while they are drafts, read as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, and_, delete, insert, select
from sqlalchemy.orm import Session, defer

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.kpi.codec import SharingCodec
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    DepartmentRecord,
    EmployeeRecord,
    StatementLineRecord,
    StatementRecord,
)

_TOLD_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class SavedStatement:
    """What was calculated for a person, and when; the outcome has a statement."""

    state: StatementState
    calculated_at: datetime
    outcome: Outcome


class Pay(NamedTuple):
    """A salary, and all that was paid with it, in minor units of one currency."""

    salary_minor: int
    total_minor: int


def list_statements(session: Session, period: Period) -> list[StatementRow]:
    """Return the saved statements of ``period`` by name."""
    query = (
        select(
            StatementRecord,
            EmployeeRecord.code,
            EmployeeRecord.name,
            DepartmentRecord.name.label("department"),
        )
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .join(DepartmentRecord, DepartmentRecord.id == EmployeeRecord.department_id, isouter=True)
        .where(_is_of(period))
        .order_by(EmployeeRecord.name_folded, EmployeeRecord.id)
        .options(defer(StatementRecord.result, raiseload=True))  # the whole derivation
    )
    return [
        StatementRow(
            id=record.id,
            employee_id=record.employee_id,
            employee_code=code,
            employee=name,
            department=department or "",
            period=period,
            state=StatementState(record.state),
            salary=Money(record.salary_minor, record.currency),
            total=Money(record.total_minor, record.currency),
            calculated_at=record.calculated_at,
        )
        for record, code, name, department in session.execute(query)
    ]


def find_statement(session: Session, employee_code: str, period: Period) -> SavedStatement | None:
    """Return what was saved for the employee with that code, or None."""
    of_employee = (
        select(StatementRecord.id)
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .where(EmployeeRecord.code == employee_code, _is_of(period))
    )
    return next(iter(_saved(session, StatementRecord.id.in_(of_employee)).values()), None)


def settled(session: Session, period: Period) -> dict[int, Outcome]:
    """Return what stands, by the ids of the employees whose statement is no draft any more."""
    is_settled = and_(_is_of(period), StatementRecord.state != StatementState.DRAFT.value)
    found = _saved(session, is_settled)
    return {employee_id: saved.outcome for employee_id, saved in found.items()}


def _saved(session: Session, which: ColumnElement[bool]) -> dict[int, SavedStatement]:
    """Return the statements of one period by the ids of the employees."""
    lines: dict[int, list[StatementLineRecord]] = defaultdict(list)
    of_these = StatementLineRecord.statement_id.in_(select(StatementRecord.id).where(which))
    query = select(StatementLineRecord).where(of_these).order_by(StatementLineRecord.position)
    for line in session.scalars(query):
        lines[line.statement_id].append(line)
    records = session.scalars(select(StatementRecord).where(which).order_by(StatementRecord.id))
    return {record.employee_id: _read(record, lines[record.id]) for record in records}


def _read(record: StatementRecord, lines: Sequence[StatementLineRecord]) -> SavedStatement:
    codec = REWARDS.sharing(record.result["nodes"])
    result, salary_derivation = codec.from_plain(record.result["figures"])
    statement = Statement(
        subject=result.subject,
        period=result.period,
        card=record.card,
        salary=Money(record.salary_minor, record.currency),
        salary_derivation=salary_derivation,
        lines=tuple(_line(line, record.currency, codec) for line in lines),
        total=Money(record.total_minor, record.currency),
    )
    return SavedStatement(
        StatementState(record.state), record.calculated_at, Outcome(result, statement)
    )


def _line(record: StatementLineRecord, currency: str, codec: SharingCodec) -> StatementLine:
    label, formula, derivation, indicator = codec.from_plain(record.content)
    amount = Money(record.amount_minor, currency)
    return StatementLine(record.code, label, amount, formula, derivation, indicator)


def list_pay(session: Session, kind: PeriodKind, starts: Collection[date]) -> list[Pay]:
    """Return what all saved statements of the periods of ``kind`` with these first days pay."""
    query = select(StatementRecord.salary_minor, StatementRecord.total_minor).where(
        StatementRecord.period_kind == kind.value, StatementRecord.period_start.in_(starts)
    )
    return [Pay(*row) for row in session.execute(query)]


def last_settled(session: Session) -> Period | None:
    """Return the latest period of which a statement is no draft any more."""
    row = session.execute(
        select(
            StatementRecord.period_start, StatementRecord.period_end, StatementRecord.period_kind
        )
        .where(StatementRecord.state != StatementState.DRAFT.value)
        .order_by(StatementRecord.period_start.desc())
        .limit(1)
    ).first()
    return None if row is None else Period(row[0], row[1], PeriodKind(row[2]))


def delete_drafts(session: Session, period: Period) -> None:
    """Delete the drafts of ``period`` with their lines."""
    is_draft = and_(_is_of(period), StatementRecord.state == StatementState.DRAFT.value)
    drafts = select(StatementRecord.id).where(is_draft)
    session.execute(delete(StatementLineRecord).where(StatementLineRecord.statement_id.in_(drafts)))
    session.execute(delete(StatementRecord).where(is_draft))


def add_drafts(
    session: Session, outcomes: Collection[tuple[int, Outcome]], calculated_at: datetime
) -> None:
    """Save the outcomes that have a statement, each with the id of its employee."""
    paid = [
        (employee_id, outcome, outcome.statement)
        for employee_id, outcome in outcomes
        if outcome.statement is not None
    ]
    # Told in full, statements take much memory: those of a large firm are not told at once.
    for start in range(0, len(paid), _TOLD_AT_ONCE):
        _add_drafts(session, paid[start : start + _TOLD_AT_ONCE], calculated_at)


def _add_drafts(
    session: Session, paid: Sequence[tuple[int, Outcome, Statement]], calculated_at: datetime
) -> None:
    table = StatementRecord.__table__
    assert isinstance(table, Table)  # noqa: S101 - a mapped class has one
    keys: Sequence[int] = bulk.new_ids(session, table, len(paid))
    rows: list[Mapping[str, object]] = []
    lines: list[Mapping[str, object]] = []
    for key, (employee_id, outcome, statement) in zip(keys, paid, strict=True):
        codec = REWARDS.sharing()
        lines += _line_rows(key, statement, codec)
        figures = codec.to_plain((outcome.result, statement.salary_derivation))
        row = {
            "id": key,
            "employee_id": employee_id,
            "period_kind": statement.period.kind.value,
            "period_start": statement.period.start,
            "period_end": statement.period.end,
            "state": StatementState.DRAFT.value,
            "card": statement.card,
            "currency": statement.total.currency,
            "salary_minor": statement.salary.minor,
            "total_minor": statement.total.minor,
            "calculated_at": calculated_at,
            "result": {"nodes": codec.nodes, "figures": figures},
        }
        rows.append(row)
    session.execute(insert(StatementRecord), rows)
    if lines:
        session.execute(insert(StatementLineRecord), lines)


def _line_rows(
    key: int, statement: Statement, codec: SharingCodec
) -> Iterator[Mapping[str, object]]:
    for position, line in enumerate(statement.lines):
        content = (line.label, line.formula, line.derivation, line.indicator)
        yield {
            "statement_id": key,
            "position": position,
            "code": line.code,
            "amount_minor": line.amount.minor,
            "content": codec.to_plain(content),
        }


def _is_of(period: Period) -> ColumnElement[bool]:
    return and_(
        StatementRecord.period_kind == period.kind.value,
        StatementRecord.period_start == period.start,
        StatementRecord.period_end == period.end,
    )

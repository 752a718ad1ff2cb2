"""Saved statements: written once, replaced while they are drafts, read as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, delete, not_, select, update
from sqlalchemy.orm import Session, defer

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.kpi.codec import SharingCodec
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.ground import WITH_ACCRUALS
from crm_desktop.rewards.opening import Carry
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    DepartmentRecord,
    EmployeeRecord,
    StatementCarryRecord,
    StatementLineRecord,
    StatementRecord,
)
from crm_desktop.storage.queries import accruals

_READ_AT_ONCE = 500
_TOLD_AT_ONCE = 50
_NODES = "nodes"
"""Stands in the result of a statement that is kept whole."""


@dataclass(frozen=True, slots=True)
class SavedStatement:
    """What was calculated for a person, and when.

    The whole outcome, or what it was made of, as ``rewards.ground`` tells it, and the
    ``accruals`` that belong to it.
    """

    id: int
    period: Period
    state: StatementState
    calculated_at: datetime
    made: Outcome | Mapping[str, Any]
    accruals: Sequence[Accrual] = ()


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A statement to save with its accruals, and the text of the JSON that says what made it."""

    employee_id: int
    statement: Statement
    made_of: str
    accruals: Sequence[Accrual] = ()


class Standing(NamedTuple):
    """What a saved statement pays, and whether it may still change."""

    employee_id: int
    is_draft: bool
    total_minor: int
    currency: str


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


def standing(session: Session, period: Period) -> dict[int, Standing]:
    """Return what stands for each employee who has a statement of ``period``, by their ids."""
    query = select(
        StatementRecord.employee_id,
        StatementRecord.state == StatementState.DRAFT.value,
        StatementRecord.total_minor,
        StatementRecord.currency,
    ).where(_is_of(period))
    return {row[0]: Standing(*row) for row in session.connection().execute(query)}


def find_statement(session: Session, employee_code: str, period: Period) -> SavedStatement | None:
    """Return what was saved for the employee with that code, or None."""
    whose = and_(EmployeeRecord.code == employee_code, _is_of(period))
    return next(iter(_saved(session, whose).values()), None)


def settled(
    session: Session, period: Period, employees: Collection[int] | None = None
) -> dict[int, SavedStatement]:
    """Return what stands, by the ids of the employees whose statement is no draft any more.

    Of all, or of some ``employees``.
    """
    is_draft = StatementRecord.state == StatementState.DRAFT.value
    which = and_(_is_of(period), not_(is_draft))
    if employees is not None:
        which = and_(which, StatementRecord.employee_id.in_(employees))
    return _saved(session, which)


def drafts(session: Session, period: Period) -> dict[int, SavedStatement]:
    """Return the drafts of ``period`` by the ids of the employees."""
    is_draft = StatementRecord.state == StatementState.DRAFT.value
    return _saved(session, and_(_is_of(period), is_draft))


def _saved(session: Session, which: ColumnElement[bool]) -> dict[int, SavedStatement]:
    """Return the statements of one period by the ids of the employees."""
    query = (
        select(StatementRecord)
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .where(which)
        .order_by(StatementRecord.id)
    )
    found = session.scalars(query).all()
    whole = [record.id for record in found if _NODES in record.result]
    lines: dict[int, list[StatementLineRecord]] = defaultdict(list)
    for start in range(0, len(whole), _READ_AT_ONCE):
        part = StatementLineRecord.statement_id.in_(whole[start : start + _READ_AT_ONCE])
        for line in session.scalars(
            select(StatementLineRecord).where(part).order_by(StatementLineRecord.position)
        ):
            lines[line.statement_id].append(line)
    made = [record.id for record in found if record.result.get(WITH_ACCRUALS)]
    accrued = accruals.accruals_of(session, made)
    return {
        record.employee_id: _read(record, lines[record.id], accrued.get(record.id, ()))
        for record in found
    }


def _read(
    record: StatementRecord, lines: Sequence[StatementLineRecord], accrued: Sequence[Accrual]
) -> SavedStatement:
    is_whole = _NODES in record.result
    return SavedStatement(
        record.id,
        Period(record.period_start, record.period_end, PeriodKind(record.period_kind)),
        StatementState(record.state),
        record.calculated_at,
        _outcome(record, lines) if is_whole else record.result,
        accrued,
    )


def _outcome(record: StatementRecord, lines: Sequence[StatementLineRecord]) -> Outcome:
    codec = REWARDS.sharing(record.result[_NODES])
    result, salary_derivation, *rest = codec.from_plain(record.result["figures"])
    statement = Statement(
        subject=result.subject,
        period=result.period,
        card=record.card,
        salary=Money(record.salary_minor, record.currency),
        salary_derivation=salary_derivation,
        lines=tuple(_line(line, record.currency, codec) for line in lines),
        total=Money(record.total_minor, record.currency),
    )
    if rest:
        balances, carries, gifts = rest
        statement = replace(statement, balances=balances, carries=carries, gifts=gifts)
    return Outcome(result, statement)


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


def last_settled(session: Session, kind: PeriodKind | None = None) -> Period | None:
    """Return the latest period, of any or one ``kind``, of which a statement is no draft."""
    query = (
        select(
            StatementRecord.period_start, StatementRecord.period_end, StatementRecord.period_kind
        )
        .where(StatementRecord.state != StatementState.DRAFT.value)
        .order_by(StatementRecord.period_start.desc())
        .limit(1)
    )
    if kind is not None:
        query = query.where(StatementRecord.period_kind == kind.value)
    row = session.execute(query).first()
    return None if row is None else Period(row[0], row[1], PeriodKind(row[2]))


def delete_drafts(session: Session, period: Period) -> None:
    """Delete the drafts of ``period``; their lines go with them."""
    is_draft = _STATEMENTS.c.state == StatementState.DRAFT.value
    session.connection().execute(delete(_STATEMENTS).where(_is_of(period), is_draft))


def add_drafts(
    session: Session, period: Period, new: Sequence[NewDraft], calculated_at: datetime
) -> None:
    """Save the drafts of those who have none; each is its amounts, and what it was made of."""
    table, line_table = (bulk.table_of(each) for each in (StatementRecord, StatementLineRecord))
    keys = bulk.new_ids(session, table, len(new))
    dates = ("period_start", "period_end", "calculated_at")
    values = (period.start, period.end, calculated_at)
    start, end, at = (
        value if bind is None else bind(value)
        for bind, value in zip(bulk.binds(session, table, dates), values, strict=True)
    )
    head = (period.kind.value, start, end, StatementState.DRAFT.value, at)
    rows = [
        (
            key,
            draft.employee_id,
            *head,
            draft.statement.card,
            draft.statement.total.currency,
            draft.statement.salary.minor,
            draft.statement.total.minor,
            draft.made_of,
        )
        for key, draft in zip(keys, new, strict=True)
    ]
    lines = [
        (key, position, line.code, line.amount.minor, _UNTOLD)
        for key, draft in zip(keys, new, strict=True)
        for position, line in enumerate(draft.statement.lines)
    ]
    bulk.insert(session, table, _DRAFT_COLUMNS, rows)
    bulk.insert(session, line_table, _LINE_COLUMNS, lines)
    of_keys = list(zip(keys, new, strict=True))
    accruals.add_accruals(session, ((key, draft.accruals) for key, draft in of_keys))
    _add_carries(
        session, ((key, carry) for key, draft in of_keys for carry in draft.statement.carries)
    )


def _add_carries(session: Session, carries: Iterable[tuple[int, Carry]]) -> None:
    """Keep what statements, by their ids, leave to later ones."""
    table = bulk.table_of(StatementCarryRecord)
    start, due = bulk.binds(session, table, ("for_start", "due_on"))
    rows = [
        (
            key,
            one.kind.value,
            one.amount.minor,
            one.code,
            _bound(None if one.for_period is None else one.for_period.start, start),
            _bound(one.due_on, due),
            one.number,
            one.count,
            None if one.entity is None else one.entity.value,
            one.record,
        )
        for key, one in carries
    ]
    bulk.insert(session, table, _CARRY_COLUMNS, rows)


def _bound(day: date | None, bind: bulk.Bind | None) -> object:
    return day if bind is None else bind(day)


_DRAFT_COLUMNS = (
    *("id", "employee_id", "period_kind", "period_start", "period_end", "state", "calculated_at"),
    *("card", "currency", "salary_minor", "total_minor", "result"),
)
_CARRY_COLUMNS = (
    *("statement_id", "kind", "amount_minor", "code", "for_start", "due_on", "number", "count"),
    *("entity", "record_id"),
)
_LINE_COLUMNS = ("statement_id", "position", "code", "amount_minor", "content")
_UNTOLD = "null"
"""The content of a draft's line, which is made again of what the draft was made of."""


def settle(session: Session, made: Iterable[tuple[int, Outcome]]) -> None:
    """Let drafts, by their ids, stand as approved, with their whole derivations.

    Told in full, statements take much memory: some are written before the next ones are told.
    """
    whole, connection = iter(made), session.connection()
    while batch := list(islice(whole, _TOLD_AT_ONCE)):
        told = [_told(key, outcome) for key, outcome in batch]
        if lines := [line for _, of_statement in told for line in of_statement]:
            connection.execute(_KEEP_LINE, lines)
        connection.execute(_KEEP, [head for head, _ in told])


def _told(key: int, outcome: Outcome) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a statement and each of its lines keep of ``outcome``."""
    statement, codec = outcome.statement, REWARDS.sharing()
    lines = [
        {
            "of_statement": key,
            "at_position": position,
            "content": codec.to_plain((line.label, line.formula, line.derivation, line.indicator)),
        }
        for position, line in enumerate(() if statement is None else statement.lines)
    ]
    salary = None if statement is None else statement.salary_derivation
    rest = () if statement is None else (statement.balances, statement.carries, statement.gifts)
    figures = codec.to_plain((outcome.result, salary, *rest))
    return {"of_statement": key, "result": {_NODES: codec.nodes, "figures": figures}}, lines


_STATEMENTS, _LINES = (bulk.table_of(each) for each in (StatementRecord, StatementLineRecord))
_KEEP_LINE = (
    update(_LINES)
    .where(
        _LINES.c.statement_id == bindparam("of_statement"),
        _LINES.c.position == bindparam("at_position"),
    )
    .values(content=bindparam("content"))
)
_KEEP = (
    update(_STATEMENTS)
    .where(_STATEMENTS.c.id == bindparam("of_statement"))
    .values(
        result=bindparam("result"),
        state=StatementState.APPROVED.value,
        version=_STATEMENTS.c.version + 1,
    )
)


def _is_of(period: Period) -> ColumnElement[bool]:
    return and_(
        StatementRecord.period_kind == period.kind.value,
        StatementRecord.period_start == period.start,
        StatementRecord.period_end == period.end,
    )

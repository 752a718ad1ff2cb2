"""Saved statements: written once, replaced while they are drafts, read as they were."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, exists, not_, or_, select
from sqlalchemy.orm import Session, defer

from crm_desktop.domain.money import Money
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementRow, StatementState
from crm_desktop.kpi.codec import SharingCodec
from crm_desktop.kpi.telling import Teller
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.ground import WITH_ACCRUALS
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.statement import Outcome, Statement, StatementLine
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    AccrualRecord,
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


class Standing(NamedTuple):
    """What a saved statement pays, and whether it may still change.

    ``has_besides`` says whether accruals or carries belong to it.
    """

    id: int
    is_draft: bool
    has_besides: bool
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
        .where(is_of(period))
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
    rows = session.connection().execute(_STANDING, values_of(period)).all()
    return {employee: Standing._make(stands) for employee, *stands in rows}


def find_statement(session: Session, employee_code: str, period: Period) -> SavedStatement | None:
    """Return what was saved for the employee with that code, or None."""
    whose = and_(EmployeeRecord.code == employee_code, is_of(period))
    return next(iter(_saved(session, whose).values()), None)


def settled(
    session: Session, period: Period, employees: Collection[int] | None = None
) -> dict[int, SavedStatement]:
    """Return what stands, by the ids of the employees whose statement is no draft any more.

    Of all, or of some ``employees``.
    """
    is_draft = StatementRecord.state == StatementState.DRAFT.value
    which = and_(is_of(period), not_(is_draft))
    if employees is not None:
        which = and_(which, StatementRecord.employee_id.in_(employees))
    return _saved(session, which)


def drafts(session: Session, period: Period) -> dict[int, SavedStatement]:
    """Return the drafts of ``period`` by the ids of the employees."""
    is_draft = StatementRecord.state == StatementState.DRAFT.value
    return _saved(session, and_(is_of(period), is_draft))


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


class SettledPay(NamedTuple):
    """What somebody was paid in the month that begins on ``start``, which stands."""

    start: date
    employee_code: str
    salary: Money
    total: Money


def list_settled_pay(session: Session, starts: Collection[date]) -> list[SettledPay]:
    """Return what the statements of the months with these first days pay that are no drafts."""
    query = (
        select(
            StatementRecord.period_start,
            EmployeeRecord.code,
            StatementRecord.currency,
            StatementRecord.salary_minor,
            StatementRecord.total_minor,
        )
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .where(
            StatementRecord.period_kind == PeriodKind.MONTH.value,
            StatementRecord.period_start.in_(starts),
            StatementRecord.state != StatementState.DRAFT.value,
        )
    )
    return [
        SettledPay(start, code, Money(salary, currency), Money(total, currency))
        for start, code, currency, salary, total in session.execute(query)
    ]


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


def settle(session: Session, made: Iterable[tuple[int, Outcome]]) -> None:
    """Let drafts, by their ids, stand as approved, with their whole derivations.

    Told in full, statements take much memory: some are written before the next ones are told.
    """
    whole, teller = iter(made), Teller(REWARDS)
    while batch := list(islice(whole, _TOLD_AT_ONCE)):
        heads: list[bulk.Row] = []
        lines: list[bulk.Row] = []
        for key, outcome in batch:
            result, contents = _told(outcome, teller)
            heads.append((key, result, StatementState.APPROVED.value))
            lines += [(key, position, content) for position, content in enumerate(contents)]
        bulk.fill(session, _LINES, ("statement_id", "position"), ("content",), lines)
        bulk.update(session, _STATEMENTS, ("result", "state"), heads)


def _told(outcome: Outcome, teller: Teller) -> tuple[str, list[str]]:
    """Return what a statement and each of its lines keep of ``outcome``."""
    statement = outcome.statement
    lines = () if statement is None else statement.lines
    salary = None if statement is None else statement.salary_derivation
    rest = () if statement is None else (statement.balances, statement.carries, statement.gifts)
    contents = [(line.label, line.formula, line.derivation, line.indicator) for line in lines]
    (*told, figures), nodes = teller.told([*contents, (outcome.result, salary, *rest)])
    return f'{{"figures":{figures},"{_NODES}":[{",".join(nodes)}]}}', told


def is_of(period: Period) -> ColumnElement[bool]:
    """Return whether a statement pays for ``period``."""
    return and_(
        StatementRecord.period_kind == period.kind.value,
        StatementRecord.period_start == period.start,
        StatementRecord.period_end == period.end,
    )


def values_of(period: Period) -> dict[str, object]:
    """Return the values that ``IS_OF_PERIOD`` asks for."""
    return {"kind": period.kind.value, "start": period.start, "end": period.end}


_STATEMENTS, _LINES, _CARRIES, _ACCRUALS = (
    bulk.table_of(each)
    for each in (StatementRecord, StatementLineRecord, StatementCarryRecord, AccrualRecord)
)
IS_OF_PERIOD = and_(
    _STATEMENTS.c.period_kind == bindparam("kind"),
    _STATEMENTS.c.period_start == bindparam("start"),
    _STATEMENTS.c.period_end == bindparam("end"),
)
"""As ``is_of``, for what is prepared once."""

_STANDING = select(
    _STATEMENTS.c.employee_id,
    _STATEMENTS.c.id,
    _STATEMENTS.c.state == StatementState.DRAFT.value,
    or_(
        exists().where(_CARRIES.c.statement_id == _STATEMENTS.c.id),
        exists().where(_ACCRUALS.c.statement_id == _STATEMENTS.c.id),
    ),
    _STATEMENTS.c.total_minor,
    _STATEMENTS.c.currency,
).where(IS_OF_PERIOD)

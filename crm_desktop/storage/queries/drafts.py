"""The drafts of a period are saved: changed where they stand, so that each keeps its id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm_desktop.domain.period import Period
from crm_desktop.domain.statements import StatementState
from crm_desktop.rewards.accrual import Accrual
from crm_desktop.rewards.opening import Carry
from crm_desktop.rewards.statement import Statement
from crm_desktop.storage import bulk
from crm_desktop.storage.models import (
    AccrualRecord,
    StatementCarryRecord,
    StatementLineRecord,
    StatementRecord,
)
from crm_desktop.storage.queries import accruals
from crm_desktop.storage.queries.statements import IS_OF_PERIOD, Standing, values_of

_STATEMENTS = bulk.table_of(StatementRecord)
_LINES = bulk.table_of(StatementLineRecord)
_DRAFTS = select(_STATEMENTS.c.id).where(
    IS_OF_PERIOD, _STATEMENTS.c.state == StatementState.DRAFT.value
)
_DELETE_BESIDES = tuple(
    delete(table).where(table.c.statement_id.in_(_DRAFTS))
    for table in map(bulk.table_of, (StatementCarryRecord, AccrualRecord))
)
_LINES_THERE = (
    select(_LINES.c.statement_id, _LINES.c.id)
    .where(_LINES.c.statement_id.in_(_DRAFTS))
    .order_by(_LINES.c.statement_id, _LINES.c.position)
)

_HEAD = ("employee_id", "period_kind", "period_start", "period_end", "state")
_PAY = ("calculated_at", "card", "currency", "salary_minor", "total_minor", "result")
_LINE = ("code", "amount_minor", "content")
_CARRY = (
    *("statement_id", "kind", "amount_minor", "code", "for_start", "due_on", "number", "count"),
    *("entity", "record_id"),
)
_DELETED_AT_ONCE = 500
_UNTOLD = "null"
"""The content of a draft's line, which is made again of what the draft was made of."""


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A statement to save with its accruals, and the text of the JSON that says what made it."""

    employee_id: int
    statement: Statement
    made_of: str
    accruals: Sequence[Accrual] = ()


def save_drafts(
    session: Session,
    period: Period,
    new: Sequence[NewDraft],
    before: Mapping[int, Standing],
    calculated_at: datetime,
) -> None:
    """Let ``new`` be the drafts of ``period``; each is its amounts, and what it was made of.

    ``before`` is what stands, by the ids of the employees: drafts of others than the new ones
    are deleted.
    """
    drafts = {employee: one for employee, one in before.items() if one.is_draft}
    there: Mapping[int, Sequence[int]] = {}
    if drafts:
        _discard(session, period, drafts, {draft.employee_id for draft in new})
        there = _lines_there(session, period)
    [at] = _bound(session, ("calculated_at",), (calculated_at,))
    added = [draft for draft in new if draft.employee_id not in drafts]
    keys = _add(session, period, added, at)
    keys.update((employee, one.id) for employee, one in drafts.items())
    stayed = [draft for draft in new if draft.employee_id in drafts]
    changes = [(keys[draft.employee_id], *_pay(draft, at)) for draft in stayed]
    bulk.update(session, _STATEMENTS, _PAY, changes)
    of_keys = [(keys[draft.employee_id], draft) for draft in new]
    _put_lines(session, of_keys, there)
    _add_besides(session, of_keys)


def _discard(
    session: Session, period: Period, drafts: Mapping[int, Standing], staying: Collection[int]
) -> None:
    """Delete the drafts of all but those who are ``staying``, and what belongs to these besides."""
    connection = session.connection()
    gone = [one.id for employee, one in drafts.items() if employee not in staying]
    if gone:
        connection.execute(delete(_STATEMENTS).where(_STATEMENTS.c.id.in_(gone)))
    if any(one.has_besides for one in drafts.values()):
        for deletion in _DELETE_BESIDES:
            connection.execute(deletion, values_of(period))


def _lines_there(session: Session, period: Period) -> Mapping[int, Sequence[int]]:
    """Return the ids of the lines of each draft of ``period``, in their order."""
    found: dict[int, list[int]] = defaultdict(list)
    for statement, line in session.connection().execute(_LINES_THERE, values_of(period)):
        found[statement].append(line)
    return found


def _add(session: Session, period: Period, added: Sequence[NewDraft], at: object) -> dict[int, int]:
    """Add drafts without their parts; return their ids by those of the employees."""
    if not added:
        return {}
    start, end = _bound(session, ("period_start", "period_end"), (period.start, period.end))
    head = (period.kind.value, start, end, StatementState.DRAFT.value)
    keys = bulk.new_ids(session, _STATEMENTS, len(added))
    rows = [
        (key, draft.employee_id, *head, *_pay(draft, at))
        for key, draft in zip(keys, added, strict=True)
    ]
    bulk.insert(session, _STATEMENTS, ("id", *_HEAD, *_PAY), rows)
    return {draft.employee_id: key for key, draft in zip(keys, added, strict=True)}


def _pay(draft: NewDraft, at: object) -> bulk.Row:
    of, total = draft.statement, draft.statement.total
    return at, of.card, total.currency, of.salary.minor, total.minor, draft.made_of


def _put_lines(
    session: Session,
    of_keys: Sequence[tuple[int, NewDraft]],
    there: Mapping[int, Sequence[int]],
) -> None:
    """Write the lines of drafts over those that are ``there``; what is too many goes.

    To change a line costs a server a third of deleting it and adding another.
    """
    changed: list[bulk.Row] = []
    added: list[bulk.Row] = []
    gone: list[int] = []
    for key, draft in of_keys:
        lines, ids = draft.statement.lines, there.get(key, ())
        for position, line in enumerate(lines):
            pay = line.code, line.amount.minor, _UNTOLD
            if position < len(ids):
                changed.append((ids[position], *pay))
            else:
                added.append((key, position, *pay))
        gone += ids[len(lines) :]
    for start in range(0, len(gone), _DELETED_AT_ONCE):
        of_part = _LINES.c.id.in_(gone[start : start + _DELETED_AT_ONCE])
        session.connection().execute(delete(_LINES).where(of_part))
    bulk.update(session, _LINES, _LINE, changed)
    bulk.insert(session, _LINES, ("statement_id", "position", *_LINE), added)


def _add_besides(session: Session, of_keys: Sequence[tuple[int, NewDraft]]) -> None:
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
            _bound_day(None if one.for_period is None else one.for_period.start, start),
            _bound_day(one.due_on, due),
            one.number,
            one.count,
            None if one.entity is None else one.entity.value,
            one.record,
        )
        for key, one in carries
    ]
    bulk.insert(session, table, _CARRY, rows)


def _bound(
    session: Session, columns: Sequence[str], values: Sequence[object]
) -> tuple[object, ...]:
    """Return ``values`` of columns of statements in the driver's form."""
    binds = bulk.binds(session, _STATEMENTS, columns)
    return tuple(
        value if bind is None else bind(value) for bind, value in zip(binds, values, strict=True)
    )


def _bound_day(day: date | None, bind: bulk.Bind | None) -> object:
    return day if bind is None else bind(day)

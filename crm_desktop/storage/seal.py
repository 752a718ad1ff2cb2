"""The seal of a closed statement: a hash over everything that it says."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, Text, select, type_coerce

from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.statements import StatementState
from crm_desktop.storage import bulk
from crm_desktop.storage.base import PlainJson
from crm_desktop.storage.models import (
    AccrualRecord,
    EmployeeRecord,
    StatementCarryRecord,
    StatementLineRecord,
    StatementRecord,
)

_AT_ONCE = 200

# What a seal was made of stays the same for good: a column that comes later is not part of it.
_STATEMENT = bulk.table_of(StatementRecord)
_HEAD = (
    *("employee_id", "period_kind", "period_start", "period_end", "card", "currency"),
    *("salary_minor", "total_minor", "calculated_at", "result"),
)
_PARTS = (
    (bulk.table_of(StatementLineRecord), ("position", "code", "amount_minor", "content")),
    (
        bulk.table_of(StatementCarryRecord),
        (
            *("kind", "amount_minor", "code", "for_start", "due_on", "number", "count"),
            *("entity", "record_id"),
        ),
    ),
    (
        bulk.table_of(AccrualRecord),
        (
            *("code", "entity", "record_id", "label", "event", "on", "base_minor", "rate"),
            "amount_minor",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class BrokenSeal:
    """A closed statement that says another thing than its seal, or has none."""

    employee: str
    period: Period
    has_seal: bool


def seals(connection: Connection, statement_ids: Collection[int]) -> dict[int, str]:
    """Return the seal of what each of the statements says now, by their ids."""
    ids, found = sorted(statement_ids), {}
    for start in range(0, len(ids), _AT_ONCE):
        found.update(_seals(connection, ids[start : start + _AT_ONCE]))
    return found


def broken(connection: Connection) -> Iterator[BrokenSeal]:
    """Yield the closed statements that do not say what their seals say, oldest first."""
    after = 0
    while rows := connection.execute(_closed(after)).all():
        now = seals(connection, [row.id for row in rows])
        for row in rows:
            if row.seal != now[row.id]:
                period = Period(row.period_start, row.period_end, PeriodKind(row.period_kind))
                yield BrokenSeal(row.name, period, has_seal=row.seal is not None)
        after = rows[-1].id


def _closed(after: int) -> Select[*tuple[Any, ...]]:
    """Return what reads the next closed statements behind the one with the id ``after``."""
    return (
        select(
            StatementRecord.id,
            StatementRecord.seal,
            StatementRecord.period_kind,
            StatementRecord.period_start,
            StatementRecord.period_end,
            EmployeeRecord.name,
        )
        .join(EmployeeRecord, EmployeeRecord.id == StatementRecord.employee_id)
        .where(StatementRecord.id > after, StatementRecord.state == StatementState.CLOSED.value)
        .order_by(StatementRecord.id)
        .limit(_AT_ONCE)
    )


def _seals(connection: Connection, ids: Collection[int]) -> dict[int, str]:
    head = _columns(_STATEMENT, _HEAD)
    rows = connection.execute(select(_STATEMENT.c.id, *head).where(_STATEMENT.c.id.in_(ids))).all()
    parts = [_rows(connection, table, columns, ids) for table, columns in _PARTS]
    return {
        id_: _hash([list(said), *(found.get(id_, []) for found in parts)]) for id_, *said in rows
    }


def _rows(
    connection: Connection, table: Table, columns: tuple[str, ...], ids: Collection[int]
) -> Mapping[int, list[list[object]]]:
    """Return what the rows of ``table`` say, by their statements."""
    of_statement = table.c.statement_id
    query = (
        select(of_statement, *_columns(table, columns))
        .where(of_statement.in_(ids))
        .order_by(of_statement, *([table.c.position] if "position" in columns else []), table.c.id)
    )
    found: dict[int, list[list[object]]] = defaultdict(list)
    for id_, *said in connection.execute(query):
        found[id_].append(said)
    return found


def _columns(table: Table, names: tuple[str, ...]) -> list[Any]:
    """Return the columns, those of JSON as the text that is kept."""
    return [_plain(table.c[name]) for name in names]


def _plain(column: Column[Any]) -> Any:
    return type_coerce(column, Text) if isinstance(column.type, PlainJson) else column


def _hash(said: list[Any]) -> str:
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=_iso)
    return sha256(text.encode()).hexdigest()


def _iso(value: Any) -> str:
    """Return a day or an instant as text."""
    return str(value.isoformat())

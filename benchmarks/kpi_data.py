"""24 months of records, always the same: for our tables, and for bare ones of the contenders.

Uniform random data of numpy's PCG64 with a fixed seed; money in minor units, instants in whole
seconds of UTC, −1 for what is empty. The reference month is the last one, December 2025.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from crm_desktop.domain.period import Period
from crm_desktop.storage import bulk
from crm_desktop.storage.base import Base

FIRST, LAST = datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)
MONTH = Period.month(2025, 12)
KINDS = ("call_out", "call_in", "missed_call", "meeting", "visit", "letter_out", "other", "task")
_KIND_SHARES = (0.28, 0.17, 0.05, 0.08, 0.04, 0.20, 0.13, 0.05)
STATUSES = ("open", "won", "lost")
_DAY = 86_400
_CHUNK = 250_000

Columns = Mapping[str, Any]
Tables = Mapping[str, Columns]


@dataclass(frozen=True, slots=True)
class Size:
    employees: int
    customers: int
    activities: int
    deals: int
    invoices: int

    @property
    def departments(self) -> int:
        return max(1, self.employees // 10)


SIZES = {
    "XS": Size(10, 200, 2_000, 500, 500),
    "S": Size(20, 2_000, 50_000, 5_000, 5_000),
    "M": Size(200, 50_000, 1_000_000, 100_000, 100_000),
    "L": Size(2_000, 500_000, 10_000_000, 1_000_000, 1_000_000),
}


def generated(size: Size) -> Tables:
    """Return the columns of each table of ``size``."""
    rng = np.random.Generator(np.random.PCG64(20260101))
    start, end = int(FIRST.timestamp()), int(LAST.timestamp())
    people = np.arange(1, size.employees + 1)
    customer = {
        "employee_id": rng.integers(1, size.employees + 1, size.customers),
        "created_at": np.sort(rng.integers(start, end, size.customers)),
    }
    count = size.activities
    activity = {
        "type_id": rng.choice(np.arange(1, len(KINDS) + 1), count, p=_KIND_SHARES),
        "employee_id": rng.integers(1, size.employees + 1, count),
        "customer_id": rng.integers(1, size.customers + 1, count),
        "started_at": np.sort(rng.integers(start, end, count)),
        "duration": rng.integers(10, 3600, count),
        "done": (rng.random(count) < 0.85).astype(np.int64),
    }
    return {
        "department": {"id": np.arange(1, size.departments + 1)},
        "employee": {"id": people, "department_id": (people - 1) % size.departments + 1},
        "customer": customer,
        "activity": activity,
        "deal": _deals(rng, size, start, end),
        "invoice": _invoices(rng, size, start, end),
    }


def _deals(rng: np.random.Generator, size: Size, start: int, end: int) -> Columns:
    count = size.deals
    created = np.sort(rng.integers(start, end, count))
    closed = created + rng.integers(3600, 90 * _DAY, count)
    status = rng.choice([1, 2], count, p=[0.35, 0.65])
    status[closed >= end] = 0
    answered = created + rng.integers(60, 2 * _DAY, count)
    is_answered = (rng.random(count) < 0.9) & (answered < end)
    return {
        "employee_id": rng.integers(1, size.employees + 1, count),
        "customer_id": rng.integers(1, size.customers + 1, count),
        "status": status,
        "amount": rng.integers(1_000, 5_000_000, count),
        "created_at": created,
        "closed_at": np.where(status == 0, -1, closed),
        "first_response_at": np.where(is_answered, answered, -1),
    }


def _invoices(rng: np.random.Generator, size: Size, start: int, end: int) -> Columns:
    count = size.invoices
    issued = np.sort(rng.integers(start, end, count))
    paid = issued + rng.integers(0, 60 * _DAY, count)
    paid[(rng.random(count) < 0.08) | (paid >= end)] = -1
    return {
        "employee_id": rng.integers(1, size.employees + 1, count),
        "customer_id": rng.integers(1, size.customers + 1, count),
        "amount": rng.integers(1_000, 3_000_000, count),
        "issued_at": issued,
        "due_at": issued + 30 * _DAY,
        "paid_at": paid,
    }


def fill(session: Session, tables: Tables, insert: Callable[..., None] = bulk.insert) -> None:
    """Write ``tables`` into our own by ``insert``, with the firm and its directories."""
    is_server = session.get_bind().dialect.name == "postgresql"
    _write(session, "currency", code=["RUB"])
    _write(session, "firm", id=[1], name=["F"], currency=["RUB"], zone=["UTC"],
           rounding=["half-up"])  # fmt: skip
    _write(session, "pipeline", id=[1], name=["Sales"], position=[1])
    _write(session, "stage", id=[1, 2, 3], pipeline_id=[1] * 3, name=STATUSES,
           position=[1, 2, 3], status=STATUSES, probability_percent=[0] * 3)  # fmt: skip
    _write(session, "activity_type", id=range(1, len(KINDS) + 1), name=KINDS, kind=KINDS)
    units = tables["department"]["id"].tolist()
    _write(session, "department", id=units, code=_texts("d", units), name=_texts("D", units),
           name_folded=_texts("d", units))  # fmt: skip
    people = tables["employee"]["id"].tolist()
    _write(session, "employee", id=people, code=_texts("e", people), name=_texts("E", people),
           name_folded=_texts("e", people),
           department_id=tables["employee"]["department_id"].tolist())  # fmt: skip
    for name, columns in _records(tables):
        count = len(columns["number"])
        for low in range(0, count, _CHUNK):
            part = {key: column[low : low + _CHUNK] for key, column in columns.items()}
            columns_of_ours = _ours(name, part, is_server=is_server)
            _write(session, name, insert, **columns_of_ours)


def _records(tables: Tables) -> Iterator[tuple[str, Columns]]:
    for name, ours in (
        ("customer", "customer"),
        ("activity", "activity"),
        ("deal", "deal"),
        ("invoice", "document"),
    ):
        columns = dict(tables[name])
        columns["number"] = np.arange(1, len(columns["employee_id"]) + 1)
        yield ours, columns


def _ours(name: str, c: Columns, *, is_server: bool) -> dict[str, Sequence[Any]]:
    """Return the columns of our table ``name``."""
    numbers = c["number"].tolist()

    def at(key: str) -> list[Any]:
        return _instants(c[key], is_server=is_server)

    def on(key: str) -> list[Any]:
        return _days(c[key], is_server=is_server)

    match name:
        case "customer":
            names = _texts("Customer ", numbers)
            return {"id": numbers, "name": names, "name_folded": _texts("customer ", numbers),
                    "kind": ["company"] * len(names), "owner_id": c["employee_id"].tolist(),
                    "created_at": at("created_at")}  # fmt: skip
        case "activity":
            done = np.where(c["done"] == 1, c["started_at"], -1)
            return {"type_id": c["type_id"].tolist(), "employee_id": c["employee_id"].tolist(),
                    "customer_id": c["customer_id"].tolist(), "planned_at": at("started_at"),
                    "done_at": _instants(done, is_server=is_server),
                    "duration_s": c["duration"].tolist()}  # fmt: skip
        case "deal":
            amounts = c["amount"].tolist()
            status = c["status"].tolist()
            return {"title": _texts("Deal ", numbers), "title_folded": _texts("deal ", numbers),
                    "customer_id": c["customer_id"].tolist(),
                    "owner_id": c["employee_id"].tolist(), "stage_id": (c["status"] + 1).tolist(),
                    "status": [STATUSES[one] for one in status], "amount_minor": amounts,
                    "currency": ["RUB"] * len(amounts), "base_minor": amounts,
                    "created_at": at("created_at"), "closed_at": at("closed_at"),
                    "first_response_at": at("first_response_at")}  # fmt: skip
        case _:
            amounts = c["amount"].tolist()
            states = np.where(c["paid_at"] < 0, "posted", "paid").tolist()
            paid = np.where(c["paid_at"] < 0, 0, c["amount"]).tolist()
            return {"kind": ["invoice"] * len(amounts), "number": _texts("", numbers),
                    "state": states, "issued_on": on("issued_at"), "due_on": on("due_at"),
                    "paid_on": on("paid_at"), "customer_id": c["customer_id"].tolist(),
                    "owner_id": c["employee_id"].tolist(), "amount_minor": amounts,
                    "currency": ["RUB"] * len(amounts), "base_minor": amounts,
                    "paid_minor": paid, "base_paid_minor": paid}  # fmt: skip


def _write(
    session: Session,
    table: str,
    insert: Callable[..., None] = bulk.insert,
    **columns: Sequence[Any],
) -> None:
    rows = list(zip(*columns.values(), strict=True))
    insert(session, Base.metadata.tables[table], list(columns), rows)


def _texts(prefix: str, numbers: Sequence[int]) -> list[str]:
    return [f"{prefix}{number}" for number in numbers]


def _instants(seconds: Any, *, is_server: bool) -> list[Any]:
    if is_server:
        return [None if s < 0 else datetime.fromtimestamp(s, UTC) for s in seconds.tolist()]
    return [None if s < 0 else s * 10**6 for s in seconds.tolist()]


def _days(seconds: Any, *, is_server: bool) -> list[Any]:
    first = date(1970, 1, 1)
    days = [None if s < 0 else first + timedelta(days=s // _DAY) for s in seconds.tolist()]
    return days if is_server else [None if day is None else day.isoformat() for day in days]


_BARE = {
    "employee": "id INTEGER PRIMARY KEY, department_id INTEGER NOT NULL",
    "customer": "id INTEGER PRIMARY KEY, employee_id INTEGER NOT NULL, created_at BIGINT NOT NULL",
    "activity": "id INTEGER PRIMARY KEY, type_id INTEGER NOT NULL, employee_id INTEGER NOT NULL, "
    "customer_id INTEGER NOT NULL, started_at BIGINT NOT NULL, duration INTEGER NOT NULL, "
    "done INTEGER NOT NULL",
    "deal": "id INTEGER PRIMARY KEY, employee_id INTEGER NOT NULL, customer_id INTEGER NOT NULL, "
    "status INTEGER NOT NULL, amount BIGINT NOT NULL, created_at BIGINT NOT NULL, "
    "closed_at BIGINT, first_response_at BIGINT",
    "invoice": "id INTEGER PRIMARY KEY, employee_id INTEGER NOT NULL, "
    "customer_id INTEGER NOT NULL, amount BIGINT NOT NULL, issued_at BIGINT NOT NULL, "
    "due_at BIGINT NOT NULL, paid_at BIGINT",
}
_BARE_INDEXES = (
    "activity (employee_id, started_at, type_id, done)",
    "deal (employee_id, closed_at, customer_id, amount) WHERE status = 1",
    "deal (customer_id, closed_at) WHERE status = 1",
    "deal (employee_id, created_at, status, first_response_at)",
    "invoice (employee_id, paid_at, due_at, amount)",
    "customer (employee_id, created_at)",
)
"""The employee first, then the time, then whatever the sums need."""


def fill_bare_sqlite(path: str, tables: Tables) -> None:
    """Write ``tables`` into the bare ones of the contender, with its covering indexes."""
    database = sqlite3.connect(path)
    for name, columns in _BARE.items():
        database.execute(f"CREATE TABLE {name} ({columns})")
        width = len(columns.split(","))
        marks = ", ".join("?" * width)
        insert = f"INSERT INTO {name} VALUES ({marks})"  # noqa: S608 - names of our own
        for rows in _bare_rows(name, tables):
            database.executemany(insert, rows)
    for number, index in enumerate(_BARE_INDEXES):
        database.execute(f"CREATE INDEX ix_{number} ON {index}")
    database.execute("ANALYZE")
    database.commit()
    database.close()


def fill_bare_server(connection: Any, tables: Tables) -> None:
    """Write ``tables`` into the bare ones of a server, through a psycopg ``connection``."""
    for name, columns in _BARE.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        with connection.cursor().copy(f"COPY {name} FROM STDIN") as copy:
            for rows in _bare_rows(name, tables):
                for row in rows:
                    copy.write_row(row)
    for number, index in enumerate(_BARE_INDEXES):
        connection.execute(f"CREATE INDEX ix_{number} ON {index}")
    connection.commit()


def _bare_rows(name: str, tables: Tables) -> Iterator[list[tuple[Any, ...]]]:
    columns = dict(tables[name])
    count = len(next(iter(columns.values())))
    if "id" not in columns:
        columns = {"id": np.arange(1, count + 1), **columns}
    for low in range(0, count, _CHUNK):
        lists = [column[low : low + _CHUNK].tolist() for column in columns.values()]
        yield [tuple(None if v == -1 else v for v in row) for row in zip(*lists, strict=True)]

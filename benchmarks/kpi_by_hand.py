"""The reference month in hand-written SQL over bare tables: what our engine is measured against.

Each table is walked once for each date by its covering index, one range of it a person. The
sums are then added up to departments and the company with numpy, and twelve figures made of them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from benchmarks.kpi_data import MONTH
from crm_desktop.domain.period import start_of

Numbers = npt.NDArray[Any]

_A, _B = (int(start_of(day, ZoneInfo("UTC")).timestamp()) for day in (MONTH.start, MONTH.end))
_REPEAT = (
    "EXISTS (SELECT 1 FROM deal f WHERE f.customer_id = d.customer_id AND f.status = 1 "
    "AND f.closed_at < d.closed_at)"
)
_PASSES: tuple[tuple[str, str, str], ...] = (
    (
        "activity d",
        (
            "sum(d.done * CASE d.type_id WHEN 1 THEN 1.0 WHEN 2 THEN 0.5 ELSE 0 END), "
            "sum(d.done * CASE d.type_id WHEN 4 THEN 3 WHEN 5 THEN 5 ELSE 0 END), "
            "sum(CASE WHEN d.type_id = 3 THEN 1 ELSE 0 END), "
            "sum(CASE WHEN d.type_id <= 3 THEN 1 ELSE 0 END)"
        ),
        f"d.started_at >= {_A} AND d.started_at < {_B}",
    ),
    (
        "deal d",
        f"count(*), sum(d.amount), sum(CASE WHEN {_REPEAT} THEN d.amount ELSE 0 END)",
        f"d.status = 1 AND d.closed_at >= {_A} AND d.closed_at < {_B}",
    ),
    (
        "deal d",
        (
            "count(*), sum(CASE WHEN d.status = 1 THEN 1 ELSE 0 END), "
            "sum(d.first_response_at - d.created_at), count(d.first_response_at)"
        ),
        f"d.created_at >= {_A} AND d.created_at < {_B}",
    ),
    ("invoice d", "sum(d.amount)", f"d.paid_at >= {_A} AND d.paid_at < {_B}"),
    ("customer d", "count(*)", f"d.created_at >= {_A} AND d.created_at < {_B}"),
)
_OVERDUE = (
    f"d.paid_at IS NULL AND d.due_at < {_B}",
    f"d.paid_at >= {_B} AND d.due_at < {_B}",
)
"""The overdue invoices as two ranges of one index; together they are an OR."""

_OVERDUE_ON_SERVER = f"d.due_at < {_B} AND (d.paid_at IS NULL OR d.paid_at >= {_B})"


def sqlite_month(database: sqlite3.Connection) -> list[list[Any]]:
    """Return the base sums of everybody, pass after pass."""
    return [database.execute(statement).fetchall() for statement in SQLITE_MONTH]


def sqlite_one(database: sqlite3.Connection, employee_id: int) -> list[Any]:
    """Return the base sums of one employee."""
    return [
        row
        for statement in SQLITE_ONE
        for row in database.execute(statement, {"employee": employee_id})
    ]


def finished(passes: Iterable[list[Any]], department_ids: Numbers) -> Numbers:
    """Return the twelve figures of each employee, each department and the company.

    ``department_ids`` are those of the employees, whose own ids count from 1.
    """
    people = len(department_ids)
    sums = np.hstack([_filled(np.array(rows, dtype=float), people) for rows in passes])
    departments = np.zeros((int(department_ids.max()), sums.shape[1]))
    np.add.at(departments, department_ids - 1, sums)
    everyone = np.vstack([sums, departments, sums.sum(axis=0)[None]]).T
    calls, meetings, missed, taken, won, amount, repeated, made = everyone[:8]
    made_won, response, answered, paid, new, overdue = everyone[8:]
    return np.column_stack(
        [
            *(calls, meetings, won, amount, _ratio(amount, won), _ratio(made_won, made)),
            *(_ratio(missed, taken), paid, new, repeated, _ratio(response, answered), overdue),
        ]
    )


def _filled(rows: Numbers, people: int) -> Numbers:
    """Return ``rows``, which begin with an employee's id, in the order of employees."""
    found = np.zeros((people, rows.shape[1] - 1))
    found[rows[:, 0].astype(int) - 1] = np.nan_to_num(rows[:, 1:])
    return found


def _ratio(above: Numbers, below: Numbers) -> Numbers:
    return np.divide(above, below, out=np.zeros_like(above), where=below != 0)


def server_month(connection: Any) -> list[list[Any]]:
    """Return the base sums of everybody, pass after pass, through a psycopg ``connection``."""
    return [connection.execute(each).fetchall() for each in SERVER_MONTH]


def server_rows(connection: Any, statements: Sequence[str], **parameters: object) -> list[Any]:
    """Return the rows of ``statements`` through a psycopg ``connection``."""
    return [row for each in statements for row in connection.execute(each, parameters).fetchall()]


def _of_all(table: str, sums: str, where: str) -> str:
    return (
        f"SELECT e.id, {sums} FROM employee e CROSS JOIN {table} "  # noqa: S608 - constants
        f"WHERE d.employee_id = e.id AND {where} GROUP BY e.id"
    )


def _lateral(table: str, sums: str, where: str) -> str:
    return (
        f"SELECT e.id, x.* FROM employee e CROSS JOIN LATERAL (SELECT {sums} FROM {table} "  # noqa: S608 - constants
        f"WHERE d.employee_id = e.id AND {where}) x"
    )


def _of_one(table: str, sums: str, where: str, mark: str) -> str:
    return f"SELECT {sums} FROM {table} WHERE d.employee_id = {mark} AND {where}"  # noqa: S608 - constants


def _overdue(whose: str, origin: str) -> str:
    arms = " UNION ALL ".join(
        f"SELECT d.employee_id k, d.amount v FROM {origin} WHERE d.employee_id = {whose} AND {part}"  # noqa: S608 - constants
        for part in _OVERDUE
    )
    return f"SELECT k, sum(v) FROM ({arms}) u GROUP BY k"  # noqa: S608 - constants


SQLITE_MONTH = (
    *(_of_all(*each) for each in _PASSES),
    _overdue("e.id", "employee e CROSS JOIN invoice d"),
)
SQLITE_ONE = (
    *(_of_one(*each, ":employee") for each in _PASSES),
    _overdue(":employee", "invoice d"),
)
SERVER_MONTH = (
    *(_lateral(*each) for each in _PASSES),
    _lateral(
        "invoice d",
        "sum(d.amount)",
        f"d.due_at < {_B} AND (d.paid_at IS NULL OR d.paid_at >= {_B})",
    ),
)
SERVER_ONE = (
    *(_of_one(*each, "%(employee)s") for each in _PASSES),
    _of_one(
        "invoice d",
        "sum(d.amount)",
        f"d.due_at < {_B} AND (d.paid_at IS NULL OR d.paid_at >= {_B})",
        "%(employee)s",
    ),
)

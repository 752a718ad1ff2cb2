"""Many rows at once, by the fastest door that each database has, inside the session's transaction.

Rows are tuples in the driver's own form, so that a caller can convert each distinct value once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from sqlalchemy import Column, Dialect, String, Table, func, select, text
from sqlalchemy.orm import Session

from crm_desktop.storage.base import Base

Row = tuple[object, ...]
Bind = Callable[[Any], Any]


def table_of(record: type[Base]) -> Table:
    """Return the table that ``record`` maps."""
    return cast("Table", record.__table__)


def binds(session: Session, table: Table, columns: Sequence[str]) -> list[Bind | None]:
    """Return for each column what turns its value into the driver's form; None where it is it."""
    dialect = session.get_bind().dialect
    return [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in columns]


def insert(
    session: Session,
    table: Table,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    is_exact: bool = False,
) -> None:
    """Add ``rows``, each a value for each of ``columns``; the others take their defaults.

    Where each value ``is_exact``, of the type of its column, a server reads them faster.
    """
    if not rows:
        return
    connection = session.connection()
    quote = connection.dialect.identifier_preparer.quote
    target = f"{quote(table.name)} ({', '.join(map(quote, columns))})"
    if connection.dialect.name == "postgresql":
        cursor: Any = connection.connection.cursor()
        form = " (FORMAT binary)" if is_exact else ""
        with cursor, cursor.copy(f"COPY {target} FROM STDIN{form}") as copy:
            if is_exact:
                copy.set_types([_kind(table.c[name], connection.dialect) for name in columns])
            for row in rows:
                copy.write_row(row)
    else:
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {target} VALUES ({marks})"  # noqa: S608 - names of our tables
        connection.exec_driver_sql(statement, rows)


def update(session: Session, table: Table, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Change records, and raise their versions: a row is an id, then values of ``columns``."""
    quote = session.connection().dialect.identifier_preparer.quote
    raised = f"version = {quote(table.name)}.version + 1"
    _change(session, table, (table.c.id.name,), columns, rows, besides=(raised,))


def fill(
    session: Session,
    table: Table,
    keys: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Row],
) -> None:
    """Complete records, whose versions stay: a row is values of ``keys``, then of ``columns``."""
    _change(session, table, keys, columns, rows)


def _change(
    session: Session,
    table: Table,
    keys: Sequence[str],
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    besides: Sequence[str] = (),
) -> None:
    """Change the rows that have ``keys``, and what ``besides`` says, in one statement.

    A server takes each column as the text of an array, which the driver would be slow to make.
    """
    if not rows:
        return
    connection = session.connection()
    quote = connection.dialect.identifier_preparer.quote
    target, names = quote(table.name), (*keys, *columns)
    if connection.dialect.name == "postgresql":
        changes = ", ".join([*(f"{quote(name)} = new.{quote(name)}" for name in columns), *besides])
        which = " AND ".join(f"{target}.{quote(key)} = new.{quote(key)}" for key in keys)
        arrays = (f"%s::{_kind(table.c[name], connection.dialect)}[]" for name in names)
        statement = (
            f"UPDATE {target} SET {changes} "  # noqa: S608 - names of our tables
            f"FROM unnest({', '.join(arrays)}) AS new ({', '.join(map(quote, names))}) "
            f"WHERE {which}"
        )
        found = tuple(_array(column) for column in zip(*rows, strict=True))
        connection.exec_driver_sql(statement, found)
    else:
        changes = ", ".join([*(f"{quote(name)} = ?" for name in columns), *besides])
        which = " AND ".join(f"{quote(key)} = ?" for key in keys)
        statement = f"UPDATE {target} SET {changes} WHERE {which}"  # noqa: S608 - names of our tables
        of_keys = len(keys)
        connection.exec_driver_sql(statement, [(*row[of_keys:], *row[:of_keys]) for row in rows])


def _array(values: Iterable[object]) -> str:
    """Return the text of an array, as a server reads it."""
    return f"{{{','.join(map(_element, values))}}}"


def _element(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if value is None:
        return "NULL"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _kind(column: Column[Any], dialect: Dialect) -> str:
    """Return the type of the values of ``column``; a cast would cut texts that are too long."""
    kind = column.type.dialect_impl(dialect)
    return "text" if isinstance(kind, String) else kind.compile(dialect).lower()


def new_ids(session: Session, table: Table, count: int) -> Sequence[int]:
    """Return ``count`` ids of rows to be added, which nobody else will use.

    A transaction that writes is alone on SQLite, which remembers the last id of the tables
    that never use one again; a server has its sequences.
    """
    key: Column[int] = table.c.id
    if session.get_bind().dialect.name == "postgresql":
        drawn = text(
            "SELECT nextval(pg_get_serial_sequence(:name, :key)) FROM generate_series(1, :count)"
        )
        quoted = f'"{table.name}"'
        return list(session.scalars(drawn, {"name": quoted, "key": key.name, "count": count}))
    last = session.scalar(select(func.max(key))) or 0
    if table.dialect_options["sqlite"]["autoincrement"]:
        used = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
        last = max(last, session.scalar(used, {"name": table.name}) or 0)
    return range(last + 1, last + 1 + count)

"""Keyset paging: a page costs the same wherever it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm_desktop.domain.paging import Cursor

AnySelect = Select[*tuple[Any, ...]]
AnyRow = Row[*tuple[Any, ...]]
Claims = Sequence[ColumnElement[bool]]


def read_page(
    session: Session,
    query: AnySelect,
    sort: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[int]],
    *,
    is_descending: bool,
    after: Cursor | None,
    limit: int,
) -> tuple[Sequence[AnyRow], Cursor | None]:
    """Return at most ``limit`` rows of ``query`` and where the next page begins.

    ``sort`` is the column that orders the rows, and the id that decides between equals. Rows
    without a value there come last in both directions.
    """
    column, key = sort
    query = query.add_columns(column, key)
    is_nullable = bool(column.property.columns[0].nullable)
    rows: list[AnyRow] = []
    if after is None or after.value is not None:
        valued = query.where(column.is_not(None)) if is_nullable else query
        rows += session.execute(_next(valued, sort, is_descending, after).limit(limit + 1))
    if is_nullable and len(rows) <= limit:
        missing = query.where(column.is_(None)).order_by(key).limit(limit + 1 - len(rows))
        if after is not None and after.value is None:
            missing = missing.where(key > after.id)
        rows += session.execute(missing)
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], Cursor(last[-2], last[-1])


def _next(
    query: AnySelect,
    sort: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[int]],
    is_descending: bool,
    after: Cursor | None,
) -> AnySelect:
    if after is not None:
        place, last = tuple_(*sort), (after.value, after.id)
        query = query.where(place < last if is_descending else place > last)
    return query.order_by(*(part.desc() if is_descending else part.asc() for part in sort))

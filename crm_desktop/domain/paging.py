"""Lists that are read page by page, each continuing where the one before ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: what its last row is sorted by (None: nothing), and that row's id."""

    value: str | int | datetime | None
    id: int


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """``next_cursor`` goes into the query for the next page; None: this was the last."""

    rows: tuple[Row, ...]
    next_cursor: Cursor | None = None

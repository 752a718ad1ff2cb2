"""The records behind a figure, as “why this number” lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.money import Money


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record; ``amount`` is what counted for the subject, ``share`` 1 is the whole record.

    ``on`` is the day that put it into the period; ``customer`` is empty where there is none.
    """

    entity: Entity
    id: int
    title: str
    customer: str
    on: date
    amount: Money | None
    share: Decimal


@dataclass(frozen=True, slots=True)
class RecordsPage:
    """Some of ``count`` records; ``total`` is the sum over all of them, None without amounts.

    ``next_cursor`` asks for the page after this one; None is the end.
    """

    rows: tuple[RecordRow, ...]
    count: int
    total: Money | None
    next_cursor: tuple[date, int] | None


class CountedRow(NamedTuple):
    """What one record adds to a sum for an employee: ``number`` with ``digits`` decimals.

    ``label`` is the title, the kind and the number of a document, the number of what was paid, or
    the type of an activity.
    """

    record: int
    label: str
    on: date
    number: int
    digits: int


MOST_COUNTED = 2_000
"""So many records of one sum are told of an employee."""

Counted = tuple[CountedRow, ...] | None
"""The records of one sum of an employee; None is more of them than are told."""


class Fate(NamedTuple):
    """How a record stands now: its ``state``, None where its kind has none.

    ``is_meant`` says whether it passes the filter that it passed before, whosever it is.
    """

    state: str | None
    is_meant: bool

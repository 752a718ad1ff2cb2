"""The records behind a figure, as “why this number” lists them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

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

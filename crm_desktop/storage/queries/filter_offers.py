"""Queries over the directories that filters choose from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crm_desktop.domain.filter_offers import FilterOffers, Offer
from crm_desktop.domain.names import folded
from crm_desktop.storage.models import (
    ActivityResultRecord,
    ActivityTypeRecord,
    ClassifierRecord,
    DealRecord,
    DepartmentRecord,
    EmployeeRecord,
    LossReasonRecord,
    PipelineRecord,
    ProductGroupRecord,
    ProductRecord,
    StageRecord,
)

_MOST = 5_000
"""How many entries of one directory are offered; more can be written by name all the same."""

_DIRECTORIES: dict[str, Select[str]] = {
    "pipeline": select(PipelineRecord.name),
    "stage": select(StageRecord.name),
    "passed_stage": select(StageRecord.name),
    "product": select(ProductRecord.name),
    "product_group": select(ProductGroupRecord.name),
    "source": select(DealRecord.source).where(DealRecord.source != ""),
    "loss_reason": select(LossReasonRecord.name),
    "type": select(ActivityTypeRecord.name),
    "result": select(ActivityResultRecord.name),
}


def filter_offers(session: Session, currency: str, today: date) -> FilterOffers:
    """Return what the firm has to choose from today."""
    return FilterOffers(
        currency=currency,
        people=_people(session, today),
        departments=_departments(session),
        tags=_tags(session),
        names={field: _names(session, query) for field, query in _DIRECTORIES.items()},
    )


def _names(session: Session, query: Select[str]) -> tuple[str, ...]:
    return tuple(sorted(session.scalars(query.distinct().limit(_MOST)), key=folded))


def _people(session: Session, today: date) -> tuple[Offer, ...]:
    person = EmployeeRecord
    rows = session.execute(
        select(person.code, person.name, person.left_on).order_by(person.name_folded, person.id)
    )
    ordered = sorted(rows, key=lambda row: row.left_on is not None and row.left_on <= today)
    return tuple(Offer(row.code, row.name) for row in ordered)


def _departments(session: Session) -> tuple[Offer, ...]:
    unit = DepartmentRecord
    rows = session.execute(
        select(unit.id, unit.parent_id, unit.name, unit.code).order_by(unit.name_folded, unit.id)
    )
    return _as_tree(rows, lambda row, _path: row.code)


def _tags(session: Session) -> tuple[Offer, ...]:
    tag = ClassifierRecord
    rows = session.execute(
        select(tag.id, tag.parent_id, tag.name).order_by(tag.name_folded, tag.id)
    )
    return _as_tree(rows, lambda _row, path: "/".join(path))


def _as_tree(
    rows: Iterable[Any], value: Callable[[Any, tuple[str, ...]], str]
) -> tuple[Offer, ...]:
    """Return ``rows`` each under its parent; ``value`` is given a row and its path of names."""
    below: dict[int | None, list[Any]] = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)
    found: list[Offer] = []
    top: tuple[str, ...] = ()
    waiting = [(row, (*top, row.name)) for row in reversed(below[None])]
    while waiting:
        row, path = waiting.pop()
        found.append(Offer(value(row, path), row.name, len(path) - 1))
        waiting += [(child, (*path, child.name)) for child in reversed(below[row.id])]
    return tuple(found)

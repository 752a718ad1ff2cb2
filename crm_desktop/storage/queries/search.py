"""The search of everything: names that begin with the text first, then those that contain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from crm_desktop.domain.names import folded
from crm_desktop.domain.search import SearchHit, SearchKind
from crm_desktop.storage.models import (
    CustomerRecord,
    DealRecord,
    DepartmentRecord,
    EmployeeRecord,
)
from crm_desktop.storage.queries import customers
from crm_desktop.storage.queries.paging import AnySelect

_LAST = "\U0010ffff"
"""Sorts after every character, so that a name with the prefix is below prefix + this."""


@dataclass(frozen=True, slots=True)
class _Source:
    """Selects id, title and two texts of which the first that is not empty is the detail."""

    rows: AnySelect
    name: InstrumentedAttribute[str]


_SOURCES: Mapping[SearchKind, _Source] = {
    SearchKind.CUSTOMERS: _Source(
        select(CustomerRecord.id, CustomerRecord.name, CustomerRecord.phone, CustomerRecord.email),
        CustomerRecord.name_folded,
    ),
    SearchKind.DEALS: _Source(
        select(DealRecord.id, DealRecord.title, CustomerRecord.name, DealRecord.source).join(
            DealRecord.customer, isouter=True
        ),
        DealRecord.title_folded,
    ),
    SearchKind.EMPLOYEES: _Source(
        select(
            EmployeeRecord.id, EmployeeRecord.name, EmployeeRecord.position, DepartmentRecord.name
        ).join(EmployeeRecord.department, isouter=True),
        EmployeeRecord.name_folded,
    ),
}


def search(session: Session, text: str, limit: int) -> list[SearchHit]:
    """Return at most ``limit`` hits, by kinds; every kind that has some gets its part."""
    if not folded(text):
        return []
    found = [_hits(session, kind, text, limit) for kind in SearchKind]
    return [
        hit for hits, room in zip(found, _rooms(found, limit), strict=True) for hit in hits[:room]
    ]


def _rooms(found: list[list[SearchHit]], limit: int) -> list[int]:
    """Share ``limit`` among the kinds one by one, until it or the hits are used up."""
    rooms = [0] * len(found)
    while sum(rooms) < limit:
        growing = [i for i, hits in enumerate(found) if rooms[i] < len(hits)]
        if not growing:
            break
        for i in growing[: limit - sum(rooms)]:
            rooms[i] += 1
    return rooms


def _hits(session: Session, kind: SearchKind, text: str, limit: int) -> list[SearchHit]:
    name, prefix = _SOURCES[kind].name, folded(text)
    begins = (name >= prefix) & (name < prefix + _LAST)
    hits = _read(session, kind, begins, limit)
    if len(hits) < limit:
        hits += _read(session, kind, _contains(kind, text) & ~begins, limit - len(hits))
    return hits


def _contains(kind: SearchKind, text: str) -> ColumnElement[bool]:
    if kind is SearchKind.CUSTOMERS:
        return customers.matches(text)
    return _SOURCES[kind].name.contains(folded(text), autoescape=True)


def _read(
    session: Session, kind: SearchKind, condition: ColumnElement[bool], limit: int
) -> list[SearchHit]:
    source = _SOURCES[kind]
    query = source.rows.where(condition).order_by(source.name).limit(limit)
    return [
        SearchHit(kind, key, title, first or second or "")
        for key, title, first, second in session.execute(query)
    ]

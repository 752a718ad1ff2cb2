"""KPI definitions as versions: rows are added, never changed."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, Select, Text, bindparam, func, insert, select, true, type_coerce
from sqlalchemy.orm import Session

from crm_desktop.storage.models import DefinitionRecord


@dataclass(frozen=True, slots=True)
class DefinitionVersion:
    """One version; a ``body`` of None ends the definition from ``valid_from`` on.

    ``body`` is the text that the database keeps, so that equal ones are decoded once.
    """

    kind: str
    code: str
    number: int
    valid_from: date
    body: str | None
    created_at: datetime


_COLUMNS: tuple[Any, ...] = (
    DefinitionRecord.kind,
    DefinitionRecord.code,
    DefinitionRecord.number,
    DefinitionRecord.valid_from,
    type_coerce(DefinitionRecord.body, Text),
    DefinitionRecord.created_at,
)


def in_force(session: Session, on: date, edition: int | None = None) -> list[DefinitionVersion]:
    """Return the version of each definition that holds on the day, by kind and code.

    As the rules were when ``edition`` was the id of the last version, where it is given.
    """
    parameters = {"on": on} if edition is None else {"on": on, "edition": edition}
    return _in_order(session.execute(_in_force(is_past=edition is not None), parameters))


@cache
def _in_force(*, is_past: bool) -> Select[*tuple[Any, ...]]:
    latest = (
        func.row_number()
        .over(
            partition_by=(DefinitionRecord.kind, DefinitionRecord.code),
            order_by=(DefinitionRecord.valid_from.desc(), DefinitionRecord.number.desc()),
        )
        .label("latest")
    )
    held = (
        select(DefinitionRecord.id, latest)
        .where(
            DefinitionRecord.valid_from <= bindparam("on"),
            DefinitionRecord.id <= bindparam("edition") if is_past else true(),
        )
        .subquery()
    )
    return (
        select(*_COLUMNS)
        .join(held, held.c.id == DefinitionRecord.id)
        .where(held.c.latest == 1, DefinitionRecord.body.is_not(None))
    )


def list_versions(
    session: Session, kind: str | None = None, code: str | None = None
) -> list[DefinitionVersion]:
    """Return all versions, or those of a kind or of one definition, in the order they were made."""
    query = select(*_COLUMNS)
    if kind is not None:
        query = query.where(DefinitionRecord.kind == kind)
    if code is not None:
        query = query.where(DefinitionRecord.code == code)
    return _in_order(session.execute(query))


def _in_order(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[DefinitionVersion]:
    """Return versions by kind, code and number; servers would compare codes by their locales."""
    versions = (DefinitionVersion(*row) for row in rows)
    return sorted(versions, key=attrgetter("kind", "code", "number"))


def last_id(session: Session) -> int:
    """Return the id of the version that was made last, 0 without one."""
    return session.scalar(select(func.max(DefinitionRecord.id))) or 0


def list_made(session: Session, after: int, until: int | None = None) -> list[DefinitionVersion]:
    """Return the versions whose ids are above ``after`` and, where it is given, up to ``until``."""
    query = select(*_COLUMNS).where(DefinitionRecord.id > after)
    if until is not None:
        query = query.where(DefinitionRecord.id <= until)
    return _in_order(session.execute(query))


def list_newest(session: Session, limit: int) -> list[DefinitionVersion]:
    """Return the versions that were made last, first the last one."""
    query = select(*_COLUMNS).order_by(DefinitionRecord.created_at.desc(), DefinitionRecord.id)
    return [DefinitionVersion(*row) for row in session.execute(query.limit(limit))]


def held_on(versions: Iterable[DefinitionVersion], on: date) -> DefinitionVersion | None:
    """Return which of one definition's ``versions`` holds on the day; it may be one that ends."""
    begun = [version for version in versions if version.valid_from <= on]
    return max(begun, key=lambda version: (version.valid_from, version.number), default=None)


def by_definition(
    versions: Iterable[DefinitionVersion],
) -> dict[tuple[str, str], list[DefinitionVersion]]:
    """Return ``versions`` by kind and code."""
    grouped: dict[tuple[str, str], list[DefinitionVersion]] = defaultdict(list)
    for version in versions:
        grouped[version.kind, version.code].append(version)
    return grouped


def add_versions(session: Session, versions: Iterable[DefinitionVersion]) -> None:
    rows = [
        {
            "kind": version.kind,
            "code": version.code,
            "number": version.number,
            "valid_from": version.valid_from,
            "body": None if version.body is None else json.loads(version.body),
            "created_at": version.created_at,
        }
        for version in versions
    ]
    if rows:
        session.execute(insert(DefinitionRecord), rows)

"""Versions of the rules as people read them, and who has."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, select, type_coerce
from sqlalchemy.orm import Session

from crm_desktop.storage.models import DefinitionRecord, ReadingRecord
from crm_desktop.storage.queries.definitions import DefinitionVersion


@dataclass(frozen=True, slots=True)
class StoredEdition:
    """A version of a definition with its id, by which people confirm to have read it."""

    id: int
    version: DefinitionVersion


def list_editions(session: Session, kinds: Collection[str]) -> list[StoredEdition]:
    """Return all versions of the definitions of these kinds, in the order they were made."""
    columns: tuple[Any, ...] = (
        DefinitionRecord.kind,
        DefinitionRecord.code,
        DefinitionRecord.number,
        DefinitionRecord.valid_from,
        type_coerce(DefinitionRecord.body, Text),
        DefinitionRecord.created_at,
    )
    query = (
        select(DefinitionRecord.id, *columns)
        .where(DefinitionRecord.kind.in_(kinds))
        .order_by(DefinitionRecord.id)
    )
    return [StoredEdition(id_, DefinitionVersion(*row)) for id_, *row in session.execute(query)]


def readings(session: Session, employee_id: int | None = None) -> dict[tuple[int, int], datetime]:
    """Return when each employee, or one, read which version, by both ids."""
    query = select(ReadingRecord.employee_id, ReadingRecord.definition_id, ReadingRecord.at)
    if employee_id is not None:
        query = query.where(ReadingRecord.employee_id == employee_id)
    return {(employee, edition): at for employee, edition, at in session.execute(query)}


def list_read(session: Session) -> set[int]:
    """Return the ids of the versions that anybody has read."""
    return set(session.scalars(select(ReadingRecord.definition_id).distinct()))


def list_readers(session: Session, after: int, until: int) -> list[int]:
    """Return the employees who have read a version with an id above ``after`` up to ``until``."""
    edition = ReadingRecord.definition_id
    query = select(ReadingRecord.employee_id).where(edition > after, edition <= until).distinct()
    return sorted(session.scalars(query))


def add_readings(
    session: Session, employee_id: int, edition_ids: Iterable[int], at: datetime
) -> None:
    session.add_all(
        ReadingRecord(employee_id=employee_id, definition_id=id_, at=at) for id_ in edition_ids
    )

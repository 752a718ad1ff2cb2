"""What all writes share: the record is there, unchanged since it was read, and fits others."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from crm_desktop.errors import (
    CrmError,
    InvalidInputError,
    NotFoundError,
    NotSetUpError,
    StaleRecordError,
)
from crm_desktop.storage.base import Base
from crm_desktop.storage.models import EmployeeRecord, FirmRecord
from crm_desktop.texts import Message

EMPLOYEE = Message("Employee")

Record = TypeVar("Record", bound=Base)


def record_to_save(
    session: Session, table: type[Record], record_id: int, version: int, *, kind: Message
) -> Record:
    """Return the record, locked against others; the next flush raises its version.

    Raises:
        NotFoundError: it is not there, or no longer.
        StaleRecordError: someone saved it since ``version``.

    """
    record = session.get(table, record_id, with_for_update=True)
    if record is None:
        raise NotFoundError(kind, record_id)
    named = "title" if "title" in inspect(table).columns else "name"
    if record.version != version:
        raise StaleRecordError(kind, getattr(record, named))
    # It is saved as one with its parts: a change of those alone is a new version too.
    flag_modified(record, named)
    return record


def firm_to_change(session: Session) -> FirmRecord:
    """Return the firm's settings, locked against others; the next flush raises their version.

    The calendar and the directories belong to them: who keeps them learns of a new version.

    Raises:
        NotSetUpError: there is no firm yet.

    """
    record = session.get(FirmRecord, 1, with_for_update=True)
    if record is None:
        raise NotSetUpError
    flag_modified(record, "name")
    return record


def refuse_unknown(
    session: Session, table: type[Base], ids: Collection[int | None], *, field: str
) -> None:
    """Refuse to refer to records that are not there; the others stay until the end.

    Raises:
        InvalidInputError: one of ``ids`` names no record; None names nothing and is fine.

    """
    wanted = {key for key in ids if key is not None}
    if not wanted:
        return
    key = inspect(table).primary_key[0]
    found = session.scalars(
        select(key).where(key.in_(wanted)).with_for_update(read=True, key_share=True)
    )
    if missing := wanted.difference(found):
        raise InvalidInputError(
            field,
            Message(
                "The record {key} does not exist any more: choose another.", key=str(min(missing))
            ),
        )


def refuse_absent(
    session: Session, ids: Collection[int | None], today: date, *, field: str
) -> None:
    """Refuse to give something to employees who left, or who are not there.

    Raises:
        InvalidInputError: one of ``ids`` is no employee, or left by ``today``.

    """
    refuse_unknown(session, EmployeeRecord, ids, field=field)
    gone = session.scalars(
        select(EmployeeRecord)
        .where(EmployeeRecord.id.in_([key for key in ids if key is not None]))
        .where(EmployeeRecord.left_on <= today)
        .order_by(EmployeeRecord.name_folded)
    ).first()
    if gone is not None:
        raise InvalidInputError(
            field, Message("{name} left on {day}.", name=gone.name, day=gone.left_on)
        )


@contextmanager
def refusing(error: CrmError) -> Iterator[None]:
    """Raise ``error`` where the database says that a rule between records is broken."""
    try:
        yield
    except IntegrityError as broken:
        raise error from broken

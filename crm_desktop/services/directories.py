"""Use cases on directories: what types of activities there are, and what each is."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.activities import ActivityTypeDraft, ActivityTypeRow
from crm_desktop.domain.entry import entered_name
from crm_desktop.domain.fields import ACTIVITY_KINDS
from crm_desktop.domain.names import folded
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InUseError, InvalidInputError
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.writing import firm_to_change, record_to_save, refusing
from crm_desktop.storage.models import ActivityTypeRecord
from crm_desktop.texts import Message

_TYPE = Message("Type of activities")


class DirectoryService:
    def __init__(self, sessions: sessionmaker[Session], acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._acting = acting

    def list_activity_types(self) -> list[ActivityTypeRow]:
        """Return the types of activities by name."""
        with self._sessions() as session:
            records = session.scalars(select(ActivityTypeRecord))
            rows = [ActivityTypeRow(r.id, r.version, r.name, r.kind) for r in records]
        return sorted(rows, key=lambda row: (folded(row.name), row.id))

    @needs(Right.ADMINISTER)
    def create_activity_type(self, draft: ActivityTypeDraft) -> Saved:
        """Add a type of activities.

        Raises:
            InvalidInputError: an entry is not acceptable, or there is a type of that name.

        """
        with self._sessions.begin() as session:
            name = _entered(session, draft.name)
            record = ActivityTypeRecord(name=name, kind=_known(draft.kind))
            session.add(record)
            _flush_name(session, name)
            return Saved(record.id, Changes.ACTIVITIES)

    @needs(Right.ADMINISTER)
    def rename_activity_type(self, type_id: int, version: int, name: str) -> Changes:
        """Let a type of activities have another name; its activities keep their type.

        Raises:
            InvalidInputError: the name is not acceptable, or another type has it.
            NotFoundError: there is no such type.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, ActivityTypeRecord, type_id, version, kind=_TYPE)
            record.name = _entered(session, name, but=type_id)
            _flush_name(session, record.name)
        return Changes.ACTIVITIES

    @needs(Right.ADMINISTER)
    def set_activity_kind(self, type_id: int, version: int, kind: str) -> Changes:
        """Let the activities of a type be of ``kind``, one of ``domain.fields.ACTIVITY_KINDS``.

        Raises:
            InvalidInputError: there is no such kind.
            NotFoundError: there is no such type.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, ActivityTypeRecord, type_id, version, kind=_TYPE)
            record.kind = _known(kind)
        return Changes.ACTIVITIES

    @needs(Right.ADMINISTER)
    def delete_activity_type(self, type_id: int, version: int) -> Changes:
        """Delete a type of activities that was never used.

        Raises:
            InUseError: there are activities of the type, or results that they may have.
            NotFoundError: there is no such type.
            NotSetUpError: there is no firm yet.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, ActivityTypeRecord, type_id, version, kind=_TYPE)
            message = Message(
                "There are activities of the type “{name}”, so it stays.", name=record.name
            )
            firm_to_change(session)  # its place can be taken by another type, of version 1 again
            session.delete(record)
            with refusing(InUseError(message)):
                session.flush()
        return Changes.ACTIVITIES


def _entered(session: Session, text: str, *, but: int | None = None) -> str:
    """Return the name of a type, which none ``but`` one has in whatever case."""
    name = entered_name(text)
    others = session.execute(select(ActivityTypeRecord.id, ActivityTypeRecord.name))
    for type_id, other in others:
        if type_id != but and folded(other) == folded(name):
            raise _taken(other)
    return name


def _taken(name: str) -> InvalidInputError:
    return InvalidInputError("name", Message("There is a type “{name}” already.", name=name))


def _flush_name(session: Session, name: str) -> None:
    with refusing(_taken(name)):
        session.flush()


def _known(kind: str) -> str:
    if kind not in ACTIVITY_KINDS:
        raise InvalidInputError(
            "kind",
            Message(
                "“{kind}” is no kind of activities: use one of {allowed}.",
                kind=kind,
                allowed=", ".join(ACTIVITY_KINDS),
            ),
        )
    return kind

"""Use cases on directories: what types of activities are to ready indicators."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.domain.activities import ActivityTypeRow
from crm_desktop.domain.fields import ACTIVITY_KINDS
from crm_desktop.domain.names import folded
from crm_desktop.errors import InvalidInputError
from crm_desktop.services.writing import record_to_save
from crm_desktop.storage.models import ActivityTypeRecord
from crm_desktop.texts import Message

_TYPE = Message("Type of activities")


class DirectoryService:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def list_activity_types(self) -> list[ActivityTypeRow]:
        """Return the types of activities by name."""
        with self._sessions() as session:
            records = session.scalars(select(ActivityTypeRecord))
            rows = [ActivityTypeRow(r.id, r.version, r.name, r.kind) for r in records]
        return sorted(rows, key=lambda row: (folded(row.name), row.id))

    def set_activity_kind(self, type_id: int, version: int, kind: str) -> Changes:
        """Let the activities of a type be of ``kind``, one of ``domain.fields.ACTIVITY_KINDS``.

        Raises:
            InvalidInputError: there is no such kind.
            NotFoundError: there is no such type.
            StaleRecordError: someone saved it since ``version``.

        """
        if kind not in ACTIVITY_KINDS:
            raise InvalidInputError(
                "kind",
                Message(
                    "“{kind}” is no kind of activities: use one of {allowed}.",
                    kind=kind,
                    allowed=", ".join(ACTIVITY_KINDS),
                ),
            )
        with self._sessions.begin() as session:
            record = record_to_save(session, ActivityTypeRecord, type_id, version, kind=_TYPE)
            record.kind = kind
        return Changes.ACTIVITIES

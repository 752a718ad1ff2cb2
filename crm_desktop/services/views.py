"""Use cases on views: filters of list screens that are kept under a name."""

from __future__ import annotations

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes, Saved
from crm_desktop.domain.entry import entered_name
from crm_desktop.domain.fields import checked
from crm_desktop.domain.names import folded
from crm_desktop.domain.views import Screen, ViewDraft, ViewRow
from crm_desktop.errors import InvalidInputError
from crm_desktop.services.writing import record_to_save, refusing
from crm_desktop.storage.models import SavedViewRecord
from crm_desktop.storage.queries import views as queries
from crm_desktop.texts import Message

_VIEW = Message("View")


class SavedViewService:
    def __init__(self, sessions: sessionmaker[Session]) -> None:
        self._sessions = sessions

    def list_views(self, screen: Screen) -> list[ViewRow]:
        """Return the views of ``screen`` by name."""
        with self._sessions() as session:
            return queries.list_views(session, screen)

    def create(self, screen: Screen, draft: ViewDraft) -> Saved:
        """Keep a view.

        Raises:
            InvalidInputError: the name is empty, too long or taken, or the filter does not
                suit the screen.

        """
        with self._sessions.begin() as session:
            record = SavedViewRecord(screen=screen.value)
            session.add(record)
            _fill(session, record, draft)
            return Saved(record.id, Changes.VIEWS)

    def save(self, view_id: int, version: int, draft: ViewDraft) -> Changes:
        """Keep another name, filter or order of a view.

        Raises:
            InvalidInputError: the name is empty, too long or taken, or the filter does not
                suit the screen.
            NotFoundError: the view is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            record = record_to_save(session, SavedViewRecord, view_id, version, kind=_VIEW)
            _fill(session, record, draft)
        return Changes.VIEWS

    def delete(self, view_id: int, version: int) -> Changes:
        """Forget a view.

        Raises:
            NotFoundError: the view is not there.
            StaleRecordError: someone saved it since ``version``.

        """
        with self._sessions.begin() as session:
            session.delete(record_to_save(session, SavedViewRecord, view_id, version, kind=_VIEW))
        return Changes.VIEWS


def _fill(session: Session, record: SavedViewRecord, draft: ViewDraft) -> None:
    checked(draft.where, Screen(record.screen).entity)
    record.name = entered_name(draft.name)
    record.name_folded = folded(record.name)
    record.filter = queries.body_of(draft)
    taken = Message("There is a view “{name}” already.", name=record.name)
    with refusing(InvalidInputError("name", taken)):
        session.flush()

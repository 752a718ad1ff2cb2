"""Use cases on designed schemes: drafts are kept, published, paused and ended."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.attributes import flag_modified

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import CANNOT_BE_KEPT, NAME_LENGTH, entered, is_storable
from crm_desktop.domain.people import Subject
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import empty_draft
from crm_desktop.rewards.wizard.kept import (
    StaleWizardError,
    StoredWizard,
    WizardRow,
    WizardState,
)
from crm_desktop.rewards.wizard.plain import to_plain
from crm_desktop.rewards.wizard.taking_in import people_in
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.storage.models import WizardRecord
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries import wizards as queries
from crm_desktop.texts import Message

_DRAFT = Message("The draft")


class WizardService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    @needs(Right.SCHEME)
    def list_wizards(self) -> list[WizardRow]:
        """Return all drafts and what became of them, the last changed first."""
        with self._sessions() as session:
            return queries.list_rows(session)

    @needs(Right.SCHEME)
    def wizard(self, wizard_id: int) -> StoredWizard:
        """Return one of them to be worked on.

        Raises:
            NotFoundError: it is not there, or no longer.

        """
        with self._sessions() as session:
            record = session.get(WizardRecord, wizard_id)
            if record is None:
                raise NotFoundError(_DRAFT, wizard_id)
            return queries.stored(record)

    @needs(Right.SCHEME)
    def empty(self, name: str) -> WizardDraft:
        """Return a draft in the firm's currency in which nothing is decided; it is not kept yet.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            return empty_draft(name, firm_queries.firm(session).currency)

    @needs(Right.SCHEME)
    def create(self, draft: WizardDraft, author: str = "") -> StoredWizard:
        """Keep a new draft, sound or not.

        Raises:
            InvalidInputError: a name is too long, or has a character that no database keeps.

        """
        with self._sessions.begin() as session:
            record = WizardRecord(state=WizardState.DRAFT.value, created_at=self._now())
            self._fill(session, record, draft, author)
            session.add(record)
            session.flush()
            return queries.stored(record)

    @needs(Right.SCHEME)
    def save(self, wizard_id: int, version: int, draft: WizardDraft, author: str = "") -> WizardRow:
        """Keep ``draft`` as it stands in the place of the one of ``version``.

        Raises:
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else saved or published it first; it has what they saved.
            InvalidInputError: a name is too long, or has a character that no database keeps.

        """
        with self._sessions.begin() as session:
            record = _to_change(session, wizard_id, version)
            _refuse_begun(record)
            self._fill(session, record, draft, author)
            session.flush()
            return queries.row(record)

    @needs(Right.SCHEME)
    def delete(self, wizard_id: int, version: int) -> Changes:
        """Forget a draft.

        Raises:
            InUseError: it was published: what people were paid by stays.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else saved it first.

        """
        with self._sessions.begin() as session:
            record = _to_change(session, wizard_id, version)
            _refuse_begun(record)
            session.delete(record)
        return Changes.NONE

    def _fill(self, session: Session, record: WizardRecord, draft: WizardDraft, by: str) -> None:
        body = to_plain(draft)
        if not is_storable(json.dumps(body, ensure_ascii=False)):
            raise InvalidInputError("draft", CANNOT_BE_KEPT)
        record.name = entered("name", draft.name, NAME_LENGTH)
        record.author = entered("author", self._acting.author(by), NAME_LENGTH)
        record.step, record.body = draft.step.value, body
        record.people = len(people_in(draft, self._everyone(session)))
        record.changed_at = self._now()

    def _everyone(self, session: Session) -> Sequence[Subject]:
        """Return who is employed today, and the units."""
        today = self._today(session)
        staff = subjects.staff(session).on(today)
        return staff.measured_in(Period(today, today + timedelta(days=1)))

    def _today(self, session: Session) -> date:
        return clock.today(self._now, firm_queries.firm(session).time_zone())


def _to_change(session: Session, wizard_id: int, version: int) -> WizardRecord:
    """Return the record, locked against others; the next flush raises its version."""
    record = session.get(WizardRecord, wizard_id, with_for_update=True)
    if record is None:
        raise NotFoundError(_DRAFT, wizard_id)
    if record.version != version:
        raise StaleWizardError(queries.stored(record))
    flag_modified(record, "name")
    return record


def _refuse_begun(record: WizardRecord) -> None:
    """Refuse to change what is no draft any more."""
    if record.state != WizardState.DRAFT.value:
        raise InUseError(
            Message("“{name}” was published: change it by a new draft of it.", name=record.name)
        )

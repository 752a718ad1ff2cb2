"""Use cases on drafts of schemes: how they are made and kept."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.attributes import flag_modified

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.entry import (
    CANNOT_BE_KEPT,
    NAME_LENGTH,
    entered,
    is_storable,
)
from crm_desktop.domain.people import COMPANY, Subject, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InUseError, InvalidInputError, NotFoundError
from crm_desktop.exchange.scheme import read_scheme
from crm_desktop.kpi.health import Finding
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.arriving import arriving, merged
from crm_desktop.rewards.wizard.concerning import concerning
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.editing import empty_draft
from crm_desktop.rewards.wizard.joining import suited
from crm_desktop.rewards.wizard.kept import (
    StaleWizardError,
    StoredWizard,
    WizardRow,
    WizardState,
)
from crm_desktop.rewards.wizard.plain import to_plain
from crm_desktop.rewards.wizard.taking_in import people_in
from crm_desktop.rewards.wizard.taking_up import copy_of, draft_of, revision_of
from crm_desktop.services import wizard_rules
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.health import HealthService
from crm_desktop.services.schemes import refuse_other_currency
from crm_desktop.services.scripts import ScriptService
from crm_desktop.services.wizard_insights import firm_in, paths_of
from crm_desktop.storage.models import WizardRecord
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries import wizards as queries
from crm_desktop.texts import Message

_DRAFT = Message("The draft")


class WizardDrafts:
    """The part of the use cases in which nothing changes for anybody."""

    def __init__(
        self,
        sessions: sessionmaker[Session],
        now: Now,
        health: HealthService,
        scripts: ScriptService,
        acting: Acting = ANYBODY,
    ) -> None:
        self._sessions = sessions
        self._now = now
        self._health = health
        self._scripts = scripts
        self._acting = acting

    @needs(Right.SCHEME)
    def list_wizards(self) -> list[WizardRow]:
        """Return all drafts and what became of them, the last changed first."""
        with self._sessions() as session:
            return queries.list_rows(session, self._today(session))

    @needs(Right.SCHEME)
    def units(self) -> dict[SubjectRef, str]:
        """Return for whom a scheme may be copied, the company first, by their names to show.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            units = subjects.staff(session).on(self._today(session)).units
            return {COMPANY: firm_queries.firm(session).name, **dict(paths_of(units))}

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
            return queries.stored(record, self._today(session))

    @needs(Right.SCHEME)
    def empty(self, name: str) -> WizardDraft:
        """Return a draft in the firm's currency in which nothing is decided; it is not kept yet.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            return empty_draft(name, firm_queries.firm(session).currency)

    @needs(Right.SCHEME)
    def from_scheme(self, scheme: Scheme, name: str) -> WizardDraft:
        """Return a draft of ``scheme``, which is a ready one, of a file, or the firm's own.

        People and units that the firm does not have are left out; see ``taking_up``.

        Raises:
            InvalidInputError: its currency is not the firm's.
            NotSetUpError: there is no firm yet.

        """
        return self._draft_of(scheme, name)

    @needs(Right.SCHEME)
    def from_file(self, path: Path) -> WizardDraft:
        """Return a draft of the scheme file, called as it is.

        Raises:
            DocumentError: the file has problems; all of them are named, a line each.
            InvalidInputError: its currency is not the firm's.
            NotSetUpError: there is no firm yet.

        """
        scheme = read_scheme(path)
        return self._draft_of(scheme, scheme.name)

    @needs(Right.SCHEME)
    def from_profiles(self, codes: Collection[str]) -> WizardDraft:
        """Return a draft of those profiles of the firm's rules, to change them.

        They are as they will be on the first coming day on which all of them hold, or most; the
        draft begins on that day.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            starts, present = wizard_rules.standing(session, codes, self._today(session))
            people = self._people(session)
        named = [each.name for each in present.profiles if each.code in codes]
        name = str(listed(named)) if named else ""
        draft = draft_of(present, name, people, present=present, codes=codes)
        return replace(draft, valid_from=starts)

    @needs(Right.SCHEME)
    def merged(self, draft: WizardDraft) -> Scheme:
        """Return what will hold in the firm once ``draft`` is published: see ``merging``.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            people, name = self._people(session), firm_queries.scheme_name(session)
            days = wizard_rules.days_of(session, draft, self._today(session))
        return replace(merged(draft, days, people), name=name)

    @needs(Right.SCHEME)
    def findings(self, draft: WizardDraft) -> tuple[Finding, ...]:
        """Return what may spoil the firm's rules with ``draft`` in them, as far as it is of it.

        Raises:
            DeniedError: not everybody's pay is seen.
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: the draft, or what the firm has already, has mistakes.

        """
        with self._sessions() as session:
            today, people = self._today(session), self._people(session)
            name = firm_queries.scheme_name(session)
            days = wizard_rules.days_of(session, draft, today)
        arrival = arriving(draft, days, people)
        whole = replace(arrival.on(arrival.first), name=name)
        found = self._health.findings(today, scheme=whole)
        return tuple(concerning(found, draft, arrival.draft, whole))

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
            return queries.stored(record, self._today(session))

    @needs(Right.SCHEME)
    def save(self, wizard_id: int, version: int, draft: WizardDraft, author: str = "") -> WizardRow:
        """Keep ``draft`` as it stands in the place of the one of ``version``.

        Raises:
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else saved or published it first; it has what they saved.
            InvalidInputError: a name is too long, or has a character that no database keeps.

        """
        with self._sessions.begin() as session:
            record = self._record(session, wizard_id, version)
            refuse_begun(record)
            self._fill(session, record, draft, author)
            session.flush()
            return queries.row(record, self._today(session))

    @needs(Right.SCHEME)
    def delete(self, wizard_id: int, version: int) -> Changes:
        """Forget a draft.

        Raises:
            InUseError: it was published: what people were paid by stays.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else saved it first.

        """
        with self._sessions.begin() as session:
            record = self._record(session, wizard_id, version)
            refuse_begun(record)
            session.delete(record)
        return Changes.NONE

    @needs(Right.SCHEME)
    def copy(self, wizard_id: int, name: str, members: Sequence[SubjectRef]) -> StoredWizard:
        """Keep a new draft that is the same for other people; see ``copy_of`` and ``suited``.

        Raises:
            NotFoundError: it is not there any more.
            InvalidInputError: the name is too long.

        """
        draft = self.wizard(wizard_id).draft
        with self._sessions() as session:
            present = wizard_rules.newest(session)
            firm = firm_in(session, self._now())
        taken = {each.code for part in (present.profiles, present.cards) for each in part}
        return self.create(suited(copy_of(draft, name, members, taken), firm))

    @needs(Right.SCHEME)
    def revise(self, wizard_id: int) -> StoredWizard:
        """Keep a new draft that changes what was published; until it is published nothing changes.

        It begins with the rules as they are by now, changed by hand or not; one of a paused or
        ended scheme with what was published.

        Raises:
            NotFoundError: it is not there any more.
            InvalidInputError: it was not published yet.

        """
        kept = self.wizard(wizard_id)
        if kept.row.state is WizardState.DRAFT:
            message = Message("“{name}” is a draft: change it as it is.", name=kept.row.name)
            raise InvalidInputError("state", message)
        draft = revision_of(kept.draft, is_over=kept.row.last_state is WizardState.ENDED)
        if kept.row.last_state is WizardState.PUBLISHED:
            now = self.from_profiles([team.code for team in draft.teams])
            roles = {team.code: team.role for team in draft.teams}
            teams = (replace(team, role=roles.get(team.code, team.role)) for team in now.teams)
            draft = replace(
                draft.called(draft.name),
                scheme=replace(now.scheme, name=draft.name),
                teams=tuple(teams),
                valid_from=now.valid_from,
                takes_up=now.takes_up,
            )
        return self.create(draft)

    def _draft_of(self, scheme: Scheme, name: str) -> WizardDraft:
        with self._sessions() as session:
            refuse_other_currency(scheme, firm_queries.firm(session))
            present = wizard_rules.newest(session)
            people = self._people(session)
        return draft_of(scheme, name, people, present=present)

    def _people(self, session: Session) -> tuple[Subject, ...]:
        return wizard_rules.everyone(session, self._today(session))

    def _record(self, session: Session, wizard_id: int, version: int) -> WizardRecord:
        """Return the record, locked against others; the next flush raises its version."""
        record = session.get(WizardRecord, wizard_id, with_for_update=True)
        if record is None:
            raise NotFoundError(_DRAFT, wizard_id)
        if record.version != version:
            raise StaleWizardError(queries.stored(record, self._today(session)))
        flag_modified(record, "name")
        return record

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


def refuse_begun(record: WizardRecord) -> None:
    """Refuse to change what is no draft any more."""
    if record.state != WizardState.DRAFT.value:
        raise InUseError(
            Message("“{name}” was published: change it by a new draft of it.", name=record.name)
        )

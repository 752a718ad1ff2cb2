"""Use cases on designed schemes: they are published, looked at again, paused and ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy.orm import Session

from crm_desktop.changes import Changes
from crm_desktop.domain.entry import (
    entered_name,
)
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.rewards.wizard import review as review_words
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import (
    Announcement,
    ReviewDue,
    Turn,
    WizardRow,
    WizardState,
)
from crm_desktop.rewards.wizard.plain import from_plain
from crm_desktop.rewards.wizard.reviewing import Structure, changes
from crm_desktop.rewards.wizard.taking_in import people_in
from crm_desktop.rewards.wizard.taking_up import made_by
from crm_desktop.services import wizard_rules
from crm_desktop.services.acting import needs
from crm_desktop.services.rules import refuse_settled
from crm_desktop.services.scheme_versions import Stored
from crm_desktop.services.wizard_drafts import refuse_begun
from crm_desktop.services.wizard_insights import firm_in
from crm_desktop.services.wizard_publishing import Publication, scripts_to_prove
from crm_desktop.services.wizard_undoing import PublishedWizard, RulesEdition
from crm_desktop.services.wizard_withdrawals import NEWS, WizardWithdrawals
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage.models import WizardRecord
from crm_desktop.storage.queries import subjects
from crm_desktop.storage.queries import wizards as queries
from crm_desktop.texts import Message


class WizardService(WizardWithdrawals):
    """All that can be done with drafts, and with what became of them."""

    @needs(Right.SCHEME)
    def publish(
        self, wizard_id: int, version: int, author: str = "", *, anyway: bool = False
    ) -> Changes:
        """Let the draft hold from its first day on, with the firm's other rules as they are then.

        All of it, or nothing. Whom it takes in is measured and paid by it alone, also where a
        rule that begins later names them; see ``merging``. Who publishes its scripts has read
        their texts. Another scheme has the teams no more that it takes over; without others it
        ends.

        Raises:
            DeniedError: it brings a script, which needs the right to scripts besides.
            InUseError: it was published already.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else saved it first.
            OvertakenWizardError: what it was made of was changed after it was begun, and it is
                not to be published ``anyway``.
            UnsoundSchemeError: with all that has to be mended first.
            InvalidInputError: it would change the pay of a period that is settled, a script has
                mistakes or a test that does not pass, or there is no author.

        """
        proven = self._prove(wizard_id)
        name = entered_name(self._acting.author(author), "author")
        with self._sessions.begin() as session:
            stored = Stored.in_turn(session)
            record = self._record(session, wizard_id, version)
            refuse_begun(record)
            draft, at = from_plain(record.body, record.name), self._now()
            publication = Publication(session, stored, draft, name, at, proven)
            firm, people = firm_in(session, at), self._people(session)
            starts = publication.refuse_wrong(firm)
            if not anyway:
                publication.refuse_overtaken(record.created_at, firm, people)
            before, body = RulesEdition.read(session), record.body
            final, taken = publication.write(starts, people, self._acting)
            after, left = RulesEdition.read(session), self._take_teams(session, taken, starts)
            self._begin(session, record, final, starts, name=name)
            record.publication = PublishedWizard(body, before, after, left).plain()
            record.withdrawal = None
        return Changes.SCHEME

    @needs(Right.SCHEME)
    def pause(self, wizard_id: int, version: int, day: date) -> Changes:
        """Let its people have their salaries alone from ``day`` on, until it is resumed.

        Its profiles end and its cards pay no more than the salary, also as somebody changed them
        by hand since it was published.

        Raises:
            InvalidInputError: ``day`` is not the first of a coming month, it is in a settled
                period, or not after the scheme begins; or the scheme is not in force.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else changed it first.

        """
        return self._stop(wizard_id, version, day, WizardState.PAUSED)

    @needs(Right.SCHEME)
    def resume(self, wizard_id: int, version: int, day: date) -> Changes:
        """Let hold again from ``day`` on what held before the pause.

        What somebody made by hand during the pause stays: a profile or a card with premiums as
        it is, of the other cards the salaries and whom they pay.

        Raises:
            InvalidInputError: ``day`` is not the first of a coming month, it is in a settled
                period, or before the pause; or the scheme is not paused.
            UnsoundSchemeError: it no longer fits the rest of the rules.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else changed it first.

        """
        with self._sessions.begin() as session:
            stored = Stored.in_turn(session)
            record = self._record(session, wizard_id, version)
            _refuse_state(record, WizardState.PAUSED)
            since = self._refuse_day(session, record, day)
            before = since - timedelta(days=1)
            draft = from_plain(record.body, record.name)
            change = wizard_rules.resumption(stored, draft, before, day)
            turns = [*queries.course(record), Turn(WizardState.PUBLISHED, day)]
            self._write(session, record, change, turns)
        return Changes.SCHEME

    @needs(Right.SCHEME)
    def end(self, wizard_id: int, version: int, day: date) -> Changes:
        """Let its people have their salaries alone from ``day`` on, for good.

        Raises:
            InvalidInputError: ``day`` is not the first of a coming month, it is in a settled
                period, or before the scheme begins; or the scheme is neither in force nor paused.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else changed it first.

        """
        return self._stop(wizard_id, version, day, WizardState.ENDED)

    @needs(Right.SCHEME)
    def undo_planned(self, wizard_id: int, version: int) -> Changes:
        """Take back the last pause, end or resumption that has not come yet.

        What somebody made by hand meanwhile stays, as where a scheme is resumed.

        Raises:
            InvalidInputError: nothing is planned, another scheme takes its place from then on, or
                the day is in a settled period.
            UnsoundSchemeError: it no longer fits the rest of the rules.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else changed it first.

        """
        with self._sessions.begin() as session:
            stored = Stored.in_turn(session)
            record = self._record(session, wizard_id, version)
            if not queries.row(record, self._today(session)).is_undoable:
                message = Message("Nothing of “{name}” can be taken back.", name=record.name)
                raise InvalidInputError("state", message)
            *turns, last = queries.course(record)
            refuse_settled(session, last.day)
            draft = from_plain(record.body, record.name)
            if turns[-1].state is WizardState.PUBLISHED:
                before = last.day - timedelta(days=1)
                change = wizard_rules.resumption(stored, draft, before, last.day)
            else:
                change = wizard_rules.stop(stored, draft, last.day)
            self._write(session, record, change, turns)
        return Changes.SCHEME

    @needs(Right.SCHEME)
    def reviews(self) -> list[ReviewDue]:
        """Return the published schemes that somebody has to look at again, and why."""
        due = []
        with self._sessions() as session:
            today = self._today(session)
            people, groups = self._everyone(session), queries.product_groups(session)
            for kept, structure in queries.list_stored(session, WizardState.PUBLISHED, today):
                reasons = []
                if kept.row.review_on is not None and kept.row.review_on <= today:
                    reasons.append(
                        Message("The day of the review has come: {day}.", day=kept.row.review_on)
                    )
                now = Structure.around(kept.draft, people, groups)
                reasons += changes(Structure.read(structure), now)
                if reasons:
                    due.append(ReviewDue(kept.row, tuple(reasons)))
        return due

    @needs(Right.SCHEME)
    def postpone_review(self, wizard_id: int, version: int, day: date) -> WizardRow:
        """Let the next review be on ``day``; what the firm is like today counts as looked at.

        Raises:
            InvalidInputError: ``day`` is not after today, or the scheme is not in force.
            NotFoundError: it is not there any more.
            StaleWizardError: somebody else changed it first.

        """
        with self._sessions.begin() as session:
            record = self._record(session, wizard_id, version)
            _refuse_state(queries.row(record, self._today(session)), WizardState.PUBLISHED)
            if day <= self._today(session):
                raise InvalidInputError("day", Message("Choose a day after today."))
            record.review_on = day
            draft = from_plain(record.body, record.name)
            record.structure = self._structure(session, draft).plain()
            session.flush()
            return queries.row(record, self._today(session))

    def announcements(self, employee_id: int) -> list[Announcement]:
        """Return what an employee is told of schemes that take them in, the newest first.

        Of those that begin within sixty days, or began so long ago.

        Raises:
            DeniedError: what concerns them is not seen.
            NotFoundError: there is no such employee.

        """
        with self._sessions() as session:
            self._acting.sight(session).require(employee_id)
            today = self._today(session)
            staff = subjects.staff(session).on(today)
            person = next((one for one in staff.people if one.id == employee_id), None)
            if person is None:
                raise NotFoundError(EMPLOYEE, employee_id)
            kept = queries.list_stored(session, WizardState.PUBLISHED, today)
        subject, found = (person.subject, *staff.units), []
        for one, _ in kept:
            text, begins = one.draft.announcement.strip(), one.draft.valid_from
            is_news = begins is not None and abs(begins - today) <= NEWS
            if text and begins is not None and is_news and people_in(one.draft, subject):
                found.append(Announcement(one.row.name, text, begins, one.row.author))
        return sorted(found, key=lambda each: each.valid_from, reverse=True)

    def _stop(self, wizard_id: int, version: int, day: date, state: WizardState) -> Changes:
        with self._sessions.begin() as session:
            stored = Stored.in_turn(session)
            record = self._record(session, wizard_id, version)
            is_end = state is WizardState.ENDED
            _refuse_state(record, WizardState.PUBLISHED, *[WizardState.PAUSED][: int(is_end)])
            self._refuse_day(session, record, day, is_later=not is_end)
            change = wizard_rules.stop(stored, from_plain(record.body, record.name), day)
            self._write(session, record, change, [*queries.course(record), Turn(state, day)])
        return Changes.SCHEME

    def _write(
        self,
        session: Session,
        record: WizardRecord,
        change: wizard_rules.RuleChange,
        turns: Sequence[Turn],
    ) -> None:
        at = self._now()
        wizard_rules.write(session, change.versions(at), None, at)
        queries.become(record, turns)
        record.changed_at = at

    def _begin(
        self, session: Session, record: WizardRecord, draft: WizardDraft, starts: date, *, name: str
    ) -> None:
        """Let ``record`` keep ``draft`` as published by ``name``, to begin on ``starts``."""
        review = draft.review_on or _year_after(starts)
        told = review_words.told(draft)
        final = replace(draft, review_on=review, announcement=told, takes_up=made_by(draft))
        self._fill(session, record, final.at(WizardStep.PUBLISH), name)
        queries.become(record, [Turn(WizardState.PUBLISHED, starts)])
        record.review_on = review
        record.structure = self._structure(session, final).plain()

    def _refuse_day(
        self, session: Session, record: WizardRecord, day: date, *, is_later: bool = False
    ) -> date:
        """Return since when the record is in its state; refuse a day on which nothing can begin.

        The day ``is_later`` than that one, where it has to be.
        """
        is_first = day == Period.containing(day, PeriodKind.MONTH).start
        if not is_first or day < self._today(session):
            raise InvalidInputError("day", Message("Choose the first day of a coming month."))
        since = record.valid_from or day
        if day < since or (is_later and day == since):
            name, state = record.name, WizardState(record.state)
            raise InvalidInputError(
                "day",
                Message(
                    "“{name}” is {state} from {since} on: choose a later day.",
                    name=name,
                    state=state,
                    since=since,
                )
                if since > self._today(session)
                else Message(
                    "“{name}” is {state} since {since}: choose a later day.",
                    name=name,
                    state=state,
                    since=since,
                ),
            )
        refuse_settled(session, day)
        return since

    def _prove(self, wizard_id: int) -> frozenset[str]:
        """Return the fingerprints of the scripts of a draft, whose tests pass.

        That takes its time, so it is done before anybody has to wait.
        """
        draft = self.wizard(wizard_id).draft
        with self._sessions() as session:
            wanted = scripts_to_prove(Stored.read(session), draft, self._people(session))
        for script in wanted:
            self._scripts.refuse_wrong(script)
        return frozenset(script.fingerprint for script in wanted)


def _refuse_state(record: WizardRecord | WizardRow, *allowed: WizardState) -> None:
    if WizardState(record.state) not in allowed:
        raise InvalidInputError(
            "state",
            Message(
                "“{name}” is {state}: this cannot be done with it.",
                name=record.name,
                state=WizardState(record.state),
            ),
        )


def _year_after(day: date) -> date:
    """Return the day a year later; that of a 29 February is the first of March."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return date(day.year + 1, 3, 1)

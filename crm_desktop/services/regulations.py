"""Use cases on the bonus regulation: a document of the rules of a draft, or of those in force."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.people import COMPANY
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import UnwritableFileError
from crm_desktop.exchange.regulation_document import regulation_document
from crm_desktop.kpi.definition import ALWAYS, Version
from crm_desktop.kpi.problem import number_problems
from crm_desktop.rewards.assignment import HeldRules
from crm_desktop.rewards.check import UnsoundSchemeError
from crm_desktop.rewards.regulation import Concerned, Regulation
from crm_desktop.rewards.regulation_text import limited, regulation_of
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.arriving import arriving
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.services import wizard_rules
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.rules import Definition, scheme_in_force
from crm_desktop.services.scheme_versions import Stored, bare, held_on, key_of
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries import people, plans, subjects
from crm_desktop.storage.queries.subjects import Staff

D = TypeVar("D", bound=Definition)
Change = tuple[datetime, date]
"""When somebody changed a rule, and from which day on."""


class RegulationService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    @needs(Right.SCHEME)
    def of_draft(self, draft: WizardDraft, *, with_salaries: bool = False) -> Regulation:
        """Return the regulation of what ``draft`` says, as it will be once it is published.

        Its versions are those that the firm's rules have by then.

        Raises:
            NotSetUpError: there is no firm yet.
            UnsoundSchemeError: it has a number that no firm can mean.

        """
        wrong = tuple(number_problems(draft.scheme, "scheme"))
        if wrong:
            raise UnsoundSchemeError(wrong)
        with self._sessions() as session:
            today = self._today(session)
            starts = draft.valid_from or today
            everyone = wizard_rules.everyone(session, today)
            arrival = arriving(draft, wizard_rules.days_of(session, draft, today), everyone)
            written = arrival.written(arrival.first)
            whole = replace(arrival.on(arrival.first), name=draft.name)
            scheme = limited(
                whole,
                {each.code for each in written.profiles},
                {each.code for each in written.cards},
            )
            stored, now = Stored.read(session), self._now()
            numbered = _numbered(scheme, stored, starts, now)
            changes = _changes(session, stored, numbered, starts)
            is_new = any(
                each.version.number > len(stored.versions.get(key_of(each), ()))
                for each in numbered.definitions()
            )
            if is_new or wizard_rules.replanned(session, arrival, starts).new:
                changes.append((now, starts))
            return _made(
                session, numbered, whole, starts, changes=changes, with_salaries=with_salaries
            )

    @needs(Right.SCHEME)
    def of_published(self, draft: WizardDraft, *, with_salaries: bool = False) -> Regulation:
        """Return the regulation of what the rules now are that ``draft`` was published as.

        That is with all that was changed by hand since. What has not begun is told as it will.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            today = self._today(session)
        made = self.in_force(
            max(today, draft.valid_from or today),
            profiles={each.code for each in draft.scheme.profiles},
            cards={each.code for each in draft.scheme.cards},
            with_salaries=with_salaries,
        )
        return replace(made, name=draft.name)

    def in_force(
        self,
        day: date | None = None,
        *,
        profiles: Collection[str] | None = None,
        cards: Collection[str] | None = None,
        with_salaries: bool = False,
    ) -> Regulation:
        """Return the regulation of the rules in force on ``day``, today where none is named.

        ``profiles`` and ``cards`` are the codes of those that it is limited to.

        Raises:
            DeniedError: not everybody's pay is seen, which cards tell.
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            self._acting.rules_sight(session).require_whole()
            firm, on = firm_queries.firm(session), day or self._today(session)
            name = firm_queries.scheme_name(session) or firm.name
            scheme = replace(scheme_in_force(session, firm, on), name=name)
            kept = limited(
                scheme,
                {each.code for each in scheme.profiles} if profiles is None else profiles,
                {each.code for each in scheme.cards} if cards is None else cards,
            )
            changes = _changes(session, Stored.read(session), kept, on)
            return _made(session, kept, scheme, on, changes=changes, with_salaries=with_salaries)

    def save_docx(self, regulation: Regulation, path: Path, language: str) -> None:
        """Write ``regulation`` in ``language``, one of ``texts.LANGUAGES``, for Word.

        Raises:
            UnwritableFileError: the file cannot be written.

        """
        document = regulation_document(regulation, language)
        try:
            path.write_bytes(document)
        except OSError as error:
            raise UnwritableFileError(path, error) from error

    def _today(self, session: Session) -> date:
        return clock.today(self._now, firm_queries.firm(session).time_zone())


def _changes(session: Session, stored: Stored, scheme: Scheme, on: date) -> list[Change]:
    """Return the changes until ``on`` of all that the profiles and cards of ``scheme`` ever needed.

    Their plans are among it, and rules that they need no longer: with time it is never less.
    """
    profiles, cards = ({each.code for each in part} for part in (scheme.profiles, scheme.cards))
    days = (day for day in stored.days_from(ALWAYS) if day <= on)
    papers = [scheme, *(limited(stored.on(day), profiles, cards) for day in days)]
    keys = {key_of(each) for paper in papers for each in paper.definitions()}
    codes = {each.code for paper in papers for each in paper.indicators}
    made = [version for key in keys for version in stored.versions.get(key, ())]
    found = [(version.created_at, version.valid_from) for version in made]
    found += [
        (version.created_at, version.valid_from)
        for version in plans.list_versions(session, codes)
        if version.created_at is not None
    ]
    return [(at, day) for at, day in found if day <= on]


def _made(
    session: Session,
    scheme: Scheme,
    whole: Scheme,
    on: date,
    *,
    changes: Sequence[Change],
    with_salaries: bool,
) -> Regulation:
    """Return the regulation of ``scheme``, a part of the ``whole`` rules of the firm.

    Its edition is numbered by how often somebody made ``changes``, one or many at a moment.
    """
    firm, staff = firm_queries.firm(session), subjects.staff(session).on(on)
    names = {COMPANY: firm.name, **{each.ref: each.name for each in staff.everyone()}}
    profiles = {each.code for each in scheme.profiles}
    cards = {each.code for each in scheme.cards}
    held = (
        replace(
            one,
            profiles=tuple(code for code in one.profiles if code in profiles),
            card=one.card if one.card in cards else None,
        )
        for one in _held(session, whole, staff, on)
    )
    people = [one for one in held if one.profiles or one.card is not None]
    return regulation_of(
        scheme,
        firm=firm.name,
        people=people,
        names=names,
        on=on,
        number=len({at for at, _ in changes}) or 1,
        since=max((day for _, day in changes if day != ALWAYS), default=None),
        with_salaries=with_salaries,
    )


def _numbered(scheme: Scheme, stored: Stored, starts: date, at: datetime) -> Scheme:
    """Return ``scheme`` with the versions that its definitions have once they hold."""

    def dated(definition: D) -> D:
        key = key_of(definition)
        versions = stored.versions.get(key, [])
        new = held_on(starts, bare(definition), key, versions, at)
        if new is not None:
            return replace(definition, version=Version(new.valid_from, new.number))
        held = max(
            (each for each in versions if each.valid_from <= starts),
            key=lambda each: (each.valid_from, each.number),
        )
        return replace(definition, version=Version(held.valid_from, held.number))

    return replace(
        scheme,
        indicators=tuple(map(dated, scheme.indicators)),
        scales=tuple(map(dated, scheme.scales)),
        profiles=tuple(map(dated, scheme.profiles)),
        templates=tuple(map(dated, scheme.templates)),
        cards=tuple(map(dated, scheme.cards)),
        scripts=tuple(map(dated, scheme.scripts)),
    )


def _held(session: Session, whole: Scheme, staff: Staff, on: date) -> Iterator[Concerned]:
    """Yield who is employed on the day, by name, with what holds for them of all rules."""
    positions = {row.id: row.position for row in people.list_employees(session)}
    held = HeldRules.on(on, whole, staff.units)
    for person in staff.people:
        if person.works_in(Period(on, on + timedelta(days=1))):
            subject = person.subject
            card, assigned = held.cards.closest(subject) or (None, None)
            yield Concerned(
                subject,
                positions.get(person.id, ""),
                tuple(profile.code for profile in held.profiles_of(subject)),
                None if card is None else card.code,
                None if assigned is None else assigned.salary,
            )

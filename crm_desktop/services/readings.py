"""Use cases on acquaintance: which rules concern whom, and who has read them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import takewhile

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.pay import EditionRow, ReadingRow
from crm_desktop.domain.people import Subject, SubjectLevel
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import DeniedError, NotFoundError
from crm_desktop.kpi.assignment import Holders, departments_of, profiles_in_force
from crm_desktop.kpi.definition import Profile
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.assignment import AssignedCard, cards_in_force
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    RateScalePremium,
    RewardCard,
)
from crm_desktop.services.acting import ANYBODY, Acting
from crm_desktop.services.edition_words import words_of
from crm_desktop.services.rules import (
    Definition,
    DefinitionKind,
    decoded,
    read,
    scheme_in_force,
)
from crm_desktop.services.writing import EMPLOYEE
from crm_desktop.storage.models import EmployeeRecord
from crm_desktop.storage.queries import definitions, readings, subjects
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.readings import StoredEdition
from crm_desktop.storage.queries.subjects import Person
from crm_desktop.texts import Message

_KINDS = {
    kind.value: kind
    for kind in (
        DefinitionKind.CARD,
        DefinitionKind.TEMPLATE,
        DefinitionKind.PROFILE,
        DefinitionKind.SCALE,
        DefinitionKind.SCRIPT,
    )
}
_SHOWN = timedelta(days=366)
"""How long an edition that was read stays in the list."""

_THEIRS = Message("They confirm it themselves: each for what concerns them.")
_EDITION = Message("Edition")
_Key = tuple[str, str]


class ReadingService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def readings(self) -> list[ReadingRow]:
        """Return each edition that concerns somebody, with each whom it concerns.

        The newest first, and people by name. These are the versions, in force or still to come,
        of the reward card of an employee, its templates and script, their profiles and scales;
        a version that only changes whom a card or profile is for is no new edition. What has been
        read leaves the list a year after it was made; who is not seen is not in it.
        """
        return self._rows(None)

    def of_employee(self, employee_id: int) -> list[ReadingRow]:
        """Return the editions that concern one employee, the newest first.

        Raises:
            DeniedError: what concerns them is not seen.

        """
        return self._rows(employee_id)

    def unread(self) -> list[ReadingRow]:
        """Return who has not read what, as ``readings`` does."""
        return [row for row in self._rows(None) if row.read_at is None]

    def words(self, editions: Collection[EditionRow], employee_id: int) -> dict[int, Message]:
        """Return what those of ``editions`` that are no scales say to an employee, by their ids.

        Raises:
            DeniedError: what concerns them is not seen.
            NotFoundError: there is no such employee, or an edition does not concern them.

        """
        found = {}
        with self._sessions() as session:
            self._acting.sight(session).require(employee_id)
            firm = firm_queries.firm(session)
            today = clock.today(self._now, firm.time_zone())
            stored = _Editions.read(session)
            staff = subjects.staff(session).on(today)
            person = next((one for one in staff.people if one.id == employee_id), None)
            if person is None:
                raise NotFoundError(EMPLOYEE, employee_id)
            self._concerning(session, employee_id, [one.id for one in editions])
            departments = departments_of(staff.units)
            for edition in editions:
                day = max(edition.valid_from, today)
                alike = stored.alike(edition.id, day)
                scheme = scheme_in_force(session, firm, day)
                words = words_of(alike, scheme, person.subject, departments)
                if words is not None:
                    found[edition.id] = words
        return found

    def confirm(self, employee_id: int, edition_ids: Collection[int]) -> Changes:
        """Keep that the employee has read editions; those read before keep their moment.

        Raises:
            DeniedError: they are somebody else than who signed in.
            NotFoundError: there is no such employee, or an edition does not concern them.

        """
        with self._sessions.begin() as session:
            access = self._acting.of(session)
            if access.user is not None and access.employee_id != employee_id:
                raise DeniedError(_THEIRS)
            # Two windows of one person confirm one after another.
            if session.get(EmployeeRecord, employee_id, with_for_update=True) is None:
                raise NotFoundError(EMPLOYEE, employee_id)
            known = self._concerning(session, employee_id, edition_ids)
            new = [id_ for id_ in dict.fromkeys(edition_ids) if known[id_].read_at is None]
            readings.add_readings(session, employee_id, new, self._now())
        return Changes.STATEMENTS if new else Changes.NONE

    def _concerning(
        self, session: Session, employee_id: int, edition_ids: Iterable[int]
    ) -> dict[int, ReadingRow]:
        """Return what concerns the employee; refuse those of ``edition_ids`` that do not."""
        known = {row.edition.id: row for row in self._found(session, employee_id)}
        strange = next((id_ for id_ in edition_ids if id_ not in known), None)
        if strange is not None:
            raise NotFoundError(_EDITION, strange)
        return known

    def _rows(self, employee_id: int | None) -> list[ReadingRow]:
        oldest = self._now() - _SHOWN
        with self._sessions() as session:
            sight = self._acting.sight(session)
            if employee_id is not None:
                sight.require(employee_id)
            found = [
                row for row in self._found(session, employee_id) if sight.sees(row.employee_id)
            ]
        return [row for row in found if row.read_at is None or row.edition.created_at >= oldest]

    def _found(self, session: Session, employee_id: int | None) -> list[ReadingRow]:
        today = clock.today(self._now, firm_queries.firm(session).time_zone())
        staff = subjects.staff(session).on(today)
        editions = _Editions.read(session)
        read_at = readings.readings(session, employee_id)
        rows: dict[int, EditionRow] = {}
        concerned: dict[EditionRow, dict[int, Person]] = {}
        whose = [one for one in staff.people if employee_id in {None, one.id}]
        for edition, person in _concerns(editions, staff.units, whose, today):
            row = rows.get(edition.id) or editions.row(edition)
            rows[edition.id] = row
            concerned.setdefault(row, {})[person.id] = person
        newest_first = sorted(concerned, key=_recency, reverse=True)
        return [
            ReadingRow(row, one.id, one.subject.name, read_at.get((one.id, row.id)))
            for row in newest_first
            for one in concerned[row].values()
        ]


def _recency(row: EditionRow) -> tuple[date, int]:
    return row.valid_from, row.id


@dataclass(frozen=True, slots=True)
class _Editions:
    """The versions of each definition that say what holds, or were read, as they were made.

    What something else took the place of on its own day before anybody read it, never was.
    """

    stored: Mapping[_Key, Sequence[StoredEdition]]

    @classmethod
    def read(cls, session: Session) -> _Editions:
        editions, was_read = readings.list_editions(session, _KINDS), readings.list_read(session)
        last = {(*_key(one), one.version.valid_from): one for one in editions}
        stored: dict[_Key, list[StoredEdition]] = {}
        for one in editions:
            holds = last[*_key(one), one.version.valid_from]
            if one.id in was_read or _said(one) == _said(holds):
                stored.setdefault(_key(one), []).append(one)
        return cls(stored)

    def months(self, today: date) -> list[Period]:
        """Return this month, and each later one in which something begins."""
        this = Period.containing(today, PeriodKind.MONTH)
        begins = {one.version.valid_from for held in self.stored.values() for one in held}
        later = {_first_month(day) for day in begins if day > this.start}
        return sorted({this, *later}, key=lambda month: month.start)

    def held_on(self, day: date) -> dict[_Key, StoredEdition]:
        """Return the version of each definition that holds on the day, without those that end."""
        found = {}
        for key, editions in self.stored.items():
            held = definitions.held_on((one.version for one in editions), day)
            if held is not None and held.body is not None:
                found[key] = next(one for one in editions if one.version is held)
        return found

    def alike(self, id_: int, until: date) -> list[StoredEdition]:
        """Return the version ``id_`` and those after it in a row that say the same.

        Without those that begin after ``until``.
        """
        [held] = [held for held in self.stored.values() if any(one.id == id_ for one in held)]
        later = [one for one in held if one.id >= id_]
        same = takewhile(lambda one: _said(one) == _said(later[0]), later)
        return [one for one in same if one.id == id_ or one.version.valid_from <= until]

    def row(self, edition: StoredEdition) -> EditionRow:
        """Return the first of the versions up to ``edition`` that say the same in a row."""
        editions = self.stored[edition.version.kind, edition.version.code]
        first, said = edition, _said(edition)
        for one in reversed(editions[: editions.index(edition)]):
            if _said(one) != said:
                break
            first = one
        version, definition = first.version, read(first.version)
        return EditionRow(
            id=first.id,
            kind=_KINDS[version.kind].label(),
            code=version.code,
            name="" if definition is None else definition.name,
            number=version.number,
            valid_from=version.valid_from,
            created_at=version.created_at,
        )


def _key(edition: StoredEdition) -> _Key:
    return edition.version.kind, edition.version.code


def _concerns(
    editions: _Editions, units: Sequence[Subject], people: Sequence[Person], today: date
) -> Iterator[tuple[StoredEdition, Person]]:
    """Yield which version concerns whom now and later, some more than once."""
    for month in editions.months(today):
        rules = _Rules.of(editions.held_on(month.start), units, month)
        for person in people:
            if person.works_in(month):
                yield from ((edition, person) for edition in rules.editions_of(person.subject))


def _first_month(day: date) -> Period:
    """Return the first month that begins on ``day`` or later."""
    month = Period.containing(day, PeriodKind.MONTH)
    return month if month.start == day else month.next()


def _said(edition: StoredEdition) -> Definition | None:
    """Return what a version says besides whom it is for; None where it ends."""
    if edition.version.body is None:
        return None
    match decoded(edition.version.body):
        case RewardCard() as card:
            return replace(card, assignments=())
        case Profile() as profile:
            return replace(profile, assigned_to=(), terms=())
        case Script() as script:
            return replace(script, tests=(), author="", reason="")
        case definition:
            return definition


@dataclass(frozen=True, slots=True)
class _Rules:
    """What holds in a month, by whom it is for."""

    held: Mapping[_Key, StoredEdition]
    cards: Holders[AssignedCard]
    profiles: Sequence[Holders[Profile]]

    @classmethod
    def of(
        cls, held: Mapping[_Key, StoredEdition], units: Sequence[Subject], month: Period
    ) -> _Rules:
        departments = departments_of(units)
        known = [read(one.version) for one in held.values()]
        cards = [one for one in known if isinstance(one, RewardCard)]
        profiles = [one for one in known if isinstance(one, Profile)]
        # Whatever their periods are, profiles are to be read from their first day on.
        periods = [replace(month, kind=kind) for kind in _kinds_of(profiles)]
        employee = SubjectLevel.EMPLOYEE
        return cls(
            held,
            Holders(cards_in_force(cards, month), departments),
            [
                Holders(profiles_in_force(profiles, employee, period), departments)
                for period in periods
            ],
        )

    def editions_of(self, subject: Subject) -> Iterator[StoredEdition]:
        """Yield what concerns the employee, each version once."""
        keys = dict.fromkeys((*self._of_card(subject), *self._of_profiles(subject)))
        yield from (self.held[key] for key in keys if key in self.held)

    def _of_card(self, subject: Subject) -> Iterator[_Key]:
        assigned = self.cards.closest(subject)
        if assigned is None:
            return
        card, _assignment = assigned
        yield DefinitionKind.CARD.value, card.code
        for code in card.templates:
            key = DefinitionKind.TEMPLATE.value, code
            yield key
            template = read(self.held[key].version) if key in self.held else None
            if isinstance(template, BonusTemplate):
                yield from _scale_of(template)
        if card.script is not None:
            yield DefinitionKind.SCRIPT.value, card.script

    def _of_profiles(self, subject: Subject) -> Iterator[_Key]:
        for holders in self.profiles:
            profile = holders.closest(subject)
            if profile is not None:
                yield DefinitionKind.PROFILE.value, profile.code
                for entry in profile.entries:
                    if entry.scale is not None:
                        yield DefinitionKind.SCALE.value, entry.scale


def _kinds_of(profiles: Sequence[Profile]) -> list[PeriodKind]:
    return list(dict.fromkeys(profile.period_kind for profile in profiles))


def _scale_of(template: BonusTemplate) -> Iterator[_Key]:
    match template.premium:
        case (
            RateScalePremium(scale=code)
            | CoefficientPremium(scale=code)
            | CommissionPremium(scale=str(code))
        ):
            yield DefinitionKind.SCALE.value, code

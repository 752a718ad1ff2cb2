"""Use cases on the KPI scheme: definitions, each as versions with a first day."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.check_sources import typed
from crm_desktop.kpi.definition import ALWAYS, Indicator
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.acting import ANYBODY, Acting, needs
from crm_desktop.services.plans import PlanBook, new_plans, refuse_settled_plans
from crm_desktop.services.rules import (
    Definition,
    DefinitionKind,
    is_for_running_month,
    read,
    refuse_settled,
    scheme_in_force,
)
from crm_desktop.services.scheme_subjects import subjects_of, unknown_subjects
from crm_desktop.services.scheme_versions import (
    Key,
    Stored,
    bare,
    held_from,
    held_on,
    key_of,
    refuse_made_unsound,
    refuse_unsound_days,
    restored,
    seen_part,
)
from crm_desktop.storage.models import FirmRecord
from crm_desktop.storage.queries import definitions, plans, statements, subjects
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a definition; ``definition`` None ends it from ``valid_from`` on."""

    number: int
    valid_from: date
    created_at: datetime
    definition: Definition | None


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What changed at a moment: version ``number`` of a definition, or ``number`` plans.

    ``kind`` None are plans for the indicator of ``code``; ``definition`` is None for them, and
    where a definition ends.
    """

    at: datetime
    change: ChangeKind
    kind: DefinitionKind | None
    code: str
    valid_from: date
    number: int
    definition: Definition | None = None


class SchemeService:
    def __init__(self, sessions: sessionmaker[Session], now: Now, acting: Acting = ANYBODY) -> None:
        self._sessions = sessions
        self._now = now
        self._acting = acting

    def scheme(self, on: date) -> Scheme:
        """Return the definitions and plans in force on the day, with their versions.

        Cards and plans of people whose pay is not seen are left out, unless for whom may change
        the rules.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            name = firm_queries.scheme_name(session)
            scheme = scheme_in_force(session, firm, on)
            return replace(seen_part(scheme, self._acting.rules_sight(session)), name=name)

    def for_file(self, on: date) -> Scheme:
        """Return what a scheme file says: what is in force on the day, and the plans for it.

        They are those of the periods which hold the day and of all later ones, with what such a
        plan splits a period with. A scheme without a name is called as the firm is. That a plan
        ends later is not in it.

        Raises:
            DeniedError: not everybody's pay is seen, which cards tell.
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            self._acting.rules_sight(session).require_whole()
            firm = firm_queries.firm(session)
            name = firm_queries.scheme_name(session) or firm.name
            scheme = scheme_in_force(session, firm, on)
            measured = {each.code for each in scheme.indicators}
            planned = plans.list_for_file(session, on, measured)
        return replace(scheme, name=name, plans=tuple(planned))

    def unknown_subjects(self, scheme: Scheme) -> tuple[SchemeProblem, ...]:
        """Return the places where ``scheme`` names somebody whom the firm does not have."""
        with self._sessions() as session:
            known = subjects_of(subjects.staff(session))
        return tuple(unknown_subjects(scheme, known))

    def settled_until(self) -> date | None:
        """Return the end of the last settled period, before which no new rules begin."""
        with self._sessions() as session:
            settled = statements.last_settled(session)
        return None if settled is None else settled.end

    def save(self, definition: Definition, valid_from: date) -> Changes:
        """Let ``definition`` hold from the day on, until the next version that begins later.

        What else the scheme says may be unsound already: it can be mended step by step.

        Raises:
            DeniedError: a script needs the right to scripts, all others that to the scheme.
            UnsoundSchemeError: ``definition`` has mistakes, or would make the scheme that is in
                force on this or a later day unsound; places of later days begin with the day.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        return self.save_all([definition], valid_from)

    def save_all(self, wanted: Collection[Definition], valid_from: date) -> Changes:
        """Let all of ``wanted`` hold from the day on, or none of them; see ``save``."""
        with self._sessions.begin() as session:
            return self.save_in(session, wanted, valid_from)

    def save_in(
        self, session: Session, wanted: Collection[Definition], valid_from: date
    ) -> Changes:
        """Do what ``save_all`` does as a part of something larger."""
        self._require(*map(DefinitionKind.of, wanted))
        at = self._now()
        stored = Stored.in_turn(session)
        refuse_settled(session, valid_from)
        new = []
        for definition in wanted:
            key = key_of(definition)
            versions = stored.versions.get(key, [])
            version = held_on(valid_from, _typed(bare(definition)), key, versions, at)
            new += [] if version is None else [version]
        refuse_made_unsound(stored, new, *map(key_of, wanted))
        definitions.add_versions(session, new)
        return Changes.SCHEME if new else Changes.NONE

    def remove(self, kind: DefinitionKind, code: str, valid_from: date) -> Changes:
        """Let the definition no longer hold from the day on, nor begin later.

        The plans for an indicator end with it.

        Raises:
            NotFoundError: there is no such definition.
            UnsoundSchemeError: others need it, on this or a later day.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        self._require(kind)
        key, at = (kind.value, code), self._now()
        with self._sessions.begin() as session:
            stored = Stored.in_turn(session)
            if key not in stored.versions:
                raise NotFoundError(kind.label(), code)
            refuse_settled(session, valid_from)
            new = list(held_from(valid_from, None, key, stored.versions[key], at))
            refuse_made_unsound(stored, new, key)
            definitions.add_versions(session, new)
            if kind is DefinitionKind.INDICATOR:
                book = PlanBook.read(session, {code})
                book.end_all([code], valid_from)
                plans.add_versions(session, book.new, at)
        return Changes.SCHEME if new else Changes.NONE

    def restore(self, kind: DefinitionKind, code: str) -> Changes:
        """Take back the last removal of the definition, with the plans that ended with it.

        Raises:
            NotFoundError: its last version is no removal.
            UnsoundSchemeError: it no longer fits the rest of the scheme.
            InvalidInputError: it would change the pay of a period that is settled.

        """
        self._require(kind)
        key, at = (kind.value, code), self._now()
        with self._sessions.begin() as session:
            stored = Stored.in_turn(session)
            versions = stored.versions.get(key, [])
            new = list(restored(versions, at))
            if not new:
                raise NotFoundError(kind.label(), code)
            refuse_settled(session, min(version.valid_from for version in new))
            refuse_made_unsound(stored, new, key)
            definitions.add_versions(session, new)
            if kind is DefinitionKind.INDICATOR:
                book = PlanBook.read(session, {code})
                book.restore(versions[-1].created_at)
                plans.add_versions(session, book.new, at)
        return Changes.SCHEME

    def _require(self, *kinds: DefinitionKind) -> None:
        """Let pass whoever may change definitions of ``kinds``: scripts have their own right."""
        for is_script in {kind is DefinitionKind.SCRIPT for kind in kinds}:
            self._acting.require(Right.SCRIPTS if is_script else Right.SCHEME)

    @needs(Right.SCHEME)
    def import_scheme(self, scheme: Scheme, valid_from: date = ALWAYS) -> Changes:
        """Bring the scheme in force from ``valid_from`` on; only what differs gets a version.

        A definition or plan that names a later day begins on that day, and no plan before the
        first definition. Definitions that ``scheme`` lacks end with the plans for them on the
        day on which its first one begins; other plans stay. What was to begin later by an
        earlier import no longer does. Name and rounding have no day: they stay as they are
        where the firm has rules and those of ``scheme`` begin after this month has.

        Raises:
            DeniedError: a script would change, which needs the right to scripts besides.
            UnsoundSchemeError: with every mistake in ``scheme``, or in what would be in force
                on a day before all of it has begun.
            InvalidInputError: the scheme is in another currency than the firm, or would change
                the pay of a period whose statements are no longer drafts.

        """
        sound = replace(checked(scheme), name=scheme.name.strip())
        with self._sessions.begin() as session:
            stored = Stored.in_turn(session)
            refuse_other_currency(sound, stored.firm)
            starts, at = max(valid_from, sound.first_day), self._now()
            refuse_settled(session, starts)
            new = list(new_versions(stored, sound, starts, at))
            if any(version.kind == DefinitionKind.SCRIPT.value for version in new):
                self._acting.of(session).require(Right.SCRIPTS)
            refuse_unsound_days(stored.with_new(new), starts)
            definitions.add_versions(session, new)
            planned = new_plans(session, sound, starts)
            refuse_settled_plans(session, filter(None, (one.plan() for one in planned)))
            plans.add_versions(session, planned, at)
            changes = Changes.SCHEME if new or planned else Changes.NONE
            if stored.versions and not is_for_running_month(stored.firm, starts, self._now):
                return changes
            return changes | _save_head(session, sound)

    def history(self, kind: DefinitionKind, code: str) -> list[VersionRow]:
        """Return all versions of one definition, the newest first.

        Raises:
            DeniedError: it is a reward card, and not everybody's pay is seen.

        """
        with self._sessions() as session:
            if kind is DefinitionKind.CARD:
                self._acting.rules_sight(session).require_whole()
            versions = definitions.list_versions(session, kind.value, code)
        return [
            VersionRow(version.number, version.valid_from, version.created_at, read(version))
            for version in reversed(versions)
        ]

    def change_log(self, limit: int = 200) -> list[ChangeRow]:
        """Return what changed when, the newest first, at most ``limit`` rows.

        Raises:
            DeniedError: not everybody's pay is seen, which cards tell.

        """
        with self._sessions() as session:
            self._acting.rules_sight(session).require_whole()
            made = [_change(version) for version in definitions.list_newest(session, limit)]
            made += [
                ChangeRow(
                    one.at, ChangeKind.PLANNED, None, one.indicator, one.valid_from, one.count
                )
                for one in plans.list_changes(session, limit)
            ]
        made.sort(key=lambda row: row.at, reverse=True)
        return made[:limit]


def _typed(definition: Definition) -> Definition:
    """Return ``definition`` with typed filters; where they do not suit, the check will say so."""
    if not isinstance(definition, Indicator):
        return definition
    try:
        return typed(definition)
    except InvalidInputError:
        return definition


def new_versions(
    stored: Stored, scheme: Scheme, starts: date, at: datetime
) -> Iterator[DefinitionVersion]:
    """Yield what lets ``scheme`` alone hold from ``starts`` on."""
    wanted: set[Key] = set()
    for definition in scheme.definitions():
        key = key_of(definition)
        wanted.add(key)
        begins = max(starts, definition.version.valid_from)
        versions = stored.versions.get(key, [])
        yield from held_from(begins, bare(definition), key, versions, at)
    for key in stored.versions.keys() - wanted:
        yield from held_from(starts, None, key, stored.versions[key], at)


def _save_head(session: Session, scheme: Scheme) -> Changes:
    """Keep the scheme's name and rounding with the firm's settings."""
    record = session.get_one(FirmRecord, 1)
    head: Mapping[str, str] = {
        "scheme_name": scheme.name,
        "rounding": scheme.rounding.value,
        "rounding_place": scheme.rounding_place.value,
    }
    if all(getattr(record, name) == value for name, value in head.items()):
        return Changes.NONE
    for name, value in head.items():
        setattr(record, name, value)
    return Changes.SCHEME | Changes.SETTINGS


def _change(version: DefinitionVersion) -> ChangeRow:
    return ChangeRow(
        at=version.created_at,
        change=_change_kind(version),
        kind=DefinitionKind(version.kind),
        code=version.code,
        valid_from=version.valid_from,
        number=version.number,
        definition=read(version),
    )


def _change_kind(version: DefinitionVersion) -> ChangeKind:
    if version.body is None:
        return ChangeKind.REMOVED
    return ChangeKind.ADDED if version.number == 1 else ChangeKind.CHANGED


def refuse_other_currency(scheme: Scheme, firm: Firm) -> None:
    """Refuse a scheme whose amounts are not those that the firm's records are counted in.

    Raises:
        InvalidInputError: its currency is not the firm's.

    """
    if scheme.currency != firm.currency:
        raise InvalidInputError(
            "scheme.currency",
            Message(
                "The scheme pays in {scheme}, the firm counts in {firm}.",
                scheme=scheme.currency,
                firm=firm.currency,
            ),
        )


__all__ = [
    "ChangeKind",
    "ChangeRow",
    "Definition",
    "DefinitionKind",
    "SchemeService",
    "VersionRow",
    "refuse_other_currency",
]

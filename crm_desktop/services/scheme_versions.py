"""All versions of the definitions, and the next ones that let something else hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from crm_desktop.domain.firm import Firm
from crm_desktop.kpi.definition import Version
from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards.check import UnsoundSchemeError, problems
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.services.acting import Sight
from crm_desktop.services.rules import (
    Definition,
    DefinitionKind,
    decoded,
    encoded,
    scheme_of,
    take_turn,
)
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.definitions import DefinitionVersion

Key = tuple[str, str]
"""Kind and code of a definition."""


@dataclass(frozen=True, slots=True)
class Stored:
    """All versions of all definitions of the firm, by kind and code."""

    firm: Firm
    versions: Mapping[Key, list[DefinitionVersion]]

    @classmethod
    def in_turn(cls, session: Session) -> Stored:
        """Return them once no one else is changing rules."""
        take_turn(session)
        return cls.read(session)

    @classmethod
    def read(cls, session: Session) -> Stored:
        """Return them as they are, while others may be changing rules."""
        firm = firm_queries.firm(session)
        return cls(firm, definitions.by_definition(definitions.list_versions(session)))

    def with_new(self, new: Iterable[DefinitionVersion]) -> Stored:
        found = [*(version for held in self.versions.values() for version in held), *new]
        return Stored(self.firm, definitions.by_definition(found))

    def on(self, day: date) -> Scheme:
        """Return what holds on the day but plans: one for what is not measured harms nobody."""
        held = (definitions.held_on(versions, day) for versions in self.versions.values())
        return scheme_of(self.firm, (version for version in held if version is not None))

    def days_from(self, starts: date) -> list[date]:
        """Return the days, ``starts`` and later, on which something begins or ends."""
        days = (version.valid_from for held in self.versions.values() for version in held)
        return _later_days(starts, days)


def key_of(definition: Definition) -> Key:
    return DefinitionKind.of(definition).value, definition.code


def bare(definition: Definition) -> Definition:
    """Return ``definition`` as databases keep it, without a version of its own."""
    found: Definition = replace(definition, version=Version())
    return found


def held_from(
    starts: date,
    definition: Definition | None,
    key: Key,
    stored: Iterable[DefinitionVersion],
    at: datetime,
) -> Iterator[DefinitionVersion]:
    """Yield the versions that let ``definition``, or with None nothing, hold from ``starts`` on."""
    versions = list(stored)
    for day in _later_days(starts, (version.valid_from for version in versions)):
        new = held_on(day, definition, key, versions, at)
        if new is not None:
            versions.append(new)
            yield new


def held_on(
    day: date,
    definition: Definition | None,
    key: Key,
    versions: Collection[DefinitionVersion],
    at: datetime,
) -> DefinitionVersion | None:
    """Return the version that lets ``definition`` hold on ``day``, None where it does already."""
    if _meant_on(versions, day) == definition:
        return None
    body = None if definition is None else encoded(definition)
    return DefinitionVersion(*key, len(versions) + 1, day, body, at)


def says_otherwise(was: Collection[DefinitionVersion], now: Collection[DefinitionVersion]) -> bool:
    """Whether by ``now`` something else holds on any day than by ``was``, of one definition."""
    days = {version.valid_from for version in (*was, *now)}
    return any(_meant_on(was, day) != _meant_on(now, day) for day in days)


def _meant_on(versions: Collection[DefinitionVersion], day: date) -> Definition | None:
    held = definitions.held_on(versions, day)
    return None if held is None or held.body is None else decoded(held.body)


def _later_days(starts: date, days: Iterable[date]) -> list[date]:
    """Return ``starts`` and the later ones of ``days``, each once and in order."""
    return sorted({starts, *(day for day in days if day > starts)})


def restored(versions: Collection[DefinitionVersion], at: datetime) -> Iterator[DefinitionVersion]:
    """Yield the versions that take back the removal that the last of ``versions`` made.

    A removal ended the definition on one day or on several, all at one moment.
    """
    left = sorted(versions, key=lambda version: version.number)
    ended: list[DefinitionVersion] = []
    while left and left[-1].body is None and left[-1].created_at == (ended or left)[-1].created_at:
        ended.append(left.pop())
    for number, end in enumerate(reversed(ended), len(versions) + 1):
        before = definitions.held_on(left, end.valid_from)
        if before is not None and before.body is not None:
            yield replace(end, number=number, body=before.body, created_at=at)


def refuse_unsound_days(stored: Stored, valid_from: date) -> None:
    """Refuse definitions that would be in force before those which they refer to."""
    for day in stored.days_from(valid_from):
        if found := problems(stored.on(day)):
            raise UnsoundSchemeError(tuple(_on_day(problem, day) for problem in found))


def refuse_made_unsound(stored: Stored, new: Collection[DefinitionVersion], *keys: Key) -> None:
    """Refuse what is wrong with the definitions of ``keys``, or with others because of them."""
    if not new:
        return
    own = tuple(f"{kind}s.{code}." for kind, code in keys)
    first = min(version.valid_from for version in new)
    after = stored.with_new(new)
    for day in after.days_from(first):
        was = problems(stored.on(day))
        made = [
            problem
            for problem in problems(after.on(day))
            if problem not in was or f"{problem.place}.".startswith(own)
        ]
        if made:
            found = made if day == first else [_on_day(problem, day) for problem in made]
            raise UnsoundSchemeError(tuple(found))


def _on_day(problem: SchemeProblem, day: date) -> SchemeProblem:
    return SchemeProblem(f"{day}: {problem.place}", problem.message)


def seen_part(scheme: Scheme, sight: Sight) -> Scheme:
    """Return ``scheme`` without the cards and plans of people whose pay is not seen."""
    if sight.is_whole():
        return scheme
    cards = []
    for card in scheme.cards:
        known = tuple(one for one in card.assignments if sight.sees_assigned(one.subject))
        if known:
            cards.append(replace(card, assignments=known))
    planned = tuple(plan for plan in scheme.plans if sight.sees_assigned(plan.subject))
    return replace(scheme, cards=tuple(cards), plans=planned)

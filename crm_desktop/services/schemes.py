"""Use cases on the KPI scheme: definitions and plans, each as versions with a first day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import COMPANY, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.errors import InvalidInputError, NotFoundError
from crm_desktop.kpi.check import SchemeProblem, number_problems
from crm_desktop.kpi.definition import ALWAYS, Indicator, Plan, Profile, Scale, Version
from crm_desktop.rewards import plain
from crm_desktop.rewards.check import UnsoundSchemeError, checked, problems
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, RewardCard
from crm_desktop.storage.models import FirmRecord
from crm_desktop.storage.queries import definitions, plans, statements, subjects
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.storage.queries.plans import PlanKey, PlanVersion
from crm_desktop.texts import Message

Definition = Indicator | Scale | Profile | BonusTemplate | RewardCard


class DefinitionKind(StrEnum):
    INDICATOR = "indicator"
    SCALE = "scale"
    PROFILE = "profile"
    TEMPLATE = "template"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a definition; ``definition`` None ends it from ``valid_from`` on."""

    number: int
    valid_from: date
    created_at: datetime
    definition: Definition | None


class SchemeService:
    def __init__(self, sessions: sessionmaker[Session], now: Now) -> None:
        self._sessions = sessions
        self._now = now

    def scheme(self, on: date) -> Scheme:
        """Return the definitions and plans in force on the day, with their versions.

        Raises:
            NotSetUpError: there is no firm yet.

        """
        with self._sessions() as session:
            firm = firm_queries.firm(session)
            name = session.scalar(select(FirmRecord.scheme_name)) or ""
            return replace(scheme_in_force(session, firm, on), name=name)

    def import_scheme(self, scheme: Scheme, valid_from: date = ALWAYS) -> Changes:
        """Bring the scheme in force from ``valid_from`` on; only what differs gets a version.

        A definition or plan that names a later day begins on that day. Definitions that
        ``scheme`` lacks end, with the plans for them; other plans stay. What was to begin
        later by an earlier import no longer does.

        Raises:
            UnsoundSchemeError: with every mistake in ``scheme``, or in what would be in force
                on a day before all of it has begun.
            InvalidInputError: the scheme is in another currency than the firm, or would change
                the pay of a period whose statements are no longer drafts.

        """
        sound = replace(checked(scheme), name=scheme.name.strip())
        with self._sessions.begin() as session:
            firm = firm_in_turn(session)
            refuse_other_currency(sound, firm)
            _refuse_settled(session, valid_from)
            at = self._now()
            new = list(_new_versions(session, sound, valid_from, at))
            definitions.add_versions(session, new)
            planned = list(_new_plans(session, sound, valid_from))
            plans.add_versions(session, planned, at)
            _refuse_unsound_days(session, firm, sound, valid_from)
            changes = Changes.SCHEME if new or planned else Changes.NONE
            return changes | _save_head(session, sound)

    def history(self, kind: DefinitionKind, code: str) -> list[VersionRow]:
        """Return all versions of one definition, the newest first."""
        with self._sessions() as session:
            versions = definitions.list_versions(session, kind.value, code)
        return [
            VersionRow(version.number, version.valid_from, version.created_at, _read(version))
            for version in reversed(versions)
        ]

    def set_plan(self, plan: Plan) -> Changes:
        """Let ``plan`` hold from its first day on.

        Raises:
            NotFoundError: there is no such indicator on that day, or no such subject.
            InvalidInputError: the plan is no number or out of range, or would change the pay
                of a period whose statements are no longer drafts.

        """
        if not plan.value.is_finite():
            raise InvalidInputError("plan", Message("A plan is a number."))
        for problem in number_problems(plan.value, "plan"):
            raise InvalidInputError(problem.place, problem.message)
        return self._plan_from(PlanKey.of(plan), plan.valid_from, plan.value)

    def remove_plan(self, plan: Plan, valid_from: date) -> Changes:
        """Let ``plan`` no longer hold from ``valid_from`` on; what its profile says holds then."""
        return self._plan_from(PlanKey.of(plan), valid_from, None)

    def _plan_from(self, key: PlanKey, valid_from: date, value: Decimal | None) -> Changes:
        with self._sessions.begin() as session:
            firm = firm_in_turn(session)
            _refuse_settled(session, valid_from)
            _refuse_unknown(session, firm, key, valid_from)
            versions = plans.list_versions(session, key)
            held = plans.held_on(versions, valid_from)
            if (None if held is None else held.value) == value:
                return Changes.NONE
            new = plans.next_version(versions, key, valid_from, value)
            plans.add_versions(session, [new], self._now())
        return Changes.SCHEME


def firm_in_turn(session: Session) -> Firm:
    """Return the firm's settings once no one else is changing rules or saving statements."""
    session.scalar(select(FirmRecord.id).with_for_update())
    return firm_queries.firm(session)


def scheme_in_force(session: Session, firm: Firm, on: date, of: SubjectRef | None = None) -> Scheme:
    """Return the definitions in force on the day, with all plans or those ``of`` one subject.

    It has no name, which calculations do not ask for.
    """
    by_kind: dict[str, list[Any]] = {kind.value: [] for kind in DefinitionKind}
    for version in definitions.in_force(session, on):
        by_kind[version.kind].append(_read(version))
    return Scheme(
        name="",
        currency=firm.currency,
        rounding=firm.rounding,
        indicators=tuple(by_kind[DefinitionKind.INDICATOR]),
        scales=tuple(by_kind[DefinitionKind.SCALE]),
        profiles=tuple(by_kind[DefinitionKind.PROFILE]),
        plans=tuple(plans.in_force(session, on, of)),
        templates=tuple(by_kind[DefinitionKind.TEMPLATE]),
        cards=tuple(by_kind[DefinitionKind.CARD]),
    )


def _read(version: DefinitionVersion) -> Definition | None:
    if version.body is None:
        return None
    return replace(_decoded(version.body), version=Version(version.valid_from, version.number))


@lru_cache(maxsize=4096)
def _decoded(body: str) -> Definition:
    found: Definition = plain.from_plain(json.loads(body))
    return found


def _encoded(definition: Definition) -> str:
    return json.dumps(plain.to_plain(definition), ensure_ascii=False)


def _definitions(scheme: Scheme) -> Iterator[tuple[DefinitionKind, Definition]]:
    by_kind: dict[DefinitionKind, tuple[Definition, ...]] = {
        DefinitionKind.INDICATOR: scheme.indicators,
        DefinitionKind.SCALE: scheme.scales,
        DefinitionKind.PROFILE: scheme.profiles,
        DefinitionKind.TEMPLATE: scheme.templates,
        DefinitionKind.CARD: scheme.cards,
    }
    for kind, found in by_kind.items():
        for definition in found:
            yield kind, definition


def _new_versions(
    session: Session, scheme: Scheme, valid_from: date, at: datetime
) -> Iterator[DefinitionVersion]:
    stored = definitions.by_definition(definitions.list_versions(session))
    wanted: set[tuple[str, str]] = set()
    for kind, definition in _definitions(scheme):
        key = (kind.value, definition.code)
        wanted.add(key)
        starts = max(valid_from, definition.version.valid_from)
        bare: Definition = replace(definition, version=Version())
        yield from _held_from(starts, bare, key, stored.get(key, []), at)
    for key in stored.keys() - wanted:
        yield from _held_from(valid_from, None, key, stored[key], at)


def _held_from(
    starts: date,
    definition: Definition | None,
    key: tuple[str, str],
    stored: Iterable[DefinitionVersion],
    at: datetime,
) -> Iterator[DefinitionVersion]:
    """Yield the versions that let ``definition``, or with None nothing, hold from ``starts`` on."""
    versions = list(stored)
    for day in _days_from(starts, (version.valid_from for version in versions)):
        held = definitions.held_on(versions, day)
        present = None if held is None or held.body is None else _decoded(held.body)
        if present != definition:
            body = None if definition is None else _encoded(definition)
            versions.append(DefinitionVersion(*key, len(versions) + 1, day, body, at))
            yield versions[-1]


def _days_from(starts: date, days: Iterable[date]) -> list[date]:
    """Return ``starts`` and the later ones of ``days``, each once and in order."""
    return sorted({starts, *(day for day in days if day > starts)})


def _new_plans(session: Session, scheme: Scheme, valid_from: date) -> Iterator[PlanVersion]:
    stored: dict[PlanKey, list[PlanVersion]] = {}
    for version in plans.list_versions(session):
        stored.setdefault(version.key, []).append(version)
    for plan in _begun(scheme.plans, valid_from):
        versions = stored.setdefault(PlanKey.of(plan), [])
        held = plans.held_on(versions, plan.valid_from)
        if held is None or held.value != plan.value:
            new = plans.next_version(versions, PlanKey.of(plan), plan.valid_from, plan.value)
            versions.append(new)
            yield new
    measured = {indicator.code for indicator in scheme.indicators}
    for key, versions in stored.items():
        days = [version.valid_from for version in versions]
        for day in _days_from(valid_from, days) if key.indicator not in measured else ():
            held = plans.held_on(versions, day)
            if held is not None and held.value is not None:
                versions.append(plans.next_version(versions, key, day, None))
                yield versions[-1]


def _begun(found: Iterable[Plan], valid_from: date) -> list[Plan]:
    """Return what plans say from ``valid_from`` on, in order of their first days."""
    latest: dict[tuple[PlanKey, date], Plan] = {}
    for plan in sorted(found, key=lambda plan: plan.valid_from):
        starts = max(plan.valid_from, valid_from)
        latest[PlanKey.of(plan), starts] = replace(plan, valid_from=starts)
    return sorted(latest.values(), key=lambda plan: plan.valid_from)


def _save_head(session: Session, scheme: Scheme) -> Changes:
    """Keep the scheme's name and rounding with the firm's settings."""
    record = session.get_one(FirmRecord, 1)
    head: Mapping[str, str] = {"scheme_name": scheme.name, "rounding": scheme.rounding.value}
    if all(getattr(record, name) == value for name, value in head.items()):
        return Changes.NONE
    for name, value in head.items():
        setattr(record, name, value)
    return Changes.SCHEME | Changes.SETTINGS


def _refuse_unsound_days(session: Session, firm: Firm, scheme: Scheme, valid_from: date) -> None:
    """Refuse definitions that would be in force before those which they refer to."""
    days = [definition.version.valid_from for _, definition in _definitions(scheme)]
    for day in _days_from(valid_from, days):
        # A plan for what is not measured yet waits and harms nobody.
        held = replace(scheme_in_force(session, firm, day), plans=())
        if found := problems(held):
            raise UnsoundSchemeError(
                tuple(
                    SchemeProblem(f"{day}: {problem.place}", problem.message) for problem in found
                )
            )


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


def _refuse_settled(session: Session, valid_from: date) -> None:
    """Refuse rules for periods that were settled by others (domain.md §8)."""
    settled: Period | None = statements.last_settled(session)
    if settled is not None and settled.start >= valid_from:
        raise InvalidInputError(
            "valid_from",
            Message(
                "The pay of {period} is settled: new rules begin on {day} or later.",
                period=settled,
                day=settled.end,
            ),
        )


def _refuse_unknown(session: Session, firm: Firm, key: PlanKey, on: date) -> None:
    scheme = scheme_in_force(session, firm, on, key.subject)
    if key.indicator not in {indicator.code for indicator in scheme.indicators}:
        raise NotFoundError(Message("Indicator"), key.indicator)
    known = {subject.ref for subject in subjects.staff(session).everyone()}
    if key.subject != COMPANY and key.subject not in known:
        raise NotFoundError(Message("Subject"), str(key.subject))

"""The rules in force, read and checked within the transaction of a use case."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm_desktop import clock
from crm_desktop.clock import Now
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Indicator, Plan, Profile, Scale, Version
from crm_desktop.kpi.script import Script
from crm_desktop.rewards import plain
from crm_desktop.rewards.claims import Clawbacks
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, Clawback, RewardCard
from crm_desktop.storage.models import FirmRecord
from crm_desktop.storage.queries import definitions, plans, statements
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.texts import Message

Definition = Indicator | Scale | Profile | BonusTemplate | RewardCard | Script


class DefinitionKind(StrEnum):
    INDICATOR = "indicator"
    SCALE = "scale"
    PROFILE = "profile"
    TEMPLATE = "template"
    CARD = "card"
    SCRIPT = "script"

    def label(self) -> Message:
        return _KIND_NAMES[self]

    def shown(self) -> str:
        return str(self.label())

    @classmethod
    def of(cls, definition: Definition) -> DefinitionKind:
        """Return the kind of ``definition``."""
        match definition:
            case Indicator():
                return cls.INDICATOR
            case Profile():
                return cls.PROFILE
            case BonusTemplate():
                return cls.TEMPLATE
            case RewardCard():
                return cls.CARD
            case Script():
                return cls.SCRIPT
            case _:
                return cls.SCALE


_KIND_NAMES = {
    DefinitionKind.INDICATOR: Message("Indicator"),
    DefinitionKind.SCALE: Message("Scale"),
    DefinitionKind.PROFILE: Message("Profile"),
    DefinitionKind.TEMPLATE: Message("Bonus template"),
    DefinitionKind.CARD: Message("Reward card"),
    DefinitionKind.SCRIPT: Message("Script"),
}


def firm_in_turn(session: Session) -> Firm:
    """Return the firm's settings once no one else is changing rules or saving statements."""
    take_turn(session)
    return firm_queries.firm(session)


def take_turn(session: Session) -> None:
    """Wait until no one else is changing rules or saving statements; then others wait."""
    session.connection().execute(_TURN)


_TURN = select(FirmRecord.id).with_for_update()


def scheme_in_force(session: Session, firm: Firm, on: date, of: SubjectRef | None = None) -> Scheme:
    """Return the definitions in force on the day, with all plans or those ``of`` one subject.

    It has no name, which calculations do not ask for.
    """
    held = definitions.in_force(session, on)
    return scheme_of(firm, held, tuple(plans.in_force(session, on, of)))


def scheme_of_edition(
    session: Session, firm: Firm, on: date, edition: Sequence[int], of: SubjectRef | None = None
) -> Scheme:
    """Return what ``scheme_in_force`` returned when ``edition`` was the last one."""
    definition, plan = edition
    held = definitions.in_force(session, on, definition)
    return scheme_of(firm, held, tuple(plans.in_force(session, on, of, plan)))


def clawbacks_of_all_times(session: Session) -> Clawbacks:
    """Return what templates took back in all their versions, of those that ever did."""
    found: dict[str, list[tuple[date, Clawback | None]]] = defaultdict(list)
    versions = definitions.list_versions(session, DefinitionKind.TEMPLATE)
    for version in sorted(versions, key=attrgetter("valid_from", "number")):
        template = read(version)
        clawback = template.clawback if isinstance(template, BonusTemplate) else None
        found[version.code].append((version.valid_from, clawback))
    return Clawbacks(
        {code: known for code, known in found.items() if any(clawback for _, clawback in known)}
    )


def scheme_of(
    firm: Firm, versions: Iterable[DefinitionVersion], planned: tuple[Plan, ...] = ()
) -> Scheme:
    """Return the scheme of these ``versions``, at most one of each definition.

    The plan of a custom period may outlast its indicator: only what is measured has plans here.
    """
    by_kind: dict[str, list[Any]] = {kind.value: [] for kind in DefinitionKind}
    for version in versions:
        if version.body is not None:
            by_kind[version.kind].append(read(version))
    measured = {indicator.code for indicator in by_kind[DefinitionKind.INDICATOR]}
    return Scheme(
        name="",
        currency=firm.currency,
        rounding=firm.rounding,
        rounding_place=firm.rounding_place,
        indicators=tuple(by_kind[DefinitionKind.INDICATOR]),
        scales=tuple(by_kind[DefinitionKind.SCALE]),
        profiles=tuple(by_kind[DefinitionKind.PROFILE]),
        plans=tuple(plan for plan in planned if plan.indicator in measured),
        templates=tuple(by_kind[DefinitionKind.TEMPLATE]),
        cards=tuple(by_kind[DefinitionKind.CARD]),
        scripts=tuple(by_kind[DefinitionKind.SCRIPT]),
    )


def read(version: DefinitionVersion) -> Definition | None:
    """Return the definition that the database keeps as ``version``; None where it ends."""
    if version.body is None:
        return None
    return replace(decoded(version.body), version=Version(version.valid_from, version.number))


@lru_cache(maxsize=4096)
def decoded(body: str) -> Definition:
    """Return the definition without a version of its own."""
    found: Definition = plain.from_plain(json.loads(body))
    return found


def encoded(definition: Definition) -> str:
    """Return the text that ``decoded`` reads."""
    return json.dumps(plain.to_plain(definition), ensure_ascii=False)


def is_for_running_month(firm: Firm, starts: date, now: Now) -> bool:
    """Return whether the month of today goes by rules that begin on ``starts``."""
    today = clock.today(now, firm.time_zone())
    return starts <= Period.containing(today, PeriodKind.MONTH).start


def refuse_settled(session: Session, valid_from: date, kind: PeriodKind | None = None) -> None:
    """Refuse rules for periods, of any or one ``kind``, that were settled by others (domain.md §8).

    Raises:
        InvalidInputError: rules from ``valid_from`` on would change pay that is no longer a draft.

    """
    settled: Period | None = statements.last_settled(session, kind)
    if settled is not None and settled.start >= valid_from:
        raise InvalidInputError(
            "valid_from",
            Message(
                "The pay of {period} is settled: new rules begin on {day} or later.",
                period=settled,
                day=settled.end,
            ),
        )

"""How the publication of a scheme is undone: on every day that holds again which held before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, Self

from sqlalchemy.orm import Session

from crm_desktop.domain.people import SubjectRef
from crm_desktop.errors import InUseError
from crm_desktop.kpi.definition import Plan
from crm_desktop.kpi.sentence import listed
from crm_desktop.rewards.check import problems
from crm_desktop.services import plans
from crm_desktop.services.plans import PlanBook
from crm_desktop.services.rules import DefinitionKind
from crm_desktop.services.scheme_versions import Key, Stored, says_otherwise
from crm_desktop.services.wizard_publishing import name_of, plan_name
from crm_desktop.storage.queries import definitions
from crm_desktop.storage.queries import plans as plan_queries
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.storage.queries.plans import PlanKey, PlanVersion
from crm_desktop.texts import Message


class RulesEdition(NamedTuple):
    """The ids of the last definition and the last plan."""

    definition: int
    plan: int

    @classmethod
    def read(cls, session: Session) -> Self:
        return cls(definitions.last_id(session), plan_queries.last_id(session))


@dataclass(frozen=True, slots=True)
class PublishedWizard:
    """What is kept of a publication: the draft as it was, and which rules it wrote.

    These are the ones after ``before`` up to ``after``. ``left`` are the schemes that lost teams
    to it, each with its id, what it ``was`` and what it ``became``: see ``queries.wizards``.
    """

    body: Any
    before: RulesEdition
    after: RulesEdition
    left: Sequence[Mapping[str, Any]]

    def plain(self) -> dict[str, Any]:
        """Return what ``read`` reads."""
        return {
            "body": self.body,
            "before": list(self.before),
            "after": list(self.after),
            "left": list(self.left),
        }

    @classmethod
    def read(cls, plain: Any) -> Self:
        before, after = RulesEdition(*plain["before"]), RulesEdition(*plain["after"])
        return cls(plain["body"], before, after, plain["left"])


@dataclass(frozen=True, slots=True)
class Undoing:
    """The undoing of the publication of the scheme ``name`` in a session, whose turn has come.

    ``people`` are the names of those who may have plans.
    """

    session: Session
    stored: Stored
    published: PublishedWizard
    name: str
    people: Mapping[SubjectRef, str]

    def rules(self, at: datetime) -> tuple[list[DefinitionVersion], PlanBook]:
        """Return the versions of rules, and a book with new ones of plans, that undo it.

        Raises:
            InUseError: what it wrote was changed since, or others need it by now.

        """
        first, last = self.published.before.definition, self.published.after.definition
        written = definitions.by_definition(definitions.list_made(self.session, first, last))
        later = definitions.list_made(self.session, last)
        book = PlanBook.read(self.session)
        before, after = self.published.before.plan, self.published.after.plan
        planned = _by_key(plan_queries.list_made(self.session, before, after))
        replanned = _by_key(plan_queries.list_made(self.session, after))
        names = {
            *self._changed_rules(written),
            *self._changed_plans(planned, replanned, book),
            *self._plans_of_new(written, replanned.keys() - planned.keys(), book),
        }
        if names:
            message = Message(
                "Since “{name}” was published somebody changed {names}. Take that back first; "
                "“{name}” can also be ended.",
                name=self.name,
                names=listed(sorted(names)),
            )
            raise InUseError(message)
        new = [one for key, own in written.items() for one in self._former(key, own, at)]
        if later and new:
            self._refuse_needed(written, later, new)
        for key, own in planned.items():
            _put_back(book, key, _without(book.versions[key], own, replanned.get(key, ())), own)
        return new, book

    def _before(self, key: Key, own: Sequence[DefinitionVersion]) -> list[DefinitionVersion]:
        first = min(version.number for version in own)
        return [one for one in self.stored.versions[key] if one.number < first]

    def _former(
        self, key: Key, own: Sequence[DefinitionVersion], at: datetime
    ) -> Iterator[DefinitionVersion]:
        """Yield the versions by which holds again what held before the ``own`` ones."""
        before, now = self._before(key, own), list(self.stored.versions[key])
        starts = min(version.valid_from for version in own)
        for day in sorted({one.valid_from for one in now if one.valid_from >= starts}):
            was, held = definitions.held_on(before, day), definitions.held_on(now, day)
            body = None if was is None else was.body
            if held is not None and held.body != body:
                now.append(DefinitionVersion(*key, len(now) + 1, day, body, at))
                yield now[-1]

    def _changed_rules(self, written: Mapping[Key, Sequence[DefinitionVersion]]) -> Iterator[str]:
        for key, own in written.items():
            now, last = self.stored.versions[key], max(version.number for version in own)
            if says_otherwise([version for version in now if version.number <= last], now):
                yield name_of(now)

    def _changed_plans(
        self,
        written: Mapping[PlanKey, Sequence[PlanVersion]],
        later: Mapping[PlanKey, Sequence[PlanVersion]],
        book: PlanBook,
    ) -> Iterator[str]:
        for key in written.keys() & later.keys():
            now = book.versions[key]
            if plans.says_otherwise(_without(now, later[key]), now):
                yield self._plan_name(key)

    def _plans_of_new(
        self,
        written: Mapping[Key, Sequence[DefinitionVersion]],
        keys: Collection[PlanKey],
        book: PlanBook,
    ) -> Iterator[str]:
        """Yield the plans of ``keys``, made by others since, for indicators that came with it."""
        new = {
            code
            for (kind, code), own in written.items()
            if kind == DefinitionKind.INDICATOR.value and not self._before((kind, code), own)
        }
        for key in keys:
            if key.indicator in new and plans.says_otherwise([], book.versions[key]):
                yield self._plan_name(key)

    def _plan_name(self, key: PlanKey) -> str:
        indicator = name_of(self.stored.versions[DefinitionKind.INDICATOR.value, key.indicator])
        return plan_name(self.people.get(key.subject, key.subject.code), indicator)

    def _refuse_needed(
        self,
        written: Mapping[Key, Sequence[DefinitionVersion]],
        later: Collection[DefinitionVersion],
        new: Collection[DefinitionVersion],
    ) -> None:
        """Refuse to take away what ``later`` rules of others need; earlier mistakes come back."""
        others, after = set(later), self.stored.with_new(new)
        was = {
            key: self._before(key, written[key])
            if key in written
            else [version for version in versions if version not in others]
            for key, versions in self.stored.versions.items()
        }
        before, starts = Stored(self.stored.firm, was), min(one.valid_from for one in new)
        for day in after.days_from(starts):
            known = [*problems(self.stored.on(day)), *problems(before.on(day))]
            for problem in problems(after.on(day)):
                if problem not in known:
                    message = Message(
                        "Other rules need “{name}” by now. {place}: {message}",
                        name=self.name,
                        place=problem.place,
                        message=problem.message,
                    )
                    raise InUseError(message)


def _by_key(versions: Sequence[PlanVersion]) -> dict[PlanKey, list[PlanVersion]]:
    found: dict[PlanKey, list[PlanVersion]] = defaultdict(list)
    for version in versions:
        found[version.key].append(version)
    return dict(found)


def _without(
    versions: Sequence[PlanVersion], *others: Collection[PlanVersion]
) -> list[PlanVersion]:
    gone = {each for found in others for each in found}
    return [each for each in versions if each not in gone]


def _put_back(
    book: PlanBook, key: PlanKey, before: Sequence[PlanVersion], own: Sequence[PlanVersion]
) -> None:
    """Let one plan be in ``book`` as it was ``before`` the ``own`` versions."""
    starts = min(one.valid_from for one in own)
    for day in sorted({one.valid_from for one in book.versions[key] if one.valid_from >= starts}):
        was = plans.meant_on(before, day)
        if was is None:
            book.end([_ended(key, day)])
        elif was != plans.meant_on(book.versions[key], day):
            book.set([was])


def _ended(key: PlanKey, day: date) -> Plan:
    until = None if key.period is None else key.period.end
    return Plan(key.indicator, key.subject, Decimal(0), key.period_kind, day, until=until)

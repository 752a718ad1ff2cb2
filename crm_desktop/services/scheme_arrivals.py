"""From when a scheme file holds once it is imported, and what of the firm's rules goes by it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from crm_desktop import clock
from crm_desktop.changes import Changes
from crm_desktop.clock import Now
from crm_desktop.domain.people import SubjectRef
from crm_desktop.kpi.definition import AFTER_ALL, ALWAYS
from crm_desktop.rewards.check import checked
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.kept import WizardState
from crm_desktop.services.plans import new_plans
from crm_desktop.services.rules import is_for_running_month, refuse_settled
from crm_desktop.services.scheme_versions import Key, Stored, key_of
from crm_desktop.services.schemes import new_versions
from crm_desktop.storage.queries import wizards
from crm_desktop.texts import Message

Planned = tuple[str, SubjectRef]
"""The indicator of a plan, and whose it is."""


class AwaitedScheme(NamedTuple):
    """A designed scheme that begins on a day to come."""

    name: str
    starts: date


@dataclass(frozen=True, slots=True)
class SchemeArrival:
    """What an import does: its first definitions hold from ``starts`` on, all from ``complete`` on.

    ``ended`` names what would end then or later, ``awaited`` the designed schemes that have not
    begun and would have other rules than they were published with. ``runs`` says that the month
    of today goes by it.
    """

    starts: date
    complete: date
    ended: tuple[str, ...]
    awaited: tuple[AwaitedScheme, ...]
    runs: bool

    def costs(self) -> frozenset[str | AwaitedScheme]:
        """Return all that goes by it, which somebody has to agree to."""
        return frozenset((*self.ended, *self.awaited))

    def day_words(self) -> Message:
        """Return from when the rules of the file will hold, as a sentence."""
        if self.starts == ALWAYS:
            return Message(
                "The rules of the file will hold for past months too, and for the running one."
            )
        if self.runs:
            return Message(
                "The rules of the file will hold from {day} on, for the running month too.",
                day=self.starts,
            )
        return Message("The rules of the file will hold from {day} on.", day=self.starts)

    def done_words(self, changes: Changes) -> Message:
        """Return from when its rules hold, once they were imported with ``changes``."""
        if self.runs and changes:
            return Message("The scheme is in force.")
        if self.runs:
            return Message("The scheme was in force already.")
        if changes:
            return Message("The scheme holds from {day} on.", day=self.starts)
        return Message("It was so already: the scheme holds from {day} on.", day=self.starts)


def arrival_of(
    session: Session, stored: Stored, scheme: Scheme, valid_from: date, now: Now
) -> SchemeArrival:
    """Return what an import of ``scheme`` would do.

    Raises:
        UnsoundSchemeError: with every mistake in ``scheme``.
        InvalidInputError: it would change the pay of a period that is settled.

    """
    today = clock.today(now, stored.firm.time_zone())
    starts = max(valid_from, scheme.first_day)
    refuse_settled(session, starts)
    brought = {key_of(each) for each in scheme.definitions()}
    ended = (
        each.name for each in stored.on(AFTER_ALL).definitions() if key_of(each) not in brought
    )
    sound = checked(scheme)
    rules = {(new.kind, new.code) for new in new_versions(stored, sound, starts, now())}
    plans = {(new.key.indicator, new.key.subject) for new in new_plans(session, sound, starts)}
    return SchemeArrival(
        starts,
        max(starts, scheme.last_first_day),
        tuple(ended),
        tuple(_awaited(session, today, rules, plans)),
        is_for_running_month(stored.firm, starts, now),
    )


def _awaited(
    session: Session, today: date, rules: Collection[Key], plans: Collection[Planned]
) -> Iterator[AwaitedScheme]:
    """Yield the designed schemes to come that one of ``rules`` or ``plans`` belongs to."""
    for kept, _ in wizards.list_stored(session, WizardState.PUBLISHED, today):
        starts = kept.row.valid_from
        if starts is None or not kept.row.is_awaited(today):
            continue
        if any(key in rules for key in map(key_of, kept.draft.scheme.definitions())) or any(
            plan in plans for plan in _planned(kept.draft)
        ):
            yield AwaitedScheme(kept.row.name, starts)


def _planned(draft: WizardDraft) -> Iterator[Planned]:
    for plan in draft.scheme.plans:
        yield plan.indicator, plan.subject

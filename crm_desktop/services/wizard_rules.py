"""The rules of the firm as a designed scheme changes them: on its day, and on all later ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.domain.people import COMPANY, Subject
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.definition import AFTER_ALL, ALWAYS, Plan, Profile
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import PayModel, RewardCard
from crm_desktop.rewards.wizard.arriving import Arrival, Days, taken_up
from crm_desktop.rewards.wizard.draft import WizardDraft, part_of
from crm_desktop.rewards.wizard.merging import PlanKey as Kept
from crm_desktop.rewards.wizard.merging import plan_scope
from crm_desktop.services.plans import PlanBook, refuse_settled_plans
from crm_desktop.services.rules import Definition, DefinitionKind, scheme_in_force
from crm_desktop.services.scheme_versions import (
    Key,
    Stored,
    bare,
    held_on,
    key_of,
    refuse_made_unsound,
)
from crm_desktop.storage.queries import definitions, plans, statements, subjects
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.storage.queries.plans import PlanKey, PlanVersion

Wanted = Mapping[Key, Definition | None]
"""What is to hold; None ends a definition."""


def everyone(session: Session, today: date) -> tuple[Subject, ...]:
    """Return who works for the firm or will, where they are today, the units and the company."""
    staff = subjects.staff(session).on(today)
    there = (one.subject for one in staff.people if one.left_on is None or one.left_on > today)
    company = Subject(COMPANY, firm_queries.firm(session).name)
    return (*there, *staff.units, company)


def newest(session: Session) -> Scheme:
    """Return the rules once all that is saved has begun; their plans hold since ever."""
    return rules_on(session, AFTER_ALL)


def rules_on(session: Session, day: date) -> Scheme:
    """Return what holds on the day; plans but those of custom periods hold since ever."""
    scheme = scheme_in_force(session, firm_queries.firm(session), day)
    planned = (
        replace(plan, valid_from=ALWAYS, split=None)
        for plan in scheme.plans
        if plan.valid_from <= day and plan.until is None
    )
    return replace(scheme, plans=tuple(planned))


def standing(session: Session, codes: Collection[str], today: date) -> tuple[date, Scheme]:
    """Return the first coming day on which the most profiles of ``codes`` hold, and its rules."""
    stored, settled = Stored.read(session), statements.last_settled(session)
    first = Period.containing(today, PeriodKind.MONTH).end
    first = first if settled is None else max(first, settled.end)
    before = first - timedelta(days=1)
    kinds = {each.period_kind for each in newest(session).profiles if each.code in codes}
    aligned = (Period.containing(before, kind).end for kind in kinds - {PeriodKind.CUSTOM})
    days = stored.days_from(max((first, *aligned)))
    day = max(days, key=lambda day: sum(each.code in codes for each in stored.on(day).profiles))
    return day, rules_on(session, day)


def days_of(session: Session, draft: WizardDraft, today: date) -> Days:
    """Return the rules of the first day of ``draft`` and of later ones; the newest without one."""
    if draft.valid_from is None:
        return {AFTER_ALL: newest(session)}
    starts = max(draft.valid_from, today)
    first, *later = (days := Stored.read(session)).days_from(starts)
    return {first: rules_on(session, first), **{day: days.on(day) for day in later}}


def codes_ever(stored: Stored) -> Mapping[str, set[str]]:
    """Return by the parts of a scheme all codes that ever meant something."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, code in stored.versions:
        found[f"{kind}s"].add(code)
    return found


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What is to hold on each of the days on which something begins, in their order."""

    stored: Stored
    days: Sequence[tuple[date, Wanted]]

    def versions(self, at: datetime) -> list[DefinitionVersion]:
        """Return the versions that let it hold.

        Raises:
            UnsoundSchemeError: the rules of one of the days would be unsound.

        """
        known: dict[Key, list[DefinitionVersion]] = {}
        new = []
        for day, wanted in self.days:
            for key, definition in wanted.items():
                held = known.setdefault(key, list(self.stored.versions.get(key, ())))
                meant = None if definition is None else bare(definition)
                version = held_on(day, meant, key, held, at)
                if version is not None:
                    held.append(version)
                    new.append(version)
        refuse_made_unsound(self.stored, new, *{(one.kind, one.code) for one in new})
        return new


def publication(stored: Stored, arrival: Arrival) -> RuleChange:
    """Return what lets the draft hold from its first day on, whatever begins later."""
    days = []
    for day, present in arrival.days.items():
        target, written = arrival.on(present), arrival.written(present)
        wanted: dict[Key, Definition | None] = dict.fromkeys(map(key_of, present.profiles))
        wanted |= dict.fromkeys(map(key_of, present.cards))
        wanted |= {key_of(each): each for each in target.profiles}
        wanted |= {key_of(each): each for each in target.cards}
        wanted |= {key_of(each): each for each in written.definitions() if _is_shared(each)}
        days.append((day, wanted))
    return RuleChange(stored, days)


def stop(stored: Stored, draft: WizardDraft, starts: date) -> RuleChange:
    """Return what ends the profiles of ``draft``, and leaves its cards the salary alone.

    It is the profiles and cards of its codes, whatever was made of them by hand.
    """
    profiles, cards = _codes(draft)
    days = []
    for day in stored.days_from(starts):
        present = stored.on(day)
        wanted: dict[Key, Definition | None] = {
            key_of(each): None for each in present.profiles if each.code in profiles
        }
        wanted |= {key_of(each): salary_alone(each) for each in present.cards if each.code in cards}
        days.append((day, wanted))
    return RuleChange(stored, days)


def resumption(stored: Stored, draft: WizardDraft, before: date, starts: date) -> RuleChange:
    """Return what lets hold again from ``starts`` on what held of ``draft`` on ``before``.

    What was made meanwhile wins: a profile that there is stays as it is, whom another one names
    stays in that, and a card that pays more than the salary, or has ended, stays so; other cards
    keep the salaries and the people that they have by now.
    """
    profiles, cards = _codes(draft)
    was = stored.on(before)
    measured = {each.code: each for each in was.profiles if each.code in profiles}
    paid = {each.code: each for each in was.cards if each.code in cards}
    days = []
    for day in stored.days_from(starts):
        present = stored.on(day)
        back = (_left(each, present.profiles) for each in measured.values())
        wanted: dict[Key, Definition | None] = {
            key_of(each): each for each in back if each.assigned_to
        }
        wanted |= {
            key_of(card): replace(paid[card.code], **_own_part(card))
            for card in present.cards
            if card.code in paid and salary_alone(card) == card
        }
        days.append((day, wanted))
    return RuleChange(stored, days)


def salary_alone(card: RewardCard) -> RewardCard:
    """Return ``card`` without all that makes pay more than the salary."""
    return replace(
        card,
        templates=(),
        pay_model=PayModel.BONUSES_ONLY,
        advance=None,
        guarantee=None,
        script=None,
    )


def planned(session: Session, arrival: Arrival, starts: date) -> PlanBook:
    """Return what ``replanned`` does.

    Raises:
        InvalidInputError: it would change the pay of a period that is settled.

    """
    book = replanned(session, arrival, starts)
    refuse_settled_plans(session, filter(None, (one.plan() for one in book.new)))
    return book


def replanned(session: Session, arrival: Arrival, starts: date) -> PlanBook:
    """Return a book with the plans of the draft, which hold from ``starts`` on, as new ones.

    No other plans hold for whom it measures, by what it measures them. A plan that it leaves as
    it is leaves later ones as they are too, and so does who leaves what it was made of.
    """
    written = arrival.draft.scheme
    book, scope = PlanBook.read(session), plan_scope(written, arrival.everyone)
    was = replace(taken_up(arrival.draft, arrival.first), plans=())
    known, leave = plan_scope(was, arrival.everyone), arrival.leave()
    own: dict[PlanKey, list[Plan]] = defaultdict(list)
    for plan in written.plans:
        own[PlanKey.of(plan)].append(plan)
    days = {}
    for key, versions in book.versions.items():
        if _kept_of(key) in scope and key.period is None:
            ends = leave.get((key.subject, key.period_kind), date.max)
            held = book.held(key, starts)
            is_left = _kept_of(key) in known and _says(held) == _says(_begun(own[key], starts))
            days[key] = [] if is_left else [day for day in _days(versions, starts) if day < ends]
    book.bring(frozenset(written.plans), starts)
    for key, found in days.items():
        for day in found:
            meant = _begun(own[key], day)
            if meant is None:
                book.end([Plan(*_kept_of(key)[:2], Decimal(0), key.period_kind, day)])
            elif day > starts and meant.valid_from < day:
                book.set([replace(meant, valid_from=day, split=None)])
    return book


def write(
    session: Session, new: Iterable[DefinitionVersion], book: PlanBook | None, at: datetime
) -> None:
    definitions.add_versions(session, new)
    if book is not None:
        plans.add_versions(session, book.new, at)


def _begun(found: Iterable[Plan], day: date) -> Plan | None:
    begun = (plan for plan in found if plan.valid_from <= day)
    return max(begun, key=lambda plan: plan.valid_from, default=None)


def _says(held: Plan | PlanVersion | None) -> Decimal | None:
    return None if held is None else held.value


def _days(versions: Iterable[Any], starts: date) -> list[date]:
    return sorted({starts, *(one.valid_from for one in versions if one.valid_from > starts)})


def _kept_of(key: PlanKey) -> Kept:
    return key.indicator, key.subject, key.period_kind


def _is_shared(definition: Definition) -> bool:
    return part_of(definition) not in {"profiles", "cards"}


def _codes(draft: WizardDraft) -> tuple[frozenset[str], frozenset[str]]:
    scheme = draft.scheme
    return (
        frozenset(each.code for each in scheme.profiles),
        frozenset(each.code for each in scheme.cards),
    )


def _left(profile: Profile, others: Sequence[Profile]) -> Profile:
    """Return ``profile`` without whom one of ``others`` names, or as it is among them."""
    kind = (profile.level, profile.period_kind)
    if there := [each for each in others if each.code == profile.code]:
        return there[0]
    named = {
        ref for each in others if (each.level, each.period_kind) == kind for ref in each.assigned_to
    }
    return replace(
        profile,
        assigned_to=tuple(ref for ref in profile.assigned_to if ref not in named),
        terms=tuple(term for term in profile.terms if term.subject not in named),
    )


def _own_part(card: RewardCard) -> dict[str, Any]:
    """Return what a card keeps that pays the salary alone: whose, how much, and its name."""
    return {
        "name": card.name,
        "salary": card.salary,
        "assignments": card.assignments,
        "proration": card.proration,
    }


def scripts_of(new: Iterable[DefinitionVersion]) -> Iterator[str]:
    """Yield the codes of the scripts among ``new`` that hold from their day on."""
    for version in new:
        if version.kind == DefinitionKind.SCRIPT.value and version.body is not None:
            yield version.code

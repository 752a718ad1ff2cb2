"""The rules of the firm as a designed scheme changes them: on its day, and on all later ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm_desktop.domain.people import COMPANY, Subject
from crm_desktop.kpi.definition import AFTER_ALL, ALWAYS, Plan, Profile
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import PayModel, RewardCard
from crm_desktop.rewards.wizard.draft import WizardDraft, part_of
from crm_desktop.rewards.wizard.merging import PlanKey as Kept
from crm_desktop.rewards.wizard.merging import placed, plan_scope
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
from crm_desktop.storage.queries import definitions, plans, subjects
from crm_desktop.storage.queries import firm as firm_queries
from crm_desktop.storage.queries.definitions import DefinitionVersion
from crm_desktop.storage.queries.plans import PlanKey

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
    scheme = scheme_in_force(session, firm_queries.firm(session), AFTER_ALL)
    planned = (replace(plan, valid_from=ALWAYS, split=None) for plan in scheme.plans)
    return replace(scheme, plans=tuple(planned))


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


def publication(
    stored: Stored, written: Scheme, people: Sequence[Subject], starts: date
) -> RuleChange:
    """Return what lets ``written`` hold from ``starts`` on, whatever begins later."""
    days = []
    for day in stored.days_from(starts):
        present = stored.on(day)
        target = placed(written, present, people)
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


def planned(session: Session, written: Scheme, people: Sequence[Subject], starts: date) -> PlanBook:
    """Return what ``replanned`` does.

    Raises:
        InvalidInputError: it would change the pay of a period that is settled.

    """
    book = replanned(session, written, people, starts)
    refuse_settled_plans(session, filter(None, (one.plan() for one in book.new)))
    return book


def replanned(
    session: Session, written: Scheme, people: Sequence[Subject], starts: date
) -> PlanBook:
    """Return a book with the plans of ``written``, which hold from ``starts`` on, as new ones.

    No other plans hold for whom it measures, by what it measures them.
    """
    book, scope = PlanBook.read(session), plan_scope(written, people)
    days = {
        key: _days(versions, starts)
        for key, versions in book.versions.items()
        if _kept_of(key) in scope and key.period is None
    }
    book.bring(frozenset(written.plans), starts)
    own: dict[PlanKey, list[Plan]] = defaultdict(list)
    for plan in written.plans:
        own[PlanKey.of(plan)].append(plan)
    for key, found in days.items():
        for day in found:
            begun = [plan for plan in own[key] if plan.valid_from <= day]
            held = max(begun, key=lambda plan: plan.valid_from, default=None)
            if held is None:
                book.end([Plan(*_kept_of(key)[:2], Decimal(0), key.period_kind, day)])
            elif day > starts and held.valid_from < day:
                book.set([replace(held, valid_from=day, split=None)])
    return book


def write(
    session: Session, new: Iterable[DefinitionVersion], book: PlanBook | None, at: datetime
) -> None:
    definitions.add_versions(session, new)
    if book is not None:
        plans.add_versions(session, book.new, at)


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

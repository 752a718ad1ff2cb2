"""A draft in plain words before it is published: what will hold, for whom, and what changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import Period, PeriodKind, months_on
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import ALWAYS, Polarity, Version
from crm_desktop.kpi.health import named
from crm_desktop.kpi.profile_words import profile_in_words
from crm_desktop.kpi.sentence import listed, spoken
from crm_desktop.rewards.card_words import SalarySince, card_in_words
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import RewardCard
from crm_desktop.rewards.template_words import in_words
from crm_desktop.rewards.wizard.draft import Definition, Goal, WizardDraft
from crm_desktop.rewards.wizard.goals import main_polarity
from crm_desktop.rewards.wizard.needs import needed
from crm_desktop.rewards.wizard.staff import Candidate, WizardFirm
from crm_desktop.texts import Message, plural

_STARTS = 12
_YEAR = 12


@dataclass(frozen=True, slots=True)
class Section:
    """What is said of one team, or of the whole scheme, under a heading."""

    heading: Message | str
    sentences: tuple[Message, ...]


def sections(draft: WizardDraft, firm: WizardFirm) -> tuple[Section, ...]:
    """Return what the draft comes to: the goal, where one is given, and team by team."""
    goal = tuple(goal_sentences(draft.goal))
    first = (Section(Message("Goal"), goal),) if goal else ()
    return (
        *first,
        *(
            Section(draft.profile(team.code).name, tuple(_team(draft, firm, team.code)))
            for team in draft.teams
        ),
    )


def goal_sentences(goal: Goal) -> Iterator[Message]:
    """Yield what the firm wants, by how much and by when, and in its own words."""
    if goal.aims:
        yield Message("The firm wants: {aims}.", aims=listed(goal.aims))
    if goal.words.strip():
        yield Message("In its own words: “{words}”.", words=goal.words.strip())
    if goal.growth is not None:
        share = Quantity(goal.growth, Unit.PERCENT)
        if main_polarity(goal) is Polarity.LESS:
            yield Message("The main figure is to fall by {share}.", share=share)
        else:
            yield Message("The main figure is to grow by {share}.", share=share)
    if goal.until is not None:
        yield Message("This is to be reached by {day}.", day=goal.until)


def concerned(draft: WizardDraft, firm: WizardFirm) -> tuple[Candidate, ...]:
    """Return whom the draft measures or pays, by name."""
    return firm.people_of([ref for team in draft.teams for ref in draft.members(team.code)])


def paid(draft: WizardDraft, firm: WizardFirm) -> frozenset[SubjectRef]:
    """Return who is paid by a card of the draft."""
    refs = [
        ref
        for team in draft.teams
        if draft.card(team.code) is not None
        for ref in draft.members(team.code)
    ]
    return frozenset(one.ref for one in firm.people_of(refs))


def moves(draft: WizardDraft, firm: WizardFirm) -> tuple[Message, ...]:
    """Return who is paid, or measured, by other rules so far, a sentence each group."""
    found: dict[tuple[str, str | None, bool], list[str]] = {}
    for team in draft.teams:
        name, is_paid = draft.profile(team.code).name, draft.card(team.code) is not None
        for one in firm.people_of(draft.members(team.code)):
            so_far = one.card if is_paid else one.profile
            if so_far != name:
                found.setdefault((name, so_far, is_paid), []).append(one.subject.name)
    return tuple(
        _move(names, so_far, name, is_paid=is_paid)
        for (name, so_far, is_paid), names in found.items()
    )


def redefined(draft: WizardDraft, firm: WizardFirm, merged: Scheme) -> tuple[Message, ...]:
    """Return which definitions that others are measured or paid by are changed by ``merged``."""
    others = _without_teams(draft, firm.present)
    used = needed(others)
    return tuple(
        Message(
            "“{name}” is changed, and others besides these teams are measured or paid by it.",
            name=each.name,
        )
        for part, codes in used.items()
        for each in getattr(merged, part)
        if each.code in codes and _differs(each, getattr(others, part))
    )


def first_days(draft: WizardDraft, today: date, settled_until: date | None) -> tuple[date, ...]:
    """Return on which days of the coming year the draft may begin.

    They are first days of months from ``settled_until`` on, and of each kind of period that it has.
    """
    first = months_on(today.replace(day=1), 1)
    if settled_until is not None and settled_until > first:
        first = settled_until
    kinds = {each.period_kind for each in draft.scheme.profiles} - {PeriodKind.CUSTOM}
    kinds -= {PeriodKind.DAY, PeriodKind.WEEK}
    days = (months_on(first, count) for count in range(_STARTS))
    return tuple(
        day for day in days if all(Period.containing(day, kind).start == day for kind in kinds)
    )


def review_day(valid_from: date) -> date:
    """Return when it is time to look whether the scheme is still right: a year after it began."""
    return months_on(valid_from, _YEAR)


def announcement(draft: WizardDraft, valid_from: date) -> tuple[Message, ...]:
    """Return what employees may be told, a paragraph each: the goal and the rules.

    Salaries are nobody else's matter and are not in it.
    """
    head = Message(
        "From {day} on new rules hold: “{scheme}”.", day=valid_from, scheme=draft.name.strip()
    )
    goal = list(goal_sentences(draft.goal))
    rules = filter(None, (_of_team(draft, team.code) for team in draft.teams))
    last = Message(
        "You find your figures and your pay under “Progress” every day. Please confirm there "
        "that you have read the rules."
    )
    return (head, *([spoken(goal)] if goal else []), *rules, last)


def told(draft: WizardDraft) -> str:
    """Return what employees are told: the draft's own words, else an ``announcement``.

    That is in the language in force.
    """
    if draft.announcement.strip() or draft.valid_from is None:
        return draft.announcement
    return proposed(draft, draft.valid_from)


def proposed(draft: WizardDraft, valid_from: date) -> str:
    """Return the ``announcement`` as one text in the language in force."""
    return "\n\n".join(map(str, announcement(draft, valid_from)))


def _team(draft: WizardDraft, firm: WizardFirm, team: str) -> Iterator[Message]:
    people = firm.people_of(draft.members(team))
    yield plural(
        "{count} person: {names}",
        "{count} people: {names}",
        count=len(people),
        names=named([one.subject.name for one in people]),
    )
    yield from _rules(draft, team)
    yield from _plans(draft, team, people)
    card = draft.card(team)
    if card is not None:
        yield from _pay(draft, card, firm)


def _rules(draft: WizardDraft, team: str) -> Iterator[Message]:
    """Yield how the team is measured and what premiums it has."""
    scheme, profile, card = draft.scheme, draft.profile(team), draft.card(team)
    indicators = {each.code: each for each in scheme.indicators}
    scales = {each.code: each for each in scheme.scales}
    if profile.entries:
        yield profile_in_words(profile, indicators, scales)
    if card is None:
        yield Message("Nobody is paid by this: it is only measured.")
        return
    for each in scheme.templates:
        if each.code in card.templates:
            words = in_words(each, indicators, scales, scheme.currency)
            yield Message("“{name}”: {words}.", name=each.name, words=words)


def _plans(draft: WizardDraft, team: str, people: Sequence[Candidate]) -> Iterator[Message]:
    """Yield what has to be reached: one plan for all, or between which theirs are."""
    subjects = {*draft.members(team), *(one.ref for one in people)}
    for entry, indicator in draft.entries(team):
        own = (draft.plan(team, indicator.code, ref) for ref in subjects)
        values = {plan.value for plan in own if plan is not None}
        if entry.plan is not None and not values:
            values = {entry.plan}
        currency = draft.scheme.currency if indicator.unit is Unit.MONEY else None
        told = [Quantity(value, indicator.unit, currency) for value in sorted(values)]
        if len(told) == 1:
            yield Message("The plan of “{name}” is {plan}.", name=indicator.name, plan=told[0])
        elif told:
            yield Message(
                "The plans of “{name}” are from {least} to {most}.",
                name=indicator.name,
                least=told[0],
                most=told[-1],
            )


def _pay(draft: WizardDraft, card: RewardCard, firm: WizardFirm) -> Iterator[Message]:
    """Yield what the card pays, and who has a salary of their own."""
    scheme = draft.scheme
    templates = {each.code: each for each in scheme.templates}
    scripts = {each.code: each for each in scheme.scripts}
    salary = SalarySince(card.salary, ALWAYS)
    yield card_in_words(card, salary, templates, scheme.currency, scripts)
    own = [
        Message(
            "{name} {amount}",
            name=firm.name_of(each.subject),
            amount=Money.of(each.salary, scheme.currency),
        )
        for each in card.assignments
        if each.salary is not None and each.salary != card.salary
    ]
    if own:
        yield Message("Salaries of their own: {salaries}.", salaries=listed(own))


def _of_team(draft: WizardDraft, team: str) -> Message | None:
    rules = list(_rules(draft, team))
    if not rules:
        return None
    return Message("{team}: {rules}", team=draft.profile(team).name, rules=spoken(rules))


def _move(names: Sequence[str], so_far: str | None, name: str, *, is_paid: bool) -> Message:
    who = named(names)
    if so_far is None and is_paid:
        return Message("{who}: so far paid by no card, now by “{team}”.", who=who, team=name)
    if so_far is None:
        return Message("{who}: so far not measured, now by “{team}”.", who=who, team=name)
    return Message("{who}: from “{old}” to “{team}”.", who=who, old=so_far, team=name)


def _without_teams(draft: WizardDraft, present: Scheme) -> Scheme:
    """Return ``present`` with the rules of those alone whom no team of the draft replaces."""
    codes = {team.code for team in draft.teams}
    return replace(
        present,
        profiles=tuple(each for each in present.profiles if each.code not in codes),
        cards=tuple(each for each in present.cards if each.code not in codes),
    )


def _differs(definition: Definition, known: Sequence[Definition]) -> bool:
    """Return whether the definition of this code means something else among ``known``."""
    same = (each for each in known if each.code == definition.code)
    wanted = replace(definition, version=Version())
    return any(replace(each, version=Version()) != wanted for each in same)

"""In which words two versions of a draft differ, in the order of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from crm_desktop import formats
from crm_desktop.kpi.definition import Profile
from crm_desktop.kpi.problem import Named
from crm_desktop.rewards.template import RewardCard
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.texts import Message, _, plural, shown

_MOST = 6


@dataclass(frozen=True, slots=True)
class DraftDifference:
    """One thing that differs, and the words for it in either version."""

    label: Message
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class _Side:
    """One version, with its profiles and cards of the teams that the other has too."""

    draft: WizardDraft
    profiles: tuple[Profile, ...]
    cards: tuple[RewardCard, ...]

    @classmethod
    def of(cls, draft: WizardDraft, other: WizardDraft) -> _Side:
        shared = {team.code for team in draft.teams} & {team.code for team in other.teams}
        return cls(
            draft,
            tuple(each for each in draft.scheme.profiles if each.code in shared),
            tuple(each for each in draft.scheme.cards if each.code in shared),
        )


@dataclass(frozen=True, slots=True)
class _Aspect:
    """``value`` is what is compared, of the teams that both have; ``words`` what is shown."""

    label: Message
    value: Callable[[_Side], object]
    words: Callable[[WizardDraft], str]


def differences(mine: WizardDraft, theirs: WizardDraft) -> tuple[DraftDifference, ...]:
    """Return what differs; where one is among the pages is left out."""
    ours, others = _Side.of(mine, theirs), _Side.of(theirs, mine)
    return tuple(
        _difference(aspect, mine, theirs)
        for aspect in _ASPECTS
        if aspect.value(ours) != aspect.value(others)
    )


def _difference(aspect: _Aspect, mine: WizardDraft, theirs: WizardDraft) -> DraftDifference:
    ours, others = aspect.words(mine), aspect.words(theirs)
    if ours == others:
        others = str(Message("{what}, but set up otherwise", what=others))
    return DraftDifference(aspect.label, ours, others)


def _listed(names: Iterable[str]) -> str:
    found = list(names)
    first = ", ".join(found[:_MOST])
    if len(found) <= _MOST:
        return first or _("nothing")
    rest = len(found) - _MOST
    return str(
        plural("{names} and {count} more", "{names} and {count} more", count=rest, names=first)
    )


def _named(found: Iterable[Named]) -> str:
    return _listed(one.name for one in found)


def _goal(draft: WizardDraft) -> str:
    goal = draft.goal
    parts = [aim.shown() for aim in goal.aims]
    parts += [goal.words] if goal.words else []
    parts += [formats.percent(goal.growth)] if goal.growth is not None else []
    parts += [formats.day(goal.until)] if goal.until is not None else []
    return _listed(parts)


def _teams(draft: WizardDraft) -> str:
    return _listed(
        str(
            plural(
                "{team}: {count} entry",
                "{team}: {count} entries",
                team=draft.profile(team.code).name,
                count=len(draft.members(team.code)),
            )
        )
        for team in draft.teams
    )


def _weights(draft: WizardDraft) -> str:
    shares = _listed(
        str(Message("{name} {share}", name=indicator.name, share=formats.percent(entry.weight)))
        for team in draft.teams
        for entry, indicator in draft.entries(team.code)
    )
    count = len(draft.scheme.plans)
    return str(
        plural("{shares}; {count} plan", "{shares}; {count} plans", shares=shares, count=count)
    )


def _kinds(draft: WizardDraft) -> str:
    return _listed(profile.period_kind.shown() for profile in draft.scheme.profiles)


def _models(draft: WizardDraft) -> str:
    return _listed(
        [
            *(profile.model.shown() for profile in draft.scheme.profiles),
            *(scale.name for scale in draft.scheme.scales),
        ]
    )


def _days(draft: WizardDraft) -> str:
    return str(
        Message(
            "from {start}, review on {review}",
            start=shown(draft.valid_from),
            review=shown(draft.review_on),
        )
    )


_ASPECTS = (
    _Aspect(Message("Name"), lambda side: side.draft.name, lambda draft: draft.name),
    _Aspect(Message("Goal"), lambda side: side.draft.goal, _goal),
    _Aspect(
        Message("Teams"),
        lambda side: (
            side.draft.teams,
            [(each.code, each.name, each.assigned_to) for each in side.profiles],
            [(each.salary, frozenset(each.assignments)) for each in side.cards],
        ),
        _teams,
    ),
    _Aspect(
        Message("Indicators"),
        lambda side: frozenset(side.draft.scheme.indicators),
        lambda draft: _named(draft.scheme.indicators),
    ),
    _Aspect(
        Message("Plans and weights"),
        lambda side: (
            frozenset(side.draft.scheme.plans),
            [
                [(one.indicator, one.weight, one.plan) for one in each.entries]
                for each in side.profiles
            ],
        ),
        _weights,
    ),
    _Aspect(
        Message("Calendar and adaptation"),
        lambda side: [(each.period_kind, each.ramp, each.proration) for each in side.profiles],
        _kinds,
    ),
    _Aspect(
        Message("Scoring"),
        lambda side: (
            frozenset(side.draft.scheme.scales),
            [
                (each.model, each.cap, [(one.scale, one.cap, one.gate) for one in each.entries])
                for each in side.profiles
            ],
            [card.pay_model for card in side.cards],
        ),
        _models,
    ),
    _Aspect(
        Message("Premiums"),
        lambda side: (
            frozenset(side.draft.scheme.templates),
            [(card.templates, card.total_cap, card.guarantee) for card in side.cards],
        ),
        lambda draft: _named(draft.scheme.templates),
    ),
    _Aspect(
        Message("Script"),
        lambda side: (
            frozenset(side.draft.scheme.scripts),
            [card.script for card in side.cards],
        ),
        lambda draft: _named(draft.scheme.scripts),
    ),
    _Aspect(Message("Days"), lambda side: (side.draft.valid_from, side.draft.review_on), _days),
    _Aspect(
        Message("Announcement"),
        lambda side: side.draft.announcement,
        lambda draft: draft.announcement or _("nothing"),
    ),
)

"""In which words two versions of a draft differ, in the order of the pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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
    """``words`` is what is shown; compared are the fields that are named.

    Of profiles, their entries and cards, those of the teams that both versions have.
    """

    label: Message
    words: Callable[[WizardDraft], str]
    draft: tuple[str, ...] = ()
    scheme: tuple[str, ...] = ()
    profile: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    card: tuple[str, ...] = ()

    def value(self, side: _Side) -> tuple[object, ...]:
        entries = [one for each in side.profiles for one in each.entries]
        return (
            _of([side.draft], self.draft),
            _of([side.draft.scheme], self.scheme),
            _of(side.profiles, self.profile),
            _of(entries, self.entry),
            _of(side.cards, self.card),
        )


def _of(found: Sequence[object], names: Sequence[str]) -> list[list[object]]:
    """Return the fields ``names`` of each of ``found``."""
    return [[_plain(getattr(each, name), name) for name in names] for each in found]


def _plain(value: object, name: str) -> object:
    """Return ``value``, whose order is left out where it means nothing."""
    return frozenset(value) if isinstance(value, tuple) and name in _SETS else value


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


_SETS = {
    "indicators",
    "scales",
    "plans",
    "templates",
    "scripts",
    "assigned_to",
    "assignments",
    "terms",
}

_ASPECTS = (
    _Aspect(Message("Name"), lambda draft: draft.name, scheme=("name",)),
    _Aspect(Message("Goal"), _goal, draft=("goal",)),
    _Aspect(
        Message("Teams"),
        _teams,
        draft=("teams", "takes_up"),
        profile=("code", "name", "level", "assigned_to", "terms"),
        card=("code", "name", "salary", "assignments"),
    ),
    _Aspect(
        Message("Indicators"),
        lambda draft: _named(draft.scheme.indicators),
        scheme=("indicators",),
    ),
    _Aspect(
        Message("Plans and weights"),
        _weights,
        scheme=("plans",),
        entry=("indicator", "weight", "plan", "base"),
    ),
    _Aspect(
        Message("Calendar and adaptation"),
        _kinds,
        profile=("period_kind", "ramp", "proration"),
        entry=("ramp",),
        card=("proration",),
    ),
    _Aspect(
        Message("Scoring"),
        _models,
        scheme=("scales",),
        profile=("model", "cap"),
        entry=("scale", "cap", "gate"),
        card=("pay_model",),
    ),
    _Aspect(
        Message("Premiums"),
        lambda draft: _named(draft.scheme.templates),
        scheme=("templates", "currency", "rounding", "rounding_place"),
        card=("templates", "total_cap", "advance", "guarantee"),
    ),
    _Aspect(
        Message("Script"),
        lambda draft: _named(draft.scheme.scripts),
        scheme=("scripts",),
        card=("script",),
    ),
    _Aspect(
        Message("Days"),
        _days,
        draft=("valid_from", "review_on"),
        profile=("version",),
        card=("version",),
    ),
    _Aspect(
        Message("Announcement"),
        lambda draft: draft.announcement or _("as it follows from the rules"),
        draft=("announcement",),
    ),
)

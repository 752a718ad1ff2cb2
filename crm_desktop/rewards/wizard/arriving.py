"""How a draft comes into the firm: it changes nothing for anybody else, on whatever day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from crm_desktop.domain.codes import code_of, identifier_of
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.check_scripts import typed_script
from crm_desktop.kpi.check_sources import typed
from crm_desktop.kpi.definition import Indicator, Profile, Version
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.check_templates import typed_template
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, RewardCard
from crm_desktop.rewards.wizard.draft import Definition, WizardDraft
from crm_desktop.rewards.wizard.merging import (
    SHARED,
    Apart,
    Kind,
    kind_of,
    others_than,
    placed,
    unassigned,
    without_people,
)
from crm_desktop.rewards.wizard.needs import needed
from crm_desktop.rewards.wizard.renaming import Renaming
from crm_desktop.rewards.wizard.taking_in import holders_of, without_idle_plans

Days = Mapping[date, Scheme]
"""The rules of the first day of a draft, and of each later one on which something changes."""

_PARTS = (*SHARED, "profiles", "cards")


def merged(draft: WizardDraft, days: Days, everyone: Sequence[Subject]) -> Scheme:
    """Return the rules of the first of ``days`` with those of ``draft`` in them."""
    arrival = arriving(draft, days, everyone)
    return arrival.on(arrival.first)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A draft with its final codes, and the rules of the firm without it.

    What it has as it was on its first day stays as it is on all later ones: a revision in which
    nothing is changed changes nothing. Whom it takes in anew it takes in for good, also where a
    rule that begins later names them; who was in what it was made of, and leaves that on a later
    day, leaves it on that day.
    """

    draft: WizardDraft
    days: Days
    everyone: Sequence[Subject]

    @property
    def first(self) -> Scheme:
        return next(iter(self.days.values()))

    def on(self, present: Scheme) -> Scheme:
        """Return what is to hold on the day that has the rules ``present``."""
        return placed(self.written(present), present, self.everyone, self.apart(present))

    def written(self, present: Scheme) -> Scheme:
        """Return what of the draft is to be written on the day that has the rules ``present``.

        Not what is there with the same meaning: that stays as the firm calls it.
        """
        own, apart = own_part(self.draft, present), self.apart(present)
        scheme = replace(
            self.draft.scheme,
            profiles=tuple(_still_in(self.draft.scheme.profiles, apart)),
            cards=tuple(_still_paid(self.draft.scheme.cards, apart)),
        )
        parts: dict[str, Any] = {}
        for part in _PARTS:
            left = self.left(present, part)
            if part in SHARED:
                left |= _known(scheme, present, part, own[part])
            parts[part] = tuple(each for each in getattr(scheme, part) if each.code not in left)
        return replace(scheme, **parts)

    def left(self, present: Scheme, part: str) -> set[str]:
        """Return the codes of what stays as it is on a later day that has ``present``."""
        if present == self.first:
            return set()
        if part in SHARED:
            own = own_part(self.draft, self.first)[part] & _codes(present, part)
        else:
            own = _codes(taken_up(self.draft, self.first), part)
        return {
            each.code
            for each, was in _met(self.draft.scheme, self.first, part)
            if each.code in own and _bare(each) == _bare(was)
        }

    def apart(self, present: Scheme) -> Apart:
        """Return who has left what the draft was made of by the day that has ``present``."""
        was, now = self._crew(self.first), self._crew(present)
        return {kind: refs - now.get(kind, frozenset()) for kind, refs in was.items()}

    def leave(self) -> Mapping[tuple[SubjectRef, PeriodKind], date]:
        """Return on which day who leaves what the draft was made of is measured by it no more."""
        found: dict[tuple[SubjectRef, PeriodKind], date] = {}
        for day, present in self.days.items():
            for kind, refs in self.apart(present).items():
                if kind is not None:
                    for ref in refs:
                        found.setdefault((ref, kind[1]), day)
        return found

    def _crew(self, scheme: Scheme) -> Apart:
        """Return whom the profiles and cards that the draft was made of name or hold."""
        named: dict[Kind | None, list[tuple[str, Sequence[SubjectRef]]]] = {}
        for each in scheme.profiles:
            place = f"profiles.{each.code}"
            named.setdefault(kind_of(each), []).append((place, each.assigned_to))
        for card in scheme.cards:
            paid = [one.subject for one in card.assignments]
            named.setdefault(None, []).append((f"cards.{card.code}", paid))
        return {kind: self._held(kind, each) for kind, each in named.items()}

    def _held(
        self, kind: Kind | None, named: Sequence[tuple[str, Sequence[SubjectRef]]]
    ) -> frozenset[SubjectRef]:
        own = frozenset(self.draft.takes_up)
        level = SubjectLevel.EMPLOYEE if kind is None else kind[0]
        held = holders_of(named, level, self.everyone).items()
        return frozenset(
            (
                *(ref for place, refs in named if place in own for ref in refs),
                *(ref for ref, place in held if place in own),
            )
        )


def arriving(
    draft: WizardDraft,
    days: Days,
    everyone: Sequence[Subject],
    taken: Mapping[str, Collection[str]] | None = None,
) -> Arrival:
    """Return how ``draft`` comes into the rules of ``days``, as an ``Arrival`` has them.

    A team whose code the firm has given to others on any of them gets a free one. An indicator,
    scale, template or script whose code the firm has for something else takes its place where the
    draft was made of it (``takes_up``), or where nobody outside the draft needs it; otherwise the
    draft's gets a free code, which is none of ``taken`` by the parts of a scheme either. Plans of
    those whom no team takes in stay behind.
    """
    used = {
        part: set((taken or {}).get(part, ())).union(*(_codes(day, part) for day in days.values()))
        for part in _PARTS
    }
    named = _teams_renaming(draft, days.values(), used).of(without_idle_plans(draft, everyone))
    while True:
        arrival = Arrival(named, days, everyone)
        clashing = _clashing(arrival)
        if not any(clashing.values()):
            return arrival
        named = _shared_renaming(named, clashing, used).of(named)  # what reads them differs too


def own_part(draft: WizardDraft, present: Scheme) -> Mapping[str, frozenset[str]]:
    """Return by the parts of a scheme what ``draft`` was made of: see ``takes_up``."""
    return needed(taken_up(draft, present))


def taken_up(draft: WizardDraft, present: Scheme) -> Scheme:
    """Return ``present`` with those of its profiles and cards alone that ``draft`` takes up."""
    own = frozenset(draft.takes_up)
    return replace(
        present,
        profiles=tuple(each for each in present.profiles if f"profiles.{each.code}" in own),
        cards=tuple(each for each in present.cards if f"cards.{each.code}" in own),
    )


def _clashing(arrival: Arrival) -> Mapping[str, set[str]]:
    """Return what others need with another meaning, on whatever day."""
    found: dict[str, set[str]] = {part: set() for part in SHARED}
    draft, everyone = arrival.draft, arrival.everyone
    for present in arrival.days.values():
        own = own_part(draft, present)
        others = others_than(draft.scheme, present, everyone, arrival.apart(present))
        outside = needed(others)
        for part in SHARED:
            safe = own[part] | arrival.left(present, part)
            found[part] |= {
                each.code
                for each, held in _met(draft.scheme, present, part)
                if each.code in outside[part] - safe and _meaning(each) != _meaning(held)
            }
    return found


def _still_in(profiles: Iterable[Profile], apart: Apart) -> Iterator[Profile]:
    for each in profiles:
        left = without_people(each, apart.get(kind_of(each), frozenset()))
        if left.assigned_to or not each.assigned_to:
            yield left


def _still_paid(cards: Iterable[RewardCard], apart: Apart) -> Iterator[RewardCard]:
    for card in cards:
        left = unassigned(card, apart.get(None, frozenset()))
        if left.assignments or not card.assignments:
            yield left


def _codes(scheme: Scheme, part: str) -> frozenset[str]:
    return frozenset(each.code for each in getattr(scheme, part))


def _teams_renaming(
    draft: WizardDraft, days: Iterable[Scheme], used: Mapping[str, Collection[str]]
) -> Renaming:
    """Return free codes for the teams whose code the firm has given to something else."""
    others = {
        each.code
        for present in days
        for part in ("profiles", "cards")
        for each in getattr(present, part)
        if f"{part}.{each.code}" not in draft.takes_up
    }
    taken = {*used["profiles"], *used["cards"], *(team.code for team in draft.teams)}
    codes: dict[str, str] = {}
    for team in draft.teams:
        if team.code in others:
            codes[team.code] = code_of(team.code, taken)
            taken.add(codes[team.code])
    return Renaming(teams=codes)


def _met(scheme: Scheme, present: Scheme, part: str) -> Iterator[tuple[Definition, Definition]]:
    """Yield what both have under one code, each with the one of ``present``."""
    held = {each.code: each for each in getattr(present, part)}
    for each in getattr(scheme, part):
        if each.code in held:
            yield each, held[each.code]


def _known(scheme: Scheme, present: Scheme, part: str, own: Collection[str]) -> set[str]:
    """Return the codes of what ``present`` has with the same meaning."""
    return {
        each.code
        for each, held in _met(scheme, present, part)
        if each.code not in own and _meaning(each) == _meaning(held)
    }


def _shared_renaming(
    draft: WizardDraft,
    clashing: Mapping[str, Collection[str]],
    used: Mapping[str, Collection[str]],
) -> Renaming:
    found: dict[str, dict[str, str]] = {}
    for part, codes in clashing.items():
        taken = {*used[part], *_codes(draft.scheme, part)}
        found[part] = {}
        for code in sorted(codes):
            found[part][code] = _free_code(part, code, taken)
            taken.add(found[part][code])
    return Renaming(**found)


def _free_code(part: str, code: str, taken: Collection[str]) -> str:
    if part == "indicators":
        return identifier_of(code, taken) or identifier_of("indicator", taken)
    return code_of(code, taken) or code_of(part, taken)


def _bare(definition: Definition) -> Definition:
    found: Definition = replace(definition, version=Version())
    return found


def _meaning(definition: Definition) -> object:
    """Return what ``definition`` does, whatever it is called."""
    bare = replace(definition, version=Version(), name="")
    try:
        match bare:
            case Indicator():
                return replace(typed(bare), description="")
            case BonusTemplate():
                return replace(typed_template(bare), description="")
            case Script():
                return typed_script(bare).fingerprint
    except InvalidInputError:
        return bare
    return bare

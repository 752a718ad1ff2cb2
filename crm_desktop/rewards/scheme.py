"""A whole KPI scheme: all definitions that are in force together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.kpi.definition import ALWAYS, Indicator, Plan, Profile, Proration, Scale, Version
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.template import BonusTemplate, RewardCard


@dataclass(frozen=True, slots=True)
class Scheme:
    """The definitions by kind; their order means nothing, their codes are unique in a kind."""

    name: str
    currency: str
    rounding: Rounding = Rounding.HALF_UP
    rounding_place: RoundingPlace = RoundingPlace.LINE
    indicators: tuple[Indicator, ...] = ()
    scales: tuple[Scale, ...] = ()
    profiles: tuple[Profile, ...] = ()
    plans: tuple[Plan, ...] = ()
    templates: tuple[BonusTemplate, ...] = ()
    cards: tuple[RewardCard, ...] = ()
    scripts: tuple[Script, ...] = ()

    def definitions(
        self,
    ) -> Iterator[Indicator | Scale | Profile | BonusTemplate | RewardCard | Script]:
        """Yield all that has a code of its own, kind by kind."""
        yield from self.indicators
        yield from self.scales
        yield from self.profiles
        yield from self.templates
        yield from self.cards
        yield from self.scripts

    @property
    def asks_presence(self) -> bool:
        """Whether plans or salaries depend on the days on which people were there."""
        return any(card.proration is not Proration.NONE for card in self.cards) or any(
            profile.proration is not Proration.NONE
            or profile.ramp
            or any(entry.ramp for entry in profile.entries)
            for profile in self.profiles
        )

    @property
    def first_day(self) -> date:
        """The day on which the first of its definitions begins."""
        return min((each.version.valid_from for each in self.definitions()), default=ALWAYS)

    @property
    def last_first_day(self) -> date:
        """The day on which all of its definitions have begun."""
        return max((each.version.valid_from for each in self.definitions()), default=ALWAYS)

    def since(self, day: date) -> Scheme:
        """Return it with definitions that all begin on ``day``; plans stay as they are."""
        version = Version(day)
        return replace(
            self,
            indicators=tuple(replace(each, version=version) for each in self.indicators),
            scales=tuple(replace(each, version=version) for each in self.scales),
            profiles=tuple(replace(each, version=version) for each in self.profiles),
            templates=tuple(replace(each, version=version) for each in self.templates),
            cards=tuple(replace(each, version=version) for each in self.cards),
            scripts=tuple(replace(each, version=version) for each in self.scripts),
        )

    def since_ever(self) -> Scheme:
        """Return it with definitions that hold in earlier periods too."""
        return self.since(ALWAYS)

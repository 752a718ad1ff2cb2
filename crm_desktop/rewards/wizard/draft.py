"""What somebody has designed so far: a scheme, sound or not, and what is known around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from crm_desktop.domain.people import SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.definition import Indicator, Plan, Profile, ProfileEntry, Scale
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, RewardCard
from crm_desktop.texts import Message


class WizardStep(StrEnum):
    """A page of the wizard, in the order of the pages."""

    GOAL = "goal"
    PEOPLE = "people"
    INDICATORS = "indicators"
    PLANS = "plans"
    CALENDAR = "calendar"
    SCORING = "scoring"
    PREMIUMS = "premiums"
    SCRIPT = "script"
    TRIAL = "trial"
    PUBLISH = "publish"

    @property
    def number(self) -> int:
        """The place among the steps, the first is 0."""
        return tuple(WizardStep).index(self)

    @property
    def is_about_team(self) -> bool:
        """Whether its page has nothing to show without a team."""
        return WizardStep.PEOPLE.number < self.number < WizardStep.TRIAL.number

    def shown(self) -> str:
        return str(_STEP_NAMES[self])


_STEP_NAMES = {
    WizardStep.GOAL: Message("Goal"),
    WizardStep.PEOPLE: Message("People"),
    WizardStep.INDICATORS: Message("Indicators"),
    WizardStep.PLANS: Message("Plans and weights"),
    WizardStep.CALENDAR: Message("Calendar and adaptation"),
    WizardStep.SCORING: Message("Scoring"),
    WizardStep.PREMIUMS: Message("Premiums"),
    WizardStep.SCRIPT: Message("Script"),
    WizardStep.TRIAL: Message("Trial on the past"),
    WizardStep.PUBLISH: Message("Review and publish"),
}


class Aim(StrEnum):
    """What a firm wants of a scheme."""

    MORE_SALES = "more-sales"
    HIGHER_MARGIN = "higher-margin"
    NEW_CUSTOMERS = "new-customers"
    RETENTION = "retention"
    CASH_IN = "cash-in"
    SERVICE_QUALITY = "service-quality"
    FAST_ANSWERS = "fast-answers"
    OFFICE_ORDER = "office-order"
    MORE_LEADS = "more-leads"

    def shown(self) -> str:
        return str(_AIM_NAMES[self])


_AIM_NAMES = {
    Aim.MORE_SALES: Message("More sales"),
    Aim.HIGHER_MARGIN: Message("Higher margin"),
    Aim.NEW_CUSTOMERS: Message("More new customers"),
    Aim.RETENTION: Message("Customers who stay"),
    Aim.CASH_IN: Message("Invoices that are paid"),
    Aim.SERVICE_QUALITY: Message("Quality of service"),
    Aim.FAST_ANSWERS: Message("Fast answers"),
    Aim.OFFICE_ORDER: Message("Order in the office"),
    Aim.MORE_LEADS: Message("More leads"),
}


@dataclass(frozen=True, slots=True)
class Goal:
    """What the firm wants, ``aims[0]`` above all, and how it will know.

    ``growth`` is by which share the main figure is to get better, 0.2 for a fifth more, or a fifth
    less where less is better; ``until`` the day by which. ``words`` are the firm's own.
    """

    aims: tuple[Aim, ...] = ()
    words: str = ""
    growth: Decimal | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """People who are measured and paid alike: the profile and the card of this code.

    Without a card, as where a department is measured as a whole, nobody is paid by it.
    """

    code: str
    role: Role | None = None


Definition = Indicator | Scale | Profile | BonusTemplate | RewardCard | Script

_PARTS: dict[type[Any], str] = {
    Indicator: "indicators",
    Profile: "profiles",
    BonusTemplate: "templates",
    RewardCard: "cards",
    Script: "scripts",
}


def part_of(definition: Definition) -> str:
    """Return the name of the part of a scheme that ``definition`` belongs to."""
    return _PARTS.get(type(definition), "scales")


@dataclass(frozen=True)
class WizardDraft:
    """``scheme`` holds what the wizard makes and nothing else of the firm's rules.

    ``step`` is where its author was last, ``reached`` the furthest step. It begins on
    ``valid_from``; ``review_on`` is when somebody has to look whether it is still right.
    ``announcement`` is what employees are told, where that is not to follow from the rules as they
    are published. ``takes_up`` are the profiles and cards of the firm
    that it was made of, as places such as ``profiles.sellers``: what they are made of is its to
    change.
    """

    scheme: Scheme
    goal: Goal = Goal()
    teams: tuple[Team, ...] = ()
    step: WizardStep = WizardStep.GOAL
    reached: WizardStep = WizardStep.GOAL
    valid_from: date | None = None
    review_on: date | None = None
    announcement: str = ""
    takes_up: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.scheme.name

    def team(self, code: str) -> Team:
        return next(team for team in self.teams if team.code == code)

    def profile(self, team: str) -> Profile:
        """Return how the team of this code is measured."""
        return next(each for each in self.scheme.profiles if each.code == team)

    def card(self, team: str) -> RewardCard | None:
        """Return how the team of this code is paid, None where nobody is paid by it."""
        return next((each for each in self.scheme.cards if each.code == team), None)

    def members(self, team: str) -> tuple[SubjectRef, ...]:
        """Return whom the team of this code takes in."""
        return self.profile(team).assigned_to

    def indicator(self, code: str) -> Indicator:
        return next(each for each in self.scheme.indicators if each.code == code)

    def entries(self, team: str) -> Iterator[tuple[ProfileEntry, Indicator]]:
        """Yield what the team of this code is measured by."""
        known = {each.code: each for each in self.scheme.indicators}
        for entry in self.profile(team).entries:
            yield entry, known[entry.indicator]

    def plan(self, team: str, indicator: str, subject: SubjectRef) -> Plan | None:
        """Return the plan that ``subject`` has of its own for the team's kind of period."""
        return self._plans.get((indicator, subject, self.profile(team).period_kind))

    @cached_property
    def _plans(self) -> dict[tuple[str, SubjectRef, PeriodKind], Plan]:
        return {
            (plan.indicator, plan.subject, plan.period_kind): plan for plan in self.scheme.plans
        }

    def at(self, step: WizardStep) -> WizardDraft:
        """Return it with its author at ``step``."""
        reached = step if step.number > self.reached.number else self.reached
        return replace(self, step=step, reached=reached)

    def called(self, name: str) -> WizardDraft:
        return replace(self, scheme=replace(self.scheme, name=name))

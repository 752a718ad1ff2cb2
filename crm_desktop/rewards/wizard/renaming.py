"""Other codes for what a draft holds, wherever they are named in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crm_desktop.kpi.definition import Indicator, Plan, Profile, ProfileEntry
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.source import FormulaSource, ScriptSource, Source
from crm_desktop.rewards.template import (
    BonusTemplate,
    CoefficientPremium,
    CommissionPremium,
    FormulaPremium,
    PoolPremium,
    Premium,
    RateScalePremium,
    RewardCard,
)
from crm_desktop.rewards.wizard.draft import Team, WizardDraft

_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*")
_QUOTED = re.compile(r"([\"'])(\w+)\1")

Codes = Mapping[str, str]
"""The new codes by the old ones; what is not in it keeps its code."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """The codes that change, by the parts of a scheme; ``teams`` are profiles with their cards.

    In the text of a script, and in what its tests are given, an indicator is named in quotes.
    """

    indicators: Codes = field(default_factory=dict)
    scales: Codes = field(default_factory=dict)
    templates: Codes = field(default_factory=dict)
    scripts: Codes = field(default_factory=dict)
    teams: Codes = field(default_factory=dict)

    def of(self, draft: WizardDraft) -> WizardDraft:
        """Return ``draft`` with the new codes."""
        scheme = draft.scheme
        renamed = replace(
            scheme,
            indicators=tuple(map(self._indicator, scheme.indicators)),
            scales=tuple(replace(one, code=_new(self.scales, one.code)) for one in scheme.scales),
            profiles=tuple(map(self._profile, scheme.profiles)),
            plans=tuple(map(self._plan, scheme.plans)),
            templates=tuple(map(self._template, scheme.templates)),
            cards=tuple(map(self._card, scheme.cards)),
            scripts=tuple(map(self._script, scheme.scripts)),
        )
        teams = (Team(_new(self.teams, team.code), team.role) for team in draft.teams)
        return replace(draft, scheme=renamed, teams=tuple(teams))

    def _indicator(self, indicator: Indicator) -> Indicator:
        code = _new(self.indicators, indicator.code)
        return replace(indicator, code=code, source=self._source(indicator.source))

    def _source(self, source: Source) -> Source:
        match source:
            case FormulaSource(formula=text):
                return FormulaSource(self._formula(text))
            case ScriptSource(script=code):
                return ScriptSource(_new(self.scripts, code))
        return source

    def _formula(self, text: str) -> str:
        return _NAME.sub(lambda found: _new(self.indicators, found[0]), text)

    def _profile(self, profile: Profile) -> Profile:
        entries = tuple(map(self._entry, profile.entries))
        return replace(profile, code=_new(self.teams, profile.code), entries=entries)

    def _entry(self, entry: ProfileEntry) -> ProfileEntry:
        indicator = _new(self.indicators, entry.indicator)
        return replace(entry, indicator=indicator, scale=_optional(self.scales, entry.scale))

    def _plan(self, plan: Plan) -> Plan:
        return replace(plan, indicator=_new(self.indicators, plan.indicator))

    def _template(self, template: BonusTemplate) -> BonusTemplate:
        conditions = (
            replace(each, indicator=_new(self.indicators, each.indicator))
            for each in template.conditions
        )
        return replace(
            template,
            code=_new(self.templates, template.code),
            indicator=_optional(self.indicators, template.indicator),
            conditions=tuple(conditions),
            premium=self._premium(template.premium),
        )

    def _premium(self, premium: Premium) -> Premium:
        match premium:
            case FormulaPremium(formula=text):
                return FormulaPremium(self._formula(text))
            case PoolPremium():
                return replace(premium, of=_optional(self.indicators, premium.of))
            case RateScalePremium() | CoefficientPremium():
                return replace(premium, scale=_new(self.scales, premium.scale))
            case CommissionPremium():
                return replace(premium, scale=_optional(self.scales, premium.scale))
        return premium

    def _card(self, card: RewardCard) -> RewardCard:
        return replace(
            card,
            code=_new(self.teams, card.code),
            templates=tuple(_new(self.templates, code) for code in card.templates),
            script=_optional(self.scripts, card.script),
        )

    def _script(self, script: Script) -> Script:
        tests = (replace(test, given=self._quoted(test.given)) for test in script.tests)
        return replace(
            script,
            code=_new(self.scripts, script.code),
            source=self._quoted(script.source),
            reads=tuple(_new(self.indicators, code) for code in script.reads),
            tests=tuple(tests),
        )

    def _quoted(self, text: str) -> str:
        return _QUOTED.sub(
            lambda found: f"{found[1]}{_new(self.indicators, found[2])}{found[1]}", text
        )


def _new(codes: Codes, code: str) -> str:
    return codes.get(code, code)


def _optional(codes: Codes, code: str | None) -> str | None:
    return None if code is None else _new(codes, code)

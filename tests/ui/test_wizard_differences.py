"""What differs between two versions of a draft: whatever is told apart from it is told."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.domain.money import Rounding
from crm_desktop.domain.pay import RoundingPlace
from crm_desktop.domain.people import COMPANY, SubjectLevel
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.definition import (
    LineScale,
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
    Term,
    Version,
)
from crm_desktop.kpi.script import Script
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import (
    Advance,
    Assignment,
    BonusTemplate,
    FixedPremium,
    PayModel,
    RewardCard,
)
from crm_desktop.rewards.wizard.draft import Goal, WizardDraft, WizardStep
from tests.ui.wizard_draft_room import TEAM, sellers
from ui.wizard.draft_differences import differences

ONE = Decimal(1)
PREMIUM = BonusTemplate("fixed", "Fixed", FixedPremium(ONE))
OTHERS: dict[type[Any], dict[str, object]] = {
    WizardDraft: {
        "goal": Goal(words="More"),
        "teams": (),
        "valid_from": date(2026, 6, 1),
        "review_on": date(2026, 7, 1),
        "announcement": "From June on.",
        "takes_up": ("profiles.sellers",),
    },
    Scheme: {
        "name": "Another",
        "currency": "EUR",
        "rounding": Rounding.HALF_EVEN,
        "rounding_place": RoundingPlace.TOTAL,
        "indicators": (),
        "scales": (LineScale("line", "Line"),),
        "plans": (),
        "templates": (PREMIUM,),
        "scripts": (Script("tax", "", ScriptKind.REWARD, ""),),
    },
    Profile: {
        "name": "Others",
        "assigned_to": (COMPANY,),
        "level": SubjectLevel.DEPARTMENT,
        "period_kind": PeriodKind.QUARTER,
        "model": ScoringModel.MINIMUM,
        "version": Version(date(2026, 6, 1)),
        "terms": (Term(COMPANY, date(2026, 6, 1)),),
        "cap": ONE,
        "ramp": (ONE,),
        "proration": Proration.WORKING_DAYS,
        "entries": (),
    },
    ProfileEntry: {
        "indicator": "won_deals",
        "weight": Decimal("0.3"),
        "scale": "line",
        "plan": ONE,
        "base": ONE,
        "cap": ONE,
        "gate": ONE,
        "ramp": (ONE,),
    },
    RewardCard: {
        "name": "Others",
        "salary": ONE,
        "templates": ("fixed",),
        "assignments": (Assignment(COMPANY),),
        "pay_model": PayModel.SCORE_ONLY,
        "total_cap": ONE,
        "version": Version(date(2026, 6, 1)),
        "proration": Proration.WORKING_DAYS,
        "advance": Advance(ONE),
        "guarantee": ONE,
        "script": "tax",
    },
}
UNTOLD = {
    WizardDraft: {"scheme", "step", "reached"},  # part by part; where one is among the pages
    Scheme: {"profiles", "cards"},  # field by field
    Profile: {"code"},  # which team it is
    ProfileEntry: set[str](),
    RewardCard: {"code"},
}


def changed(part: type[Any], name: str, value: object) -> WizardDraft:
    """Return the draft of the sellers with another field of its first ``part``."""
    draft, change = sellers(), {name: value}
    scheme, profile, card = draft.scheme, draft.profile(TEAM), draft.card(TEAM)
    assert card is not None
    if part is WizardDraft:
        return replace(draft, **change)  # type: ignore[arg-type]
    if part is Scheme:
        return replace(draft, scheme=replace(scheme, **change))  # type: ignore[arg-type]
    if part is RewardCard:
        cards = (replace(card, **change),)  # type: ignore[arg-type]
        return replace(draft, scheme=replace(scheme, cards=cards))
    if part is ProfileEntry:
        first, *rest = profile.entries
        change = {"entries": (replace(first, **change), *rest)}  # type: ignore[arg-type]
    profiles = (replace(profile, **change),)  # type: ignore[arg-type]
    return replace(draft, scheme=replace(scheme, profiles=profiles))


@pytest.mark.parametrize("part", OTHERS)
def test_no_field_is_forgotten(part: type[Any]) -> None:
    assert {one.name for one in fields(part)} == {*OTHERS[part], *UNTOLD[part]}


@pytest.mark.parametrize(
    ("part", "name"), [(part, name) for part, others in OTHERS.items() for name in others]
)
def test_whatever_differs_is_told_in_two_ways(part: type[Any], name: str) -> None:
    found = differences(sellers(), changed(part, name, OTHERS[part][name]))

    assert found
    assert all(one.mine != one.theirs for one in found)


def test_the_same_does_not_differ() -> None:
    draft = sellers()
    other = replace(draft, scheme=replace(draft.scheme, plans=draft.scheme.plans[::-1]))

    assert differences(draft, other.at(WizardStep.TRIAL)) == ()

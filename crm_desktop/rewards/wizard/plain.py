"""A draft of the wizard as plain JSON-able data and back, exactly, as databases keep it."""

from __future__ import annotations

from crm_desktop.domain.money import Rounding
from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import Aim, Goal, Team, WizardDraft, WizardStep

DRAFTS = REWARDS.extended(
    enums={
        "aim": Aim,
        "role": Role,
        "rounding": Rounding,
        "split": Split,
        "wizard-step": WizardStep,
    },
    records={
        "goal": Goal,
        "plan": Plan,
        "scheme": Scheme,
        "team": Team,
        "wizard-draft": WizardDraft,
    },
)
"""Knows all that a draft is made of."""

to_plain = DRAFTS.to_plain


def from_plain(plain: object) -> WizardDraft:
    """Return the draft that ``to_plain`` made ``plain`` of."""
    found: WizardDraft = DRAFTS.from_plain(plain)
    return found

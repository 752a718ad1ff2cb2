"""A draft of the wizard as plain JSON-able data and back, exactly, as databases keep it."""

from __future__ import annotations

from crm_desktop.domain.money import Rounding
from crm_desktop.errors import CrmError
from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.definition import Plan, Split
from crm_desktop.rewards.plain import REWARDS
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import Aim, Goal, Team, WizardDraft, WizardStep
from crm_desktop.texts import Message

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


class UnreadableDraftError(CrmError):
    """What is kept of the draft ``name`` is nothing that this program can read."""

    def __init__(self, name: str) -> None:
        super().__init__(
            Message(
                "The draft “{name}” cannot be read: it was made by a newer version or is damaged.",
                name=name,
            )
        )


def from_plain(plain: object, name: str = "") -> WizardDraft:
    """Return the draft that ``to_plain`` made ``plain`` of.

    Raises:
        UnreadableDraftError: ``plain`` is nothing that it makes; the draft is called ``name``.

    """
    try:
        found = DRAFTS.from_plain(plain)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise UnreadableDraftError(name) from error
    if not isinstance(found, WizardDraft):
        raise UnreadableDraftError(name)
    return found

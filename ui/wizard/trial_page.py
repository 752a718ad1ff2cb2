"""The page on which the draft is tried on past months, before anybody is paid by it."""

from __future__ import annotations

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message
from ui.wizard.step_view import StepView


class TrialPage(StepView):
    step = WizardStep.TRIAL
    heading = Message("What would have been")
    sentence = Message(
        "Past months are paid by the new rules once more, to see what they cost and whom they "
        "please. Nobody is paid by this: it is a trial."
    )

    def show_draft(self, draft: WizardDraft) -> None:
        """Say whether what is shown is of ``draft``."""

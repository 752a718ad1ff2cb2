"""How attainments become a score, and the score pay: what the wizard asks of each team."""

from __future__ import annotations

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message
from ui.wizard.step_view import StepView


class ScoringPage(StepView):
    step = WizardStep.SCORING
    heading = Message("How is the result counted?")
    sentence = Message(
        "Choose how the indicators make one result, and the result pay: see it on your own people."
    )

    def show_draft(self, draft: WizardDraft) -> None:
        pass

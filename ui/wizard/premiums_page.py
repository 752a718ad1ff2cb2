"""What is paid besides the salary: ready premiums to choose from, and what they come to."""

from __future__ import annotations

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message
from ui.wizard.step_view import StepView


class PremiumsPage(StepView):
    step = WizardStep.PREMIUMS
    heading = Message("What will people be paid for?")
    sentence = Message(
        "Choose ready premiums and change their figures: you see at once what last month"
        " would have cost."
    )

    def show_draft(self, draft: WizardDraft) -> None:
        pass

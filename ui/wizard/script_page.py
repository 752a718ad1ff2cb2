"""A script that changes pay, for the few firms whose rules need one."""

from __future__ import annotations

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message
from ui.wizard.step_view import StepView


class ScriptPage(StepView):
    step = WizardStep.SCRIPT
    heading = Message("Is there a rule that nothing else can say?")
    sentence = Message("A script can change what the premiums come to. It is a choice, not a must.")

    def show_draft(self, draft: WizardDraft) -> None:
        pass

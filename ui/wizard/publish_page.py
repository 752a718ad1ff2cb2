"""The last page: the whole scheme in plain words, since when it holds, and its publication."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message
from ui.wizard.step_view import StepView


class PublishPage(StepView):
    step = WizardStep.PUBLISH
    heading = Message("Review and publish")
    sentence = Message(
        "Read once more what people will be paid by, and say from when on. Nothing holds before "
        "it is published."
    )

    published = Signal()

    def show_draft(self, draft: WizardDraft) -> None:
        """Show what will hold, and for whom."""

    @Slot()
    def publish(self) -> None:
        """Ask whether the draft is to be published as it is."""

"""The page Plans and weights: what is entered for the team that is shown."""

from __future__ import annotations

from PySide6.QtCore import Slot

from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.texts import Message
from ui.widgets.text import Label, Role
from ui.wizard.step_view import StepView
from ui.wizard.team_tabs import TeamTabs
from ui.wizard.viewmodel import WizardViewModel


class PlansPage(StepView):
    step = WizardStep.PLANS
    heading = Message("Plans and weights")
    sentence = Message(
        "Say how much each figure counts and what is to be reached; history suggests it."
    )

    def __init__(self, viewmodel: WizardViewModel) -> None:
        super().__init__(viewmodel)
        self.tabs = TeamTabs(viewmodel)
        self.names = Label(role=Role.BODY, wraps=True)
        self.body.addWidget(self.tabs)
        self.body.addWidget(self.names)
        self.body.addStretch()
        self.tabs.chosen.connect(self._on_team)

    def show_draft(self, draft: WizardDraft) -> None:
        self.tabs.show_teams(draft)
        if self.tabs.team:
            names = [indicator.name for _entry, indicator in draft.entries(self.tabs.team)]
            self.names.setText("\n".join(names))

    @Slot(str)
    def _on_team(self, _team: str) -> None:
        self.show_draft(self.draft)

"""The pages of the wizard by their steps."""

from __future__ import annotations

from crm_desktop.rewards.wizard.draft import WizardStep
from ui.wizard.calendar_page import CalendarPage
from ui.wizard.goal_page import GoalPage
from ui.wizard.indicators_page import IndicatorsPage
from ui.wizard.people_page import PeoplePage
from ui.wizard.plans_page import PlansPage
from ui.wizard.premiums_page import PremiumsPage
from ui.wizard.publish_page import PublishPage
from ui.wizard.scoring_page import ScoringPage
from ui.wizard.script_page import ScriptPage
from ui.wizard.step_view import StepView
from ui.wizard.trial_page import TrialPage
from ui.wizard.viewmodel import WizardViewModel

_PAGES: dict[WizardStep, type[StepView]] = {
    page.step: page
    for page in (
        GoalPage,
        PeoplePage,
        IndicatorsPage,
        PlansPage,
        CalendarPage,
        ScoringPage,
        PremiumsPage,
        ScriptPage,
        TrialPage,
        PublishPage,
    )
}


def build_pages(viewmodel: WizardViewModel) -> dict[WizardStep, StepView]:
    """Return a page for each step, in their order."""
    return {step: _PAGES[step](viewmodel) for step in WizardStep}

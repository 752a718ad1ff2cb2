"""The last pages of the wizard: the rules in force tried on the past, read and published."""

from __future__ import annotations

from dataclasses import replace

from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from ui.gallery.scene import Scene, page
from ui.gallery.stage import Stage
from ui.widgets.scroll import Scroll
from ui.wizard.opening import WizardOpening
from ui.wizard.trial_page import TrialPage
from ui.wizard.window import WizardWindow


def _begin(stage: Stage) -> None:
    """Open the wizard at the trial of what most people are measured and paid by."""
    wizards = stage.services.wizards

    def make() -> WizardDraft:
        draft = wizards.from_profiles(("seller", "operator", "fitter"))
        return replace(draft, goal=Goal((Aim.MORE_SALES,))).at(WizardStep.TRIAL)

    WizardOpening(stage.desk.context, stage.window).begin(make)


def _as_table(stage: Stage) -> None:
    stage.find(TrialPage).result.people.tabs.setCurrentIndex(1)


def _scroll_down(stage: Stage) -> None:
    scroll = stage.find(WizardWindow).page_now().findChild(Scroll)
    if scroll is not None:
        scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())


def _go_on(stage: Stage) -> None:
    stage.find(WizardWindow).go_on()


def _publish(stage: Stage) -> None:
    stage.find(WizardWindow).finish_button.click()


_START = (page("scheme"), _begin)

WIZARD_END_SCENES: tuple[Scene, ...] = (
    Scene("wizard-trial", _START, is_main=True),
    Scene("wizard-trial-table", (*_START, _as_table)),
    Scene("wizard-trial-mending", (*_START, _scroll_down)),
    Scene("wizard-publish", (*_START, _go_on), is_main=True),
    Scene("wizard-publish-start", (*_START, _go_on, _scroll_down)),
    Scene("wizard-publish-asked", (*_START, _go_on, _publish)),
)

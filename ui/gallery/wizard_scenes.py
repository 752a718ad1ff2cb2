"""The wizard: the list of designed schemes, how one begins, and its pages in turn."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.roles import suggest_teams
from ui.gallery.scene import Scene, page
from ui.gallery.stage import Stage
from ui.wizard.listing import WizardsView
from ui.wizard.people_page import PeoplePage
from ui.wizard.starting import StartingDialog, Way
from ui.wizard.window import WizardWindow

_NAME = "KPI"


def view(stage: Stage) -> WizardsView:
    """Return the list of designed schemes, which must be seen."""
    return stage.find(WizardsView)


def window(stage: Stage) -> WizardWindow:
    """Return the wizard's window, which must be open."""
    return view(stage).opening.windows[-1]


def draft(stage: Stage) -> WizardDraft:
    """Return a draft with a goal, at the page of people."""
    made = stage.services.wizards.empty(_NAME)
    goal = Goal((Aim.MORE_SALES, Aim.RETENTION), growth=Decimal("0.1"))
    return replace(made, goal=goal).at(WizardStep.PEOPLE)


def _open(stage: Stage) -> None:
    view(stage).opening.begin(lambda: draft(stage))


def _go_to_goal(stage: Stage) -> None:
    window(stage).go(WizardStep.GOAL)


def _take_teams(stage: Stage) -> None:
    people = stage.find(PeoplePage)
    for team in suggest_teams(people.viewmodel.firm)[:2]:
        people.take(team)


def _keep(stage: Stage) -> None:
    """Keep a draft, unless a scene before this one did."""
    if not stage.services.wizards.list_wizards():
        stage.services.wizards.create(draft(stage))
    view(stage).reload()


def _start(stage: Stage) -> None:
    view(stage).start()


def _start_ready(stage: Stage) -> None:
    stage.find(StartingDialog).choose(Way.READY)


_SCHEME = page("scheme")

WIZARD_SCENES: tuple[Scene, ...] = (
    Scene("wizard-none", (_SCHEME,), is_main=True),
    Scene("wizard-start", (_SCHEME, _start)),
    Scene("wizard-start-ready", (_SCHEME, _start, _start_ready)),
    Scene("wizard-list", (_SCHEME, _keep), is_main=True),
    Scene("wizard-people-suggested", (_SCHEME, _open)),
    Scene("wizard-people", (_SCHEME, _open, _take_teams), is_main=True),
    Scene("wizard-goal", (_SCHEME, _open, _go_to_goal), is_main=True),
)

"""The wizard's pages of indicators, plans and the calendar, with the teams that it suggests."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import with_team
from crm_desktop.rewards.wizard.roles import suggest_teams
from ui.gallery import wizard_pay_scenes
from ui.gallery.scene import Scene, page
from ui.gallery.stage import Stage
from ui.wizard.calendar_page import CalendarPage
from ui.wizard.indicators_page import IndicatorsPage
from ui.wizard.opening import WizardOpening
from ui.wizard.plans_model import PLAN
from ui.wizard.plans_page import PlansPage
from ui.wizard.window import WizardWindow

_RAMP = (Decimal("0.5"), Decimal("0.75"), Decimal(1))


def _begin(stage: Stage) -> None:
    """Open the wizard at the page of indicators with the teams that are suggested."""
    firm, wizards = stage.services.wizard_insights.firm(), stage.services.wizards

    def make() -> WizardDraft:
        goal = Goal((Aim.MORE_SALES,), growth=Decimal("0.1"))
        draft = replace(wizards.empty(firm.name), goal=goal)
        for team in suggest_teams(firm):
            draft = with_team(draft, str(team.name), team.refs, role=team.role)
        return draft.at(WizardStep.INDICATORS)

    WizardOpening(stage.desk.context, stage.window).begin(make)


def _go_on(stage: Stage) -> None:
    stage.find(WizardWindow).go_on()


def _choose_for(stage: Stage) -> None:
    """Select the first indicator that asks what it is about."""
    offers = stage.find(IndicatorsPage).list
    asking = (line.offer for line in offers.offers.lines if line.offer.indicator is None)
    offers.go_to(next(asking).key)


def _plan_too_much(stage: Stage) -> None:
    """Type a plan that nobody reached, and one that cannot be read."""
    plans = stage.find(PlansPage).plans.model
    plans.setData(plans.index(1, PLAN), "9 000 000")
    plans.setData(plans.index(2, PLAN), "three")


def _to_calendar(stage: Stage) -> None:
    wizard_pay_scenes.go(WizardStep.CALENDAR, stage)


def _adapt(stage: Stage) -> None:
    stage.find(CalendarPage).ramp.edited.emit(_RAMP)


_START = (page("scheme"), _begin)

WIZARD_STEP_SCENES: tuple[Scene, ...] = (
    Scene("wizard-indicators", _START, is_main=True),
    Scene("wizard-indicators-asked", (*_START, _choose_for)),
    Scene("wizard-plans", (*_START, _go_on), is_main=True),
    Scene("wizard-plans-typed", (*_START, _go_on, _plan_too_much)),
    Scene("wizard-calendar", (*wizard_pay_scenes.START, _to_calendar, _adapt), is_main=True),
)

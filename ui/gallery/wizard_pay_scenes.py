"""The wizard's pages of scoring, premiums and the script, with a team whose plans are known."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crm_desktop.kpi.catalogue import with_needs
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.editing import with_indicators, with_plans, with_team
from crm_desktop.rewards.wizard.roles import suggest_teams
from ui.gallery.scene import Scene, page
from ui.gallery.stage import Stage
from ui.wizard.opening import WizardOpening
from ui.wizard.premiums_page import PremiumsPage
from ui.wizard.scoring_page import ScoringPage
from ui.wizard.script_page import ScriptPage
from ui.wizard.window import WizardWindow

_CODES = ("sales_volume", "won_deals")
_MORE = Decimal("1.1")
_SCRIPT = "round_to_hundreds"


def _begin(stage: Stage) -> None:
    """Open the wizard at scoring with the first team that is suggested."""
    insights, wizards = stage.services.wizard_insights, stage.services.wizards
    firm = insights.firm()

    def make() -> WizardDraft:
        draft = replace(wizards.empty(firm.name), goal=Goal((Aim.MORE_SALES,)))
        team = suggest_teams(firm)[0]
        draft = with_team(draft, str(team.name), team.refs, role=team.role)
        found = [entry.indicator() for entry in with_needs(_CODES)]
        draft = with_indicators(draft, draft.teams[0].code, _CODES, found)
        past = insights.past(found, draft.scheme)
        plans = [
            Plan(code, person.ref, (median * _MORE).quantize(Decimal(1)))
            for person in firm.people_of(team.refs)
            for code in _CODES
            if (median := past.row(person.ref, code).median)
        ]
        draft = with_plans(draft, plans).at(WizardStep.SCRIPT)
        return draft.at(WizardStep.SCORING)

    WizardOpening(stage.desk.context, stage.window).begin(make)


def go(step: WizardStep, stage: Stage) -> None:
    """Show the page of ``step`` in the wizard that is open."""
    stage.find(WizardWindow).go(step)


def _shape(stage: Stage) -> None:
    scoring = stage.find(ScoringPage)
    card = scoring.entries[_CODES[0]]
    card.buttons[2].click()
    card.sketch.setFocus()


def _edit_scale(stage: Stage) -> None:
    stage.find(ScoringPage).entries[_CODES[0]].edit_link.click()


def _to_premiums(stage: Stage) -> None:
    go(WizardStep.PREMIUMS, stage)


def _choose(stage: Stage) -> None:
    premiums = stage.find(PremiumsPage)
    premiums.salary.today_link.click()
    premiums.best_button.click()
    premiums.premiums.compute()


def _to_script(stage: Stage) -> None:
    go(WizardStep.SCRIPT, stage)


def _take_script(stage: Stage) -> None:
    script = stage.find(ScriptPage)
    script.library.choose(_SCRIPT)
    script.library.use_button.click()


START = (page("scheme"), _begin)
"""What opens the wizard with a team whose indicators and plans are sound."""

_CHOSEN = (*START, _to_premiums, _choose)

WIZARD_PAY_SCENES: tuple[Scene, ...] = (
    Scene("wizard-scoring", START, is_main=True),
    Scene("wizard-scale", (*START, _shape, _edit_scale)),
    Scene("wizard-premiums", (*START, _to_premiums)),
    Scene("wizard-premiums-chosen", _CHOSEN, is_main=True),
    Scene("wizard-script", (*_CHOSEN, _to_script), is_main=True),
    Scene("wizard-script-written", (*_CHOSEN, _to_script, _take_script)),
)

"""Every finding and every place has the page that mends it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.kpi.definition import LineScale, Profile, ProfileEntry
from crm_desktop.kpi.health import Finding, HealthCode, Severity
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.template import BonusTemplate, CoefficientPremium
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.mending import place_step, step_of
from crm_desktop.texts import Message


def finding(code: HealthCode, place: str = "profiles.sellers") -> Finding:
    return Finding(code, Severity.ADVICE, place, Message("Odd"), Message("Mend it"))


@pytest.mark.parametrize("code", HealthCode)
def test_every_finding_is_mended_before_the_trial_or_where_the_scheme_begins(
    code: HealthCode,
) -> None:
    assert step_of(finding(code)) not in {WizardStep.GOAL, WizardStep.SCRIPT, WizardStep.TRIAL}


@pytest.mark.parametrize(
    ("code", "step"),
    [
        (HealthCode.WEIGHTS, WizardStep.PLANS),
        (HealthCode.PLAN_FAR, WizardStep.PLANS),
        (HealthCode.NO_INFLUENCE, WizardStep.INDICATORS),
        (HealthCode.NO_ADAPTATION, WizardStep.CALENDAR),
        (HealthCode.COLLAPSE, WizardStep.SCORING),
        (HealthCode.SMALL_BONUS, WizardStep.PREMIUMS),
        (HealthCode.UNMEASURED, WizardStep.PEOPLE),
        (HealthCode.NO_REVIEW, WizardStep.PUBLISH),
    ],
)
def test_a_finding_leads_to_its_page(code: HealthCode, step: WizardStep) -> None:
    assert step_of(finding(code)) is step


@pytest.mark.parametrize(
    ("place", "step"),
    [
        ("goal.growth", WizardStep.GOAL),
        ("scheme.name", WizardStep.GOAL),
        ("teams", WizardStep.PEOPLE),
        ("profiles.seller.assigned_to[1]", WizardStep.PEOPLE),
        ("profiles.seller.name", WizardStep.PEOPLE),
        ("cards.seller.assignments[2].salary", WizardStep.PEOPLE),
        ("cards.seller.assignments[2].subject", WizardStep.PEOPLE),
        ("profiles.seller", WizardStep.INDICATORS),
        ("profiles.cap", WizardStep.INDICATORS),
        ("profiles.seller.indicators", WizardStep.INDICATORS),
        ("profiles.seller.indicators[1].code", WizardStep.INDICATORS),
        ("indicators.calls.source.where", WizardStep.INDICATORS),
        ("profiles.seller.indicators[1].weight", WizardStep.PLANS),
        ("profiles.first.line.indicators[3].plan", WizardStep.PLANS),
        ("plans[2]", WizardStep.PLANS),
        ("plans[2].value", WizardStep.PLANS),
        ("profiles.seller.ramp[3]", WizardStep.CALENDAR),
        ("profiles.seller.period_kind", WizardStep.CALENDAR),
        ("profiles.seller.indicators[2].gate", WizardStep.SCORING),
        ("profiles.seller.cap", WizardStep.SCORING),
        ("scales.curve.points[2]", WizardStep.SCORING),
        ("cards.seller.pay_model", WizardStep.SCORING),
        ("cards.seller.templates[1]", WizardStep.PREMIUMS),
        ("templates.five.premium.rate", WizardStep.PREMIUMS),
        ("cards.seller.script", WizardStep.SCRIPT),
        ("scripts.bonus.source", WizardStep.SCRIPT),
        ("valid_from", WizardStep.PUBLISH),
        ("elsewhere", WizardStep.PUBLISH),
    ],
)
def test_a_place_leads_to_the_page_where_it_is_entered(place: str, step: WizardStep) -> None:
    assert place_step(place) is step


def test_a_scale_that_only_pays_is_mended_where_premiums_are() -> None:
    scales = (LineScale("line", "Line"), LineScale("line.high", "High line"))
    paid = BonusTemplate("target", "Target", CoefficientPremium(Decimal(9), "line.high"), "sales")
    scored = Profile("sellers", "Sellers", (ProfileEntry("sales", scale="line"),), ())
    scheme = Scheme("Pay", "RUB", scales=scales, templates=(paid,), profiles=(scored,))
    cliff = finding(HealthCode.CLIFF, "scales.line.high")
    assert step_of(cliff, scheme) is WizardStep.PREMIUMS
    assert step_of(cliff) is WizardStep.SCORING
    assert step_of(finding(HealthCode.CLIFF, "scales.line"), scheme) is WizardStep.SCORING
    assert place_step("scales.line.high.slope", scheme) is WizardStep.PREMIUMS

"""Which page of the wizard mends a finding of the health check, or a mistake at its place."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_desktop.kpi.health import Finding, HealthCode
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardStep
from crm_desktop.rewards.wizard.needs import scale_of

_BY_CODE: Mapping[HealthCode, WizardStep] = {
    HealthCode.TOO_MANY: WizardStep.INDICATORS,
    HealthCode.WEIGHTS: WizardStep.PLANS,
    HealthCode.COLLAPSE: WizardStep.SCORING,
    HealthCode.NO_INFLUENCE: WizardStep.INDICATORS,
    HealthCode.NO_RECORDS: WizardStep.INDICATORS,
    HealthCode.NO_REVENUE: WizardStep.INDICATORS,
    HealthCode.NO_QUALITY: WizardStep.INDICATORS,
    HealthCode.NEVER_REACHED: WizardStep.PLANS,
    HealthCode.ALWAYS_REACHED: WizardStep.PLANS,
    HealthCode.PLAN_FAR: WizardStep.PLANS,
    HealthCode.CLIFF: WizardStep.SCORING,
    HealthCode.FALL: WizardStep.SCORING,
    HealthCode.PAID_FOR_NOTHING: WizardStep.SCORING,
    HealthCode.COMPETING: WizardStep.INDICATORS,
    HealthCode.SUBJECTIVE: WizardStep.PLANS,
    HealthCode.RULES_CHANGED: WizardStep.PUBLISH,
    HealthCode.NO_ADAPTATION: WizardStep.CALENDAR,
    HealthCode.NO_REVIEW: WizardStep.PUBLISH,
    HealthCode.LONG_PROJECTS: WizardStep.CALENDAR,
    HealthCode.NO_DESCRIPTION: WizardStep.INDICATORS,
    HealthCode.NO_PLAN: WizardStep.PLANS,
    HealthCode.FINES: WizardStep.PREMIUMS,
    HealthCode.SMALL_BONUS: WizardStep.PREMIUMS,
    HealthCode.UNKNOWN_NAME: WizardStep.PREMIUMS,
    HealthCode.NO_LONGER_PLAN: WizardStep.PREMIUMS,
    HealthCode.NOT_MONEY: WizardStep.PREMIUMS,
    HealthCode.UNKNOWN_SUBJECT: WizardStep.PEOPLE,
    HealthCode.LEFT: WizardStep.PEOPLE,
    HealthCode.UNMEASURED: WizardStep.PEOPLE,
}

_BY_START: Mapping[str, WizardStep] = {
    "goal": WizardStep.GOAL,
    "scheme": WizardStep.GOAL,
    "teams": WizardStep.PEOPLE,
    "indicators": WizardStep.INDICATORS,
    "profiles": WizardStep.INDICATORS,
    "plans": WizardStep.PLANS,
    "scales": WizardStep.SCORING,
    "cards": WizardStep.PREMIUMS,
    "templates": WizardStep.PREMIUMS,
    "scripts": WizardStep.SCRIPT,
    "valid_from": WizardStep.PUBLISH,
    "review_on": WizardStep.PUBLISH,
    "announcement": WizardStep.PUBLISH,
}

_BY_FIELD: Mapping[str, Mapping[str, WizardStep]] = {
    "profiles": {
        "name": WizardStep.PEOPLE,
        "level": WizardStep.PEOPLE,
        "assigned_to": WizardStep.PEOPLE,
        "weight": WizardStep.PLANS,
        "weights": WizardStep.PLANS,
        "plan": WizardStep.PLANS,
        "base": WizardStep.PLANS,
        "period_kind": WizardStep.CALENDAR,
        "proration": WizardStep.CALENDAR,
        "ramp": WizardStep.CALENDAR,
        "model": WizardStep.SCORING,
        "scale": WizardStep.SCORING,
        "gate": WizardStep.SCORING,
        "cap": WizardStep.SCORING,
    },
    "cards": {
        "name": WizardStep.PEOPLE,
        "salary": WizardStep.PEOPLE,
        "assignments": WizardStep.PEOPLE,
        "subject": WizardStep.PEOPLE,
        "proration": WizardStep.CALENDAR,
        "pay_model": WizardStep.SCORING,
        "script": WizardStep.SCRIPT,
    },
}


def step_of(finding: Finding, scheme: Scheme | None = None) -> WizardStep:
    """Return the page that mends ``finding``.

    ``scheme`` tells whether a scale scores or pays; without it every scale scores.
    """
    if finding.place.startswith("scales."):
        return place_step(finding.place, scheme)
    return _BY_CODE[finding.code]


def place_step(place: str, scheme: Scheme | None = None) -> WizardStep:
    """Return the page on which what stands at ``place`` is entered; ``scheme`` as ``step_of``."""
    words = [re.sub(r"\[\d+\]$", "", word) for word in place.split(".")]
    start = words[0]
    if start == "scales" and scheme is not None:
        return _of_scale(place.removeprefix("scales."), scheme)
    field = words[-1] if len(words) > 2 else ""
    usual = _BY_START.get(start, WizardStep.PUBLISH)
    return _BY_FIELD.get(start, {}).get(field, usual)


def _of_scale(rest: str, scheme: Scheme) -> WizardStep:
    """Return the page of the scale whose code begins ``rest``: its premiums, if only they use it.

    A code may hold dots, so the longest one that fits is meant.
    """
    named = [each.code for each in scheme.scales if f"{rest}.".startswith(f"{each.code}.")]
    code = max(named, key=len, default="")
    scored = {entry.scale for profile in scheme.profiles for entry in profile.entries}
    paid = {scale_of(template) for template in scheme.templates}
    is_paid_by = code in paid and code not in scored
    return WizardStep.PREMIUMS if is_paid_by else WizardStep.SCORING

"""What the wizard refuses about indicators, plans and weights."""

from __future__ import annotations

import re
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import Indicator, Measure, Profile, ProfileEntry, ScoringModel
from crm_desktop.kpi.health import named
from crm_desktop.kpi.problem import Problems, SchemeProblem
from crm_desktop.kpi.source import ManualSource
from crm_desktop.rewards.template import FormulaPremium, PayModel
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message, plural

_WHOLE = Decimal(1)


def indicator_problems(draft: WizardDraft, _firm: WizardFirm) -> Problems:
    """Yield which teams are measured by nothing."""
    for team in draft.teams:
        profile = draft.profile(team.code)
        if not profile.entries:
            message = Message("Choose at least one indicator for “{team}”.", team=profile.name)
            yield SchemeProblem(f"profiles.{team.code}", message)


def plan_problems(draft: WizardDraft, firm: WizardFirm) -> Problems:
    """Yield which weights do not make a whole, and which plans are missing or below zero."""
    inside = measured(draft, firm)
    for team in draft.teams:
        profile = draft.profile(team.code)
        yield from _weight_problems(draft, profile)
        for number, (entry, indicator) in enumerate(draft.entries(team.code), 1):
            place = f"profiles.{team.code}.indicators[{number}].plan"
            yield from _value_problems(draft, indicator, entry.plan, place)
            if not asks_plan(draft, entry) or isinstance(indicator.source, ManualSource):
                continue
            planned = {
                plan.subject
                for plan in draft.scheme.plans
                if plan.indicator == indicator.code and plan.period_kind is profile.period_kind
            }
            lacking = [each.name for each in inside[team.code] if each.ref not in planned]
            if entry.plan is None and lacking:
                yield _lacking(indicator, profile, lacking, place)
    known = {each.code: each for each in draft.scheme.indicators}
    for number, plan in enumerate(draft.scheme.plans, 1):
        if plan.indicator in known:
            yield from _value_problems(
                draft, known[plan.indicator], plan.value, f"plans[{number}].value"
            )


def asks_plan(draft: WizardDraft, entry: ProfileEntry) -> bool:
    """Return whether ``entry`` is scored by what was reached of a plan."""
    scales = {scale.code: scale for scale in draft.scheme.scales}
    scale = scales.get(entry.scale or "")
    is_of_plan = scale is None or scale.measure is Measure.ATTAINMENT
    is_scored = entry.weight.is_finite() and entry.weight > 0
    return entry.gate is not None or (is_scored and is_of_plan)


def is_paid_by_score(draft: WizardDraft, team: str) -> bool:
    """Return whether the score of the team's people makes a part of their pay."""
    card = draft.card(team)
    return card is not None and card.pay_model is not PayModel.BONUSES_ONLY


def is_score_unpaid(draft: WizardDraft, team: str) -> bool:
    """Return whether indicators of the team have weights, and none of its pay looks at the score.

    What a script looks at is not known, so it may.
    """
    card = draft.card(team)
    if card is None or card.script or is_paid_by_score(draft, team):
        return False
    premiums = (each.premium for each in draft.scheme.templates if each.code in card.templates)
    is_in_premium = any(
        isinstance(one, FormulaPremium) and re.search(r"\bscore\b", one.formula) for one in premiums
    )
    return not is_in_premium and any(entry.weight for entry in draft.profile(team).entries)


def _weight_problems(draft: WizardDraft, profile: Profile) -> Problems:
    """Yield that weights make no whole, where the score is a sum by weights.

    Weights of nothing are sound where the score pays nothing: indicators are then only shown.
    """
    total = sum((entry.weight for entry in profile.entries), Decimal(0))
    is_shown_only = not total and not is_paid_by_score(draft, profile.code)
    is_sum = profile.model is ScoringModel.ADDITIVE and total.is_finite()
    place = f"profiles.{profile.code}.weights"
    if not profile.entries or is_shown_only:
        return
    if is_sum and total != _WHOLE:
        message = Message(
            "The weights of “{team}” make {total} together: let them make {whole}.",
            team=profile.name,
            total=Quantity(total, Unit.PERCENT),
            whole=Quantity(_WHOLE, Unit.PERCENT),
        )
        yield SchemeProblem(place, message)
    elif not total:
        message = Message("Give at least one indicator of “{team}” a weight.", team=profile.name)
        yield SchemeProblem(place, message)


def _value_problems(
    draft: WizardDraft, indicator: Indicator, value: Decimal | None, place: str
) -> Problems:
    """Yield that a plan is below zero, or zero where a share of it is scored: it has no share."""
    if value is None or not value.is_finite() or value > 0:
        return
    if value < 0:
        message = Message("A plan of “{name}” is not below zero.", name=indicator.name)
        yield SchemeProblem(place, message)
    elif any(
        entry.indicator == indicator.code and entry.base is None and asks_plan(draft, entry)
        for profile in draft.scheme.profiles
        for entry in profile.entries
    ):
        message = Message(
            "A plan of “{name}” is above zero: there is no part of nothing to reach.",
            name=indicator.name,
        )
        yield SchemeProblem(place, message)


def _lacking(
    indicator: Indicator, profile: Profile, lacking: list[str], place: str
) -> SchemeProblem:
    message = plural(
        "“{team}”: {count} person has no plan of “{name}”: {who}. "
        "Set it for each, or one for the whole team.",
        "“{team}”: {count} people have no plan of “{name}”: {who}. "
        "Set it for each, or one for the whole team.",
        count=len(lacking),
        team=profile.name,
        name=indicator.name,
        who=named(lacking),
    )
    return SchemeProblem(place, message)

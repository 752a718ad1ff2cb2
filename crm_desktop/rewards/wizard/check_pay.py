"""What the wizard refuses about periods, scoring and premiums: what would pay nobody anything."""

from __future__ import annotations

from decimal import Decimal

from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.assignment import closest
from crm_desktop.kpi.definition import Indicator, ProfileEntry
from crm_desktop.kpi.health import named
from crm_desktop.kpi.problem import Problems, SchemeProblem
from crm_desktop.kpi.source import ManualSource
from crm_desktop.rewards.wizard.check_people import measured
from crm_desktop.rewards.wizard.check_plans import asks_plan, is_paid_by_score
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message, plural

_WHOLE = Decimal(1)


def calendar_problems(draft: WizardDraft, _firm: WizardFirm) -> Problems:
    """Yield which shares of a newcomer's plan are none, and whose score reaches no month's pay."""
    for team in draft.teams:
        profile = draft.profile(team.code)
        place = f"profiles.{team.code}"
        for number, share in enumerate(profile.ramp, 1):
            if not share.is_finite() or not 0 < share <= _WHOLE:
                message = Message(
                    "“{team}”: a newcomer’s share of the plan is above 0 and at most 100 %: "
                    "correct month {month}.",
                    team=profile.name,
                    month=number,
                )
                yield SchemeProblem(f"{place}.ramp[{number}]", message)
        if profile.period_kind is not PeriodKind.MONTH and is_paid_by_score(draft, team.code):
            message = Message(
                "“{team}” is paid by its score each month: let it be measured by months.",
                team=profile.name,
            )
            yield SchemeProblem(f"{place}.period_kind", message)


def scoring_problems(draft: WizardDraft, _firm: WizardFirm) -> Problems:
    """Yield what would leave a score at nothing, or a team paid by a score that it lacks."""
    for team in draft.teams:
        profile = draft.profile(team.code)
        place = f"profiles.{team.code}"
        if profile.cap == 0:
            message = Message(
                "“{team}”: with a cap of 0 the score is always 0; raise it or leave it empty.",
                team=profile.name,
            )
            yield SchemeProblem(f"{place}.cap", message)
        for number, (entry, indicator) in enumerate(draft.entries(team.code), 1):
            yield from _entry_problems(draft, entry, indicator, f"{place}.indicators[{number}]")
        is_monthly = profile.period_kind is PeriodKind.MONTH
        if not is_monthly and is_paid_by_score(draft, team.code):
            message = Message(
                "“{team}” is not measured by months, so no score reaches its pay: pay it by "
                "salary and bonuses, or measure it by months.",
                team=profile.name,
            )
            yield SchemeProblem(f"cards.{team.code}.pay_model", message)


def _entry_problems(
    draft: WizardDraft, entry: ProfileEntry, indicator: Indicator, place: str
) -> Problems:
    if entry.cap == 0:
        message = Message(
            "“{name}”: with a cap of 0 nothing counts; raise it or leave it empty.",
            name=indicator.name,
        )
        yield SchemeProblem(f"{place}.cap", message)
    is_mark = isinstance(indicator.source, ManualSource)
    is_planned = entry.plan is not None or any(
        plan.indicator == indicator.code for plan in draft.scheme.plans
    )
    if is_mark and asks_plan(draft, entry) and not is_planned:
        message = Message(
            "“{name}” is marked by hand and has no plan: choose a scale that says what each "
            "mark is worth.",
            name=indicator.name,
        )
        yield SchemeProblem(f"{place}.scale", message)


def premium_problems(draft: WizardDraft, firm: WizardFirm) -> Problems:
    """Yield who would be paid nothing at all."""
    inside, departments = measured(draft, firm), firm.departments()
    for team in draft.teams:
        card = draft.card(team.code)
        if card is None or card.templates or card.guarantee or card.script:
            continue
        salaries = {each.subject: each.salary for each in card.assignments}
        own = ((each, closest(salaries, each, departments)) for each in inside[team.code])
        lacking = [
            each.name for each, salary in own if not (card.salary if salary is None else salary)
        ]
        if lacking:
            message = plural(
                "“{team}”: {count} person would be paid nothing: {who}. "
                "Give a salary or a premium.",
                "“{team}”: {count} people would be paid nothing: {who}. "
                "Give a salary or a premium.",
                count=len(lacking),
                team=card.name,
                who=named(lacking),
            )
            yield SchemeProblem(f"cards.{team.code}.templates", message)

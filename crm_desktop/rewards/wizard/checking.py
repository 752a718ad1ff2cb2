"""What has to be mended on each page of the wizard before the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from crm_desktop.kpi.problem import SchemeProblem
from crm_desktop.rewards import check
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard import check_pay, check_people, check_plans, check_start
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from crm_desktop.rewards.wizard.mending import place_step
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import Message

_OWN = {
    WizardStep.GOAL: check_start.goal_problems,
    WizardStep.PEOPLE: check_people.people_problems,
    WizardStep.INDICATORS: check_plans.indicator_problems,
    WizardStep.PLANS: check_plans.plan_problems,
    WizardStep.CALENDAR: check_pay.calendar_problems,
    WizardStep.SCORING: check_pay.scoring_problems,
    WizardStep.PREMIUMS: check_pay.premium_problems,
    WizardStep.PUBLISH: check_start.publish_problems,
}

_Found = tuple[WizardStep, SchemeProblem]


def problems(draft: WizardDraft, step: WizardStep, firm: WizardFirm) -> tuple[SchemeProblem, ...]:
    """Return what has to be mended on the page ``step``; the last page asks for everything.

    What is wrong with definitions wherever they come from is for ``rewards.check`` to say. The
    wizard's own words come first, and only they where both speak of one place.
    """
    found = _found(draft, firm)
    if step is not WizardStep.PUBLISH:
        return tuple(problem for page, problem in found if page is step)
    ordered = sorted(found, key=lambda each: each[0].number)
    return tuple(problem for _, problem in ordered)


def unsound(draft: WizardDraft, firm: WizardFirm) -> frozenset[WizardStep]:
    """Return the pages that have something to mend."""
    return frozenset(page for page, _ in _found(draft, firm))


class _Judged:
    """What was found in the draft that was judged last: each page asks for it again."""

    last: tuple[WizardDraft, WizardFirm, tuple[_Found, ...]] | None = None


def _found(draft: WizardDraft, firm: WizardFirm) -> tuple[_Found, ...]:
    last = _Judged.last
    if last is None or last[0] is not draft or last[1] is not firm:
        last = _Judged.last = (draft, firm, tuple(_search(draft, firm)))
    return last[2]


def _search(draft: WizardDraft, firm: WizardFirm) -> Iterator[_Found]:
    told = set()
    for step, own in _OWN.items():
        for problem in own(draft, firm):
            told.add(_as_own(problem.place))
            yield step, problem
    for problem in check.problems(draft.scheme):
        if _as_own(problem.place) not in told:
            yield place_step(problem.place, draft.scheme), _with_name(problem, draft.scheme)


def _as_own(place: str) -> str:
    """Return the place at which the wizard speaks of a card's name and people: the team's."""
    if found := re.fullmatch(
        r"(?:cards|profiles)\.(.+)\.(?:assignments|assigned_to)\[\d+\]", place
    ):
        return f"profiles.{found[1]}.assigned_to"
    return re.sub(r"^cards\.(.+)\.name$", r"profiles.\1.name", place)


def _with_name(problem: SchemeProblem, scheme: Scheme) -> SchemeProblem:
    """Return ``problem`` with the name of the definition that it is about in its words."""
    name = name_at(problem.place, scheme)
    if not name:
        return problem
    message = Message("“{name}”: {message}", name=name, message=problem.message)
    return replace(problem, message=message)


def name_at(place: str, scheme: Scheme) -> str:
    """Return what the definition at ``place`` is called, nothing where it is about none.

    Codes may hold dots, so the longest one that fits is meant.
    """
    part, _, rest = place.partition(".")
    if part not in {"indicators", "scales", "profiles", "templates", "cards", "scripts"}:
        return ""
    fitting = [each for each in getattr(scheme, part) if f"{rest}.".startswith(f"{each.code}.")]
    named = max(fitting, key=lambda each: len(each.code), default=None)
    return "" if named is None else str(named.name)

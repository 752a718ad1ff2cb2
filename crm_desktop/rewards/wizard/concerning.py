"""Which findings about the rules of a whole firm are about a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from crm_desktop.kpi.catalogue import Role
from crm_desktop.kpi.health import Finding, HealthCode
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardDraft, part_of

_SERVING = {Role.CALL_CENTRE, Role.SERVICE, Role.OFFICE}
_PLAN = re.compile(r"plans\[(\d+)\]")


def concerning(
    found: Iterable[Finding], draft: WizardDraft, final: WizardDraft, whole: Scheme
) -> Iterator[Finding]:
    """Yield those of ``found``, which are about ``whole``, whose places are in ``draft``.

    ``final`` is the draft with the codes that it has in ``whole``; places are told by those of
    ``draft``, and a plan by its number there. Whose work is to serve need not lead to revenue.
    """
    codes = _codes(draft, final)
    serving = {f"profiles.{team.code}" for team in final.teams if team.role in _SERVING}
    numbers = {plan: number for number, plan in enumerate(final.scheme.plans, 1)}
    for finding in found:
        plan = _PLAN.match(finding.place)
        if plan is not None:
            number = numbers.get(whole.plans[int(plan[1]) - 1])
            if number is not None:
                rest = finding.place[plan.end() :]
                yield replace(finding, place=f"plans[{number}]{rest}")
        elif finding.code is HealthCode.NO_REVENUE and finding.place in serving:
            continue
        elif (place := _place(finding.place, codes)) is not None:
            yield replace(finding, place=place)


def _codes(draft: WizardDraft, final: WizardDraft) -> dict[str, str]:
    """Return the places of the definitions of ``draft`` by those of ``final``."""
    pairs = zip(final.scheme.definitions(), draft.scheme.definitions(), strict=True)
    return {f"{part_of(now)}.{now.code}.": f"{part_of(was)}.{was.code}." for now, was in pairs}


def _place(place: str, codes: Mapping[str, str]) -> str | None:
    """Return where ``place`` is in the draft, None where it is in none of its definitions.

    Codes may hold points: the longest that fits is meant.
    """
    whole = f"{place}."
    fitting = [code for code in codes if whole.startswith(code)]
    if not fitting:
        return None
    own = max(fitting, key=len)
    rest = whole[len(own) :]
    return f"{codes[own]}{codes.get(rest, rest)}".rstrip(".")

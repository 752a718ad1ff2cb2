"""Which findings about the rules of a whole firm are about a draft."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from crm_desktop.kpi.health import Finding, HealthCode
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.wizard.draft import WizardDraft, part_of

_PLAN = re.compile(r"plans\[(\d+)\]")


def concerning(found: Iterable[Finding], draft: WizardDraft, whole: Scheme) -> Iterator[Finding]:
    """Yield those of ``found``, which are about ``whole``, whose places are in ``draft``.

    A plan is told by its number in the draft. That people are left without a profile is said too.
    """
    own = tuple(f"{part_of(each)}.{each.code}." for each in draft.scheme.definitions())
    numbers = {plan: number for number, plan in enumerate(draft.scheme.plans, 1)}
    for finding in found:
        plan = _PLAN.match(finding.place)
        if plan is not None:
            number = numbers.get(whole.plans[int(plan[1]) - 1])
            if number is not None:
                rest = finding.place[plan.end() :]
                yield replace(finding, place=f"plans[{number}]{rest}")
        elif f"{finding.place}.".startswith(own) or finding.code is HealthCode.UNMEASURED:
            yield finding

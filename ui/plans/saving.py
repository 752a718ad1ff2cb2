"""What a save of plans takes the place of, and which cells it refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from crm_desktop.domain.period import Period
from crm_desktop.kpi.definition import Plan
from crm_desktop.rewards.check import UnsoundSchemeError
from ui.plans.grid import GridRead, Place, plan_of

_NUMBERED = re.compile(r"plans\[(\d+)\]")


def held_before(read: GridRead, changed: Iterable[Plan]) -> tuple[list[Plan], list[Plan]]:
    """Return the plans to be set and those to be ended so that ``changed`` hold no longer."""
    wanted: list[Plan] = []
    ended: list[Plan] = []
    for plan in changed:
        begun = (
            row for row in read.versions.get(plan.subject, ()) if row.valid_from <= plan.valid_from
        )
        held = max(begun, key=lambda row: row.valid_from, default=None)
        if held is None or held.value is None:
            ended.append(plan)
        else:
            split = held.split if held.valid_from == plan.valid_from else plan.split
            wanted.append(replace(plan_of(held), valid_from=plan.valid_from, split=split))
    return wanted, ended


def without_split(read: GridRead, place: Place) -> tuple[list[Plan], list[Plan]] | None:
    """Return the plans to be set and those to be ended so that nothing splits the period.

    What held before the first split holds again. None where nothing splits the period of ``place``.
    """
    subject, day = place
    period = Period.containing(day, read.kind)
    rows = read.versions.get(subject, ())
    splits = [
        row for row in rows if row.split is not None and period.start < row.valid_from < period.end
    ]
    begun = [row for row in rows if splits and row.valid_from < splits[0].valid_from]
    value = begun[-1].value if begun else None
    if all(row.value == value for row in splits):
        return None
    changed = [replace(plan_of(row), value=value or Decimal(0), note="") for row in splits]
    return ([], changed) if value is None else (changed, [])


def refused_cells(error: UnsoundSchemeError, saving: Sequence[Plan]) -> dict[Place, str]:
    """Return what is wrong with each of the plans that were to be saved."""
    found: dict[Place, str] = {}
    for problem in error.problems:
        number = _NUMBERED.match(problem.place)
        if number is not None:
            plan = saving[int(number[1]) - 1]
            found[plan.subject, plan.valid_from] = str(problem.message)
    return found

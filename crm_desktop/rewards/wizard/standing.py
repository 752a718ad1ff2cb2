"""Where people of a team stood on a scale in the past."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.people import SubjectRef
from crm_desktop.kpi.attainment import attainment
from crm_desktop.kpi.definition import Indicator, Measure, ProfileEntry, Scale
from crm_desktop.kpi.scale import coefficient
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.rewards.wizard.shapes import scale_of_entry
from crm_desktop.rewards.wizard.staff import WizardFirm


@dataclass(frozen=True, slots=True)
class Stand:
    """What somebody had in a period, in the measure of the scale, and what it counts for."""

    at: Decimal
    coefficient: Decimal


def measure_of(scale: Scale | None) -> Measure:
    """Return which figure ``scale`` reads: without one it is the attainment."""
    return Measure.ATTAINMENT if scale is None else scale.measure


def counted(entry: ProfileEntry, scale: Scale | None, at: Decimal) -> Decimal | None:
    """Return the coefficient of ``entry`` for ``at``, None outside of ``scale``."""
    return entry.capped(at if scale is None else coefficient(scale, at))


def stands(
    draft: WizardDraft, team: str, entry: ProfileEntry, firm: WizardFirm, past: WizardPast
) -> tuple[Stand, ...]:
    """Return where the people of the team stood by the plans of ``draft``, period by period.

    Who had no records behind a figure, or has no plan where one is needed, is left out.
    """
    scale, indicator = scale_of_entry(draft, entry), draft.indicator(entry.indicator)
    found = []
    for ref in _members(draft, team, firm):
        own = draft.plan(team, entry.indicator, ref)
        plan = entry.plan if own is None else own.value
        for fact in _facts(past, ref, entry.indicator):
            at = fact
            if measure_of(scale) is not Measure.FACT:
                attained = _attained(fact, plan, entry, indicator)
                if attained is None:
                    continue
                at = attained
            worth = counted(entry, scale, at)
            if worth is not None:
                found.append(Stand(at, worth))
    return tuple(found)


def _members(draft: WizardDraft, team: str, firm: WizardFirm) -> list[SubjectRef]:
    members = draft.members(team)
    if draft.card(team) is None:
        return list(members)
    return [each.ref for each in firm.people_of(members)]


def _facts(past: WizardPast, ref: SubjectRef, code: str) -> Iterator[Decimal]:
    row = past.row(ref, code)
    for value, is_fed in zip(row.values, row.fed, strict=True):
        if value is not None and is_fed:
            yield value


def _attained(
    fact: Decimal, plan: Decimal | None, entry: ProfileEntry, indicator: Indicator
) -> Decimal | None:
    if plan is None:
        return None
    return attainment(
        fact,
        plan,
        polarity=indicator.polarity,
        less_rule=indicator.less_rule,
        tolerance=indicator.tolerance,
        base=entry.base,
    ).value

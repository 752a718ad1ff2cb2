"""What an employee has, and would have with more deals: pay, bars and the next steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import EmployeeRow
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi import scale as scaling
from crm_desktop.kpi.definition import Measure, Scale
from crm_desktop.kpi.result import IndicatorResult
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.rewards.statement import Outcome, Statement
from crm_desktop.rewards.template import BonusTemplate, RateScalePremium
from crm_desktop.texts import Message
from ui.brief import Brief
from ui.progress.figures import IndicatorFigures, ProgressFigures, figures_of
from ui.progress.next_step import next_rise


@dataclass(frozen=True, slots=True)
class ChangedBar:
    """One indicator as it is and as it would be."""

    before: IndicatorFigures
    after: IndicatorFigures


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """By how much a line of the statement would change."""

    label: Message | str
    amount: Money


@dataclass(frozen=True, slots=True)
class WhatIfFigures:
    """``steps`` say what is still missing to the next rate of a bonus."""

    before: ProgressFigures
    after: ProgressFigures
    bars: tuple[ChangedBar, ...]
    lines: tuple[ChangedLine, ...]
    steps: tuple[Message, ...]

    @property
    def difference(self) -> Money | None:
        """What is added to the total, None without statements."""
        was, would_be = self.before.statement, self.after.statement
        return None if was is None or would_be is None else would_be.total - was.total


def what_if_figures(
    employee: EmployeeRow, before: Outcome, after: Outcome, scheme: Scheme, share_due: Decimal
) -> WhatIfFigures:
    was, would_be = (
        figures_of(employee, each, scheme, share_due=share_due, trend={}, projected=None)
        for each in (before, after)
    )
    return WhatIfFigures(
        was,
        would_be,
        tuple(map(ChangedBar, was.indicators, would_be.indicators)),
        tuple(_changed(was.statement, would_be.statement)),
        tuple(_steps(would_be, scheme)),
    )


def _changed(before: Statement | None, after: Statement | None) -> Iterator[ChangedLine]:
    """Yield the lines that differ, in the order of the later statement."""
    if before is None or after is None:
        return
    was = {line.code: line.amount for line in before.lines}
    if after.salary != before.salary:
        yield ChangedLine(Message("Salary"), after.salary - before.salary)
    for line in after.lines:
        amount = line.amount - was.pop(line.code, Money.zero(line.amount.currency))
        if amount:
            yield ChangedLine(line.label, amount)
    for line in before.lines:
        if line.code in was and line.amount:
            yield ChangedLine(line.label, -line.amount)


def _steps(figures: ProgressFigures, scheme: Scheme) -> Iterator[Message]:
    statement = figures.statement
    if statement is None:
        return
    scales = {scale.code: scale for scale in scheme.scales}
    results = {one.result.code: one.result for one in figures.indicators}
    card = next((one for one in scheme.cards if one.code == statement.card), None)
    for template in scheme.templates:
        result = results.get(template.indicator or "")
        if card is None or template.code not in card.templates or result is None:
            continue
        if isinstance(template.premium, RateScalePremium):
            step = _next_rate(template, result, scales[template.premium.scale])
            if step is not None:
                yield step


def _next_rate(template: BonusTemplate, result: IndicatorResult, scale: Scale) -> Message | None:
    """Return what is missing to the next rate of ``template``, None on its last step."""
    fact, plan = result.fact.value, result.plan.value
    of_plan = scale.measure is Measure.ATTAINMENT
    if fact is None or (of_plan and not plan):
        return None
    rate = scaling.coefficient(scale, fact / plan if of_plan and plan else fact)
    now = replace(result, coefficient=rate or Decimal(0), base=None, is_capped=False)
    rise = next_rise(now, scale)
    if rise is None or rise.at.value is None:
        return None
    return Message(
        "“{name}”: {gap} more to the step of {rate}",
        name=template.name,
        gap=Brief(Quantity(rise.at.value - fact, result.fact.unit, result.fact.currency)),
        rate=Brief(Quantity(rise.coefficient, Unit.PERCENT)),
    )

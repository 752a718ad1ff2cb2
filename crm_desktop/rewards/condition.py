"""Whether a premium's condition holds, in words either way."""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.filters import Operator
from crm_desktop.domain.quantity import Quantity
from crm_desktop.kpi.definition import Measure
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.steps import why
from crm_desktop.kpi.working import Operand, Working, computed
from crm_desktop.rewards.template import PremiumCondition
from crm_desktop.texts import Message

COMPARISONS: dict[Operator, Callable[[Decimal, Decimal], bool]] = {
    Operator.EQUAL: operator.eq,
    Operator.NOT_EQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}
"""The operators that a condition may have."""


_SIGNS = {
    Operator.EQUAL: "==",
    Operator.NOT_EQUAL: "!=",
    Operator.LESS: "<",
    Operator.AT_MOST: "<=",
    Operator.MORE: ">",
    Operator.AT_LEAST: ">=",
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a condition ``holds``; ``reason`` is a clause that says why or why not.

    ``step`` tells how the figure that was compared came about; ``test`` compares it again, None
    where it has no value.
    """

    holds: bool
    reason: Message
    step: Derivation
    test: Working | None = None


def holds(condition: PremiumCondition, figures: Figures) -> bool:
    """Return whether ``condition`` holds for ``figures``; what has no value fulfils nothing.

    Raises:
        NotFoundError: there is no such indicator.

    Source: domain.md §6, cases C5a and C5b: “exceeds” is strict.

    """
    value = figures.of(condition.indicator, condition.measure).value
    return value is not None and COMPARISONS[condition.operator](value, condition.value)


def judged(condition: PremiumCondition, figures: Figures) -> Judgement:
    """Return whether ``condition`` ``holds``, and why; see there for what it raises."""
    figure = figures.of(condition.indicator, condition.measure)
    step = why(figures, condition.indicator, condition.measure)
    if figure.value is None:
        reason = figure.reason or Message("“{name}” has no value", name=condition.indicator)
        return Judgement(holds=False, reason=reason, step=step)
    is_met = holds(condition, figures)
    bound = Quantity(condition.value, figure.quantity.unit, figure.quantity.currency)
    reason = Message(
        "{what} ({value}) {relation} {bound}",
        what=_what(condition.measure, figures.rules.indicator(condition.indicator).name),
        value=figure.quantity,
        relation=_relation(condition.operator, holds=is_met),
        bound=bound,
    )
    sign = _SIGNS[condition.operator]
    test = computed(f"{{0}} {sign} {{1}}", figure.quantity, Operand(bound, Message("Bound")))
    return Judgement(is_met, reason, step, test)


def _what(measure: Measure, indicator: str) -> Message:
    match measure:
        case Measure.FACT:
            return Message("“{indicator}”", indicator=indicator)
        case Measure.ATTAINMENT:
            return Message("attainment of “{indicator}”", indicator=indicator)
        case Measure.COEFFICIENT:
            return Message("coefficient of “{indicator}”", indicator=indicator)


def _relation(sign: Operator, *, holds: bool) -> Message:
    match sign, holds:
        case (Operator.MORE, True) | (Operator.AT_MOST, False):
            return Message("exceeds")
        case (Operator.MORE, False) | (Operator.AT_MOST, True):
            return Message("does not exceed")
        case (Operator.AT_LEAST, True) | (Operator.LESS, False):
            return Message("is at least")
        case (Operator.AT_LEAST, False) | (Operator.LESS, True):
            return Message("is below")
        case (Operator.EQUAL, True) | (Operator.NOT_EQUAL, False):
            return Message("equals")
        case _:
            return Message("differs from")

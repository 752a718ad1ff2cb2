"""The score: all coefficients of a subject in one figure."""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import ScoringModel
from crm_desktop.kpi.sentence import joined, listed, product, quotient
from crm_desktop.texts import Message

_ZERO, _ONE = Decimal(0), Decimal(1)


class Scored(NamedTuple):
    """The coefficient of the indicator called ``name``; weight 0 is shown but not scored."""

    name: str
    weight: Decimal
    coefficient: Decimal | None


class Gated(NamedTuple):
    """That the attainment of the indicator called ``name`` has to be at least ``least``."""

    name: str
    least: Decimal
    attainment: Decimal | None


def gate(gated: Sequence[Gated]) -> Computed | None:
    """Return the score that the first closed one of ``gated`` leaves, or None where all are open.

    It is 0 under the attainment that is needed, with the reason all the same, and has no value
    where one of them has none.
    """
    for entry in gated:
        if entry.attainment is not None and entry.attainment < entry.least:
            reason = Message(
                "0, because the attainment {attainment} of “{indicator}” is below {least}",
                attainment=Quantity(entry.attainment, Unit.PERCENT),
                indicator=entry.name,
                least=Quantity(entry.least, Unit.PERCENT),
            )
            return Computed(_ZERO, reason)
    missing = [entry.name for entry in gated if entry.attainment is None]
    if not missing:
        return None
    names = ", ".join(missing)
    return Computed(None, Message("there is no attainment of {indicators}", indicators=names))


def score(model: ScoringModel, scored: Sequence[Scored]) -> Computed:
    """Return the coefficients with weights above 0 combined by ``model``.

    It has no value where one of them has none, or where there are none. Weights do not
    matter to the multiplicative model and to the smallest coefficient.

    Source: domain.md §5, case C1.

    """
    counted = [entry for entry in scored if entry.weight > 0]
    if not counted:
        return Computed(None, Message("no indicator has a weight above zero"))
    missing = [entry.name for entry in counted if entry.coefficient is None]
    if missing:
        return Computed(
            None, Message("there is no coefficient of {indicators}", indicators=", ".join(missing))
        )
    coefficients = [entry.coefficient or _ZERO for entry in counted]
    return Computed(combined(model, [entry.weight for entry in counted], coefficients))


def combined(
    model: ScoringModel, weights: Sequence[Decimal], coefficients: Sequence[Decimal]
) -> Decimal:
    """Return what ``model`` makes of one coefficient or more, each with a weight above 0."""
    match model:
        case ScoringModel.ADDITIVE:
            return sum(map(operator.mul, weights, coefficients), _ZERO)
        case ScoringModel.MULTIPLICATIVE:
            return math.prod(coefficients, start=_ONE)
        case ScoringModel.MINIMUM:
            return min(coefficients)
        case ScoringModel.WEIGHTED_MEAN:
            return sum(map(operator.mul, weights, coefficients), _ZERO) / sum(weights, _ZERO)


def score_in_figures(model: ScoringModel, scored: Sequence[Scored]) -> Message:
    """Return the left side of the score's equation, such as ``0.6 × 1.1 + 0.4 × 0.9``."""
    counted = [entry for entry in scored if entry.weight > 0]
    ks = [Quantity(entry.coefficient, Unit.SCORE) for entry in counted]
    if model is ScoringModel.MULTIPLICATIVE:
        return product(*ks)
    if model is ScoringModel.MINIMUM:
        return Message.of("min({list})", None, {"list": listed(ks)})
    weights = [Quantity(entry.weight, Unit.SCORE) for entry in counted]
    terms = joined("+", [product(w, k) for w, k in zip(weights, ks, strict=True)])
    if model is ScoringModel.ADDITIVE:
        return terms
    return quotient(Message.of("({sum})", None, {"sum": terms}), _bracketed_sum(weights))


def _bracketed_sum(weights: Sequence[Quantity]) -> Message:
    return Message.of("({sum})", None, {"sum": joined("+", weights)})

"""The score: all coefficients of a subject in one figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.computed import Computed
from crm_desktop.kpi.definition import ScoringModel
from crm_desktop.kpi.sentence import joined, product, quotient
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class Scored:
    """The coefficient of the indicator called ``name``; weight 0 is shown but not scored."""

    name: str
    weight: Decimal
    coefficient: Decimal | None


def score(model: ScoringModel, scored: Sequence[Scored]) -> Computed:
    """Return the coefficients with weights above 0 combined by ``model``.

    It has no value where one of them has none, or where there are none. Weights do not
    matter to the multiplicative model.

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
    coefficients = [entry.coefficient or Decimal(0) for entry in counted]
    if model is ScoringModel.MULTIPLICATIVE:
        return Computed(math.prod(coefficients, start=Decimal(1)))
    pairs = zip(counted, coefficients, strict=True)
    total = sum((entry.weight * k for entry, k in pairs), Decimal(0))
    if model is ScoringModel.ADDITIVE:
        return Computed(total)
    return Computed(total / sum((entry.weight for entry in counted), Decimal(0)))


def score_in_figures(model: ScoringModel, scored: Sequence[Scored]) -> Message:
    """Return the left side of the score's equation, such as ``0.6 × 1.1 + 0.4 × 0.9``."""
    counted = [entry for entry in scored if entry.weight > 0]
    ks = [Quantity(entry.coefficient, Unit.SCORE) for entry in counted]
    if model is ScoringModel.MULTIPLICATIVE:
        return product(*ks)
    weights = [Quantity(entry.weight, Unit.SCORE) for entry in counted]
    terms = joined("+", [product(w, k) for w, k in zip(weights, ks, strict=True)])
    if model is ScoringModel.ADDITIVE:
        return terms
    return quotient(Message.of("({sum})", None, {"sum": terms}), _bracketed_sum(weights))


def _bracketed_sum(weights: Sequence[Quantity]) -> Message:
    return Message.of("({sum})", None, {"sum": joined("+", weights)})

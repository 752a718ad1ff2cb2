"""What the sum of the weights means to the model of a score, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.kpi.definition import ScoringModel
from crm_desktop.texts import Message
from ui.theme import Tone

_WHOLE = Decimal(1)
_FINEST = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Judgement:
    total: Decimal
    message: Message
    tone: Tone
    can_be_mended: bool = False


def judged(model: ScoringModel, weights: Sequence[Decimal]) -> Judgement:
    """Return the sum of ``weights`` and whether it suits ``model``."""
    total = sum(weights, Decimal(0))
    if not weights:
        return Judgement(total, Message("No indicator is in the profile yet."), Tone.MUTED)
    if not any(weight > 0 for weight in weights):
        message = Message("No indicator has a weight above zero: there will be no score.")
        return Judgement(total, message, Tone.NEGATIVE)
    if model is ScoringModel.ADDITIVE and total != _WHOLE:
        message = Message(
            "Weights are added up: whoever meets every plan scores {score}, not {whole}.",
            score=Quantity(total, Unit.PERCENT),
            whole=Quantity(_WHOLE, Unit.PERCENT),
        )
        return Judgement(total, message, Tone.WARNING, can_be_mended=True)
    return Judgement(total, _SOUND[model], Tone.POSITIVE)


_SOUND = {
    ScoringModel.ADDITIVE: Message(
        "Whoever meets every plan scores {whole}.", whole=Quantity(_WHOLE, Unit.PERCENT)
    ),
    ScoringModel.WEIGHTED_MEAN: Message(
        "Weights are divided by their sum: only their proportions matter."
    ),
    ScoringModel.MULTIPLICATIVE: Message(
        "Coefficients are multiplied: a weight of 0 leaves an indicator out, others do not matter."
    ),
    ScoringModel.MINIMUM: Message(
        "The smallest coefficient is the score: a weight of 0 leaves an indicator out."
    ),
}


def made_whole(weights: Sequence[Decimal]) -> list[Decimal]:
    """Return ``weights`` in the same proportions, to a tenth of a per cent, that make 100%."""
    total = sum(weights, Decimal(0))
    parts = [(weight / total).quantize(_FINEST) for weight in weights]
    largest = parts.index(max(parts))
    parts[largest] += _WHOLE - sum(parts, Decimal(0))
    return parts

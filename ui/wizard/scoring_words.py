"""The ways to count a score and to pay for it, in words that need no book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_desktop.kpi.definition import ScoringModel
from crm_desktop.rewards.template import PayModel
from crm_desktop.texts import Message


@dataclass(frozen=True, slots=True)
class WayWords:
    name: Message
    formula: Message
    sentence: Message


MODELS: Mapping[ScoringModel, WayWords] = {
    ScoringModel.ADDITIVE: WayWords(
        Message("Add up"),
        Message("K = w₁·k₁ + w₂·k₂ + …"),
        Message(
            "Each indicator adds its share. What is weak in one can be made up for in another."
        ),
    ),
    ScoringModel.WEIGHTED_MEAN: WayWords(
        Message("Average"),
        Message("K = (w₁·k₁ + w₂·k₂ + …) ÷ (w₁ + w₂ + …)"),
        Message("As adding up, even where the shares do not make 100 %."),
    ),
    ScoringModel.MULTIPLICATIVE: WayWords(
        Message("Multiply"),
        Message("K = k₁ · k₂ · …"),
        Message(
            "All must be good at once: one bad indicator pulls everything down. Weights do not "
            "matter."
        ),
    ),
    ScoringModel.MINIMUM: WayWords(
        Message("The weakest decides"),
        Message("K = the smallest k"),
        Message("The score is that of the weakest indicator. Weights do not matter."),
    ),
}

PAY_MODELS: Mapping[PayModel, WayWords] = {
    PayModel.BONUSES_ONLY: WayWords(
        Message("Salary and premiums"),
        Message("S + premiums"),
        Message("The score alone pays nothing; premiums are chosen on the next page."),
    ),
    PayModel.SALARY_AND_SCORE: WayWords(
        Message("On top of the salary"),
        Message("S + S·K + premiums"),
        Message("The salary is safe. A score of 0.3 adds 30 % of it."),
    ),
    PayModel.SCORE_ONLY: WayWords(
        Message("The score alone"),
        Message("S·K + premiums"),
        Message("Nothing is safe: with a score of 0.8 people get 80 % of the salary."),
    ),
}

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_desktop.kpi.definition import ScoringModel
from crm_desktop.kpi.scoring import Gated, Scored, gate, score, score_in_figures


def scored(*entries: tuple[str, str | None]) -> list[Scored]:
    return [
        Scored(f"I{n}", Decimal(weight), None if k is None else Decimal(k))
        for n, (weight, k) in enumerate(entries, 1)
    ]


@pytest.mark.parametrize(
    ("model", "expected", "in_figures"),
    [
        (ScoringModel.ADDITIVE, "2.1", "3 × 0.5 + 1 × 0.6"),
        (ScoringModel.MULTIPLICATIVE, "0.3", "0.5 × 0.6"),
        (ScoringModel.WEIGHTED_MEAN, "0.525", "(3 × 0.5 + 1 × 0.6) ÷ (3 + 1)"),
        (ScoringModel.MINIMUM, "0.5", "min(0.5; 0.6)"),
    ],
)
def test_models(model: ScoringModel, expected: str, in_figures: str) -> None:
    # Source: domain.md §5: Σ w·k, Π k, Σ w·k ÷ Σ w.
    entries = scored(("3", "0.5"), ("1", "0.6"))
    assert score(model, entries).value == Decimal(expected)
    assert str(score_in_figures(model, entries)) == in_figures


@pytest.mark.parametrize("model", ScoringModel)
def test_a_missing_coefficient_leaves_no_score_and_is_named(model: ScoringModel) -> None:
    found = score(model, scored(("1", "1"), ("1", None)))
    assert (found.value, str(found.reason)) == (None, "there is no coefficient of I2")


@pytest.mark.parametrize("model", ScoringModel)
def test_an_indicator_of_weight_zero_takes_no_part(model: ScoringModel) -> None:
    assert score(model, scored(("1", "0.7"), ("0", None), ("0", "0"))).value == Decimal("0.7")


@pytest.mark.parametrize("model", ScoringModel)
def test_weights_that_are_all_zero_make_no_score(model: ScoringModel) -> None:
    found = score(model, scored(("0", "1")))
    assert (found.value, str(found.reason)) == (None, "no indicator has a weight above zero")


@pytest.mark.parametrize("model", ScoringModel)
def test_a_coefficient_of_zero_is_a_value(model: ScoringModel) -> None:
    assert score(model, scored(("1", "0"))).value == 0


def gated(*attainments: str | None) -> list[Gated]:
    return [
        Gated(f"I{n}", Decimal("0.7"), None if found is None else Decimal(found))
        for n, found in enumerate(attainments, 1)
    ]


def test_a_gate_is_open_from_its_attainment_on() -> None:
    assert gate(gated("0.7", "2")) is None


def test_under_a_gate_the_score_is_zero_whatever_else_is_missing() -> None:
    found = gate(gated(None, "0.65"))
    assert found is not None
    assert (found.value, str(found.reason)) == (
        Decimal(0),
        "0, because the attainment 65% of “I2” is below 70%",
    )


def test_without_the_attainment_of_a_gate_there_is_no_score() -> None:
    found = gate(gated("1", None))
    assert found is not None
    assert (found.value, str(found.reason)) == (None, "there is no attainment of I2")

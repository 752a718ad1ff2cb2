"""What a profile says in sentences: by what it measures, and how the score is made."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.definition import (
    Indicator,
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
    Step,
    StepScale,
)
from crm_desktop.kpi.profile_words import profile_in_words
from crm_desktop.kpi.source import ManualSource

D = Decimal
MARKS = ManualSource(D(0), D(10))
INDICATORS = {code: Indicator(code, code.title(), MARKS) for code in ("sales", "calls")}
SCALES = {"steps": StepScale("steps", "Steps", (Step(None, None, D(1)),))}
SALES = ProfileEntry("sales", D("0.6"), "steps")
CALLS = ProfileEntry("calls", D("0.4"))


def words(*entries: ProfileEntry, **terms: Any) -> str:
    return str(profile_in_words(Profile("p", "P", entries, (), **terms), INDICATORS, SCALES))


def test_indicators_are_told_with_their_weights_and_scales() -> None:
    assert words(SALES, CALLS) == (
        "What counts every month: “Sales” with the weight 60% by the scale “Steps”; "
        "“Calls” with the weight 40%. The score is the sum of their coefficients by weight."
    )


def test_the_weights_of_a_mean_are_parts_of_their_sum() -> None:
    entries = ProfileEntry("sales", D(3)), ProfileEntry("calls", D(1))

    said = words(*entries, model=ScoringModel.WEIGHTED_MEAN)

    assert said == (
        "What counts every month: “Sales” with the weight 75%; “Calls” with the weight 25%. "
        "The score is the mean of their coefficients by weight."
    )


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        (ScoringModel.MULTIPLICATIVE, "The score is the product of their coefficients."),
        (ScoringModel.MINIMUM, "The score is the smallest of their coefficients."),
    ],
)
def test_models_that_do_not_weigh_tell_no_weights(model: ScoringModel, expected: str) -> None:
    said = words(ProfileEntry("sales", D("0.6")), CALLS, model=model)
    assert said == f"What counts every month: “Sales”; “Calls”. {expected}"


def test_what_has_no_weight_is_told_apart() -> None:
    said = words(CALLS, ProfileEntry("sales", D(0)), ProfileEntry("gone", D(0)))
    assert said.endswith(" Measured without a weight: “Sales”; “gone”.")


def test_a_profile_without_weights_has_no_score_to_tell() -> None:
    assert words(ProfileEntry("sales", D(0))) == "Measured without a weight: “Sales”."


@pytest.mark.parametrize(
    ("kind", "often"),
    [
        (PeriodKind.DAY, "every day"),
        (PeriodKind.WEEK, "every week"),
        (PeriodKind.QUARTER, "every quarter"),
        (PeriodKind.HALF_YEAR, "every half-year"),
        (PeriodKind.YEAR, "every year"),
        (PeriodKind.CUSTOM, "in periods of their own"),
    ],
)
def test_it_is_told_how_often(kind: PeriodKind, often: str) -> None:
    assert words(CALLS, period_kind=kind).startswith(f"What counts {often}: “Calls”")


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"cap": D("1.5")}, "The score is 150% at most."),
        (
            {"ramp": (D("0.5"),)},
            "The plan of the first month of service is a part of the whole one: 50%.",
        ),
        (
            {"ramp": (D("0.5"), D("0.75"))},
            "The plans of the first 2 months of service are parts of the whole one: 50%; 75%.",
        ),
        (
            {"proration": Proration.WORKING_DAYS},
            "Plans are reduced by the working days of absence.",
        ),
        (
            {"proration": Proration.CALENDAR_DAYS},
            "Plans are reduced by the calendar days of absence.",
        ),
        ({"proration": Proration.WHOLE_MONTHS}, "Plans are reduced by whole months of absence."),
    ],
)
def test_each_term_of_a_profile_has_its_sentence(terms: dict[str, Any], expected: str) -> None:
    assert words(CALLS, **terms).endswith(f" {expected}")


def test_a_gate_is_told_with_its_indicator() -> None:
    gated = ProfileEntry("calls", D(1), gate=D("0.8"))
    assert words(gated).endswith(" Below 80% of the plan of “Calls” the whole score is 0.")

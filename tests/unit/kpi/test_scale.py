from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    LineScale,
    MatrixCell,
    MatrixScale,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale import bounds, checked, coefficient, payout, slices, step_of


def scale_of(
    *steps: tuple[object, object, object], bound: Bound = Bound.LOWER_INCLUSIVE
) -> StepScale:
    return StepScale("s", "S", tuple(Step(*map(number, step)) for step in steps), bound=bound)  # type: ignore[arg-type]


def number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def curve_of(*points: tuple[str, str]) -> CurveScale:
    return CurveScale("c", "C", tuple(CurvePoint(Decimal(x), Decimal(y)) for x, y in points))


def matrix_of(*cells: tuple[int, str]) -> MatrixScale:
    made = tuple(MatrixCell(Decimal(mark), Decimal(value)) for mark, value in cells)
    return MatrixScale("m", "M", made)


@pytest.mark.parametrize(
    ("scale", "place", "message"),
    [
        (
            scale_of((0, 1000, "0.05"), (1001, 2000, "0.07")),
            "scale.steps[2]",
            "There is a gap between 1,000 and 1,001: values there belong to no step.",
        ),
        (
            scale_of((0, 1000, 1), (900, 2000, 2)),
            "scale.steps[2]",
            "Steps overlap between 900 and 1,000: values there belong to two steps.",
        ),
        (
            scale_of((0, 0, 1)),
            "scale.steps[1]",
            "The bounds of a step rise: 0 cannot follow 0.",
        ),
        (
            scale_of((0, 10, 1), (10, 5, 2)),
            "scale.steps[2]",
            "The bounds of a step rise: 5 cannot follow 10.",
        ),
        (
            scale_of((0, None, 1), (10, 20, 2)),
            "scale.steps[2]",
            "Only the first step may be open below, and only the last one above.",
        ),
        (
            scale_of((0, 10, 1), (None, 20, 2)),
            "scale.steps[2]",
            "Only the first step may be open below, and only the last one above.",
        ),
        (scale_of(), "scale", "The scale has no steps."),
        (curve_of(), "scale", "The curve has no points."),
        (
            curve_of(("0.5", "0"), ("0.5", "1")),
            "scale.points[2]",
            "The points of a curve rise: 50% cannot follow 50%.",
        ),
    ],
)
def test_c14_an_unsound_scale_is_refused_at_its_place(
    scale: StepScale, place: str, message: str
) -> None:
    # Source: case C14, a defect seen in another product: 1000.50 pays nothing.
    with pytest.raises(InvalidInputError) as refused:
        checked(scale)
    assert (refused.value.field, str(refused.value)) == (place, message)


@pytest.mark.parametrize(
    ("bound", "at_10", "at_20"),
    [(Bound.LOWER_INCLUSIVE, 2, 3), (Bound.UPPER_INCLUSIVE, 1, 2)],
)
def test_a_value_at_a_bound_belongs_where_the_scale_says(
    bound: Bound, at_10: int, at_20: int
) -> None:
    scale = scale_of((None, 10, 1), (10, 20, 2), (20, None, 3), bound=bound)
    assert [coefficient(scale, Decimal(v)) for v in (10, 20)] == [at_10, at_20]


def test_outside_a_closed_scale_there_is_no_coefficient() -> None:
    scale = scale_of((0, 10, 1), (10, 20, 2))
    assert [coefficient(scale, Decimal(v)) for v in (-1, 0, 19, 20)] == [None, 1, 2, None]
    assert payout(scale, Decimal(20)) is None


def test_a_curve_is_straight_between_its_points_and_flat_outside() -> None:
    curve = curve_of(("0.7", "0"), ("1", "1"), ("1.5", "2"))
    found = [coefficient(curve, Decimal(v)) for v in ("0", "0.7", "0.85", "1", "1.2", "1.5", "9")]
    assert found == [Decimal(v) for v in ("0", "0", "0.5", "1", "1.4", "2", "2")]


@pytest.mark.parametrize(
    ("scale", "values"),
    [
        (LineScale("l", "L"), {"0.8": "0.8", "2": "2"}),
        (
            LineScale(
                "l",
                "L",
                slope=Decimal(2),
                start=Decimal("-0.5"),
                lowest=Decimal(0),
                highest=Decimal(2),
            ),
            {"0.2": "0", "0.25": "0", "0.8": "1.1", "1.25": "2", "9": "2"},
        ),
        (
            ThresholdScale("t", "T", Decimal("0.8"), highest=Decimal("1.5")),
            {"0.79": "0", "0.8": "0.8", "1.5": "1.5", "1.6": "1.5"},
        ),
        (
            MatrixScale(
                "m",
                "M",
                tuple(
                    MatrixCell(Decimal(m), Decimal(v)) for m, v in ((-3, "0.5"), (0, "1"), (3, "2"))
                ),
            ),
            {"-3": "0.5", "-0.1": "0.5", "0": "1", "2.9": "1", "3": "2", "-3.1": None, "3.1": None},
        ),
    ],
)
def test_lines_thresholds_and_marks(scale: Scale, values: dict[str, str | None]) -> None:
    # Source: domain.md §5.
    found = {value: coefficient(scale, Decimal(value)) for value in values}
    assert found == {v: None if k is None else Decimal(k) for v, k in values.items()}


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (scale_of((None, 10, 1), (10, 20, 2)), {"10": "2"}),
        (curve_of(("0.7", "0"), ("1", "1")), {"0.7": "0", "1": "1"}),
        (LineScale("l", "L"), {}),
        (
            LineScale("l", "L", Decimal(2), Decimal(-1), lowest=Decimal(0), highest=Decimal(2)),
            {"0.5": "0", "1.5": "2"},
        ),
        (
            LineScale("l", "L", Decimal(-1), lowest=Decimal(-2), highest=Decimal(2)),
            {"-2": "2", "2": "-2"},
        ),
        (LineScale("l", "L", Decimal(0), highest=Decimal(2)), {}),
        (ThresholdScale("t", "T", Decimal("0.8")), {"0.8": "0.8"}),
        (
            ThresholdScale("t", "T", Decimal("0.8"), Decimal(2), highest=Decimal(3)),
            {"0.8": "1.6", "1.5": "3"},
        ),
        (ThresholdScale("t", "T", Decimal(2), highest=Decimal(1)), {"2": "1"}),
        (matrix_of((-3, "0.5"), (0, "1")), {"-3": "0.5", "0": "1"}),
    ],
)
def test_the_bounds_of_a_scale_have_the_values_that_begin_there(
    scale: Scale, expected: dict[str, str]
) -> None:
    found = bounds(scale)
    assert [(point.at, point.value) for point in found] == [
        (Decimal(at), Decimal(value)) for at, value in expected.items()
    ]
    assert [coefficient(scale, point.at) for point in found] == [point.value for point in found]


@given(
    slope=st.integers(0, 9),
    start=st.integers(-9, 9),
    limits=st.tuples(st.integers(-9, 9), st.integers(-9, 9)).map(sorted),
    threshold=st.integers(0, 9),
    values=st.tuples(st.decimals(-20, 20, places=2), st.decimals(-20, 20, places=2)).map(sorted),
)
def test_more_never_gives_less_on_a_line_or_from_a_threshold_that_rises(
    slope: int, start: int, limits: list[int], threshold: int, values: list[Decimal]
) -> None:
    lowest, highest = map(Decimal, limits)
    line = LineScale("l", "L", Decimal(slope), Decimal(start), lowest, highest)
    rise = ThresholdScale("t", "T", Decimal(threshold), Decimal(slope), abs(highest))
    for scale in (line, rise):
        low, high = (coefficient(checked(scale), value) for value in values)
        assert low is not None
        assert high is not None
        assert low <= high


def test_a_marginal_first_step_pays_above_its_lower_bound_alone() -> None:
    scale = StepScale("s", "S", (Step(Decimal(100), None, Decimal("0.1"), is_marginal=True),))
    assert payout(scale, Decimal(150)) == 5


def test_an_open_lower_end_counts_from_zero() -> None:
    scale = StepScale("s", "S", (Step(None, None, Decimal("0.1"), is_marginal=True),))
    assert payout(scale, Decimal(150)) == 15


def test_bounds_may_be_shares_of_a_plan() -> None:
    scale = scale_of((0, "0.5", "0.05"), ("0.5", None, "0.10"))
    assert step_of(scale, Decimal(16_500), unit_of_bounds=Decimal(33_000)) == scale.steps[1]
    assert payout(scale, Decimal(16_499), unit_of_bounds=Decimal(33_000)) == Decimal("824.95")


BOUNDS = st.lists(st.integers(-50, 50), min_size=1, max_size=6, unique=True).map(sorted)


@given(bounds=BOUNDS, value=st.integers(-60, 60), bound=st.sampled_from(Bound))
def test_each_value_belongs_to_exactly_one_step(
    bounds: list[int], value: int, bound: Bound
) -> None:
    ends = [None, *bounds, None]
    scale = scale_of(*((*pair, i) for i, pair in enumerate(pairwise(ends))), bound=bound)
    checked(scale)
    below = sum(b <= value if bound is Bound.LOWER_INCLUSIVE else b < value for b in bounds)
    assert coefficient(scale, Decimal(value)) == below


RISING = st.lists(
    st.tuples(st.integers(1, 500), st.integers(0, 30), st.booleans()), min_size=1, max_size=5
)


@given(
    rises=RISING,
    bound=st.sampled_from(Bound),
    amounts=st.tuples(st.integers(0, 3_000), st.integers(0, 3_000)).map(sorted),
)
def test_more_never_pays_less_where_rates_rise(
    rises: list[tuple[int, int, bool]], bound: Bound, amounts: list[int]
) -> None:
    lower, rate, steps = Decimal(0), Decimal(0), []
    for width, more, is_marginal in rises:
        rate += Decimal(more) / 100
        steps.append(Step(lower or None, lower + width, rate, is_marginal))
        lower += width
    steps.append(Step(lower, None, rate, is_marginal=False))
    scale = StepScale("s", "S", tuple(steps), bound=bound)
    checked(scale)
    less, more_ = (payout(scale, Decimal(amount)) for amount in amounts)
    assert less is not None
    assert more_ is not None
    assert less <= more_


@given(
    points=st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), min_size=1, max_size=6),
    values=st.tuples(st.integers(-10, 400), st.integers(-10, 400)).map(sorted),
)
def test_more_never_gives_less_on_a_rising_curve(
    points: list[tuple[int, int]], values: list[int]
) -> None:
    x, y, found = 0, 0, []
    for run, rise in points:
        x, y = x + run, y + rise
        found.append((str(x), str(y)))
    low, high = (coefficient(curve_of(*found), Decimal(value)) for value in values)
    assert low is not None
    assert high is not None
    assert low <= high


@given(amount=st.decimals(0, 5_000, places=2))
def test_marginal_slices_add_up_to_the_amount(amount: Decimal) -> None:
    steps = (
        Step(None, Decimal(300), Decimal("0.03"), is_marginal=True),
        Step(Decimal(300), Decimal(600), Decimal("0.05"), is_marginal=True),
        Step(Decimal(600), None, Decimal("0.07"), is_marginal=True),
    )
    parts = slices(StepScale("s", "S", steps), amount)
    assert parts is not None
    assert sum(part.base for part in parts) == amount

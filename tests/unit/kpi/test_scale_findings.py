from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import (
    CurvePoint,
    CurveScale,
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale import checked, payout
from crm_desktop.kpi.scale_findings import UNSOUND, ScaleFault, findings, is_steep


def number(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def steps(*rows: tuple[object, object, object], is_marginal: bool = False) -> StepScale:
    made = (
        Step(number(lower), number(upper), Decimal(str(value)), is_marginal)
        for lower, upper, value in rows
    )
    return StepScale("s", "S", tuple(made))


def curve(*points: tuple[str, str]) -> CurveScale:
    return CurveScale("c", "C", tuple(CurvePoint(Decimal(x), Decimal(y)) for x, y in points))


def matrix(*cells: tuple[int, str]) -> MatrixScale:
    return MatrixScale("m", "M", tuple(MatrixCell(Decimal(x), Decimal(y)) for x, y in cells))


def told(scale: Scale) -> list[tuple[str, int, str | None, str]]:
    return [
        (str(found.code), found.place, None if found.at is None else str(found.at), text)
        for found in findings(scale)
        for text in [str(found.message).replace("\u00a0", " ")]
    ]


@pytest.mark.parametrize(
    ("scale", "expected"),
    [
        (
            steps((None, 10, 1), (12, None, 1)),
            [("gap", 2, "10", "There is a gap between 10 and 12: values there belong to no step.")],
        ),
        (
            steps((None, 10, 1), (9, None, 1)),
            [
                (
                    "overlap",
                    2,
                    "9",
                    "Steps overlap between 9 and 10: values there belong to two steps.",
                )
            ],
        ),
        (
            steps((None, 100, "0.5"), (100, None, 1)),
            [("cliff", 2, "100", "At 100 the coefficient jumps from 0.5 to 1.")],
        ),
        (
            steps((None, 100, 1), (100, None, "0.5")),
            [("fall", 2, "100", "At 100 the coefficient falls from 1 to 0.5.")],
        ),
        (
            steps((None, 100, 1), (100, None, 1)),
            [("flat", 2, "100", "At 100 the coefficient stays 1: one step would do.")],
        ),
        (
            steps((0, 100, 1)),
            [
                ("open-end", 1, "0", "Values below 0 belong to no step."),
                ("open-end", 1, "100", "Values above 100 belong to no step."),
                ("flat", 0, None, "The scale gives the same for every value."),
            ],
        ),
        (
            steps((None, 300, "0.03"), (300, 600, 0), (600, None, "-0.01"), is_marginal=True),
            [
                ("flat", 2, "300", "From 300 on the rate is 0: more pays no more."),
                ("fall", 3, "600", "The rate \N{MINUS SIGN}1% pays less for more."),
            ],
        ),
        (
            curve(("0.7", "0"), ("1", "1"), ("1.1", "1"), ("2", "0.5")),
            [
                ("flat", 3, "1", "Between 100% and 110% more gives no more."),
                ("fall", 4, "1.1", "Between 110% and 200% more gives less."),
            ],
        ),
        (
            LineScale("l", "L", lowest=Decimal(2), highest=Decimal(1)),
            [
                (
                    "order",
                    0,
                    None,
                    "The most that a line gives is not below the least: 1 cannot follow 2.",
                )
            ],
        ),
        (
            LineScale("l", "L", slope=Decimal(-1)),
            [("fall", 0, None, "More gives less throughout the scale.")],
        ),
        (
            LineScale("l", "L", slope=Decimal(0)),
            [("flat", 0, None, "The scale gives the same for every value.")],
        ),
        (LineScale("l", "L"), []),
        (
            ThresholdScale("t", "T", Decimal("0.8"), highest=Decimal("0.5")),
            [("cliff", 0, "0.8", "At 80% the coefficient jumps from 0 to 0.5.")],
        ),
        (
            matrix((-1, "0"), (0, "1"), (1, "1"), (2, "0.5")),
            [
                ("flat", 3, "1", "The marks 0 and 1 give the same."),
                ("fall", 4, "2", "At 2 the coefficient falls from 1 to 0.5."),
            ],
        ),
        (matrix(), [("empty", 0, None, "The scale has no marks.")]),
    ],
)
def test_what_may_surprise_is_found_at_its_place(
    scale: Scale, expected: list[tuple[str, int, str | None, str]]
) -> None:
    assert told(scale) == expected


def test_a_jump_has_its_size() -> None:
    assert [found.size for found in findings(steps((None, 1, "0.5"), (1, None, "0.7")))] == [
        Decimal("0.2")
    ]


def test_more_than_thirty_per_cent_of_the_most_at_one_bound_is_steep() -> None:
    scale = steps((None, 1, "0.4"), (1, 2, "0.7"), (2, 3, "1"), (3, None, "0.69"))
    assert [is_steep(scale, found) for found in findings(scale)] == [False, False, True]


def test_a_curve_that_leaps_between_near_points_has_a_cliff() -> None:
    rows = (("0", "0"), ("0.99", "0.75"), ("1", "1.34"), ("1.04", "1.4"), ("2", "3"))
    scale = CurveScale("s", "S", tuple(CurvePoint(Decimal(at), Decimal(v)) for at, v in rows))
    leap, rise = findings(scale)
    assert (leap.code, leap.place, leap.at, leap.size) == (
        ScaleFault.CLIFF, 3, Decimal(1), Decimal("0.59"),
    )  # fmt: skip
    assert str(leap.message) == "Between 99% and 100% the coefficient jumps from 0.75 to 1.34."
    assert [is_steep(scale, leap), is_steep(scale, rise)] == [False, False]
    shorter = replace(scale, points=scale.points[:-1])
    assert [is_steep(shorter, found) for found in findings(shorter)] == [True, False]


def test_a_marginal_rate_makes_no_cliff_and_a_retroactive_one_does() -> None:
    # 3 % of 300 is 9, from 300 on 5 % of all: 15.
    marginal = steps((None, 300, "0.03"), (300, None, "0.05"), is_marginal=True)
    mixed = StepScale(
        "s", "S", (marginal.steps[0], Step(Decimal(300), None, Decimal("0.05"), is_marginal=False))
    )
    assert findings(marginal) == ()
    [cliff] = findings(mixed)
    assert (cliff.code, cliff.at, cliff.size) == (ScaleFault.CLIFF, Decimal(300), Decimal(6))
    assert str(cliff.message) == "At 300 the payout jumps by 6."


def test_a_scale_of_thousands_of_slices_is_looked_through() -> None:
    bounds = [None, *range(1, 3_000), None]
    rows = ((lower, upper, "0.01") for lower, upper in pairwise(bounds))
    assert findings(steps(*rows, is_marginal=True)) == ()


def test_bounds_of_attainment_read_as_per_cent() -> None:
    scale = StepScale("s", "S", steps((None, "0.9", 0), ("0.9", None, 1)).steps, Measure.ATTAINMENT)
    assert told(scale)[0][3].startswith("At 90% ")


def test_a_scale_without_flaws_is_checked_and_an_unsound_one_is_refused_at_its_part() -> None:
    assert checked(matrix((-3, "0"), (0, "1"), (3, "2"))).code == "m"
    with pytest.raises(InvalidInputError) as refused:
        checked(matrix((1, "0"), (1, "1")))
    assert (refused.value.field, str(refused.value)) == (
        "scale.cells[2]",
        "The marks of a scale rise: 1 cannot follow 1.",
    )


STEPS = st.lists(
    st.tuples(st.integers(1, 50), st.integers(0, 9), st.booleans()), min_size=2, max_size=5
)


@given(STEPS)
def test_a_payout_jumps_exactly_where_and_as_much_as_was_found(
    made: list[tuple[int, int, bool]],
) -> None:
    bounds = [Decimal(0)]
    for width, _, _ in made:
        bounds.append(bounds[-1] + width)
    rows = tuple(
        Step(lower, upper, Decimal(rate), is_marginal)
        for (lower, upper), (_, rate, is_marginal) in zip(pairwise(bounds), made, strict=True)
    )
    # A marginal step more makes them rates, whatever the others are.
    rows = (*rows, Step(bounds[-1], None, Decimal(9), is_marginal=True))
    scale, tiny = StepScale("s", "S", rows), Decimal("1e-9")
    sizes = {found.at: found.size for found in findings(scale) if found.size is not None}
    for bound in bounds[1:]:
        below, above = payout(scale, bound - tiny), payout(scale, bound)
        assert below is not None
        assert above is not None
        assert abs(above - below - (sizes.get(bound) or 0)) < Decimal("1e-7")


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=4))
def test_a_scale_is_refused_exactly_when_something_unsound_was_found(
    pairs: list[tuple[int, int]],
) -> None:
    scale = steps(*((lower, upper, 1) for lower, upper in pairs))
    is_unsound = any(found.code in UNSOUND for found in findings(scale))
    is_tiled = bool(pairs) and all(lower < upper for lower, upper in pairs)
    is_tiled = is_tiled and all(left[1] == right[0] for left, right in pairwise(pairs))
    assert is_unsound is not is_tiled

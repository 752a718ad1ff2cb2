from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind, periods_within
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.planning import (
    ControlSum,
    Gap,
    by_last_year,
    by_season,
    by_weekday,
    by_working_days,
    cascaded,
    divided,
    even,
    grown,
    step_of,
)

YEAR = Period.parse("2026")
MONTHS = periods_within(YEAR, PeriodKind.MONTH)
KOPECK, ONE = Decimal("0.01"), Decimal(1)
RUSSIA = WorkingCalendar("RU")


def decimals(text: str) -> list[Decimal]:
    return [Decimal(part) for part in text.split()]


SEASON = decimals("0.5 0.7 0.9 1 1.2 1.3 1.3 1.4 1.2 1 0.8 0.7")


def test_a_year_is_spread_evenly_to_the_kopeck() -> None:
    # 1 000 000 ÷ 12 = 83 333.33…; the four kopecks left over go to the first months.
    parts = divided(Decimal(1_000_000), even(MONTHS), KOPECK)
    assert parts == [Decimal("83333.34")] * 4 + [Decimal("83333.33")] * 8


def test_a_quarter_is_spread_by_working_days() -> None:
    # Russia, April to June 2026: 22, 19 and 21 working days; 62 000 ÷ 62 = 1 000 a day.
    months = periods_within(Period.parse("2026-Q2"), PeriodKind.MONTH)
    parts = divided(Decimal(62_000), by_working_days(months, RUSSIA), ONE)
    assert parts == [22_000, 19_000, 21_000]


def test_a_week_of_holidays_has_no_plan() -> None:
    weeks = periods_within(Period.month(2026, 1), PeriodKind.WEEK)
    parts = divided(Decimal(1_700), by_working_days(weeks, RUSSIA), ONE)
    assert [week.code() for week in weeks][:2] == ["2026-W01", "2026-W02"]
    # Worked are 29 and 30 December and from 12 January on: 17 days.
    assert parts == [200, 0, 500, 500, 500]


def test_a_year_is_spread_by_season() -> None:
    # The coefficients sum to 12: a month has its coefficient times 100 000.
    parts = divided(Decimal(1_200_000), by_season(MONTHS, SEASON), KOPECK)
    assert parts == [100_000 * coefficient for coefficient in SEASON]


def test_a_week_between_two_seasons_weighs_its_days() -> None:
    # 27 July to 2 August 2026: five days of July and two of August, 31 days each.
    week = Period.parse("2026-W31")
    assert by_season([week], SEASON) == [Fraction("1.3") * 5 / 31 + Fraction("1.4") * 2 / 31]


def test_the_weeks_of_a_year_share_its_season() -> None:
    days = periods_within(YEAR, PeriodKind.DAY)
    assert sum(by_season(days, SEASON)) == sum(by_season(MONTHS, SEASON)) == 12


def test_days_of_a_week_have_unequal_plans() -> None:
    # Monday to Thursday 1, Friday 2, Saturday 4, Sunday 0: 100 ÷ 10 a unit of weight.
    days = periods_within(Period.parse("2026-W10"), PeriodKind.DAY)
    parts = divided(Decimal(100), by_weekday(days, decimals("1 1 1 1 2 4 0")), ONE)
    assert parts == [10, 10, 10, 10, 20, 40, 0]


def test_a_plan_is_last_year_with_growth() -> None:
    parts = grown(decimals("100 250 0"), Decimal("1.1"), KOPECK)
    assert parts == [110, 275, 0]


@pytest.mark.parametrize(
    ("gap", "expected"), [(Gap.NOTHING, [120, 0, 240]), (Gap.MEAN, [120, 180, 240])]
)
def test_a_gap_of_last_year_has_no_plan_or_the_mean(gap: Gap, expected: list[int]) -> None:
    facts = [Decimal(100), None, Decimal(200)]
    assert grown(facts, Decimal("1.2"), ONE, gap) == expected


def test_a_negative_fact_is_a_gap_too() -> None:
    assert by_last_year(decimals("-5 10"), Gap.NOTHING) == [0, 10]


@pytest.mark.parametrize("facts", [[], [None, None], [Decimal(0), Decimal(-1)]])
def test_a_year_without_facts_cannot_be_followed(facts: list[Decimal | None]) -> None:
    with pytest.raises(InvalidInputError, match="Last year has nothing") as refused:
        grown(facts, Decimal("1.1"), ONE, Gap.MEAN)
    assert refused.value.field == "facts"


@pytest.mark.parametrize("growth", ["0", "-1", "NaN", "Infinity"])
def test_growth_is_above_zero(growth: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        grown([ONE], Decimal(growth), ONE)
    assert refused.value.field == "growth"


def test_a_plan_is_cascaded_by_headcount() -> None:
    # 1 000 001 over 3, 2 and 2 people: 428 571.857…, 285 714.571…, 285 714.571….
    children = [SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("north", "south", "east")]
    parts = cascaded(Decimal(1_000_001), dict(zip(children, (3, 2, 2), strict=True)), ONE)
    assert parts == dict(zip(children, (428_572, 285_715, 285_714), strict=True))


def test_the_control_sum_says_what_the_parts_lack() -> None:
    control = ControlSum.of(Decimal(100), decimals("60 30.5"))
    assert control == ControlSum(Decimal(100), Decimal("90.5"), Decimal("9.5"))


@pytest.mark.parametrize(
    ("total", "weights", "field"),
    [
        ("100.001", "1 1", "total"),
        ("NaN", "1 1", "total"),
        ("Infinity", "1 1", "total"),
        ("100", "0 0", "weights"),
        ("100", "2 -1", "weights"),
        ("100", "", "weights"),
    ],
)
def test_what_cannot_be_divided_is_refused(total: str, weights: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        divided(Decimal(total), decimals(weights), KOPECK)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("unit", "currency", "step"),
    [
        (Unit.MONEY, "RUB", "0.01"),
        (Unit.MONEY, "JPY", "1"),
        (Unit.MONEY, "KWD", "0.001"),
        (Unit.NUMBER, "RUB", "1"),
        (Unit.DURATION, "RUB", "1"),
    ],
)
def test_a_plan_is_divided_into_its_least_units(unit: Unit, currency: str, step: str) -> None:
    assert step_of(unit, currency) == Decimal(step)


@pytest.mark.parametrize("unit", [Unit.PERCENT, Unit.SCORE])
def test_a_ratio_is_not_divided(unit: Unit) -> None:
    with pytest.raises(InvalidInputError, match="the same for all"):
        step_of(unit, "RUB")


WEIGHTS = st.lists(st.decimals(0, 10**9, places=4), min_size=1, max_size=60).filter(any)
STEPS = st.sampled_from([KOPECK, ONE, Decimal("0.001")])


@given(units=st.integers(-(10**15), 10**15), weights=WEIGHTS, step=STEPS)
def test_parts_sum_to_the_whole(units: int, weights: list[Decimal], step: Decimal) -> None:
    control = ControlSum.of(units * step, divided(units * step, weights, step))
    assert control.difference == 0


@given(units=st.integers(0, 10**15), weights=WEIGHTS, step=STEPS)
def test_each_part_is_within_a_step_of_its_share(
    units: int, weights: list[Decimal], step: Decimal
) -> None:
    whole = sum(map(Fraction, weights), Fraction(0))
    for part, weight in zip(divided(units * step, weights, step), weights, strict=True):
        assert abs(Fraction(part) - units * Fraction(step) * Fraction(weight) / whole) < step


@pytest.mark.parametrize(
    "weigh",
    [even, lambda periods: by_working_days(periods, RUSSIA), lambda p: by_season(p, SEASON)],
    ids=["evenly", "by working days", "by season"],
)
@given(
    kopecks=st.integers(0, 10**14),
    year=st.dates(date(2015, 1, 1), date(2035, 1, 1)),
    kind=st.sampled_from([PeriodKind.MONTH, PeriodKind.WEEK, PeriodKind.QUARTER]),
)
def test_a_year_spread_over_its_periods_is_the_year(
    weigh: Callable[[Sequence[Period]], list[Fraction]],
    kopecks: int,
    year: date,
    kind: PeriodKind,
) -> None:
    periods = periods_within(Period.containing(year, PeriodKind.YEAR), kind)
    assert sum(divided(kopecks * KOPECK, weigh(periods), KOPECK)) == kopecks * KOPECK

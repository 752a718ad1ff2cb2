"""Plans that history suggests: worked by hand, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Unit
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.definition import Polarity
from crm_desktop.rewards.wizard.past import PastRow
from crm_desktop.rewards.wizard.suggesting import (
    FARTHEST,
    attainability,
    cascade,
    counted,
    friendly_step,
    plan_from,
    season_coefficients,
)

D = Decimal
ANNA, BORIS, CLARA = (SubjectRef(SubjectLevel.EMPLOYEE, code) for code in "abc")
SALES, SERVICE = (SubjectRef(SubjectLevel.DEPARTMENT, code) for code in ("sales", "service"))
amounts = st.lists(st.integers(1, 10**9).map(D), min_size=1, max_size=12)
growths = st.integers(-90, 300).map(lambda number: D(number) / 100)


def past(*values: str | None) -> PastRow:
    facts = tuple(None if value is None else D(value) for value in values)
    return PastRow(facts, tuple(fact is not None for fact in facts))


@pytest.mark.parametrize(
    ("values", "growth", "unit", "plan"),
    [
        # The median of 400, 500 and 600 thousand, a tenth more: 550 thousand.
        (("400000", "600000", "500000"), "0.1", Unit.MONEY, "550000"),
        # 512 345 × 1.1 = 563 579.5, of which two digits are kept.
        (("512345",), "0.1", Unit.MONEY, "560000"),
        # Twice the usual is more than 1.3 × 600: 780.
        (("500", "600", "500"), "1", Unit.MONEY, "780"),
        (("1000000",), "0", Unit.MONEY, "1000000"),
        # Of 7 won deals a tenth more is 7.7, in whole deals 8.
        (("7", "7", "9"), "0.1", Unit.NUMBER, "8"),
        # 1.3 × 2 = 2.6 is the most: three deals would be beyond it.
        (("2", "2"), "0.5", Unit.NUMBER, "2"),
        # People share a deal, and are planned whole ones: 4.4 × 1.1 = 4.84.
        (("4.4", "2.8", "5.6"), "0.1", Unit.NUMBER, "5"),
        # What is a part of one stays in parts.
        (("0.4", "0.44"), "0", Unit.NUMBER, "0.42"),
        # A share in whole per cent: 21.4% × 1.05 = 22.47%.
        (("0.214",), "0.05", Unit.PERCENT, "0.22"),
        # A share of the whole cannot be more than the whole.
        (("0.95", "0.9", "0.95"), "0.2", Unit.PERCENT, "1"),
        # A return on cost has been more than the whole before.
        (("1.5",), "0.2", Unit.PERCENT, "1.80"),
        (("2.14",), "0.1", Unit.SCORE, "2.4"),
        (("1503",), "0", Unit.DURATION, "1500"),
        # Periods with nothing behind them are not counted, only the last six are.
        (("9000", "100", "100", None, "100", "100", "100", "100"), "0", Unit.MONEY, "100"),
    ],
)
def test_a_plan_grows_from_the_usual_figure(
    values: Sequence[str | None], growth: str, unit: Unit, plan: str
) -> None:
    found = plan_from(
        counted(past(*values)),
        growth=D(growth),
        unit=unit,
        currency="RUB",
        polarity=Polarity.MORE,
    )
    assert str(found) == plan


@pytest.mark.parametrize(
    ("values", "growth", "plan"),
    [
        # To be a fifth better is to have 10 × 0.8 complaints.
        (("10", "10", "9"), "0.2", "8"),
        # A fifth less is the same, as people say it of what is to fall.
        (("10", "10", "9"), "-0.2", "8"),
        # Half as many is better than 0.7 × 10 = 7.
        (("10", "10"), "-0.5", "7"),
        # 0.7 × 9 = 6.3 is the least, which six would be under.
        (("9", "9"), "1", "7"),
        # Nothing is the best there is, and no plan: one is the next.
        (("0", "0", "0"), "0.1", "1"),
    ],
)
def test_where_less_is_better_to_grow_is_to_fall(
    values: Sequence[str], growth: str, plan: str
) -> None:
    found = plan_from(
        counted(past(*values)), growth=D(growth), unit=Unit.NUMBER, polarity=Polarity.LESS
    )
    assert found == D(plan)


def test_a_corridor_stays_where_it_is() -> None:
    found = plan_from([D(40)], growth=D("0.5"), unit=Unit.NUMBER, polarity=Polarity.CORRIDOR)
    assert found == D(40)


@pytest.mark.parametrize("values", [(), (None, None), ("0", "0")])
def test_nothing_suggests_no_plan(values: Sequence[str | None]) -> None:
    plan = plan_from(
        counted(past(*values)),
        growth=D("0.1"),
        unit=Unit.MONEY,
        currency="RUB",
        polarity=Polarity.MORE,
    )
    assert plan is None


@given(amounts, growths)
def test_a_plan_is_never_far_beyond_the_best(known: list[Decimal], growth: Decimal) -> None:
    more = plan_from(known, growth=growth, unit=Unit.NUMBER, polarity=Polarity.MORE)
    less = plan_from(known, growth=growth, unit=Unit.NUMBER, polarity=Polarity.LESS)
    assert more is None or 0 < more <= max(known) * (1 + FARTHEST)
    assert less is not None
    assert less >= min(known) * (1 - FARTHEST)
    assert less > 0


@pytest.mark.parametrize(
    ("value", "unit", "step"),
    [
        ("45", Unit.DURATION, "10"),
        ("3600", Unit.DURATION, "60"),
        ("40000", Unit.DURATION, "900"),
        ("400000", Unit.DURATION, "3600"),
        ("0", Unit.NUMBER, "1"),
        ("0.004", Unit.MONEY, "0.01"),
        ("123456", Unit.MONEY, "10000"),
    ],
)
def test_plans_come_in_steps_that_are_easy_to_remember(value: str, unit: Unit, step: str) -> None:
    assert friendly_step(D(value), unit, "RUB", is_count=True) == D(step)


def test_december_is_twice_a_usual_month() -> None:
    facts: dict[date, Decimal | None] = {date(2025, month, 1): D(100) for month in range(1, 12)}
    facts[date(2025, 12, 1)] = D(200)
    assert season_coefficients(facts) == (*[D(1)] * 11, D(2))


def test_a_month_that_is_unknown_is_like_the_others() -> None:
    months = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(24)]
    facts: dict[date, Decimal | None] = {
        month: None if month.month == 8 else D(100) for month in months
    }
    facts[date(2024, 1, 1)], facts[date(2025, 1, 1)] = D(40), D(60)
    assert season_coefficients(facts) == (D("0.5"), *[D(1)] * 11)


@given(
    st.dictionaries(
        st.integers(0, 60).map(lambda n: date(2020 + n // 12, n % 12 + 1, 1)),
        st.none() | st.integers(-5, 500).map(D),
    )
)
def test_seasons_are_never_nothing_and_need_a_year(facts: dict[date, Decimal | None]) -> None:
    found = season_coefficients(facts)
    assert len(found) == 12
    assert min(found) > 0
    is_known = sum(value is not None and value > 0 for value in facts.values()) >= 12
    assert is_known or set(found) == {D(1)}


def test_who_reached_a_plan_is_counted_once() -> None:
    rows = {ANNA: past("90", "110", "120"), BORIS: past("50", "60", "70"), CLARA: past(None, None)}
    found = attainability(rows, dict.fromkeys(rows, D(100)))
    assert (found.reached, found.people) == (1, 2)
    assert str(found.words) == "1 of 2 reached this in the last 3 finished months"


def test_where_less_is_better_the_plan_is_a_bound_above() -> None:
    rows = {ANNA: past("3", "5"), BORIS: past("9", "8")}
    assert attainability(rows, dict.fromkeys(rows, D(3)), is_less=True).reached == 1


def test_who_has_no_past_or_no_plan_is_not_counted() -> None:
    found = attainability({ANNA: past("3"), BORIS: past(None)}, {BORIS: D(1)})
    assert (found.reached, found.people) == (0, 0)
    assert str(found.words) == "Nothing is known yet to compare this plan with"


def test_a_plan_of_the_firm_goes_down_by_what_was_reached() -> None:
    rows = {ANNA: past("100", "200"), BORIS: past("100"), CLARA: past("300", "300")}
    inside = {SALES: [ANNA, BORIS], SERVICE: [CLARA]}
    found = cascade(D(2000), inside, rows, unit=Unit.NUMBER)
    assert found == {ANNA: D(600), BORIS: D(200), CLARA: D(1200)}


def test_a_newcomer_has_the_mean_part_and_an_empty_unit_none() -> None:
    found = cascade(
        D(100), {SALES: [ANNA, BORIS], SERVICE: []}, {ANNA: past("70")}, unit=Unit.NUMBER
    )
    assert found == {ANNA: D(50), BORIS: D(50)}


def test_a_ratio_is_not_divided() -> None:
    with pytest.raises(InvalidInputError):
        cascade(D("0.3"), {SALES: [ANNA]}, {}, unit=Unit.PERCENT)


@given(
    st.integers(0, 10**12),
    st.dictionaries(st.integers(0, 4), st.integers(1, 5), min_size=1),
    st.lists(st.integers(-10, 10**6), min_size=25, max_size=25),
)
def test_no_kopeck_is_lost_on_the_way_down(
    kopecks: int, sizes: dict[int, int], facts: list[int]
) -> None:
    inside = {
        SubjectRef(SubjectLevel.DEPARTMENT, str(unit)): [
            SubjectRef(SubjectLevel.EMPLOYEE, f"{unit}-{number}") for number in range(size)
        ]
        for unit, size in sizes.items()
    }
    everybody = [ref for people in inside.values() for ref in people]
    rows = {ref: past(str(fact)) for ref, fact in zip(everybody, facts, strict=False)}
    total = D(kopecks) / 100
    found = cascade(total, inside, rows, unit=Unit.MONEY, currency="RUB")
    assert found.keys() == rows.keys()
    assert sum(found.values()) == total

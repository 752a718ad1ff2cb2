from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.kpi.calm import longest_calm

START = datetime(2026, 3, 1, tzinfo=UTC)
END = START + timedelta(days=10)
moments = st.sets(st.integers(-1000, 1_000_000).map(lambda s: START + timedelta(seconds=s)))


def test_without_anything_all_of_it_is_calm() -> None:
    assert longest_calm([], START, END) == 10 * 86_400


def test_the_ends_of_the_period_count() -> None:
    day = timedelta(days=1)
    assert longest_calm([START + day, START + 4 * day], START, END) == 6 * 86_400
    assert longest_calm([START + 7 * day, START + 9 * day], START, END) == 7 * 86_400


def test_what_happens_at_an_end_or_beyond_divides_nothing() -> None:
    day = timedelta(days=1)
    assert longest_calm([START - day, START, END, END + day], START, END) == 10 * 86_400


@given(moments, moments)
def test_more_incidents_are_never_calmer(some: set[datetime], more: set[datetime]) -> None:
    assert longest_calm(some | more, START, END) <= longest_calm(some, START, END)


@given(moments)
def test_the_longest_calm_is_at_least_the_mean_one(some: set[datetime]) -> None:
    within = [moment for moment in some if START < moment < END]
    assert longest_calm(some, START, END) * (len(within) + 1) >= 10 * 86_400

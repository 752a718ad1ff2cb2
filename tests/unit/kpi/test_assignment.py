from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.assignment import (
    closest,
    departments_of,
    lineage,
    profiles_in_force,
)
from crm_desktop.kpi.definition import Profile, Term, Version

ANN = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "ann"), "Ann", "inner", ("night", "day"))
INNER = Subject(SubjectRef(SubjectLevel.DEPARTMENT, "inner"), "Inner", "outer")
OUTER = Subject(SubjectRef(SubjectLevel.DEPARTMENT, "outer"), "Outer")
DEPARTMENTS = departments_of([ANN, INNER, OUTER])
MARCH = Period.month(2026, 3)
CLOSEST_FIRST = [
    "employee:ann",
    "group:day",
    "group:night",
    "department:inner",
    "department:outer",
    "company",
]


def test_a_subject_is_named_closest_first() -> None:
    assert [str(ref) for ref in lineage(ANN, DEPARTMENTS)] == CLOSEST_FIRST
    assert [str(ref) for ref in lineage(Subject(COMPANY, "Firm"), {})] == ["company"]


@given(st.sets(st.sampled_from(CLOSEST_FIRST), min_size=1))
def test_the_closest_holder_wins(named: set[str]) -> None:
    holders = {SubjectRef.parse(ref): ref for ref in named}
    assert closest(holders, ANN, DEPARTMENTS) == min(named, key=CLOSEST_FIRST.index)


def test_nobody_holds_for_a_stranger() -> None:
    assert closest({SubjectRef(SubjectLevel.EMPLOYEE, "bob"): 1}, ANN, DEPARTMENTS) is None


def profile(code: str = "p", **changes: object) -> Profile:
    given_: dict[str, object] = {"entries": (), "assigned_to": (COMPANY,)}
    return Profile(code, code, **(given_ | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("found", "holds"),
    [
        (profile(), True),
        (profile(version=Version(date(2026, 3, 1))), True),
        (profile(version=Version(date(2026, 3, 2))), False),
        (profile(level=SubjectLevel.DEPARTMENT), False),
        (profile(period_kind=PeriodKind.QUARTER), False),
    ],
)
def test_a_profile_holds_for_its_level_and_kind_from_its_day_on(
    found: Profile, holds: bool
) -> None:
    assert (profiles_in_force([found], SubjectLevel.EMPLOYEE, MARCH) == {COMPANY: found}) is holds


def test_of_two_profiles_for_the_same_subject_the_order_does_not_decide() -> None:
    a, b = profile("a"), profile("b")
    for both in ([a, b], [b, a]):
        assert profiles_in_force(both, SubjectLevel.EMPLOYEE, MARCH) == {COMPANY: a}


JUNE = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("terms", "held"),
    [
        ((Term(COMPANY, until=JUNE),), "a"),
        ((Term(COMPANY, until=MARCH.start),), None),
        ((Term(COMPANY, since=MARCH.start),), "a"),
        ((Term(COMPANY, since=date(2026, 3, 2)),), None),
        ((Term(COMPANY, until=MARCH.start), Term(COMPANY, since=date(2026, 2, 1))), "a"),
        ((Term(ANN.ref, until=MARCH.start),), "a"),
    ],
)
def test_an_assignment_with_terms_holds_in_periods_that_begin_within_them(
    terms: tuple[Term, ...], held: str | None
) -> None:
    found = profiles_in_force([profile("a", terms=terms)], SubjectLevel.EMPLOYEE, MARCH)
    assert [one.code for ref, one in found.items() if ref == COMPANY] == ([held] if held else [])


def test_a_term_names_its_subject_though_nothing_else_does() -> None:
    found = profile("a", assigned_to=(), terms=(Term(ANN.ref, until=JUNE),))
    assert profiles_in_force([found], SubjectLevel.EMPLOYEE, MARCH) == {ANN.ref: found}
    assert not profiles_in_force([found], SubjectLevel.EMPLOYEE, Period.month(2026, 6))


def test_of_two_profiles_one_after_the_other_each_holds_in_its_time() -> None:
    both = [
        profile("b", terms=(Term(COMPANY, since=JUNE),)),
        profile("a", terms=(Term(COMPANY, until=JUNE),)),
    ]
    held = [
        profiles_in_force(both, SubjectLevel.EMPLOYEE, Period.month(2026, month))[COMPANY].code
        for month in (5, 6)
    ]
    assert held == ["a", "b"]

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import COMPANY, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.assignment import (
    closest,
    departments_of,
    lineage,
    plans_in_force,
    profiles_in_force,
)
from crm_desktop.kpi.definition import Plan, Profile, Version

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


@given(
    st.permutations(
        [
            Plan("sales", ANN.ref, Decimal(1), valid_from=date(2025, 1, 1)),
            Plan("sales", ANN.ref, Decimal(2), valid_from=date(2026, 3, 1)),
            Plan("sales", ANN.ref, Decimal(3), valid_from=date(2026, 3, 2)),
            Plan("sales", ANN.ref, Decimal(4), PeriodKind.QUARTER, date(2026, 1, 1)),
            Plan("sales", INNER.ref, Decimal(5), valid_from=date(2026, 2, 1)),
        ]
    )
)
def test_the_latest_plan_that_began_by_the_first_day_holds(plans: list[Plan]) -> None:
    found = plans_in_force(plans, MARCH)
    assert {key: plan.value for key, plan in found.items()} == {
        ("sales", ANN.ref): 2,
        ("sales", INNER.ref): 5,
    }

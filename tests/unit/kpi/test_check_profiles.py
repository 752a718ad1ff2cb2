"""What is refused about profiles and plans: each mistake at its place, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.check_plans import plan_problems
from crm_desktop.kpi.check_profiles import profile_problems
from crm_desktop.kpi.definition import (
    Indicator,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
    Scale,
    Split,
    Term,
)
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.source import ManualSource

ANN = SubjectRef(SubjectLevel.EMPLOYEE, "ann")
MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
ENTRY = ProfileEntry(
    "sales",
    plan=Decimal(100),
    base=Decimal(50),
    cap=Decimal(2),
    gate=Decimal("0.8"),
    ramp=(Decimal(10), Decimal(20)),
)
PROFILE = Profile(
    "seller",
    "Seller",
    (ENTRY,),
    (ANN, COMPANY),
    terms=(Term(ANN, until=MARCH), Term(ANN, JUNE)),
    cap=Decimal(0),
    ramp=(Decimal("0.5"),),
    proration=Proration.WORKING_DAYS,
)
PLAN = Plan("sales", ANN, Decimal(5), PeriodKind.YEAR, MARCH, Split.MONTHS, note="С ростом")
CUSTOM = Plan("sales", ANN, Decimal(5), PeriodKind.CUSTOM, MARCH, until=JUNE)


@dataclass(frozen=True, slots=True)
class Rules:
    profiles: tuple[Profile, ...]
    indicators: tuple[Indicator, ...] = (Indicator("sales", "Sales", ManualSource()),)
    scales: tuple[Scale, ...] = ()
    plans: tuple[Plan, ...] = ()
    currency: str = "RUB"
    scripts: tuple[Script, ...] = ()


def places(*profiles: Profile) -> list[str]:
    return [problem.place for problem in profile_problems(Rules(profiles))]


def with_entry(**changes: object) -> Profile:
    return replace(PROFILE, entries=(replace(ENTRY, **changes),))  # type: ignore[arg-type]


def test_a_sound_profile_has_no_problems() -> None:
    assert places(PROFILE) == []


@pytest.mark.parametrize(
    ("profile", "place"),
    [
        (with_entry(cap=Decimal(-1)), "indicators[1].cap"),
        (with_entry(gate=Decimal(0)), "indicators[1].gate"),
        (with_entry(base=Decimal(100)), "indicators[1].base"),
        (with_entry(base=Decimal("NaN")), "indicators[1].base"),
        (with_entry(ramp=(Decimal(1), Decimal(-1))), "indicators[1].ramp[2]"),
        (with_entry(ramp=(Decimal(1),) * 25), "indicators[1].ramp"),
        (replace(PROFILE, cap=Decimal(-1)), "cap"),
        (replace(PROFILE, cap=Decimal("Infinity")), "cap"),
        (replace(PROFILE, ramp=(Decimal(1),) * 25), "ramp"),
        (replace(PROFILE, ramp=(Decimal(-1),)), "ramp[1]"),
        (replace(PROFILE, assigned_to=(COMPANY,), terms=(Term(ANN),)), "assigned_to"),
        (replace(PROFILE, terms=(Term(ANN, MARCH, MARCH),)), "assigned_to[1]"),
        (replace(PROFILE, terms=(Term(ANN, MARCH), Term(ANN, JUNE))), "assigned_to[1]"),
    ],
)
def test_each_mistake_is_found_at_its_place(profile: Profile, place: str) -> None:
    assert places(profile) == [f"profiles.seller.{place}"]


@pytest.mark.parametrize(
    ("polarity", "base", "is_sound"),
    [
        (Polarity.MORE, 99, True),
        (Polarity.MORE, 101, False),
        (Polarity.LESS, 101, True),
        (Polarity.LESS, 99, False),
        (Polarity.LESS, 100, False),
        (Polarity.CORRIDOR, 99, False),
    ],
)
def test_a_plan_is_better_than_its_base(polarity: Polarity, base: int, is_sound: bool) -> None:
    sales = Indicator("sales", "Sales", ManualSource(), polarity=polarity)
    profile = with_entry(base=Decimal(base))
    found = [problem.place for problem in profile_problems(Rules((profile,), (sales,)))]
    assert found == ([] if is_sound else ["profiles.seller.indicators[1].base"])


def test_only_people_have_months_of_service_and_absences() -> None:
    of_company = replace(PROFILE, level=SubjectLevel.COMPANY, assigned_to=(COMPANY,), terms=())
    assert places(of_company) == ["profiles.seller.ramp", "profiles.seller.proration"]
    bare = replace(of_company, ramp=(), proration=Proration.NONE)
    assert places(bare) == ["profiles.seller.ramp"]
    assert places(replace(bare, entries=(replace(ENTRY, ramp=()),))) == []


def test_one_profile_may_follow_another_and_not_hold_beside_it() -> None:
    ann = replace(PROFILE, assigned_to=(ANN,))
    between = replace(ann, code="between", terms=(Term(ANN, MARCH, JUNE),))
    assert places(ann, between) == []
    longer = replace(between, terms=(Term(ANN, MARCH, date(2026, 6, 2)),))
    assert places(ann, longer) == ["profiles.seller.assigned_to[1]"]
    always = replace(ann, code="always", terms=())
    assert places(replace(ann, terms=(Term(ANN, JUNE),)), always) == [
        "profiles.seller.assigned_to[1]"
    ]
    assert places(ann, replace(always, period_kind=PeriodKind.YEAR)) == []


def test_sound_plans_have_no_problems() -> None:
    other = replace(CUSTOM, until=date(2026, 7, 1))
    assert list(plan_problems([PLAN, CUSTOM, other])) == []


@pytest.mark.parametrize(
    ("plan", "place"),
    [
        (replace(CUSTOM, split=Split.DAYS), "split"),
        (replace(PLAN, period_kind=PeriodKind.MONTH), "split"),
        (replace(PLAN, until=JUNE), "until"),
        (replace(CUSTOM, until=None), "until"),
        (replace(CUSTOM, until=MARCH), "until"),
        (replace(PLAN, note="n" * 501), "note"),
        (replace(PLAN, note="a\0"), "note"),
        (replace(PLAN, value=Decimal("NaN")), "value"),
        (replace(PLAN, subject=SubjectRef(SubjectLevel.GROUP)), "subject"),
    ],
)
def test_each_mistake_of_a_plan_is_found_at_its_place(plan: Plan, place: str) -> None:
    first = replace(CUSTOM, subject=COMPANY)
    found = [problem.place for problem in plan_problems([first, plan])]
    assert found == [f"plans[2].{place}"]

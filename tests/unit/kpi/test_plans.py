from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import COMPANY, Presence, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Indicator,
    Plan,
    Polarity,
    Profile,
    ProfileEntry,
    Proration,
    Split,
)
from crm_desktop.kpi.derivation import Derivation
from crm_desktop.kpi.engine import figures_of
from crm_desktop.kpi.figures import Figures
from crm_desktop.kpi.plans import PlanInForce, plans_in_force
from crm_desktop.kpi.source import ExternalSource, FormulaSource
from crm_desktop.kpi.steps import why_plan
from crm_desktop.rewards.scheme import Scheme
from crm_desktop.texts import shown

ANN = Subject(SubjectRef(SubjectLevel.EMPLOYEE, "ann"), "Ann")
INNER = SubjectRef(SubjectLevel.DEPARTMENT, "inner")
MARCH = Period.month(2026, 3)
YEAR = Period.parse("2025")
WEEKENDS = WorkingCalendar()
SALES = Indicator("sales", "Sales", ExternalSource(), Unit.MONEY)
DEALS = Indicator("deals", "Deals", ExternalSource())
AVERAGE = Indicator("average", "Average deal", FormulaSource("sales / deals"), Unit.MONEY)


def yearly(value: int, valid_from: date, split: Split | None = None) -> Plan:
    return Plan("sales", ANN.ref, Decimal(value), PeriodKind.YEAR, valid_from, split)


def value_of(*plans: Plan, period: Period = YEAR) -> Decimal | None:
    return figures(*plans, period=period).plan("sales").value


def figures(
    *plans: Plan,
    period: Period = YEAR,
    entry: ProfileEntry | None = None,
    subject: Subject = ANN,
    **profile: object,
) -> Figures:
    held = Profile(
        "p",
        "Sellers",
        (ProfileEntry("sales") if entry is None else entry,),
        (COMPANY,),
        period_kind=period.kind,
        **profile,  # type: ignore[arg-type]
    )
    scheme = Scheme(
        "s", "RUB", indicators=(SALES, DEALS, AVERAGE), profiles=(held,), plans=tuple(plans)
    )
    [found] = figures_of(scheme, [subject], {}, period)
    return found


def told(derivation: Derivation, depth: int = 0) -> list[str]:
    line = f"{'  ' * depth}{shown(derivation.value)}: {shown(derivation.sentence)}"
    inner = [text for part in derivation.inputs for text in told(part, depth + 1)]
    return [line.replace("\u00a0", " "), *inner]


@given(
    st.permutations(
        [
            Plan("sales", ANN.ref, Decimal(1), valid_from=date(2025, 1, 1)),
            Plan("sales", ANN.ref, Decimal(2), valid_from=date(2026, 3, 1)),
            Plan("sales", ANN.ref, Decimal(3), valid_from=date(2026, 3, 2)),
            Plan("sales", ANN.ref, Decimal(4), PeriodKind.QUARTER, date(2026, 1, 1)),
            Plan("sales", INNER, Decimal(5), valid_from=date(2026, 2, 1)),
        ]
    )
)
def test_the_latest_plan_that_began_by_the_first_day_holds(plans: list[Plan]) -> None:
    found = plans_in_force(plans, MARCH, WEEKENDS)
    held = {(ref, code): one.plan.value for ref, own in found.items() for code, one in own.items()}
    assert held == {(ANN.ref, "sales"): 2, (INNER, "sales"): 5}


OLD, NEW = yearly(120_000, date(2024, 1, 1)), yearly(180_000, date(2025, 7, 1))


@pytest.mark.parametrize(
    ("split", "expected"),
    [
        (None, "120000.00"),
        (Split.DAYS, "150246.58"),
        (Split.MONTHS, "150000.00"),
        # 129 of the 261 days from Monday to Friday of 2025 are in its first half.
        (Split.WORKING_DAYS, "150344.83"),
    ],
)
def test_c45_a_plan_that_changes_within_the_year_is_blended_as_it_says(
    split: Split | None, expected: str
) -> None:
    # Source: domain.md §4, case C45: 120 000 until 30 June 2025, 180 000 after.
    found = value_of(OLD, replace(NEW, split=split))
    assert found is not None
    assert found.quantize(Decimal("0.01")) == Decimal(expected)


def test_c45_the_blend_is_exact_until_it_is_shown() -> None:
    found = value_of(OLD, replace(NEW, split=Split.DAYS))
    assert found == Decimal(120_000 * 181 + 180_000 * 184) / 365


def test_the_year_after_has_the_new_plan_alone() -> None:
    assert value_of(OLD, replace(NEW, split=Split.DAYS), period=Period.parse("2026")) == 180_000


def test_a_blend_says_its_parts() -> None:
    found = figures(OLD, replace(NEW, split=Split.MONTHS, note="new district"))
    equation = "RUB 120,000.00 × 6/12 + RUB 180,000.00 × 6/12 = RUB 150,000.00"
    assert told(why_plan(found, "sales")) == [
        f"RUB 150,000.00: {equation} (parts of the period by months)",
        "  RUB 120,000.00: set for Ann from 01/01/2024 on",
        "  RUB 180,000.00: set for Ann from 01/07/2025 on: new district",
    ]


def test_the_first_plan_of_a_subject_is_blended_with_that_of_the_profile() -> None:
    plan = replace(NEW, split=Split.MONTHS)
    found = figures(plan, entry=ProfileEntry("sales", plan=Decimal(60_000)))
    assert found.plan("sales").value == 120_000
    assert figures(plan).plan("sales").value == 90_000


def test_months_belong_to_the_plan_that_holds_on_their_first_day() -> None:
    middle = yearly(180_000, date(2025, 6, 2), Split.MONTHS)
    assert value_of(OLD, middle) == 150_000


@pytest.mark.parametrize("split", Split)
def test_a_part_without_working_days_is_counted_by_days(split: Split) -> None:
    weekend = Period(date(2026, 3, 7), date(2026, 3, 9))
    plans = [
        Plan("sales", ANN.ref, Decimal(n), PeriodKind.WEEK, day, split)
        for n, day in ((1, date(2026, 1, 1)), (3, date(2026, 3, 8)))
    ]
    found = plans_in_force(plans, replace(weekend, kind=PeriodKind.WEEK), WEEKENDS)
    held = [part.held for part in found[ANN.ref]["sales"].parts]
    assert held == ([1, 0] if split is Split.MONTHS else [1, 1])


def test_a_custom_plan_holds_for_its_own_days_alone() -> None:
    days = Period(date(2026, 3, 10), date(2026, 3, 20))
    plan = Plan("sales", ANN.ref, Decimal(7), PeriodKind.CUSTOM, days.start, until=days.end)
    assert figures(plan, period=days).plan("sales").value == 7
    for other in (Period(days.start, date(2026, 3, 21)), Period(date(2026, 3, 11), days.end)):
        assert figures(plan, period=other).plan("sales").value is None
    assert told(why_plan(figures(plan, period=days), "sales")) == [
        "RUB 7.00: set for Ann, 10/03/2026 — 19/03/2026"
    ]


RAMP = tuple(map(Decimal, (10_000, 20_000, 30_000)))


@pytest.mark.parametrize(
    ("month", "expected"), [(3, 45_000), (4, 10_000), (5, 20_000), (6, 30_000), (7, 45_000)]
)
def test_c44_a_newcomer_has_the_plans_of_the_ramp_and_then_the_usual_one(
    month: int, expected: int
) -> None:
    # Source: domain.md §4, case C44: month 1 is the one of hiring, here 20 April 2026.
    entry = ProfileEntry("sales", plan=Decimal(45_000), ramp=RAMP)
    ann = replace(ANN, presence=Presence(date(2026, 4, 20)))
    found = figures(period=Period.month(2026, month), entry=entry, subject=ann)
    assert found.plan("sales").value == expected


def test_who_was_hired_at_an_unknown_time_has_no_ramp() -> None:
    entry = ProfileEntry("sales", plan=Decimal(45_000), ramp=RAMP)
    found = figures(period=MARCH, entry=entry, subject=replace(ANN, presence=Presence()))
    assert found.plan("sales").value == 45_000


def test_the_ramp_of_a_profile_is_of_shares_and_says_so() -> None:
    ann = replace(ANN, presence=Presence(date(2026, 2, 2)))
    entry = ProfileEntry("sales", plan=Decimal(45_000))
    shares = (Decimal("0.25"), Decimal("0.5"))
    found = figures(period=MARCH, entry=entry, subject=ann, ramp=shares)
    assert told(why_plan(found, "sales")) == [
        "RUB 22,500.00: RUB 45,000.00 × 50% = RUB 22,500.00, the share of month 2 of service",
        "  RUB 45,000.00: set in the profile “Sellers”",
    ]


def test_a_ramp_of_shares_lets_no_newcomer_do_better_where_less_is_better() -> None:
    late = Indicator("late", "Late", ExternalSource(), polarity=Polarity.LESS)
    profile = Profile(
        "p", "P", (ProfileEntry("late", plan=Decimal(5)),), (COMPANY,), ramp=(Decimal("0.5"),)
    )
    ann = replace(ANN, presence=Presence(MARCH.start))
    scheme = Scheme("s", "RUB", indicators=(late,), profiles=(profile,))
    [found] = figures_of(scheme, [ann], {}, MARCH)
    assert found.plan("late").value == 5


# June 2026 has 22 days from Monday to Friday; 15 to 22 June has 6 of them and 8 of 30 in all.
JUNE = Period.month(2026, 6)
AWAY = replace(
    ANN, presence=Presence(date(2020, 1, 1), absences=((date(2026, 6, 15), date(2026, 6, 23)),))
)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (Proration.NONE, "500000.00"),
        (Proration.WORKING_DAYS, "363636.36"),
        (Proration.CALENDAR_DAYS, "366666.67"),
        (Proration.WHOLE_MONTHS, "500000.00"),
    ],
)
def test_c46_who_was_away_has_a_part_of_the_plan(kind: Proration, expected: str) -> None:
    # Source: domain.md §4, case C46.
    entry = ProfileEntry("sales", plan=Decimal(500_000))
    found = figures(period=JUNE, entry=entry, subject=AWAY, proration=kind).plan("sales").value
    assert found is not None
    assert found.quantize(Decimal("0.01")) == Decimal(expected)


def test_every_step_to_a_plan_is_said() -> None:
    ann = replace(AWAY, presence=replace(AWAY.presence or Presence(), hired_on=date(2026, 5, 4)))
    plan = Plan("sales", ANN.ref, Decimal(110_000), valid_from=date(2026, 6, 1))
    found = figures(
        plan,
        period=JUNE,
        subject=ann,
        ramp=(Decimal("0.2"), Decimal("0.5")),
        proration=Proration.WORKING_DAYS,
    )
    assert told(why_plan(found, "sales")) == [
        "RUB 40,000.00: RUB 55,000.00 × working days present 16/22 = RUB 40,000.00",
        "  RUB 55,000.00: RUB 110,000.00 × 50% = RUB 55,000.00, the share of month 2 of service",
        "    RUB 110,000.00: set for Ann from 01/06/2026 on",
    ]


def test_the_plan_of_a_ratio_stays_whole_for_who_was_away() -> None:
    entry = ProfileEntry("average", plan=Decimal(500))
    found = figures(period=JUNE, entry=entry, subject=AWAY, proration=Proration.WORKING_DAYS)
    assert found.plan("average").value == 500


CUTS = st.lists(
    st.tuples(st.dates(date(2025, 1, 2), date(2025, 12, 31)), st.integers(0, 10**6)),
    min_size=1,
    max_size=4,
    unique_by=lambda cut: cut[0],
)


@given(cuts=CUTS, split=st.sampled_from(Split))
def test_the_parts_of_a_period_make_the_whole_and_a_blend_lies_between_its_plans(
    cuts: list[tuple[date, int]], split: Split
) -> None:
    plans = [OLD, *(yearly(value, day, split) for day, value in cuts)]
    [[found]] = (own.values() for own in plans_in_force(plans, YEAR, WEEKENDS).values())
    assert isinstance(found, PlanInForce)
    assert sum(part.held for part in found.parts) == found.parts[0].whole
    blended = value_of(*plans)
    values = [plan.value for plan in plans]
    assert blended is not None
    assert min(values) <= blended <= max(values)


@given(day=st.dates(date(2025, 1, 2), date(2025, 12, 30)), value=st.integers(0, 10**6))
def test_a_change_to_the_same_value_changes_nothing(day: date, value: int) -> None:
    plans = [yearly(value, date(2024, 1, 1))]
    plans += [yearly(value, day + timedelta(days=n), Split.DAYS) for n in (0, 1)]
    assert value_of(*plans) == value


@given(
    days=st.lists(st.dates(JUNE.start, JUNE.end), min_size=2, max_size=2, unique=True).map(sorted),
    kind=st.sampled_from([Proration.WORKING_DAYS, Proration.CALENDAR_DAYS]),
)
def test_who_is_away_and_who_stands_in_have_the_whole_plan_together(
    days: list[date], kind: Proration
) -> None:
    first, back = days
    entry = ProfileEntry("sales", plan=Decimal(500_000))
    shares = [
        figures(period=JUNE, entry=entry, subject=replace(ANN, presence=presence), proration=kind)
        .plan("sales")
        .value
        for presence in (Presence(absences=((first, back),)), Presence(first, back))
    ]
    together = sum((share or Decimal(0) for share in shares), Decimal(0))
    assert abs(together - 500_000) < Decimal("1e-18")

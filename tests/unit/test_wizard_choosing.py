"""A team is offered few indicators: straight to the aim, honest, and with records to count."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.kpi.health.rules import is_quality, leads_to_revenue
from crm_desktop.rewards.wizard.choosing import Suggestion, needed_records, suggested
from crm_desktop.rewards.wizard.draft import Aim, Goal
from crm_desktop.rewards.wizard.goals import PURPOSES, main_indicator, smart
from crm_desktop.rewards.wizard.past import NO_PAST, PastRow, WizardPast

ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
DEPARTMENT = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
PERIODS = tuple(Period.month(2025, month) for month in range(1, 7))
D = Decimal


def past(codes: Collection[str], fed: int = 6, *, of: SubjectRef = ANNA) -> WizardPast:
    """Return a past in which ``of`` has something behind ``codes`` in the first ``fed`` months."""
    is_fed = tuple(number < fed for number in range(6))
    row = PastRow(tuple(D(7) if each else None for each in is_fed), is_fed)
    return WizardPast(PERIODS, {(of, code): row for code in codes})


def preselected(found: Collection[Suggestion]) -> list[str]:
    return [each.code for each in found if each.is_preselected]


def said(found: Collection[Suggestion]) -> Mapping[str, str]:
    return {each.code: str(each.reason) for each in found}


@pytest.mark.parametrize(
    ("role", "aims", "codes"),
    [
        (Role.SALES, [Aim.MORE_SALES], ["sales_volume", "lead_conversion", "receipts"]),
        (Role.SALES, [Aim.CASH_IN], ["receipts", "overdue_receivables", "sales_volume"]),
        (Role.SALES, [], ["sales_volume", "lead_conversion", "receipts"]),
        (Role.CALL_CENTRE, [], ["processed_applications", "missed_share", "answer_speed"]),
        (Role.SERVICE, [Aim.SERVICE_QUALITY], ["satisfaction", "solved_problems", "answer_time"]),
        (Role.OFFICE, [Aim.OFFICE_ORDER], ["deadlines_kept", "tasks_done", "heads_mark"]),
        (Role.MARKETING, [Aim.MORE_LEADS], ["leads", "lead_cost", "campaign_return"]),
    ],
)
def test_the_best_of_a_role_with_records_are_preselected(
    role: Role, aims: list[Aim], codes: list[str]
) -> None:
    assert preselected(suggested(role, aims, past(CATALOGUE), [ANNA])) == codes


def test_what_tells_of_a_department_is_preselected_for_departments_alone() -> None:
    role, aims = Role.HEAD_OF_SALES, [Aim.MORE_SALES]
    of_department = suggested(role, aims, past(CATALOGUE, of=DEPARTMENT), [DEPARTMENT])
    assert preselected(of_department) == ["department_sales", "turnover", "sales_per_manager"]
    alone = suggested(None, aims, past({"headcount", "leavers", "turnover"}), [ANNA])
    assert preselected(alone)[0] == "sales_volume"
    assert not {"headcount", "leavers", "turnover"} & set(preselected(alone))


def test_a_head_alone_is_told_to_measure_the_department_as_a_whole() -> None:
    found = suggested(Role.HEAD_OF_SALES, [Aim.MORE_SALES], past(CATALOGUE), [ANNA])

    of_unit = {"department_sales", "sales_per_manager", "team_attainment", "turnover"}
    assert not of_unit & set(preselected(found))
    assert {said(found)[code] for code in of_unit} == {
        (
            "Measure the department as a whole, and pay the head by its figures (premium for the "
            "department’s plan)."
        )
    }


def test_each_is_told_why() -> None:
    words = said(suggested(Role.SALES, [Aim.MORE_SALES], past(CATALOGUE, 5), [ANNA]))
    assert words["sales_volume"] == "Leads straight to what you want: More sales."
    assert words["lead_conversion"].startswith("Keeps quantity honest")
    assert words["won_deals"] == "Helps what you want: More sales."
    assert words["receipts"] == "Usual for this work: Sales."
    assert words["calls_out"] == "There are records of it in 5 of 6 periods."
    assert words["stage_conversion"] == (
        "Choose first what it is about: From the stage; To the stage."
    )


def test_what_has_no_records_is_offered_and_not_preselected() -> None:
    found = suggested(Role.SALES, [Aim.MORE_SALES], past({"calls_out", "nps"}), [ANNA])
    assert preselected(found) == ["nps", "calls_out"]
    assert said(found)["sales_volume"] == "No data here yet."
    assert {each.code for each in found if each.has_data} == {"calls_out", "nps"}


def test_where_nothing_has_records_what_the_program_can_count_is_preselected() -> None:
    found = suggested(Role.MARKETING, [Aim.MORE_LEADS], NO_PAST, [ANNA])
    assert preselected(found) == ["leads"]


@given(
    st.none() | st.sampled_from(Role),
    st.lists(st.sampled_from(Aim), unique=True),
    st.sets(st.sampled_from(sorted(CATALOGUE))),
)
def test_few_are_preselected_and_all_of_the_role_are_offered(
    role: Role | None, aims: list[Aim], fed: set[str]
) -> None:
    found = suggested(role, aims, past(fed, of=DEPARTMENT), [DEPARTMENT])
    meant = {each.code for each in CATALOGUE.values() if role is None or role in each.roles}
    picked = preselected(found)
    assert len(found) == len(meant)
    assert {each.code for each in found} == meant
    assert len(picked) <= 3
    assert not any(CATALOGUE[code].parameters for code in picked)
    ready = {code for code in fed & meant if not CATALOGUE[code].parameters}
    assert not ready or set(picked) <= ready
    kinds = {is_quality(CATALOGUE[code].indicator()) for code in ready}
    assert {is_quality(CATALOGUE[code].indicator()) for code in picked} >= kinds or not ready


@pytest.mark.parametrize(
    ("code", "records"),
    [
        ("sales_volume", "deals"),
        ("nps", "activities (kind: survey)"),
        ("talk_time", "activities (kind: incoming call or outgoing call); “Duration” filled in"),
        ("lead_cost", "figures from outside, imported from a table; deals"),
        ("heads_mark", "a mark for each person in each period, with the reason"),
        ("turnover", "the days on which people were hired and left"),
    ],
)
def test_what_would_have_to_be_recorded_is_told(code: str, records: str) -> None:
    assert str(needed_records(CATALOGUE[code])) == f"To count this, the program needs: {records}."


@pytest.mark.parametrize("code", CATALOGUE)
def test_every_entry_of_the_catalogue_needs_something(code: str) -> None:
    assert re.fullmatch(
        r"To count this, the program needs: .+\.", str(needed_records(CATALOGUE[code]))
    )


@pytest.mark.parametrize("aim", Aim)
def test_every_aim_is_shown_by_what_those_who_move_it_are_measured_by(aim: Aim) -> None:
    purpose = PURPOSES[aim]
    assert purpose.roles
    for role in purpose.roles:
        assert any(role in CATALOGUE[code].roles for code in purpose.indicators)
    main = CATALOGUE[purpose.indicators[0]].indicator()
    assert not purpose.is_revenue or leads_to_revenue(main, {})


TODAY = date(2026, 3, 10)
GOAL = Goal((Aim.MORE_SALES,), "Sell more", D("0.2"), date(2026, 12, 31))
SALES = [D(100), D(110), D(90)]


def held(goal: Goal, known: list[Decimal | None]) -> str:
    return "".join(each.letter for each in smart(goal, known, TODAY) if each.holds)


@pytest.mark.parametrize(
    ("goal", "known", "letters"),
    [
        # A fifth above the usual 100 is 120, and 1.3 × 110 = 143 could be believed in.
        (GOAL, SALES, "SMART"),
        (Goal((Aim.MORE_SALES,), "", D("0.43"), GOAL.until), SALES, "SMART"),
        (Goal((Aim.MORE_SALES,), "", D("0.44"), GOAL.until), SALES, "SMRT"),
        # A fall to 0.7 × 90 = 63 could be believed in.
        (Goal((Aim.FAST_ANSWERS,), "", D("0.37"), GOAL.until), SALES, "SMART"),
        (Goal((Aim.FAST_ANSWERS,), "", D("0.38"), GOAL.until), SALES, "SMRT"),
        (GOAL, [D(100), D(100)], "SMRT"),
        (GOAL, [None, None], "SRT"),
        (GOAL, [D(0), D(0), D(0)], "SMRT"),
        (Goal((Aim.MORE_SALES,), "Sell more"), SALES, "SR"),
        (Goal((), "Sell more", D("0.1"), GOAL.until), SALES, "MAT"),
        (Goal((Aim.MORE_SALES,), "", D("0.1"), date(2027, 3, 10)), SALES, "SMART"),
        (Goal((Aim.MORE_SALES,), "", D("0.1"), date(2027, 3, 11)), SALES, "SMAR"),
        (Goal((Aim.MORE_SALES,), "", D("0.1"), TODAY), SALES, "SMAR"),
        (Goal(), [], ""),
    ],
)
def test_a_wish_is_held_against_smart(
    goal: Goal, known: list[Decimal | None], letters: str
) -> None:
    assert held(goal, known) == letters


def test_a_wish_that_is_too_large_is_told_how_far_to_go() -> None:
    goal = Goal((Aim.MORE_SALES,), "", D(2), GOAL.until)
    achievable = next(each for each in smart(goal, SALES, TODAY) if each.letter == "A")
    assert str(achievable.meaning) == "Achievable: go step by step, by 43% for now"


@given(st.lists(st.none() | st.integers(1, 10**6).map(D)), st.integers(-100, 1000))
def test_a_smaller_change_is_never_less_achievable(
    known: list[Decimal | None], percent: int
) -> None:
    def is_achievable(growth: Decimal) -> bool:
        return "A" in held(Goal((Aim.MORE_SALES,), "", growth, GOAL.until), known)

    growth = D(percent) / 100
    if is_achievable(growth):
        assert is_achievable(growth / 2)


def test_the_figure_of_a_wish_is_that_of_its_first_aim() -> None:
    assert main_indicator(GOAL) == "sales_volume"
    assert main_indicator(Goal()) is None

"""What the table of plans says of an indicator of a team: of people, departments, the season."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Plan, Polarity
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.past import PastRow, WizardPast
from crm_desktop.rewards.wizard.planned import Planned, Reached

D = Decimal
PEOPLE = tuple(SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("e0", "e1", "e2"))
TEAM, SALES = "sellers", "sales_volume"


def unplanned() -> WizardDraft:
    draft = editing.with_team(editing.empty_draft("Sales", "RUB"), "Sellers", PEOPLE)
    codes = (SALES, "won_deals")
    found = [CATALOGUE[code].indicator() for code in codes]
    return editing.with_indicators(draft, TEAM, codes, found)


def sellers() -> WizardDraft:
    """Return a draft in which each has a plan of 1000 of sales and of two deals."""
    values = {SALES: D(1000), "won_deals": D(2)}
    plans = [Plan(code, ref, value) for code, value in values.items() for ref in PEOPLE]
    return editing.with_plans(unplanned(), plans)


def two_months() -> Planned:
    """Return plans of 1000 in May, the peak of the year, and of 500 in April, as any month."""
    periods = tuple(Period.month(2026, month) for month in (4, 5))
    rows = {(PEOPLE[0], SALES): PastRow((D(500), D(1000)), (True, True))}
    draft, sales = unplanned(), CATALOGUE[SALES].indicator()
    subjects = (Subject(PEOPLE[0], "Anna"),)
    return Planned(draft, TEAM, sales, subjects, WizardPast(periods, rows), "RUB")


def test_suggestions_without_the_season_are_those_of_an_average_month() -> None:
    # The year makes 11 × 1 + 2 = 13 parts: 500 and 1000 ÷ 2, times 13 ÷ 12, are 541.67.
    season = tuple(D(2 if month == 5 else 1) for month in range(1, 13))
    assert two_months().lines()[1].suggested == D(750)
    assert replace(two_months(), season=season).lines()[1].suggested == D(540)


def of_departments() -> Planned:
    """Return plans of two people of sales and one of service."""
    subjects = tuple(
        Subject(ref, ref.code, department=unit)
        for ref, unit in zip(PEOPLE, ("sales", "service", "sales"), strict=True)
    )
    paths = {SubjectRef(SubjectLevel.DEPARTMENT, code): code for code in ("sales", "service")}
    return replace(two_months(), subjects=subjects, draft=sellers(), paths=paths)


def test_what_departments_have_together_stands_between() -> None:
    lines = of_departments().lines()
    assert [(line.name, line.held, line.is_sum) for line in lines[1:]] == [
        ("sales", D(2000), True),
        ("e0", D(1000), False),
        ("e2", D(1000), False),
        ("service", D(1000), True),
        ("e1", D(1000), False),
    ]


def test_a_whole_is_divided_over_departments_first() -> None:
    planned = of_departments()
    divided = replace(planned, draft=planned.divided(D(3000)))
    assert [line.held for line in divided.lines() if line.is_sum] == [D(2000), D(1000)]
    assert divided.together() == D(3000)


def test_where_less_is_better_the_least_is_the_best() -> None:
    indicator = replace(CATALOGUE["won_deals"].indicator(), polarity=Polarity.LESS)
    draft = editing.with_entry(
        editing.with_definition(sellers(), indicator),
        TEAM,
        replace(sellers().profile(TEAM).entries[1], plan=D(3)),
    )
    draft = editing.without_plan(draft, indicator.code, PEOPLE[0])
    periods = tuple(Period.month(2026, month) for month in (2, 3, 4))
    row = PastRow((D(5), D(3), D(4)), (True, True, True))
    past = WizardPast(periods, {(PEOPLE[0], indicator.code): row})
    planned = Planned(draft, TEAM, indicator, (Subject(PEOPLE[0], "Anna"),), past, "RUB")
    line = planned.lines()[1]
    assert (line.best, line.held, line.reached) == (D(3), D(3), Reached(1, 3))

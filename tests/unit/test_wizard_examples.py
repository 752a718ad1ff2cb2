"""What newcomers and the absent owe, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Presence, Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Polarity, Profile, Proration
from crm_desktop.rewards.wizard.examples import (
    Away,
    Example,
    adapted,
    away_of,
    newcomers,
    reduced_plan,
    reduced_salary,
)

D = Decimal
PEOPLE = tuple(SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("e0", "e1", "e2"))
ANNA = Subject(PEOPLE[0], "Anna")
SALES = CATALOGUE["sales_volume"].indicator()
TODAY = date(2026, 6, 20)
WEEKS = WorkingCalendar()
"""Weekends alone: June 2026 has 22 working days, May 21."""


def said(message: object) -> str:
    return str(message).replace("\N{NO-BREAK SPACE}", " ")


def subject(number: int, presence: Presence | None) -> Subject:
    return Subject(PEOPLE[number], f"Employee {number}", presence=presence)


def test_a_newcomer_grows_into_the_plan() -> None:
    profile = replace(Profile("sellers", "Sellers", (), PEOPLE), ramp=(D("0.5"), D("0.75"), D(1)))
    months = map(said, adapted(profile, Example(SALES, D(450_000), "RUB"), date(2026, 5, 12)))
    assert list(months) == [
        "May 2026: 50% → RUB 225,000.00",
        "June 2026: 75% → RUB 337,500.00",
        "July 2026: 100% → RUB 450,000.00",
    ]


def test_what_is_to_be_little_is_not_lessened_for_newcomers() -> None:
    profile = replace(Profile("sellers", "Sellers", (), PEOPLE), ramp=(D("0.5"),))
    example = Example(replace(SALES, polarity=Polarity.LESS), D(10), "RUB")
    assert list(adapted(profile, example, date(2026, 5, 12))) == []


def test_newcomers_were_hired_in_the_last_three_months() -> None:
    old, new = subject(0, Presence(date(2026, 3, 20))), subject(1, Presence(date(2026, 3, 21)))
    assert newcomers([old, new, subject(2, None)], TODAY) == [(new, date(2026, 3, 21))]


@pytest.mark.parametrize(
    ("proration", "words"),
    [
        (Proration.NONE, "Anna, May 2026, RUB 500,000.00, the whole"),
        # 1 to 14 May has 10 working days of 21, so 11 are left: 500 000 × 11 ÷ 21
        (
            Proration.WORKING_DAYS,
            "Anna, May 2026, RUB 500,000.00 × working days present 11/21 = RUB 261,904.76",
        ),
        # 500 000 × 17 ÷ 31
        (
            Proration.CALENDAR_DAYS,
            "Anna, May 2026, RUB 500,000.00 × days present 17/31 = RUB 274,193.55",
        ),
    ],
)
def test_an_absence_lessens_the_plan(proration: Proration, words: str) -> None:
    presence = Presence(absences=((date(2026, 5, 1), date(2026, 5, 15)),))
    away = Away(presence, Period.month(2026, 5), ANNA)
    found = reduced_plan(proration, away, Example(SALES, D(500_000), "RUB"), WEEKS)
    assert said(found) == f"Plan of “Sales volume”: {words}"


def test_an_absence_lessens_the_salary() -> None:
    presence = Presence(absences=((date(2026, 5, 1), date(2026, 5, 15)),))
    away = Away(presence, Period.month(2026, 5), ANNA)
    words = said(reduced_salary(Proration.WORKING_DAYS, away, D(42_000), "RUB", WEEKS))
    assert words.startswith("Salary: Anna")
    assert words.endswith("11/21 = RUB 22,000.00")


def test_the_last_absence_of_the_team_is_the_example() -> None:
    away = subject(0, Presence(absences=((date(2026, 2, 3), date(2026, 2, 6)),)))
    found = away_of([subject(1, Presence()), away], TODAY)
    assert (found.who, found.period) == (away, Period.month(2026, 2))
    made_up = away_of([subject(1, Presence())], TODAY)
    assert (made_up.who, made_up.period) == (None, Period.month(2026, 7))


def test_of_two_with_one_name_the_one_who_was_away_is_meant() -> None:
    there, away = (
        Subject(ref, "Anna", presence=Presence(absences=absences))
        for ref, absences in zip(
            PEOPLE, ((), ((date(2026, 6, 3), date(2026, 6, 6)),)), strict=False
        )
    )
    assert away_of([there, away], TODAY).who == away

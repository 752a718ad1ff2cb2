"""The page of the calendar: kinds of periods, newcomers and absences, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.people import Presence, Subject
from crm_desktop.domain.period import Period, PeriodKind
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Polarity, Proration
from tests.ui.wizard_draft_room import CODES, PEOPLE, TEAM, draft_room, sellers
from ui.wizard.calendar_examples import (
    Away,
    Example,
    adapted,
    away_of,
    newcomers,
    reduced_plan,
    reduced_salary,
)
from ui.wizard.calendar_page import CalendarPage

D = Decimal
SALES = CATALOGUE[CODES[0]].indicator()
TODAY = date(2026, 6, 20)
WEEKS = WorkingCalendar()
"""Weekends alone: June 2026 has 22 working days, May 21."""


def said(message: object) -> str:
    return str(message).replace("\N{NO-BREAK SPACE}", " ")


def subject(number: int, presence: Presence | None) -> Subject:
    return Subject(PEOPLE[number], f"Employee {number}", presence=presence)


def test_a_newcomer_grows_into_the_plan() -> None:
    profile = replace(sellers().profile(TEAM), ramp=(D("0.5"), D("0.75"), D(1)))
    months = map(said, adapted(profile, Example(SALES, D(450_000), "RUB"), date(2026, 5, 12)))
    assert list(months) == [
        "May 2026: 50% → RUB 225,000.00",
        "June 2026: 75% → RUB 337,500.00",
        "July 2026: 100% → RUB 450,000.00",
    ]


def test_what_is_to_be_little_is_not_lessened_for_newcomers() -> None:
    profile = replace(sellers().profile(TEAM), ramp=(D("0.5"),))
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
    away = Away(presence, Period.month(2026, 5), "Anna")
    found = reduced_plan(proration, away, Example(SALES, D(500_000), "RUB"), WEEKS)
    assert said(found) == f"Plan of “Sales volume”: {words}"


def test_an_absence_lessens_the_salary() -> None:
    presence = Presence(absences=((date(2026, 5, 1), date(2026, 5, 15)),))
    away = Away(presence, Period.month(2026, 5), "Anna")
    words = said(reduced_salary(Proration.WORKING_DAYS, away, D(42_000), "RUB", WEEKS))
    assert words.startswith("Salary: Anna")
    assert words.endswith("11/21 = RUB 22,000.00")


def test_the_last_absence_of_the_team_is_the_example() -> None:
    away = subject(0, Presence(absences=((date(2026, 2, 3), date(2026, 2, 6)),)))
    found = away_of([subject(1, Presence()), away], TODAY)
    assert (found.name, found.period) == ("Employee 0", Period.month(2026, 2))
    made_up = away_of([subject(1, Presence())], TODAY)
    assert (made_up.name, made_up.period) == (None, Period.month(2026, 7))


def test_a_ready_ramp_is_taken_and_left(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    assert room.page.ramp.fields == []
    room.page.ramp.edited.emit((D("0.5"), D("0.75"), D(1)))
    assert [field.text() for field in room.page.ramp.fields] == ["50", "75", "100"]
    assert "May 2026: 50% → RUB 500.00" in said(room.page.ramp.preview.text())
    room.page.ramp.none_button.click()
    assert room.draft.profile(TEAM).ramp == ()


def test_a_month_of_the_ramp_is_typed(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    room.page.ramp.edited.emit((D("0.5"), D(1)))
    room.page.ramp.fields[0].setText("60")
    room.page.ramp.fields[0].editingFinished.emit()
    room.page.ramp.add_button.click()
    assert room.draft.profile(TEAM).ramp == (D("0.6"), D(1), D(1))
    room.page.ramp.remove_button.click()
    assert room.draft.profile(TEAM).ramp == (D("0.6"), D(1))


@pytest.mark.parametrize("text", ["half", "120", "0", ""])
def test_a_share_that_is_none_holds_the_page(qtbot: QtBot, sqlite_database: str, text: str) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    room.page.ramp.edited.emit((D("0.5"),))
    room.page.ramp.fields[0].setText(text)
    room.page.ramp.fields[0].editingFinished.emit()
    assert not room.page.validatePage()
    room.page.ramp.fields[0].setText("55")
    room.page.ramp.fields[0].editingFinished.emit()
    assert room.page.validatePage()


def test_plans_follow_the_kind_of_period(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    room.page.kind_box.choose(PeriodKind.QUARTER)
    room.page.kind_box.activated.emit(1)
    assert {plan.period_kind for plan in room.draft.scheme.plans} == {PeriodKind.QUARTER}
    assert "pays nothing" in room.page.kind_note.text()


def test_plans_and_salaries_are_lessened_each_by_its_own_rule(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    room.page.plan_box.choose(Proration.WORKING_DAYS)
    room.page.plan_box.activated.emit(1)
    room.page.salary_box.choose(Proration.CALENDAR_DAYS)
    room.page.salary_box.activated.emit(2)
    card = room.draft.card(TEAM)
    assert card is not None
    assert card.proration is Proration.CALENDAR_DAYS
    assert room.draft.profile(TEAM).proration is Proration.WORKING_DAYS
    assert "RUB 1,000.00 × working days present" in said(room.page.plan_words.text())
    assert "RUB 30,000.00 × days present" in said(room.page.salary_words.text())


def test_the_working_days_of_the_next_month_are_those_of_the_firm(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    assert room.page.days.text() == "Russia, June 2026: 21 working days."

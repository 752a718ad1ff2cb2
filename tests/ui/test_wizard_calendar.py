"""The page of the calendar: kinds of periods, newcomers and absences, worked out by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from crm_desktop.domain.calendar import WorkingCalendar
from crm_desktop.domain.period import PeriodKind
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Proration
from tests.ui.wizard_draft_room import CODES, TEAM, draft_room
from ui.wizard.calendar_page import CalendarPage

D = Decimal
SALES = CATALOGUE[CODES[0]].indicator()
TODAY = date(2026, 6, 20)
WEEKS = WorkingCalendar()
"""Weekends alone: June 2026 has 22 working days, May 21."""


def said(message: object) -> str:
    return str(message).replace("\N{NO-BREAK SPACE}", " ")


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


def test_plans_of_what_grows_with_time_are_converted_and_that_is_said(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    assert not room.page.converted.isVisible()
    room.page.kind_box.choose(PeriodKind.QUARTER)
    room.page.kind_box.activated.emit(1)
    assert {plan.value for plan in room.draft.scheme.plans} == {D(3000), D(6)}
    assert room.page.converted.isVisible()
    room.viewmodel.undo()
    assert not room.page.converted.isVisible()


def test_weeks_and_days_are_offered(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    for kind in (PeriodKind.WEEK, PeriodKind.DAY):
        room.page.kind_box.choose(kind)
        room.page.kind_box.activated.emit(0)
        assert room.draft.profile(TEAM).period_kind is kind


def test_a_share_that_is_still_being_typed_is_kept_when_the_page_is_left(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    room.page.ramp.edited.emit((D("0.5"), D(1)))
    room.page.ramp.fields[0].clear()
    qtbot.keyClicks(room.page.ramp.fields[0], "70")
    room.page.leave()
    assert room.draft.profile(TEAM).ramp == (D("0.7"), D(1))


def test_a_share_that_is_none_is_forgotten_when_it_is_undone(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, CalendarPage)
    room.page.ramp.edited.emit((D("0.5"),))
    room.page.ramp.fields[0].setText("half")
    room.page.ramp.fields[0].editingFinished.emit()
    room.viewmodel.undo()
    assert room.page.validatePage()

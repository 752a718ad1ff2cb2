"""The working calendar and absences: what is shown, entered, refused and taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.domain.calendar import CalendarDay, DayKind, WorkingHours
from crm_desktop.domain.people import AbsenceDraft, AbsenceKind
from crm_desktop.domain.period import Period, PeriodKind
from tests.ui import accessibility
from tests.ui.plan_rooms import PlanRoom, plan_room
from ui.plans.absences_section import AbsencesSection
from ui.plans.calendar_model import HOURS, WORKED, OwnRole
from ui.plans.calendar_section import CalendarSection
from ui.plans.sections import ABSENCES, CALENDAR

MAY_DAY = date(2026, 5, 4)


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> PlanRoom:
    return plan_room(qtbot, sqlite_database)


@pytest.fixture
def calendar(room: PlanRoom) -> CalendarSection:
    return room.section(CALENDAR, CalendarSection)


@pytest.fixture
def absences(room: PlanRoom) -> AbsencesSection:
    return room.section(ABSENCES, AbsencesSection)


def choose(calendar: CalendarSection, first: date, last: date | None = None) -> None:
    view, year = calendar.view, calendar.view.year
    view.setCurrentIndex(year.index_of(first))
    if last is not None:
        flag = QItemSelectionModel.SelectionFlag.Select
        view.selectionModel().select(year.index_of(last), flag)
    view.setFocus()


def own_days(room: PlanRoom) -> tuple[CalendarDay, ...]:
    return room.services.firm.firm().own_days


def test_a_year_names_its_holidays_and_counts_days_and_hours(calendar: CalendarSection) -> None:
    """2026 in Russia has 247 working days of 1 972 hours."""
    year = calendar.view.year
    holiday = year.index_of(date(2026, 3, 8))

    assert "International Women's Day" in year.data(holiday, Qt.ItemDataRole.ToolTipRole)
    assert [year.index(2, column).data() for column in (WORKED, HOURS)] == ["21", "168"]
    assert calendar.summary.text().startswith("247 working days, 1,972 hours")


def test_a_free_day_is_not_said_to_be_free_twice(calendar: CalendarSection) -> None:
    texts.activate("ru")
    choose(calendar, date(2026, 11, 22))

    assert calendar.said.text() == "22.11.2026: выходной"


def test_each_day_stands_once_below_its_weekday(calendar: CalendarSection) -> None:
    year = calendar.view.year
    cells = [year.index(row, column) for row in range(12) for column in range(37)]
    days = [found for cell in cells if (found := year.day_at(cell)) is not None]

    assert [row.day for row in days] == list(Period.parse("2026").days())
    assert all(year.index_of(row.day).column() % 7 == row.day.weekday() for row in days)


def test_a_key_makes_the_chosen_days_off_and_undo_brings_them_back(
    qtbot: QtBot, room: PlanRoom, calendar: CalendarSection
) -> None:
    choose(calendar, MAY_DAY, date(2026, 5, 5))
    calendar.note.setText("Bridge")
    qtbot.keyClick(calendar.view, Qt.Key.Key_O)

    assert [(own.day.day, own.kind, own.note) for own in own_days(room)] == [
        (4, DayKind.OFF, "Bridge"),
        (5, DayKind.OFF, "Bridge"),
    ]
    assert calendar.view.year.index_of(MAY_DAY).data(OwnRole)
    assert calendar.said.text() == "From 04/05/2026 to 05/05/2026: 0 working days"
    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert own_days(room) == ()
    assert not calendar.undo_button.isEnabled()


def test_undo_brings_back_what_the_firm_had_said_before(
    qtbot: QtBot, room: PlanRoom, calendar: CalendarSection
) -> None:
    day = Period.containing(MAY_DAY, PeriodKind.DAY)
    room.services.calendars.set_days(day, DayKind.SHORT, minutes=300, note="Party")
    calendar.reload()
    choose(calendar, MAY_DAY)
    qtbot.keyClick(calendar.view, Qt.Key.Key_Delete)
    assert own_days(room) == ()
    qtbot.keyClick(calendar, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert own_days(room) == (CalendarDay(MAY_DAY, DayKind.SHORT, 300, "Party"),)


def test_a_short_day_of_impossible_length_is_refused_at_its_field(
    room: PlanRoom, calendar: CalendarSection
) -> None:
    choose(calendar, MAY_DAY)
    calendar.minutes.setText("a while")
    calendar.buttons[DayKind.SHORT].click()
    assert calendar.minutes_field.error == "Write hours and minutes, such as 8:30."
    calendar.minutes.setText("25:00")
    calendar.buttons[DayKind.SHORT].click()

    assert calendar.minutes_field.error == "A day has 1 to 1,440 minutes."
    assert own_days(room) == ()


def test_working_hours_are_saved_and_wrong_ones_refused_at_their_field(
    room: PlanRoom, calendar: CalendarSection
) -> None:
    edits = calendar.hours._edits
    edits["closes"].setText("8:00")
    calendar.hours.save_button.click()
    assert calendar.hours.field("closes").error == "The day closes after it opens, by midnight."
    edits["closes"].setText("17:30")
    calendar.hours.save_button.click()

    assert room.services.calendars.hours() == WorkingHours(540, 1050, 60, 60)
    assert room.said[-1].sentence == "The working hours are saved."


def test_holidays_speak_the_users_language(qtbot: QtBot, sqlite_database: str) -> None:
    texts.activate("ru")
    room = plan_room(qtbot, sqlite_database)
    year = room.section(CALENDAR, CalendarSection).view.year

    tip = year.data(year.index_of(date(2026, 5, 9)), Qt.ItemDataRole.ToolTipRole)
    assert "День Победы" in tip


def enter(absences: AbsencesSection, first: str, last: str) -> None:
    absences.new()
    absences.card.first.setText(first)
    absences.card.last.setText(last)


def test_heads_of_absences_are_whole(absences: AbsencesSection) -> None:
    enter(absences, "16.03.2026", "20.03.2026")
    absences.card.form.submit()

    header = absences.table.horizontalHeader()
    heads = absences.table.model()
    for column in range(heads.columnCount()):
        words = heads.headerData(column, Qt.Orientation.Horizontal)
        needed = header.fontMetrics().horizontalAdvance(words)
        assert header.sectionSize(column) > needed, words


def test_a_new_absence_begins_with_whom_the_window_shows(
    room: PlanRoom, absences: AbsencesSection
) -> None:
    last = room.services.people.list_employees()[-1]
    absences.context.selection.choose_employee(last.id)

    absences.new()

    assert absences.card.employee.choice() == last.id


def test_an_absence_says_what_it_does_to_the_plan_before_it_is_saved(
    room: PlanRoom, absences: AbsencesSection
) -> None:
    """16 to 20 March are 5 of the 21 working days: 16 are left."""
    enter(absences, "16.03.2026", "20.03.2026")

    assert absences.card.effect.text().splitlines() == [
        "5 working days.",
        "March 2026: 16 of 21 working days make the plan (Seller).",
    ]
    absences.card.kind.choose(AbsenceKind.TRIP)
    assert "stay as they are" in absences.card.effect.text()
    absences.card.form.submit()

    [row] = room.services.calendars.list_absences(Period.parse("2026"))
    assert (row.employee, row.kind) == ("Анна Ёлкина", AbsenceKind.TRIP)
    assert (row.first_on, row.end_on) == (date(2026, 3, 16), date(2026, 3, 21))
    assert not absences.beside.is_open


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        ("19.03.2026", "25.03.2026", "first_on"),
        ("25.03.2026", "24.03.2026", "end_on"),
        ("31.02.2026", "24.03.2026", "first_on"),
        ("", "24.03.2026", "first_on"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(
    room: PlanRoom, absences: AbsencesSection, *, first: str, last: str, field: str
) -> None:
    enter(absences, "16.03.2026", "20.03.2026")
    absences.card.form.submit()
    enter(absences, first, last)
    absences.card.form.submit()

    assert absences.card.form.field(field).error
    assert len(room.services.calendars.list_absences(Period.parse("2026"))) == 1


def test_an_absence_is_taken_back_and_that_undone(
    room: PlanRoom, absences: AbsencesSection
) -> None:
    anna = room.services.people.list_employees()[0]
    draft = AbsenceDraft(anna.id, AbsenceKind.SICK, date(2026, 3, 2), date(2026, 3, 4), "Flu")
    room.services.calendars.create_absence(draft)
    absences.reload()
    absences.table.setCurrentIndex(absences.table.model().index(0, 0))
    absences.table.row_activated.emit(absences.table.current_row)
    absences.card.delete_button.click()
    assert room.services.calendars.list_absences(Period.parse("2026")) == []
    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert [row.note for row in room.services.calendars.list_absences(Period.parse("2026"))] == [
        "Flu"
    ]


def test_an_absence_that_someone_else_saved_is_not_overwritten(
    room: PlanRoom, absences: AbsencesSection
) -> None:
    anna = room.services.people.list_employees()[0]
    draft = AbsenceDraft(anna.id, AbsenceKind.SICK, date(2026, 3, 2), date(2026, 3, 4))
    saved = room.services.calendars.create_absence(draft)
    absences.reload()
    absences.table.setCurrentIndex(absences.table.model().index(0, 0))
    row = absences.table.current_row
    absences.table.row_activated.emit(row)
    theirs = replace(draft, note="Theirs")
    room.services.calendars.save_absence(saved.id, row.version, theirs)
    absences.card.note.setText("Mine")
    absences.card.form.submit()

    found = room.services.calendars.list_absences(Period.parse("2026"))
    assert [one.note for one in found] == ["Theirs"]
    assert absences.card.note.text() == "Mine"
    model = absences.table.model()
    assert model.index(0, 5).data() == "Theirs"


def test_a_reader_can_name_all_of_it(
    room: PlanRoom, calendar: CalendarSection, absences: AbsencesSection
) -> None:
    assert accessibility.nameless_controls(calendar) == []
    assert accessibility.nameless_controls(absences) == []
    assert room.errors == []

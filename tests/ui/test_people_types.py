"""Types of activities in Administration: changed where they stand."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.activities import ActivityTypeDraft, ActivityTypeRow
from tests.ui import accessibility
from tests.ui.crm_pages import answer, general_error, press
from tests.ui.keys import type_text
from tests.ui.people_room import Administration, administration
from ui.people.activity_types import ActivityTypesView
from ui.people.sections import ACTIVITY_TYPES
from ui.people.type_line import TypeLine


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Administration:
    it = administration(qtbot, sqlite_database)
    it.page.show_section(ACTIVITY_TYPES)
    return it


@pytest.fixture
def view(it: Administration) -> ActivityTypesView:
    """Return the types of a firm that has two: Call and Visit."""
    for name, kind in (("Visit", "visit"), ("Call", "call_out")):
        it.services.directories.create_activity_type(ActivityTypeDraft(name, kind))
    it.page.reload()
    return it.page.activity_types


def line(view: ActivityTypesView, name: str) -> TypeLine:
    return next(line for line in view.lines if line.row.name == name)


def shown(view: ActivityTypesView) -> list[tuple[str, str]]:
    return [(line.name.text(), line.kind.currentText()) for line in view.lines]


def stored(it: Administration) -> list[tuple[str, str]]:
    return [(row.name, row.kind) for row in it.services.directories.list_activity_types()]


def choose_kind(line: TypeLine, words: str) -> None:
    line.kind.setCurrentText(words)
    line.kind.activated.emit(line.kind.currentIndex())


def rename(qtbot: QtBot, line: TypeLine, name: str) -> None:
    """Write another name and press Enter."""
    line.name.setFocus()
    line.name.selectAll()
    type_text(line.name, name)
    qtbot.keyClick(line.name, Qt.Key.Key_Return)


def as_row(it: Administration, name: str) -> ActivityTypeRow:
    rows = it.services.directories.list_activity_types()
    return next(row for row in rows if row.name == name)


def test_types_stand_by_name_with_what_they_are(view: ActivityTypesView) -> None:
    assert shown(view) == [("Call", "Outgoing call"), ("Visit", "Visit")]


def test_a_kind_holds_once_it_is_chosen_and_is_taken_back(
    it: Administration, view: ActivityTypesView
) -> None:
    choose_kind(line(view, "Visit"), "Meeting")

    assert stored(it) == [("Call", "call_out"), ("Visit", "meeting")]
    assert it.told == [Changes.ACTIVITIES]
    assert it.said == ["“Visit” is now: meeting."]

    it.undos[-1]()
    assert stored(it) == shown_codes(view) == [("Call", "call_out"), ("Visit", "visit")]


def shown_codes(view: ActivityTypesView) -> list[tuple[str, str]]:
    return [(line.name.text(), line.kind.choice()) for line in view.lines]


def test_a_type_is_renamed_where_it_stands_and_takes_its_place(
    qtbot: QtBot, it: Administration, view: ActivityTypesView
) -> None:
    renamed = line(view, "Call")

    rename(qtbot, renamed, "Звонок")

    assert stored(it) == [("Visit", "visit"), ("Звонок", "call_out")]
    assert view.lines[1] is renamed
    assert view._rows.indexOf(renamed) == 1
    assert renamed.name.hasFocus()
    assert it.told == [Changes.ACTIVITIES]  # written once, not again as the field is left
    it.undos[-1]()
    assert stored(it) == [("Call", "call_out"), ("Visit", "visit")]


def test_leaving_the_field_takes_the_name_too(
    qtbot: QtBot, it: Administration, view: ActivityTypesView
) -> None:
    view.lines[0].name.setFocus()
    view.lines[0].name.end(False)
    type_text(view.lines[0].name, " 2")

    press(qtbot, Qt.Key.Key_Tab)

    assert stored(it)[0] == ("Call 2", "call_out")
    assert QApplication.focusWidget() is view.lines[0].kind


def test_esc_takes_a_name_back(qtbot: QtBot, it: Administration, view: ActivityTypesView) -> None:
    name = view.lines[0].name
    name.setFocus()
    type_text(name, "x")

    press(qtbot, Qt.Key.Key_Escape)
    press(qtbot, Qt.Key.Key_Tab)

    assert name.text() == "Call"
    assert it.told == []


@pytest.mark.parametrize(
    ("text", "words"),
    [("VISIT", "There is a type “Visit” already."), (" ", "Enter something here.")],
)
def test_a_name_that_cannot_be_is_answered_in_its_line(
    qtbot: QtBot, it: Administration, view: ActivityTypesView, text: str, words: str
) -> None:
    call = line(view, "Call")

    rename(qtbot, call, text)

    assert call.error == words
    assert accessibility.description_of(call.name) == words
    assert stored(it)[0] == ("Call", "call_out")
    rename(qtbot, call, "Ring")
    assert call.error == ""


def test_a_change_over_what_someone_else_saved_is_refused_and_theirs_is_shown(
    it: Administration, view: ActivityTypesView
) -> None:
    row = as_row(it, "Visit")
    it.services.directories.rename_activity_type(row.id, row.version, "Trip")

    choose_kind(line(view, "Visit"), "Meeting")

    assert line(view, "Trip").error.startswith("Type of activities “Trip” was changed")
    assert shown(view)[1] == ("Trip", "Visit")


def test_a_type_is_added_by_keyboard_and_its_name_suggests_what_it_is(
    qtbot: QtBot, it: Administration, view: ActivityTypesView
) -> None:
    press(qtbot, Qt.Key.Key_N, control=True)
    type_text(view.new_type.name, "Встреча у клиента")
    assert view.new_type.kind.choice() == "meeting"
    press(qtbot, Qt.Key.Key_Return)

    assert stored(it)[-1] == ("Встреча у клиента", "meeting")
    assert view.new_type.isHidden()
    assert view.new_button.hasFocus()
    assert it.said == ["Type “Встреча у клиента” is added."]
    it.undos[-1]()
    assert len(stored(it)) == len(view.lines) == 2


def test_a_chosen_kind_no_longer_follows_the_name(
    it: Administration, view: ActivityTypesView
) -> None:
    view.new_button.click()
    new = view.new_type
    new.kind.setCurrentText("Task")
    new.kind.activated.emit(new.kind.currentIndex())

    new.name.setText("Meeting")
    new.save_button.click()

    assert ("Meeting", "task") in stored(it)


def test_a_taken_name_is_answered_at_the_field(it: Administration, view: ActivityTypesView) -> None:
    view.new_button.click()
    view.new_type.name.setText("visit")
    view.new_type.save_button.click()

    assert view.new_type.form.field("name").error == "There is a type “Visit” already."
    assert general_error(view.new_type.form) == ""
    assert len(stored(it)) == 2


def test_a_new_type_is_not_lost_without_a_question(
    it: Administration, view: ActivityTypesView
) -> None:
    left: list[bool] = []
    view.new_button.click()
    view.new_type.name.setText("Trip")

    assert not it.page.may_leave(lambda: left.append(True))
    answer(view.new_type.form.question, "Stay")
    assert not view.new_type.isHidden()
    assert left == []

    assert not it.page.may_leave(lambda: left.append(True))
    answer(view.new_type.form.question, "Leave")
    assert left == [True]
    assert view.new_type.isHidden()


def test_a_type_goes_and_comes_back(it: Administration, view: ActivityTypesView) -> None:
    button = line(view, "Call").delete_button
    assert accessibility.name_of(button) == "Delete the type “Call”"

    button.click()
    assert shown(view) == [("Visit", "Visit")]

    it.undos[-1]()
    assert shown_codes(view) == [("Call", "call_out"), ("Visit", "visit")]


def test_a_firm_without_types_is_offered_one(it: Administration) -> None:
    view = it.page.activity_types
    assert view.states.sentence == "Types say what people do: calls, meetings, visits."

    assert view.states.button is not None
    view.states.button.click()

    assert view.new_type.name.hasFocus()

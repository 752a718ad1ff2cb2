"""Profiles: the list with whom each reaches, and the editor of one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.domain.people import COMPANY, SubjectLevel, SubjectRef
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import (
    Profile,
    ProfileEntry,
    Proration,
    ScoringModel,
    Term,
)
from crm_desktop.services.schemes import DefinitionKind
from tests.storage.kpi_scheme import SCHEME, SELLER
from tests.ui import accessibility
from tests.ui.crm_pages import emptiness, press
from tests.ui.scheme_rooms import SchemeRoom, scheme_room
from ui.scheme.keys import SchemeKey
from ui.scheme.profiles.amounts import amount_of, amount_text
from ui.scheme.profiles.editor import ProfileEditor
from ui.scheme.profiles.section import ProfilesView
from ui.scheme.profiles.sketch import (
    BASE,
    CAP,
    GATE,
    INDICATOR,
    PLAN,
    RAMP,
    SCALE,
    SINCE,
    UNTIL,
    WEIGHT,
    profile_of,
    read,
    sketch_of,
)
from ui.scheme.profiles.weights import judged, made_whole
from ui.theme import Tone
from ui.widgets.choice_box import ChoiceBox

D = Decimal
SALES = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")
UNITS = {"sales": Unit.MONEY, "conversion": Unit.PERCENT, "answer": Unit.DURATION}
WHOLE = Profile(
    "p",
    "P",
    (
        ProfileEntry("sales", D("0.6"), "steps", D(1000), D(200), D("1.5"), D("0.5"), (D(10),)),
        ProfileEntry("conversion", D("0.3"), None, D("0.25")),
        ProfileEntry("answer", D("0.1"), None, D(5400), D(30)),
    ),
    (COMPANY, ANNA, SALES),
    model=ScoringModel.ADDITIVE,
    terms=(Term(ANNA, date(2026, 1, 1), date(2026, 7, 1)), Term(SALES, date(2026, 2, 1))),
    cap=D("1.2"),
    ramp=(D("0.5"), D("0.755")),
    proration=Proration.WORKING_DAYS,
)
OTHER = replace(SELLER, code="seniors", name="Seniors", assigned_to=(ANNA,))
WITH_OTHER = replace(SCHEME, profiles=(*SCHEME.profiles, OTHER))


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> SchemeRoom:
    return scheme_room(qtbot, sqlite_database, WITH_OTHER)


@pytest.fixture
def editor(room: SchemeRoom) -> ProfileEditor:
    room.page.open_key(SchemeKey("profiles", "seller"))
    return room.profile_editor


def put(editor: ProfileEditor, row: int, column: int, text: str) -> None:
    sheet = editor.entries.sheet
    sheet.setData(sheet.index(row, column), text)


def choose(editor: ProfileEditor, model: ScoringModel) -> None:
    editor.model_box.choose(model)
    editor.model_box.activated.emit(editor.model_box.currentIndex())


def held(room: SchemeRoom, code: str = "seller") -> Profile:
    return next(profile for profile in room.newest().profiles if profile.code == code)


def test_what_is_shown_of_a_profile_means_that_profile() -> None:
    sketch = sketch_of(WHOLE, UNITS)

    reading = read(sketch, UNITS, {"steps"})

    assert profile_of(sketch, reading, "p", "P") == WHOLE


@given(value=st.decimals(-(10**6), 10**6, places=4), unit=st.sampled_from(Unit))
def test_no_plan_changes_by_being_shown(value: Decimal, unit: Unit) -> None:
    assert amount_of(amount_text(value, unit), unit) == value


def test_a_share_is_shown_as_the_language_writes_it() -> None:
    assert amount_text(D("0.305"), Unit.PERCENT) == "30.5%"

    texts.activate("ru")

    assert amount_text(D("0.305"), Unit.PERCENT) == "30,5\N{NO-BREAK SPACE}%"
    assert amount_of("30,5\N{NO-BREAK SPACE}%", Unit.PERCENT) == D("0.305")


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("30", Unit.PERCENT, D("0.3")),
        ("30 %", Unit.PERCENT, D("0.3")),
        ("2:30", Unit.DURATION, D(9000)),
        ("1.5", Unit.DURATION, D(5400)),
        ("0:00:45", Unit.DURATION, D(45)),
        ("1 200", Unit.MONEY, D(1200)),
        ("", Unit.MONEY, None),
    ],
)
def test_a_plan_is_typed_in_the_unit_of_its_indicator(
    text: str, unit: Unit, value: Decimal | None
) -> None:
    assert amount_of(text, unit) == value


def test_the_list_says_whom_each_profile_reaches(room: SchemeRoom) -> None:
    section = room.page.section("profiles")

    rows = {row.code: row for row in section.model.rows}

    assert rows["seller"].people == ("Борис Гусев", "Вера Ким")
    assert rows["seniors"].people == ("Анна Ёлкина",)
    assert (rows["whole"].level, len(rows["whole"].people)) == ("company", 1)
    assert rows["seller"].weights == 1


def test_an_empty_firm_offers_to_add_a_profile(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database)
    section = room.page.section("profiles")
    assert isinstance(section, ProfilesView)

    emptiness(section.table).button.click()

    assert section.is_editing
    assert room.profile_editor.title.text() == "New profile"


@pytest.mark.parametrize(
    ("model", "weights", "tone", "words"),
    [
        (
            ScoringModel.ADDITIVE,
            ["0.6", "0.4"],
            Tone.POSITIVE,
            "Whoever meets every plan scores 100%.",
        ),
        (
            ScoringModel.ADDITIVE,
            ["0.6", "0.6"],
            Tone.WARNING,
            "Weights are added up: whoever meets every plan scores 120%, not 100%.",
        ),
        (
            ScoringModel.WEIGHTED_MEAN,
            ["3", "1"],
            Tone.POSITIVE,
            "Weights are divided by their sum: only their proportions matter.",
        ),
        (
            ScoringModel.MINIMUM,
            ["0", "0"],
            Tone.NEGATIVE,
            "No indicator has a weight above zero: there will be no score.",
        ),
    ],
)
def test_the_sum_of_weights_is_judged_for_the_model(
    model: ScoringModel, weights: list[str], tone: Tone, words: str
) -> None:
    judgement = judged(model, [D(weight) for weight in weights])

    assert (judgement.tone, str(judgement.message)) == (tone, words)


@given(st.lists(st.decimals("0.01", 9, places=2), min_size=1, max_size=9))
def test_weights_are_made_whole_exactly(weights: list[Decimal]) -> None:
    assert sum(made_whole(weights)) == 1


def test_weights_are_made_whole_by_a_button(editor: ProfileEditor) -> None:
    choose(editor, ScoringModel.ADDITIVE)
    put(editor, 1, WEIGHT, "25")
    assert editor.sum.text() == "Sum of weights 125%"

    editor.whole_button.click()

    assert [line[WEIGHT] for line in editor.sketch.entries] == ["80", "20", "0", "0", "0"]
    assert editor.whole_button.isHidden()


def test_an_entry_is_added_from_the_clipboard_by_names(qtbot: QtBot, room: SchemeRoom) -> None:
    room.page.open_key(SchemeKey("profiles"))
    editor = room.profile_editor
    editor.name.setText("Новички")
    QGuiApplication.clipboard().setText("Sales\t60\tSteps\t1 000\nwon\t40\t\t5")
    editor.entries.begin_row()
    press(qtbot, Qt.Key.Key_V, control=True)
    sheet = editor.terms.sheet
    sheet.setData(sheet.index(0, 0), "Вера Ким")
    editor.save_button.click()

    profile = held(room, "novichki")
    assert profile.entries == (
        ProfileEntry("sales", D("0.6"), "steps", D(1000)),
        ProfileEntry("won", D("0.4"), None, D(5)),
    )
    assert profile.assigned_to == (SubjectRef(SubjectLevel.EMPLOYEE, "vera"),)
    assert profile.version.valid_from == date(2026, 3, 1)
    assert room.said[-1].sentence == "“Новички” holds from 01/03/2026."


def test_a_scale_is_chosen_in_its_cell_by_keyboard(qtbot: QtBot, editor: ProfileEditor) -> None:
    editor.entries.setFocus()
    editor.entries.setCurrentIndex(editor.entries.sheet.index(1, SCALE))
    press(qtbot, Qt.Key.Key_F2)
    choice = editor.entries.findChild(ChoiceBox)
    assert choice is not None
    qtbot.waitUntil(choice.view().isVisible)
    qtbot.keyClick(choice.view(), Qt.Key.Key_Down)
    qtbot.keyClick(choice.view(), Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: editor.sketch.entries[1][SCALE] == "steps")
    assert editor.entries.hasFocus()


def test_an_assignment_with_days_is_a_term(room: SchemeRoom, editor: ProfileEditor) -> None:
    sheet = editor.terms.sheet
    sheet.setData(sheet.index(0, SINCE), "01.05.2026")
    sheet.setData(sheet.index(0, UNTIL), "2026-08-01")
    editor.save_button.click()

    assert held(room).assigned_to == (COMPANY,)
    assert held(room).terms == (Term(COMPANY, date(2026, 5, 1), date(2026, 8, 1)),)


def test_an_assignment_that_ends_before_it_begins_is_named_at_its_row(
    editor: ProfileEditor,
) -> None:
    sheet = editor.terms.sheet
    sheet.setData(sheet.index(1, 0), "Анна Ёлкина")
    sheet.setData(sheet.index(1, SINCE), "01.05.2026")
    sheet.setData(sheet.index(1, UNTIL), "01.04.2026")
    editor.save_button.click()

    words = "Row 2: The first day, 01/05/2026, comes before the day of the end, 01/04/2026."
    assert editor.term_mistakes.text().splitlines()[0] == words


def test_what_cannot_be_read_is_named_by_row_and_column(
    room: SchemeRoom, editor: ProfileEditor
) -> None:
    put(editor, 0, PLAN, "1000 $")
    put(editor, 1, GATE, "x")
    sheet = editor.terms.sheet
    sheet.setData(sheet.index(0, SINCE), "31.02.2026")
    editor.save_button.click()

    assert editor.entry_mistakes.text() == (
        "Row 1, Plan: “1000 $” is no number: write 12.5.\n"
        "Row 2, Gate, %: “x” is no number: write 12.5."
    )
    assert editor.term_mistakes.text() == (
        "Row 1, First day: There is no such day; days are written like 31/03/2026."
    )
    assert len(room.services.schemes.history(DefinitionKind.PROFILE, "seller")) == 1


def test_what_the_core_refuses_stands_at_its_row(editor: ProfileEditor) -> None:
    put(editor, 1, WEIGHT, "-5")
    editor.save_button.click()

    assert editor.entry_mistakes.text() == "Row 2: A weight is not below zero."
    assert not editor.entry_mistakes.isHidden()


def test_a_field_that_is_no_number_is_named_below_it(editor: ProfileEditor) -> None:
    editor.cap.setText("a")
    editor.cap.textEdited.emit("a")
    editor.save_button.click()

    assert editor._fields["cap"].error == "“a” is no number: write 12.5."
    assert editor.problems.text() == "Score at most: “a” is no number: write 12.5."


def test_a_wrong_field_is_brought_into_sight_and_the_next_marked_too(
    room: SchemeRoom, editor: ProfileEditor
) -> None:
    room.page.resize(1000, 420)
    QApplication.processEvents()
    for edit, text in ((editor.cap, "a"), (editor.ramp, "b")):
        edit.setText(text)
        edit.textEdited.emit(text)
    editor.save_button.click()
    QApplication.processEvents()

    assert editor._fields["ramp"].error == "“b” is no number: write 12.5."
    assert editor.cap.hasFocus()
    assert not editor.cap.visibleRegion().isEmpty()


def test_where_else_an_indicator_is_used_is_said(editor: ProfileEditor) -> None:
    editor.entries.setCurrentIndex(editor.entries.sheet.index(0, INDICATOR))
    assert editor.elsewhere.text() == "“Sales” is also in: Seniors, Whole."

    editor.entries.setCurrentIndex(editor.entries.sheet.index(2, INDICATOR))
    assert editor.elsewhere.text() == "“Average” is also in: Seniors."


def test_a_row_is_removed_and_brought_back_by_undo(qtbot: QtBot, editor: ProfileEditor) -> None:
    editor.entries.setFocus()
    editor.entries.setCurrentIndex(editor.entries.sheet.index(0, CAP))
    press(qtbot, Qt.Key.Key_Delete, control=True)
    assert editor.sketch.entries[0][INDICATOR] == "won"

    press(qtbot, Qt.Key.Key_Z, control=True)

    assert editor.sketch.entries[0][INDICATOR] == "sales"
    assert not editor.is_changed()


def test_a_profile_is_deleted_from_a_day_and_brought_back(
    room: SchemeRoom, editor: ProfileEditor
) -> None:
    before = held(room)

    editor.delete_button.click()
    assert "seller" not in {profile.code for profile in room.newest().profiles}
    assert room.said[-1].sentence == "“Seller” ends on 01/04/2026."
    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert replace(held(room), version=before.version) == before


def test_every_control_of_the_editor_has_a_name(editor: ProfileEditor) -> None:
    assert accessibility.nameless_controls(editor) == []


def hidden(editor: ProfileEditor) -> list[int]:
    columns = range(len(editor.entries.sheet.columns))
    return [place for place in columns if editor.entries.isColumnHidden(place)]


def test_a_narrow_table_hides_empty_optional_columns_and_keeps_names_whole(
    room: SchemeRoom, editor: ProfileEditor
) -> None:
    put(editor, 0, CAP, "1.5")
    room.page.resize(2000, 700)
    wide = hidden(editor)

    room.page.resize(700, 700)

    assert wide == []
    assert hidden(editor) == [BASE, GATE, RAMP]
    assert editor.entries.columnWidth(0) >= editor.entries.sizeHintForColumn(0)


def test_empty_columns_come_back_by_a_button(room: SchemeRoom, editor: ProfileEditor) -> None:
    room.page.resize(700, 700)
    is_offered = editor.columns_button.text()
    editor.columns_button.click()
    shown = hidden(editor)
    editor.columns_button.click()

    assert (is_offered, shown) == ("Show empty columns", [])
    assert hidden(editor) == [BASE, CAP, GATE, RAMP]


def test_pasting_into_an_open_list_and_going_on_leaves_no_editor_behind(
    qtbot: QtBot, editor: ProfileEditor
) -> None:
    entries = editor.entries
    entries.setFocus()
    entries.setCurrentIndex(entries.sheet.index(1, SCALE))
    press(qtbot, Qt.Key.Key_F2)
    choice = entries.findChild(ChoiceBox)
    assert choice is not None
    qtbot.waitUntil(choice.view().isVisible)
    QGuiApplication.clipboard().setText("Steps\t1 000")
    qtbot.keyClick(entries, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    choice.hidePopup()
    entries.setCurrentIndex(entries.sheet.index(0, WEIGHT))
    QApplication.processEvents()

    assert editor.sketch.entries[1][SCALE : PLAN + 1] == ("steps", "1 000")

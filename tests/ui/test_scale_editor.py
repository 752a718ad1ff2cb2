"""The scale editor: a sheet, a living curve, and what is found in both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.kpi.definition import (
    Bound,
    CurvePoint,
    CurveScale,
    LineScale,
    MatrixCell,
    MatrixScale,
    Measure,
    Scale,
    Step,
    StepScale,
    ThresholdScale,
)
from crm_desktop.kpi.scale_findings import ScaleFault
from crm_desktop.services.schemes import DefinitionKind
from tests.storage.kpi_scheme import SCALE, SCHEME
from tests.ui import accessibility
from tests.ui.crm_pages import answer, emptiness, press
from tests.ui.keys import type_text
from tests.ui.scheme_rooms import SchemeRoom, scheme_room
from ui import theme
from ui.charts.scale_curve import ticks
from ui.scheme.history import History
from ui.scheme.keys import SchemeKey
from ui.scheme.scales.editor import ScaleEditor
from ui.scheme.scales.reading import read
from ui.scheme.scales.sketch import FROM, UP_TO, VALUE, ScaleKind, new_sketch, sketch_of
from ui.scheme.scales.viewmodel import drawn
from ui.theme import DARK, Tone
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label

D = Decimal
STEPS = StepScale(
    "s",
    "S",
    (Step(None, D("0.8"), D(0)), Step(D("0.8"), D(1), D("0.8")), Step(D(1), None, D(1))),
    Measure.ATTAINMENT,
)
CURVE = CurveScale("s", "S", (CurvePoint(D("0.5"), D(0)), CurvePoint(D(1), D(1))))
SCALES: tuple[Scale, ...] = (
    STEPS,
    CURVE,
    LineScale("s", "S", D(2), D("-0.5"), D(0), D("1.5")),
    ThresholdScale("s", "S", D("0.7"), D(1), D(2)),
    MatrixScale("s", "S", tuple(MatrixCell(D(i), D(i + 3)) for i in range(-3, 4))),
)


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> SchemeRoom:
    return scheme_room(qtbot, sqlite_database, SCHEME)


@pytest.fixture
def editor(room: SchemeRoom) -> ScaleEditor:
    """Return the editor on the scale of two steps that meet at 100 %."""
    room.page.open_key(SchemeKey("scales", "steps"))
    return room.scale_editor


def put(editor: ScaleEditor, row: int, column: int, text: str) -> None:
    sheet = editor.table.sheet
    sheet.setData(sheet.index(row, column), text)


def type_where_the_keyboard_is(text: str) -> None:
    """Type letter by letter: the first one opens an editor, which takes the others."""
    for letter in text:
        focused = QApplication.focusWidget()
        assert focused is not None
        type_text(focused, letter)


def faults(editor: ScaleEditor) -> list[ScaleFault]:
    return [one.finding.code for one in editor.findings.found]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: type(scale).__name__)
def test_what_is_shown_of_a_scale_means_that_scale(scale: Scale) -> None:
    reading = read(sketch_of(scale), "s", "S")

    assert reading.scale == scale
    assert reading.mistakes == ()


@given(
    bounds=st.lists(st.decimals(-1000, 1000, places=4), min_size=1, max_size=6, unique=True),
    values=st.lists(st.decimals(-9, 9, places=3), min_size=7, max_size=7),
    bound=st.sampled_from(Bound),
)
def test_no_figure_changes_by_being_shown(
    bounds: list[Decimal], values: list[Decimal], bound: Bound
) -> None:
    ends = [None, *sorted(bounds), None]
    steps = tuple(
        Step(low, high, value) for low, high, value in zip(ends, ends[1:], values, strict=False)
    )
    scale = StepScale("s", "S", steps, Measure.ATTAINMENT, bound)

    assert read(sketch_of(scale), "s", "S").scale == scale


@given(text=st.text(max_size=12), place=st.integers(0, 2), kind=st.sampled_from(ScaleKind))
def test_whatever_is_typed_is_drawn_or_named(text: str, place: int, kind: ScaleKind) -> None:
    sketch = replace(new_sketch(), kind=kind)
    typed = sketch.with_cell(0, min(place, len(sketch.sheet[0]) - 1), text)

    shown = drawn(typed)

    assert shown.picture is not None or shown.reading.mistakes


def test_rows_typed_in_any_order_mean_rising_steps() -> None:
    sketch = sketch_of(STEPS)
    turned = sketch.with_sheet(tuple(reversed(sketch.sheet)))

    reading = read(turned, "s", "S")

    assert reading.scale == STEPS
    assert reading.rows == (2, 1, 0)


def test_a_gap_is_marked_on_the_curve_and_at_its_row_and_closed_by_a_button() -> None:
    shown = drawn(sketch_of(STEPS).with_cell(2, FROM, "110"))

    (gap, *_others) = shown.found
    assert gap.finding.code is ScaleFault.GAP
    assert shown.notes()[2][0] is Tone.NEGATIVE
    assert shown.picture is not None
    mark = shown.picture.marks[0]
    assert (mark.start, mark.end, mark.sign) == (100, 110, "1")
    assert gap.mend is not None
    assert str(gap.mend.words) == "Close the gap: the next step gives 1 from 100% on"
    assert read(gap.mend.sketch, "s", "S").scale == STEPS


@pytest.mark.parametrize(
    ("row", "column", "text", "fault"),
    [
        (2, FROM, "90", ScaleFault.OVERLAP),
        (1, UP_TO, "70", ScaleFault.ORDER),
        (2, VALUE, "0.5", ScaleFault.FALL),
        (1, VALUE, "0", ScaleFault.FLAT),
        (2, UP_TO, "200", ScaleFault.OPEN_END),
    ],
)
def test_the_way_to_mend_a_fault_leaves_none_of_its_kind(
    row: int, column: int, text: str, fault: ScaleFault
) -> None:
    shown = drawn(sketch_of(STEPS).with_cell(row, column, text))
    found = next(one for one in shown.found if one.finding.code is fault)
    assert found.mend is not None

    mended = drawn(found.mend.sketch)

    assert fault not in [one.finding.code for one in mended.found]


def test_a_small_jump_is_said_without_a_warning_and_a_steep_one_warns() -> None:
    jumps = (Step(None, D("0.5"), D(0)), Step(D("0.5"), D(1), D("0.8")), Step(D(1), None, D(1)))
    shown = drawn(sketch_of(replace(STEPS, steps=jumps)))

    assert [one.tone for one in shown.found] == [Tone.WARNING, Tone.MUTED]
    assert shown.picture is not None
    assert [mark.tone for mark in shown.picture.marks] == [Tone.WARNING, Tone.MUTED]
    assert list(shown.notes()) == [1]


def test_a_cliff_is_smoothed_into_a_curve_through_the_same_coefficients() -> None:
    shown = drawn(sketch_of(STEPS))
    cliff = next(one for one in shown.found if one.finding.code is ScaleFault.CLIFF)
    assert cliff.mend is not None

    scale = read(cliff.mend.sketch).scale

    assert isinstance(scale, CurveScale)
    points = [(point.at, point.value) for point in scale.points]
    assert points == [(D(0), D(0)), (D("0.8"), D("0.8")), (D(1), D(1))]


@pytest.mark.parametrize(
    ("bound", "lower", "upper"),
    [
        (Bound.LOWER_INCLUSIVE, True, False),
        (Bound.UPPER_INCLUSIVE, False, True),
    ],
)
def test_a_dot_is_filled_where_the_bound_belongs_to_the_step(
    bound: Bound, lower: bool, upper: bool
) -> None:
    picture = drawn(sketch_of(replace(STEPS, bound=bound))).picture

    assert picture is not None
    assert [dot.is_filled for dot in picture.dots] == [upper, upper]
    assert [handle.is_filled for handle in picture.handles] == [True, lower, lower]


def test_a_bound_that_is_dragged_takes_the_step_below_along() -> None:
    shown = drawn(sketch_of(STEPS))

    moved = shown.dragged(2, 104.6, 1.103)

    assert [line[:3] for line in moved.sheet][1:] == [("80", "105", "0.8"), ("105", "", "1.1")]


def test_a_point_cannot_be_dragged_past_its_neighbour() -> None:
    shown = drawn(sketch_of(CURVE))

    assert shown.dragged(0, 130, 0).sheet[0] == ("99", "0")


def test_a_slope_is_dragged_at_the_whole_plan() -> None:
    shown = drawn(sketch_of(LineScale("s", "S", highest=D(2))))
    slope = next(i for i, hold in enumerate(shown.holds()) if hold.moves_across is False and i == 1)

    assert shown.dragged(slope, 40, 1.5).sheet[0][0] == "1.5"


def test_a_value_that_is_tried_says_its_coefficient(editor: ScaleEditor) -> None:
    editor.probe.setText("99.9")
    assert editor.answer.text() == "99.9% gives 0.5"

    editor.probe.setText("100")
    assert editor.answer.text() == "100% gives 1"

    editor.probe.setText("1oo")
    assert editor.answer.text() == ""


def test_steps_are_typed_by_keyboard_alone_and_saved(
    qtbot: QtBot, room: SchemeRoom, editor: ScaleEditor
) -> None:
    editor.table.setFocus()
    editor.table.setCurrentIndex(editor.table.sheet.index(1, UP_TO))
    type_where_the_keyboard_is("120")
    press(qtbot, Qt.Key.Key_Tab)
    type_where_the_keyboard_is("0.9")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.table.currentIndex().row() == 2)
    type_where_the_keyboard_is("1.2")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.table.currentIndex().row() == 3)
    editor.table.setCurrentIndex(editor.table.sheet.index(2, FROM))
    type_where_the_keyboard_is("120")
    press(qtbot, Qt.Key.Key_Return)
    qtbot.waitUntil(editor.table.hasFocus)
    press(qtbot, Qt.Key.Key_S, control=True)

    (scale,) = room.newest().scales
    assert isinstance(scale, StepScale)
    assert [step.value for step in scale.steps] == [D("0.5"), D("0.9"), D("1.2")]
    assert scale.version.valid_from == date(2026, 4, 1)
    assert room.services.schemes.scheme(date(2026, 3, 31)).scales == (
        replace(SCALE, version=room.services.schemes.scheme(date(2026, 3, 31)).scales[0].version),
    )
    assert [said.sentence for said in room.said] == ["“Steps” holds from 01/04/2026."]


def test_tab_leaves_the_table_after_its_last_cell(qtbot: QtBot, editor: ScaleEditor) -> None:
    editor.table.setFocus()
    editor.table.setCurrentIndex(editor.table.sheet.index(2, UP_TO))
    press(qtbot, Qt.Key.Key_Tab)
    assert editor.table.currentIndex().column() == VALUE

    press(qtbot, Qt.Key.Key_Tab)

    assert editor.add_button.hasFocus()


def test_back_tab_leaves_the_table_before_its_first_cell(qtbot: QtBot, editor: ScaleEditor) -> None:
    editor.table.setFocus()
    editor.table.setCurrentIndex(editor.table.sheet.index(0, UP_TO))
    press(qtbot, Qt.Key.Key_Backtab)
    assert editor.table.currentIndex().column() == FROM
    press(qtbot, Qt.Key.Key_Backtab)

    assert not editor.table.hasFocus()


def test_a_block_from_a_spreadsheet_is_pasted_with_new_rows(
    qtbot: QtBot, editor: ScaleEditor
) -> None:
    QGuiApplication.clipboard().setText("\t50%\t0\r\n50\t100 %\t0.7\r\n100\t\t1\r\n")
    editor.table.setFocus()
    editor.table.setCurrentIndex(editor.table.sheet.index(0, 0))
    press(qtbot, Qt.Key.Key_V, control=True)

    scale = editor.drawn.reading.scale
    assert isinstance(scale, StepScale)
    assert [(s.lower, s.upper, s.value) for s in scale.steps] == [
        (None, D("0.5"), D(0)),
        (D("0.5"), D(1), D("0.7")),
        (D(1), None, D(1)),
    ]


def test_half_a_number_is_named_and_keeps_the_rest_of_the_curve(
    room: SchemeRoom, editor: ScaleEditor
) -> None:
    put(editor, 1, VALUE, "1,,")

    words = "Row 2, Coefficient: “1,,” is no number: write 12.5."
    assert editor.mistakes.text() == words
    assert editor.curve.picture is not None
    editor.save_button.click()
    assert editor.problems.text() == "Mend what is marked in the scale first."
    assert len(room.services.schemes.history(DefinitionKind.SCALE, "steps")) == 1


def test_a_gap_is_not_saved_but_mended(room: SchemeRoom, editor: ScaleEditor) -> None:
    put(editor, 1, FROM, "110")
    editor.save_button.click()
    assert "There is a gap between 100% and 110%" in editor.problems.text()

    editor.findings.mended.emit(editor.findings.found[0].mend.sketch)  # type: ignore[union-attr]

    assert editor.problems.isHidden()
    assert faults(editor) == [ScaleFault.CLIFF]


def test_steps_are_undone_and_done_again_by_keys(qtbot: QtBot, editor: ScaleEditor) -> None:
    put(editor, 0, VALUE, "0.6")
    editor.table.setFocus()
    press(qtbot, Qt.Key.Key_Z, control=True)
    assert editor.sketch.sheet[0][VALUE] == "0.5"
    assert not editor.is_changed()

    qtbot.keyClick(
        editor.table,
        Qt.Key.Key_Z,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )

    assert editor.sketch.sheet[0][VALUE] == "0.6"


def test_a_drag_by_the_mouse_is_one_step_to_undo(qtbot: QtBot, editor: ScaleEditor) -> None:
    curve = editor.curve
    viewport = curve._shown_plot().viewport()
    start, end = (curve.place_of(spot).toPoint() for spot in ((100.0, 1.0), (110.0, 0.8)))
    middle = QPoint((start.x() + end.x()) // 2, start.y())
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    for place in (middle, end):
        qtbot.mouseMove(viewport, place)
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=end)

    lower, value = (D(editor.sketch.sheet[1][column]) for column in (FROM, VALUE))
    assert abs(lower - 110) <= 2
    assert abs(value - D("0.8")) <= D("0.05")
    assert editor.sketch.sheet[0][UP_TO] == editor.sketch.sheet[1][FROM]
    editor.undo()
    assert not editor.is_changed()


def test_a_point_is_moved_by_the_arrow_keys(qtbot: QtBot, editor: ScaleEditor) -> None:
    editor.curve.setFocus()
    press(qtbot, Qt.Key.Key_PageDown)
    press(qtbot, Qt.Key.Key_Right)
    press(qtbot, Qt.Key.Key_Up)

    assert editor.sketch.sheet[1][FROM] == "101"
    assert editor.sketch.sheet[1][VALUE] == "1.01"
    assert accessibility.description_of(editor.curve).endswith("Point: 101% gives 1.01")


@pytest.mark.parametrize("kind", list(ScaleKind))
def test_every_kind_says_what_it_is_for_and_draws_what_it_begins_with(
    editor: ScaleEditor, kind: ScaleKind
) -> None:
    editor.kind_box.choose(kind)
    editor.kind_box.activated.emit(editor.kind_box.currentIndex())

    assert editor.sentence.text()
    assert editor.formula.text().startswith("k =")
    assert editor.curve.picture is not None
    assert not any(one.is_unsound for one in editor.drawn.found)


def test_marks_are_facts_and_not_shares_of_a_plan(editor: ScaleEditor) -> None:
    editor.kind_box.choose(ScaleKind.MATRIX)
    editor.kind_box.activated.emit(editor.kind_box.currentIndex())

    scale = editor.drawn.reading.scale
    assert isinstance(scale, MatrixScale)
    assert scale.measure is Measure.FACT
    assert [cell.mark for cell in scale.cells] == [D(mark) for mark in range(-3, 4)]


def test_a_formula_is_typed_in_fields_with_the_error_below(editor: ScaleEditor) -> None:
    editor.kind_box.choose(ScaleKind.THRESHOLD)
    editor.kind_box.activated.emit(editor.kind_box.currentIndex())
    threshold, slope, _highest = editor.parameters.fields

    type_text(slope.editor, "x")
    assert slope.error == "“1x” is no number: write 12.5."
    assert threshold.error == ""


def test_a_scale_in_use_is_not_deleted_and_the_reason_is_said(
    room: SchemeRoom, editor: ScaleEditor
) -> None:
    editor.delete_button.click()

    assert "Scale “steps” is not there." in editor.problems.text()
    assert len(room.newest().scales) == 1


def test_a_new_scale_is_added_deleted_and_brought_back(room: SchemeRoom) -> None:
    section = room.page.section("scales")
    room.page.open_key(SchemeKey("scales"))
    editor = room.scale_editor
    editor.name.setText("Звонки")
    editor.save_button.click()
    assert [row.name for row in section.model.rows] == ["Steps", "Звонки"]
    assert editor.code.text() == "zvonki"

    editor.delete_button.click()
    assert not section.is_editing
    assert [row.name for row in section.model.rows] == ["Steps"]
    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert [row.name for row in section.model.rows] == ["Steps", "Звонки"]


def test_after_a_save_the_keyboard_stays_and_steps_can_still_be_undone(
    editor: ScaleEditor,
) -> None:
    editor.table.setFocus()
    put(editor, 0, VALUE, "0.6")

    editor.save()

    assert editor.table.hasFocus()
    assert not editor.is_changed()
    editor.undo()
    assert editor.sketch.sheet[0][VALUE] == "0.5"


def test_what_is_brought_back_does_not_disturb_what_is_edited_now(room: SchemeRoom) -> None:
    room.page.open_key(SchemeKey("scales"))
    editor = room.scale_editor
    editor.name.setText("Calls")
    editor.save()
    editor.delete_button.click()
    room.page.open_key(SchemeKey("scales", "steps"))
    put(editor, 0, VALUE, "0.6")
    undo = room.said[-1].undo
    assert undo is not None

    undo()

    assert {scale.code for scale in room.newest().scales} == {"calls", "steps"}
    assert editor.name.text() == "Steps"
    assert editor.is_changed()


def test_an_earlier_version_is_taken_up_again(room: SchemeRoom, editor: ScaleEditor) -> None:
    put(editor, 0, VALUE, "0.6")
    editor.save_button.click()
    words = [editor.versions.itemText(i) for i in range(editor.versions.count())]
    assert words == ["Version 2, from 01/04/2026", "Version 1, from the beginning"]

    editor.versions.setCurrentIndex(1)
    editor.versions.activated.emit(1)

    assert editor.sketch.sheet[0][VALUE] == "0.5"
    assert editor.is_changed()


def test_nothing_changed_is_lost_without_a_question(
    qtbot: QtBot, room: SchemeRoom, editor: ScaleEditor
) -> None:
    left: list[str] = []
    put(editor, 0, VALUE, "0.6")
    assert not room.page.may_leave(lambda: left.append("left"))
    answer(editor.question, "Stay")
    assert editor.sketch.sheet[0][VALUE] == "0.6"
    assert left == []

    assert not room.page.may_leave(lambda: left.append("left"))
    answer(editor.question, "Leave")

    assert left == ["left"]
    assert room.page.may_leave(lambda: None)


def test_the_day_is_asked_for_and_named_when_it_is_none(editor: ScaleEditor) -> None:
    put(editor, 0, VALUE, "0.6")
    editor.valid_from.setText("soon")
    editor.save_button.click()

    assert editor.day_field.error == "There is no such day; days are written like 31/03/2026."


def test_an_empty_firm_offers_to_add_a_scale(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database)
    room.page.show_section("scales")
    section = room.page.section("scales")

    emptiness(section.table).button.click()

    assert section.is_editing
    assert room.scale_editor.title.text() == "New scale"


def test_every_control_of_the_editor_has_a_name(editor: ScaleEditor) -> None:
    assert accessibility.nameless_controls(editor) == []


def test_the_curve_is_drawn_anew_in_another_theme(editor: ScaleEditor, qapp: QApplication) -> None:
    before = editor.curve.grab().toImage()

    theme.apply(qapp, DARK)

    assert editor.curve.grab().toImage() != before


def test_ticks_are_round_and_as_the_language_writes_them() -> None:
    assert [words for _place, words in ticks((-0.6, 1.4))] == [
        "−0.5",
        "0",
        "0.5",
        "1",
    ]


def test_states_of_one_gesture_are_one_step() -> None:
    history = History(0)
    for state in (1, 2):
        history.push(state, "drag")
    history.end_gesture()
    history.push(3, "drag")

    history.undo()
    assert history.present == 2
    history.undo()
    assert (history.present, history.can_undo, history.can_redo) == (0, False, True)


def test_what_mends_a_finding_stands_below_its_words(editor: ScaleEditor) -> None:
    words = editor.findings.found[0].finding.message
    said = next(one for one in editor.findings.findChildren(Label) if one.text() == str(words))
    mending = editor.findings.findChildren(LinkButton)[0]
    editor.findings.body.activate()

    assert mending.geometry().top() > said.geometry().bottom()

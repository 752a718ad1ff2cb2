"""The field for a script: places, marks, keys, brackets, completion, and its colours."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from crm_desktop.domain.fields import Entity
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.script import ScriptInput
from crm_desktop.scripting.values import Problem
from crm_desktop.texts import Message
from tests.ui.script_room import press
from ui import theme
from ui.scripts.brackets import matching
from ui.scripts.code_edit import CodeEdit, Mark
from ui.scripts.offers import Vocabulary, asked_codes, described, is_within_text, offered
from ui.scripts.places import to_characters, to_qt
from ui.scripts.script_edit import ScriptEdit
from ui.scripts.writing import Writing
from ui.theme import Tone

CONTROL = Qt.KeyboardModifier.ControlModifier
WORDS = Vocabulary(
    ScriptKind.REWARD,
    (("calls", "Звонки"), ("sales", "Продажи")),
    (("quarterly", "Квартальная"),),
    (ScriptInput("won", Entity.DEAL, "closed", ("amount", "title")),),
)


@pytest.fixture
def edit(qtbot: QtBot) -> ScriptEdit:
    found = ScriptEdit("Text")
    found.vocabulary = WORDS
    qtbot.addWidget(found)
    found.resize(500, 300)
    found.show()
    return found


def marked(edit: CodeEdit) -> list[str]:
    """Return what is underlined by a wave."""
    wave = edit.extraSelections()[0].format.UnderlineStyle.WaveUnderline
    return [
        one.cursor.selectedText()
        for one in edit.extraSelections()
        if one.format.underlineStyle() is wave
    ]


def choose_all(edit: QPlainTextEdit) -> None:
    cursor = edit.textCursor()
    cursor.select(QTextCursor.SelectionType.Document)
    edit.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("line", "column", "end", "words"),
    [
        ("total = totl", 9, 13, "totl"),
        ("\tx = totl", 6, 10, "totl"),
        ("итог = тотл", 8, 12, "тотл"),
        ('x = "😀😀" + totl', 12, 16, "totl"),
        ("x = 😀 + 1", 5, 6, "😀"),
        ("x = (1", 7, None, "1"),
        ("abc", 1, 1, "a"),
    ],
)
def test_a_mark_is_exactly_at_its_place(
    edit: ScriptEdit, line: str, column: int, end: int | None, words: str
) -> None:
    edit.show_text(f"# first\n{line}\n")

    edit.show_marks([Mark(2, column, end, "wrong")])

    assert marked(edit) == [words]
    assert edit.gutter.lines_with_signs() == {2}


def test_a_mark_beyond_the_text_marks_its_end(edit: ScriptEdit) -> None:
    edit.show_text("x = (")

    edit.show_marks([Mark(9, 3, None, "wrong")])

    assert marked(edit) == ["= ("]


def test_what_is_wrong_is_told_at_its_place_alone(edit: ScriptEdit) -> None:
    edit.show_text("😀 = totl\n")
    edit.show_marks([Mark(1, 5, 9, "unknown name")])

    assert edit.explained(1, 4) == "unknown name"
    assert edit.explained(1, 1) == ""


def test_places_count_characters_where_qt_counts_units() -> None:
    line = "я😀b"

    assert [to_qt(line, n) for n in range(4)] == [0, 1, 3, 4]
    assert [to_characters(line, n) for n in (0, 1, 3, 4)] == [0, 1, 2, 3]


def test_the_gutter_grows_with_the_number_of_lines(edit: ScriptEdit) -> None:
    narrow = edit.viewportMargins().left()

    edit.show_text("\n" * 1000)

    assert edit.viewportMargins().left() > narrow
    assert edit.gutter.width() == edit.viewportMargins().left()


def test_a_line_after_a_colon_stands_deeper_and_one_after_return_less_deep(
    edit: ScriptEdit,
) -> None:
    edit.show_text("def f(x):")
    edit.moveCursor(QTextCursor.MoveOperation.End)

    press(edit, Qt.Key.Key_Return, "\r")
    edit.insertPlainText("return x")
    press(edit, Qt.Key.Key_Return, "\r")

    assert edit.toPlainText() == "def f(x):\n    return x\n"


def test_tab_goes_to_the_next_stop_and_backspace_back(edit: ScriptEdit) -> None:
    edit.show_text("ab")
    edit.moveCursor(QTextCursor.MoveOperation.End)
    press(edit, Qt.Key.Key_Tab, "\t")
    assert edit.toPlainText() == "ab  "

    edit.show_text("")
    press(edit, Qt.Key.Key_Tab, "\t")
    press(edit, Qt.Key.Key_Tab, "\t")
    press(edit, Qt.Key.Key_Backspace, "\b")

    assert edit.toPlainText() == "    "


def test_chosen_lines_are_moved_in_and_out_in_one_step(edit: ScriptEdit) -> None:
    edit.show_text("if x:\n    y = 1")
    choose_all(edit)

    press(edit, Qt.Key.Key_Tab, "\t")
    assert edit.toPlainText() == "    if x:\n        y = 1"
    edit.undo()
    assert edit.toPlainText() == "if x:\n    y = 1"
    choose_all(edit)
    press(edit, Qt.Key.Key_Backtab)

    assert edit.toPlainText() == "if x:\ny = 1"


def test_control_and_slash_make_comments_and_take_them_back(edit: ScriptEdit) -> None:
    edit.show_text("if x:\n    я = '😀'\n\nz = 2")
    choose_all(edit)

    press(edit, Qt.Key.Key_Slash, modifiers=CONTROL)
    assert edit.toPlainText() == "# if x:\n#     я = '😀'\n\n# z = 2"
    choose_all(edit)
    press(edit, Qt.Key.Key_Slash, modifiers=CONTROL)

    assert edit.toPlainText() == "if x:\n    я = '😀'\n\nz = 2"


@pytest.mark.parametrize(
    ("text", "place", "partner"),
    [("f(a[1])", 1, 6), ("f(a[1])", 6, 1), ("f(a[1])", 3, 5), ("f(", 1, None), ("ab", 0, None)],
)
def test_brackets_that_belong_together_are_found(text: str, place: int, partner: int) -> None:
    assert matching(text, place) == partner


def test_writing_is_made_larger_and_as_it_was(edit: ScriptEdit) -> None:
    press(edit, Qt.Key.Key_Plus, modifiers=CONTROL)
    assert edit.font().pixelSize() == theme.BODY + 1

    press(edit, Qt.Key.Key_0, modifiers=CONTROL)

    assert edit.font().pixelSize() == theme.BODY


@pytest.mark.parametrize(
    ("line", "first"),
    [
        ("x = kpi.va", 'value("'),
        ('x = kpi.value("ca', "calls"),
        ("x = kpi.plan('зво", "calls"),
        ('x = kpi.bonus("', "quarterly"),
        ('for r in kpi.rows("', "won"),
        ('x = row["am', "amount"),
        ('x = kpi.period["st', "start"),
        ("x = math.sq", "sqrt"),
        ("x = enumer", "enumerate"),
    ],
)
def test_what_may_follow_is_offered(line: str, first: str) -> None:
    assert offered(line, WORDS).offers[0].text == first


@pytest.mark.parametrize("line", ["# about kp", 'x = "some kp', "x = foo."])
def test_nothing_is_offered_in_words_and_of_strangers(line: str) -> None:
    assert offered(line, WORDS).offers == ()


def test_an_indicator_script_is_not_offered_what_changes_pay() -> None:
    names = {one.text for one in offered("kpi.", Vocabulary()).offers}

    assert 'value("' in names
    assert not any(name.startswith("set_total") for name in names)


def test_names_of_the_text_itself_are_offered() -> None:
    text = "largest_deal = 1\nx = larg"

    assert offered("x = larg", WORDS, text).offers[0].text == "largest_deal"


def test_a_quote_that_is_escaped_does_not_end_a_string() -> None:
    assert is_within_text(r'x = "a\" b')
    assert not is_within_text(r'x = "a\" b"')


def test_codes_that_the_text_writes_out_are_known_once() -> None:
    source = 'a = kpi.value("calls")\nb = kpi.plan( \'sales\') + kpi.value("calls")'

    assert asked_codes(source) == ("calls", "sales")


def test_a_name_is_explained_with_its_unit_and_an_example() -> None:
    line = 'share = kpi.plan("sales")'

    assert "kpi.plan(code)" in described(line, 12, WORDS)
    assert "Example: " in described(line, 12, WORDS)
    assert described(line, 19, WORDS) == "Продажи"
    assert described(line, 2, WORDS) == ""


def test_a_dot_opens_the_list_and_enter_puts_the_choice(edit: ScriptEdit, qtbot: QtBot) -> None:
    edit.show_text("x = kpi")
    edit.moveCursor(QTextCursor.MoveOperation.End)
    press(edit, Qt.Key.Key_Period, ".")
    assert edit.popup is not None
    assert edit.popup.isVisible()

    press(edit.popup, Qt.Key.Key_Return, "\r")

    assert edit.toPlainText() == 'x = kpi.value("'


def test_a_code_that_is_chosen_is_told(edit: ScriptEdit, qtbot: QtBot) -> None:
    edit.show_text('я = "😀" + kpi.value("ca')
    edit.moveCursor(QTextCursor.MoveOperation.End)
    edit.offer()

    with qtbot.waitSignal(edit.asked) as told:
        edit.choose(edit.offers.offers[0])

    assert told.args == ["calls"]
    assert edit.toPlainText() == 'я = "😀" + kpi.value("calls'


def colours(edit: CodeEdit, line: int) -> dict[str, QColor]:
    """Return the colour of each piece of a line."""
    block = edit.document().findBlockByNumber(line - 1)
    return {
        block.text()[one.start : one.start + one.length]: one.format.foreground().color()
        for one in block.layout().formats()
    }


def test_words_are_coloured_by_the_theme(edit: ScriptEdit) -> None:
    edit.show_text("if x:  # why\n    y = 12")

    assert colours(edit, 1)["if"] == theme.colour(Tone.ACCENT)
    assert colours(edit, 1)["# why"] == theme.colour(Tone.MUTED)
    assert colours(edit, 2)["12"] == theme.colour(Tone.WARNING)


def test_colours_follow_the_theme(edit: ScriptEdit, qapp: QApplication, qtbot: QtBot) -> None:
    edit.show_text("if x: pass")

    theme.apply(qapp, theme.DARK)

    qtbot.waitUntil(lambda: colours(edit, 1)["if"] == QColor(theme.DARK.accent))


def test_a_string_over_lines_is_one_until_its_end(edit: ScriptEdit) -> None:
    edit.show_text('x = """one\nif two\n"""\nif x: pass')

    assert colours(edit, 2) == {"if two": theme.colour(Tone.POSITIVE)}
    assert colours(edit, 4)["if"] == theme.colour(Tone.ACCENT)


def test_problems_stand_in_a_list_that_goes_to_their_place(qtbot: QtBot) -> None:
    writing = Writing()
    qtbot.addWidget(writing)
    writing.edit.show_text("a = 1\nb := 2\n")
    hint = Message("In Python a value is given with =.")

    writing.show_problems([Problem(2, 3, Message("This is no Python."), hint, 5)])
    writing.next_problem()

    assert writing.list.item(0).text() == (
        "Line 2, column 3: This is no Python. In Python a value is given with =."
    )
    assert writing.edit.place() == (2, 3)
    assert marked(writing.edit) == [":="]


def test_places_left_from_pascal_are_marked_beside_problems(qtbot: QtBot) -> None:
    writing = Writing()
    qtbot.addWidget(writing)
    writing.edit.show_text("if x:\n    # CONVERT: “Now” was a clock\n    y := 2\nz = 1\n")

    writing.show_problems([Problem(3, 7, Message("This is no Python."), None, 9)])
    writing.next_problem()

    assert [mark.tone for mark in writing.edit.marks] == [Tone.NEGATIVE, Tone.WARNING]
    assert writing.edit.place() == (2, 5)
    assert writing.list.currentItem().text() == "Line 2, column 5: “Now” was a clock"
    assert writing.state.text().endswith("1 problem, 1 place to look at")


def test_words_are_found_and_stepped_through(qtbot: QtBot) -> None:
    writing = Writing()
    qtbot.addWidget(writing)
    writing.show()
    writing.edit.show_text("deal = 1\nDeal = deal")
    writing.finding.begin()

    writing.finding.words.setText("deal")
    assert len(writing.edit.hits) == 3
    writing.finding.go_on()
    writing.finding.go_on()

    assert writing.edit.place() == (2, 5)
    assert writing.finding.count.text() == "2 of 3"

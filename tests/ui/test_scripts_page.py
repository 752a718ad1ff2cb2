"""The page of scripts: the list, drafts, tests, trials, publishing, approval, and Pascal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QStackedWidget, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.domain.money import Money
from crm_desktop.domain.people import Subject, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Access, Right, Scope
from crm_desktop.domain.quantity import Quantity, Unit
from crm_desktop.domain.scripts import Changed, ScriptKind
from crm_desktop.kpi.definition import AFTER_ALL, Indicator
from crm_desktop.kpi.script import Expected, Script, ScriptTest
from crm_desktop.kpi.source import ScriptSource
from crm_desktop.scripting.values import Problem
from crm_desktop.services.script_trials import TriedRow
from crm_desktop.texts import Message
from tests.storage.kpi_scheme import CARD
from tests.ui import accessibility
from tests.ui.crm_pages import emptiness
from tests.ui.inline_tasks import HeldTasks
from tests.ui.script_room import COUNT, ScriptRoom, script_room
from ui.pages import PAGES
from ui.progress.indicator_card import IndicatorCard
from ui.progress.page import ProgressPage
from ui.scheme.cards.sketch import card_of
from ui.scheme.cards.sketch import read as read_card
from ui.scheme.cards.sketch import sketch_of as card_sketch
from ui.scheme.indicators.making import MakingEditor
from ui.scheme.indicators.sketch import IndicatorSketch, SourceKind
from ui.scripts.diff import Side, differences, told
from ui.scripts.diff_view import DiffView
from ui.scripts.everybody_panel import total_words
from ui.scripts.listing import LIBRARY, PASCAL
from ui.scripts.sandbox_section import SandboxView
from ui.scripts.sketch import ScriptSketch, TestSketch, read, sketch_of
from ui.scripts.writing import Writing
from ui.selection import Selection

D = Decimal
MARCH, FEBRUARY = date(2026, 3, 1), Period.month(2026, 2)
GUARANTEE = Script(
    "guarantee",
    "Guarantee",
    ScriptKind.REWARD,
    "missing = 90_000 - kpi.total()\nif missing > 0:\n"
    '    kpi.add_line("Guarantee", missing, "at least 90 000")\n',
    tests=(
        ScriptTest(
            "less",
            '{"total": 80000}',
            (Expected(Changed.LINE, "Guarantee", D(10_000)),),
        ),
    ),
)


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> Iterator[ScriptRoom]:
    with script_room(qtbot, sqlite_database) as found:
        yield found


def publish(room: ScriptRoom, reason: str = "To begin with", day: str = "") -> None:
    """Publish what stands in the laboratory."""
    room.editor.publish()
    dialog = room.editor.publishing.dialog
    assert dialog is not None
    dialog.reason.setText(reason)
    dialog.day.setText(day or dialog.day.text())
    dialog.author.edit.setText("Мария Белова")
    dialog.publish_button.click()


def test_enter_publishes(qtbot: QtBot, room: ScriptRoom) -> None:
    kept(room, COUNT)
    room.editor.publish()
    dialog = room.editor.publishing.dialog
    assert dialog is not None
    dialog.author.edit.setText("Мария Белова")
    dialog.reason.setText("To begin with")

    with qtbot.waitSignal(dialog.wanted):
        qtbot.keyClick(dialog.reason, Qt.Key.Key_Return)


def kept(room: ScriptRoom, script: Script) -> None:
    """Keep ``script`` as a draft and open it."""
    room.services.scripts.save_draft(script)
    room.page.edit(script.code)


def names(room: ScriptRoom) -> list[str]:
    return [row.name for row in room.page.list.model.rows]


def answer(box: QMessageBox | None, role: QMessageBox.ButtonRole) -> None:
    assert box is not None
    next(one for one in box.buttons() if box.buttonRole(one) is role).click()


def test_an_empty_list_says_what_scripts_are_for_and_leads_on(room: ScriptRoom) -> None:
    state = emptiness(room.page.list.table)

    assert "rules of your own" in state.sentence
    assert state.button.text() == "New indicator script"
    state.button.click()
    assert room.page.is_editing
    assert room.editor.sketch.kind is ScriptKind.INDICATOR


def test_a_script_of_the_library_becomes_an_indicator_that_says_why(
    room: ScriptRoom, qtbot: QtBot
) -> None:
    room.page.begin(LIBRARY)
    dialog = room.page.library
    assert dialog is not None
    assert len({one.script.code for one in dialog.panel._scripts}) >= 15
    dialog.panel.use_button.click()
    editor = room.editor
    assert editor.sketch.tests

    editor.about.name.setText(COUNT.name)
    editor.about.code.setText(COUNT.code)
    editor.inputs.show_sketch(sketch_of(COUNT))
    editor.tests.show_sketch(sketch_of(COUNT))
    editor.edit.replace_text(f'{COUNT.source}kpi.log(f"{{result}} of 1000 and more")\n')
    editor.run_tests()
    assert editor.tests.state.text() == "All tests pass."
    editor.run.person_box.choose("anna")
    editor.run_here()
    assert editor.run.result.text() == "1"
    publish(room, day="01/02/2026")
    assert room.said[-1].sentence == "“Large deals” holds from 01/02/2026."

    large = Indicator("large", "Large deals", ScriptSource(COUNT.code), Unit.NUMBER)
    room.services.schemes.save(large, FEBRUARY.start)
    profile = room.services.schemes.scheme(AFTER_ALL).profiles[0]
    entry = replace(profile.entries[-1], indicator="large")
    wider = replace(profile, entries=(*profile.entries, entry))
    room.services.schemes.save(wider, FEBRUARY.start)
    anna_id = next(row.id for row in room.services.people.list_employees() if row.code == "anna")
    chosen = Selection(FEBRUARY, anna_id)
    progress = ProgressPage(replace(room.page.context, selection=chosen))
    qtbot.addWidget(progress)
    progress.show()
    card = next(one for one in progress.findChildren(IndicatorCard) if shows(one, "Large deals"))
    assert shows(card, "1")
    results = room.services.calculation.calculate(FEBRUARY).outcomes
    anna = next(one.result for one in results if one.result.subject.ref.code == "anna")
    large_of_anna = next(one for one in anna.indicators if one.code == "large")
    assert large_of_anna.fact.value == D(1)
    assert "1 of 1000 and more" in str(large_of_anna)
    assert room.errors == []


def shows(widget: QWidget, words: str) -> bool:
    return words in {label.text() for label in widget.findChildren(QLabel)}


def test_the_list_shows_what_uses_a_script_and_finds_by_a_few_letters(room: ScriptRoom) -> None:
    room.services.scripts.publish(COUNT, MARCH, "why", "Мария")
    room.services.scripts.save_draft(GUARANTEE)
    large = Indicator("large", "Large deals a month", ScriptSource(COUNT.code), Unit.NUMBER)
    room.services.schemes.save(large, MARCH)
    room.page.reload()
    model = room.page.list.model
    shown = [[column.text(row) for column in model.columns] for row in model.rows]

    assert shown == [
        ["Guarantee", "Reward script", "draft", "—", "—", "—"],
        [
            "Large deals",
            "Indicator script",
            "published",
            "Large deals a month",
            "version 1, 01/03/2026",
            "Мария",
        ],
    ]
    room.page.list.search.setText("LARGE")
    room.page.list.search.searched.emit("LARGE")
    assert names(room) == ["Large deals"]


def test_a_draft_of_nobody_hides_not_who_wrote_the_last_version(room: ScriptRoom) -> None:
    room.services.scripts.publish(COUNT, MARCH, "why", "Мария")
    room.services.scripts.save_draft(COUNT)

    room.page.reload()

    assert [row.author for row in room.page.list.model.rows] == ["Мария"]


def test_what_was_looked_for_in_one_script_narrows_no_other_list(room: ScriptRoom) -> None:
    room.services.scripts.save_draft(GUARANTEE)
    kept(room, COUNT)
    about = room.editor.about
    about.search.setText("no such indicator")
    about.search.searched.emit("no such indicator")
    assert all(about.reads.item(row).isHidden() for row in range(about.reads.count()))

    room.page.edit(GUARANTEE.code)

    assert about.search.text() == ""
    assert about.reads.count()
    assert not any(about.reads.item(row).isHidden() for row in range(about.reads.count()))


def test_a_list_that_is_read_anew_stays_narrowed(room: ScriptRoom) -> None:
    kept(room, COUNT)
    about = room.editor.about
    about.search.setText("no such indicator")
    about.search.searched.emit("no such indicator")

    room.editor.refresh()

    assert all(about.reads.item(row).isHidden() for row in range(about.reads.count()))


def test_problems_are_found_while_one_types_and_translated(room: ScriptRoom) -> None:
    room.begin(replace(COUNT, source="итог = 1\nresult = totl\n"))

    room.editor.check()

    (problem,) = room.editor.writing.problems
    assert (problem.line, problem.column) == (2, 10)
    assert room.editor.edit.gutter.lines_with_signs() == {2}
    assert "Line 2, column 10" in room.editor.writing.list.item(0).text()


def test_a_long_problem_is_read_without_scrolling_to_the_right(qtbot: QtBot) -> None:
    writing = Writing()
    qtbot.addWidget(writing)
    with qtbot.waitExposed(writing):
        writing.show()
    long = Message("There are so many words in this one that no line has room for them all.")
    writing.show_problems([Problem(1, 1, long, end_column=2)])
    writing.resize(1200, 500)
    wide = writing.list.height()

    writing.resize(300, 500)

    assert writing.list.height() > wide
    row = writing.list.visualItemRect(writing.list.item(0))
    assert row.height() > writing.list.fontMetrics().height() * 2
    assert row.bottom() < writing.list.viewport().height()


def test_only_the_last_look_at_the_text_counts(qtbot: QtBot, sqlite_database: str) -> None:
    tasks = HeldTasks()
    with script_room(qtbot, sqlite_database, tasks) as room:
        tasks.waiting.clear()
        room.page.edit(None)
        tasks.finish()
        tasks.waiting.clear()
        editor = room.editor
        editor.edit.replace_text("result = totl\n")
        editor.check()
        assert "looking at the text…" in editor.writing.state.text()
        editor.edit.replace_text("result = 1\n")
        editor.check()
        tasks.finish(1)
        tasks.finish(0)

        assert editor.writing.problems == ()


def test_an_indicator_that_is_chosen_from_the_list_is_read(room: ScriptRoom) -> None:
    room.begin(replace(COUNT, source='result = kpi.value("sa'))
    editor = room.editor
    editor.edit.go_to(1, 23)

    editor.edit.offer()
    editor.edit.choose(editor.edit.offers.offers[0])

    assert editor.sketch.reads == ("sales",)


def test_codes_that_the_text_asks_for_are_offered_to_be_read(room: ScriptRoom) -> None:
    room.begin(replace(COUNT, source='result = kpi.value("sales") + kpi.value("nothing")\n'))
    about = room.editor.about

    assert about.missing.text() == "The text asks for sales too."
    about.add_missing_button.click()

    assert room.editor.sketch.reads == ("sales",)
    assert about.missing.isHidden()


def test_a_test_that_fails_says_what_it_got_and_stops_publishing(room: ScriptRoom) -> None:
    kept(room, replace(COUNT, source="result = 7\n"))
    editor = room.editor

    editor.run_tests()
    assert editor.tests.state.text() == "1 test fails"
    assert editor.tests.outcome.text() == "Expected: Result = 1\nGot: Result = 7"
    editor.publish()

    dialog = editor.publishing.dialog
    assert dialog is not None
    assert not dialog.publish_button.isEnabled()
    assert dialog.tests.text() == "Tests that fail: one of two"


def test_what_a_test_is_given_is_judged_while_it_is_typed(room: ScriptRoom) -> None:
    kept(room, COUNT)
    tests = room.editor.tests

    tests.given.setPlainText('{"rows": ')

    assert "Line 1, column 10: this is no JSON." in tests.fields["given"].error
    room.editor.publish()
    assert room.editor.publishing.dialog is None
    assert room.editor.problem.text() == "Mend what is marked in the tests first."


def test_a_result_holds_no_longer_once_the_text_changes(room: ScriptRoom) -> None:
    kept(room, COUNT)
    room.editor.run_tests()
    assert room.editor.tests.has_passed

    room.editor.edit.insert("# ")

    assert not room.editor.tests.has_passed
    assert "have not run since" in room.editor.tests.state.text()


def test_publishing_needs_a_reason_and_a_day_that_is_said_in_place(room: ScriptRoom) -> None:
    kept(room, COUNT)
    publish(room, reason="")
    dialog = room.editor.publishing.dialog
    assert dialog is not None
    assert dialog.fields["reason"].error

    dialog.day.setText("32/13/2026")
    dialog.publish_button.click()

    assert dialog.fields["valid_from"].error
    assert room.services.scripts.script(COUNT.code).published is None


def test_what_was_published_has_a_version_with_its_reason_and_no_draft(room: ScriptRoom) -> None:
    kept(room, COUNT)
    publish(room)
    room.editor.edit.replace_text(COUNT.source.replace("1000", "1_000"))
    room.editor.about.description.setPlainText("For all")

    publish(room, "Easier to read")

    versions = room.editor.versions
    assert versions.list.count() == 2
    assert versions.reason.text() == "Easier to read\nApproved by Мария Белова"
    changed = [one.side for one in versions.diff.lines if one.side in {Side.OLD, Side.NEW}]
    assert changed == [
        Side.OLD,
        Side.NEW,
    ]
    assert room.editor.draft_state.text() == ""
    assert room.editor.state.text() == "published"


def test_what_is_published_at_once_is_no_new_script_any_more(room: ScriptRoom) -> None:
    room.page.begin("reward")
    editor = room.editor
    editor.show_sketch(sketch_of(COUNT), is_new=True)

    publish(room)

    assert editor.title.text() == COUNT.name
    assert editor.draft_state.text() == ""
    assert editor.state.text() == "published"
    assert editor.versions.list.count() == 1
    assert editor.about.code.isReadOnly()
    assert room.page.may_leave(lambda: None)
    assert room.services.scripts.script(COUNT.code).draft_version is None


def test_leaving_keeps_a_draft(room: ScriptRoom) -> None:
    room.begin(COUNT)

    room.editor.back_button.click()

    assert not room.page.is_editing
    assert names(room) == ["Large deals"]
    assert room.services.scripts.script(COUNT.code).script.source == COUNT.source
    assert room.said[-1].sentence == "“Large deals” is kept as a draft."


def test_leaving_what_has_no_name_asks_first(room: ScriptRoom) -> None:
    room.page.edit(None)
    room.editor.edit.replace_text("result = 1\n")
    left: list[str] = []

    assert not room.page.may_leave(lambda: left.append("left"))
    answer(room.editor.questions.box, QMessageBox.ButtonRole.AcceptRole)

    assert left == ["left"]


def test_a_draft_is_discarded_after_a_question(room: ScriptRoom) -> None:
    kept(room, COUNT)

    room.editor.discard_button.click()
    answer(room.editor.questions.box, QMessageBox.ButtonRole.AcceptRole)

    assert not room.page.is_editing
    assert names(room) == []


def test_two_who_write_decide_field_by_field(room: ScriptRoom) -> None:
    kept(room, COUNT)
    theirs = replace(COUNT, description="Theirs")
    room.services.scripts.save_draft(theirs, 1)
    room.editor.edit.replace_text("result = 2\n")

    room.editor.keep()

    conflict = room.editor.conflict
    assert conflict is not None
    assert {one.code: one.is_mine for one in conflict.differences} == {
        "source": True,
        "description": False,
    }
    conflict.merge_button.click()
    script = room.services.scripts.script(COUNT.code).script
    assert (script.source, script.description) == ("result = 2\n", "Theirs")
    assert not room.editor.is_changed()


def test_an_arrived_text_runs_after_somebody_has_read_it(room: ScriptRoom) -> None:
    room.services.schemes.save(COUNT, MARCH)
    room.page.reload()
    assert room.page.list.waiting.isVisible()

    room.page.list.look_buttons[0].click()
    dialog = room.page.approval
    assert dialog is not None
    assert all(one.side is Side.NEW for one in dialog.diff.lines)
    assert not dialog.approve_button.isEnabled()
    dialog.has_read.setChecked(True)
    dialog.author.edit.setText("Мария Белова")
    dialog.approve_button.click()

    assert room.page.list.waiting.isHidden()
    assert room.services.scripts.waiting() == []


def test_a_text_that_changed_meanwhile_is_not_approved(room: ScriptRoom) -> None:
    room.services.schemes.save(COUNT, MARCH)
    room.page.reload()
    room.page.list.look_buttons[0].click()
    dialog = room.page.approval
    assert dialog is not None
    room.services.schemes.save(replace(COUNT, source="result = 9\n"), MARCH)

    dialog.has_read.setChecked(True)
    dialog.author.edit.setText("Мария")
    dialog.approve_button.click()

    assert dialog.wrong.isVisible()
    assert len(room.services.scripts.waiting()) == 1


def test_a_run_shows_variables_at_the_line_of_the_cursor(room: ScriptRoom) -> None:
    kept(room, replace(COUNT, source="x = 0\nfor n in range(3):\n    x += n\nresult = x\n"))
    editor = room.editor
    editor.run_here()

    editor.edit.go_to(3)
    run = editor.run
    assert run.variables_title.text() == "After line 3, time 1 of 3"
    run.next_button.click()
    run.next_button.click()

    assert {row.name: row.value for row in run.variables_model.rows}["x"] == "3"
    assert not run.next_button.isEnabled()
    editor.edit.go_to(1)
    assert run.variables_title.text() == "After line 1"


def test_a_run_that_fails_leads_to_its_line(room: ScriptRoom) -> None:
    kept(room, replace(COUNT, source="x = 0\n\nresult = 1 / x\n"))
    room.editor.run_here()
    run = room.editor.run

    assert run.status.text() == "It ended with an error."
    assert run.message.text()
    run.line_link.click()

    assert room.editor.edit.place()[0] == 3


def test_who_has_no_card_is_told_instead_of_a_run(room: ScriptRoom) -> None:
    kept(room, GUARANTEE)
    room.services.schemes.save(
        replace(CARD, assignments=(replace(CARD.assignments[0], subject=ANNA),)), MARCH
    )
    room.editor.run.person_box.choose("boris")
    room.editor.run.period_box.choose(Period.month(2026, 3))

    room.editor.run_here()

    assert "has no reward card" in room.editor.run.status.text()


ANNA = SubjectRef(SubjectLevel.EMPLOYEE, "anna")


def test_everybody_is_compared_with_what_is_in_force(room: ScriptRoom) -> None:
    kept(room, GUARANTEE)
    everybody = room.editor.everybody

    everybody.run_button.click()

    assert everybody.stop_button.isHidden()
    assert len(everybody.rows) == 2
    assert all(row.differs for row in everybody.rows)
    assert "2 people of 2 differ" in everybody.total.text()


def test_results_of_everybody_say_when_the_text_is_another_one(room: ScriptRoom) -> None:
    kept(room, GUARANTEE)
    everybody = room.editor.everybody
    everybody.run_button.click()
    assert everybody.aged.isHidden()

    room.editor.edit.replace_text(GUARANTEE.source + "# more\n")
    assert not everybody.aged.isHidden()

    everybody.run_button.click()
    assert everybody.aged.isHidden()


def test_who_a_script_fails_for_does_not_seem_to_lose_the_pay(room: ScriptRoom) -> None:
    kept(room, replace(GUARANTEE, source="kpi.add_line('Extra', 1 / 0)\n"))
    everybody = room.editor.everybody

    everybody.run_button.click()

    assert all(row.problem is not None and row.pay_more is None for row in everybody.rows)
    assert everybody.total.text() == "2 people failed and are left out"


def test_sums_of_everybody_leave_out_whom_the_script_failed_for() -> None:
    def row(would_be: int, problem: Message | None = None) -> TriedRow:
        subject = Subject(ANNA, "Анна")
        nothing, was = Quantity(None), Money(1000_00, "RUB")
        return TriedRow(subject, nothing, nothing, was, Money(would_be, "RUB"), problem)

    words = total_words([row(1500_00), row(0, Message("It failed."))])

    assert words.startswith("1 person of 1 differs; pay in all: +")
    assert "500" in words
    assert words.endswith("; 1 person failed and is left out")


def test_a_first_version_that_nothing_uses_changes_no_pay(room: ScriptRoom) -> None:
    kept(room, COUNT)
    everybody = room.editor.everybody

    everybody.run_button.click()

    assert [row.value_was.value for row in everybody.rows] == [None, None]
    assert [row.value_more for row in everybody.rows] == [None, None]
    assert "left out" not in everybody.total.text()


def test_a_script_that_asks_for_what_is_not_there_is_not_tried(room: ScriptRoom) -> None:
    kept(room, replace(COUNT, reads=("nothing",)))

    room.editor.run_here()

    assert "nothing" in room.editor.run.status.text()
    assert room.errors == []


def test_a_pascal_program_opens_in_the_editor(room: ScriptRoom) -> None:
    room.page.begin(PASCAL)
    dialog = room.page.pascal
    assert dialog is not None
    dialog.show_program("begin\n  Result := 7 div 2;\nend.")
    assert dialog.use_button.isEnabled()

    dialog.use_button.click()

    assert room.page.is_editing
    assert "result = " in room.editor.edit.toPlainText()


def test_a_pascal_program_of_pay_opens_as_one_with_its_places_marked(room: ScriptRoom) -> None:
    room.page.begin(PASCAL)
    dialog = room.page.pascal
    assert dialog is not None
    dialog.show_program("begin\n  AddBonus('Prize', 500);\n  SendMail('x');\nend.")

    dialog.use_button.click()
    room.editor.check()

    assert room.editor.reading.script.kind is ScriptKind.REWARD
    writing = room.editor.writing
    assert writing.problems == ()
    (left,) = writing.left_from_pascal
    assert "SendMail('x')" in str(left.message)
    assert writing.state.text().endswith("1 place to look at")
    assert left.line in writing.edit.gutter.lines_with_signs()


def test_what_is_no_pascal_is_said_in_place(room: ScriptRoom) -> None:
    room.page.begin(PASCAL)
    dialog = room.page.pascal
    assert dialog is not None

    dialog.show_program("begin\n  if then\nend.")

    assert "Line 2" in dialog.sentence.text()
    assert not dialog.use_button.isEnabled()
    assert room.errors == []


def test_an_input_is_added_and_its_columns_are_offered(room: ScriptRoom) -> None:
    room.begin(COUNT)
    inputs = room.editor.inputs
    inputs.add_button.click()
    item = next(
        inputs.columns.item(row)
        for row in range(inputs.columns.count())
        if inputs.columns.item(row).data(Qt.ItemDataRole.UserRole) == "title"
    )

    item.setCheckState(Qt.CheckState.Checked)

    (one,) = room.editor.sketch.inputs
    assert (one.name, set(one.columns)) == ("deals", {"amount", "title"})
    assert room.editor.edit.vocabulary.inputs == (one,)


def test_all_controls_have_names(room: ScriptRoom) -> None:
    kept(room, COUNT)

    assert accessibility.nameless_controls(room.page) == []


def test_the_page_is_for_those_who_may_write_scripts() -> None:
    (page,) = (one for one in PAGES if one.code == "scripts")

    assert page.is_open_to(Access(None, frozenset({Right.SCRIPTS}), Scope.ALL))
    assert not page.is_open_to(Access(None, frozenset({Right.SCHEME}), Scope.ALL))


def test_the_walls_are_told_and_limits_are_judged_in_place(room: ScriptRoom, qtbot: QtBot) -> None:
    view = SandboxView(room.page.context)
    qtbot.addWidget(view)
    view.show()
    assert view.sentence.text()
    assert view.layers.count() > 8

    view.edits["seconds"].setText("99")
    view.save_button.click()
    assert view.fields["seconds"].error
    view.edits["seconds"].setText("1.25")
    view.without_layers.setChecked(True)
    assert view.warning.isVisible()
    view.save_button.click()

    settings = room.services.scripts.settings()
    assert (settings.limits.seconds, settings.without_layers) == (D("1.25"), True)
    assert view.edits["seconds"].text() == "1.25"
    assert not view.is_changed()


def test_numbers_of_a_test_are_typed_as_people_write_them() -> None:
    test = TestSketch("t", "{}", (("result", "", "1.5"), ("", "", ""), ("line", "Bonus", "x")))

    reading = read(ScriptSketch("code", "Name", tests=(test,)))

    assert reading.script.tests[0].expects[0] == Expected(None, "", D("1.5"))
    assert [one.row for one in reading.mistakes[0]] == [2]
    assert not reading.is_sound


def test_a_script_is_shown_and_read_back_as_it_was() -> None:
    for script in (COUNT, GUARANTEE):
        assert read(sketch_of(script)).script == script


def test_a_difference_tells_records_and_indicators_too() -> None:
    changed = replace(COUNT, reads=("sales",), inputs=())

    lines = differences(told(COUNT), told(changed))

    assert [one.text for one in lines if one.side is Side.NEW] == ["# Reads the indicators: sales"]
    assert any("won" in one.text for one in lines if one.side is Side.OLD)


def test_signs_that_nobody_sees_are_spelt_out_before_an_approval(
    room: ScriptRoom, qtbot: QtBot
) -> None:
    view = DiffView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show()

    view.show_texts("", "x = '\u202e я 😀'\n" + " " * 400 + "y = 2\n")

    assert "x = '\\u{202e} я 😀'" in view.text.toPlainText()
    assert view.text.horizontalScrollBar().maximum() == 0


def test_a_card_keeps_its_script_when_it_is_edited() -> None:
    sketch = card_sketch(replace(CARD, script="guarantee"))

    assert card_of(sketch, read_card(sketch), CARD.code, CARD.name).script == "guarantee"


def test_a_new_script_does_not_take_the_code_of_another(room: ScriptRoom) -> None:
    room.services.scripts.publish(COUNT, MARCH, "why", "Мария")
    room.begin(replace(GUARANTEE, code=COUNT.code))

    room.editor.keep()

    assert room.editor.about.fields["code"].error == "The code “large” is taken."
    assert room.services.scripts.script(COUNT.code).draft_version is None


def test_keeping_a_draft_leaves_the_cursor_and_what_can_be_undone(room: ScriptRoom) -> None:
    room.begin(COUNT)
    room.editor.edit.go_to(1, 5)

    room.editor.keep()

    assert room.editor.edit.place() == (1, 5)
    assert room.editor.edit.document().isUndoAvailable()
    assert not room.editor.is_changed()


def test_an_untouched_new_script_is_left_without_a_question(room: ScriptRoom) -> None:
    room.page.begin(ScriptKind.REWARD)

    assert room.page.may_leave(lambda: None)


def test_going_to_another_page_keeps_a_draft(room: ScriptRoom, qtbot: QtBot) -> None:
    room.begin(COUNT)
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    other = QWidget()
    stack.addWidget(room.page)
    stack.addWidget(other)
    stack.show()
    room.page.show()

    stack.setCurrentWidget(other)
    stack.removeWidget(room.page)
    room.page.setParent(None)

    assert room.services.scripts.script(COUNT.code).script.source == COUNT.source


def test_an_indicator_is_made_by_a_published_script(room: ScriptRoom, qtbot: QtBot) -> None:
    room.services.scripts.publish(COUNT, MARCH, "why", "Мария")
    making = MakingEditor(room.page.context)
    qtbot.addWidget(making)
    making.set_scripts([("Large deals", "large")])
    making.show_sketch(IndicatorSketch(kind=SourceKind.SCRIPT))

    with qtbot.waitSignal(making.edited) as told:
        making.script_box.choose("large")
        making.script_box.activated.emit(1)

    assert told.args[0].script == "large"

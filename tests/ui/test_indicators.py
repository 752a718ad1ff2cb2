"""The list of indicators and the editor of one, with what it would have been beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.filters import Condition, Operator
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator, LessRule, Polarity
from crm_desktop.kpi.source import (
    StaffFigure,
    StaffSource,
    WeightedSource,
)
from tests.storage.crm_builders import add_stages, deal_draft
from tests.storage.kpi_scheme import SCHEME
from tests.ui import accessibility
from tests.ui.crm_pages import answer, emptiness, press
from tests.ui.keys import type_text
from tests.ui.scheme_rooms import SchemeRoom, scheme_room
from ui.filters.condition import ConditionEditor
from ui.filters.values import PickedValues
from ui.scheme.indicators.editor import IndicatorEditor
from ui.scheme.indicators.sketch import SourceKind
from ui.scheme.keys import SchemeKey
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.link_button import LinkButton

D = Decimal


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> SchemeRoom:
    return scheme_room(qtbot, sqlite_database, SCHEME, section="indicators")


@pytest.fixture
def editor(room: SchemeRoom) -> IndicatorEditor:
    room.page.open_key(SchemeKey("indicators", "sales"))
    return room.indicator_editor


@pytest.fixture
def new(room: SchemeRoom) -> IndicatorEditor:
    room.page.open_key(SchemeKey("indicators"))
    return room.indicator_editor


def choose(box: ChoiceBox, value: object) -> None:
    box.choose(value)
    box.activated.emit(box.currentIndex())


def choose_kind(editor: IndicatorEditor, kind: SourceKind) -> None:
    choose(editor.making.kind_box, kind)


def write_formula(editor: IndicatorEditor, formula: str) -> None:
    choose_kind(editor, SourceKind.FORMULA)
    editor.making.formula.setPlainText(formula)
    editor.try_out()


def held(room: SchemeRoom, code: str) -> Indicator:
    return next(one for one in room.newest().indicators if one.code == code)


def test_the_list_says_where_figures_come_from_and_who_uses_them(room: SchemeRoom) -> None:
    rows = {row.code: row for row in room.indicators.model.rows}

    assert rows["sales"].source == "Amount of deals (status: won)"
    assert rows["twice"].source == "“Sales” * 2"
    assert rows["sales"].profiles == ("Seller", "Whole")
    assert rows["won"].value == 0


def test_figures_of_the_company_follow_the_records(room: SchemeRoom, sqlite_database: str) -> None:
    stages = add_stages(sqlite_database)
    owner = room.services.people.list_employees()[0].id
    saved = room.services.deals.create(deal_draft(owner, stages["Won"]))

    room.page.context.changes.happened.emit(saved.changes)

    rows = {row.code: row for row in room.indicators.model.rows}
    assert (rows["won"].value, rows["sales"].value) == (1, 100)


def test_the_list_is_searched_by_name_code_and_words(room: SchemeRoom) -> None:
    for text, code in (("AVER", "average"), ("÷", "conversion"), ("twi", "twice")):
        room.indicators.search.searched.emit(text)

        assert [row.code for row in room.indicators.model.rows] == [code]


def test_a_search_without_a_hit_leads_back_to_all(room: SchemeRoom) -> None:
    view = room.indicators
    view.search.searched.emit("nothing like it")

    emptiness(view.table).button.click()

    assert len(view.model.rows) == len(SCHEME.indicators)


def test_a_new_indicator_gets_a_code_that_formulas_can_use(new: IndicatorEditor) -> None:
    new.name.setText("2 Звонка в день")

    assert new.code.text() == "n2_zvonka_v_den"


def test_a_new_indicator_is_saved_from_the_day(room: SchemeRoom, new: IndicatorEditor) -> None:
    new.name.setText("Lost deals")
    choose(new.polarity_box, Polarity.LESS)
    choose(new.less_box, LessRule.PLAN_OVER_FACT)
    new.description.setPlainText("How many deals you lost.")

    new.save_button.click()

    saved = held(room, "lost_deals")
    assert saved.version.valid_from == date(2026, 3, 1)
    assert (saved.polarity, saved.less_rule) == (Polarity.LESS, LessRule.PLAN_OVER_FACT)
    assert saved.description == "How many deals you lost."
    assert room.said[-1].sentence == "“Lost deals” holds from 01/03/2026."


def test_the_preview_shows_the_last_six_months_of_the_company(editor: IndicatorEditor) -> None:
    preview = editor.panel.preview

    assert preview is not None
    months = [period.code() for period in preview.periods]
    people = [row.subject.name for row in preview.people]
    assert months == ["2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03"]
    assert people == ["Анна Ёлкина", "Борис Гусев", "Вера Ким"]


def test_the_preview_is_of_what_is_entered(room: SchemeRoom, new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.STAFF)
    new.try_out()
    before = new.panel.preview
    room.services.people.create_employee(EmployeeDraft("gleb", "Глеб"))
    new.try_out()

    assert before is not None
    assert before.company.newest == 3
    assert new.panel.preview is not None
    assert new.panel.preview.company.newest == 4


def test_typing_asks_for_figures_once_it_pauses(qtbot: QtBot, new: IndicatorEditor) -> None:
    with qtbot.waitSignal(new.panel.viewmodel.previewed) as answered:
        choose_kind(new, SourceKind.STAFF)

    assert answered.args[0].indicator.source == StaffSource(StaffFigure.HEADCOUNT)


def test_records_behind_a_figure_are_shown_and_left(editor: IndicatorEditor) -> None:
    panel = editor.panel
    assert panel.preview is not None

    panel.open_records(panel.preview.company, 5)
    is_open = panel.records.isVisible()
    panel.records.back_button.click()

    assert is_open
    assert not panel.records.isVisible()


def test_a_mistake_in_a_formula_is_said_and_underlined_in_place(new: IndicatorEditor) -> None:
    write_formula(new, "sales / (won +")

    [mark] = new.making.formula.extraSelections()
    assert mark.cursor.selectedText() == "(won +"
    assert "Line 1, column 9" in accessibility.description_of(new.making.formula)
    assert new.panel.sentence == "Mend what is marked to see figures."


def test_a_formula_of_itself_is_refused_in_place(editor: IndicatorEditor) -> None:
    write_formula(editor, "twice + 1")

    assert "circle" in accessibility.description_of(editor.making.formula)


def test_a_mended_formula_shows_figures(new: IndicatorEditor) -> None:
    write_formula(new, "sales / (won +")
    new.making.formula.setPlainText("sales * 3")
    new.try_out()

    assert new.making.formula.extraSelections() == []
    assert accessibility.description_of(new.making.formula) == ""
    assert new.panel.preview is not None
    assert new.panel.preview.company.newest == 0


def test_codes_are_completed_as_one_types(qtbot: QtBot, new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.FORMULA)
    formula = new.making.formula
    formula.setFocus()
    type_text(formula, "1 + conv")
    popup = formula.completer.popup()
    assert popup is not None
    assert popup.isVisible()

    qtbot.keyClick(popup, Qt.Key.Key_Return)

    assert formula.toPlainText() == "1 + conversion"


def test_tab_leaves_the_formula(qtbot: QtBot, new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.FORMULA)
    new.making.formula.setFocus()

    press(qtbot, Qt.Key.Key_Tab)

    assert QApplication.focusWidget() is not new.making.formula


def test_numbers_that_are_none_are_said_at_their_fields(new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.MARKS)
    new.making.highest.setText("much")
    new.making.highest.textEdited.emit("much")

    new.try_out()

    assert accessibility.description_of(new.making.highest) == "“much” is no number: write 12.5."


def test_the_core_refuses_at_the_field(new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.MARKS)
    new.making.highest.setText("-5")
    new.making.highest.textEdited.emit("-5")
    new.name.setText("Marks")

    new.save_button.click()

    assert accessibility.description_of(new.making.highest).startswith("Marks rise")


def test_a_field_that_is_refused_is_scrolled_to(new: IndicatorEditor) -> None:
    new.window().resize(900, 420)
    choose_kind(new, SourceKind.MARKS)
    new.making.highest.setText("-5")
    new.making.highest.textEdited.emit("-5")
    new.name.setText("Marks")

    new.save_button.click()
    QApplication.processEvents()

    assert new.making.highest.hasFocus()
    assert not new.making.highest.visibleRegion().isEmpty()


def test_a_tolerance_is_asked_for_a_corridor_alone(room: SchemeRoom, new: IndicatorEditor) -> None:
    is_asked_before = new.tolerance.isVisible()
    choose(new.polarity_box, Polarity.CORRIDOR)
    new.tolerance.setText("5")
    new.tolerance.textEdited.emit("5")
    new.name.setText("Stock")
    new.save_button.click()

    assert not is_asked_before
    assert new.tolerance.isVisible()
    assert held(room, "stock").tolerance == D("0.05")


def test_targets_are_added_filled_in_and_removed(room: SchemeRoom, new: IndicatorEditor) -> None:
    new.name.setText("Effort")
    choose_kind(new, SourceKind.WEIGHTED)
    targets = new.making.part.targets
    targets.add_button.click()
    targets.add_button.click()
    for editor, name, weight in zip(targets.editors, ("A", "B", "C"), ("1", "2", "3"), strict=True):
        editor.name.setText(name)
        editor.name.textEdited.emit(name)
        editor.weight.setText(weight)
        editor.weight.textEdited.emit(weight)

    targets.editors[1].remove_button.click()
    new.save_button.click()

    source = held(room, "effort").source
    assert isinstance(source, WeightedSource)
    assert [(each.name, str(each.weight)) for each in source.targets] == [("A", "1"), ("C", "3")]


def test_a_target_without_a_name_is_said_at_its_name(new: IndicatorEditor) -> None:
    new.name.setText("Effort")
    choose_kind(new, SourceKind.WEIGHTED)

    new.save_button.click()

    name = new.making.part.targets.editors[0].name
    assert accessibility.description_of(name) == "Enter something here."


def show_where(editor: IndicatorEditor) -> None:
    ways = editor.panel.findChildren(LinkButton)
    next(way for way in ways if way.text() == "Show where").click()


def test_a_missing_target_is_named_and_led_to(qtbot: QtBot, new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.WEIGHTED)
    qtbot.waitUntil(new.making.part.targets.editors[0].name.isVisible)
    new.try_out()
    sentence = new.panel.sentence
    show_where(new)

    name = new.making.part.targets.editors[0].name
    assert sentence == "Add a target to see figures."
    assert name.hasFocus()
    assert not name.visibleRegion().isEmpty()


def test_where_all_targets_were_removed_the_way_leads_to_adding_one(new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.WEIGHTED)
    targets = new.making.part.targets
    targets.editors[0].remove_button.click()
    new.name.setFocus()
    new.try_out()

    show_where(new)

    assert targets.add_button.hasFocus()


def test_conditions_count_in_the_preview_and_in_words(editor: IndicatorEditor) -> None:
    where = editor.making.part.where
    where.show_tree(Condition("status", Operator.EQUAL, ("lost",)))
    where.settle()

    assert editor.sketch.part.where == Condition("status", Operator.EQUAL, ("lost",))
    assert editor.words.text().splitlines()[0] == "Amount of deals (status: lost)"


def test_half_a_condition_is_kept_asked_about_and_not_saved(
    room: SchemeRoom, editor: IndicatorEditor
) -> None:
    editor.making.part.where.root.add_condition()
    choose(editor.unit_box, Unit.NUMBER)

    editor.save_button.click()
    editor.back_button.click()

    assert editor.making.is_half_entered
    assert held(room, "sales").unit is Unit.MONEY
    answer(editor.question, "Leave")
    assert not room.indicators.is_editing


def test_quick_changes_of_one_field_are_one_step_to_undo(editor: IndicatorEditor) -> None:
    for text in ("a", "ab", "abc"):
        editor.description.setPlainText(text)
    choose(editor.unit_box, Unit.SCORE)

    editor.undo()
    editor.undo()

    assert editor.description.toPlainText() == ""
    assert not editor.is_changed()


def test_what_is_needed_is_not_deleted_and_the_users_are_named(
    room: SchemeRoom, editor: IndicatorEditor
) -> None:
    editor.delete_button.click()

    assert "Seller; Whole; Twice; 5 % of sales above 1000" in editor.problems.text()
    assert held(room, "sales")


def test_a_deleted_indicator_is_brought_back(room: SchemeRoom, new: IndicatorEditor) -> None:
    new.name.setText("Spare")
    new.save_button.click()
    new.delete_button.click()
    gone = "spare" not in {each.code for each in room.newest().indicators}

    undo = room.said[-1].undo
    assert undo is not None
    undo()

    assert gone
    assert held(room, "spare").name == "Spare"


def test_a_reader_can_name_all_controls_of_every_kind(new: IndicatorEditor) -> None:
    for kind in SourceKind:
        choose_kind(new, kind)

        assert accessibility.nameless_controls(new) == []


def test_tab_goes_through_the_editor_as_it_is_seen(qtbot: QtBot, editor: IndicatorEditor) -> None:
    editor.name.setFocus()
    names: list[str] = []
    while not editor.save_button.hasFocus() and len(names) < 60:
        focused = QApplication.focusWidget()
        assert focused is not None, names
        names.append(focused.accessibleName() or accessibility.name_of(focused))
        press(qtbot, Qt.Key.Key_Tab)

    assert [name for name in names if ":" not in name] == [
        "Name",
        "Code",
        "What it measures, for employees",
        "Unit",
        "Which way is better",
        "Kind",
        "Records",
        "What is taken",
        "Of the field",
        "Day that decides the period",
        "Which days count",
        "Overlay credits count for the person too",
        "How the conditions count together",
        "Field",
        "Comparison",
        "Values",
        "More",
        "Remove",
        "Add a condition",
        "Add a group of conditions",
        "Delete",
        "In force from",
        "Cancel",
    ]
    assert names[-4].startswith("Вера Ким: ")


def test_half_an_indicator_learns_of_what_was_imported_meanwhile(
    room: SchemeRoom, new: IndicatorEditor, sqlite_database: str
) -> None:
    where = new.making.part.where
    where.root.add_condition()
    row = where.root.parts[0]
    assert isinstance(row, ConditionEditor)
    choose(row.field, "source")
    assert isinstance(row.value, PickedValues)
    box = row.value.box
    new.name.setText("Calls")
    choose(new.unit_box, Unit.NUMBER)
    box.showPopup()
    assert box.popup is not None
    sentence = box.popup.list.item(0)
    assert sentence.text() == "There is nothing to choose from yet."
    assert not sentence.flags()
    preview = new.panel.preview
    add_deal(room, sqlite_database)
    room.indicators.reload()

    assert box.popup.list.item(0).text() == "Site"
    assert new.panel.preview is not preview
    assert new.is_changed()
    box.hidePopup()


def test_an_indicator_that_was_left_for_the_import_learns_of_it(
    room: SchemeRoom, new: IndicatorEditor, sqlite_database: str
) -> None:
    where = new.making.part.where
    room.page.hide()
    add_deal(room, sqlite_database)
    room.indicators.context.changes.happened.emit(Changes.DEALS)
    room.page.show()

    assert where.offers.names["source"] == ("Site",)


def add_deal(room: SchemeRoom, database: str) -> None:
    stages = add_stages(database)
    owner = room.services.people.list_employees()[0].id
    room.services.deals.create(replace(deal_draft(owner, stages["Won"]), source="Site"))


def test_an_empty_weighted_count_says_that_it_counts_nothing_yet(new: IndicatorEditor) -> None:
    choose_kind(new, SourceKind.WEIGHTED)
    assert new.words.text().splitlines()[0] == "Nothing yet"
    name = new.making.part.targets.editors[0].name
    name.setText("Any")
    name.textEdited.emit("Any")

    assert new.words.text().splitlines()[0] == "“Any” (all deals)"

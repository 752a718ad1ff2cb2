"""The filter editor: every field, operator and value, by keyboard and for a screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop import texts
from crm_desktop.domain.fields import FIELDS, Entity, Field, FieldType, checked
from crm_desktop.domain.filters import (
    EVERYTHING,
    LISTED,
    UNARY,
    Anchor,
    Condition,
    Filter,
    Group,
    Match,
    Operator,
    RelativeDay,
    Scalar,
    Who,
)
from crm_desktop.errors import InvalidInputError
from tests.ui import accessibility
from tests.ui.crm_pages import CrmRoom, crm_room, focused_name, press
from tests.ui.inline_tasks import HeldTasks
from tests.ui.keys import type_text
from ui.context import Context
from ui.filters.condition import ConditionEditor
from ui.filters.editor import FilterEditor
from ui.filters.group import GroupEditor
from ui.filters.pick_box import PickBox, PickList
from ui.filters.values import DayValue, NumberValue, PartOfText, PickedValues, SpanValue
from ui.filters.viewmodel import Count
from ui.filters.words import OPERATORS
from ui.widgets.choice_box import ChoiceBox

WON = Condition("status", Operator.EQUAL, ("won",))
LARGE = Condition("amount", Operator.AT_LEAST, (Decimal("1000.5"),))
NESTED = Group(
    Match.ALL,
    (
        WON,
        Group(Match.ANY, (LARGE, Group(Match.NONE, (Condition("title", Operator.EMPTY),)))),
    ),
)
VALUES: dict[FieldType, tuple[Scalar, ...]] = {
    FieldType.TEXT: ("Ёлка", "дверь"),
    FieldType.NUMBER: (Decimal("2.5"),),
    FieldType.MONEY: (Decimal("1000.5"),),
    FieldType.SPAN: (Decimal(5400),),
    FieldType.DAY: (RelativeDay(Anchor.MONTH_START, -3),),
    FieldType.FLAG: (False,),
    FieldType.PERSON: (Who.ME, "Анна Ёлкина"),
    FieldType.UNIT: (Who.MY_DEPARTMENT, "sales"),
    FieldType.BRANCH: ("Segment/Retail",),
}


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> CrmRoom:
    return crm_room(qtbot, sqlite_database)


@pytest.fixture
def russian() -> Iterator[None]:
    texts.activate("ru")
    yield
    texts.activate("en")


@pytest.fixture
def context(it: CrmRoom) -> Context:
    return it.deals.context


def editor(
    qtbot: QtBot,
    context: Context,
    tree: Filter = EVERYTHING,
    entity: Entity = Entity.DEAL,
    *,
    has_period: bool = False,
    count: Count | None = None,
) -> FilterEditor:
    made = FilterEditor(context, entity, tree, has_period=has_period, count=count)
    qtbot.addWidget(made)
    made.resize(700, 500)
    with qtbot.waitActive(made):
        made.show()
    return made


def row(shown: FilterEditor, place: int = 0) -> ConditionEditor:
    part = shown.root.parts[place]
    assert isinstance(part, ConditionEditor)
    return part


def picked(part: ConditionEditor) -> PickBox:
    assert isinstance(part.value, PickedValues)
    return part.value.box


def deliver_deletions() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def choose(box: ChoiceBox, value: object) -> None:
    box.choose(value)


def sample(field: Field, operator: Operator) -> tuple[Scalar, ...]:
    """Return values that suit, as many as the editor keeps apart."""
    if operator in UNARY:
        return ()
    values = field.choices[:2] if field.type is FieldType.CHOICE else VALUES[field.type]
    return values if operator in LISTED else values[:1]


@pytest.mark.parametrize("entity", Entity)
def test_every_question_comes_back_as_it_was_put(
    qtbot: QtBot, context: Context, entity: Entity
) -> None:
    asked = tuple(
        Condition(field.code, operator, sample(field, operator))
        for field in FIELDS[entity].values()
        for operator in OPERATORS[field.type]
        if operator not in LISTED or len(sample(field, operator)) > 1
    )
    tree = checked(Group(Match.ANY, asked), entity)

    shown = editor(qtbot, context, tree, entity, has_period=True)

    assert shown.tree() == tree
    assert shown.sound_tree() == tree


def test_groups_within_groups_come_back(qtbot: QtBot, context: Context) -> None:
    assert editor(qtbot, context, NESTED).tree() == NESTED


def test_one_of_several_is_the_one(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("status", Operator.ONE_OF, ("won",)))

    assert shown.tree() == Group(Match.ALL, (WON,))


def test_a_list_of_numbers_becomes_alternatives(qtbot: QtBot, context: Context) -> None:
    amounts = (Decimal(1), Decimal(2))
    shown = editor(qtbot, context, Condition("amount", Operator.NONE_OF, amounts))

    each = tuple(Condition("amount", Operator.EQUAL, (amount,)) for amount in amounts)
    assert shown.tree() == Group(Match.NONE, each)


def test_nothing_asked_lets_everything_through(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Group(Match.ANY, (WON,)))
    row(shown).remove_button.click()

    assert shown.tree() == EVERYTHING
    assert shown.words.text() == "All deals"


def test_the_filter_is_said_in_words_with_names(
    qtbot: QtBot, context: Context, it: CrmRoom
) -> None:
    anna = it.services.people.employee(it.anna)
    mine = Condition("owner", Operator.ONE_OF, (Who.ME, anna.code))
    shown = editor(qtbot, context, Group(Match.ALL, (WON, mine)))

    assert shown.words.text() == "status: won; responsible: me or Анна Ёлкина"


@pytest.mark.usefixtures("russian")
def test_the_words_follow_the_language(qtbot: QtBot, context: Context) -> None:
    assert editor(qtbot, context, WON).words.text() == "статус: выиграна"


def test_a_new_condition_takes_the_keyboard_and_waits(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context)
    shown.root.add_button.click()

    assert row(shown).field.hasFocus()
    assert shown.sound_tree() is None
    assert row(shown).error == ""
    assert shown.words.text() == "A condition is not whole yet."


def test_what_is_missing_is_marked_once_the_filter_is_wanted(
    qtbot: QtBot, context: Context
) -> None:
    shown = editor(qtbot, context)
    shown.root.add_condition()

    with pytest.raises(InvalidInputError, match="compare"):
        shown.tree()

    assert row(shown).error == "Enter what to compare with."
    assert accessibility.description_of(picked(row(shown))) == "Enter what to compare with."
    shown.focus_wrong()
    assert picked(row(shown)).hasFocus()


def test_a_mark_goes_with_the_next_entry(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context)
    shown.root.add_condition()
    with pytest.raises(InvalidInputError):
        shown.tree()

    picked(row(shown)).toggle("won")

    assert row(shown).error == ""
    assert shown.tree() == Group(Match.ALL, (WON,))


@pytest.mark.parametrize(
    ("condition", "text", "words"),
    [
        (LARGE, "much", "“much” is no number"),
        (Condition("cycle", Operator.LESS, (Decimal(60),)), "1:75", "“1:75” is no time"),
        (
            Condition("closed", Operator.LESS, (date(2026, 1, 1),)),
            "31.02.2026",
            "There is no such day",
        ),
        (
            Condition("closed", Operator.LESS, (RelativeDay(Anchor.TODAY, 1),)),
            "1.5",
            "Write whole days",
        ),
    ],
)
def test_a_value_that_cannot_be_read_is_marked_when_it_is_left(
    qtbot: QtBot, context: Context, condition: Condition, text: str, words: str
) -> None:
    shown = editor(qtbot, context, condition)
    value = row(shown).value
    assert isinstance(value, NumberValue | SpanValue | DayValue)
    value.main.setFocus()
    value.main.setProperty("text", text)
    assert row(shown).error == ""

    row(shown).field.setFocus()

    assert words in row(shown).error
    assert shown.sound_tree() is None


def test_a_span_is_written_in_hours_and_minutes(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("cycle", Operator.LESS, (Decimal(5415),)))
    value = row(shown).value
    assert isinstance(value, SpanValue)
    assert value.edit.text() == "1:30:15"

    value.edit.setText("26:05")

    assert shown.tree() == Group(
        Match.ALL, (Condition("cycle", Operator.LESS, (Decimal(93_900),)),)
    )


def test_money_carries_the_currency_of_the_firm(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, LARGE)
    value = row(shown).value
    assert isinstance(value, NumberValue)
    assert value.edit.unit == "RUB"


def test_only_a_calculation_counts_from_its_period(qtbot: QtBot, context: Context) -> None:
    closed = Condition("closed", Operator.LESS, (RelativeDay(Anchor.TODAY),))

    def anchors(has_period: bool) -> int:
        shown = editor(qtbot, context, closed, has_period=has_period)
        value = row(shown).value
        assert isinstance(value, DayValue)
        return value.anchor.count()

    def has_retained(has_period: bool) -> bool:
        shown = editor(qtbot, context, closed, has_period=has_period)
        return row(shown).field.findText("The customer bought in the period before") >= 0

    assert (anchors(has_period=False), anchors(has_period=True)) == (6, 8)
    assert (has_retained(has_period=False), has_retained(has_period=True)) == (False, True)


def test_another_field_asks_anew(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, WON)
    with qtbot.waitSignal(shown.changed):
        choose(row(shown).field, "amount")

    assert isinstance(row(shown).value, NumberValue)
    assert row(shown).operator.choice() is Operator.AT_LEAST
    assert shown.sound_tree() is None


def test_another_operator_keeps_the_value(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, LARGE)
    choose(row(shown).operator, Operator.LESS)

    assert shown.tree() == Group(
        Match.ALL, (Condition("amount", Operator.LESS, (Decimal("1000.5"),)),)
    )


def test_no_value_is_asked_for_where_none_is_compared(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, LARGE)
    choose(row(shown).operator, Operator.EMPTY)

    assert row(shown).value is None
    assert shown.tree() == Group(Match.ALL, (Condition("amount", Operator.EMPTY),))


def test_conditions_are_doubled_turned_and_removed_by_keys(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, WON)
    lost = Condition("status", Operator.NOT_EQUAL, ("won",))
    row(shown).field.setFocus()

    press(qtbot, Qt.Key.Key_D, control=True)
    assert shown.tree() == Group(Match.ALL, (WON, WON))
    press(qtbot, Qt.Key.Key_R, control=True)
    assert shown.tree() == Group(Match.ALL, (WON, lost))
    press(qtbot, Qt.Key.Key_Delete, control=True)
    assert shown.tree() == Group(Match.ALL, (WON,))
    assert row(shown).field.hasFocus()


def test_an_order_turns_into_a_group_of_none(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, LARGE)
    row(shown).negate_wanted.emit(row(shown))

    assert shown.tree() == Group(Match.ALL, (Group(Match.NONE, (LARGE,)),))


def test_a_condition_that_is_not_whole_can_be_doubled(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context)
    shown.root.add_condition()
    row(shown).duplicate_wanted.emit(row(shown))

    assert len(shown.root.parts) == 2
    assert shown.sound_tree() is None


def test_a_group_is_added_with_its_first_condition(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, WON)
    shown.root.group_button.click()
    group = shown.root.parts[1]
    assert isinstance(group, GroupEditor)
    inner = group.parts[0]
    assert isinstance(inner, ConditionEditor)
    picked(inner).toggle("lost")

    lost = Condition("status", Operator.EQUAL, ("lost",))
    assert shown.tree() == Group(Match.ALL, (WON, Group(Match.ANY, (lost,))))


def test_a_hollow_group_is_refused_in_its_place(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Group(Match.ALL, (Group(Match.ANY, (WON,)),)))
    group = shown.root.parts[0]
    assert isinstance(group, GroupEditor)
    group.parts[0].remove_button.click()

    assert shown.sound_tree() is None
    with pytest.raises(InvalidInputError, match="remove the group"):
        shown.tree()
    assert group.wrong_field() is group.add_button


def test_a_field_that_is_gone_says_so_and_can_be_replaced(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("colour", Operator.EQUAL, ("red",)))
    assert row(shown).error == "There is no field “colour”: choose another."

    choose(row(shown).field, "status")
    picked(row(shown)).toggle("won")

    assert shown.tree() == Group(Match.ALL, (WON,))


def test_records_are_counted_once_the_filter_settles(qtbot: QtBot, context: Context) -> None:
    asked: list[Filter] = []

    def count(tree: Filter) -> int:
        asked.append(tree)
        return 1_234

    shown = editor(qtbot, context, WON, count=count)
    assert shown.found.text() == "Finds 1,234 records"
    with qtbot.waitSignal(shown.settled) as settled:
        picked(row(shown)).toggle("lost")

    both = Group(Match.ALL, (Condition("status", Operator.ONE_OF, ("won", "lost")),))
    assert settled.args == [both]
    assert asked == [Group(Match.ALL, (WON,)), both]


def test_a_count_of_an_earlier_filter_is_not_shown(
    qtbot: QtBot, sqlite_database: str, held_tasks: HeldTasks
) -> None:
    context = crm_room(qtbot, sqlite_database, tasks=held_tasks).deals.context
    held_tasks.waiting.clear()
    shown = editor(qtbot, context, WON, count=lambda _tree: 7)
    shown.root.add_condition()

    held_tasks.finish()

    assert shown.found.text() != "Finds 7 records"


def test_letters_find_and_enter_chooses(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("owner", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.setFocus()
    press(qtbot, Qt.Key.Key_Down)
    assert box.popup is not None

    type_text(box.popup.search, "гус")
    qtbot.keyClick(box.popup.search, Qt.Key.Key_Return)
    qtbot.keyClick(box.popup.search, Qt.Key.Key_Escape)

    assert box.popup is None
    assert box.currentText() == "Борис Гусев"
    assert shown.words.text() == "responsible: Борис Гусев"


def test_choices_begin_with_capitals_in_boxes_and_small_in_the_sentence(
    qtbot: QtBot, context: Context
) -> None:
    shown = editor(qtbot, context, WON)

    assert picked(row(shown)).currentText() == "Won"
    assert shown.words.text() == "status: won"


def test_a_list_that_was_closed_beside_the_box_is_forgotten(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("owner", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.showPopup()
    assert box.popup is not None

    box.popup.close()  # as Qt does at a click elsewhere
    deliver_deletions()
    box.hide()  # Qt closes the list of a box that is hidden
    box.show()
    box.showPopup()

    assert box.popup is not None
    type_text(box.popup.search, "гус")
    qtbot.keyClick(box.popup.search, Qt.Key.Key_Return)
    assert box.currentText() == "Борис Гусев"
    box.hidePopup()


def test_a_list_opened_again_leaves_none_behind(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("owner", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.showPopup()
    box.showPopup()
    deliver_deletions()

    assert [made for made in shown.findChildren(PickList) if made.isVisible()] == [box.popup]
    box.hidePopup()


def test_customers_found_for_a_closed_list_are_left(
    qtbot: QtBot, sqlite_database: str, held_tasks: HeldTasks
) -> None:
    context = crm_room(qtbot, sqlite_database, tasks=held_tasks).deals.context
    shown = editor(qtbot, context, Condition("customer", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.showPopup()
    popup = box.popup
    assert popup is not None
    type_text(popup.search, "елка")
    waiting = len(held_tasks.waiting)
    qtbot.waitUntil(lambda: len(held_tasks.waiting) > waiting)
    popup.close()
    deliver_deletions()

    held_tasks.finish(-1)

    assert (box.popup, box.values()) == (None, ())


def test_esc_in_the_names_offered_for_a_text_leaves_no_page(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("stage", Operator.CONTAINS, ()))
    left: list[bool] = []
    shortcut = QShortcut(QKeySequence("Esc"), shown)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(lambda: left.append(True))
    value = row(shown).value
    assert isinstance(value, PartOfText)
    value.edit.setFocus()
    type_text(value.edit, "l")
    popup = QApplication.activePopupWidget()
    assert popup is not None

    qtbot.keyClick(popup, Qt.Key.Key_Escape)

    assert (QApplication.activePopupWidget(), left) == (None, [])


def test_space_chooses_several_in_the_list(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("status", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.showPopup()
    assert box.popup is not None
    rows = box.popup.list

    qtbot.keyClick(box.popup.search, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Space):
        qtbot.keyClick(rows, key)
    qtbot.keyClick(rows, Qt.Key.Key_Down)
    qtbot.keyClick(rows, Qt.Key.Key_Return)

    assert box.values() == ("open", "lost")


def test_a_name_may_be_one_that_is_not_listed(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("stage", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.showPopup()
    assert box.popup is not None

    type_text(box.popup.search, "Замер")
    qtbot.keyClick(box.popup.search, Qt.Key.Key_Return)

    assert box.values() == ("Замер",)


def test_a_person_must_be_one_of_the_list(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Condition("owner", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.showPopup()
    assert box.popup is not None

    type_text(box.popup.search, "Никто")
    qtbot.keyClick(box.popup.search, Qt.Key.Key_Return)

    assert box.values() == ()


def test_customers_are_found_while_one_types(qtbot: QtBot, context: Context, it: CrmRoom) -> None:
    it.add_customer("ООО «Ёлка»")
    shown = editor(qtbot, context, Condition("customer", Operator.EQUAL, ()))
    box = picked(row(shown))
    box.showPopup()
    popup = box.popup
    assert popup is not None

    type_text(popup.search, "елка")
    qtbot.waitUntil(lambda: popup.list.item(0).text() == "ООО «Ёлка»")
    qtbot.keyClick(popup.search, Qt.Key.Key_Return)

    assert box.values() == ("ООО «Ёлка»",)


@pytest.mark.usefixtures("russian")
def test_a_reader_hears_every_control(qtbot: QtBot, context: Context) -> None:
    closed = Condition("closed", Operator.LESS, (RelativeDay(Anchor.TODAY),))
    span = Condition("cycle", Operator.LESS, (Decimal(60),))
    part = Condition("title", Operator.CONTAINS, ("x",))
    shown = editor(qtbot, context, Group(Match.ALL, (*NESTED.parts, closed, span, part)))
    box = picked(row(shown))
    box.showPopup()
    assert box.popup is not None

    assert accessibility.nameless_controls(shown) == []
    assert accessibility.nameless_controls(box.popup) == []
    box.hidePopup()


def test_tab_goes_from_field_to_operator_to_value(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, Group(Match.ALL, (WON, LARGE)))
    first, second = row(shown), row(shown, 1)
    way: list[QWidget] = [first.field, first.operator, picked(first)]
    way += [first.menu_button, first.remove_button, second.field, second.operator]
    way[0].setFocus()

    for expected in way:
        assert expected.hasFocus(), (expected, focused_name())
        press(qtbot, Qt.Key.Key_Tab)


@pytest.mark.parametrize("width", [300, 1_000])
def test_a_row_stands_in_one_line_where_there_is_room(
    qtbot: QtBot, context: Context, width: int
) -> None:
    shown = editor(qtbot, context, LARGE)
    shown.resize(width, 500)
    value = row(shown).value
    assert value is not None

    def tops() -> int:
        parts = (row(shown).field, value.main)
        return len({part.mapTo(shown, part.rect().topLeft()).y() for part in parts})

    qtbot.waitUntil(lambda: tops() == (1 if width == 1_000 else 2))


def test_another_kind_of_record_has_its_own_fields(qtbot: QtBot, context: Context) -> None:
    shown = editor(qtbot, context, WON)
    overdue = Condition("is_overdue", Operator.EQUAL, (True,))

    with qtbot.assertNotEmitted(shown.changed):
        shown.show_tree(overdue, Entity.PAYMENT)

    assert shown.tree() == Group(Match.ALL, (overdue,))
    assert shown.words.text() == "received after the due day: yes"
    assert row(shown).field.findText("Pipeline") == -1

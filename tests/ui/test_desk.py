from __future__ import annotations

from threading import Event

import pytest
from PySide6.QtCore import Qt, QThreadPool
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDockWidget,
    QLabel,
    QMainWindow,
    QMenu,
    QWidget,
)
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError
from crm_desktop.texts import Message
from tests.ui import accessibility
from tests.ui.inline_tasks import InlineTasks
from tests.ui.keys import type_text
from tests.ui.window import Room, room
from ui.navigation import Navigation
from ui.search_popup import SearchEverything
from ui.surroundings import Person
from ui.tasks import TaskRunner
from ui.widgets.period_selector import PeriodSelector

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def it(qtbot: QtBot, tasks: InlineTasks) -> Room:
    it = room(tasks)
    show(qtbot, it)
    return it


def show(qtbot: QtBot, it: Room, width: int = 1280) -> None:
    window = it.window = QMainWindow()
    qtbot.addWidget(window)
    window.setCentralWidget(it.desk)
    window.resize(width, 640)
    with qtbot.waitActive(window):
        window.show()


def child(it: Room, kind: type[QWidget]) -> QWidget:
    found = it.desk.findChild(kind)
    assert isinstance(found, kind)
    return found


def words(root: QWidget) -> list[str]:
    return [label.text() for label in root.findChildren(QLabel) if not label.isHidden()]


def named(it: Room, name: str) -> QAbstractButton:
    buttons = it.desk.findChildren(QAbstractButton)
    return next(button for button in buttons if accessibility.name_of(button) == name)


def test_pages_are_built_at_their_first_visit(it: Room) -> None:
    assert list(it.desk._views) == ["customers"]

    it.desk.open("deals")

    assert list(it.desk._views) == ["customers", "deals"]


def test_a_page_keeps_its_state_between_two_visits(it: Room) -> None:
    first = it.page("customers")
    it.desk.open("deals")

    it.desk.open("customers")

    assert it.page("customers") is first


def test_a_click_in_the_navigation_opens_a_page(qtbot: QtBot, it: Room) -> None:
    qtbot.mouseClick(named(it, "Deals"), Qt.MouseButton.LeftButton)

    assert it.desk.current_code == "deals"


def test_pages_open_by_keyboard_alone(qtbot: QtBot, it: Room) -> None:
    named(it, "Customers").setFocus()

    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)

    assert it.desk.current_code == "progress"


def test_the_tab_key_reaches_every_part_of_the_window(qtbot: QtBot, it: Room) -> None:
    named(it, "Customers").setFocus()
    reached = set()
    for _step in range(30):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(accessibility.name_of(focused))
        qtbot.keyClick(focused, Qt.Key.Key_Tab)

    assert reached >= {
        "Search everything…",
        "Previous period",
        "March 2026",
        "Dark theme",
        "Language",
        "Employee",
    }


def test_a_number_key_opens_its_page(qtbot: QtBot, it: Room) -> None:
    qtbot.keyClick(it.desk, Qt.Key.Key_2, CONTROL)

    assert it.desk.current_code == "deals"


def test_a_page_leads_to_a_record_of_another_page(it: Room) -> None:
    it.page("customers").context.navigate("deals", 42)

    assert it.desk.current_code == "deals"
    assert it.page("deals").opened == [42]


def test_f5_reads_the_shown_page_again(qtbot: QtBot, it: Room) -> None:
    qtbot.keyClick(it.desk, Qt.Key.Key_F5)

    assert it.page("customers").reloads == 1


def test_the_keyboard_help_lists_the_window_and_the_page(qtbot: QtBot, it: Room) -> None:
    dialog = it.desk.show_keyboard_help()
    listed = words(dialog)

    assert "Search everything" in listed
    assert "New note" in listed
    dialog.close()


@pytest.mark.parametrize(("width", "is_narrow"), [(999, True), (1024, False)])
def test_the_navigation_keeps_its_words_where_there_is_room(
    qtbot: QtBot, tasks: InlineTasks, width: int, is_narrow: bool
) -> None:
    it = room(tasks)
    show(qtbot, it, width)

    navigation = it.desk.findChild(Navigation)
    assert navigation is not None
    assert navigation.is_narrow == is_narrow
    assert accessibility.name_of(named(it, "Deals")) == "Deals"


def test_nothing_is_wider_than_a_small_screen(qtbot: QtBot, tasks: InlineTasks) -> None:
    it = room(tasks)
    show(qtbot, it, 1024)

    assert it.desk.minimumSizeHint().width() <= 1024
    assert it.desk.minimumSizeHint().height() <= 640


def test_ctrl_k_searches_everything_and_opens_what_was_found(qtbot: QtBot, it: Room) -> None:
    qtbot.keyClick(it.desk, Qt.Key.Key_K, CONTROL)
    field = QApplication.focusWidget()
    assert isinstance(field, SearchEverything)

    type_text(field, "ёлка")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.popup is not None
    assert field.popup.isVisible()
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)

    assert it.page("customers").opened == [8]
    assert not field.popup.isVisible()
    assert field.text() == ""


def test_enter_takes_no_hit_of_an_earlier_search(qtbot: QtBot, it: Room) -> None:
    field = child(it, SearchEverything)
    assert isinstance(field, SearchEverything)
    field.setFocus()
    type_text(field, "acme")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    type_text(field, " two")

    qtbot.keyClick(field, Qt.Key.Key_Return)

    assert field.text() == "acme two"
    assert field.popup is not None
    assert field.popup.isVisible()


def test_esc_closes_the_search(qtbot: QtBot, it: Room) -> None:
    field = child(it, SearchEverything)
    assert isinstance(field, SearchEverything)
    field.setFocus()
    type_text(field, "acme")
    qtbot.keyClick(field, Qt.Key.Key_Return)

    qtbot.keyClick(field, Qt.Key.Key_Escape)

    assert field.popup is not None
    assert not field.popup.isVisible()
    assert field.text() == "acme"


def test_the_keyboard_goes_with_the_page_to_another_one(it: Room) -> None:
    it.desk.focus_page()

    it.desk.open("deals")
    assert it.desk.window().focusWidget() is it.page("deals")

    named(it, "Deals").setFocus()
    it.desk.open("progress")
    assert it.desk.window().focusWidget() is named(it, "Deals")


def test_the_period_of_the_bar_is_the_period_of_all_pages(qtbot: QtBot, it: Room) -> None:
    with qtbot.waitSignal(it.selection.period_changed) as changed:
        qtbot.mouseClick(named(it, "Previous period"), Qt.MouseButton.LeftButton)

    assert changed.args == [Period.month(2026, 2)]
    assert "15 of 21 working days of February 2026" in words(it.desk)


def test_a_period_chosen_on_a_page_shows_in_the_bar(it: Room) -> None:
    it.selection.choose_period(Period.month(2025, 12))

    selector = child(it, PeriodSelector)
    assert isinstance(selector, PeriodSelector)
    assert selector.period == Period.month(2025, 12)


def test_the_first_person_is_chosen_until_the_user_chooses(it: Room) -> None:
    assert it.selection.employee_id == 1

    menu = it.desk._bar.people_menu()
    assert [action.text() for action in menu.actions()] == ["Anna", "Boris"]
    menu.actions()[1].trigger()

    assert it.selection.employee_id == 2


def test_a_person_who_left_is_no_longer_chosen(qtbot: QtBot, tasks: InlineTasks) -> None:
    people = [Person(1, "Anna"), Person(2, "Boris")]
    it = room(tasks, people=lambda: people)
    qtbot.addWidget(it.desk)
    it.selection.choose_employee(2)

    people.pop()
    it.changes.happened.emit(Changes.PEOPLE)

    assert it.selection.employee_id == 1


def test_the_theme_and_language_buttons_ask_for_the_other(qtbot: QtBot, it: Room) -> None:
    with qtbot.waitSignal(it.desk.theme_chosen) as asked:
        qtbot.mouseClick(named(it, "Dark theme"), Qt.MouseButton.LeftButton)
    assert asked.args == ["dark"]

    with qtbot.waitSignal(it.desk.language_chosen) as spoken:
        it.desk._bar.looks.language_menu().actions()[0].trigger()
    assert spoken.args == ["ru"]


def test_the_monitor_is_hidden_and_shown_by_its_key(qtbot: QtBot, it: Room) -> None:
    dock = it.desk.findChild(QDockWidget)
    assert dock is not None
    assert dock.isVisible()

    qtbot.keyClick(it.desk, Qt.Key.Key_M, CONTROL)
    assert not dock.isVisible()

    qtbot.keyClick(it.desk, Qt.Key.Key_M, CONTROL)
    assert dock.isVisible()


def test_the_monitor_gives_way_to_the_page_in_a_small_window(qtbot: QtBot, it: Room) -> None:
    dock = it.desk.findChild(QDockWidget)
    assert dock is not None
    assert it.window is not None

    it.window.resize(1024, 640)
    qtbot.waitUntil(lambda: not dock.isVisible())
    qtbot.keyClick(it.desk, Qt.Key.Key_M, CONTROL)
    assert dock.isVisible()


def test_the_monitor_comes_back_with_the_room(qtbot: QtBot, it: Room) -> None:
    dock = it.desk.findChild(QDockWidget)
    assert dock is not None
    assert it.window is not None
    it.window.resize(1024, 640)
    qtbot.waitUntil(lambda: not dock.isVisible())

    it.window.resize(1280, 640)

    qtbot.waitUntil(dock.isVisible)


def test_the_monitor_gives_way_to_a_page_that_shows_the_figures_itself(it: Room) -> None:
    dock = it.desk.findChild(QDockWidget)
    assert dock is not None

    it.desk.open("progress")
    assert not dock.isVisible()

    it.desk.open("deals")
    assert dock.isVisible()


def test_a_monitor_put_away_for_want_of_room_is_not_remembered_as_closed(
    qtbot: QtBot, it: Room, tasks: InlineTasks
) -> None:
    assert it.window is not None
    it.window.resize(1024, 640)
    it.desk.remember()

    again = room(tasks)
    show(qtbot, again)

    dock = again.desk.findChild(QDockWidget)
    assert dock is not None
    assert dock.isVisible()


def test_a_monitor_that_was_never_seen_is_not_built_to_be_remembered(
    qtbot: QtBot, tasks: InlineTasks
) -> None:
    it = room(tasks)
    it.desk.open("progress")
    show(qtbot, it)

    it.desk.remember()

    dock = it.desk.findChild(QDockWidget)
    assert dock is not None
    assert dock.widget() is None


def test_a_monitor_that_was_closed_stays_closed(qtbot: QtBot, it: Room, tasks: InlineTasks) -> None:
    qtbot.keyClick(it.desk, Qt.Key.Key_M, CONTROL)
    it.desk.remember()

    again = room(tasks)
    show(qtbot, again)

    dock = again.desk.findChild(QDockWidget)
    assert dock is not None
    assert not dock.isVisible()


def test_an_expected_error_is_a_quiet_line(qtbot: QtBot, it: Room) -> None:
    it.page("customers").context.report(CrmError(Message("The plan is missing.")))

    qtbot.waitUntil(it.desk.toast.isVisible)
    assert it.desk.toast.sentence == "The plan is missing."


def test_background_work_is_shown_and_can_be_stopped(qtbot: QtBot) -> None:
    runner, gate = TaskRunner(QThreadPool()), Event()
    it = room(runner)
    show(qtbot, it)
    job = runner.run_long(
        Message("Importing deals"),
        it.desk,
        lambda _: gate.wait(5),
        on_done=lambda _: None,
        on_error=lambda _: None,
    )
    assert "Importing deals" in words(it.desk)

    qtbot.mouseClick(named(it, "Stop"), Qt.MouseButton.LeftButton)
    assert job.is_stopped

    with qtbot.waitSignal(runner.idle):
        gate.set()
    assert not named(it, "Stop").isVisible()
    assert runner.shutdown()


def test_stopped_work_that_hangs_does_not_hide_other_work(qtbot: QtBot) -> None:
    runner, gate = TaskRunner(QThreadPool()), Event()
    it = room(runner)
    show(qtbot, it)
    hanging, other = (
        runner.run_long(
            Message(title),
            it.desk,
            lambda _: gate.wait(5),
            on_done=lambda _: None,
            on_error=lambda _: None,
        )
        for title in ("Checking", "Importing")
    )
    assert "Checking (+1)" in words(it.desk)

    qtbot.mouseClick(named(it, "Stop"), Qt.MouseButton.LeftButton)
    assert "Importing (+1)" in words(it.desk)

    qtbot.mouseClick(named(it, "Stop"), Qt.MouseButton.LeftButton)
    assert hanging.is_stopped
    assert other.is_stopped
    with qtbot.waitSignal(runner.idle):
        gate.set()
    assert runner.shutdown()


def test_a_reader_hears_every_control(it: Room) -> None:
    assert accessibility.nameless_controls(it.desk) == []


def test_the_menu_offers_the_keyboard_help(qtbot: QtBot, it: Room) -> None:
    qtbot.mouseClick(named(it, "Menu"), Qt.MouseButton.LeftButton)
    menus = [menu for menu in it.desk.findChildren(QMenu) if menu.isVisible()]

    offered = [action.text() for menu in menus for action in menu.actions()]
    assert "Keyboard help" in offered
    menus[0].close()


def test_a_page_that_is_not_open_to_the_user_is_spoken_of_instead(qtbot: QtBot, it: Room) -> None:
    with qtbot.waitSignal(it.errors.expected) as said:
        it.desk.open("scheme", 7)

    assert said.args == ["Your role does not open that page."]
    assert it.desk.current_code == "customers"

"""Administration: employees and departments on real services."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.activities import ActivityTypeDraft
from crm_desktop.domain.deals import DealQuery
from crm_desktop.domain.people import DepartmentDraft, EmployeeDraft
from tests.storage.crm_builders import add_stages, deal_draft
from tests.ui import accessibility
from tests.ui.crm_pages import answer, emptiness, general_error, press
from tests.ui.keys import type_text
from tests.ui.people_room import Administration, add_staff, administration
from ui.people.employee_card import EmployeeCard
from ui.people.sections import ACTIVITY_TYPES, DEPARTMENTS
from ui.people.viewmodel import NewDepartment, NewEmployee, NewGroup, employee_draft


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Administration:
    return administration(qtbot, sqlite_database)


@pytest.fixture
def staff(it: Administration) -> Administration:
    return add_staff(it)


def test_an_empty_firm_offers_to_add_someone(it: Administration) -> None:
    state = emptiness(it.page.employees.table)
    assert state.sentence == "Nobody works here yet."

    state.button.click()

    assert not it.page.employees.card.isHidden()


def test_an_employee_is_added_by_keyboard_alone(qtbot: QtBot, it: Administration) -> None:
    press(qtbot, Qt.Key.Key_N, control=True)
    for text in ("Ольга Щукина", "Продавец"):
        focused = QApplication.focusWidget()
        assert focused is not None
        type_text(focused, text)
        press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Return)

    row = it.employee("Ольга Щукина")
    assert (row.position, row.code, row.hired_on) == (
        "Продавец",
        "olga-shchukina",
        date(2026, 3, 10),
    )
    assert it.names() == ["Ольга Щукина"]
    assert it.told == [Changes.PEOPLE]
    assert it.said == ["Employee “Ольга Щукина” is saved."]


def test_a_long_word_is_seen_from_its_beginning(staff: Administration) -> None:
    anna = staff.employee("Анна Ёлкина")

    staff.page.open_key(anna.id)

    assert staff.card.position.text() == "Seller"
    assert staff.card.position.cursorPosition() == 0


def test_a_suggested_code_is_free_and_may_be_replaced(staff: Administration) -> None:
    staff.page.open_key(NewEmployee())
    card = staff.card
    assert card.title.text() == "New employee"

    card.name.setText("Anna")
    assert card.code.text() == "anna-2"
    card.code.clear()
    type_text(card.code, "77")
    card.name.setText("Anna K")
    card.save_button.click()

    assert staff.employee("Anna K").code == "77"


def test_a_saved_code_stays(staff: Administration) -> None:
    staff.page.open_key(staff.employee("Анна Ёлкина").id)
    card = staff.card

    card.name.setText("Анна Белкина")
    card.save_button.click()

    assert card.code.isReadOnly()
    assert staff.employee("Анна Белкина").code == "anna"


@pytest.mark.parametrize(
    ("entry", "text", "place", "words"),
    [
        ("name", " ", "name", "Enter something here."),
        (
            "hired",
            "31.02.2026",
            "hired_on",
            "There is no such day; days are written like 31/03/2026.",
        ),
        ("left_day", "01.01.2000", "left_on", "The first day away comes after 10/03/2026."),
        ("email", "crm", "email", "“crm” is no e-mail address."),
        ("code", "boris", "code", "The code “boris” is taken."),
    ],
)
def test_a_mistake_is_named_under_its_field(
    staff: Administration, entry: str, text: str, place: str, words: str
) -> None:
    staff.page.open_key(NewEmployee())
    card = staff.card
    card.name.setText("Ольга")

    getattr(card, entry).setText(text)
    card.save_button.click()

    assert card.form.field(place).error == words
    assert len(staff.services.people.list_employees()) == 3
    assert staff.told == []


def test_those_who_left_are_hidden_until_asked_for(staff: Administration) -> None:
    assert staff.names() == ["Анна Ёлкина", "Борис Гусев"]

    staff.page.employees.leavers.click()

    assert staff.names() == ["Анна Ёлкина", "Борис Гусев", "Вера Ким"]


def test_the_list_is_searched_and_filtered_by_department(
    qtbot: QtBot, staff: Administration
) -> None:
    employees = staff.page.employees
    box = employees.department
    assert [box.itemText(i) for i in range(box.count())] == [
        "All departments",
        "Sales",
        "Sales / Retail",
    ]
    box.setCurrentIndex(2)
    box.activated.emit(2)
    assert staff.names() == ["Анна Ёлкина"]

    employees.search.setText("гусев")
    qtbot.keyClick(employees.search, Qt.Key.Key_Return)
    assert staff.names() == []
    emptiness(employees.table).button.click()

    assert staff.names() == ["Анна Ёлкина", "Борис Гусев"]


def test_someone_with_records_is_not_deleted_and_the_reason_is_said(
    staff: Administration, sqlite_database: str
) -> None:
    stages = add_stages(sqlite_database)
    anna = staff.employee("Анна Ёлкина")
    staff.services.deals.create(deal_draft(anna.id, stages["Lead"]))
    staff.page.open_key(anna.id)
    card = staff.card

    card.delete_button.click()
    answer(card.question, "Delete")

    words = "“Анна Ёлкина” has records. Enter the day they left instead."
    assert general_error(card.form) == words
    assert staff.services.deals.list_deals(DealQuery()).rows[0].owner == "Анна Ёлкина"


def test_someone_entered_by_mistake_is_deleted(staff: Administration) -> None:
    staff.page.open_key(staff.employee("Борис Гусев").id)
    card = staff.card

    card.delete_button.click()
    answer(card.question, "Delete")

    assert staff.names() == ["Анна Ёлкина"]
    assert card.isHidden()


def test_a_stale_save_shows_both_versions(staff: Administration) -> None:
    anna = staff.employee("Анна Ёлкина")
    staff.page.open_key(anna.id)
    card = staff.card
    theirs = replace(employee_draft(anna), phone="+7 1", hired_on=date(2026, 1, 1))
    staff.services.people.save_employee(anna.id, anna.version, theirs)

    card.phone.setText("+7 2")
    card.save_button.click()

    assert card.dialog is not None
    found = {one.code: (one.mine, one.theirs) for one in card.dialog.differences}
    assert found == {"phone": ("+7 2", "+7 1"), "hired_on": ("", "01/01/2026")}
    card.dialog.choose("hired_on", is_mine=False)
    card.dialog.merge_button.click()
    row = staff.employee("Анна Ёлкина")
    assert (row.phone, row.hired_on) == ("+7 2", date(2026, 1, 1))


def test_departments_stand_below_each_other_with_head_and_people(staff: Administration) -> None:
    staff.page.show_section(DEPARTMENTS)

    assert staff.branches() == [("Retail", "Sales", "1"), ("Sales", "", "1")]


def test_a_department_is_added_below_the_chosen_one_by_keyboard(
    qtbot: QtBot, staff: Administration
) -> None:
    staff.page.show_section(DEPARTMENTS)
    view = staff.page.departments
    view.tree.setFocus()
    sales = view.tree.topLevelItem(0)
    assert sales is not None
    view.tree.setCurrentItem(sales)
    press(qtbot, Qt.Key.Key_N, control=True)
    focused = QApplication.focusWidget()
    assert focused is view.card.name

    type_text(view.card.name, "Online")
    press(qtbot, Qt.Key.Key_Return)

    assert ("Online", "Sales", "0") in staff.branches()
    added = next(r for r in staff.services.people.list_departments() if r.name == "Online")
    assert added.code == "online"


def test_a_department_is_renamed_moved_and_led(staff: Administration) -> None:
    rows = {row.code: row for row in staff.services.people.list_departments()}
    staff.page.show_section(DEPARTMENTS)
    view = staff.page.departments
    view.open_key(rows["retail"].id)
    anna = staff.employee("Анна Ёлкина").id

    view.card.name.setText("Shops")
    view.card.parent_box.choose(None)
    view.card.head_box.choose(anna)
    view.card.save_button.click()

    (shops,) = [r for r in staff.services.people.list_departments() if r.code == "retail"]
    assert (shops.name, shops.parent_id, shops.head) == ("Shops", None, "Анна Ёлкина")
    assert staff.branches() == [("Sales", "", "1"), ("Shops", "", "1")]


def test_a_department_cannot_be_moved_below_itself(staff: Administration) -> None:
    rows = {row.code: row.id for row in staff.services.people.list_departments()}
    staff.page.show_section(DEPARTMENTS)
    card = staff.page.departments.card
    staff.page.departments.open_key(rows["sales"])
    offered = [card.parent_box.itemText(i) for i in range(card.parent_box.count())]
    assert offered == ["The whole company"]

    card.parent_box.choose(rows["retail"], "Retail")
    card.save_button.click()

    assert card.form.field("parent_id").error == "A department cannot be inside itself."


def test_a_department_with_people_stays_and_the_reason_is_said(staff: Administration) -> None:
    rows = {row.code: row.id for row in staff.services.people.list_departments()}
    staff.page.show_section(DEPARTMENTS)
    card = staff.page.departments.card
    staff.page.departments.open_key(rows["retail"])

    card.delete_button.click()
    answer(card.question, "Delete")

    assert general_error(card.form) == "“Retail” has people or departments. Move them first."
    assert len(staff.branches()) == 2


def test_a_firm_without_departments_says_what_they_are_for(it: Administration) -> None:
    it.page.open_key(NewDepartment())
    view = it.page.departments
    assert view.states.sentence.startswith("Departments show")

    view.card.name.setText("Sales")
    view.card.save_button.click()

    assert it.branches() == [("Sales", "", "0")]
    assert view.states.sentence == ""


def test_what_others_change_is_read_again_where_it_is_shown(staff: Administration) -> None:
    staff.services.people.create_employee(EmployeeDraft("g", "Глеб Орлов"))

    staff.changes.happened.emit(Changes.PEOPLE)

    assert "Глеб Орлов" in staff.names()


def test_tabs_lead_to_departments_and_back_by_keyboard(qtbot: QtBot, staff: Administration) -> None:
    staff.page.employees.sections.setFocus()

    press(qtbot, Qt.Key.Key_Right)
    assert staff.page.departments.isVisible()
    press(qtbot, Qt.Key.Key_Left)

    assert staff.page.employees.isVisible()
    assert staff.page.employees.sections.hasFocus()


def test_every_control_has_a_name(staff: Administration) -> None:
    staff.page.open_key(NewEmployee())
    staff.page.open_key(NewDepartment())
    staff.page.open_key(NewGroup())
    staff.page.show_section(ACTIVITY_TYPES)
    staff.services.directories.create_activity_type(ActivityTypeDraft("Call"))
    staff.changes.happened.emit(Changes.ACTIVITIES)
    staff.page.activity_types.new_button.click()

    assert accessibility.nameless_controls(staff.page) == []


def test_the_page_fits_a_small_screen(staff: Administration) -> None:
    staff.page.open_key(NewEmployee())
    staff.page.open_key(NewGroup())
    staff.page.show_section(ACTIVITY_TYPES)

    assert staff.page.minimumSizeHint().width() <= 1024 - 208
    assert staff.page.minimumSizeHint().height() <= 640 - 90


def test_departments_that_come_later_are_offered_to_whom_is_being_entered(
    it: Administration,
) -> None:
    it.page.employees.new()
    card = it.page.employees.card
    assert isinstance(card, EmployeeCard)
    card.name.setText("Анна")
    it.services.people.create_department(DepartmentDraft("sales", "Sales"))
    it.changes.happened.emit(Changes.PEOPLE)

    assert [card.department.itemText(n) for n in range(card.department.count())] == [
        "No department",
        "Sales",
    ]
    assert card.name.text() == "Анна"
    card.department.setCurrentIndex(1)
    it.services.people.create_department(DepartmentDraft("art", "Art"))
    it.changes.happened.emit(Changes.PEOPLE)

    assert card.department.currentText() == "Sales"
    assert card.department.count() == 3

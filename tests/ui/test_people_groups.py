"""Groups of employees in Administration."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import GroupDraft, GroupRow
from tests.ui import accessibility
from tests.ui.crm_pages import answer, press
from tests.ui.keys import type_text
from tests.ui.people_room import Administration, add_staff, administration
from ui.people.groups import GroupsView
from ui.people.sections import GROUPS
from ui.people.viewmodel import NewGroup, employee_draft


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Administration:
    it = add_staff(administration(qtbot, sqlite_database))
    it.page.show_section(GROUPS)
    return it


@pytest.fixture
def view(it: Administration) -> GroupsView:
    """Return the groups of a firm that has one: Newcomers, with Anna and Vera, who left."""
    members = frozenset(it.employee(name).id for name in ("Анна Ёлкина", "Вера Ким"))
    it.services.people.create_group(GroupDraft("new", "Newcomers", members))
    it.page.reload()
    return it.page.groups


def group(it: Administration, code: str) -> GroupRow:
    return next(row for row in it.services.people.list_groups() if row.code == code)


def listed(view: GroupsView) -> list[tuple[str, int]]:
    return [(line.row.name, line.people) for line in view.model.rows]


def ticked(view: GroupsView) -> list[str]:
    people = view.card.members.list
    items = [people.item(row) for row in range(people.count())]
    return [item.text() for item in items if item.checkState() is Qt.CheckState.Checked]


def test_a_firm_without_groups_says_what_they_are_for(it: Administration) -> None:
    view = it.page.groups
    assert view.states.sentence.startswith("A group holds people of any departments")

    assert view.states.button is not None
    view.states.button.click()

    assert view.card.title.text() == "New group"


def test_a_group_is_made_and_filled_by_keyboard_alone(qtbot: QtBot, it: Administration) -> None:
    press(qtbot, Qt.Key.Key_N, control=True)
    view = it.page.groups
    assert QApplication.focusWidget() is view.card.name
    type_text(view.card.name, "Стажёры")
    press(qtbot, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is view.card.members.search
    type_text(view.card.members.search, "гус")
    press(qtbot, Qt.Key.Key_Return)
    assert it.services.people.list_groups() == []  # it looked for someone
    press(qtbot, Qt.Key.Key_Tab)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Return)

    assert group(it, "stazhery").member_ids == {it.employee("Борис Гусев").id}
    assert listed(view) == [("Стажёры", 1)]
    assert it.said == ["Group “Стажёры” is saved."]


def test_members_stand_first_and_those_who_left_are_only_there_as_members(
    it: Administration, view: GroupsView
) -> None:
    view.open_key(group(it, "new").id)

    assert ticked(view) == ["Анна Ёлкина · Retail", "Вера Ким"]
    people = view.card.members.list
    assert people.item(2).text() == "Борис Гусев · Sales"
    assert view.card.members.count.text() == "2 people in it"
    assert listed(view) == [("Newcomers", 1)]  # one of them works here today

    view.open_key(NewGroup())
    assert [people.item(row).text() for row in range(people.count())] == [
        "Анна Ёлкина · Retail",
        "Борис Гусев · Sales",
    ]


def test_a_group_is_renamed_and_its_members_change_with_a_way_back(
    it: Administration, view: GroupsView
) -> None:
    before = group(it, "new")
    view.open_key(before.id)
    people = view.card.members.list

    view.card.name.setText("Beginners")
    people.itemClicked.emit(people.item(0))
    people.itemClicked.emit(people.item(2))
    view.card.save_button.click()

    members = frozenset(it.employee(name).id for name in ("Борис Гусев", "Вера Ким"))
    assert (group(it, "new").name, group(it, "new").member_ids) == ("Beginners", members)
    it.undos[-1]()
    assert group(it, "new").name == "Newcomers"
    assert group(it, "new").member_ids == before.member_ids


def test_a_search_hides_nobody_from_the_group(it: Administration, view: GroupsView) -> None:
    view.open_key(group(it, "new").id)
    members = view.card.members

    members.search.setText("борис")
    hidden = [members.list.item(row).isHidden() for row in range(members.list.count())]
    view.card.save_button.click()

    assert hidden == [True, True, False]
    assert len(group(it, "new").member_ids) == 2


def test_a_change_of_members_is_not_lost_without_a_question(
    it: Administration, view: GroupsView
) -> None:
    view.open_key(group(it, "new").id)
    people = view.card.members.list

    people.itemClicked.emit(people.item(0))

    assert not it.page.may_leave(bool)
    answer(view.card.form.question, "Stay")
    assert not view.card.isHidden()


def test_a_group_goes_and_its_people_stay(it: Administration, view: GroupsView) -> None:
    view.open_key(group(it, "new").id)

    view.card.delete_button.click()
    answer(view.card.question, "Delete")

    assert it.services.people.list_groups() == []
    assert len(it.services.people.list_employees()) == 3
    assert view.states.sentence != ""


def test_two_versions_of_a_group_name_its_people(it: Administration, view: GroupsView) -> None:
    row = group(it, "new")
    view.open_key(row.id)
    boris = it.employee("Борис Гусев").id
    draft = GroupDraft(row.code, row.name, frozenset({boris}))
    it.services.people.save_group(row.id, row.version, draft)

    view.card.name.setText("Beginners")
    view.card.save_button.click()

    assert view.card.dialog is not None
    found = {one.code: (one.mine, one.theirs) for one in view.card.dialog.differences}
    assert found["name"] == ("Beginners", "Newcomers")
    assert found["member_ids"] == ("Анна Ёлкина", "Борис Гусев")
    view.card.dialog.merge_button.click()
    assert (group(it, "new").name, group(it, "new").member_ids) == ("Beginners", frozenset({boris}))


def test_the_list_of_people_has_a_name_and_follows_who_joins_the_firm(
    it: Administration, view: GroupsView
) -> None:
    view.open_key(group(it, "new").id)
    assert accessibility.name_of(view.card.members.list) == "People"

    anna = it.employee("Анна Ёлкина")
    draft = replace(employee_draft(anna), name="Анна Белкина")
    it.services.people.save_employee(anna.id, anna.version, draft)
    it.page.reload()

    assert ticked(view)[0] == "Анна Белкина · Retail"

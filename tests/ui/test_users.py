"""Users and roles in Administration."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.domain.permissions import Right, RoleDraft, Scope, UserDraft
from tests.ui import accessibility
from tests.ui.users_room import PASSWORD, UsersRoom, add_user, people_services, users_room
from ui.people.sections import EMPLOYEES, ROLES, USERS
from ui.people.users import UsersView
from ui.people.users_card import UserCard
from ui.people.users_roles import RolesView
from ui.people.users_viewmodel import NewRole, UsersKey
from ui.widgets.icon_label import Icon


@pytest.fixture
def services(sqlite_database: str, quick_passwords: None) -> Services:
    return people_services(sqlite_database)


@pytest.fixture
def it(qtbot: QtBot, services: Services) -> UsersRoom:
    """Return the page for Olga, the administrator, and Anna, an employee."""
    add_user(services, "olga", "administrator")
    add_user(services, "anna", "employee", "anna")
    return users_room(qtbot, services)


def users(it: UsersRoom) -> UsersView:
    it.page.show_section(USERS)
    return it.page.users


def roles(it: UsersRoom) -> RolesView:
    it.page.show_section(ROLES)
    return it.page.roles


def opened(it: UsersRoom, login: str) -> UserCard:
    users(it).open_key(it.user(login).id)
    return it.page.users.card


def error_at(card: UserCard, code: str) -> str:
    return card.form.field(code).error


def test_a_database_without_users_says_what_the_first_one_changes(
    qtbot: QtBot, services: Services
) -> None:
    it = users_room(qtbot, services)

    assert users(it).states.sentence.startswith(
        "Everybody who opens this database may do everything."
    )


def test_the_first_user_is_an_administrator_who_has_signed_in(
    qtbot: QtBot, services: Services
) -> None:
    it = users_room(qtbot, services)
    view = users(it)
    assert view.states.button is not None
    view.states.button.click()
    card = view.card
    assert card.role.currentText() == "Administrator"

    card.employee.choose(services.people.list_employees()[0].id)
    card.employee.activated.emit(card.employee.currentIndex())
    card.password.setText(PASSWORD)
    card.again.setText(PASSWORD)
    card.save_button.click()

    assert it.errors == []
    [user] = services.users.users()
    assert (user.login, user.name, user.employee) == ("anna", "Anna Bell", "Anna Bell")
    assert services.acting.access.user == user
    assert it.entered == [UsersKey()]


def test_name_and_login_follow_the_employee_until_they_are_typed(it: UsersRoom) -> None:
    it.services.people.create_employee(EmployeeDraft("clara", "Clara Day"))
    view = users(it)
    view.new_button.click()
    card = view.card

    def walk() -> tuple[str, str]:
        QTest.keyClick(card.employee, Qt.Key.Key_Down)
        return card.name.text(), card.login.text()

    card.employee.setFocus()
    assert walk() == ("Boris Cole", "boris")
    assert walk() == ("Clara Day", "clara")
    card.login.setText("bc")
    QTest.keyClick(card.employee, Qt.Key.Key_Up)
    assert (card.name.text(), card.login.text()) == ("Boris Cole", "bc")
    QTest.keyClick(card.employee, Qt.Key.Key_Up)
    assert (card.name.text(), card.login.text()) == ("", "bc")


def test_users_are_listed_with_role_and_last_sign_in(it: UsersRoom) -> None:
    it.services.users.sign_in("olga", PASSWORD)
    view = users(it)

    cells = [
        [view.model.index(row, column).data() for column in range(view.model.columnCount())]
        for row in range(view.model.rowCount())
    ]
    assert [row[:5] for row in cells] == [
        ["Anna", "anna", "Anna Bell", "Employee", "May sign in"],
        ["Olga", "olga", "—", "Administrator", "May sign in"],
    ]
    assert cells[0][5] == "—"
    assert cells[1][5] != "—"
    assert accessibility.nameless_controls(it.page) == []


def test_two_passwords_that_differ_are_refused_at_the_second(it: UsersRoom) -> None:
    card = opened(it, "anna")

    card.password.setText("another password")
    card.save_button.click()

    assert error_at(card, "again").startswith("The two passwords differ")
    it.services.users.sign_in("anna", PASSWORD)  # the old one holds


def test_a_password_that_an_administrator_sets_holds_at_once(it: UsersRoom) -> None:
    card = opened(it, "anna")
    for edit in (card.password, card.again):
        edit.setText("another password")
    card.save_button.click()

    assert it.said == ["User “Anna” is saved."]
    assert card.password.text() == ""
    assert it.services.users.sign_in("anna", "another password").user is not None


def test_an_employee_who_is_a_user_already_is_not_offered_again(it: UsersRoom) -> None:
    users(it).new_button.click()

    box = it.page.users.card.employee
    assert [box.itemText(place) for place in range(box.count())] == [
        "Nobody: no employee",
        "Boris Cole",
    ]


def test_the_last_administrator_is_neither_switched_off_nor_demoted(it: UsersRoom) -> None:
    card = opened(it, "olga")
    card.active.setChecked(False)
    card.save_button.click()
    assert "able to administer" in error_at(card, "is_active")

    card.active.setChecked(True)
    card.role.choose(it.role("employee").id)
    card.save_button.click()

    assert "able to administer" in error_at(card, "role_id")
    assert it.user("olga").role.code == "administrator"
    assert it.entered == []


def test_what_an_administrator_changes_of_themselves_builds_the_window_anew(it: UsersRoom) -> None:
    card = opened(it, "olga")
    card.name.setText("Olga Day")
    card.save_button.click()

    assert it.entered == [UsersKey()]


def test_who_does_not_administer_has_no_users_and_roles(qtbot: QtBot, services: Services) -> None:
    add_user(services, "olga", "administrator")
    add_user(services, "max", "owner")
    services.users.sign_in("max", PASSWORD)

    it = users_room(qtbot, services)

    tabs = it.page.employees.sections
    assert [tabs.isTabVisible(place) for place in (EMPLOYEES, USERS, ROLES)] == [True, False, False]


def marked(view: RolesView, column: int) -> int:
    """Return how many rights of a role have a tick."""
    items = (view.grid.itemAtPosition(row, column) for row in range(view.grid.rowCount()))
    return sum(item is not None and isinstance(item.widget(), Icon) for item in items)


def test_the_table_of_roles_ticks_what_each_may(it: UsersRoom) -> None:
    view = roles(it)

    assert [button.text() for button in view.buttons.values()] == [
        *("Administrator", str(it.role("owner").role.name), "Accountant", "Head", "Employee")
    ]
    assert [marked(view, column) for column in range(1, 6)] == [
        len(row.role.rights) for row in it.services.users.roles()
    ]
    words = {label.text() for label in view.listing.findChildren(QLabel)}
    assert {"Approve pay", "Their own", "Everybody"} <= words


def test_a_built_in_role_is_only_copied(it: UsersRoom) -> None:
    view = roles(it)
    view.buttons[it.role("head").id].click()
    card = view.card
    assert card.name.isReadOnly()
    assert not card.rights.isEnabled()
    assert not card.save_button.isVisible()

    card.copy_button.click()
    card.name.setText("Deputy")
    card.rights.boxes[Right.CORRECT].setChecked(True)
    card.save_button.click()

    made = it.services.users.roles()[-1].role
    assert (made.name, made.scope) == ("Deputy", Scope.BELOW)
    assert made.rights == {Right.RECORDS, Right.CORRECT}
    assert "Deputy" in [button.text() for button in view.buttons.values()]


def test_a_role_of_ones_own_begins_without_rights_and_goes_again(it: UsersRoom) -> None:
    view = roles(it)
    view.open_key(NewRole())
    view.card.name.setText("Guest")
    view.card.save_button.click()
    made = it.services.users.roles()[-1]
    assert (made.role.rights, made.role.scope) == (frozenset(), Scope.OWN)

    view.card.delete_button.click()
    assert view.card.question is not None
    view.card.question.accept()

    assert "Guest" not in [row.role.name for row in it.services.users.roles()]


def test_a_role_without_its_last_administrator_is_refused_at_its_rights(
    it: UsersRoom,
) -> None:
    everything = RoleDraft("Everything", frozenset(Right), Scope.ALL)
    made = it.services.users.save_role(everything).id
    card = opened(it, "olga")
    card.role.choose(made, "Everything")
    card.save_button.click()

    view = roles(it)
    view.open_key(made)
    view.card.rights.boxes[Right.ADMINISTER].setChecked(False)
    view.card.save_button.click()

    assert "able to administer" in view.card.form.field("rights").error


def test_what_another_window_changed_of_a_user_is_shown_beside_what_is_entered(
    it: UsersRoom,
) -> None:
    card = opened(it, "anna")
    card.name.setText("Anna Day")
    head, anna = it.role("head").id, it.user("anna")
    it.services.users.save_user(UserDraft("ann", "Anna", head, anna.employee_id), anna)

    card.save_button.click()

    dialog = card.dialog
    assert dialog is not None
    assert [(one.code, one.mine, one.theirs, one.is_mine) for one in dialog.differences] == [
        ("name", "Anna Day", "Anna", True),
        ("login", "anna", "ann", False),
        ("role_id", "Employee", "Head", False),
    ]
    dialog.kept.emit(frozenset({"name"}))
    saved = it.user("ann")
    assert (saved.name, saved.role.code) == ("Anna Day", "head")


def test_what_another_window_changed_of_a_role_is_shown_beside_what_is_entered(
    it: UsersRoom,
) -> None:
    kept = it.services.users
    id_ = kept.save_role(RoleDraft("Clerk", frozenset({Right.PAY}), Scope.OWN)).id
    view = roles(it)
    view.open_key(id_)
    view.card.name.setText("Cashier")
    row = next(one for one in kept.roles() if one.id == id_)
    kept.save_role(RoleDraft("Clerk", frozenset({Right.PAY, Right.CLOSE}), Scope.ALL), row)

    view.card.save_button.click()

    dialog = view.card.dialog
    assert dialog is not None
    found = {one.code: (one.mine, one.theirs) for one in dialog.differences}
    assert found == {
        "name": ("Cashier", "Clerk"),
        "scope": ("their own", "everybody"),
        "rights": ("note that pay was paid", "note that pay was paid; close months"),
    }
    dialog.kept.emit(frozenset({"name"}))
    saved = next(one.role for one in kept.roles() if one.id == id_)
    assert (saved.name, saved.rights) == ("Cashier", frozenset({Right.PAY, Right.CLOSE}))


def test_a_new_password_is_not_lost_where_they_changed_theirs_meanwhile(it: UsersRoom) -> None:
    card = opened(it, "anna")
    for edit in (card.password, card.again):
        edit.setText("quite another one")
    anna = it.user("anna")
    it.services.users.set_password(anna, "their own choice")

    card.save_button.click()

    dialog = card.dialog
    assert dialog is not None
    [difference] = dialog.differences
    assert (difference.code, difference.mine, difference.theirs) == ("password", "New password", "")
    dialog.kept.emit(frozenset({"password"}))
    assert it.services.users.sign_in("anna", "quite another one")

"""Signing in and out, and changing one's own password."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.permissions import NOBODY
from tests.ui import accessibility
from tests.ui.inline_tasks import InlineTasks
from tests.ui.users_room import PASSWORD, add_user, people_services
from ui.desk import Desk
from ui.login.page import SignIn
from ui.login.password_dialog import PasswordDialog
from ui.login.viewmodel import PasswordViewModel, SignInViewModel
from ui.pages import furniture
from ui.program import Program
from ui.settings import remembered_login

_SHIFT, _NONE = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
Start = Callable[[], Program]


@pytest.fixture
def services(sqlite_database: str, quick_passwords: None) -> Services:
    """Return the services of a firm whose users are Olga, who administers, and Anna."""
    services = people_services(sqlite_database)
    add_user(services, "olga", "administrator")
    add_user(services, "anna", "employee", "anna")
    services.users.sign_out()
    return services


@pytest.fixture
def step(qtbot: QtBot, services: Services) -> SignIn:
    step = SignIn(SignInViewModel(services.users, InlineTasks(), "firm"), "Local database")
    qtbot.addWidget(step)
    with qtbot.waitActive(step):
        step.show()
    return step


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, services: Services) -> Iterator[Start]:
    running: list[Program] = []

    def begin() -> Program:
        program = Program(qapp, lambda: services, furniture, language="en")
        running.append(program)
        qtbot.addWidget(program.window)
        program.window.show()
        return program

    yield begin
    for program in running:
        program.window.close()
        program.close()


def words_of(page: QWidget) -> set[str]:
    labels = page.findChildren(QLabel)
    return {part for label in labels for part in (label.text(), *label.text().split(" · "))}


def told(step: SignIn) -> str:
    """Return what is said above the fields."""
    item = step.form.body.itemAt(0)
    label = None if item is None else item.widget()
    return "" if label is None or label.isHidden() else str(label.property("text"))


def type_in(step: SignIn, login: str, password: str) -> None:
    step.login.setText(login)
    step.password.setText(password)
    step.form.submit()


def asked(qtbot: QtBot, program: Program) -> SignIn:
    """Return the step at which the program waits for somebody to sign in."""
    qtbot.waitUntil(lambda: isinstance(program.window.centralWidget(), SignIn))
    step = program.window.centralWidget()
    assert isinstance(step, SignIn)
    return step


def signed_in(qtbot: QtBot, program: Program, login: str) -> Desk:
    step = asked(qtbot, program)
    with qtbot.waitSignal(program.opened):
        type_in(step, login, PASSWORD)
    assert program.window.desk is not None
    return program.window.desk


def test_enter_signs_in_and_the_login_is_remembered(
    qtbot: QtBot, step: SignIn, services: Services
) -> None:
    step.login.setText(" Olga ")
    step.password.setText(PASSWORD)

    with qtbot.waitSignal(step.viewmodel.signed_in):
        qtbot.keyClick(step.password, Qt.Key.Key_Return)

    user = services.acting.access.user
    assert user is not None
    assert user.login == "olga"
    assert remembered_login("firm") == "Olga"
    assert remembered_login("other") == ""


def test_the_keyboard_begins_at_what_is_not_known_yet(qtbot: QtBot, services: Services) -> None:
    for login, first in (("", "Login"), ("olga", "Password")):
        viewmodel = SignInViewModel(services.users, InlineTasks(), "firm")
        step = SignIn(viewmodel, "Local database", login)
        qtbot.addWidget(step)
        proxy = step.focusProxy()
        assert proxy is not None
        assert proxy.accessibleName() == first


def test_a_wrong_password_is_said_in_place_and_typed_over(step: SignIn, services: Services) -> None:
    type_in(step, "olga", "wrong")

    assert told(step) == "The login or the password is wrong."
    assert step.password.hasFocus()
    assert step.password.selectedText() != ""
    assert step.form.isEnabled()
    assert services.acting.access == NOBODY


def test_too_many_wrong_passwords_are_answered_in_minutes(step: SignIn) -> None:
    for _number in range(6):
        type_in(step, "anna", "wrong")

    assert told(step) == "Too many wrong passwords: wait 1 minute."


def test_the_password_is_shown_only_on_wish(step: SignIn) -> None:
    assert step.password.echoMode() is QLineEdit.EchoMode.Password

    step.show_box.click()

    assert step.password.echoMode() is QLineEdit.EchoMode.Normal
    assert accessibility.nameless_controls(step) == []


@pytest.mark.parametrize(
    ("letter", "modifier", "is_said"),
    [("A", _NONE, True), ("a", _SHIFT, True), ("A", _SHIFT, False), ("a", _NONE, False)],
)
def test_caps_lock_is_told_by_the_letters_that_it_makes(
    step: SignIn, letter: str, modifier: Qt.KeyboardModifier, *, is_said: bool
) -> None:
    event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, modifier, letter)
    QApplication.sendEvent(step.password, event)

    words = {label.text() for label in step.findChildren(QLabel) if label.isVisible()}
    assert ("Caps Lock is on." in words) is is_said


def test_a_database_with_users_asks_and_then_shows_what_they_may(
    qtbot: QtBot, start: Start
) -> None:
    program = start()
    desk = signed_in(qtbot, program, "anna")

    assert desk.current_code == "progress"
    assert desk.codes == ("customers", "deals", "progress", "statements")
    assert desk._bar.account_button.toolTip() == "Anna"


def test_each_user_finds_their_own_employee_or_whom_they_chose(
    qtbot: QtBot, start: Start, services: Services
) -> None:
    people = {row.code: row.id for row in services.people.list_employees()}

    def shown(program: Program, login: str) -> int | None:
        desk = signed_in(qtbot, program, login)
        qtbot.waitUntil(lambda: program.runner.is_idle)
        return desk.context.selection.employee_id

    program = start()
    assert shown(program, "olga") == people["anna"]
    assert program.window.desk is not None
    program.window.desk.context.selection.choose_employee(people["boris"])
    program.sign_out()
    assert shown(program, "anna") == people["anna"]
    program.sign_out()
    assert shown(program, "olga") == people["boris"]


def test_the_progress_of_somebody_else_says_whose_it_is(
    qtbot: QtBot, start: Start, services: Services
) -> None:
    program = start()
    desk = signed_in(qtbot, program, "olga")
    desk.open("progress")
    program.window.resize(1_800, 700)
    qtbot.waitUntil(lambda: "Anna Bell" in words_of(desk.view("progress")))
    assert "Progress: Anna Bell" in words_of(desk.view("progress"))
    assert "My progress" not in words_of(desk.view("progress"))
    assert desk._bar._person.text() == "Progress: Anna Bell ▾"
    assert desk._bar.account_button.text() == "Olga ▾"


def test_signing_out_lets_somebody_else_sign_in(
    qtbot: QtBot, start: Start, services: Services
) -> None:
    program = start()
    desk = signed_in(qtbot, program, "olga")
    menu = desk._bar.account_menu()
    assert [action.text() for action in menu.actions()] == ["Change my password…", "Sign out"]

    menu.actions()[1].trigger()

    step = asked(qtbot, program)
    assert services.acting.access == NOBODY
    assert step.login.text() == "olga"
    assert "people" not in signed_in(qtbot, program, "anna").codes


def test_something_entered_is_not_lost_by_signing_out(
    qtbot: QtBot, start: Start, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start()
    desk = signed_in(qtbot, program, "olga")
    waiting: list[Callable[[], object]] = []

    def ask(then: Callable[[], object]) -> bool:
        waiting.append(then)
        return False

    with monkeypatch.context() as patched:
        patched.setattr(desk, "may_leave", ask)
        desk.sign_out_wanted.emit()
        assert services.acting.access != NOBODY

    [then] = waiting
    then()
    asked(qtbot, program)
    assert services.acting.access == NOBODY


def test_another_language_keeps_what_is_typed_into_the_login(qtbot: QtBot, start: Start) -> None:
    program = start()
    step = asked(qtbot, program)
    step.login.setText("anna")

    step.language_chosen.emit("ru")

    again = asked(qtbot, program)
    assert again is not step
    assert again.login.text() == "anna"


def test_one_changes_ones_own_password(qtbot: QtBot, services: Services) -> None:
    services.users.sign_in("anna", PASSWORD)
    dialog = PasswordDialog(PasswordViewModel(services.users, InlineTasks()))
    qtbot.addWidget(dialog)
    dialog.show()

    for current, password, again, field in (
        (PASSWORD, "short", "short", "password"),
        ("wrong", "another password", "another password", "current"),
        (PASSWORD, "another password", "another one", "again"),
    ):
        dialog.current.setText(current)
        dialog.password.setText(password)
        dialog.again.setText(again)
        dialog.submit_button.click()
        assert dialog.form.field(field).error != ""

    dialog.again.setText("another password")
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit_button.click()
    assert services.users.sign_in("anna", "another password").user is not None

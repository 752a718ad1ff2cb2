"""Where the records are: asked at a first start, when they are not there, and when one wants to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import keyring
import pytest
from keyring.backends import null
from PySide6.QtCore import QDir, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop import config
from crm_desktop.address import ServerAddress
from crm_desktop.config import Config
from crm_desktop.errors import (
    AddressError,
    DatabaseError,
    MissingDatabaseError,
    NotChosenError,
    NotSetUpError,
    PasswordError,
    SignInNeededError,
)
from crm_desktop.texts import Message
from tests.memory_safe import Safe
from tests.ui import accessibility
from tests.ui.inline_tasks import HeldTasks, InlineTasks
from tests.ui.window import SERVICES, furniture
from ui.database_choice import file_form
from ui.database_choice.chooser import Choice
from ui.database_choice.entries import Entries
from ui.database_choice.page import DatabaseChoice
from ui.database_choice.password_page import ServerPassword
from ui.database_choice.server_form import COMMANDS
from ui.database_choice.viewmodel import Chosen, DatabaseChoiceViewModel
from ui.desk import Desk
from ui.firm_setup import FirmSetUp
from ui.login.page import SignIn
from ui.main_window import StartFailure
from ui.program import Program

SECRET = "s3cret"  # noqa: S105 - of nobody


@pytest.fixture(autouse=True)
def safe(monkeypatch: pytest.MonkeyPatch) -> Safe:
    safe = Safe()
    monkeypatch.setattr(keyring, "get_keyring", lambda: safe)
    monkeypatch.delenv("PGPASSWORD", raising=False)
    return safe


class Databases:
    """Stands in for what opens databases: notes where, and refuses what it is told to."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.may_make: list[bool] = []
        self.closed: list[str] = []
        self.refusals: dict[str, Exception] = {}

    def open_at(self, location: str, *, must_exist: bool = False) -> Any:
        self.opened.append(location)
        self.may_make.append(not must_exist)
        for part, error in self.refusals.items():
            if part in location:
                raise error
        return SimpleNamespace(close=lambda: self.closed.append(location))


@pytest.fixture
def databases() -> Databases:
    return Databases()


@pytest.fixture
def page(qtbot: QtBot, databases: Databases) -> DatabaseChoice:
    return shown(qtbot, databases)


def shown(qtbot: QtBot, databases: Databases, entries: Entries | None = None) -> DatabaseChoice:
    viewmodel = DatabaseChoiceViewModel(databases.open_at, InlineTasks())
    page = DatabaseChoice(viewmodel, entries or Entries.of(None), has_demonstration=True)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
    return page


def type_server(page: DatabaseChoice, password: str = SECRET) -> None:
    page.there.click()
    form = page.server_form
    form.host.setText("server")
    form.database.setText("crm")
    form.user.setText("anna")
    form.password.setText(password)


def test_the_usual_file_is_offered_and_enter_takes_it(
    qtbot: QtBot, page: DatabaseChoice, databases: Databases
) -> None:
    usual = config.own_database()
    assert page.file_form.path.text() == usual
    assert page.server_form.isHidden()

    with qtbot.waitSignal(page.viewmodel.opened):
        qtbot.keyPress(page.here, Qt.Key.Key_Return)

    assert databases.opened == [usual]
    assert config.load().database == usual


def test_the_choice_leaves_the_other_settings_as_they_are(page: DatabaseChoice) -> None:
    config.save(Config(language="ru", theme="dark"))

    page.form.submit()

    assert replace(config.load(), database=None) == Config(language="ru", theme="dark")


@pytest.mark.parametrize(
    ("path", "words"), [("", "Name a file."), ("refused.sqlite", "There is no room.")]
)
def test_what_is_wrong_with_a_file_is_said_below_it(
    page: DatabaseChoice, databases: Databases, path: str, words: str
) -> None:
    databases.refusals["refused"] = DatabaseError(Message("There is no room."))
    page.file_form.path.setText(path)

    page.form.submit()

    assert page.form.field("path").error == words
    assert page.isEnabled()
    assert config.load().database is None


@pytest.mark.parametrize("name", ["x" * 300, "~nobody-has-this-name/firm.sqlite"])
def test_any_name_may_be_typed(page: DatabaseChoice, databases: Databases, name: str) -> None:
    page.file_form.path.setText(name)
    assert "A new database will be made there." in words_of(page)

    page.form.submit()

    assert Path(databases.opened[0]).is_absolute()
    assert databases.opened[0].endswith(str(Path(name)))


def test_a_file_that_the_user_may_not_see_is_taken_for_a_new_one(
    page: DatabaseChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "is_file", refuse)
    page.file_form.path.setText("others/firm.sqlite")

    assert "A new database will be made there." in words_of(page)


def test_a_folder_is_filled_up_with_the_usual_name(page: DatabaseChoice, tmp_path: Path) -> None:
    page.file_form.take(str(tmp_path))
    assert Path(page.file_form.path.text()) == tmp_path / "firm.sqlite"

    page.file_form.take(str(tmp_path / "ours.db"))
    assert Path(page.file_form.path.text()) == tmp_path / "ours.db"


def test_a_folder_is_looked_for_among_the_user_s_own_not_in_the_program_s(
    page: DatabaseChoice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    form, documents = page.file_form, tmp_path / "Documents"
    documents.mkdir()
    places = SimpleNamespace(writableLocation=lambda _: str(documents))
    monkeypatch.setattr(file_form, "QStandardPaths", places)

    for path, folder in (
        (form.path.text(), documents),
        ("", documents),
        (str(tmp_path / "ours.db"), tmp_path),
    ):
        form.path.setText(path)
        form.ask_existing()
        assert form.chooser is not None
        assert form.chooser.directory() == QDir(str(folder))
        form.chooser.reject()

    documents.rmdir()
    form.path.setText("")
    form.ask_existing()
    assert form.chooser is not None
    assert form.chooser.directory() == QDir.home()
    form.chooser.reject()


def test_it_is_said_whether_a_database_is_made_or_opened(
    page: DatabaseChoice, tmp_path: Path
) -> None:
    there = tmp_path / "ours.sqlite"
    there.touch()

    page.file_form.path.setText(str(there))
    assert "The database that is there will be opened." in words_of(page)

    page.file_form.path.setText(str(tmp_path / "other.sqlite"))
    assert "A new database will be made there." in words_of(page)


def test_a_file_on_another_computer_is_warned_of(
    page: DatabaseChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_form, "is_on_network", lambda path: path.startswith("Z:"))
    warning = page.file_form.warning
    assert not warning.isVisible()

    page.file_form.path.setText("Z:\\firm.sqlite")
    assert warning.isVisible()

    page.file_form.path.setText("C:\\firm.sqlite")
    assert not warning.isVisible()


def test_no_other_computer_is_asked_while_a_path_is_typed(
    page: DatabaseChoice, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(_: Path) -> bool:
        raise AssertionError

    monkeypatch.setattr(Path, "is_file", wait)
    page.file_form.path.setText("\\\\server\\share\\firm.sqlite")

    assert "A new database will be made there." not in words_of(page)


def test_where_users_share_a_folder_it_is_asked_who_works_with_the_file(
    qtbot: QtBot, databases: Databases
) -> None:
    shared = Path(config.own_database()).parents[1] / "shared"
    shared.mkdir()
    page = shown(qtbot, databases)
    form = page.file_form
    assert (form.alone.isChecked(), form.everybody.isChecked()) == (True, False)

    form.everybody.click()
    assert Path(form.path.text()) == shared / "firm.sqlite"

    form.path.setText("elsewhere.sqlite")
    assert (form.alone.isChecked(), form.everybody.isChecked()) == (False, False)

    form.alone.click()
    assert form.path.text() == config.own_database()


def test_without_a_shared_folder_nobody_is_asked(page: DatabaseChoice) -> None:
    assert page.file_form.everybody.parent() is None


def test_a_server_is_opened_and_its_password_kept_in_the_safe_alone(
    page: DatabaseChoice, databases: Databases, safe: Safe
) -> None:
    type_server(page)

    page.form.submit()

    assert databases.opened == ["postgresql://anna:s3cret@server:5432/crm"]
    assert config.load().database == "postgresql://anna@server:5432/crm"
    assert safe.kept == {("crm-desktop", "anna@server:5432"): SECRET}


def test_a_password_that_is_not_to_be_kept_is_forgotten(page: DatabaseChoice, safe: Safe) -> None:
    safe.kept["crm-desktop", "anna@server:5432"] = "of yesterday"
    type_server(page)
    page.server_form.keep_password.box.click()

    page.form.submit()

    assert safe.kept == {}


def test_a_kept_password_need_not_be_typed_again(
    page: DatabaseChoice, databases: Databases, safe: Safe
) -> None:
    safe.kept["crm-desktop", "anna@server:5432"] = SECRET
    type_server(page, password="")

    page.form.submit()

    assert databases.opened == ["postgresql://anna:s3cret@server:5432/crm"]
    assert list(safe.kept.values()) == [SECRET]


def test_without_a_safe_the_box_says_why_it_cannot_be_ticked(
    qtbot: QtBot, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", null.Keyring)

    page = shown(qtbot, databases)
    keep = page.server_form.keep_password

    assert not keep.box.isEnabled()
    assert not keep.is_wanted
    assert "no safe" in accessibility.description_of(keep.box)


@pytest.mark.parametrize("field", ["host", "port", "database", "user", "password", "sslmode"])
def test_what_is_wrong_with_a_server_is_said_at_its_part(
    page: DatabaseChoice, databases: Databases, field: str
) -> None:
    databases.refusals["server"] = AddressError(field, Message("It is not so."))
    type_server(page)

    page.form.submit()

    assert page.form.field(field).error == "It is not so."
    assert page.form.field(field).isVisible()
    assert page.server_form.password.text() == SECRET


def test_a_port_that_is_none_is_refused_before_anything_is_opened(
    page: DatabaseChoice, databases: Databases
) -> None:
    type_server(page)
    page.server_form.port.setText("fifty")

    page.form.submit()

    assert page.form.field("port").error == "A port is a number from 1 to 65535."
    assert databases.opened == []


def test_what_is_entered_in_one_way_outlives_a_look_at_the_other(page: DatabaseChoice) -> None:
    type_server(page)
    page.here.click()
    assert page.server_form.isHidden()

    page.there.click()

    assert page.server_form.address() == ServerAddress("server", "crm", "anna", SECRET)


def test_the_way_to_a_server_is_filled_with_the_present_one(
    qtbot: QtBot, databases: Databases
) -> None:
    location = "postgresql://anna:x@server:5433/crm?sslmode=verify-full&target_session_attrs=any"

    page = shown(qtbot, databases, Entries.of(location))
    page.form.submit()

    assert page.there.isChecked()
    assert page.server_form.password.text() == ""
    assert databases.opened == [location.replace(":x", "")]


def test_an_address_that_cannot_be_read_is_not_shown() -> None:
    entries = Entries.of("postgresql://anna:s3cret@server:s3cret/crm")

    assert (entries.path, entries.is_on_server) == (config.own_database(), False)


def test_the_administrator_s_commands_can_be_copied(page: DatabaseChoice) -> None:
    page.there.click()
    form = page.server_form
    assert not form.commands.isVisible()

    form.explain.click()
    button = next(one for one in page.findChildren(QWidget) if one.accessibleName() == "Copy")
    button.click()  # type: ignore[attr-defined]

    assert form.commands.isVisible()
    assert QGuiApplication.clipboard().text() == COMMANDS


def test_nothing_can_be_pressed_twice_while_a_server_is_asked(
    qtbot: QtBot, databases: Databases, held_tasks: HeldTasks
) -> None:
    viewmodel = DatabaseChoiceViewModel(databases.open_at, held_tasks)
    page = DatabaseChoice(viewmodel, Entries.of(None))
    qtbot.addWidget(page)
    held_tasks.finish()  # whether there is a safe
    type_server(page)

    page.form.submit()
    assert not page.isEnabled()

    databases.refusals["server"] = AddressError("host", Message("Nobody is there."))
    held_tasks.finish()
    assert page.isEnabled()
    assert databases.opened == ["postgresql://anna:s3cret@server:5432/crm"]


def test_every_control_has_a_name_and_its_turn(page: DatabaseChoice) -> None:
    page.there.click()
    page.server_form.explain.click()
    page.server_form.more.click()

    assert accessibility.nameless_controls(page) == []
    form = page.server_form
    order = [
        page.here,
        form.explain,
        form.commands,
        form.host,
        form.port,
        form.database,
        form.user,
        form.password,
        form.keep_password.box,
        form.security,
    ]
    assert [one for one in _focus_chain(page) if one in order] == order


def _focus_chain(page: QWidget) -> list[QWidget]:
    chain, widget = [page], page.nextInFocusChain()
    while widget is not None and widget is not page:
        chain.append(widget)
        widget = widget.nextInFocusChain()
    return chain


def words_of(page: QWidget) -> set[str]:
    return {str(one.property("text")) for one in page.findChildren(QWidget) if one.isVisible()}


Start = Callable[..., Program]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, databases: Databases) -> Iterator[Start]:
    """Return the way to start the program with ``compose``, where databases can be chosen."""
    running: list[Program] = []

    def begin(compose: Callable[[], Any], **others: Any) -> Program:
        program = Program(
            qapp,
            compose,
            lambda _: furniture(),
            language="en",
            choice=Choice(databases.open_at),
            **others,
        )
        running.append(program)
        qtbot.addWidget(program.window)
        program.window.show()
        return program

    yield begin
    for program in running:
        program.window.close()
        program.close()


def refused(error: Exception) -> Callable[[], Any]:
    def compose() -> Any:
        raise error

    return compose


def step_of(qtbot: QtBot, program: Program, kind: type[Any]) -> Any:
    """Return the step of ``kind`` that the window shows sooner or later."""

    def is_shown() -> bool:
        step = program.window.centralWidget()
        return isinstance(step, kind) and step.isVisible() and program.runner.is_idle

    qtbot.waitUntil(is_shown)
    return program.window.centralWidget()


def test_a_start_without_a_choice_asks_and_goes_on(
    qtbot: QtBot, start: Start, databases: Databases
) -> None:
    program = start(refused(NotChosenError()))
    page = step_of(qtbot, program, DatabaseChoice)

    with qtbot.waitSignal(program.opened):
        page.form.submit()

    assert databases.opened == [config.own_database()]
    program.close()
    assert databases.closed == databases.opened


def test_a_choice_that_cannot_be_remembered_is_gone_on_with_and_told(
    qtbot: QtBot, start: Start, databases: Databases, tmp_path: Path
) -> None:
    program = start(refused(NotChosenError()))
    page = step_of(qtbot, program, DatabaseChoice)
    (tmp_path / "settings" / "settings.new").mkdir(parents=True)
    page.file_form.path.setText(str(tmp_path / "ours.sqlite"))

    with qtbot.waitSignal(program.opened):
        page.form.submit()

    desk = program.window.desk
    assert desk is not None
    qtbot.waitUntil(lambda: bool(desk.toast.sentence))
    assert desk.toast.sentence.startswith("The choice of the database is not remembered. The set")
    assert "cannot be written" in desk.toast.sentence
    assert databases.closed == []
    assert program.chooser is not None
    program.chooser.begin()
    again = step_of(qtbot, program, DatabaseChoice)
    assert again.file_form.path.text() == str(tmp_path / "ours.sqlite")


def test_the_page_speaks_another_language_and_keeps_what_was_entered(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_desktop.texts.activate", lambda _: None)
    page = step_of(qtbot, start(refused(NotChosenError())), DatabaseChoice)
    page.file_form.path.setText("ours.sqlite")
    type_server(page)
    entered = page.entries()

    page.looks.language_chosen.emit("ru")

    after = QApplication.activeWindow() or page.window()
    pages = after.findChildren(DatabaseChoice)
    assert [one.entries() for one in pages if one is not page] == [entered]
    assert config.load().language == "ru"


def test_the_demonstration_chooses_nothing(
    qtbot: QtBot, start: Start, databases: Databases
) -> None:
    program = start(refused(NotChosenError()), demonstration=lambda: SERVICES)
    page = step_of(qtbot, program, DatabaseChoice)
    link = next(one for one in page.findChildren(QWidget) if is_demonstration_link(one))

    with qtbot.waitSignal(program.opened):
        link.click()

    assert config.load().database is None
    assert databases.opened == []


def is_demonstration_link(widget: QWidget) -> bool:
    return widget.isVisible() and widget.property("text") == "Look around first"


def test_a_file_that_is_gone_is_not_made_anew_and_leads_to_another(
    qtbot: QtBot, start: Start, tmp_path: Path, databases: Databases
) -> None:
    gone = str(tmp_path / "stick" / "firm.sqlite")
    config.save(Config(database=gone))
    program = start(refused(MissingDatabaseError(gone)))
    failure = step_of(qtbot, program, StartFailure)
    assert "was it moved, or is its drive not connected" in failure.reason.text()
    assert failure.another_button.isVisible()

    failure.another_button.click()
    page = step_of(qtbot, program, DatabaseChoice)
    assert page.file_form.path.text() == gone

    qtbot.keyPress(page.here, Qt.Key.Key_Escape)
    step_of(qtbot, program, StartFailure)
    assert databases.opened == []


def test_a_server_that_wants_a_password_asks_for_it_alone(
    qtbot: QtBot, start: Start, databases: Databases, safe: Safe
) -> None:
    location = "postgresql://anna@server:5432/crm"
    program = start(refused(PasswordError(location, Message("It asks for the password."))))
    step = step_of(qtbot, program, ServerPassword)
    assert accessibility.nameless_controls(step) == []
    assert "It asks for the password." in words_of(step)

    databases.refusals["wrong"] = PasswordError(location, Message("It is another one."))
    step.field.edit.setText("wrong")
    with qtbot.waitSignal(step.viewmodel.failed):
        step.form.submit()
    assert step.field.error == "It is another one."
    assert safe.kept == {}

    step.field.edit.setText(SECRET)
    with qtbot.waitSignal(program.opened):
        step.form.submit()
    assert databases.opened[-1] == "postgresql://anna:s3cret@server:5432/crm"
    assert list(safe.kept.values()) == [SECRET]
    assert config.load().database is None  # nobody chose it: the command line may have named it


def test_a_password_step_leads_to_another_database(qtbot: QtBot, start: Start) -> None:
    location = "postgresql://anna@server:5432/crm"
    config.save(Config(database=location))
    program = start(refused(PasswordError(location, Message("It asks for the password."))))

    step_of(qtbot, program, ServerPassword).another_link.click()

    page = step_of(qtbot, program, DatabaseChoice)
    assert (page.there.isChecked(), page.server_form.host.text()) == (True, "server")


def test_the_menu_leads_to_another_database_and_back(
    qtbot: QtBot, start: Start, databases: Databases
) -> None:
    closed: list[str] = []
    program = start(lambda: SimpleNamespace(close=lambda: closed.append("first")))
    desk = step_of(qtbot, program, Desk)
    assert desk.another_action.isVisible()
    code = desk.current_code

    desk.another_action.trigger()
    page = step_of(qtbot, program, DatabaseChoice)

    with qtbot.waitSignal(program.opened):
        qtbot.keyPress(page.here, Qt.Key.Key_Escape)
    assert step_of(qtbot, program, Desk).current_code == code
    assert (databases.opened, closed) == ([], [])


@pytest.mark.parametrize(
    ("error", "step"), [(SignInNeededError, SignIn), (NotSetUpError, FirmSetUp)]
)
def test_who_is_asked_something_first_may_choose_another_database(
    qtbot: QtBot,
    qapp: QApplication,
    databases: Databases,
    error: type[Exception],
    step: type[Any],
) -> None:
    closed: list[str] = []
    database = SimpleNamespace(name="firm", path=Path("firm.sqlite"))
    services: Any = SimpleNamespace(
        users=None,
        first_steps=None,
        database=database,
        is_demonstration=False,
        close=lambda: closed.append("firm"),
    )

    def furnish(_: object) -> Any:
        raise error

    choice = Choice(databases.open_at)
    program = Program(qapp, lambda: services, furnish, language="en", choice=choice)
    qtbot.addWidget(program.window)
    program.window.show()

    step_of(qtbot, program, step).another_link.click()

    assert step_of(qtbot, program, DatabaseChoice).isVisible()
    assert closed == ["firm"]
    program.close()


def test_another_database_takes_the_place_of_the_first(
    qtbot: QtBot, start: Start, databases: Databases, tmp_path: Path
) -> None:
    closed: list[str] = []
    program = start(lambda: SimpleNamespace(close=lambda: closed.append("first")))
    step_of(qtbot, program, Desk).another_action.trigger()
    page = step_of(qtbot, program, DatabaseChoice)
    other = str(tmp_path / "other.sqlite")
    page.file_form.path.setText(other)

    with qtbot.waitSignal(program.opened):
        page.form.submit()

    assert (databases.opened, config.load().database) == ([other], other)
    assert closed == ["first"]


def test_a_chosen_database_that_went_is_not_made_anew(
    qtbot: QtBot, start: Start, databases: Databases
) -> None:
    program = start(refused(NotChosenError()))
    page = step_of(qtbot, program, DatabaseChoice)
    with qtbot.waitSignal(program.opened):
        page.form.submit()

    program.let_go()
    with qtbot.waitSignal(program.opened):
        program.open()

    assert databases.may_make == [True, False]


def test_nothing_entered_is_lost_on_the_way_to_another_database(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(lambda: SimpleNamespace(close=bool))
    desk = step_of(qtbot, program, Desk)
    asked: list[Callable[[], object]] = []
    with monkeypatch.context() as patched:
        patched.setattr(Desk, "may_leave", lambda _, then: asked.append(then))
        desk.another_action.trigger()
        assert program.window.centralWidget() is desk

    asked[0]()

    step_of(qtbot, program, DatabaseChoice)


def test_who_chooses_another_database_waits_for_none_and_is_not_interrupted(
    qtbot: QtBot, start: Start
) -> None:
    begun, gate = Event(), Event()
    closed: list[str] = []

    def compose() -> Any:
        begun.set()
        assert gate.wait(timeout=10)
        return SimpleNamespace(close=lambda: closed.append("first"))

    program = start(compose)
    qtbot.waitUntil(begun.is_set)
    assert program.chooser is not None

    program.chooser.begin()
    gate.set()

    assert step_of(qtbot, program, DatabaseChoice).isEnabled()
    assert (closed, program.contents) == (["first"], None)


def test_without_a_choice_nothing_offers_one(qtbot: QtBot, qapp: QApplication) -> None:
    program = Program(qapp, lambda: SERVICES, lambda _: furniture(), language="en")
    qtbot.addWidget(program.window)
    program.window.show()

    assert not step_of(qtbot, program, Desk).another_action.isVisible()
    program.close()


def test_what_was_opened_shows_no_password() -> None:
    chosen = Chosen(SERVICES, "postgresql://anna:s3cret@server/crm")

    assert SECRET not in repr(chosen)

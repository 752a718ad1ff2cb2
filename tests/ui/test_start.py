from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QLibraryInfo, QObject
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop import config, texts
from crm_desktop.changes import Changes
from crm_desktop.domain.firm import Firm
from crm_desktop.domain.people import Founder
from crm_desktop.domain.period import Period
from crm_desktop.errors import CrmError, InvalidInputError, NotSetUpError
from crm_desktop.texts import Message
from tests.ui import accessibility
from tests.ui.window import SERVICES, NotePage, furniture
from ui import theme
from ui.desk import Desk
from ui.firm_setup import FirmSetUp
from ui.language import chosen_theme
from ui.main_window import StartFailure
from ui.program import Furniture, Program
from ui.settings import remember_employee, remembered_employee, window_settings
from ui.surroundings import Person
from ui.widgets.code_box import CodeBox

ROOT = Path(__file__).parents[2]
Start = Callable[[Callable[[], Any]], Program]


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication) -> Iterator[Start]:
    """Return the way to start the program as a user does; it is closed in the end."""
    running: list[Program] = []

    def begin(compose: Callable[[], Any]) -> Program:
        program = Program(qapp, compose, lambda _: furniture(), language="en")
        running.append(program)
        qtbot.addWidget(program.window)
        program.window.show()
        return program

    yield begin
    for program in running:
        program.window.close()
        program.close()


def opened(qtbot: QtBot, start: Start) -> Program:
    program = start(lambda: SERVICES)
    with qtbot.waitSignal(program.opened):
        pass
    return program


def desk_of(program: Program) -> Desk:
    assert program.window.desk is not None
    return program.window.desk


def failure_of(program: Program) -> StartFailure:
    shown = program.window.centralWidget()
    assert isinstance(shown, StartFailure)
    return shown


def test_the_window_is_painted_while_the_database_is_slow(qtbot: QtBot, start: Start) -> None:
    gate = Event()
    program = start(lambda: SERVICES if gate.wait(5) else None)
    qtbot.waitUntil(lambda: not program.runner.is_idle)

    painted = program.window.grab().toImage()

    assert program.window.desk is None
    assert painted.pixelColor(4, 4).name().upper() == theme.LIGHT.sidebar
    with qtbot.waitSignal(program.opened):
        gate.set()
    assert desk_of(program).current_code == "customers"


class PaintedDesk(QObject):
    is_seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.is_seen |= isinstance(watched, Desk) and event.type() is QEvent.Type.Paint
        return False


def test_the_window_is_usable_once_its_desk_is_painted(
    qtbot: QtBot, qapp: QApplication, start: Start
) -> None:
    painted, seen = PaintedDesk(), list[bool]()
    qapp.installEventFilter(painted)
    program = start(lambda: SERVICES)
    program.opened.connect(lambda: seen.append(painted.is_seen))

    with qtbot.waitSignal(program.opened):
        pass

    assert seen == [True]


def test_a_database_that_does_not_open_is_explained_and_tried_again(
    qtbot: QtBot, start: Start
) -> None:
    tries: list[int] = []

    def compose() -> object:
        tries.append(1)
        if len(tries) == 1:
            raise CrmError(Message("The file is not a database."))
        return SERVICES

    program = start(compose)
    qtbot.waitUntil(lambda: isinstance(program.window.centralWidget(), StartFailure))
    failure = failure_of(program)
    assert failure.reason.text() == "The file is not a database."
    assert accessibility.nameless_controls(failure) == []

    with qtbot.waitSignal(program.opened):
        failure.retry_button.click()

    assert program.window.desk is not None


@pytest.mark.expects_log("Unexpected error")
def test_a_bug_at_the_start_is_shown_too(qtbot: QtBot, start: Start) -> None:
    program = start(lambda: 1 // 0)
    qtbot.waitUntil(lambda: program.errors.dialog is not None)

    assert "did not expect" in failure_of(program).reason.text()
    assert program.errors.dialog is not None
    program.errors.dialog.close()


def test_the_theme_switches_live_and_is_remembered(qtbot: QtBot, start: Start) -> None:
    program = opened(qtbot, start)
    desk = desk_of(program)

    desk.theme_chosen.emit("dark")

    assert program.window.desk is desk
    assert desk.grab().toImage().pixelColor(4, 4).name().upper() == theme.DARK.sidebar
    assert chosen_theme() is theme.DARK


def test_a_language_switch_keeps_page_period_and_place(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken: list[str] = []
    program = opened(qtbot, start)
    before = desk_of(program)
    before.open("deals")
    before.context.selection.choose_period(Period.month(2025, 11))
    geometry = program.window.geometry()
    monkeypatch.setattr(texts, "activate", spoken.append)

    before.language_chosen.emit("ru")

    after = desk_of(program)
    assert (after is before, after.current_code, spoken) == (False, "deals", ["ru"])
    assert after.context.selection.period == Period.month(2025, 11)
    assert program.window.geometry() == geometry
    assert config.chosen_language() == "ru"


def test_a_page_that_asks_first_keeps_window_and_language(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = opened(qtbot, start)
    desk = desk_of(program)
    asked: list[Callable[[], object]] = []

    def ask(_page: object, then: Callable[[], object]) -> bool:
        asked.append(then)
        return False

    with monkeypatch.context() as patched:
        patched.setattr(NotePage, "may_leave", ask)
        desk.language_chosen.emit("ru")
        closed = program.window.close()

    assert (closed, program.window.isVisible(), program.window.desk is desk) == (False, True, True)
    assert config.load().language is None
    switch, close = asked
    switch()
    assert (config.load().language, program.window.desk is desk) == ("ru", False)
    close()
    assert not program.window.isVisible()


def test_qts_own_words_speak_the_language(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = opened(qtbot, start)
    monkeypatch.setattr(texts, "activate", lambda _: None)
    desk_of(program).language_chosen.emit("ru")

    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(buttons)
    cancel = buttons.button(QDialogButtonBox.StandardButton.Cancel).text()
    desk_of(program).language_chosen.emit("en")

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    assert (folder / "qtbase_ru.qm").is_file()
    assert cancel == "Отмена"


def test_the_keyboard_begins_on_the_first_page(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = opened(qtbot, start)
    with qtbot.waitActive(program.window):
        program.window.activateWindow()
    assert program.window.focusWidget() is desk_of(program).view("customers")

    monkeypatch.setattr(texts, "activate", lambda _: None)
    desk_of(program).open("deals")
    desk_of(program).language_chosen.emit("ru")

    assert program.window.focusWidget() is desk_of(program).view("deals")


def test_the_page_and_the_size_are_remembered(qtbot: QtBot, start: Start) -> None:
    first = opened(qtbot, start)
    desk_of(first).open("progress")
    first.window.resize(800, 650)  # no larger than the screen of the tests
    first.window.close()
    first.close()

    second = opened(qtbot, start)

    assert desk_of(second).current_code == "progress"
    assert (second.window.width(), second.window.height()) == (800, 650)


def employee_after(
    qtbot: QtBot,
    qapp: QApplication,
    *people: Person,
    choose: int | None = None,
    database: str = "firm.sqlite",
) -> int | None:
    """Start the program on ``database``, close it, and return who was chosen at the start."""
    around = replace(furniture().surroundings, people=lambda: people)
    furnished = replace(furniture(), surroundings=around, database=database)
    program = Program(qapp, lambda: SERVICES, lambda _: furnished, language="en")
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.opened):
        program.window.show()
    qtbot.waitUntil(lambda: program.runner.is_idle)
    selection = desk_of(program).context.selection
    first = selection.employee_id
    if choose is not None:
        selection.choose_employee(choose)
    program.window.close()
    program.close()
    return first


def test_the_employee_of_the_last_run_is_chosen_again_on_the_same_database(
    qtbot: QtBot, qapp: QApplication
) -> None:
    anna, ivan = Person(1, "Anna"), Person(2, "Ivan")

    assert employee_after(qtbot, qapp, anna, ivan, choose=2) == 1
    assert employee_after(qtbot, qapp, anna, ivan, database="other.sqlite") == 1
    assert employee_after(qtbot, qapp, anna, ivan) == 2


def test_one_who_left_since_the_last_run_is_not_chosen(qtbot: QtBot, qapp: QApplication) -> None:
    anna, ivan = Person(1, "Anna"), Person(2, "Ivan")
    employee_after(qtbot, qapp, anna, ivan, choose=2)

    assert employee_after(qtbot, qapp, anna) == 1
    assert employee_after(qtbot, qapp, anna, ivan) == 1


def test_a_start_without_employees_forgets_nobody(qtbot: QtBot, qapp: QApplication) -> None:
    anna, ivan = Person(1, "Anna"), Person(2, "Ivan")
    employee_after(qtbot, qapp, anna, ivan, choose=2)

    assert employee_after(qtbot, qapp) is None
    assert employee_after(qtbot, qapp, anna, ivan) == 2


def test_a_spoilt_settings_file_remembers_nobody() -> None:
    remember_employee("firm.sqlite", 2)
    settings = window_settings()
    for key in settings.allKeys():
        settings.setValue(key, "nobody")
    settings.sync()

    assert remembered_employee("firm.sqlite") is None


def test_closing_lets_go_of_the_database(qtbot: QtBot, start: Start) -> None:
    closed: list[bool] = []
    services = SimpleNamespace(close=lambda: closed.append(True))
    program = start(lambda: services)
    with qtbot.waitSignal(program.opened):
        pass

    program.close()

    assert closed == [True]


@pytest.mark.parametrize("is_refused", [False, True])
def test_of_two_databases_on_their_way_the_later_one_is_shown(
    qtbot: QtBot, start: Start, is_refused: bool
) -> None:
    begun, gate = Event(), Event()
    closed: list[str] = []

    def compose() -> Any:
        begun.set()
        assert gate.wait(timeout=10)
        if is_refused:
            raise CrmError(Message("The server does not answer."))
        return SimpleNamespace(close=lambda: closed.append("earlier"))

    program = start(compose)
    qtbot.waitUntil(begun.is_set)
    later: Any = SimpleNamespace(close=lambda: closed.append("later"))

    program.go_on_with(later, refuse_again)
    gate.set()
    qtbot.waitUntil(lambda: program.window.desk is not None and program.runner.is_idle)

    assert program.contents is not None
    assert program.contents[0] is later
    assert closed == ([] if is_refused else ["earlier"])


def refuse_again() -> Any:
    raise AssertionError


def test_what_happens_on_one_page_reaches_the_status_line(qtbot: QtBot, start: Start) -> None:
    program = opened(qtbot, start)
    qtbot.waitUntil(lambda: program.runner.is_idle)

    shown = [label.text() for label in desk_of(program).findChildren(QLabel)]
    assert "Local database" in shown
    assert "15 of 21 working days of March 2026" in shown


class FirstSteps:
    """Stands in for the service of the first steps: there is no firm until one is set up."""

    def __init__(self) -> None:
        self.firms: list[tuple[Firm, Founder]] = []

    def set_up(self, firm: Firm, founder: Founder) -> Changes:
        if firm.currency == "X":
            raise InvalidInputError("currency", Message("“X” is no currency."))
        self.firms.append((firm, founder))
        return Changes.SETTINGS


def test_an_empty_database_asks_for_the_firm_and_goes_on(qtbot: QtBot, qapp: QApplication) -> None:
    steps = FirstSteps()

    def furnish(services: Any) -> Furniture:
        if not steps.firms:
            raise NotSetUpError
        return furniture()

    services: Any = SimpleNamespace(first_steps=steps, close=lambda: None)
    program = Program(qapp, lambda: services, furnish, language="en")
    page = set_up_page(qtbot, program)
    assert accessibility.nameless_controls(page) == []
    assert page.demonstration_link.isHidden()

    enter(page, "currency", "X")
    with qtbot.waitSignal(page.viewmodel.failed):
        page.form.submit()
    assert page.form.field("currency").error == "“X” is no currency."

    enter(page, "name", "ООО «Ёлка»")
    enter(page, "currency", "rub")
    enter(page, "country", "")
    enter(page, "zone", "asia/omsk")
    enter(page, "founder_name", "Анна")
    enter(page, "founder_position", "Директор")
    with qtbot.waitSignal(program.opened):
        page.form.submit()

    firm = Firm("ООО «Ёлка»", "RUB", "Asia/Omsk", None)
    assert steps.firms == [(firm, Founder("Анна", "Директор"))]
    program.close()


def test_another_language_keeps_what_was_entered_of_the_firm(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def furnish(_: Any) -> Furniture:
        raise NotSetUpError

    monkeypatch.setattr(texts, "activate", lambda _: None)
    services: Any = SimpleNamespace(first_steps=FirstSteps(), close=lambda: None)
    program = Program(qapp, lambda: services, furnish, language="en")
    page = set_up_page(qtbot, program)
    assert accessibility.nameless_controls(page) == []
    enter(page, "name", "ООО «Ёлка»")
    enter(page, "currency", "KZT")
    enter(page, "founder_name", "Анна")
    entered = page.firm(), page.founder()

    page.looks.language_chosen.emit("ru")

    after = set_up_page(qtbot, program)
    assert after is not page
    assert (after.firm(), after.founder()) == entered
    assert config.load().language == "ru"
    program.close()


def test_the_end_does_not_wait_until_the_demonstration_is_made(
    qtbot: QtBot, qapp: QApplication
) -> None:
    begun, gate = Event(), Event()

    def make() -> Any:
        begun.set()
        gate.wait(60)
        raise CrmError(Message("Nobody waits for it."))

    program = Program(qapp, make, lambda _: furniture(), language="en", demonstration=make)
    qtbot.addWidget(program.window)
    program.window.show()
    qtbot.waitUntil(begun.is_set)

    program.window.close()
    assert program.runner.shutdown(0)
    program.close()
    gate.set()


def test_the_demonstration_may_be_looked_at_instead(qtbot: QtBot, qapp: QApplication) -> None:
    closed: list[str] = []
    empty: Any = SimpleNamespace(first_steps=FirstSteps(), close=lambda: closed.append("empty"))
    told: Any = SimpleNamespace(close=lambda: closed.append("demonstration"))

    def furnish(services: Any) -> Furniture:
        if services is empty:
            raise NotSetUpError
        return furniture()

    program = Program(qapp, lambda: empty, furnish, language="en", demonstration=lambda: told)
    page = set_up_page(qtbot, program)

    with qtbot.waitSignal(program.opened):
        page.demonstration_link.click()

    assert closed == ["empty"]
    program.close()
    assert closed == ["empty", "demonstration"]


def set_up_page(qtbot: QtBot, program: Program) -> FirmSetUp:
    """Return the page that an empty database opens with, once it offers its choices."""
    qtbot.addWidget(program.window)
    program.window.show()
    qtbot.waitUntil(lambda: isinstance(program.window.centralWidget(), FirmSetUp))
    page = program.window.centralWidget()
    assert isinstance(page, FirmSetUp)
    qtbot.waitUntil(lambda: program.runner.is_idle)
    return page


def enter(page: FirmSetUp, code: str, text: str) -> None:
    editor = page.form.field(code).editor
    if isinstance(editor, CodeBox):
        editor.setEditText(text)
    elif isinstance(editor, QLineEdit):
        editor.setText(text)


def loaded(settings: Path) -> dict[str, list[str]]:
    """Start a window and return what of the slow things is loaded at which moment."""
    outcome = subprocess.run(
        [sys.executable, "-m", "tests.ui.start_probe", str(settings)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    result: dict[str, list[str]] = json.loads(outcome.stdout)
    return result


def test_the_first_window_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded(tmp_path)["first"] == []


def test_plots_are_not_loaded_before_the_first_plot(tmp_path: Path) -> None:
    assert not {"numpy", "pyqtgraph"} & set(loaded(tmp_path)["usable"])

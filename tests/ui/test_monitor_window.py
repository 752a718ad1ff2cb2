from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from crm_desktop import clock, config
from crm_desktop.domain.permissions import EVERYBODY, Role, Scope, UserRow
from crm_desktop.errors import CrmError, NotSetUpError, SignInNeededError
from crm_desktop.texts import Message
from tests.ui.accessibility import nameless_controls
from tests.ui.window import SERVICES, NotePage, furniture
from ui import monitor_view
from ui.database_choice.chooser import Choice
from ui.database_choice.page import DatabaseChoice
from ui.login.page import SignIn
from ui.monitor_view import MonitorView
from ui.monitor_window import MonitorWindow
from ui.monitoring import Monitoring
from ui.program import Furniture, Program
from ui.widgets.empty_state import EmptyState
from ui.widgets.skeleton import Skeleton

Start = Callable[..., Monitoring]


def furnished(_services: Any = None) -> Furniture:
    return replace(furniture(), monitor=(Message("KPI monitor"), lambda _: QLabel("Bars")))


def noted(_services: Any = None) -> Furniture:
    return replace(furniture(), monitor=(Message("KPI monitor"), NotePage))


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication) -> Iterator[Start]:
    """Return the way to start the monitor alone; the program is closed in the end."""
    running: list[Program] = []

    def begin(
        compose: Callable[[], Any] = lambda: SERVICES,
        furnish: Callable[[Any], Furniture] = furnished,
        show: Callable[[MonitorWindow], None] = MonitorWindow.show,
        choice: Choice | None = None,
    ) -> Monitoring:
        program = Program(qapp, compose, furnish, language="en", choice=choice)
        running.append(program)
        monitoring = Monitoring(program)
        qtbot.addWidget(program.window)
        qtbot.addWidget(monitoring.window)
        show(monitoring.window)
        return monitoring

    yield begin
    for program in running:
        program.window.close()
        program.close()


def program_of(monitoring: Monitoring) -> Program:
    program = monitoring.parent()
    assert isinstance(program, Program)
    return program


def opened(qtbot: QtBot, start: Start, **how: Any) -> Monitoring:
    monitoring = start(**how)
    qtbot.waitUntil(lambda: monitoring.window.has_figures)
    return monitoring


def content(monitoring: Monitoring, kind: type[Any]) -> Any:
    shown = monitoring.window.content
    assert isinstance(shown, kind)
    return shown


def words(window: MonitorWindow) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def test_the_monitor_stands_alone_with_its_period_and_day(qtbot: QtBot, start: Start) -> None:
    monitoring = opened(qtbot, start)
    program = program_of(monitoring)
    qtbot.waitUntil(lambda: program.runner.is_idle)

    shown = words(monitoring.window)
    assert {"Bars", "March 2026", "15 of 21 working days of March 2026"} <= set(shown)
    assert (program.window.isVisible(), program.window.desk) == (False, None)
    assert program.selection is not None
    assert program.selection.employee_id == 1
    assert nameless_controls(monitoring.window) == []


def test_its_title_names_the_firm_whose_figures_it_shows(qtbot: QtBot, start: Start) -> None:
    def furnish(_services: object) -> Furniture:
        around = replace(furniture().surroundings, firm=lambda: "Acme")
        return replace(furnished(), surroundings=around)

    monitoring = opened(qtbot, start, furnish=furnish)
    qtbot.waitUntil(lambda: monitoring.window.windowTitle() == "KPI monitor — Acme")

    monitoring.window.show_loading()

    assert monitoring.window.windowTitle() == "KPI monitor"


def test_it_takes_no_keyboard_from_another_program(start: Start) -> None:
    window = start().window

    assert window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)


def test_it_reads_although_it_starts_minimised(qtbot: QtBot, start: Start) -> None:
    monitoring = start(show=MonitorWindow.showMinimized)

    qtbot.waitUntil(lambda: monitoring.window.has_figures)


def test_the_whole_window_opens_beside_it_and_shares_what_is_chosen(
    qtbot: QtBot, start: Start
) -> None:
    composed: list[int] = []

    def compose() -> object:
        composed.append(1)
        return SERVICES

    monitoring = opened(qtbot, start, compose=compose)
    program = program_of(monitoring)

    monitoring.window.whole_wanted.emit()

    desk = program.window.desk
    assert desk is not None
    assert (program.window.isVisible(), monitoring.window.isVisible()) == (True, True)
    assert desk.context.selection is program.selection
    assert composed == [1]


def test_what_the_monitor_leads_to_is_shown_by_the_whole_window(qtbot: QtBot, start: Start) -> None:
    monitoring = opened(qtbot, start)
    program = program_of(monitoring)

    content(monitoring, MonitorView).page_wanted.emit("deals", 7)
    content(monitoring, MonitorView).page_wanted.emit("customers", 8)

    desk = program.window.desk
    assert desk is not None
    assert desk.current_code == "customers"
    opened_keys = [getattr(desk.view(code), "opened", None) for code in ("deals", "customers")]
    assert opened_keys == [[7], [8]]


@pytest.mark.parametrize("first", ["monitor", "whole"])
def test_the_program_ends_with_the_last_of_its_windows(tmp_path: Path, first: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.ui.monitor_probe", first],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "CRM_CONFIG_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    assert ended.stdout.split() == ["first", "second", "ended"]


def test_the_whole_window_goes_on_without_the_monitor(qtbot: QtBot, start: Start) -> None:
    monitoring = opened(qtbot, start)
    program = program_of(monitoring)
    monitoring.window.whole_wanted.emit()

    monitoring.window.close()
    with qtbot.waitSignal(program.opened):
        program.open()

    assert program.window.desk is not None
    assert not monitoring.window.isVisible()
    assert not monitoring.window.has_figures


def test_place_and_staying_on_top_are_remembered(qtbot: QtBot, start: Start) -> None:
    flag = Qt.WindowType.WindowStaysOnTopHint
    first = opened(qtbot, start).window
    assert not first.windowFlags() & flag
    first.resize(360, 610)

    first.set_on_top(is_on_top=True)

    assert first.isVisible()
    first.close()
    second = start().window
    assert second.windowFlags() & flag
    assert (second.width(), second.height()) == (360, 610)
    second.set_on_top(is_on_top=False)
    assert not MonitorWindow().windowFlags() & flag


def fails(*errors: Exception) -> Callable[[], object]:
    """Return what fails with one error after another, and then works."""
    left = list(errors)

    def compose() -> object:
        if left:
            raise left.pop(0)
        return SERVICES

    return compose


def unreachable() -> CrmError:
    return CrmError(Message("The server does not answer."))


def test_a_server_that_is_not_there_yet_is_tried_again_without_being_asked(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.monitor_window._RETRY_MS", 200)
    monitoring = start(compose=fails(unreachable(), unreachable()))
    shown: list[type] = []
    program_of(monitoring).emptied.connect(lambda: shown.append(type(monitoring.window.content)))

    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, EmptyState))
    sentence = content(monitoring, EmptyState).sentence
    qtbot.waitUntil(lambda: monitoring.window.has_figures)

    assert sentence == "The server does not answer. It is tried again every half a minute."
    assert shown[-1] is EmptyState  # the reason stayed meanwhile


def test_it_is_tried_again_at_once_when_asked(qtbot: QtBot, start: Start) -> None:
    monitoring = start(compose=fails(unreachable()))
    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, EmptyState))

    content(monitoring, EmptyState).button.click()

    assert isinstance(monitoring.window.content, Skeleton)
    qtbot.waitUntil(lambda: monitoring.window.has_figures)


def test_a_failure_is_shown_by_the_whole_window_once_that_is_open(
    qtbot: QtBot, start: Start
) -> None:
    monitoring = start(compose=fails(unreachable(), unreachable()))
    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, EmptyState))
    program = program_of(monitoring)

    with qtbot.waitSignal(program.failed):
        monitoring.window.whole_wanted.emit()
    assert isinstance(monitoring.window.content, Skeleton)

    with qtbot.waitSignal(program.opened):
        program.window.close()
    assert monitoring.window.has_figures


class Firmless:
    """A database without a firm until one is set up."""

    def __init__(self, error: Exception) -> None:
        self.error: Exception | None = error

    def furnish(self, _services: Any) -> Furniture:
        if self.error is not None:
            raise self.error
        return furnished()


def test_a_firm_that_is_not_set_up_is_a_matter_of_the_whole_window(
    qtbot: QtBot, start: Start
) -> None:
    services: Any = SimpleNamespace(first_steps=None, close=lambda: None)
    firm = Firmless(NotSetUpError())
    monitoring = start(compose=lambda: services, furnish=firm.furnish)

    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, EmptyState))

    assert "open CRM Desktop" in content(monitoring, EmptyState).sentence


def services_with_users() -> Any:
    database = SimpleNamespace(path=None, name="server/crm")
    users = SimpleNamespace(sign_out=lambda: None)
    return SimpleNamespace(
        database=database, users=users, is_demonstration=False, close=lambda: None
    )


def test_who_signs_in_is_asked_in_the_little_window(qtbot: QtBot, start: Start) -> None:
    firm = Firmless(SignInNeededError())
    monitoring = start(compose=services_with_users, furnish=firm.furnish)
    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, SignIn))
    page = content(monitoring, SignIn)
    qtbot.waitUntil(lambda: page.form.width() <= monitoring.window.width())
    assert page.submit_button.mapTo(monitoring.window, page.submit_button.rect().topRight()).x() < (
        monitoring.window.width()
    )

    firm.error = None
    page.viewmodel.signed_in.emit()

    qtbot.waitUntil(lambda: monitoring.window.has_figures)


ANNA = UserRow(5, 1, "anna", "Anna", 2, Role("employee", "Employee", EVERYBODY.rights, Scope.OWN))


def test_a_user_may_sign_out_of_the_monitor(qtbot: QtBot, start: Start) -> None:
    around = replace(furnished().surroundings, access=replace(EVERYBODY, user=ANNA))
    answers: list[Callable[[Any], Furniture]] = [
        Firmless(SignInNeededError()).furnish,
        lambda _: replace(furnished(), surroundings=around),
    ]
    monitoring = opened(
        qtbot, start, compose=services_with_users, furnish=lambda _: answers.pop()(None)
    )
    assert content(monitoring, MonitorView).user == "Anna"

    monitoring.window.sign_out_wanted.emit()

    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, SignIn))


def test_another_language_reaches_the_monitor_too(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitoring = opened(qtbot, start)
    before = monitoring.window.content
    monitoring.window.whole_wanted.emit()
    desk = program_of(monitoring).window.desk
    assert desk is not None
    monkeypatch.setattr("crm_desktop.texts.activate", lambda _: None)

    desk.language_chosen.emit("ru")

    assert monitoring.window.has_figures
    assert monitoring.window.content is not before


def test_a_new_day_opens_everything_again(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitoring = opened(qtbot, start)
    view = content(monitoring, MonitorView)
    program = program_of(monitoring)
    with qtbot.assertNotEmitted(program.emptied):
        view.read_again()
    monkeypatch.setattr(monitor_view, "system_now", clock.fixed(datetime(2099, 1, 1, tzinfo=UTC)))

    with qtbot.waitSignal(program.opened):
        view.read_again()

    assert monitoring.window.content is not view


def test_a_new_day_is_read_beside_a_whole_window_that_somebody_works_in(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitoring = opened(qtbot, start, furnish=noted)
    program = program_of(monitoring)
    monitoring.window.whole_wanted.emit()
    view = content(monitoring, MonitorView)
    monkeypatch.setattr(monitor_view, "system_now", clock.fixed(datetime(2099, 1, 1, tzinfo=UTC)))

    with qtbot.assertNotEmitted(program.emptied):
        view.read_again()

    assert isinstance(view.monitor, NotePage)
    assert view.monitor.reloads == 1
    assert monitoring.window.content is view


def test_another_database_is_chosen_in_the_whole_window(qtbot: QtBot, start: Start) -> None:
    firm = Firmless(SignInNeededError())
    monitoring = start(
        compose=services_with_users, furnish=firm.furnish, choice=Choice(lambda *_, **__: SERVICES)
    )
    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, SignIn))

    content(monitoring, SignIn).another_link.click()

    whole = program_of(monitoring).window
    page = whole.centralWidget()
    assert whole.isVisible()
    assert isinstance(page, DatabaseChoice)

    whole.showMinimized()
    monitoring.window.whole_wanted.emit()

    assert whole.centralWidget() is page
    assert not whole.isMinimized()


def test_while_another_database_is_asked_for_the_monitor_leads_to_nothing_else(
    qtbot: QtBot, start: Start
) -> None:
    monitoring = start(choice=Choice(lambda *_, **__: SERVICES))
    qtbot.waitUntil(lambda: monitoring.window.has_figures)
    monitoring.window.whole_wanted.emit()
    program = program_of(monitoring)
    desk = program.window.desk
    assert desk is not None

    desk.another_action.trigger()
    page = program.window.centralWidget()
    monitoring.window.whole_wanted.emit()

    assert program.window.centralWidget() is page
    assert isinstance(page, DatabaseChoice)
    assert not monitoring.window.has_figures
    page.left.emit()
    qtbot.waitUntil(lambda: monitoring.window.has_figures and program.window.desk is not None)


def test_a_database_that_opens_for_a_window_that_is_closed_is_closed_too(
    qtbot: QtBot, start: Start
) -> None:
    begun, gate = Event(), Event()
    closed: list[str] = []

    def open_at(location: str, **_: bool) -> Any:
        begun.set()
        assert gate.wait(timeout=10)
        return SimpleNamespace(close=lambda: closed.append(location))

    firm = Firmless(SignInNeededError())
    monitoring = start(services_with_users, firm.furnish, choice=Choice(open_at))
    qtbot.waitUntil(lambda: isinstance(monitoring.window.content, SignIn))
    content(monitoring, SignIn).another_link.click()
    program = program_of(monitoring)
    page = program.window.centralWidget()
    assert isinstance(page, DatabaseChoice)
    page.form.submit()
    qtbot.waitUntil(begun.is_set)

    program.window.close()
    qtbot.waitUntil(lambda: not isValid(page))
    gate.set()
    qtbot.waitUntil(lambda: program.runner.is_idle)

    assert closed == [config.own_database()]
    assert config.load().database is None
    assert isinstance(monitoring.window.content, SignIn)

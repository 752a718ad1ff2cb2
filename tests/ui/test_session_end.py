from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop import running
from tests.ui.window import SERVICES, NotePage, furniture
from ui.program import Program
from ui.session_end import SessionEnd
from ui.settings import window_settings


@dataclass
class Session:
    """Stands in for what Qt knows of a session that wants to end."""

    may_ask: bool = True
    is_held_up: bool = False
    is_released: bool = False

    def allowsInteraction(self) -> bool:
        return self.may_ask

    def cancel(self) -> None:
        self.is_held_up = True

    def release(self) -> None:
        self.is_released = True


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication) -> Iterator[Program]:
    program = Program(qapp, lambda: SERVICES, lambda _: furniture(), language="en")
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.opened):
        program.window.show()
    yield program
    program.window.close()
    program.close()


@pytest.fixture
def reasons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what Windows is told."""
    told: list[str] = []
    monkeypatch.setattr(running, "explain_staying", lambda _, words: told.append(words))
    return told


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """Let pages hold something that is not saved; return what follows on a yes."""
    asked: list[Callable[[], object]] = []

    def ask(_page: object, then: Callable[[], object]) -> bool:
        asked.append(then)
        return False

    monkeypatch.setattr(NotePage, "may_leave", ask)
    return asked


def end(program: Program, session: Any) -> None:
    app = QApplication.instance()
    assert isinstance(app, QGuiApplication)
    SessionEnd(app, program.window).answer(session)


def test_a_session_in_which_nothing_is_lost_ends(program: Program, reasons: list[str]) -> None:
    session = Session()

    end(program, session)

    assert (session.is_held_up, session.is_released, reasons) == (False, True, [])
    assert program.window.isVisible()  # the session may go on: another program may hold it up


def test_what_is_not_saved_is_asked_about_and_the_desktop_is_told_why(
    program: Program, reasons: list[str], asked: list[Callable[[], object]]
) -> None:
    session = Session()

    end(program, session)

    assert session.is_held_up
    assert reasons == ["Something that was entered is not saved yet."]
    asked[0]()  # on a yes the window closes
    assert len(asked) == 2


def test_a_session_that_asks_nobody_is_never_held_up(
    program: Program, reasons: list[str], asked: list[Callable[[], object]]
) -> None:
    session = Session(may_ask=False)

    end(program, session)

    assert (session.is_held_up, asked, reasons) == (False, [], [])


def test_a_window_without_a_database_has_nothing_to_lose(
    program: Program, asked: list[Callable[[], object]]
) -> None:
    session = Session()
    program.window.show_loading()

    end(program, session)

    assert (session.is_held_up, asked) == (False, [])


def test_the_place_is_remembered_although_nothing_closes_the_window(program: Program) -> None:
    program.window.resize(810, 610)

    program.close()

    assert window_settings().value("window/geometry") == program.window.saveGeometry()


def test_qt_tells_of_the_end(qapp: QApplication, program: Program) -> None:
    signal = SIGNAL("commitDataRequest(QSessionManager&)")
    before = qapp.receivers(signal)

    SessionEnd(qapp, program.window)

    assert qapp.receivers(signal) == before + 1

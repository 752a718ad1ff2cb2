"""Where the window stands, what it is called, and what it says while there is nothing to show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.cli.demonstration import open_demonstration
from tests.ui.window import furniture
from ui.main_window import MainWindow, fitting
from ui.pages import furniture as real_furniture
from ui.program import Program


@pytest.mark.parametrize(
    ("room", "size"),
    [
        (QRect(0, 0, 1920, 1040), QSize(1280, 800)),
        (QRect(0, 0, 1366, 728), QSize(1280, 688)),
        (QRect(0, 27, 1280, 741), QSize(1264, 701)),
        (QRect(-1024, 0, 1024, 768), QSize(1008, 728)),
    ],
)
def test_at_first_it_stands_in_the_middle_of_the_screen_and_fits(room: QRect, size: QSize) -> None:
    place = fitting(room)
    framed = place.adjusted(-8, -40, 8, 0)

    assert place.size() == size
    assert room.contains(framed)
    assert abs(framed.center().x() - room.center().x()) <= 1
    assert abs(framed.center().y() - room.center().y()) <= 1


def test_a_place_on_a_screen_that_is_gone_is_not_taken_again(qtbot: QtBot) -> None:
    first = MainWindow()
    qtbot.addWidget(first)
    first.setGeometry(3000, 2000, 1900, 1000)
    first.show()
    first.close()

    second = MainWindow()
    qtbot.addWidget(second)
    second.show()

    seen = second.geometry() & second.screen().availableGeometry()
    assert seen.height() == second.height()
    assert second.width() - seen.width() <= 1  # it cannot be narrower than the screen of the tests


@pytest.fixture
def called() -> list[str]:
    """Return the name of the firm, by which a window is called."""
    return ["Acme"]


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, called: list[str]) -> Iterator[Program]:
    users = SimpleNamespace(sign_out=lambda: None)
    services: Any = SimpleNamespace(users=users, close=lambda: None)
    around = replace(furniture().surroundings, firm=lambda: called[0])
    furnished = replace(furniture(), surroundings=around)
    program = Program(qapp, lambda: services, lambda _: furnished, language="en")
    qtbot.addWidget(program.window)
    with qtbot.waitSignal(program.opened):
        program.window.show()
    yield program
    program.window.close()
    program.close()


def test_its_title_follows_the_name_of_the_firm_and_leaves_with_the_user(
    qtbot: QtBot, program: Program, called: list[str]
) -> None:
    window = program.window
    qtbot.waitUntil(lambda: window.windowTitle() == "Acme — CRM Desktop")

    called[0] = "Acme & Sons"
    program.changes.happened.emit(Changes.SETTINGS)
    qtbot.waitUntil(lambda: window.windowTitle() == "Acme & Sons — CRM Desktop")

    program.sign_out()
    assert window.windowTitle() == "CRM Desktop"


def test_a_firm_whose_name_comes_late_is_not_named_to_the_next_user(
    qtbot: QtBot, program: Program
) -> None:
    desk = program.window.desk
    assert desk is not None
    program.window.show_step(QWidget())

    desk.setWindowTitle("Acme, late")

    assert program.window.windowTitle() == "CRM Desktop"


@pytest.mark.parametrize(
    ("is_demonstration", "words"),
    [(True, "Preparing the demonstration…"), (False, "Opening the database…")],
)
def test_what_takes_long_is_said(qtbot: QtBot, is_demonstration: bool, words: str) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show_loading(is_demonstration=is_demonstration)
    window.show()
    outline = window.centralWidget()
    assert outline is not None
    mute = outline.grab().toImage()
    assert outline.accessibleName() == "Loading…"

    outline.findChildren(QTimer)[0].start(0)  # which is a second, otherwise

    qtbot.waitUntil(lambda: outline.accessibleName() == words)
    assert outline.grab().toImage() != mute
    assert outline.findChildren(QWidget) == []


def test_a_demonstration_is_never_taken_for_a_firm(tmp_path: Path) -> None:
    services = open_demonstration(tmp_path, "en")

    around = real_furniture(services).surroundings

    assert str(around.firm()) == "Demonstration"
    assert str(around.database()).startswith("Demonstration · demonstration-en-")
    services.close()

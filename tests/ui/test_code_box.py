"""A list of codes with names, one of which may be typed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.keys import type_text
from ui.widgets.code_box import CodeBox

CURRENCIES = (("EUR", "euro"), ("RUB", "российский рубль"), ("USD", "US dollar"))


@pytest.fixture
def box(qtbot: QtBot) -> CodeBox:
    box = CodeBox()
    qtbot.addWidget(box)
    box.set_choices(CURRENCIES)
    with qtbot.waitActive(box):
        box.show()
    return box


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("rub", "RUB"),
        ("Российский рубль", "RUB"),
        ("USD · US dollar", "USD"),
        (" XQ ", "XQ"),
        ("", ""),
    ],
)
def test_a_code_is_entered_by_itself_or_by_its_name(box: CodeBox, text: str, code: str) -> None:
    box.setEditText(text)

    assert box.code() == code


def test_what_was_suggested_before_the_list_is_known_stays(qtbot: QtBot) -> None:
    box = CodeBox()
    qtbot.addWidget(box)
    box.choose("RUB")

    box.set_choices(CURRENCIES)

    assert (box.code(), box.currentText()) == ("RUB", "RUB · российский рубль")


def test_what_is_typed_after_a_press_takes_the_place_of_what_was_there(
    qtbot: QtBot, box: CodeBox
) -> None:
    edit = box.lineEdit()
    assert edit is not None
    box.choose("RUB")
    box.clearFocus()

    qtbot.mouseClick(edit, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: edit.selectedText() == "RUB · российский рубль")
    type_text(edit, "EUR")

    assert box.code() == "EUR"


def test_a_part_of_a_name_finds_its_code(qtbot: QtBot, box: CodeBox) -> None:
    box.setFocus()
    box.setEditText("")

    type_text(box, "dol")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    qtbot.keyClick(popup, Qt.Key.Key_Return)

    assert box.code() == "USD"

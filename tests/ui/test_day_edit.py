"""A field for a day."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from pytestqt.qtbot import QtBot

from crm_desktop.errors import InvalidInputError
from ui.widgets.day_edit import DayEdit

TODAY = date(2026, 3, 20)


@pytest.fixture
def edit(qtbot: QtBot) -> DayEdit:
    edit = DayEdit(TODAY)
    qtbot.addWidget(edit)
    with qtbot.waitActive(edit):
        edit.show()
    return edit


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("05.03.2026", date(2026, 3, 5)),
        ("5/3/26", date(2026, 3, 5)),
        (" 2026-3-5 ", date(2026, 3, 5)),
        ("", None),
    ],
)
def test_a_day_is_read_as_it_is_usually_written(edit: DayEdit, text: str, day: date | None) -> None:
    edit.setText(text)

    assert edit.day("hired_on") == day


@pytest.mark.parametrize("text", ["31.02.2026", "today", "1.1", "0.0.0000"])
def test_what_is_no_day_is_refused_with_an_example(edit: DayEdit, text: str) -> None:
    edit.setText(text)

    with pytest.raises(InvalidInputError, match=r"days are written like 31/03/2026") as refusal:
        edit.day("hired_on")
    assert refusal.value.field == "hired_on"


def test_leaving_the_field_writes_the_day_in_full(qtbot: QtBot, edit: DayEdit) -> None:
    edit.setFocus()
    edit.setText("5.3.26")

    edit.clearFocus()

    assert edit.text() == "05/03/2026"


def test_arrows_step_by_a_day_from_today(qtbot: QtBot, edit: DayEdit) -> None:
    qtbot.keyClick(edit, Qt.Key.Key_Up)
    assert edit.day("on") == TODAY

    qtbot.keyClick(edit, Qt.Key.Key_Up)
    qtbot.keyClick(edit, Qt.Key.Key_Down)
    qtbot.keyClick(edit, Qt.Key.Key_Down)

    assert edit.day("on") == date(2026, 3, 19)


def test_a_day_is_taken_from_the_calendar(qtbot: QtBot, edit: DayEdit) -> None:
    edit.setText("05.03.2026")
    calendar = edit.open_calendar()
    assert calendar.selectedDate() == QDate(2026, 3, 5)

    calendar.activated.emit(QDate(2026, 4, 1))

    assert edit.day("on") == date(2026, 4, 1)
    assert edit.calendar is None

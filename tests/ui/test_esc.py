"""Esc closes what is open, one thing at a time."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.keys import type_text
from ui.filters.pick_box import PickBox
from ui.scheme.indicators.formula import FormulaEdit
from ui.widgets.code_box import CodeBox
from ui.widgets.day_edit import DayEdit


class Sheet(QWidget):
    """A page that Esc leaves, with every field that opens a list."""

    def __init__(self) -> None:
        super().__init__()
        self.times_left = 0
        self.pick = PickBox("People", key=lambda choice: choice)
        self.code, self.day, self.formula = CodeBox(), DayEdit(date(2026, 3, 20)), FormulaEdit()
        self.code.set_choices([("EUR", "euro")])
        self.formula.set_codes([("margin", "Margin")])
        layout = QVBoxLayout(self)
        for field in (self.pick, self.code, self.day, self.formula):
            layout.addWidget(field)
        shortcut = QShortcut(QKeySequence("Esc"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_left)

    def open_list(self, name: str) -> None:
        field: QWidget = getattr(self, name)
        field.setFocus()
        match field:
            case PickBox():
                field.showPopup()
            case CodeBox():
                field.setEditText("")
                type_text(field, "e")
            case DayEdit():
                field.open_calendar()
            case FormulaEdit():
                type_text(field, "m")

    def _on_left(self) -> None:
        self.times_left += 1


@pytest.fixture
def sheet(qtbot: QtBot) -> Sheet:
    sheet = Sheet()
    qtbot.addWidget(sheet)
    with qtbot.waitActive(sheet):
        sheet.show()
    return sheet


@pytest.mark.parametrize("name", ["pick", "code", "day", "formula"])
def test_esc_closes_an_open_list_and_the_next_one_leaves(
    qtbot: QtBot, sheet: Sheet, name: str
) -> None:
    sheet.open_list(name)
    popup = QApplication.activePopupWidget()
    assert popup is not None

    qtbot.keyClick(popup.focusWidget() or popup, Qt.Key.Key_Escape)
    assert (QApplication.activePopupWidget(), sheet.times_left) == (None, 0)

    qtbot.keyClick(getattr(sheet, name), Qt.Key.Key_Escape)
    assert sheet.times_left == 1


def test_an_open_list_keeps_esc_alone(qtbot: QtBot, sheet: Sheet) -> None:
    sheet.open_list("pick")
    popup = sheet.pick.popup
    assert popup is not None
    save = QKeyEvent(
        QEvent.Type.ShortcutOverride, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier
    )
    save.ignore()

    QApplication.sendEvent(popup.list, save)

    assert not save.isAccepted()
    qtbot.keyClick(popup.list, Qt.Key.Key_Escape)

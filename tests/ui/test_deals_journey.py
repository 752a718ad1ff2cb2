"""From a new customer to a won deal without touching the mouse."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.domain.deals import DealStatus
from tests.ui.crm_pages import crm_room, focused_name, press
from tests.ui.keys import type_text

_MOST_STEPS = 60


def tab_to(qtbot: QtBot, name: str) -> None:
    """Press Tab until the control ``name`` has the keyboard."""
    for _step in range(_MOST_STEPS):
        if focused_name() == name:
            return
        press(qtbot, Qt.Key.Key_Tab)
    raise AssertionError(name)


def type_here(text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    type_text(focused, text)


def test_a_customer_gets_a_deal_that_is_won_by_keyboard_alone(
    qtbot: QtBot, sqlite_database: str
) -> None:
    it = crm_room(qtbot, sqlite_database)

    press(qtbot, Qt.Key.Key_N, control=True)
    type_here("ООО «Ёлка»")
    press(qtbot, Qt.Key.Key_Return)
    tab_to(qtbot, "New deal")
    press(qtbot, Qt.Key.Key_Space)

    type_here("Окна на дачу")
    tab_to(qtbot, "Amount")
    type_here("128200")
    press(qtbot, Qt.Key.Key_S, control=True)
    tab_to(qtbot, "Won")
    press(qtbot, Qt.Key.Key_Space)

    deal = it.deal(it.services.search.search("Окна на дачу")[0].id)
    assert (deal.row.customer, deal.row.status) == ("ООО «Ёлка»", DealStatus.WON)
    assert deal.row.amount.minor == 128_200_00
    assert it.errors == []

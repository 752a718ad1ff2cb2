"""Buttons that a role does not allow are off, and say why."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from crm_desktop.domain.permissions import EVERYBODY, Access, Right, Scope
from ui.rights import needs

CALCULATES = Access(None, frozenset({Right.CALCULATE}), Scope.ALL)


def button(qtbot: QtBot) -> QPushButton:
    made = QPushButton("Approve")
    made.setToolTip("Let the pay stand")
    qtbot.addWidget(made)
    return made


def test_a_button_without_its_right_is_off_and_names_what_is_missing(qtbot: QtBot) -> None:
    approve = button(qtbot)

    needs(CALCULATES, Right.APPROVE, approve)

    assert not approve.isEnabled()
    assert "approve pay" in approve.toolTip()
    assert "Administrator" in approve.toolTip()
    assert approve.accessibleDescription() == approve.toolTip()


def test_a_button_with_its_right_stays_as_it_is(qtbot: QtBot) -> None:
    approve = button(qtbot)

    needs(EVERYBODY, Right.APPROVE, approve)

    assert (approve.isEnabled(), approve.toolTip()) == (True, "Let the pay stand")
    approve.setEnabled(False)
    assert not approve.isEnabled()


def test_nothing_else_switches_a_button_on_that_a_role_does_not_allow(qtbot: QtBot) -> None:
    approve, around = button(qtbot), QWidget()
    qtbot.addWidget(around)
    QVBoxLayout(around).addWidget(approve)
    needs(CALCULATES, Right.APPROVE, approve)

    approve.setEnabled(True)
    around.setEnabled(False)
    around.setEnabled(True)

    assert not approve.isEnabled()


def test_a_button_of_another_step_takes_the_right_of_that_step(qtbot: QtBot) -> None:
    step = button(qtbot)
    needs(CALCULATES, Right.APPROVE, step)
    needs(CALCULATES, Right.CLOSE, step)
    assert "close months" in step.toolTip()

    needs(CALCULATES, Right.CALCULATE, step)

    assert (step.isEnabled(), step.toolTip()) == (True, "Let the pay stand")


def test_a_key_does_no_more_than_its_button(qtbot: QtBot) -> None:
    add = button(qtbot)
    key = QShortcut(QKeySequence("Ctrl+N"), add)

    needs(CALCULATES, Right.PEOPLE, key)
    assert not key.isEnabled()

    needs(EVERYBODY, Right.PEOPLE, key)
    assert key.isEnabled()

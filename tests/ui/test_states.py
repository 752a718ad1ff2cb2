"""Figures give way to pale rows only when they would answer another question."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.states import States


def states(qtbot: QtBot) -> States:
    shown = States(QLabel("1 240 000"))
    qtbot.addWidget(shown)
    shown.show_figures()
    return shown


def test_figures_stay_while_the_same_are_read_again(qtbot: QtBot) -> None:
    shown = states(qtbot)

    shown.show_reading()

    assert shown.has_figures
    assert not shown.is_waiting


def test_figures_of_another_period_go_after_a_moment(qtbot: QtBot) -> None:
    shown = states(qtbot)
    shown.forget()
    shown.show_reading()
    assert shown.has_figures

    qtbot.waitUntil(lambda: not shown.has_figures)


def test_an_answer_in_time_lets_nothing_flicker(qtbot: QtBot) -> None:
    shown = states(qtbot)
    shown.forget()
    shown.show_reading()
    assert shown.is_waiting

    shown.show_figures()

    assert shown.has_figures
    assert not shown.is_waiting

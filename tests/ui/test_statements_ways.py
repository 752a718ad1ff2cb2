"""Ways back from one statement to all, and calculating a month that was saved before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import sketch_figures as sketch
from tests.ui.inline_tasks import InlineTasks
from tests.ui.kpi_services import FakeServices, Told, context
from tests.ui.window import room
from ui.navigation import Navigation
from ui.progress.page import ProgressPage
from ui.statements.page import StatementsPage


@pytest.mark.parametrize("is_in_panel", [False, True])
def test_escape_goes_back_to_all_statements(qtbot: QtBot, is_in_panel: bool) -> None:
    page = statements(qtbot, FakeServices())
    page.open_key(sketch.ANNA.id)
    assert page.is_on_one

    at: QWidget = page.one.beside.panel.tree if is_in_panel else page.one.card.lines[0]
    at.setFocus()
    qtbot.keyClick(at, Qt.Key.Key_Escape)

    assert not page.is_on_one


def test_its_line_of_the_navigation_shows_all_statements(qtbot: QtBot) -> None:
    page = statements(qtbot, FakeServices())
    page.open_key(sketch.ANNA.id)

    page.show_start()

    assert not page.is_on_one


def test_the_navigation_shows_what_a_page_begins_with(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    it, begun = room(InlineTasks()), list[str]()
    qtbot.addWidget(it.desk)
    monkeypatch.setattr(it.page("deals"), "show_start", lambda: begun.append("deals"))
    navigation = it.desk.findChild(Navigation)
    assert isinstance(navigation, Navigation)

    navigation.chosen.emit("deals")

    assert begun == ["deals"]


def test_a_saved_month_is_calculated_again_after_one_question(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.payroll.saved, services.payroll.changed = {"boris"}, 2
    page = statements(qtbot, services, told)

    page.save_button.click()
    assert page.question is not None
    assert told.said == []
    answer(page.question, QMessageBox.ButtonRole.AcceptRole)

    assert told.said == ["3 statements saved; amounts changed: 2"]


def test_a_saved_month_stays_if_the_answer_is_to_keep_it(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.payroll.saved = {"boris"}
    page = statements(qtbot, services, told)

    page.save_button.click()
    assert page.question is not None
    answer(page.question, QMessageBox.ButtonRole.RejectRole)

    assert (services.payroll.saved, told.said) == ({"boris"}, [])


def test_the_words_of_a_why_with_one_record_stand_close_together(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sketch, "ROWS", sketch.ROWS[:1])
    page = statements(qtbot, FakeServices())
    page.open_key(sketch.ANNA.id)
    panel = page.one.beside.panel

    qtbot.waitUntil(lambda: panel.records.isVisible() and panel.records.y() > 0)

    assert panel._heading.height() + panel._note.height() <= 3 * panel._note.sizeHint().height()
    assert panel.records.y() - panel._heading.y() <= 4 * panel._heading.sizeHint().height()


def test_who_is_measured_by_nothing_is_led_to_the_team(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.calculation.outcomes = (sketch.without_profile(),)
    page = ProgressPage(context(services, told=told))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()

    page.team_button.click()

    assert page.team_button.isVisible()
    assert told.opened == [("team", None)]


def statements(qtbot: QtBot, services: FakeServices, told: Told | None = None) -> StatementsPage:
    page = StatementsPage(context(services, told=told))
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitActive(page):
        page.show()
    return page


def answer(question: QMessageBox, role: QMessageBox.ButtonRole) -> None:
    next(b for b in question.buttons() if question.buttonRole(b) is role).click()

"""The life of a month on screen: step by step, back again, and what is said of a refusal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.domain.period import Period
from crm_desktop.domain.permissions import Right, Role, Scope
from crm_desktop.domain.statements import StatementState
from tests.storage.access_firm import sign_in_as
from tests.storage.pay_months import APRIL, MARCH
from tests.ui.accessibility import description_of, nameless_controls
from tests.ui.reward_rooms import RewardRoom, reward_room
from ui.rewards.decision_dialog import DecisionDialog
from ui.rewards.life import LifeHead
from ui.settings import remembered_author
from ui.statements.page import StatementsPage


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> RewardRoom:
    return reward_room(qtbot, sqlite_database, period=MARCH)


def life(room: RewardRoom) -> LifeHead:
    return room.section("statements", StatementsPage).life


def dialog(room: RewardRoom) -> DecisionDialog:
    found = life(room).dialog
    assert found is not None
    return found


def save(room: RewardRoom) -> None:
    room.section("statements", StatementsPage).save_button.click()


def test_a_month_that_is_not_saved_has_no_life_yet(room: RewardRoom) -> None:
    assert not life(room).isVisible()

    save(room)

    assert life(room).isVisible()
    assert life(room).next_button.text() == "Approve"
    assert not life(room).undo_button.isVisible()
    assert description_of(life(room)) == "Draft: 3"


def own_page(room: RewardRoom, qtbot: QtBot, database: str, *rights: Right) -> StatementsPage:
    """Return the statements as who is the first employee, with ``rights``, finds them."""
    person = room.services.people.list_employees()[0]
    role = Role("own", "Own", frozenset(rights), Scope.OWN)
    own = sign_in_as(room.services, database, role, person.id)
    page = StatementsPage(replace(room.context, access=own))
    qtbot.addWidget(page)
    page.load()
    return page


def test_an_employee_finds_nothing_to_approve_before_the_statement_is_published(
    room: RewardRoom, qtbot: QtBot, sqlite_database: str
) -> None:
    save(room)
    page = own_page(room, qtbot, sqlite_database)

    assert not page.life.isVisibleTo(page)
    model = page.table.model()
    assert [model.index(row, 5).data() for row in range(model.rowCount())] == ["Not published yet"]
    page.open_key(room.services.people.list_employees()[0].id)
    assert page.one.state.text() == "Not published yet: what it would be by now"


def test_who_does_not_approve_is_not_told_to(
    room: RewardRoom, qtbot: QtBot, sqlite_database: str
) -> None:
    save(room)
    page = own_page(room, qtbot, sqlite_database, Right.CALCULATE)

    assert page.life.words.text() == "Not approved yet: the amounts may still change."


def test_each_step_asks_who_takes_it_and_the_last_one_is_final(room: RewardRoom) -> None:
    save(room)
    buttons = []

    for _step in range(4):
        buttons.append(life(room).next_button.text())
        life(room).next_button.click()
        dialog(room).submit_button.click()

    assert buttons == ["Approve", "Publish", "Mark as paid out", "Close for good"]
    steps = room.services.statement_life.steps(MARCH)
    assert [(step.state, step.author) for step in steps] == [
        (state, "Olga") for state in reversed(list(StatementState)[1:])
    ]
    assert not life(room).next_button.isVisible()
    assert not life(room).undo_button.isVisible()
    assert life(room).words.text() == "Closed by Olga · today 12:00"
    assert room.said[-1].sentence == "March 2026: closed."


def test_the_last_step_is_taken_back(room: RewardRoom) -> None:
    save(room)
    life(room).next_button.click()
    dialog(room).submit_button.click()
    assert life(room).undo_button.text() == "Take back “approved”"

    life(room).undo_button.click()
    dialog(room).submit_button.click()

    assert {row.state for row in room.services.payroll.list_statements(MARCH)} == {
        StatementState.DRAFT
    }
    assert room.said[-1].sentence == "March 2026: “approved” is taken back."
    assert life(room).words.toolTip() == "Approved by Olga · today 12:00, taken back by Olga"


def test_who_decides_is_remembered_and_a_step_without_a_name_is_refused_in_place(
    room: RewardRoom,
) -> None:
    save(room)
    life(room).next_button.click()
    dialog(room).author.setText(" ")
    dialog(room).submit_button.click()
    assert dialog(room).form.field("author").error == "Enter something here."

    dialog(room).author.setText("Pyotr")
    dialog(room).submit_button.click()

    assert life(room).dialog is None
    assert remembered_author() == "Pyotr"


def test_escape_leaves_the_month_as_it_is(qtbot: QtBot, room: RewardRoom) -> None:
    save(room)
    life(room).next_button.click()

    qtbot.keyClick(dialog(room).author, Qt.Key.Key_Escape)

    assert life(room).dialog is None
    assert room.services.statement_life.steps(MARCH) == []


def test_what_to_look_at_first_is_said_before_the_step(room: RewardRoom) -> None:
    room.context.selection.choose_period(Period.month(2026, 5))
    save(room)

    assert "May 2026 is not over yet." in life(room).warning.text()


def test_a_period_without_steps_shows_none(room: RewardRoom) -> None:
    save(room)

    room.context.selection.choose_period(Period.parse("2026-Q1"))

    assert not life(room).isVisible()


def test_a_settled_month_is_not_calculated_again(room: RewardRoom) -> None:
    room.months.settle(APRIL)
    room.context.selection.choose_period(APRIL)

    page = room.section("statements", StatementsPage)

    assert not page.save_button.isVisible()
    assert page.sheet_button.isEnabled()


def test_every_control_of_the_page_has_a_name(room: RewardRoom) -> None:
    save(room)
    for place in range(room.page.tabs.count()):
        room.page.tabs.setCurrentIndex(place)

    assert nameless_controls(room.page) == []


def test_the_tab_of_statements_leads_back_from_one_to_all(room: RewardRoom) -> None:
    room.page.open_key(1)
    page = room.section("statements", StatementsPage)
    assert page.is_on_one

    room.page.tabs.tabBarClicked.emit(0)

    assert not page.is_on_one

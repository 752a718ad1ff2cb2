from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.domain.money import Money
from crm_desktop.domain.statements import StatementState
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, shown
from tests.ui import sketch_figures as sketch
from tests.ui.accessibility import nameless_controls
from tests.ui.inline_tasks import HeldTasks
from tests.ui.kpi_services import RULED, FakeServices, Told, context
from ui import theme
from ui.models.rows import RowsModel
from ui.statements.columns import COLUMNS
from ui.statements.one import StatementView
from ui.statements.page import StatementsPage
from ui.statements.viewmodel import (
    PayRow,
    StatementsViewModel,
    StatementViewModel,
    list_pay,
    moment_words,
    read_statement,
)

RUB = "RUB\N{NO-BREAK SPACE}"
SECOND = datetime(2026, 3, 23, 14, 5, tzinfo=UTC)


def pay(services: FakeServices) -> tuple[PayRow, ...]:
    return list_pay(context(services).services, sketch.MARCH)


def test_who_has_no_saved_statement_is_listed_live() -> None:
    services = FakeServices()
    services.payroll.saved = {"boris"}

    states = {row.name: shown(row.state) for row in pay(services)}

    assert states == {
        "Анна Смирнова": "—",
        "Борис Кузнецов": "draft",
        "Вера Константинопольская-Благовещенская": "—",
    }


def test_the_list_has_the_money_of_the_statements() -> None:
    anna = pay(FakeServices())[0]

    statement = sketch.statement_of("anna")
    assert (anna.salary, anna.total) == (statement.salary, statement.total)
    assert anna.bonus == Money(111_200_00, "RUB")


def test_a_statement_that_could_not_be_made_is_listed_with_its_problem() -> None:
    services = FakeServices()
    services.calculation.outcomes = (sketch.with_problem(),)

    [row] = pay(services)

    assert row.total is None
    assert COLUMNS[4].text(row) == "—"
    assert COLUMNS[4].tip(row) == "An amount is too large."  # type: ignore[misc]
    assert COLUMNS[5].text(row) == "No statement"


def test_the_state_of_a_draft_says_when_it_was_calculated() -> None:
    services = FakeServices()
    services.payroll.saved = {"anna"}

    read = read_statement(context(services).services, sketch.ANNA.id, sketch.MARCH)

    assert str(read.state_words) == "Draft · calculated today 14:05"
    assert read.state is StatementState.DRAFT


def test_what_was_only_computed_says_that_it_is_live() -> None:
    read = read_statement(context().services, sketch.ANNA.id, sketch.MARCH)

    assert str(read.state_words) == "Not saved yet · live"


@pytest.mark.parametrize(
    ("today", "words"),
    [(date(2026, 3, 23), "today 14:05"), (date(2026, 3, 24), "23/03/2026,\xa014:05")],
)
def test_a_moment_of_today_needs_no_date(today: date, words: str) -> None:
    assert str(moment_words(SECOND, today)) == words


def test_the_model_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = RowsModel[PayRow](COLUMNS)
    model.set_rows(pay(FakeServices()))

    qtmodeltester.check(model)


def test_amounts_sort_by_value_not_by_text(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    page.table.sortByColumn(4, Qt.SortOrder.AscendingOrder)

    model = page.table.model()
    assert [model.index(row, 4).data() for row in range(3)] == [
        f"{RUB}66,000.00",
        f"{RUB}80,000.00",
        f"{RUB}161,200.00",
    ]


@pytest.mark.parametrize("width", [816, 1_072])
def test_no_amount_is_cut(qtbot: QtBot, width: int) -> None:
    page = shown_page(qtbot)
    page.resize(width, 740)
    table, metrics = page.table, QFontMetrics(theme.font(is_bold=True, is_tabular=True))

    qtbot.waitUntil(lambda: table.horizontalHeader().length() <= table.viewport().width())
    total = f"{RUB}161,200.00"
    assert table.columnWidth(4) > metrics.horizontalAdvance(total)


def test_the_foot_has_the_sum_of_all_statements(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    assert page.count.text() == "Total of 3 statements"
    assert page.total.text() == f"{RUB}307,200.00"


def test_saving_all_reloads_and_says_how_many(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    page = shown_page(qtbot, services, told)

    with qtbot.waitSignal(page.context.changes.happened) as happened:
        page.save_button.click()

    assert happened.args == [Changes.STATEMENTS]
    assert told.said == ["3 statements saved"]
    assert {row.state for row in pay(services)} != {None}
    assert page.table.model().index(0, 5).data() == "Draft"
    assert page.save_button.isEnabled()


def test_saving_that_fails_is_reported_and_may_be_tried_again(qtbot: QtBot) -> None:
    services, told = FakeServices(), Told()
    services.payroll.error = InvalidInputError("scheme", Message("The scheme is unsound."))
    page = shown_page(qtbot, services, told)

    page.save_button.click()

    assert told.reported == [services.payroll.error]
    assert page.save_button.isEnabled()


def test_a_period_without_cards_says_where_they_come_from(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.outcomes = ()

    page = shown_page(qtbot, services)

    assert page.states.sentence == (
        "Nobody has a reward card in this period. Cards and salaries come with a scheme file."
    )
    assert page.states.button is not None
    assert page.states.button.text() == "Load a scheme file…"
    page.states.button.click()
    chooser = page.beginning.scheme_import.chooser
    assert chooser is not None
    assert chooser.windowTitle() == "Import a scheme file"
    chooser.reject()


def test_who_may_not_change_rules_is_not_asked_for_cards(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.outcomes = ()
    page = StatementsPage(context(services, access=RULED))
    qtbot.addWidget(page)

    page.show()

    assert page.states.sentence == "There is no reward card to see in this period."
    assert page.states.button is None


def test_an_error_stands_in_place_of_the_list(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.error = InvalidInputError("scheme", Message("The scheme is unsound."))

    assert shown_page(qtbot, services).states.sentence == "The scheme is unsound."


def test_enter_opens_the_statement_and_backspace_the_list(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    page.table.setCurrentIndex(page.table.model().index(0, 0))

    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.is_on_one
    assert page.one.title.text() == "Statement · Анна Смирнова · March 2026"

    qtbot.keyClick(page.one.card.lines[0], Qt.Key.Key_Backspace)
    assert not page.is_on_one
    assert QApplication.focusWidget() is page.table


def test_the_lines_and_the_total_are_those_of_the_statement(qtbot: QtBot) -> None:
    page = opened(qtbot)
    view = page.one

    assert [row.amount.text() for row in view.card.lines] == [
        f"{RUB}50,000.00",
        f"{RUB}62,000.00",
        f"{RUB}12,000.00",
        f"{RUB}37,200.00",
        f"{RUB}161,200.00",
    ]


def test_the_first_premium_is_explained_at_once(qtbot: QtBot) -> None:
    page = opened(qtbot)
    view = page.one

    assert view.beside.is_open
    assert figure_of(view) == Money(62_000_00, "RUB")


def test_the_salary_names_the_card_that_gave_it(qtbot: QtBot) -> None:
    page = opened(qtbot)

    assert page.one.card.lines[0].accessibleDescription() == "set in the reward card “Менеджер”"


def test_arrow_keys_go_from_line_to_line_with_their_why(qtbot: QtBot) -> None:
    page = opened(qtbot)
    view = page.one
    view.card.lines[1].setFocus()

    qtbot.keyClick(view.card.lines[1], Qt.Key.Key_Down)

    assert QApplication.focusWidget() is view.card.lines[2]
    assert figure_of(view) == Money(12_000_00, "RUB")


def test_the_total_is_explained_by_the_lines(qtbot: QtBot) -> None:
    page = opened(qtbot)
    view = page.one

    qtbot.mouseClick(view.card.lines[-1], Qt.MouseButton.LeftButton)

    question = view.beside.panel.question
    assert question is not None
    assert question.figure == Money(161_200_00, "RUB")
    assert len(question.derivation.inputs) == 4


def test_where_there_is_no_room_a_pressed_line_opens_why_in_place_of_the_lines(
    qtbot: QtBot,
) -> None:
    page = opened(qtbot)
    page.resize(560, 600)
    qtbot.waitUntil(lambda: not page.one.beside.is_open)

    qtbot.mouseClick(page.one.card.lines[1], Qt.MouseButton.LeftButton)

    assert page.one.beside.is_open
    assert not page.one.card.isVisible()


def test_who_has_no_statement_has_the_reason_instead(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    page.open_key(sketch.GLEB.id)

    assert page.one.states.sentence == "No reward card is assigned."


def test_an_employee_who_is_gone_is_said_to_be(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    page.open_key(99)

    assert page.one.states.sentence == "Employee 99 does not exist."


def test_the_statement_leads_to_the_progress(qtbot: QtBot) -> None:
    told = Told()
    page = shown_page(qtbot, told=told)
    page.open_key(sketch.BORIS.id)

    page.one.progress_button.click()

    assert told.opened == [("progress", sketch.BORIS.id)]


def test_reading_the_same_again_leaves_the_line_chosen(qtbot: QtBot) -> None:
    page = opened(qtbot)
    page.one.card.lines[3].click()

    page.reload()

    assert page.one.card.lines[3].isChecked()
    assert figure_of(page.one) == Money(37_200_00, "RUB")


def test_older_answers_are_dropped(qtbot: QtBot, held_tasks: HeldTasks) -> None:
    surroundings = context(tasks=held_tasks)
    everyone = StatementsViewModel(surroundings.services, held_tasks, surroundings.changes)
    one = StatementViewModel(surroundings.services, held_tasks)
    heard: list[object] = []
    everyone.loaded.connect(heard.append)
    one.loaded.connect(heard.append)
    everyone.load(sketch.MARCH)
    everyone.load(sketch.MARCH)
    one.load(sketch.ANNA.id, sketch.MARCH)
    one.load(sketch.BORIS.id, sketch.MARCH)

    while held_tasks.waiting:
        held_tasks.finish(len(held_tasks.waiting) - 1)

    assert len(heard) == 2
    assert getattr(heard[0], "employee", None) == sketch.BORIS


def test_every_control_has_a_name(qtbot: QtBot) -> None:
    page = opened(qtbot)

    assert nameless_controls(page) == []


def figure_of(view: StatementView) -> object:
    question = view.beside.panel.question
    return None if question is None else question.figure


def opened(qtbot: QtBot) -> StatementsPage:
    page = shown_page(qtbot)
    page.open_key(sketch.ANNA.id)
    return page


def shown_page(
    qtbot: QtBot, services: FakeServices | None = None, told: Told | None = None
) -> StatementsPage:
    page = StatementsPage(context(services, told=told))
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitExposed(page):
        page.show()
    return page

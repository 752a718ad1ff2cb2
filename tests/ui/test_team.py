from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from crm_desktop.domain.money import Money
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message
from tests.ui import sketch_figures as sketch
from tests.ui.accessibility import nameless_controls
from tests.ui.inline_tasks import HeldTasks
from tests.ui.kpi_services import FakeServices, Told, context
from ui import theme
from ui.models.rows import Column, RowsModel
from ui.team.columns import columns_of, question_at
from ui.team.page import TeamPage
from ui.team.rows import TeamRead, TeamRow, rows_of
from ui.team.table import TeamTable
from ui.team.viewmodel import TeamViewModel, department_of, read

RUB = "RUB\N{NO-BREAK SPACE}"
SCORE_COLUMN, PAY_COLUMN, SALES_COLUMN = 2, 3, 4


def found() -> TeamRead:
    return read(context().services, sketch.MARCH)


def names(page: TeamPage) -> list[str]:
    return [row.name for row in table_of(page).people.model().rows]  # type: ignore[attr-defined]


def test_the_pay_of_a_department_and_the_company_is_the_sum_of_their_people() -> None:
    pay = {row.name: row.pay for row in (*found().sellers, *found().totals)}

    assert pay == {
        "Анна Смирнова": Money(161_200_00, "RUB"),
        "Борис Кузнецов": Money(66_000_00, "RUB"),
        "Вера Константинопольская-Благовещенская": Money(80_000_00, "RUB"),
        "Глеб Орлов": None,
        "Отдел продаж": Money(307_200_00, "RUB"),
        "Оконные системы": None,
        "Окна и двери": Money(307_200_00, "RUB"),
    }


def test_people_count_for_the_departments_above_their_own() -> None:
    outcomes = sketch.outcomes_with_windows_below_sales()

    read = rows_of(outcomes, sketch.EMPLOYEES, sketch.SCHEME, lambda _: sketch.SHARE_DUE)

    assert {row.name: row.departments for row in read.sellers}["Глеб Орлов"] == ("windows", "sales")


def test_a_cell_shows_fact_and_per_cent_and_sorts_by_the_fact() -> None:
    column = columns_of(found().indicators)[SALES_COLUMN]
    anna, _boris, vera, _gleb = found().sellers

    assert column.text(anna) == f"{RUB}1,240,000 · 83%"
    assert [column.raw(row) for row in (anna, vera)] == [Decimal(1_240_000), Decimal("90000.50")]


def test_a_missing_figure_is_a_dash_with_its_reason() -> None:
    columns = columns_of(found().indicators)
    gleb = found().sellers[3]

    assert columns[PAY_COLUMN].text(gleb) == "—"
    assert columns[PAY_COLUMN].tip(gleb) == "No reward card is assigned."  # type: ignore[misc]
    assert columns[SCORE_COLUMN].text(gleb) == "—"
    assert "Конверсия лидов" in (columns[SCORE_COLUMN].tip(gleb) or "")  # type: ignore[misc]


def test_the_model_keeps_the_rules_of_models(qtmodeltester: ModelTester) -> None:
    model = RowsModel[TeamRow](columns_of(found().indicators))
    model.set_rows(found().sellers)

    qtmodeltester.check(model)


def test_sorting_goes_by_value_and_leaves_what_has_none_last(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    people = table_of(page).people

    people.sortByColumn(PAY_COLUMN, Qt.SortOrder.AscendingOrder)
    assert names(page)[0] == "Борис Кузнецов"
    assert names(page)[-1] == "Глеб Орлов"

    people.sortByColumn(SALES_COLUMN, Qt.SortOrder.DescendingOrder)
    assert names(page)[:2] == ["Анна Смирнова", "Борис Кузнецов"]


def test_the_text_and_the_department_filter_people_and_totals(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    page.viewmodel.search("ОРЛОВ")
    assert names(page) == ["Глеб Орлов"]

    page.viewmodel.search("")
    choose_department(page, "sales")
    assert names(page) == [row.name for row in sketch.EMPLOYEES[:3]]
    totals = table_of(page).totals.model()
    assert [totals.index(row, 0).data() for row in range(totals.rowCount())] == [
        "Окна и двери",
        "Отдел продаж",
    ]


def test_a_filter_that_nobody_fits_says_so(qtbot: QtBot) -> None:
    page = shown_page(qtbot)

    page.viewmodel.search("nobody")

    assert names(page) == []
    assert any(
        label.isVisible() and label.text() == "Nobody fits the filter."
        for label in table_of(page).people.findChildren(QLabel)
    )


def test_enter_opens_the_progress_of_the_person(qtbot: QtBot) -> None:
    told = Told()
    page = shown_page(qtbot, told=told)
    people = table_of(page).people
    people.setCurrentIndex(people.model().index(1, 0))

    qtbot.keyClick(people, Qt.Key.Key_Return)

    assert told.opened == [("progress", sketch.BORIS.id)]
    assert page.context.selection.employee_id == sketch.BORIS.id


def test_space_asks_why_of_the_current_cell(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    people = table_of(page).people
    people.setFocus()
    people.setCurrentIndex(people.model().index(0, PAY_COLUMN))

    qtbot.keyClick(people, Qt.Key.Key_Space)

    question = page.beside.panel.question
    assert question is not None
    assert question.figure == Money(161_200_00, "RUB")


def test_the_button_asks_why_of_the_cell_that_was_clicked(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    totals = table_of(page).totals
    cell = totals.visualRect(totals.model().index(0, SALES_COLUMN)).center()
    qtbot.mouseClick(totals.viewport(), Qt.MouseButton.LeftButton, pos=cell)

    page.why_button.click()

    question = page.beside.panel.question
    assert question is not None
    assert str(question.about) == "Окна и двери · March 2026"


@pytest.mark.parametrize("column", ["name", "department"])
def test_words_have_no_why(column: str) -> None:
    codes = tuple(found().indicators)

    assert question_at(found().sellers[0], column, codes) is None


def test_score_and_pay_stand_before_the_indicators() -> None:
    codes = [column.code for column in columns_of(found().indicators)]

    assert codes[:5] == ["name", "department", "score", "pay", "indicator0"]


def test_departments_that_nothing_measures_are_no_totals() -> None:
    outcomes = tuple(
        replace(o, result=replace(o.result, indicators=()))
        if o.result.subject.ref.code in {"windows", ""}
        else o
        for o in sketch.outcomes()
    )

    read = rows_of(outcomes, sketch.EMPLOYEES, sketch.SCHEME, lambda _: sketch.SHARE_DUE)

    assert [row.name for row in read.totals] == ["Окна и двери", "Отдел продаж"]


@pytest.mark.parametrize(
    ("employee_id", "code"),
    [(sketch.ANNA.id, "sales"), (sketch.GLEB.id, "windows"), (None, None), (99, None)],
)
def test_the_team_begins_with_the_department_of_the_chosen_employee(
    employee_id: int | None, code: str | None
) -> None:
    assert department_of(found(), employee_id) == code


def test_a_department_that_nothing_measures_is_not_begun_with() -> None:
    outcomes = tuple(
        replace(o, result=replace(o.result, indicators=()))
        if o.result.subject.ref.code == "windows"
        else o
        for o in sketch.outcomes_with_windows_below_sales()
    )
    read = rows_of(outcomes, sketch.EMPLOYEES, sketch.SCHEME, lambda _: sketch.SHARE_DUE)

    assert department_of(read, sketch.GLEB.id) == "sales"


def test_the_choice_of_a_department_outlasts_a_change_of_employee(qtbot: QtBot) -> None:
    page = shown_page(qtbot, employee_id=sketch.ANNA.id)
    assert page.department.currentData() == "sales"
    page.context.selection.choose_employee(sketch.GLEB.id)
    assert page.department.currentData() == "windows"

    choose_department(page, "sales")
    page.context.selection.choose_employee(sketch.ANNA.id)
    page.context.selection.choose_employee(sketch.GLEB.id)

    assert page.department.currentData() == "sales"
    assert names(page) == [row.name for row in sketch.EMPLOYEES[:3]]


def test_the_figures_of_everybody_are_not_read_again_for_another_employee(qtbot: QtBot) -> None:
    services = FakeServices()
    page = shown_page(qtbot, services, employee_id=sketch.ANNA.id)
    services.calculation.outcomes = ()

    page.context.selection.choose_employee(sketch.GLEB.id)

    assert page.department.currentData() == "windows"
    assert names(page) == [sketch.GLEB.name]


def test_indicators_that_nobody_shown_has_take_no_column(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.outcomes = tuple(
        replace(o, result=replace(o.result, indicators=o.result.indicators[:1]))
        if o.result.subject.department == "windows"
        else o
        for o in sketch.outcomes()
    )
    page = shown_page(qtbot, services)
    assert headers(page)[4:] == [each.name for each in sketch.SCHEME.indicators]

    choose_department(page, "windows")

    assert headers(page) == ["Employee", "Total score", "Pay", "Объём продаж"]


def test_the_columns_fill_the_room_that_there_is(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    page.resize(2_000, 740)
    people = table_of(page).people

    header = people.horizontalHeader()
    qtbot.waitUntil(lambda: header.length() == people.viewport().width() > 1_900)


def test_score_and_pay_are_in_sight_where_not_all_has_room(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    page.resize(700, 740)
    people = table_of(page).people

    qtbot.waitUntil(lambda: people.viewport().width() < 700)
    right = people.columnViewportPosition(PAY_COLUMN) + people.columnWidth(PAY_COLUMN)
    assert right <= people.viewport().width()


def test_the_totals_follow_the_columns_of_the_people(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    table = table_of(page)

    table.people.setColumnWidth(SALES_COLUMN, 222)
    table.people.setColumnHidden(1, True)
    table.people.horizontalHeader().moveSection(3, 2)

    assert table.totals.columnWidth(SALES_COLUMN) == 222
    assert table.totals.isColumnHidden(1)
    assert table.totals.horizontalHeader().visualIndex(3) == 2


def test_an_error_stands_in_place_of_the_table(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.error = InvalidInputError("scheme", Message("The scheme is unsound."))

    page = shown_page(qtbot, services)

    assert page.states.sentence == "The scheme is unsound."


def test_a_period_without_people_says_so(qtbot: QtBot) -> None:
    services = FakeServices()
    services.calculation.outcomes = ()

    page = shown_page(qtbot, services)

    assert page.states.sentence == "Nobody is employed in this period."


def test_reading_the_same_again_leaves_the_row_chosen(qtbot: QtBot) -> None:
    page = shown_page(qtbot)
    people = table_of(page).people
    people.setCurrentIndex(people.model().index(2, SALES_COLUMN))

    page.reload()

    assert people.currentIndex().row() == 2


def test_an_older_answer_is_dropped(qtbot: QtBot, held_tasks: HeldTasks) -> None:
    services = FakeServices()
    viewmodel = TeamViewModel(context(services).services, held_tasks)
    loaded: list[TeamRead] = []
    viewmodel.loaded.connect(loaded.append)
    viewmodel.load(sketch.MARCH, None)
    viewmodel.load(sketch.MARCH, None)

    held_tasks.finish(1)
    services.calculation.outcomes = ()
    held_tasks.finish(0)

    assert [len(found.sellers) for found in loaded] == [4]


def test_of_200_people_only_those_in_sight_are_asked_for(qtbot: QtBot) -> None:
    row = found().sellers[0]
    rows = [replace(row, outcome=row.outcome) for _ in range(200)]
    asked: set[int] = set()

    def name(row: TeamRow) -> str:
        asked.add(id(row))
        return "Anna"

    table = TeamTable([Column("name", "Name", name), *columns_of(found().indicators)])
    qtbot.addWidget(table)
    table.resize(1_280, 800)
    table.show_rows(rows, found().totals)
    table.show()
    table.grab()
    table.people.verticalScrollBar().setValue(50)
    asked.clear()

    table.grab()

    in_sight = table.people.viewport().height() // theme.COMFORTABLE_ROW_HEIGHT + 2
    assert 0 < len(asked & {id(row) for row in rows}) <= in_sight


def test_every_control_of_the_team_has_a_name(qtbot: QtBot) -> None:
    assert nameless_controls(shown_page(qtbot)) == []


def table_of(page: TeamPage) -> TeamTable:
    assert page.table is not None
    return page.table


def choose_department(page: TeamPage, code: str) -> None:
    page.department.setCurrentIndex(page.department.findData(code))
    page.department.activated.emit(page.department.currentIndex())


def headers(page: TeamPage) -> list[str]:
    model = table_of(page).people.model()
    across = Qt.Orientation.Horizontal
    return [model.headerData(place, across) for place in range(model.columnCount())]


def shown_page(
    qtbot: QtBot,
    services: FakeServices | None = None,
    told: Told | None = None,
    *,
    employee_id: int | None = None,
) -> TeamPage:
    """Return a page of everyone, unless ``employee_id`` is of a department."""
    page = TeamPage(context(services, told=told, employee_id=employee_id))
    qtbot.addWidget(page)
    page.resize(1_072, 740)
    with qtbot.waitExposed(page):
        page.show()
    return page


def test_a_page_that_is_gone_is_not_told_of_another_employee(qapp: QApplication) -> None:
    page, chosen = TeamPage(context()), list[int | None]()
    selection = page.context.selection
    page.viewmodel.choose_employee = chosen.append  # type: ignore[method-assign,assignment]
    delete(page)

    selection.choose_employee(sketch.GLEB.id)

    assert chosen == []

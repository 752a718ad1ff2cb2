from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.texts import Message
from tests.ui import accessibility
from ui.models.rows import Column, RowsModel
from ui.theme import LIGHT, Tone
from ui.widgets.empty_state import EmptyState
from ui.widgets.progress_bar import BarState
from ui.widgets.table_view import TableView

COLUMNS: tuple[Column[int], ...] = (
    Column("name", Message("Name"), lambda row: f"Deal {row}", width=120),
    Column("amount", Message("Amount"), str, lambda row: row, is_number=True, width=90),
    Column(
        "plan",
        Message("Plan"),
        lambda row: f"{row} %",
        lambda row: row,
        width=160,
        bar=lambda row: BarState(Decimal(row) / 100, tone=Tone.POSITIVE),
    ),
)


def table_with(qtbot: QtBot, rows: list[int]) -> TableView:
    model = RowsModel(COLUMNS)
    model.set_rows(rows)
    table = TableView("deals", model, title="Deals", row_height=40)
    table.resize(500, 300)
    qtbot.addWidget(table)
    with qtbot.waitExposed(table):
        table.show()
    return table


@pytest.fixture
def table(qtbot: QtBot) -> TableView:
    return table_with(qtbot, [50, 9, 100])


def model_of(table: TableView) -> RowsModel[int]:
    model = table.model()
    assert isinstance(model, RowsModel)
    return model


def test_enter_opens_the_chosen_row(qtbot: QtBot, table: TableView) -> None:
    table.selectRow(1)

    with qtbot.waitSignal(table.row_activated) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)

    assert opened.args == [9]


def test_a_double_click_opens_a_row(qtbot: QtBot, table: TableView) -> None:
    place = table.visualRect(table.model().index(2, 0)).center()

    with qtbot.waitSignal(table.row_activated) as opened:
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert opened.args == [100]


def test_moving_tells_which_row_is_chosen(qtbot: QtBot, table: TableView) -> None:
    table.selectRow(0)

    with qtbot.waitSignal(table.row_selected) as chosen:
        qtbot.keyClick(table, Qt.Key.Key_Down)

    assert chosen.args == [9]
    assert table.current_row == 9


def test_tab_leaves_the_table(qtbot: QtBot, table: TableView) -> None:
    table.setFocus()
    table.selectRow(0)

    qtbot.keyClick(table, Qt.Key.Key_Tab)

    assert table.currentIndex().column() == 0


def test_a_click_on_a_header_sorts_by_value(table: TableView) -> None:
    table.sortByColumn(1, Qt.SortOrder.AscendingOrder)

    assert model_of(table).rows == (9, 50, 100)


def test_an_empty_table_says_so_and_offers_a_way_on(qtbot: QtBot, table: TableView) -> None:
    state = EmptyState("deals", "No deals yet.", "New deal")
    table.set_empty(state)
    assert not state.isVisible()

    model_of(table).set_rows([])

    assert state.isVisible()
    with qtbot.waitSignal(state.accepted):
        qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)


def test_loading_covers_the_empty_state(table: TableView) -> None:
    state = EmptyState("deals", "No deals yet.")
    table.set_empty(state)
    model_of(table).set_rows([])

    table.set_loading(True)
    assert not state.isVisible()

    table.set_loading(False)
    assert state.isVisible()


def test_pale_rows_cover_the_cells_while_loading(table: TableView) -> None:
    before = table.grab().toImage()

    table.set_loading(True)

    assert table.grab().toImage() != before


def test_the_column_menu_hides_a_column(table: TableView) -> None:
    menu = table.column_menu()
    assert [action.isEnabled() for action in menu.actions()] == [False, True, True]

    menu.actions()[1].trigger()

    assert table.isColumnHidden(1)


def test_columns_are_remembered(qtbot: QtBot, table: TableView) -> None:
    table.setColumnWidth(0, 222)
    table.column_menu().actions()[2].trigger()
    table.hide()

    again = table_with(qtbot, [1])

    assert (again.columnWidth(0), again.isColumnHidden(2)) == (222, True)


def test_a_bar_is_painted_under_its_value(table: TableView) -> None:
    cell = table.visualRect(table.model().index(0, 2))
    picture = table.viewport().grab(cell).toImage()

    low = picture.height() - 8
    colours = [picture.pixelColor(x, low).name().upper() for x in range(picture.width())]

    assert LIGHT.positive in colours
    assert LIGHT.track in colours


def test_a_reader_hears_the_table_and_every_control(table: TableView) -> None:
    table.set_empty(EmptyState("deals", "No deals yet.", "New deal"))

    assert accessibility.name_of(table) == "Deals"
    assert accessibility.nameless_controls(table) == []


def test_a_long_table_opens_at_once(qtbot: QtBot, qapp: QApplication) -> None:
    table = table_with(qtbot, list(range(100_000)))

    table.scrollToBottom()

    assert model_of(table).rowCount() <= 10_000


def test_the_frame_is_whole_at_its_corners(qtbot: QtBot) -> None:
    table = table_with(qtbot, [1, 2])

    picture = table.grab().toImage()

    right = picture.width() - 1
    for x in (2, right - 2):
        assert picture.pixelColor(x, 2) != QColor(LIGHT.surface), "the header hides the corner"
    assert picture.pixelColor(10, 10) == QColor(LIGHT.surface)


def test_a_header_without_room_ends_in_dots(qtbot: QtBot) -> None:
    table = table_with(qtbot, [1])

    assert table.horizontalHeader().textElideMode() is Qt.TextElideMode.ElideRight

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QFontMetrics
from pytestqt.qtbot import QtBot

from ui import theme
from ui.models.rows import Column, RowsModel
from ui.widgets.column_fit import ColumnFit, shared_widths
from ui.widgets.table_view import TableView

LONG = "Константинопольская-Благовещенская Александра"
COLUMNS: tuple[Column[str], ...] = (
    Column("name", "Name", lambda row: row, width=100, stretch=2),
    Column("place", "Place", lambda _row: LONG, width=60, stretch=1),
    Column("pay", "Pay", lambda _row: "1 234 567,89 ₽", is_number=True, is_strong=True),
)


@pytest.mark.parametrize(
    ("room", "widths"),
    [
        (100, [100, 60, 90]),
        (250, [100, 60, 90]),
        (260, [105, 65, 90]),
        (290, [130, 70, 90]),
        (340, [180, 70, 90]),
        (400, [220, 90, 90]),
    ],
)
def test_words_get_what_they_lack_then_all_that_stretch_share(room: int, widths: list[int]) -> None:
    assert shared_widths(COLUMNS, [180, 70, 90], room) == widths


@given(
    needed=st.tuples(*[st.integers(48, 400)] * 3),
    room=st.integers(0, 3_000),
)
def test_the_columns_fill_the_room_and_numbers_are_never_cut(
    needed: tuple[int, int, int], room: int
) -> None:
    widths = shared_widths(COLUMNS, needed, room)

    assert sum(widths) == room or sum(widths) > room
    assert widths[2] == needed[2]
    assert all(width >= min(need, 60) for width, need in zip(widths, needed, strict=True))


def fitted(qtbot: QtBot, width: int) -> TableView:
    model = RowsModel(COLUMNS)
    model.set_rows(["Anna", LONG])
    table = TableView("people", model, title="People")
    ColumnFit(table, model, "people").fit()
    qtbot.addWidget(table)
    table.resize(width, 300)
    with qtbot.waitExposed(table):
        table.show()
    return table


@pytest.mark.parametrize("width", [320, 1_000])
def test_an_amount_has_room_for_its_words(qtbot: QtBot, width: int) -> None:
    table = fitted(qtbot, width)

    metrics = QFontMetrics(theme.font(is_bold=True, is_tabular=True))
    assert table.columnWidth(2) > metrics.horizontalAdvance("1 234 567,89 ₽")


def test_the_columns_follow_the_table(qtbot: QtBot) -> None:
    table = fitted(qtbot, 1_000)
    assert table.horizontalHeader().length() == table.viewport().width()

    table.resize(1_200, 300)

    qtbot.waitUntil(lambda: table.horizontalHeader().length() == table.viewport().width() > 1_100)


def test_a_hidden_column_leaves_its_room_to_the_others(qtbot: QtBot) -> None:
    table = fitted(qtbot, 1_000)

    table.setColumnHidden(1, True)

    assert table.columnWidth(0) + table.columnWidth(2) == table.viewport().width()


def test_the_width_that_the_user_gave_stays_also_at_the_next_start(qtbot: QtBot) -> None:
    table = fitted(qtbot, 1_000)
    table.setColumnWidth(0, 222)
    table.resize(1_200, 300)
    assert table.columnWidth(0) == 222
    table.hide()

    assert fitted(qtbot, 900).columnWidth(0) == 222

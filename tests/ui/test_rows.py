from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from crm_desktop.domain.money import Money
from crm_desktop.texts import Message
from ui import format as shows
from ui.models.rows import PAGE_SIZE, Column, RowsModel, SortRole
from ui.theme import LIGHT, Tone
from ui.widgets.bar_delegate import BarRole
from ui.widgets.progress_bar import BarState

DESCENDING = Qt.SortOrder.DescendingOrder


@dataclass(frozen=True, slots=True)
class Sale:
    title: str
    amount: Money | None


def amount_of(sale: Sale) -> int | None:
    return None if sale.amount is None else sale.amount.minor


def tone_of(sale: Sale) -> Tone | None:
    return Tone.NEGATIVE if sale.amount is not None and sale.amount.minor < 0 else None


COLUMNS: tuple[Column[Sale], ...] = (
    Column("title", Message("Deal"), lambda sale: sale.title),
    Column(
        "amount",
        Message("Amount"),
        lambda sale: shows.money(sale.amount),
        amount_of,
        is_number=True,
        tone=tone_of,
        bar=lambda sale: BarState(Decimal("0.5")) if sale.amount else None,
    ),
)


def sale(title: str, minor: int | None) -> Sale:
    return Sale(title, None if minor is None else Money(minor, "EUR"))


def titles(model: RowsModel[Sale]) -> list[str]:
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture
def model() -> RowsModel[Sale]:
    model = RowsModel(COLUMNS)
    model.set_rows([sale("Fence", 9_00), sale("awning", None), sale("Door", 100_00)])
    return model


def test_the_model_keeps_qts_rules(model: RowsModel[Sale], qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model)


def test_numbers_sort_by_value_not_by_text(model: RowsModel[Sale]) -> None:
    model.sort(1)

    assert titles(model) == ["Fence", "Door", "awning"]


def test_no_value_is_last_in_either_direction(model: RowsModel[Sale]) -> None:
    model.sort(1, DESCENDING)

    assert titles(model) == ["Door", "Fence", "awning"]


def test_words_sort_without_regard_to_case(model: RowsModel[Sale]) -> None:
    model.sort(0)

    assert titles(model) == ["awning", "Door", "Fence"]


def test_a_new_list_keeps_the_order_that_was_chosen(model: RowsModel[Sale]) -> None:
    model.sort(0)

    model.set_rows([sale("b", 1), sale("a", 2)])

    assert titles(model) == ["a", "b"]


def test_what_was_selected_stays_selected_while_sorting(model: RowsModel[Sale]) -> None:
    kept = QPersistentModelIndex(model.index(2, 0))

    model.sort(0)

    assert kept.data() == "Door"


def test_a_header_speaks_the_language_in_force(model: RowsModel[Sale]) -> None:
    horizontal = Qt.Orientation.Horizontal

    assert [model.headerData(n, horizontal) for n in range(2)] == ["Deal", "Amount"]


def test_numbers_stand_at_the_right(model: RowsModel[Sale]) -> None:
    alignment = model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)

    assert Qt.AlignmentFlag(alignment) & Qt.AlignmentFlag.AlignRight


def test_a_tone_colours_a_cell(model: RowsModel[Sale]) -> None:
    model.set_rows([sale("Refund", -5_00)])

    colour = model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole)

    assert colour == QColor(LIGHT.negative)


def test_a_cell_hands_out_its_raw_value_and_its_bar(model: RowsModel[Sale]) -> None:
    index = model.index(0, 1)

    assert (index.data(SortRole), index.data(BarRole)) == (9_00, BarState(Decimal("0.5")))


def test_a_reader_hears_the_bar_too(model: RowsModel[Sale]) -> None:
    spoken = model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)

    assert spoken.endswith("; 50% of the plan")


def test_many_rows_are_shown_page_by_page() -> None:
    model = RowsModel(COLUMNS)
    model.set_rows(sale(str(n), n) for n in range(PAGE_SIZE + 7))
    assert model.rowCount() == PAGE_SIZE

    model.fetchMore(QModelIndex())

    assert model.rowCount() == PAGE_SIZE + 7
    assert not model.canFetchMore(QModelIndex())


def test_sorting_regards_the_pages_not_yet_shown() -> None:
    model = RowsModel(COLUMNS)
    model.set_rows(sale(str(n), n) for n in range(PAGE_SIZE + 7))

    model.sort(1, DESCENDING)

    assert model.index(0, 0).data() == str(PAGE_SIZE + 6)


def test_the_next_page_is_asked_of_storage_once(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows([sale("a", 1)], has_more=True)
    asked: list[bool] = []
    model.more_wanted.connect(lambda: asked.append(True))

    model.fetchMore(QModelIndex())
    model.fetchMore(QModelIndex())
    model.append_rows([sale("b", 2)], has_more=False)

    assert (titles(model), len(asked)) == (["a", "b"], 1)


def test_sorting_is_asked_of_storage_while_rows_wait_there(qtbot: QtBot) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows([sale("b", 1), sale("a", 2)], has_more=True)

    with qtbot.waitSignal(model.sort_wanted) as asked:
        model.sort(0, DESCENDING)

    assert asked.args == ["title", True]
    assert titles(model) == ["b", "a"]


@given(st.lists(st.one_of(st.none(), st.integers(-(10**15), 10**15)), max_size=30))
def test_sorting_loses_and_invents_nothing(amounts: list[int | None]) -> None:
    model = RowsModel(COLUMNS)
    model.set_rows(sale(str(n), minor) for n, minor in enumerate(amounts))

    model.sort(1)

    known = [row.amount.minor for row in model.rows if row.amount is not None]
    assert known == sorted(minor for minor in amounts if minor is not None)
    assert len(model.rows) == len(amounts)

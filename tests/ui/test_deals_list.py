from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.domain.deals import DealStatus
from crm_desktop.domain.period import Period
from tests.ui import accessibility
from tests.ui.crm_pages import CrmRoom, crm_room, emptiness, press
from tests.ui.keys import type_text
from ui.widgets.choice_box import ChoiceBox

DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> Iterator[CrmRoom]:
    """Return the page of deals: one open, one won in March 2026, one lost."""
    it = crm_room(qtbot, sqlite_database)
    customer_id = it.add_customer("ООО «Ёлка»")
    it.add_deal("Окна", customer_id)
    it.services.deals.mark_won(it.add_deal("Двери"), 1)
    it.services.deals.mark_lost(it.add_deal("Балкон"), 1, "Дорого")
    it.show("deals")
    yield it
    it.services.close()


def titles(it: CrmRoom) -> set[str]:
    return {row.title for row in it.deals.model.rows}


def choose(box: ChoiceBox, value: object) -> None:
    box.choose(value)
    box.activated.emit(box.currentIndex())


def test_all_deals_are_listed_with_their_totals(it: CrmRoom) -> None:
    assert titles(it) == {"Окна", "Двери", "Балкон"}
    shown = it.deals.totals.text().replace("\N{NO-BREAK SPACE}", " ")
    assert shown == "1 open deal, RUB 100 · 1 won deal, RUB 100 · 1 lost deal, RUB 100"
    assert it.deals.totals.toolTip().count("\n") == 2


def test_the_totals_are_those_of_the_filter(it: CrmRoom) -> None:
    choose(it.deals.status, DealStatus.WON)

    assert titles(it) == {"Двери"}
    assert it.deals.totals.text().startswith("1\xa0won\xa0deal,\xa0")
    assert "·" not in it.deals.totals.text()


def test_the_totals_are_told_in_full_where_there_is_little_room(it: CrmRoom) -> None:
    it.window.resize(560, 600)

    totals = it.deals.totals
    assert totals.height() >= totals.heightForWidth(totals.width())


def test_deals_are_found_by_the_name_of_their_customer(qtbot: QtBot, it: CrmRoom) -> None:
    it.deals.search.setFocus()
    type_text(it.deals.search, "елка")
    qtbot.keyClick(it.deals.search, Qt.Key.Key_Return)

    assert titles(it) == {"Окна"}


def test_deals_are_filtered_by_owner_and_stage(it: CrmRoom) -> None:
    choose(it.deals.owner, it.boris)
    assert titles(it) == set()

    choose(it.deals.owner, it.anna)
    choose(it.deals.stage, it.stages["Lost"])
    assert titles(it) == {"Балкон"}


def test_deals_closed_in_the_period_follow_the_period(it: CrmRoom) -> None:
    it.deals.closed.setChecked(True)
    assert it.deals.closed.text() == "Closed: March 2026"
    assert titles(it) == {"Двери", "Балкон"}

    it.selection.choose_period(Period.month(2026, 2))

    assert it.deals.closed.text() == "Closed: February 2026"
    assert titles(it) == set()


def test_the_period_changes_nothing_while_it_is_not_asked_for(it: CrmRoom) -> None:
    it.selection.choose_period(Period.month(2026, 2))

    assert titles(it) == {"Окна", "Двери", "Балкон"}


def test_show_all_takes_every_filter_off(it: CrmRoom) -> None:
    choose(it.deals.owner, it.boris)
    it.deals.closed.setChecked(True)

    emptiness(it.deals.table).button.click()

    assert len(titles(it)) == 3
    assert it.deals.owner.choice() is None
    assert not it.deals.closed.isChecked()


def test_open_deals_stand_last_by_the_day_they_were_closed(it: CrmRoom) -> None:
    codes = [column.code for column in it.deals.model.columns]

    for order in (UP, DOWN):
        it.deals.table.horizontalHeader().setSortIndicator(codes.index("closed"), order)
        assert it.deals.model.rows[-1].title == "Окна"


def test_figures_stand_right_and_names_left(it: CrmRoom) -> None:
    model = it.deals.model
    sides = {
        column.code: model.data(model.index(0, place), Qt.ItemDataRole.TextAlignmentRole)
        & Qt.AlignmentFlag.AlignRight
        for place, column in enumerate(model.columns)
    }

    assert [code for code, is_right in sides.items() if is_right] == ["amount"]


def test_a_reader_hears_every_control(it: CrmRoom) -> None:
    it.deals.new()
    assert accessibility.nameless_controls(it.deals) == []


def test_a_small_window_has_room_for_the_page(it: CrmRoom) -> None:
    it.deals.open_key(it.deals.model.rows[0].id)
    it.window.resize(700, 480)

    assert it.window.minimumSizeHint().width() <= 700
    assert it.window.minimumSizeHint().height() <= 480


def test_tab_goes_from_search_over_the_filters_to_the_table(qtbot: QtBot, it: CrmRoom) -> None:
    page = it.deals
    filters = [page.search, page.status, page.owner, page.stage, page.closed]
    way = [*filters, page.filter_button, page.columns_button]
    page.search.setFocus()

    for expected in (*way, page.table):
        assert expected.hasFocus()
        press(qtbot, Qt.Key.Key_Tab)

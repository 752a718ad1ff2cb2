from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import event, insert

from crm_desktop.changes import Changes
from crm_desktop.domain.names import folded
from crm_desktop.errors import CrmError
from crm_desktop.storage.models import (
    ClassifierRecord,
    CustomerRecord,
    CustomerTagRecord,
)
from crm_desktop.texts import Message
from tests.storage.crm_builders import NOW, sessions_on
from tests.ui import accessibility
from tests.ui.crm_pages import NARROW, WIDE, CrmRoom, crm_room, emptiness, focused_name, press
from tests.ui.inline_tasks import HeldTasks
from tests.ui.keys import type_text
from ui.customers.card import CustomerCardView
from ui.records.listing import PAGE_SIZE
from ui.widgets.skeleton import Skeleton

MANY = 12_000
DOWN, UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> CrmRoom:
    return crm_room(qtbot, sqlite_database)


def names(it: CrmRoom) -> list[str]:
    return [row.name for row in it.customers.model.rows]


def search(it: CrmRoom, qtbot: QtBot, text: str) -> None:
    it.customers.search.setFocus()
    it.customers.search.clear()
    type_text(it.customers.search, text)
    qtbot.keyClick(it.customers.search, Qt.Key.Key_Return)


def fill(database: str, count: int) -> None:
    with sessions_on(database).begin() as session:
        rows = [
            {
                "name": f"Customer {number:05}",
                "name_folded": folded(f"Customer {number:05}"),
                "kind": "company",
                "phone": f"+7 {count - number:05}",
                "created_at": NOW,
            }
            for number in range(count)
        ]
        session.execute(insert(CustomerRecord), rows)


def test_an_empty_list_says_what_to_do(qtbot: QtBot, it: CrmRoom) -> None:
    state = emptiness(it.customers.table)
    assert state.sentence == "There are no customers yet."

    qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)

    assert it.customers.beside.is_open
    assert focused_name() == "Name"


def test_a_search_does_not_mind_dots_and_case(qtbot: QtBot, it: CrmRoom) -> None:
    it.add_customer("ООО «Ёлка»")
    it.add_customer("Берёза")

    search(it, qtbot, "елка")

    assert names(it) == ["ООО «Ёлка»"]


def test_nothing_found_offers_to_show_all(qtbot: QtBot, it: CrmRoom) -> None:
    it.add_customer("Берёза")
    search(it, qtbot, "zzz")
    state = emptiness(it.customers.table)
    assert state.sentence == "Nothing fits the filter."

    qtbot.mouseClick(state.button, Qt.MouseButton.LeftButton)

    assert names(it) == ["Берёза"]
    assert it.customers.search.text() == ""


def test_the_list_is_filtered_by_owner(it: CrmRoom) -> None:
    it.add_customer("Hers", owner_id=it.anna)
    it.add_customer("His", owner_id=it.boris)
    it.customers.reload()

    it.customers.owner.choose(it.boris)
    it.customers.owner.activated.emit(it.customers.owner.currentIndex())

    assert names(it) == ["His"]
    assert it.customers.count.text() == "1 customer"


def test_a_tag_finds_what_is_below_it(it: CrmRoom, sqlite_database: str) -> None:
    tagged = it.add_customer("Tagged")
    it.add_customer("Plain")
    with sessions_on(sqlite_database).begin() as session:
        segment = ClassifierRecord(name="Segment", name_folded="segment")
        session.add(segment)
        session.flush()
        retail = ClassifierRecord(name="Retail", name_folded="retail", parent_id=segment.id)
        session.add(retail)
        session.flush()
        session.add(CustomerTagRecord(customer_id=tagged, classifier_id=retail.id))
    it.customers.reload()

    box = it.customers.tag
    assert [box.itemText(i) for i in range(box.count())] == [
        "All tags",
        "Segment",
        "Segment / Retail",
    ]
    box.setCurrentIndex(1)
    box.activated.emit(1)

    assert names(it) == ["Tagged"]


def test_thousands_are_read_page_by_page(it: CrmRoom, sqlite_database: str) -> None:
    fill(sqlite_database, MANY)
    it.customers.reload()
    model = it.customers.model
    assert model.rowCount() == PAGE_SIZE
    assert it.customers.count.text() == "12,000 customers"

    while model.canFetchMore(model.index(-1, -1)):
        model.fetchMore(model.index(-1, -1))

    assert model.rowCount() == MANY
    assert names(it) == sorted(names(it))
    assert len(set(names(it))) == MANY


def test_a_page_costs_the_same_few_statements_however_many_rows_it_has(
    it: CrmRoom, sqlite_database: str
) -> None:
    counts = []
    for rows in (3, PAGE_SIZE):
        fill(sqlite_database, rows)
        statements: list[str] = []

        def on_statement(_c: object, _k: object, statement: str, *_rest: object) -> None:
            statements.append(statement)  # noqa: B023 - called in this turn only

        event.listen(it.services._engine, "before_cursor_execute", on_statement)
        it.customers.viewmodel.load()
        event.remove(it.services._engine, "before_cursor_execute", on_statement)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 8


def test_many_pages_are_sorted_by_the_storage(it: CrmRoom, sqlite_database: str) -> None:
    fill(sqlite_database, PAGE_SIZE + 50)
    it.customers.reload()

    it.customers.table.horizontalHeader().setSortIndicator(0, DOWN)

    assert names(it)[0] == f"Customer {PAGE_SIZE + 49:05}"
    assert len(names(it)) == PAGE_SIZE


def test_many_pages_cannot_be_sorted_by_a_column_that_the_storage_does_not_know(
    it: CrmRoom, sqlite_database: str
) -> None:
    fill(sqlite_database, PAGE_SIZE + 50)
    it.customers.reload()
    header = it.customers.table.horizontalHeader()

    header.setSortIndicator(2, UP)

    assert names(it)[0] == "Customer 00000"
    assert header.sortIndicatorSection() == 0
    assert [said.sentence for said in it.said] == [
        "A list of many pages cannot be sorted by this column."
    ]


def test_a_list_of_one_page_is_sorted_by_any_column(it: CrmRoom, sqlite_database: str) -> None:
    fill(sqlite_database, 5)
    it.customers.reload()

    it.customers.table.horizontalHeader().setSortIndicator(2, UP)

    assert names(it)[0] == "Customer 00004"


def test_reading_again_keeps_the_row_and_the_pages_that_were_shown(
    it: CrmRoom, sqlite_database: str
) -> None:
    fill(sqlite_database, 3 * PAGE_SIZE)
    it.customers.reload()
    model = it.customers.model
    model.fetchMore(model.index(-1, -1))
    it.customers.table.setCurrentIndex(model.index(PAGE_SIZE + 5, 0))

    it.changes.happened.emit(Changes.CUSTOMERS)

    assert model.rowCount() == 2 * PAGE_SIZE
    assert it.customers.table.current_row.name == f"Customer {PAGE_SIZE + 5:05}"


def test_changes_elsewhere_are_read_when_the_page_is_seen_again(it: CrmRoom) -> None:
    it.show("deals")
    it.add_customer("Берёза")
    it.changes.happened.emit(Changes.CUSTOMERS)
    assert names(it) == []

    it.show("customers")

    assert names(it) == ["Берёза"]


def test_changes_that_concern_no_customer_read_nothing(it: CrmRoom) -> None:
    it.add_customer("Берёза")

    it.changes.happened.emit(Changes.SCHEME)

    assert names(it) == []


def test_pale_rows_stand_while_the_first_page_is_read(
    qtbot: QtBot, sqlite_database: str, held_tasks: HeldTasks
) -> None:
    it = crm_room(qtbot, sqlite_database, tasks=held_tasks)
    skeleton = it.customers.table.findChild(Skeleton)
    assert skeleton is not None
    assert skeleton.isVisible()

    while held_tasks.waiting:
        held_tasks.finish()

    assert not skeleton.isVisible()


def test_an_answer_to_an_older_search_is_dropped(
    qtbot: QtBot, sqlite_database: str, held_tasks: HeldTasks
) -> None:
    it = crm_room(qtbot, sqlite_database, tasks=held_tasks)
    for name in ("Берёза", "Ёлка"):
        it.add_customer(name)
    held_tasks.waiting.clear()
    it.customers.viewmodel.want(search="берёза")
    it.customers.viewmodel.want(search="ёлка")

    held_tasks.finish(1)
    held_tasks.finish(0)

    assert names(it) == ["Ёлка"]


def test_a_list_that_cannot_be_read_says_why_and_offers_to_try_again(
    it: CrmRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise CrmError(Message("The server does not answer."))

    with monkeypatch.context() as broken:
        broken.setattr(it.customers.viewmodel, "_read", lambda _query: fail())
        it.customers.viewmodel.load()
    state = emptiness(it.customers.table)
    assert (state.sentence, state.button.text()) == ("The server does not answer.", "Try again")

    it.add_customer("Берёза")
    state.button.click()

    assert names(it) == ["Берёза"]


def test_enter_opens_the_card_and_esc_leads_back_to_the_row(qtbot: QtBot, it: CrmRoom) -> None:
    it.add_customer("Берёза")
    it.customers.reload()
    it.customers.table.setFocus()
    it.customers.table.selectRow(0)

    press(qtbot, Qt.Key.Key_Return)
    assert it.customers.card.title.text() == "Берёза"
    press(qtbot, Qt.Key.Key_Escape)

    assert not it.customers.beside.is_open
    assert it.customers.table.hasFocus()


@pytest.mark.parametrize(("width", "is_beside"), [(WIDE, True), (NARROW, False)])
def test_the_card_takes_the_place_of_the_list_where_there_is_no_room(
    it: CrmRoom, width: int, is_beside: bool
) -> None:
    it.window.resize(width, 600)

    it.customers.new()

    assert it.customers.beside.listing.isVisible() == is_beside
    assert it.customers.back_button.isVisible() == (not is_beside)


def test_control_n_and_control_f_work_from_anywhere_on_the_page(qtbot: QtBot, it: CrmRoom) -> None:
    it.customers.table.setFocus()
    press(qtbot, Qt.Key.Key_F, control=True)
    assert it.customers.search.hasFocus()

    press(qtbot, Qt.Key.Key_N, control=True)

    assert it.customers.card.title.text() == "New customer"


def test_columns_can_be_hidden(it: CrmRoom) -> None:
    menu = it.customers.table.column_menu()
    phone = next(action for action in menu.actions() if action.text() == "Phone")

    phone.trigger()

    assert it.customers.table.isColumnHidden(2)


def test_a_reader_hears_every_control(it: CrmRoom) -> None:
    it.add_customer("Берёза")
    it.customers.open_key(it.customer("Берёза").row.id)
    card = it.customers.card
    assert isinstance(card, CustomerCardView)
    card.contacts.add_button.click()

    assert accessibility.nameless_controls(it.customers) == []


def test_a_very_long_name_takes_no_room_from_others(it: CrmRoom) -> None:
    long = "О'Нил; DROP TABLE " + "ы" * 230
    it.show("customers", it.add_customer(long))
    it.window.resize(WIDE, 600)

    assert it.customers.card.title.text() == long
    assert it.customers.card.title.shown_text() != long
    assert it.window.minimumSizeHint().width() < 800

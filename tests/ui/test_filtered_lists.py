"""Lists under conditions: the panel, the chips, and the views they are kept as."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from crm_desktop.changes import Changes
from crm_desktop.domain.deals import DealOrder
from crm_desktop.domain.filters import EVERYTHING, Condition, Filter, Group, Match, Operator, Who
from crm_desktop.domain.money import Money
from crm_desktop.domain.views import Screen, ViewDraft
from crm_desktop.storage.models import SavedViewRecord
from tests.storage.crm_builders import deal_draft, sessions_on
from tests.ui import accessibility
from tests.ui.crm_pages import NARROW, CrmRoom, crm_room, emptiness, press
from ui.filters.condition import ConditionEditor
from ui.filters.panel import FilterPanel
from ui.filters.values import PickedValues

LARGE = Condition("amount", Operator.AT_LEAST, (Decimal(500),))
MINE = Condition("owner", Operator.EQUAL, (Who.ME,))
OPEN = Condition("status", Operator.EQUAL, ("open",))
BOTH = Group(Match.ALL, (LARGE, MINE))


@pytest.fixture
def it(qtbot: QtBot, sqlite_database: str) -> CrmRoom:
    """Return pages where Anna, who is chosen, has a small and a large deal, Boris a large one."""
    room = crm_room(qtbot, sqlite_database)
    for title, owner, rubles in (
        ("Окна", room.anna, 100),
        ("Двери", room.anna, 900),
        ("Балкон", room.boris, 900),
    ):
        amount = Money(rubles * 100, "RUB")
        draft = deal_draft(owner, room.stages["Lead"], title=title, amount=amount)
        room.services.deals.create(draft)
    room.show("deals")
    return room


def titles(it: CrmRoom) -> set[str]:
    return {row.title for row in it.deals.model.rows}


def chips(it: CrmRoom) -> list[str]:
    return [chip.text() for chip in it.deals.chips.chips if not it.deals.chips.isHidden()]


def panel(it: CrmRoom) -> FilterPanel:
    it.deals.open_filter()
    assert it.deals.panel is not None
    return it.deals.panel


def name_field(shown: FilterPanel) -> QLineEdit:
    assert isinstance(shown.name.editor, QLineEdit)
    return shown.name.editor


def save_view(it: CrmRoom, name: str, where: Filter) -> None:
    it.services.views.create(Screen.DEALS, ViewDraft(name, where, "title"))
    it.deals.reload()


def choose_view(it: CrmRoom, name: str) -> None:
    place = it.deals.view.findText(name)
    assert place >= 0
    it.deals.view.setCurrentIndex(place)
    it.deals.view.activated.emit(place)


def views(it: CrmRoom) -> list[str]:
    box = it.deals.view
    return [box.itemText(place) for place in range(1, box.count())] if box.isVisible() else []


def test_the_list_follows_what_is_entered(qtbot: QtBot, it: CrmRoom) -> None:
    it.deals.filter_button.click()
    assert it.deals.panel is not None
    (row,) = it.deals.panel.editor.root.parts
    assert isinstance(row, ConditionEditor)
    assert row.field.hasFocus()
    row.field.choose("owner")
    assert isinstance(row.value, PickedValues)

    with qtbot.waitSignal(it.deals.viewmodel.loaded):
        row.value.box.toggle(it.services.people.employee(it.boris).code)

    assert titles(it) == {"Балкон"}
    assert chips(it) == ["Responsible: Борис Гусев"]
    assert it.deals.filter_button.text() == "Filter · 1"
    assert it.deals.panel.editor.found.text() == "Finds 1 record"


def test_a_condition_that_is_not_whole_changes_nothing(it: CrmRoom) -> None:
    panel(it).editor.settle()

    assert len(titles(it)) == 3
    assert chips(it) == []


def test_conditions_hold_besides_the_quick_filters(it: CrmRoom) -> None:
    it.deals.show_conditions(LARGE)
    it.deals.owner.choose(it.anna)
    it.deals.owner.activated.emit(it.deals.owner.currentIndex())

    assert titles(it) == {"Двери"}


def test_a_chip_takes_its_condition_off(it: CrmRoom) -> None:
    it.deals.show_conditions(BOTH)
    assert titles(it) == {"Двери"}
    assert chips(it) == ["Amount ≥ RUB\N{NO-BREAK SPACE}500.00", "Responsible: me"]

    it.deals.chips.chips[1].click()

    assert titles(it) == {"Двери", "Балкон"}
    assert panel(it).editor.tree() == Group(Match.ALL, (LARGE,))


def test_alternatives_are_one_chip(it: CrmRoom) -> None:
    it.deals.show_conditions(Group(Match.ANY, (LARGE, MINE)))
    assert chips(it) == ["Amount ≥ RUB\N{NO-BREAK SPACE}500.00 or responsible: me"]

    it.deals.chips.chips[0].click()

    assert chips(it) == []
    assert it.deals.viewmodel.query.where == EVERYTHING


def test_me_is_whose_progress_is_chosen(it: CrmRoom) -> None:
    it.deals.show_conditions(MINE)
    assert titles(it) == {"Окна", "Двери"}

    it.selection.choose_employee(it.boris)

    assert titles(it) == {"Балкон"}


def test_a_filter_that_does_not_ask_who_is_not_read_again(qtbot: QtBot, it: CrmRoom) -> None:
    it.deals.show_conditions(LARGE)

    with qtbot.assertNotEmitted(it.deals.viewmodel.reading):
        it.selection.choose_employee(it.boris)


def test_without_anyone_chosen_the_list_says_what_is_not_known(it: CrmRoom) -> None:
    it.selection.choose_employee(None)
    it.deals.show_conditions(MINE)

    assert titles(it) == set()
    assert len(it.errors) == 1
    assert emptiness(it.deals.table).isVisible()


def test_show_all_takes_the_conditions_off_too(it: CrmRoom) -> None:
    it.deals.show_conditions(Group(Match.ALL, (LARGE, Condition("title", Operator.EMPTY))))

    emptiness(it.deals.table).button.click()

    assert len(titles(it)) == 3
    assert chips(it) == []
    assert it.deals.filter_button.text() == "Filter"


def test_what_is_gone_is_said_above_the_rows(it: CrmRoom) -> None:
    it.deals.show_conditions(Condition("stage", Operator.ONE_OF, ("Lead", "Замер")))

    assert it.deals.gone.isVisible()
    assert it.deals.gone.text() == "No longer there: Замер."
    assert len(titles(it)) == 3

    it.deals.show_conditions(LARGE)
    assert not it.deals.gone.isVisible()


def test_escape_closes_the_panel(qtbot: QtBot, it: CrmRoom) -> None:
    shown = panel(it)
    press(qtbot, Qt.Key.Key_Escape)

    assert not shown.isVisible()
    assert it.deals.filter_button.hasFocus()


def test_a_card_takes_the_place_of_the_panel_and_back(it: CrmRoom) -> None:
    shown = panel(it)
    it.deals.open_key(it.deals.model.rows[0].id)
    assert (shown.isVisible(), it.deals.card.isVisible()) == (False, True)

    it.deals.open_filter()
    assert (shown.isVisible(), it.deals.card.isVisible()) == (True, False)


def test_what_is_entered_in_a_card_is_not_lost_to_the_panel(it: CrmRoom) -> None:
    it.deals.open_key(it.deals.model.rows[0].id)
    title = it.deals.card.findChildren(QLineEdit)[0]
    title.setText("Другое")

    it.deals.open_filter()

    assert it.deals.card.isVisible()
    assert it.deals.card.form.question is not None


def test_in_a_narrow_window_the_panel_has_the_place_of_the_list(it: CrmRoom) -> None:
    it.window.resize(NARROW, 700)
    shown = panel(it)

    assert shown.isVisible()
    assert not it.deals.table.isVisible()
    it.deals.back_button.click()
    assert it.deals.table.isVisible()


def test_a_view_is_kept_under_a_name_and_chosen(it: CrmRoom) -> None:
    it.deals.show_conditions(BOTH)
    shown = panel(it)
    name_field(shown).setText("Мои крупные")
    shown.save_button.click()

    assert views(it) == ["Мои крупные"]
    assert it.deals.view.currentText() == "Мои крупные"
    assert it.said[-1].sentence == "View “Мои крупные” is saved."


def test_a_view_brings_its_filter_and_order(it: CrmRoom) -> None:
    save_view(it, "Мои крупные", BOTH)

    choose_view(it, "Мои крупные")

    assert titles(it) == {"Двери"}
    assert it.deals.viewmodel.query.order is DealOrder.TITLE
    assert panel(it).editor.tree() == BOTH
    assert name_field(panel(it)).text() == "Мои крупные"


def test_a_view_of_the_same_filter_brings_its_order_alone(it: CrmRoom) -> None:
    save_view(it, "Крупные", LARGE)
    it.deals.viewmodel.remember_order("title", is_descending=True)
    it.deals.show_conditions(LARGE)
    before = [row.title for row in it.deals.model.rows]

    choose_view(it, "Крупные")

    assert before == ["Двери", "Балкон"]
    assert [row.title for row in it.deals.model.rows] == ["Балкон", "Двери"]


def test_a_name_that_is_entered_stays_while_others_change_the_list(it: CrmRoom) -> None:
    shown = panel(it)
    name_field(shown).setText("Мои")
    it.changes.happened.emit(Changes.DEALS | Changes.VIEWS)

    assert name_field(shown).text() == "Мои"


def test_a_view_with_a_field_that_is_gone_says_so_in_its_place(
    it: CrmRoom, sqlite_database: str
) -> None:
    save_view(it, "Цветные", LARGE)
    colour = {"field": "colour", "operator": "=", "value": "red"}
    with sessions_on(sqlite_database).begin() as session:
        body = {"where": colour, "order": "title", "is_descending": False}
        session.execute(update(SavedViewRecord).values(filter=body))
    it.deals.reload()

    choose_view(it, "Цветные")

    (row,) = panel(it).editor.root.parts
    assert isinstance(row, ConditionEditor)
    assert row.isVisible()
    assert row.error == "There is no field “colour”: choose another."
    assert len(titles(it)) == 3


def test_no_view_shows_everything(it: CrmRoom) -> None:
    save_view(it, "Мои крупные", BOTH)
    choose_view(it, "Мои крупные")

    choose_view(it, "No view")

    assert len(titles(it)) == 3
    assert name_field(panel(it)).text() == ""


def test_a_taken_name_is_refused_under_the_name(it: CrmRoom) -> None:
    save_view(it, "Крупные", LARGE)
    shown = panel(it)
    it.deals.show_conditions(MINE)
    name_field(shown).setText("крупные")
    shown.save_button.click()

    assert shown.name.error == "There is a view “крупные” already."
    assert name_field(shown).hasFocus()
    assert views(it) == ["Крупные"]


def test_a_filter_that_is_not_whole_is_not_kept(it: CrmRoom) -> None:
    shown = panel(it)
    name_field(shown).setText("Новый")
    shown.save_button.click()

    (row,) = shown.editor.root.parts
    assert isinstance(row, ConditionEditor)
    assert row.error == "Enter what to compare with."
    assert views(it) == []


def test_a_renamed_view_is_named_back_by_undo(it: CrmRoom) -> None:
    save_view(it, "Крупные", LARGE)
    choose_view(it, "Крупные")
    shown = panel(it)
    name_field(shown).setText("Большие")
    shown.save_button.click()
    assert views(it) == ["Большие"]

    undo = it.said[-1].undo
    assert undo is not None
    undo()

    assert views(it) == ["Крупные"]


def test_another_view_is_kept_beside_the_chosen(it: CrmRoom) -> None:
    save_view(it, "Крупные", LARGE)
    choose_view(it, "Крупные")
    shown = panel(it)
    name_field(shown).setText("Ещё")
    shown.create_button.click()

    assert views(it) == ["Ещё", "Крупные"]
    assert it.deals.view.currentText() == "Ещё"


def test_a_deleted_view_comes_back_by_undo(it: CrmRoom) -> None:
    save_view(it, "Крупные", LARGE)
    choose_view(it, "Крупные")
    panel(it).delete_button.click()
    assert views(it) == []
    assert it.said[-1].sentence == "View “Крупные” is deleted."

    undo = it.said[-1].undo
    assert undo is not None
    undo()

    assert views(it) == ["Крупные"]
    assert it.deals.view.currentText() == "Крупные"
    assert name_field(panel(it)).text() == "Крупные"
    assert it.deals.viewmodel.query.where == LARGE


def test_a_view_that_was_chosen_meanwhile_stays_chosen(it: CrmRoom) -> None:
    save_view(it, "Крупные", LARGE)
    save_view(it, "Новые", OPEN)
    choose_view(it, "Крупные")
    panel(it).delete_button.click()
    undo = it.said[-1].undo
    choose_view(it, "Новые")
    assert undo is not None
    undo()

    assert it.deals.view.currentText() == "Новые"


def test_a_view_that_someone_changed_is_not_written_over(it: CrmRoom) -> None:
    save_view(it, "Крупные", LARGE)
    choose_view(it, "Крупные")
    (row,) = it.services.views.list_views(Screen.DEALS)
    it.services.views.save(row.id, row.version, ViewDraft("Крупные", OPEN, "title"))
    shown = panel(it)
    shown.save_button.click()

    assert "changed by someone else" in shown.name.error
    assert it.services.views.list_views(Screen.DEALS)[0].draft.where == OPEN


def test_customers_are_filtered_and_counted(it: CrmRoom) -> None:
    it.add_customer("Ёлка", owner_id=it.anna)
    it.add_customer("Сосна")
    it.show("customers")
    it.customers.show_conditions(MINE)

    assert [row.name for row in it.customers.model.rows] == ["Ёлка"]
    assert it.customers.count.text() == "1 customer"


def test_a_reader_hears_every_control(it: CrmRoom) -> None:
    save_view(it, "Крупные", BOTH)
    choose_view(it, "Крупные")
    panel(it)

    assert accessibility.nameless_controls(it.deals) == []
    assert (
        accessibility.name_of(it.deals.chips.chips[0])
        == "Take the condition off: Amount ≥ RUB\N{NO-BREAK SPACE}500.00"
    )


def test_a_small_window_has_room_for_the_panel(qtbot: QtBot, it: CrmRoom) -> None:
    it.deals.show_conditions(BOTH)
    panel(it)
    it.window.resize(800, 480)

    qtbot.waitUntil(lambda: it.window.minimumSizeHint().width() <= 700)
    assert it.window.minimumSizeHint().height() <= 480

"""Taking ready indicators from the catalogue, several at once."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from crm_desktop.kpi.basket import Basket
from crm_desktop.kpi.catalogue import CATALOGUE, CatalogueEntry, Choice, Role
from crm_desktop.kpi.catalogue_needs import need_words, needs_of
from crm_desktop.kpi.check_sources import source_problems
from crm_desktop.kpi.definition import Indicator
from crm_desktop.rewards.scheme import Scheme
from tests.storage.crm_builders import add_stages
from tests.storage.kpi_scheme import SALES
from tests.ui import accessibility
from tests.ui.crm_pages import answer, emptiness, press
from tests.ui.scheme_rooms import SchemeRoom, scheme_room
from ui.scheme.indicators.catalogue import CatalogueView
from ui.scheme.keys import CatalogueKey
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.code_box import CodeBox
from ui.widgets.text import Label

BARE = Scheme(name="Bare", currency="RUB", indicators=(SALES,))


@pytest.fixture
def room(qtbot: QtBot, sqlite_database: str) -> SchemeRoom:
    room = scheme_room(qtbot, sqlite_database, BARE, section="indicators")
    add_stages(sqlite_database)
    return room


@pytest.fixture
def catalogue(room: SchemeRoom) -> CatalogueView:
    room.indicators.open_catalogue()
    return room.indicators.catalogue


def choose(box: ChoiceBox, value: object) -> None:
    box.choose(value)
    box.activated.emit(box.currentIndex())


def fill(catalogue: CatalogueView, parameter: str, text: str) -> None:
    box = catalogue.card.fields[parameter].editor
    assert isinstance(box, CodeBox)
    box.setEditText(text)


def held(room: SchemeRoom) -> dict[str, Indicator]:
    return {each.code: each for each in room.newest().indicators}


def told(catalogue: CatalogueView) -> list[str]:
    """Return what the card says of the entry that is selected."""
    QApplication.sendPostedEvents()  # what was added is shown in turn
    labels = catalogue.card.findChildren(Label)
    return [label.text() for label in labels if label.isVisible() and label.text()]


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=lambda entry: entry.code)
def test_what_an_entry_needs_can_be_counted(entry: CatalogueEntry) -> None:
    for need in needs_of(entry):
        assert not list(source_problems(Indicator("need", "Need", need)))


def test_a_need_names_the_sort_of_records_and_not_what_became_of_them() -> None:
    [need] = needs_of(CATALOGUE["won_deals"])

    assert str(need_words(need)) == "Number of deals"


def test_a_formula_needs_the_records_of_what_it_is_made_of() -> None:
    assert [need.entity for need in needs_of(CATALOGUE["lead_cost"])] == ["deal"]


def test_what_a_formula_needs_comes_along_before_it() -> None:
    found = Basket().toggled("lead_cost").indicators()

    assert [each.code for each in found] == ["advertising_cost", "leads", "lead_cost"]


def test_what_the_firm_has_does_not_come_along_again() -> None:
    found = Basket(frozenset({"leads"})).toggled("lead_cost").indicators()

    assert [each.code for each in found] == ["advertising_cost", "lead_cost"]


def test_an_entry_for_something_else_is_taken_once_more() -> None:
    basket = Basket(frozenset({"stage_conversion"})).toggled("stage_conversion")

    [found] = basket.answered(
        "stage_conversion", {"stage_from": "Lead", "stage_to": "Offer"}
    ).indicators()

    assert (found.code, found.name) == (
        "stage_conversion_2",
        "Conversion between stages: Lead → Offer",
    )


def test_an_entry_without_questions_is_taken_once() -> None:
    assert Basket(frozenset({"leads"})).toggled("leads").chosen == ()


def test_an_empty_firm_is_led_to_the_catalogue(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database, section="indicators")

    emptiness(room.indicators.table).button.click()

    assert room.indicators.catalogue.isVisible()


def test_other_pages_lead_to_the_catalogue_at_once(qtbot: QtBot, sqlite_database: str) -> None:
    room = scheme_room(qtbot, sqlite_database, BARE, section="profiles")

    room.page.open_key(CatalogueKey())

    assert room.indicators.catalogue.isVisible()
    assert room.indicators.catalogue.model.rows


def test_the_catalogue_asks_before_a_half_entered_indicator_is_left(room: SchemeRoom) -> None:
    room.indicators.open_code(None)
    room.indicator_editor.name.setText("Effort")

    room.page.open_key(CatalogueKey())

    assert not room.indicators.catalogue.isVisible()
    answer(room.indicator_editor.question, "Leave")
    assert room.indicators.catalogue.isVisible()


def test_all_is_listed_or_what_one_role_is_measured_by(catalogue: CatalogueView) -> None:
    every = len(catalogue.model.rows)
    choose(catalogue.role_box, Role.MARKETING)

    assert every == len(CATALOGUE)
    assert catalogue.model.rows
    assert all(Role.MARKETING in row.entry.roles for row in catalogue.model.rows)


def test_the_catalogue_is_searched_by_what_entries_mean(catalogue: CatalogueView) -> None:
    catalogue.search.searched.emit("COST OF ADVERTISING")

    codes = {row.code for row in catalogue.model.rows}
    assert codes == {"advertising_cost", "lead_cost", "campaign_return"}


def test_beside_the_list_stands_an_entry_of_the_list(catalogue: CatalogueView) -> None:
    catalogue.go_to("won_deals")
    catalogue.search.searched.emit("cost of advertising")
    current = catalogue.table.current_row

    assert current is not None
    assert current.code in {"advertising_cost", "lead_cost", "campaign_return"}
    assert catalogue.card.name.text() == current.name
    catalogue.search.searched.emit("nothing like it")

    assert catalogue.card.name.text() == "Choose an indicator in the list."
    assert not catalogue.card.button.isVisible()


def test_a_click_on_the_plus_takes_the_entry_and_elsewhere_shows_it(
    qtbot: QtBot, catalogue: CatalogueView
) -> None:
    table = catalogue.table
    codes = [row.code for row in catalogue.model.rows[:3]]
    for row, column in ((1, 1), (2, 0)):
        place = table.visualRect(catalogue.model.index(row, column)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    assert catalogue.basket.chosen == (codes[2],)
    assert catalogue.card.name.text() == catalogue.model.rows[2].name


def test_it_is_said_whether_there_are_such_records(catalogue: CatalogueView) -> None:
    catalogue.go_to("won_deals")

    assert "Number of deals in the last 12 months: none yet" in told(catalogue)


def test_what_comes_along_is_said_before(catalogue: CatalogueView) -> None:
    catalogue.go_to("lead_cost")

    assert "Comes with: Cost of advertising; Leads." in told(catalogue)


def test_several_are_taken_by_the_keyboard(
    qtbot: QtBot, room: SchemeRoom, catalogue: CatalogueView
) -> None:
    press(qtbot, Qt.Key.Key_Space)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Return)
    is_counted = catalogue.chosen.text()
    press(qtbot, Qt.Key.Key_S, control=True)

    assert is_counted == "2 chosen"
    assert set(held(room)) == {"sales", "sales_volume", "won_deals"}
    assert held(room)["won_deals"].version.valid_from == date(2026, 3, 1)
    assert room.said[-1].sentence == "2 indicators hold from 01/03/2026."
    assert not catalogue.isVisible()


def test_what_is_chosen_twice_is_not_taken(catalogue: CatalogueView) -> None:
    catalogue.toggle("won_deals")
    catalogue.toggle("won_deals")

    assert catalogue.basket.chosen == ()
    assert not catalogue.take_button.isEnabled()


def test_a_question_that_is_not_answered_is_asked_at_its_field(
    room: SchemeRoom, catalogue: CatalogueView
) -> None:
    catalogue.toggle("won_deals")
    catalogue.toggle("stage_conversion")
    catalogue.go_to("won_deals")

    catalogue.take_button.click()

    box = catalogue.card.fields["stage_from"].editor
    assert accessibility.description_of(box) == "Choose: From the stage."
    assert set(held(room)) == {"sales"}


def test_an_answer_is_chosen_from_what_the_firm_has(
    room: SchemeRoom, catalogue: CatalogueView
) -> None:
    catalogue.toggle("stage_conversion")
    catalogue.go_to("stage_conversion")
    offered = catalogue.card.read.choices(Choice.STAGE)
    fill(catalogue, "stage_from", "Lead")
    fill(catalogue, "stage_to", "Won")

    catalogue.take_button.click()

    assert [code for code, _name in offered] == ["Lead", "Lost", "Offer", "Won"]
    assert held(room)["stage_conversion"].name == "Conversion between stages: Lead → Won"


def test_answers_stay_while_one_looks_at_others(catalogue: CatalogueView) -> None:
    catalogue.go_to("stage_conversion")
    fill(catalogue, "stage_from", "Lead")
    catalogue.go_to("won_deals")
    catalogue.go_to("stage_conversion")

    box = catalogue.card.fields["stage_from"].editor
    assert isinstance(box, CodeBox)
    assert box.code() == "Lead"


def test_a_day_that_is_none_is_said_at_the_day(catalogue: CatalogueView) -> None:
    catalogue.toggle("won_deals")
    catalogue.valid_from.setText("soon")

    catalogue.take_button.click()

    assert catalogue.day_field.error == "There is no such day; days are written like 31/03/2026."


def test_what_was_chosen_is_not_lost_without_a_question(
    room: SchemeRoom, catalogue: CatalogueView
) -> None:
    catalogue.toggle("won_deals")
    catalogue.back_button.click()
    is_asked = catalogue.isVisible()

    answer(catalogue.question, "Leave")

    assert is_asked
    assert not catalogue.isVisible()
    assert set(held(room)) == {"sales"}


def test_a_reader_can_name_all_controls(catalogue: CatalogueView) -> None:
    catalogue.go_to("stage_conversion")

    assert accessibility.nameless_controls(catalogue) == []

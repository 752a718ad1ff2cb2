"""The page of indicators: few of them, with records behind them, and the firm's own."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.kpi.catalogue import CATALOGUE, Role
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.script import Script
from crm_desktop.kpi.source import FormulaSource, ScriptSource
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.check_pay import scoring_problems
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.offers import Shelf, offers, taken_in
from crm_desktop.rewards.wizard.shapes import Shape, shape_of, with_scale
from tests.ui.wizard_draft_room import PEOPLE, TEAM, DraftRoom, draft_room, sellers
from ui.widgets.code_box import CodeBox
from ui.wizard.indicators_page import IndicatorsPage
from ui.wizard.plans_page import PlansPage


def measured_by(draft: WizardDraft, team: str = TEAM) -> list[str]:
    return [entry.indicator for entry in draft.profile(team).entries]


def listed(room: DraftRoom[IndicatorsPage]) -> list[str]:
    return [line.offer.code for line in room.page.list.offers.lines]


def undecided() -> WizardDraft:
    draft = editing.empty_draft("Sales", "RUB")
    return editing.with_team(draft, "Sellers", PEOPLE, role=Role.SALES)


def choose(room: DraftRoom[IndicatorsPage], code: str, *, is_entry: bool = False) -> None:
    room.page.list.go_to((code, is_entry))


def test_the_first_visit_takes_two_or_three_with_records(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, undecided())
    taken = measured_by(room.draft)
    assert 2 <= len(taken) <= 3
    lines = {line.offer.code: line.offer for line in room.page.list.offers.lines}
    assert all(lines[code].has_data for code in taken)
    assert room.page.problems() == ()


def test_a_department_as_a_whole_is_measured_by_its_own_records(
    qtbot: QtBot, sqlite_database: str
) -> None:
    whole = (SubjectRef(SubjectLevel.DEPARTMENT, "d0"),)
    draft = editing.empty_draft("Sales", "RUB")
    level = SubjectLevel.DEPARTMENT
    draft = editing.with_team(draft, "Sellers", whole, role=Role.SALES, level=level)
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, draft)
    assert measured_by(room.draft)
    choose(room, "sales_volume")
    assert [row.value for row in room.page.card.model.rows] == [Decimal(1700)]


def test_what_was_undone_is_not_taken_again(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, undecided())
    room.viewmodel.undo()
    room.page.initializePage()
    assert measured_by(room.draft) == []
    assert not room.page.validatePage()


def test_the_own_choice_is_left_alone(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, sellers(("won_deals",)))
    assert measured_by(room.draft) == ["won_deals"]


def test_space_takes_an_indicator_and_lets_it_go(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    choose(room, "average_deal")
    qtbot.keyClick(room.page.list, Qt.Key.Key_Space)
    assert measured_by(room.draft) == ["sales_volume", "won_deals", "average_deal"]
    qtbot.keyClick(room.page.list, Qt.Key.Key_Space)
    assert measured_by(room.draft) == ["sales_volume", "won_deals"]


def test_a_click_on_the_box_takes_an_indicator(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    choose(room, "average_deal")
    place = room.page.list.visualRect(room.page.list.currentIndex()).topLeft()
    place += place.__class__(20, 30)
    qtbot.mouseClick(room.page.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "average_deal" in measured_by(room.draft)


def test_a_click_on_another_box_takes_that_one(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    view = room.page.list
    choose(room, "sales_volume")
    other = listed(room).index("average_deal")
    place = view.visualRect(view.offers.index(other, 0)).topLeft()
    place += place.__class__(20, 30)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert measured_by(room.draft) == ["sales_volume", "won_deals", "average_deal"]


def test_a_second_click_on_another_line_is_of_that_one(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    view = room.page.list
    choose(room, "sales_volume")
    other = listed(room).index("average_deal")
    QTest.mouseEvent(
        QTest.MouseAction.MouseDClick,
        view.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        view.visualRect(view.offers.index(other, 0)).center(),
    )
    assert measured_by(room.draft) == ["sales_volume", "won_deals", "average_deal"]


def test_what_is_taken_out_comes_back_with_its_place_and_plans(
    qtbot: QtBot, sqlite_database: str
) -> None:
    draft = editing.with_weight(sellers(), TEAM, "sales_volume", Decimal("0.7"))
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, draft)
    was = room.draft
    for _ in range(2):
        choose(room, "sales_volume")
        room.page.card.take_button.click()
    assert room.draft.profile(TEAM) == was.profile(TEAM)
    assert set(room.draft.scheme.plans) == set(was.scheme.plans)


def test_an_own_indicator_that_is_taken_out_stays_in_the_list(
    qtbot: QtBot, sqlite_database: str
) -> None:
    own = Indicator("own", "Own figure", FormulaSource("sales_volume / won_deals"))
    draft = editing.with_indicators(sellers(), TEAM, ("own",), [own])
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, draft)
    place = listed(room).index("own")
    choose(room, "own")
    room.page.card.take_button.click()
    assert "own" not in measured_by(room.draft)
    assert listed(room).index("own") == place
    room.page.card.take_button.click()
    assert room.draft.indicator("own") == own


def test_a_team_is_opened_with_what_it_has_by_weight(qtbot: QtBot, sqlite_database: str) -> None:
    draft = editing.with_weight(sellers(), TEAM, "won_deals", Decimal("0.8"))
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, draft)
    assert listed(room)[:2] == ["won_deals", "sales_volume"]
    assert room.page.list.currentIndex().row() == 0


def test_an_empty_search_says_so(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    room.page.search.searched.emit("no such figure")
    assert room.page.nothing.isVisible()
    room.page.search.searched.emit("")
    assert room.page.nothing.isHidden()


def test_what_counts_the_same_is_offered_once(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    ready = CATALOGUE["average_deal"].indicator()
    own = replace(ready, code="own", name="Our average deal")
    firm = room.viewmodel.firm
    firm = replace(firm, present=replace(firm.present, indicators=(own,)))

    def codes(draft: WizardDraft) -> set[str]:
        found = offers(draft, TEAM, firm, room.viewmodel.past, members=PEOPLE)
        return {one.code for one in found} & {"own", "average_deal"}

    assert codes(room.draft) == {"average_deal"}
    assert codes(editing.with_indicators(room.draft, TEAM, ("own",), [own])) == {"own"}


def test_figures_of_each_person_stand_beside(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    choose(room, "sales_volume")
    rows = [(row.name, row.usual) for row in room.page.card.model.rows]
    words = [(name, text.replace("\N{NO-BREAK SPACE}", " ")) for name, text in rows]
    assert words[:2] == [("Employee 0", "RUB 1,200"), ("Employee 1", "RUB 500")]
    assert room.page.card.lacking.isHidden()


def test_what_has_no_records_says_what_it_needs(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    choose(room, "receipts")
    assert room.page.card.lacking.isVisible()
    assert "the program needs" in room.page.card.lacking.text()
    assert room.page.card.model.rows == ()


def test_a_fourth_one_is_taken_and_told(qtbot: QtBot, sqlite_database: str) -> None:
    codes = ("sales_volume", "won_deals", "average_deal")
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, sellers(codes))
    assert room.page.count.text() == "3 chosen"
    choose(room, "receipts")
    room.page.card.take_button.click()
    assert len(measured_by(room.draft)) == 4
    assert "three are enough" in room.page.count.text()


def test_what_is_asked_is_chosen_in_place(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    code = next(
        line.offer.code for line in room.page.list.offers.lines if line.offer.indicator is None
    )
    choose(room, code, is_entry=True)
    room.page.card.take_button.click()
    field = next(iter(room.page.card.fields.values()))
    assert field.error
    for each in room.page.card.fields.values():
        assert isinstance(each.editor, CodeBox)
        each.editor.choose("New")
    room.page.card.take_button.click()
    made = room.draft.indicator(measured_by(room.draft)[-1])
    assert made.name.startswith(str(CATALOGUE[code].name))
    assert "New" in made.name
    assert room.page.list.current_offer is not None
    assert room.page.list.current_offer.is_taken


def test_search_looks_into_names_and_descriptions(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    room.page.search.searched.emit("AVERAGE DEAL")
    assert "average_deal" in listed(room)
    assert len(listed(room)) < 5


def test_indicators_of_other_work_are_there_when_asked_for(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    assert "tasks_done" not in listed(room)
    room.page.shown_box.choose(True)
    room.page.shown_box.activated.emit(1)
    assert set(CATALOGUE) <= set(listed(room))


def test_each_team_has_its_own_and_pages_share_the_choice(
    qtbot: QtBot, sqlite_database: str
) -> None:
    draft = editing.with_team(undecided(), "Office", PEOPLE[2:], role=Role.OFFICE)
    draft = editing.with_members(draft, TEAM, PEOPLE[:2])
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, draft)
    assert measured_by(room.draft, "office")
    room.page.tabs.setCurrentIndex(1)
    choose(room, "tasks_done")
    was = "tasks_done" in measured_by(room.draft, "office")
    qtbot.keyClick(room.page.list, Qt.Key.Key_Return)
    assert ("tasks_done" in measured_by(room.draft, "office")) is not was
    other = PlansPage(room.viewmodel)
    qtbot.addWidget(other)
    other.initializePage()
    assert other.tabs.team == "office"


def test_one_team_needs_no_tabs(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    assert room.page.tabs.isHidden()


def test_what_is_taken_brings_all_that_it_is_made_of(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, sellers(("won_deals",)))
    script = Script("points", "Points", ScriptKind.INDICATOR, "", reads=("sales_volume",))
    made = Indicator("half", "Half", FormulaSource("scripted / 2"))
    shelf = Shelf.of(room.draft, room.viewmodel.firm)
    scripted = Indicator("scripted", "Scripted", ScriptSource("points"))
    shelf = replace(
        shelf,
        indicators={**shelf.indicators, "scripted": scripted},
        scripts={"points": script},
    )
    draft = taken_in(room.draft, TEAM, made, shelf)
    assert measured_by(draft) == ["won_deals", "half"]
    codes = {each.code for each in draft.scheme.indicators}
    assert {"half", "scripted", "sales_volume", "won_deals"} <= codes
    assert draft.scheme.scripts == (script,)


def test_marks_come_with_a_scale_that_says_what_each_is_worth(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage, sellers(("won_deals",)))
    shelf = Shelf.of(room.draft, room.viewmodel.firm)
    mark = shelf.indicators["heads_mark"]

    draft = taken_in(room.draft, TEAM, mark, shelf)

    *_, entry = draft.profile(TEAM).entries
    assert shape_of(draft, entry) is Shape.MARKS
    assert not list(scoring_problems(draft, room.viewmodel.firm))
    straight = with_scale(draft, TEAM, entry, None)
    assert taken_in(straight, TEAM, mark, shelf) == straight


def test_the_firms_own_indicators_are_offered(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    own = Indicator("own", "Own figure", FormulaSource("sales_volume / won_deals"))
    firm = room.viewmodel.firm
    firm = replace(firm, present=replace(firm.present, indicators=(own,)))
    found = offers(room.draft, TEAM, firm, room.viewmodel.past, members=PEOPLE)
    assert next(one for one in found if one.code == "own").indicator == own


@pytest.mark.parametrize("code", [None, "sales_volume"])
def test_an_indicator_is_edited_without_leaving_the_wizard(
    qtbot: QtBot, sqlite_database: str, code: str | None
) -> None:
    room = draft_room(qtbot, sqlite_database, IndicatorsPage)
    if code is None:
        room.page.own_button.click()
    else:
        choose(room, code)
        room.page.card.edit_button.click()
    dialog = room.page.dialog
    assert dialog is not None
    dialog.editor.name.setText("Sold by us")
    dialog.editor.save_button.click()
    names = [found.name for _entry, found in room.draft.entries(TEAM)]
    assert names == (
        ["Sold by us", "Won deals"] if code else ["Sales volume", "Won deals", "Sold by us"]
    )
    assert dialog.isHidden()

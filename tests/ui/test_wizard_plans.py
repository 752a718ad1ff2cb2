"""The page of plans and weights: the bar stays whole, plans come from history or by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import Subject
from crm_desktop.domain.period import Period
from crm_desktop.kpi.catalogue import CATALOGUE
from crm_desktop.kpi.definition import Polarity
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.past import PastRow, WizardPast
from tests.ui.wizard_draft_room import CODES, PEOPLE, TEAM, DraftRoom, draft_room, sellers
from ui.wizard.plans_lines import Planned
from ui.wizard.plans_model import PLAN, REACHED, Reached
from ui.wizard.plans_page import PlansPage

D = Decimal
SALES = CODES[0]


def weights(draft: WizardDraft) -> list[Decimal]:
    return [entry.weight for entry in draft.profile(TEAM).entries]


def plans(draft: WizardDraft, code: str = SALES) -> list[Decimal | None]:
    found = [draft.plan(TEAM, code, ref) for ref in PEOPLE]
    return [None if plan is None else plan.value for plan in found]


def unplanned() -> WizardDraft:
    draft = sellers()
    return replace(draft, scheme=replace(draft.scheme, plans=()))


def cell(room: DraftRoom[PlansPage], row: int, column: int = PLAN) -> QModelIndex:
    return room.page.plans.model.index(row, column)


def said(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def enter(room: DraftRoom[PlansPage], row: int, text: str) -> None:
    room.page.plans.model.setData(cell(room, row), text)


def test_a_typed_weight_leaves_the_rest_to_the_others(qtbot: QtBot, sqlite_database: str) -> None:
    codes = (*CODES, "average_deal")
    room = draft_room(qtbot, sqlite_database, PlansPage, sellers(codes))
    field = room.page.weights.fields[SALES]
    field.setText("60")
    field.editingFinished.emit()
    assert weights(room.draft) == [D("0.6"), D("0.2"), D("0.2")]
    assert [each.text() for each in room.page.weights.fields.values()] == ["60", "20", "20"]


def test_a_weight_that_is_none_goes_back(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    field = room.page.weights.fields[SALES]
    field.setText("140")
    field.editingFinished.emit()
    assert (field.text(), weights(room.draft)) == ("50", [D("0.5"), D("0.5")])


def test_arrow_keys_move_the_border_and_the_bar_stays_whole(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    bar = room.page.weights.bar
    for _time in range(3):
        qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert weights(room.draft) == [D("0.53"), D("0.47")]
    room.viewmodel.undo()  # one gesture is one step
    assert weights(room.draft) == [D("0.5"), D("0.5")]


def test_a_drag_with_the_mouse_is_one_step_to_undo(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    bar = room.page.weights.bar
    middle, half = bar.rect().center(), bar.width() // 2
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=middle)
    for share in (0.6, 0.7, 0.8):
        qtbot.mouseMove(bar, QPoint(round(2 * half * share), middle.y()))
    qtbot.mouseRelease(bar, Qt.MouseButton.LeftButton, pos=middle)
    assert weights(room.draft) == [D("0.8"), D("0.2")]
    room.viewmodel.undo()
    assert weights(room.draft) == [D("0.5"), D("0.5")]


def test_a_border_is_dragged_but_never_over_another(qtbot: QtBot, sqlite_database: str) -> None:
    codes = (*CODES, "average_deal")
    room = draft_room(qtbot, sqlite_database, PlansPage, sellers(codes))
    room.page.weights.bar.moved.emit(0, D("0.95"))
    assert weights(room.draft) == [D("0.66"), D("0.01"), D("0.33")]
    assert sum(weights(room.draft)) == 1


def test_the_first_visit_fills_in_what_history_suggests(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage, unplanned())
    assert plans(room.draft) == [D(1200), D(500), None]
    assert room.draft.profile(TEAM).entries[0].plan == D(850)
    assert room.page.problems() == ()


def test_suggestions_that_were_undone_do_not_come_back(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage, unplanned())
    room.viewmodel.undo()
    room.page.initializePage()
    assert plans(room.draft) == [None, None, None]


def test_a_second_team_has_suggestions_of_its_own(qtbot: QtBot, sqlite_database: str) -> None:
    draft = editing.with_members(sellers(), TEAM, PEOPLE[1:])
    draft = editing.without_plan(draft, SALES, PEOPLE[0])
    draft = editing.with_team(draft, "Others", PEOPLE[:1])
    draft = editing.with_indicators(draft, "others", (SALES,), ())
    room = draft_room(qtbot, sqlite_database, PlansPage, draft)
    assert plans(room.draft) == [D(1200), D(1000), D(1000)]


def test_growth_is_asked_for_and_used(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    room.page.plans.growth.setText("10")
    qtbot.mouseClick(room.page.plans.suggest_button, Qt.MouseButton.LeftButton)
    assert plans(room.draft) == [D(1300), D(550), D(1000)]


@pytest.mark.parametrize("text", ["lots", "-100", "2000"])
def test_growth_that_is_none_is_told(qtbot: QtBot, sqlite_database: str, text: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    room.page.plans.growth.setText(text)
    qtbot.mouseClick(room.page.plans.suggest_button, Qt.MouseButton.LeftButton)
    assert room.page.plans.wrong.text()
    assert plans(room.draft) == [D(1000)] * 3


def test_a_plan_is_typed_and_taken_away(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    enter(room, 0, "700")
    enter(room, 1, "1 500")
    enter(room, 2, "")
    assert plans(room.draft) == [D(1500), None, D(1000)]
    assert said(cell(room, 2).data()) == "RUB 700"


def test_what_is_no_plan_stays_marked_and_holds_the_page(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    enter(room, 1, "many")
    assert cell(room, 1).data() == "many"
    assert "many" in room.page.plans.wrong.text()
    assert not room.page.validatePage()
    enter(room, 1, "900")
    assert room.page.validatePage()
    assert plans(room.draft)[0] == D(900)


def test_a_plan_is_not_below_zero(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    enter(room, 1, "-5")
    assert room.page.problems()
    assert plans(room.draft)[0] == D(1000)


def test_a_column_is_pasted(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    QGuiApplication.clipboard().setText("Employee 0\t100\nEmployee 1\t200\nEmployee 2\t300\n")
    room.page.plans.table.setCurrentIndex(cell(room, 1))
    room.page.plans.table.paste()
    assert plans(room.draft) == [D(100), D(200), D(300)]


def test_the_first_plan_is_filled_down(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    enter(room, 1, "800")
    table = room.page.plans.table
    table.setCurrentIndex(cell(room, 1))
    table.selectionModel().select(cell(room, 2), table.selectionModel().SelectionFlag.Select)
    table.fill_down()
    assert plans(room.draft) == [D(800), D(800), D(1000)]


def test_a_whole_is_divided_by_what_each_reached(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    room.page.plans.whole.setText("5100")
    qtbot.mouseClick(room.page.plans.divide_button, Qt.MouseButton.LeftButton)
    assert plans(room.draft) == [D(2400), D(1000), D(1700)]  # 2400 : 1000 : their mean
    assert said(room.page.plans.control.text()) == "The parts make RUB 5,100, exactly the whole."


def test_parts_that_miss_the_whole_are_told(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    room.page.plans.whole.setText("4000")
    room.page.plans.whole.editingFinished.emit()
    assert "RUB 1,000 is missing" in said(room.page.plans.control.text())


def test_what_nobody_reached_is_marked_by_word_and_sign(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    assert (cell(room, 1, REACHED).data(), cell(room, 2, REACHED).data()) == ("2 of 2", "never")
    assert cell(room, 2, REACHED).data(Qt.ItemDataRole.DecorationRole) is not None
    assert "Never reached by: Employee 1" in room.page.plans.attainable.text()
    assert room.page.plans.attainable.text().startswith("1 of 2 reached this")


def test_averages_are_the_same_for_all_and_not_divided(qtbot: QtBot, sqlite_database: str) -> None:
    draft = sellers(("average_deal",))
    draft = replace(draft, scheme=replace(draft.scheme, plans=()))
    room = draft_room(qtbot, sqlite_database, PlansPage, draft)
    assert plans(room.draft, "average_deal") == [None, None, None]
    assert room.draft.profile(TEAM).entries[0].plan == D(550)
    assert not room.page.plans.divide_button.isVisible()


def test_where_less_is_better_the_least_is_the_best() -> None:
    indicator = replace(CATALOGUE["won_deals"].indicator(), polarity=Polarity.LESS)
    draft = editing.with_entry(
        editing.with_definition(sellers(), indicator),
        TEAM,
        replace(sellers().profile(TEAM).entries[1], plan=D(3)),
    )
    draft = editing.without_plan(draft, indicator.code, PEOPLE[0])
    periods = tuple(Period.month(2026, month) for month in (2, 3, 4))
    row = PastRow((D(5), D(3), D(4)), (True, True, True))
    past = WizardPast(periods, {(PEOPLE[0], indicator.code): row})
    planned = Planned(draft, TEAM, indicator, (Subject(PEOPLE[0], "Anna"),), past, "RUB")
    line = planned.lines()[1]
    assert (line.best, line.held, line.reached) == (D(3), D(3), Reached(1, 3))


def test_the_season_of_the_first_month_is_asked_for(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    room.page.plans.season.click()
    assert room.page.plans.season.text() == "Season: June (100%)"  # a year is not known

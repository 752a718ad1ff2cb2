"""The page of plans and weights: the bar stays whole, plans come from history or by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.domain.period import PeriodKind
from crm_desktop.domain.quantity import Unit
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft
from crm_desktop.rewards.wizard.past import WizardPast
from crm_desktop.rewards.wizard.planned import PlanLine
from tests.ui.inline_tasks import HeldTasks
from tests.ui.wizard_draft_room import CODES, PEOPLE, TEAM, DraftRoom, draft_room, sellers
from ui.wizard.plans_model import PLAN, REACHED, PlansModel
from ui.wizard.plans_page import PlansPage
from ui.wizard.viewmodel import WizardViewModel

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
    """Return a cell of the team in row 0, of the first person in row 1."""
    model = room.page.plans.model
    rows = [place for place, line in enumerate(model.lines) if not line.is_sum]
    return model.index(rows[row], column)


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


@pytest.mark.parametrize("text", ["140", "abc", ""])
def test_a_weight_that_is_none_is_told_and_holds_the_page(
    qtbot: QtBot, sqlite_database: str, text: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    field = room.page.weights.fields[SALES]
    field.setText(text)
    field.editingFinished.emit()
    assert (field.text(), weights(room.draft)) == (text, [D("0.5"), D("0.5")])
    assert "from 0 to 100" in room.page.weights.wrong.text()
    assert not room.page.validatePage()
    field.setText("60")
    field.editingFinished.emit()
    assert room.page.validatePage()
    assert weights(room.draft) == [D("0.6"), D("0.4")]


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


def test_a_season_is_left_out_only_where_a_year_is_known(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    room.page.plans.season.click()
    assert "Less than a year is known" in room.page.plans.season_words.text()


def test_longer_periods_have_no_season(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    room.page.plans.season.click()
    room.viewmodel.change(editing.with_period_kind(room.draft, TEAM, PeriodKind.QUARTER))
    assert not room.page.plans.season.isChecked()
    assert room.page.plans.season_words.text() == ""


def test_what_departments_have_together_cannot_be_typed(qtbot: QtBot) -> None:
    model = PlansModel()
    department = SubjectRef(SubjectLevel.DEPARTMENT, "sales")
    lines = [
        PlanLine(None),
        PlanLine(department, "Sales", is_sum=True),
        PlanLine(PEOPLE[0], "Anna"),
    ]
    model.show_lines(lines, Unit.MONEY, "RUB")
    told: list[object] = []
    model.entered.connect(told.append)
    assert not model.flags(model.index(1, PLAN)) & Qt.ItemFlag.ItemIsEditable
    model.enter({1: "5", 2: "7"})
    assert told == [{PEOPLE[0]: "7"}]


def test_a_plan_that_is_still_being_typed_is_kept_when_the_page_is_left(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    table = room.page.plans.table
    table.setCurrentIndex(cell(room, 1))
    table.edit(cell(room, 1))
    editor = table.viewport().findChild(QLineEdit)
    assert editor is not None
    editor.setText("750")
    room.page.leave()
    assert plans(room.draft)[0] == D(750)


@pytest.mark.parametrize("text", ["many", "-100"])
def test_a_growth_that_is_none_holds_the_page(
    qtbot: QtBot, sqlite_database: str, text: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    growth = room.page.plans.growth
    growth.clear()
    qtbot.keyClicks(growth, text)
    assert not room.page.validatePage()
    growth.setText("5")
    growth.editingFinished.emit()
    assert room.page.validatePage()


def test_a_cell_of_who_is_gone_holds_nothing(qtbot: QtBot, sqlite_database: str) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    enter(room, 3, "many")
    assert room.page.problems()
    room.viewmodel.change(editing.with_members(room.draft, TEAM, PEOPLE[:2]))
    assert room.page.problems() == ()


def test_a_cell_that_cannot_be_read_is_forgotten_when_it_is_undone(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    enter(room, 1, "900")
    enter(room, 2, "many")
    room.viewmodel.undo()
    assert room.page.problems() == ()
    assert said(cell(room, 2).data()) == "RUB 1,000"


def test_a_past_that_is_still_being_read_is_told_once_it_is_there(
    qtbot: QtBot, sqlite_database: str
) -> None:
    room = draft_room(qtbot, sqlite_database, PlansPage)
    tasks = HeldTasks()
    context = replace(room.viewmodel.context, tasks=tasks)
    stored = room.services.wizards.create(unplanned())
    viewmodel = WizardViewModel(context, stored, room.viewmodel.firm, None)
    told: list[WizardPast] = []
    viewmodel.past_read.connect(told.append)
    for _time in range(2):
        viewmodel.ask_past(stored.draft.scheme.indicators, PeriodKind.MONTH)
    assert told == []
    tasks.finish()
    assert [past.has_data(PEOPLE, SALES) for past in told] == [True]
    assert tasks.waiting == []

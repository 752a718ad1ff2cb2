"""The page of people: teams of them, who moves between these, and what each is paid."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from crm_desktop.domain.people import (
    COMPANY,
    DepartmentDraft,
    EmployeeDraft,
    SubjectLevel,
    SubjectRef,
)
from crm_desktop.kpi.catalogue import Role
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import WizardDraft, WizardStep
from tests.ui.wizard_room import ANNA, BORIS, SALES, VERA, WizardRoom, with_goal, wizard_room
from ui.wizard.people_team import TeamCard
from ui.wizard.people_tree import mime_of


@pytest.fixture
def room(sqlite_database: str) -> WizardRoom:
    return wizard_room(sqlite_database)


def people_draft(room: WizardRoom) -> WizardDraft:
    return with_goal(room.empty()).at(WizardStep.PEOPLE)


def two_teams(room: WizardRoom) -> WizardDraft:
    draft = editing.with_team(people_draft(room), "Sellers", [ANNA, BORIS], role=Role.SALES)
    return editing.with_team(draft, "Office", [VERA], role=Role.OFFICE)


def teams(room: WizardRoom) -> dict[str, tuple[SubjectRef, ...]]:
    """Return who is in each team, by their names."""
    draft = room.draft
    return {draft.profile(each.code).name: draft.members(each.code) for each in draft.teams}


def row_of(room: WizardRoom, name: str) -> QTreeWidgetItem:
    flags = Qt.MatchFlag.MatchExactly | Qt.MatchFlag.MatchRecursive
    return room.people.tree.findItems(name, flags)[0]


def test_teams_are_suggested_with_the_reason_and_taken_with_one_press(
    qtbot: QtBot, room: WizardRoom
) -> None:
    room.open(qtbot, people_draft(room))
    sellers = next(one for one in room.people.suggested if one.role is Role.SALES)

    room.people.take(sellers)

    assert teams(room) == {"Sellers": (SALES,)}
    assert room.draft.teams[0].role is Role.SALES
    assert row_of(room, "Анна Ёлкина").text(1) == "Sellers"
    assert row_of(room, "Вера Ким").text(1) == "in no team"


def test_a_suggestion_fills_the_team_that_waits_for_such_people(
    qtbot: QtBot, room: WizardRoom
) -> None:
    waiting = editing.with_team(people_draft(room), "Наши продавцы", (), role=Role.SALES)
    room.open(qtbot, waiting)

    room.people.take(next(one for one in room.people.suggested if one.role is Role.SALES))

    assert teams(room) == {"Наши продавцы": (SALES,)}


def test_people_who_are_ticked_make_a_team(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, people_draft(room))
    room.people.tree.choose([ANNA, VERA])

    room.people.team_button.click()

    assert teams(room) == {"Team 1": (ANNA, VERA)}
    assert room.people.tree.chosen() == ()
    assert room.people.cards["team-1"].name.hasFocus()


def test_a_department_that_is_ticked_is_taken_as_such_and_names_the_team(
    qtbot: QtBot, room: WizardRoom
) -> None:
    room.open(qtbot, people_draft(room))
    room.people.tree.choose([SALES])

    room.people.team_button.click()

    assert teams(room) == {"Sales": (SALES,)}
    assert room.people.cards["sales"].count.text() == "2 people"


def test_a_team_of_a_department_below_another_has_its_own_name(
    qtbot: QtBot, room: WizardRoom
) -> None:
    sales = next(one for one in room.services.people.list_departments() if one.code == "sales")
    north = DepartmentDraft("north", "North", parent_id=sales.id)
    room.services.people.create_department(north)
    room.open(qtbot, people_draft(room))
    room.people.tree.choose([SubjectRef(SubjectLevel.DEPARTMENT, "north")])

    room.people.team_button.click()

    assert [room.draft.profile(team.code).name for team in room.draft.teams] == ["North"]


def test_nobody_ticked_is_no_team(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, people_draft(room))
    assert not room.people.team_button.isEnabled()
    assert not room.people.add_button.isEnabled()


def test_who_is_added_to_a_team_leaves_the_other(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, two_teams(room))
    room.people.tree.choose([BORIS])

    room.people.add_menu.aboutToShow.emit()
    room.people.add_menu.actions()[1].trigger()

    assert teams(room) == {"Sellers": (ANNA,), "Office": (VERA, BORIS)}


def test_the_menu_of_a_member_moves_them_by_keyboard(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, two_teams(room))
    chip = room.people.cards["sellers"].chips[ANNA]
    menu = chip.menu()
    assert chip.focusPolicy() is Qt.FocusPolicy.StrongFocus

    menu.aboutToShow.emit()
    words = [action.text() for action in menu.actions()]
    menu.actions()[0].trigger()

    assert words == ["Move to “Office”", "Take out"]
    assert teams(room) == {"Sellers": (BORIS,), "Office": (VERA, ANNA)}


def test_a_member_can_be_taken_out(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, two_teams(room))
    menu = room.people.cards["office"].chips[VERA].menu()

    menu.aboutToShow.emit()
    menu.actions()[-1].trigger()

    assert teams(room)["Office"] == ()


def test_people_are_dragged_into_a_team(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, two_teams(room))
    mime: QMimeData = mime_of([BORIS])
    drop = QDropEvent(
        QPoint(4, 4),
        Qt.DropAction.MoveAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )

    room.people.cards["office"].dropEvent(drop)

    assert teams(room) == {"Sellers": (ANNA,), "Office": (VERA, BORIS)}


def test_a_search_shows_who_fits_by_name_or_position(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, people_draft(room))

    room.people.search.setText("елк")
    room.people.search.searched.emit("елк")

    assert not row_of(room, "Анна Ёлкина").isHidden()
    assert row_of(room, "Борис Гусев").isHidden()
    room.people.search.searched.emit("секретарь")
    assert not row_of(room, "Вера Ким").isHidden()
    room.people.search.searched.emit("")
    assert not row_of(room, "Борис Гусев").isHidden()


def test_a_department_as_a_whole_is_measured_and_nobody_paid_by_it(
    qtbot: QtBot, room: WizardRoom
) -> None:
    room.open(qtbot, two_teams(room))
    card = room.people.cards["sellers"]

    card.level.choose(SubjectLevel.DEPARTMENT)
    card.level.activated.emit(1)

    assert teams(room)["Sellers"] == (SALES,)
    assert room.draft.card("sellers") is None
    assert card.salary.isHidden() or not card.salary.isVisible()


def test_the_company_as_a_whole_is_measured(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, two_teams(room))
    card = room.people.cards["sellers"]

    card.level.choose(SubjectLevel.COMPANY)
    card.level.activated.emit(2)

    assert teams(room)["Sellers"] == (COMPANY,)


def test_salaries_are_entered_for_the_team_and_for_one_of_it(
    qtbot: QtBot, room: WizardRoom
) -> None:
    room.open(qtbot, two_teams(room))
    card = room.people.cards["sellers"]
    card.salary.setText("60000")
    card.salary.textEdited.emit("60000")
    card.own_link.click()
    own = card.own_fields[ANNA]
    own.setText("75000")
    own.textEdited.emit("75000")

    kept = room.draft.card("sellers")
    assert kept is not None
    assert kept.salary == Decimal(60_000)
    found = {each.subject: each.salary for each in kept.assignments}
    assert found == {ANNA: Decimal(75_000), BORIS: None}
    assert card.own_link.text() == "1 has another salary"

    own.setText("")
    own.textEdited.emit("")
    kept = room.draft.card("sellers")
    assert kept is not None
    assert {each.salary for each in kept.assignments} == {None}


def test_what_is_no_amount_is_stopped_at_its_field(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, two_teams(room))
    card = room.people.cards["sellers"]
    card.salary.setText("much")
    card.salary.textEdited.emit("much")

    window.next_button.click()

    assert room.step() is WizardStep.PEOPLE
    assert card.salary_field.error.startswith("“much” is no number")


def test_a_team_without_people_is_stopped_in_words(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, editing.with_team(people_draft(room), "Empty", ()))

    window.next_button.click()

    assert room.step() is WizardStep.PEOPLE
    words = room.people.strip.problems.accessibleDescription()
    assert words == "Nobody is in “Empty”: choose people, or take the team out."


def test_a_team_is_renamed_while_its_code_stays(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, two_teams(room))
    card = room.people.cards["sellers"]

    card.name.setText("Продавцы")
    card.name.textEdited.emit("Продавцы")

    assert list(teams(room)) == ["Продавцы", "Office"]
    assert "sellers" in room.people.cards


def test_a_team_is_taken_out_and_comes_back_by_undo(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, two_teams(room))

    room.people.cards["office"].remove_button.click()
    assert list(teams(room)) == ["Sellers"]
    assert window.toast.sentence == "“Office” is taken out."
    window.viewmodel.undo()

    assert list(teams(room)) == ["Sellers", "Office"]


def test_who_is_in_no_team_is_counted_quietly(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, editing.with_team(people_draft(room), "Sellers", [ANNA, BORIS]))
    words = "1 person is in no team: what holds for them now stays."
    assert room.people.outside.text() == words


def test_somebody_new_is_added_without_leaving_and_ticked(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, people_draft(room))
    room.people.hire_button.click()
    dialog = room.people.hiring
    assert dialog is not None
    assert dialog.name.accessibleName() == "Full name"
    dialog.name.setText("Глеб Орлов")
    dialog.position.setText("Продавец")

    dialog.submit_button.click()

    gleb = SubjectRef(SubjectLevel.EMPLOYEE, "gleb-orlov")
    assert room.services.people.list_employees()[-1].name
    assert room.window.viewmodel.firm.candidate(gleb) is not None
    assert room.people.tree.chosen() == (gleb,)


def test_somebody_without_a_name_is_refused_at_the_field(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, people_draft(room))
    room.people.hire_button.click()
    dialog = room.people.hiring
    assert dialog is not None

    dialog.submit_button.click()

    assert dialog.form.field("name").error
    assert len(room.services.people.list_employees()) == 3


def test_a_team_more_in_a_firm_of_two_hundred_shows_each_card_once(
    qtbot: QtBot, sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = wizard_room(sqlite_database)
    people = room.services.people
    for unit in range(30):
        code = f"unit{unit}"
        department = people.create_department(DepartmentDraft(code, f"Unit {unit}")).id
        for number in range(7):
            people.create_employee(
                EmployeeDraft(
                    f"{code}-{number}", f"Person {unit}/{number}", department_id=department
                )
            )
    units = [SubjectRef(SubjectLevel.DEPARTMENT, f"unit{unit}") for unit in range(30)]
    draft = people_draft(room)
    for number, ref in enumerate(units[:12]):
        draft = editing.with_team(draft, f"Team {number}", [ref])
    room.open(qtbot, draft)

    shown: list[TeamCard] = []
    show = TeamCard.show_team

    def note(card: TeamCard, *team: Any) -> None:
        shown.append(card)
        show(card, *team)

    monkeypatch.setattr(TeamCard, "show_team", note)
    room.people.tree.choose(units[20:])
    room.people.team_button.click()

    assert shown == list(room.people.cards.values())
    assert len(shown) == 13


def test_a_firm_without_people_is_asked_for_the_first_one(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot, people_draft(room))
    page = room.people
    assert not page.nobody.isVisible()

    page.viewmodel.firm = replace(page.viewmodel.firm, people=())
    page.show_draft(page.draft)

    assert page.nobody.isVisible()
    page.first_button.click()
    assert page.hiring is not None
    page.hiring.close()

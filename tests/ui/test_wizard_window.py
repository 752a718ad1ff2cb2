"""The window of the wizard: turning pages, keeping the draft, and two who work on one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QLineEdit, QWizard
from pytestqt.qtbot import QtBot

from crm_desktop.errors import CrmError
from crm_desktop.rewards.wizard import editing
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.texts import LANGUAGES, Message, speaking
from tests.ui import accessibility
from tests.ui.inline_tasks import HeldTasks
from tests.ui.wizard_room import ANNA, BORIS, WizardRoom, with_goal, wizard_room
from ui import theme
from ui.wizard.conflict import Choice, ConflictDialog, VanishedDialog
from ui.wizard.draft_differences import differences
from ui.wizard.publish_page import PublishPage
from ui.wizard.rail import StepState

SMALL = QSize(960, 500)
"""What is left of 1920 × 1080 at 200 %, below a task bar and inside a frame."""
_AROUND_THE_NAME = 42 + 8


@pytest.fixture
def room(sqlite_database: str) -> WizardRoom:
    return wizard_room(sqlite_database)


def at_people(room: WizardRoom) -> WizardDraft:
    """Return a draft whose author has come to the second page."""
    return with_goal(room.empty()).at(WizardStep.PEOPLE)


def change_elsewhere(room: WizardRoom, draft: WizardDraft) -> None:
    """Let somebody else save ``draft`` in the place of the one that is open here."""
    row = room.stored().row
    room.services.wizards.save(row.id, row.version, draft, "Olga")


def test_next_is_stopped_in_words_where_something_is_missing(
    qtbot: QtBot, room: WizardRoom
) -> None:
    window = room.open(qtbot)

    window.next_button.click()

    assert room.step() is WizardStep.GOAL
    assert window.page_now().strip.problems.isVisible()
    description = window.page_now().strip.problems.accessibleDescription()
    assert description == "Choose what you want, or say it in your own words."


def test_next_and_back_turn_the_pages_and_keep_where_one_is(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, with_goal(room.empty()))

    window.next_button.click()
    assert room.step() is WizardStep.PEOPLE
    window.back_button.click()

    assert room.step() is WizardStep.GOAL
    assert not window.back_button.isEnabled()
    assert room.draft.step is WizardStep.GOAL
    assert room.draft.reached is WizardStep.PEOPLE


def test_back_is_free_from_an_unsound_page(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, at_people(room))

    window.go_back()

    assert room.step() is WizardStep.GOAL


def test_a_reached_step_can_be_jumped_to_and_next_goes_on_from_there(
    qtbot: QtBot, room: WizardRoom
) -> None:
    draft = editing.with_team(at_people(room), "Sellers", [ANNA])
    window = room.open(qtbot, draft.at(WizardStep.PLANS).at(WizardStep.PLANS))

    window.rail.steps[WizardStep.GOAL].click()
    assert room.step() is WizardStep.GOAL
    window.next_button.click()

    assert room.step() is WizardStep.PEOPLE
    window.next_button.click()
    assert room.step() is WizardStep.INDICATORS
    window.back_button.click()
    assert room.step() is WizardStep.PEOPLE


def test_a_jump_forward_asks_the_present_page_first(qtbot: QtBot, room: WizardRoom) -> None:
    draft = replace(at_people(room), goal=Goal()).at(WizardStep.GOAL)
    window = room.open(qtbot, draft)

    window.go(WizardStep.PEOPLE)

    assert room.step() is WizardStep.GOAL


def test_steps_that_were_not_reached_are_off_and_say_so(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, at_people(room))

    ahead = window.rail.steps[WizardStep.PLANS]
    window.go(WizardStep.PLANS)

    assert room.step() is WizardStep.PEOPLE
    assert not ahead.isEnabled()
    assert accessibility.name_of(ahead) == "Step 4: Plans and weights"
    assert accessibility.description_of(ahead) == "Comes after the pages before it."


def test_enter_presses_a_step_of_the_rail(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, with_goal(room.empty()))
    window.next_button.click()

    qtbot.keyClick(window.rail.steps[WizardStep.GOAL], Qt.Key.Key_Return)

    assert room.step() is WizardStep.GOAL


def test_the_rail_tells_what_is_done_and_what_is_to_be_mended(
    qtbot: QtBot, room: WizardRoom
) -> None:
    draft = at_people(room).at(WizardStep.INDICATORS)  # there is no team
    window = room.open(qtbot, draft)

    states = {step: button.state for step, button in window.rail.steps.items()}

    assert states[WizardStep.GOAL] is StepState.DONE
    assert states[WizardStep.PEOPLE] is StepState.FAULTY
    assert states[WizardStep.PLANS] is StepState.AHEAD


def test_a_draft_opens_where_its_author_was(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, at_people(room))

    assert room.step() is WizardStep.PEOPLE
    assert window.windowTitle() == "Pay of sellers — KPI wizard"


def test_the_keyboard_begins_at_the_first_field(qtbot: QtBot, room: WizardRoom) -> None:
    room.open(qtbot)
    assert room.goal.name.hasFocus()


def test_enter_in_a_field_does_not_turn_the_page(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, with_goal(room.empty()))

    qtbot.keyClick(room.goal.name, Qt.Key.Key_Return)
    qtbot.keyClick(room.goal.name, Qt.Key.Key_Escape)

    assert room.step() is WizardStep.GOAL
    assert window.isVisible()


def test_every_control_of_the_first_pages_has_a_name(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, editing.with_team(at_people(room), "Sellers", [ANNA]))

    inner = {QLineEdit: "qt_spinbox_lineedit"}
    nameless = [
        control
        for page in (window.rail, room.goal, room.people)
        for control in accessibility.nameless_controls(page)
        if control.objectName() not in inner.values()
    ]

    assert nameless == []


def test_a_change_is_undone_and_made_again(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    room.goal.aims[Aim.MORE_SALES].click()

    window.rail.undo_button.click()
    assert not room.goal.aims[Aim.MORE_SALES].isChecked()
    window.rail.redo_button.click()

    assert room.draft.goal.aims == (Aim.MORE_SALES,)


def test_leaving_saves_what_was_entered_last(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    room.goal.aims[Aim.RETENTION].click()
    assert window.rail.standing.text() == "saving…"

    with qtbot.waitSignal(window.closed):
        window.leave_button.click()

    kept = room.services.wizards.list_wizards()[0]
    assert room.services.wizards.wizard(kept.id).draft.goal.aims == (Aim.RETENTION,)


def test_closing_the_window_keeps_the_draft(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    room.goal.aims[Aim.RETENTION].click()

    assert window.close()

    assert not window.isVisible()
    assert room.stored().draft.goal.aims == (Aim.RETENTION,)


def test_closing_a_draft_that_is_kept_closes_at_once(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot)
    assert window.close()
    assert not window.isVisible()


def test_the_theme_is_switched_again_and_again_beside_the_wizard(
    qtbot: QtBot, qapp: QApplication, room: WizardRoom
) -> None:
    window = room.open(qtbot)
    looks: dict[str, QImage] = {}
    for tokens in (theme.LIGHT, theme.DARK) * 2:
        theme.apply(qapp, tokens)
        look = window.grab().toImage()
        assert looks.setdefault(tokens.code, look) == look
    assert looks["light"] != looks["dark"]


def test_closing_waits_until_the_draft_is_kept(qtbot: QtBot, sqlite_database: str) -> None:
    tasks = HeldTasks()
    room = wizard_room(sqlite_database, tasks=tasks)
    window = room.open(qtbot)
    tasks.waiting.clear()
    room.goal.aims[Aim.RETENTION].click()
    before = len(tasks.waiting)

    window.close()
    assert window.isVisible()
    with qtbot.waitSignal(window.closed):
        tasks.finish(before)

    assert not window.isVisible()


def test_what_cannot_be_saved_is_told_and_one_may_stay(
    qtbot: QtBot, room: WizardRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CrmError(Message("The disk is full."))

    window = room.open(qtbot)
    room.goal.aims[Aim.RETENTION].click()
    monkeypatch.setattr(room.services.wizards, "save", refuse)

    window.leave_button.click()

    assert window.question is not None
    assert window.question.informativeText() == "The disk is full."
    assert window.rail.standing.text() == "not saved"
    stay = window.question.defaultButton()
    stay.click()
    assert window.isVisible()
    assert room.draft.goal.aims == (Aim.RETENTION,)


def test_two_administrators_see_in_words_what_differs(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, with_goal(room.empty()))
    change_elsewhere(room, editing.with_team(room.draft, "Sellers", [ANNA, BORIS]))
    room.goal.aims[Aim.RETENTION].click()

    window.viewmodel.save()

    assert isinstance(window.conflict, ConflictDialog)
    told = [(one.label.template, one.mine, one.theirs) for one in window.conflict.differences]
    assert told == [
        (
            "Goal",
            "More sales, Customers who stay, Sell more windows",
            "More sales, Sell more windows",
        ),
        ("Teams", "nothing", "Sellers: 2 entries"),
    ]


def conflicting(qtbot: QtBot, room: WizardRoom) -> ConflictDialog:
    """Return the dialog after Olga called the scheme hers, and retention was chosen here."""
    window = room.open(qtbot, with_goal(room.empty()))
    change_elsewhere(room, room.draft.called("Olga's pay"))
    room.goal.aims[Aim.RETENTION].click()
    window.viewmodel.save()
    assert isinstance(window.conflict, ConflictDialog)
    return window.conflict


def test_theirs_can_be_taken(qtbot: QtBot, room: WizardRoom) -> None:
    conflicting(qtbot, room).buttons[Choice.THEIRS].click()

    assert room.draft.name == "Olga's pay"
    assert room.goal.name.text() == "Olga's pay"
    assert room.window.viewmodel.is_saved


def test_mine_can_take_the_place_of_theirs(qtbot: QtBot, room: WizardRoom) -> None:
    conflicting(qtbot, room).buttons[Choice.MINE].click()

    kept = room.stored().draft
    assert (kept.name, kept.goal.aims) == ("Pay of sellers", (Aim.MORE_SALES, Aim.RETENTION))


def test_mine_can_be_kept_as_a_copy_so_that_nothing_is_lost(qtbot: QtBot, room: WizardRoom) -> None:
    conflicting(qtbot, room).buttons[Choice.COPY].click()

    names = {row.name for row in room.services.wizards.list_wizards()}
    assert names == {"Olga's pay", "Pay of sellers (copy)"}
    assert room.stored().draft.goal.aims == (Aim.MORE_SALES, Aim.RETENTION)


def test_mine_takes_the_place_of_theirs_also_where_it_is_what_was_kept_before(
    qtbot: QtBot, room: WizardRoom
) -> None:
    dialog = conflicting(qtbot, room)
    room.window.viewmodel.undo()

    dialog.buttons[Choice.MINE].click()

    assert room.stored().draft == room.draft
    assert (room.draft.name, room.draft.goal.aims) == ("Pay of sellers", (Aim.MORE_SALES,))
    assert room.window.rail.standing.text() == "draft saved"


@pytest.mark.parametrize("step", [each for each in WizardStep if each.is_about_team])
def test_a_page_without_its_team_gives_way_to_the_people(
    qtbot: QtBot, room: WizardRoom, step: WizardStep
) -> None:
    window = room.open(qtbot, at_people(room).at(WizardStep.PUBLISH))
    window.viewmodel.change(editing.with_team(room.draft, "Sellers", [ANNA]))
    window.go(step)
    assert (room.step(), window.page_now().content.isVisible()) == (step, True)

    while room.draft.teams:
        window.viewmodel.undo()
    assert room.step() is WizardStep.PEOPLE
    window.setStartId(step.number)
    window.restart()

    assert not window.page_now().content.isVisible()
    window.page_now().teamless.button.click()
    assert room.step() is WizardStep.PEOPLE


def test_taking_theirs_leads_to_the_people_where_they_have_no_team(
    qtbot: QtBot, room: WizardRoom
) -> None:
    draft = editing.with_team(at_people(room), "Sellers", [ANNA])
    window = room.open(qtbot, draft.at(WizardStep.PLANS))
    change_elsewhere(room, replace(at_people(room), reached=WizardStep.PLANS))
    window.viewmodel.change(room.draft.called("Mine"))
    window.viewmodel.save()
    assert isinstance(window.conflict, ConflictDialog)

    window.conflict.buttons[Choice.THEIRS].click()

    assert room.step() is WizardStep.PEOPLE


def test_figures_that_come_after_their_team_was_undone_are_dropped(
    qtbot: QtBot, sqlite_database: str
) -> None:
    tasks = HeldTasks()
    room = wizard_room(sqlite_database, tasks=tasks)
    window = room.open(qtbot, at_people(room).at(WizardStep.PUBLISH))
    window.viewmodel.change(editing.with_team(room.draft, "Sellers", [ANNA]))
    window.go(WizardStep.PREMIUMS)
    waiting = len(tasks.waiting)

    window.viewmodel.undo()
    for _ in range(waiting):
        tasks.finish()

    assert room.errors == []
    assert room.step() is WizardStep.PEOPLE


def test_a_draft_that_somebody_deleted_can_be_kept_as_a_new_one(
    qtbot: QtBot, room: WizardRoom
) -> None:
    window = room.open(qtbot, with_goal(room.empty()))
    row = room.stored().row
    room.services.wizards.delete(row.id, row.version)
    room.goal.aims[Aim.RETENTION].click()

    window.viewmodel.save()
    assert isinstance(window.conflict, VanishedDialog)
    window.conflict.buttons[Choice.COPY].click()

    assert room.stored().draft.goal.aims == (Aim.MORE_SALES, Aim.RETENTION)
    assert [each.name for each in room.services.wizards.list_wizards()] == ["Pay of sellers"]


def test_a_draft_does_not_differ_from_itself_at_another_page(room: WizardRoom) -> None:
    draft = at_people(room)
    assert differences(draft, draft.at(WizardStep.INDICATORS)) == ()


def test_the_last_page_has_publish_in_the_place_of_next(qtbot: QtBot, room: WizardRoom) -> None:
    window = room.open(qtbot, at_people(room).at(WizardStep.PUBLISH))

    finish = window.button(QWizard.WizardButton.FinishButton)

    assert finish.isVisible()
    assert finish.text() == "Publish"
    assert not window.next_button.isVisible()


def test_closing_the_window_stops_the_trial_that_runs(
    qtbot: QtBot, room: WizardRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = room.open(qtbot, at_people(room))
    stopped: list[bool] = []
    monkeypatch.setattr(window.viewmodel.trials, "stop", lambda: stopped.append(True))

    assert window.close()

    assert stopped == [True]


def test_the_longest_name_of_a_step_is_seen_whole_on_its_page(
    qtbot: QtBot, room: WizardRoom
) -> None:
    rail = room.open(qtbot, at_people(room)).rail
    bold = QFontMetrics(theme.font(is_bold=True))

    for button in rail.steps.values():
        assert bold.horizontalAdvance(button.text()) <= button.width() - _AROUND_THE_NAME


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_page_can_be_as_small_as_a_small_screen(
    qtbot: QtBot, room: WizardRoom, language: str
) -> None:
    with speaking(language):
        draft = editing.with_team(at_people(room), "Sellers", [ANNA, BORIS])
        window = room.open(qtbot, draft.at(WizardStep.PUBLISH))
        for step in reversed(WizardStep):
            window.go(step)
            window.resize(SMALL)
            QApplication.sendPostedEvents()

            assert (window.step, window.size()) == (step, SMALL)


def test_while_it_is_published_nothing_is_touched_and_no_jump_leads_away(
    qtbot: QtBot, sqlite_database: str
) -> None:
    tasks = HeldTasks()
    room = wizard_room(sqlite_database, tasks=tasks)
    window = room.open(qtbot, editing.with_team(at_people(room), "Sellers", [ANNA]))
    window.viewmodel.change(room.draft.called("Other pay"))
    page = window.pages[WizardStep.PUBLISH]
    assert isinstance(page, PublishPage)

    page.publishing.run("Olga", False)
    before = room.draft
    window.viewmodel.change(room.draft.called("Edited"))
    window.viewmodel.undo()
    window.go(WizardStep.GOAL)
    window.close()

    assert room.draft == before
    assert (room.step(), window.is_left) == (WizardStep.PEOPLE, False)
    assert not page.content.isEnabled()
    while tasks.waiting:
        tasks.finish()
    assert page.content.isEnabled()  # it was not sound, so that it can be mended
    window.go(WizardStep.GOAL)
    assert room.step() is WizardStep.GOAL

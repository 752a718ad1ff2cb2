"""The page of the script: none is needed, and one is written and run on the draft."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWizard, QWizardPage
from pytestqt.qtbot import QtBot

from crm_desktop.domain.scripts import RunStatus, ScriptKind
from crm_desktop.rewards.wizard import editing
from tests.ui.inline_tasks import HeldTasks
from tests.ui.wizard_draft_room import PEOPLE, TEAM, DraftRoom, draft_room, sellers
from ui.wizard.script_page import ScriptPage

TOP_UP = 'kpi.add_line("Thanks", 500, "for all")\n'


@pytest.fixture
def room(qtbot: QtBot, database: str) -> DraftRoom[ScriptPage]:
    return draft_room(qtbot, database, ScriptPage)


def code(room: DraftRoom[ScriptPage], team: str = TEAM) -> str | None:
    card = room.draft.card(team)
    assert card is not None
    return card.script


def written(room: DraftRoom[ScriptPage], text: str = TOP_UP) -> None:
    room.page.write_button.click()
    room.page.workshop.edit.replace_text(text)


def test_the_page_begins_with_going_on_without(room: DraftRoom[ScriptPage]) -> None:
    assert room.page.skip_button.isVisible()
    assert room.page.validatePage()
    assert code(room) is None


def test_one_press_goes_to_the_next_page(room: DraftRoom[ScriptPage], qtbot: QtBot) -> None:
    wizard, after = QWizard(), QWizardPage()
    qtbot.addWidget(wizard)
    wizard.addPage(room.page)
    wizard.addPage(after)
    wizard.show()
    room.page.skip_button.click()
    shown = wizard.currentPage()
    room.page.setParent(None)  # the wizard ends before the room does
    assert shown is after


def test_only_scripts_that_change_pay_are_offered(room: DraftRoom[ScriptPage]) -> None:
    library = room.page.library
    kinds = set()
    for row in range(library.list.count()):
        library.list.setCurrentRow(row)
        assert library.current is not None
        kinds.add(library.current.script.kind)
    assert kinds == {ScriptKind.REWARD}


def test_a_script_of_the_library_changes_the_pay_of_the_team(room: DraftRoom[ScriptPage]) -> None:
    room.page.library.choose("round_to_hundreds")
    room.page.library.use_button.click()
    [script] = room.draft.scheme.scripts
    assert code(room) == script.code
    assert room.page.workshop.isVisible()
    assert room.page.workshop.edit.toPlainText() == script.source


def test_what_is_typed_is_in_the_draft(room: DraftRoom[ScriptPage]) -> None:
    written(room)
    [script] = room.draft.scheme.scripts
    assert script.source == TOP_UP
    assert script.code == code(room)


def test_typing_is_undone_in_the_draft_and_in_the_laboratory(room: DraftRoom[ScriptPage]) -> None:
    written(room)
    room.viewmodel.undo()
    assert room.page.workshop.edit.toPlainText() == ""


def test_it_runs_on_a_person_by_the_rules_of_the_draft(room: DraftRoom[ScriptPage]) -> None:
    written(room)
    room.page.workshop.run_here()
    outcome = room.page.workshop.run.outcome
    assert outcome is not None
    assert outcome.status is RunStatus.OK
    assert [str(change.after) for change in outcome.changes] == ["500"]


def test_it_runs_on_everybody_whom_the_draft_pays(room: DraftRoom[ScriptPage]) -> None:
    written(room)
    rows = room.page.workshop.context.services.script_trials.try_everybody(
        room.draft.scheme.scripts[0],
        room.page.workshop.run.period_box.choice(),
        report=lambda _done, _whole: None,
    )
    assert [row.pay_more and row.pay_more.minor for row in rows] == [500_00] * len(PEOPLE)


def test_a_script_that_is_taken_out_leaves_the_draft(room: DraftRoom[ScriptPage]) -> None:
    written(room)
    room.page.remove_button.click()
    assert code(room) is None
    assert room.draft.scheme.scripts == ()
    assert room.page.skip_button.isVisible()


def test_another_team_may_have_the_same_script(qtbot: QtBot, database: str) -> None:
    draft = editing.with_members(sellers(), TEAM, PEOPLE[:2])
    draft = editing.with_team(draft, "Others", PEOPLE[2:])
    room = draft_room(qtbot, database, ScriptPage, draft)
    written(room)
    room.page.tabs.setCurrentIndex(1)
    assert room.page.skip_button.isVisible()
    room.page.known_button.click()
    assert code(room, "others") == code(room)
    assert len(room.draft.scheme.scripts) == 1


def test_a_team_that_is_only_measured_can_have_none(qtbot: QtBot, database: str) -> None:
    draft = sellers()
    draft = replace(draft, scheme=replace(draft.scheme, cards=()))
    room = draft_room(qtbot, database, ScriptPage, draft)
    assert room.page.unpaid.isVisible()
    assert not room.page.write_button.isVisible()


def test_a_script_is_looked_at_beside_the_page_and_holds_it_so_long(
    qtbot: QtBot, database: str
) -> None:
    tasks = HeldTasks()
    room = draft_room(qtbot, database, ScriptPage, tasks=tasks)
    written(room)

    assert not room.page.validatePage()
    assert "is being looked at" in room.page.strip.problems.accessibleDescription()
    while tasks.waiting:
        tasks.finish()
    assert "Write at least one test" in room.page.strip.problems.accessibleDescription()

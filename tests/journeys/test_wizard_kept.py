"""What is entered in the wizard stays: through a kill of the program, and with two at work."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm_desktop import clock
from crm_desktop.composition import open_services
from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.rewards.wizard.draft import Aim, WizardStep
from tests.journeys import wizard_steps as steps
from tests.journeys.conftest import OpenWindow
from tests.storage.crm_builders import FIRM
from ui.gallery.stage import Stage
from ui.wizard.conflict import Choice, ConflictDialog
from ui.wizard.premiums_page import PremiumsPage
from ui.wizard.window import WizardWindow

ROOT = Path(__file__).resolve().parents[2]
NOW = clock.fixed(datetime(2026, 3, 10, 9, tzinfo=UTC))
NAME, WORDS = "Pay of the office", "Order in everything"
Wish = tuple[tuple[Aim, ...], str]
PROGRAM = """
import sys
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication
from crm_desktop.composition import open_services
from tests.journeys import test_wizard_kept, wizard_steps as steps
from ui.program import Program
from ui.gallery.draw import SIZE
from ui.gallery.stage import Stage
from ui.pages import furniture

location = sys.argv[1]
qapp = QApplication([])
services = lambda: open_services(location, test_wizard_kept.NOW)
stage = Stage(Program(qapp, services, furniture, language="en"))
stage.show(SIZE)
window = test_wizard_kept.come_to_premiums(stage)
waiting = QEventLoop()
window.viewmodel.saved.connect(waiting.quit)
while not window.viewmodel.is_saved:
    waiting.exec()
print(repr(steps.draft_of(window)), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def firm_of(database: str) -> str:
    with closing(open_services(database, NOW)) as services:
        services.firm.save_firm(FIRM)
        services.people.create_employee(EmployeeDraft("vera", "Vera Kim"))
    return database


def test_a_draft_outlives_a_kill_at_the_seventh_page(
    firm_of: str, tmp_path: Path, open_window: OpenWindow
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, firm_of],
        cwd=ROOT,
        env=os.environ | {"CRM_CONFIG_DIR": str(tmp_path / "of the child"), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as child:
        assert child.stdout is not None
        entered = child.stdout.readline().rstrip("\n")
        child.kill()

    stage = open_window(firm_of, NOW)
    [row] = stage.services.wizards.list_wizards()
    assert repr(stage.services.wizards.wizard(row.id).draft) == entered
    window = steps.carry_on(stage)
    view = steps.page(window, PremiumsPage)
    assert window.step is WizardStep.PREMIUMS
    assert window.windowTitle() == f"{NAME} — KPI wizard"
    assert view.salary.edit.text() == "45,000.00"
    assert list(view.rows) == ["matrix_bonus"]
    assert window.rail.steps[WizardStep.SCORING].isEnabled()


def come_to_premiums(stage: Stage) -> WizardWindow:
    """Put Vera into the ready matrix, come to the seventh page, and change her salary there."""
    window = steps.begin(stage, NAME, ready="matrix")
    steps.say_goal(window, WORDS)
    steps.go_on(stage, window)
    steps.fill_team(stage, window, "Secretary", ["vera"])
    steps.all_steps_until(stage, window, WizardStep.PREMIUMS)
    steps.type_in(steps.page(window, PremiumsPage).salary.edit, "45000")
    stage.settle()
    return window


def test_another_language_finds_the_wizard_open_where_it_was(
    firm_of: str, open_window: OpenWindow
) -> None:
    stage = open_window(firm_of, NOW)
    window = come_to_premiums(stage)
    entered = steps.draft_of(window)
    stage.desk.open("customers")
    steps.type_in(steps.page(window, PremiumsPage).salary.edit, "46000")  # not kept yet

    stage.program.switch_language("ru")
    stage.settle()
    assert stage.desk.current_code == "customers"

    [again] = steps.list_of_schemes(stage).opening.windows
    assert again.isVisible()
    assert (again.step, again.next_button.text()) == (WizardStep.PREMIUMS, "Далее")
    assert steps.draft_of(again) != entered
    assert steps.page(again, PremiumsPage).salary.edit.text() == "46\N{NO-BREAK SPACE}000,00"


def test_the_second_to_save_is_asked_and_each_answer_keeps_what_it_says(
    firm_of: str, open_window: OpenWindow
) -> None:
    first, second = (open_window(firm_of, NOW) for _ in range(2))

    assert kept_after(Choice.THEIRS, first, second) == {"theirs": ((Aim.RETENTION,), "")}
    assert kept_after(Choice.MINE, first, second) == {"mine": ((), WORDS)}
    assert kept_after(Choice.COPY, first, second) == {
        "copy": ((Aim.RETENTION,), ""),
        "copy (copy)": ((), WORDS),
    }


def kept_after(answer: Choice, first: Stage, second: Stage) -> dict[str, Wish]:
    """Let two change one draft, the second one ``answer``; return what is kept, and clear it.

    The first one wants customers who stay, the second one says something in words.
    """
    wizards = first.services.wizards
    wizards.create(wizards.empty(answer.name.lower()), "Olga")
    windows = [steps.carry_on(stage) for stage in (first, second)]
    steps.set_goal(first, windows[0], Aim.RETENTION)
    leave(first, windows[0])
    steps.say_goal(windows[1], WORDS)
    leave(second, windows[1])
    dialog = windows[1].conflict
    assert isinstance(dialog, ConflictDialog)
    assert [str(one.label) for one in dialog.differences] == ["Goal"]
    dialog.buttons[answer].click()
    second.settle()
    leave(second, windows[1])
    found = {}
    for row in wizards.list_wizards():
        goal = wizards.wizard(row.id).draft.goal
        found[row.name] = (goal.aims, goal.words)
        wizards.delete(row.id, row.version)
    return found


def leave(stage: Stage, window: WizardWindow) -> None:
    """Press “Save and leave”."""
    window.leave_button.click()
    stage.settle()

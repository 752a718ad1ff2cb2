"""What a user does in the wizard, in words that its journeys share."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from crm_desktop.domain.people import SubjectLevel, SubjectRef
from crm_desktop.rewards.wizard.draft import Aim, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.shapes import Shape
from ui.gallery.stage import Stage
from ui.scheme.page import SchemePage
from ui.widgets.choice_box import ChoiceBox
from ui.wizard.draft_files import DraftFiles
from ui.wizard.goal_page import GoalPage
from ui.wizard.listing import WizardsView
from ui.wizard.people_page import PeoplePage
from ui.wizard.publish_page import PublishPage
from ui.wizard.scoring_page import ScoringPage
from ui.wizard.starting import Way
from ui.wizard.step_view import StepView
from ui.wizard.window import WizardWindow

Page = TypeVar("Page", bound=StepView)

NO_BREAK = "\N{NO-BREAK SPACE}"


def employee(code: str) -> SubjectRef:
    return SubjectRef(SubjectLevel.EMPLOYEE, code)


def list_of_schemes(stage: Stage) -> WizardsView:
    """Open the list of designed schemes in the window."""
    stage.desk.open("scheme")
    stage.settle()
    scheme = stage.find(SchemePage)
    assert scheme.wizards is not None
    scheme.tabs.setCurrentIndex(0)
    scheme.wizards.reload()
    stage.settle()
    return scheme.wizards


def begin(stage: Stage, name: str, *, ready: str | None = None) -> WizardWindow:
    """Begin a scheme called ``name``, from the start or as the ``ready`` one."""
    wizards = list_of_schemes(stage)
    wizards.start()
    dialog = wizards.starting
    assert dialog is not None
    if ready is not None:
        dialog.ways[Way.READY].click()
        dialog.ready[ready].click()
    dialog.name.setText(name)
    dialog.start_button.click()
    stage.settle()
    [window] = wizards.opening.windows
    return window


def carry_on(stage: Stage) -> WizardWindow:
    """Open the only draft of the list."""
    wizards = list_of_schemes(stage)
    [card] = wizards.cards
    card.first_button.click()
    stage.settle()
    [window] = wizards.opening.windows
    return window


def page(window: WizardWindow, kind: type[Page]) -> Page:
    """Return the page that is shown, which is of ``kind``."""
    found = window.page_now()
    assert isinstance(found, kind), found.step
    return found


def draft_of(window: WizardWindow) -> WizardDraft:
    return window.viewmodel.draft


def go_on(stage: Stage, window: WizardWindow) -> None:
    """Press Next; the next page comes."""
    before = window.step
    window.next_button.click()
    stage.settle()
    assert window.step.number == before.number + 1, words_of(window.page_now())


def is_held(stage: Stage, window: WizardWindow) -> bool:
    """Press Next; return whether the page stays."""
    before = window.step
    window.next_button.click()
    stage.settle()
    return window.step is before


def words_of(view: StepView) -> set[str]:
    """Return what a user reads on a page."""
    return {label.text() for label in view.findChildren(QLabel) if label.isVisible()}


def type_in(edit: QLineEdit, text: str) -> None:
    """Type ``text`` in the place of what is there, and leave the field."""
    edit.setFocus()
    edit.selectAll()
    QTest.keyClicks(edit, text)
    edit.clearFocus()


def choose(box: ChoiceBox, value: Any) -> None:
    """Choose ``value`` as one does with the mouse."""
    box.choose(value)
    box.activated.emit(box.currentIndex())


def set_goal(stage: Stage, window: WizardWindow, *aims: Aim) -> None:
    for aim in aims:
        page(window, GoalPage).aims[aim].click()
        stage.settle()


def say_goal(window: WizardWindow, words: str) -> None:
    """Say in words what the firm wants."""
    type_in(page(window, GoalPage).words, words)


def make_team(stage: Stage, window: WizardWindow, name: str, people: Iterable[str]) -> str:
    """Tick ``people`` in the tree, make a team of them, and return its code."""
    view = page(window, PeoplePage)
    view.tree.choose(map(employee, people))
    view.team_button.click()
    code = draft_of(window).teams[-1].code
    type_in(view.cards[code].name, name)
    stage.settle()
    return code


def fill_team(stage: Stage, window: WizardWindow, team: str, people: Iterable[str]) -> None:
    """Tick ``people`` in the tree, and add them to the team called ``team``."""
    view = page(window, PeoplePage)
    view.tree.choose(map(employee, people))
    view.add_menu.aboutToShow.emit()
    [action] = [each for each in view.add_menu.actions() if each.text() == team]
    action.trigger()
    stage.settle()


def pay_salary(stage: Stage, window: WizardWindow, team: str, salary: Decimal) -> None:
    type_in(page(window, PeoplePage).cards[team].salary, str(salary))
    stage.settle()


def press_shape(view: ScoringPage, indicator: str, shape: Shape) -> None:
    """Let the indicator count by a ready shape."""
    buttons = view.entries[indicator].buttons
    next(each for each in buttons if each.text() == shape.shown()).click()


def publish(stage: Stage, window: WizardWindow, author: str) -> None:
    """Press Publish, say who does, and confirm; it comes in force."""
    view = page(window, PublishPage)
    window.finish_button.click()
    stage.settle()
    assert view.confirm.isVisible(), words_of(view)
    view.confirm.author.setText(author)
    view.confirm.yes_button.click()
    stage.settle()
    assert view.done.isVisible(), words_of(view)
    window.finish_button.click()
    stage.settle()


def save_as(stage: Stage, files: DraftFiles, button: QPushButton, file: Path) -> Path:
    """Press ``button`` and name ``file``; return it once it is written."""
    button.click()
    chooser = files.chooser
    assert chooser is not None
    chooser.fileSelected.emit(str(file))
    chooser.reject()
    stage.settle()
    assert file.is_file()
    return file


def words_of_docx(file: Path) -> str:
    with zipfile.ZipFile(file) as package:
        document = package.read("word/document.xml").decode("utf-8")
    return " ".join(re.findall(r"<w:t[^>]*>([^<]*)<", document))


def words_of_pdf(file: Path) -> str:
    with closing(pypdfium2.PdfDocument(file)) as document:
        found = []
        for leaf in document:
            with closing(leaf), closing(leaf.get_textpage()) as text:
                found.append(text.get_text_range())
        return " ".join(found)


def press_key(widget: QWidget, key: Qt.Key) -> None:
    QTest.keyClick(widget, key)


def measured(window: WizardWindow, team: str) -> list[str]:
    """Return the codes of the indicators of a team."""
    return [entry.indicator for entry in draft_of(window).profile(team).entries]


def all_steps_until(stage: Stage, window: WizardWindow, last: WizardStep) -> None:
    """Press Next until ``last`` is there."""
    while window.step is not last:
        go_on(stage, window)

"""The window of the wizard on real services with a small firm, and what it told around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.composition import Services
from crm_desktop.domain.people import DepartmentDraft, EmployeeDraft, SubjectLevel, SubjectRef
from crm_desktop.domain.period import Period
from crm_desktop.rewards.wizard.draft import Aim, Goal, WizardDraft, WizardStep
from crm_desktop.rewards.wizard.kept import StoredWizard
from tests.storage.crm_builders import firm_services
from tests.ui.crm_pages import Said
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.selection import Selection
from ui.tasks import Tasks
from ui.wizard.goal_page import GoalPage
from ui.wizard.people_page import PeoplePage
from ui.wizard.window import WizardWindow

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
ANNA, BORIS, VERA = (SubjectRef(SubjectLevel.EMPLOYEE, code) for code in ("anna", "boris", "vera"))
SALES = SubjectRef(SubjectLevel.DEPARTMENT, "sales")


@dataclass
class WizardRoom:
    """Anna and Boris sell, Vera keeps the office; nothing holds for them yet."""

    services: Services
    context: Context
    said: list[Said] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    opened: list[tuple[str, object]] = field(default_factory=list)
    windows: list[WizardWindow] = field(default_factory=list)

    @property
    def window(self) -> WizardWindow:
        return self.windows[-1]

    @property
    def draft(self) -> WizardDraft:
        return self.window.viewmodel.draft

    @property
    def goal(self) -> GoalPage:
        page = self.window.pages[WizardStep.GOAL]
        assert isinstance(page, GoalPage)
        return page

    @property
    def people(self) -> PeoplePage:
        page = self.window.pages[WizardStep.PEOPLE]
        assert isinstance(page, PeoplePage)
        return page

    def step(self) -> WizardStep:
        """Return the step that is shown now."""
        return self.window.step

    def empty(self, name: str = "Pay of sellers") -> WizardDraft:
        return self.services.wizards.empty(name)

    def open(self, qtbot: QtBot, draft: WizardDraft | None = None) -> WizardWindow:
        """Open the window on ``draft``, a new one without anything if none is given."""
        return self.open_stored(qtbot, self.services.wizards.create(draft or self.empty()))

    def open_stored(self, qtbot: QtBot, stored: StoredWizard) -> WizardWindow:
        window = WizardWindow(self.context, stored, self.services.wizard_insights.firm(), None)
        self.windows.append(window)
        window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)  # qtbot closes it
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
        return window

    def stored(self) -> StoredWizard:
        """Return what is kept of the draft that is open."""
        return self.services.wizards.wizard(self.window.viewmodel.row.id)


def with_goal(draft: WizardDraft) -> WizardDraft:
    """Return ``draft`` with what the first page asks for."""
    return replace(draft, goal=Goal((Aim.MORE_SALES,), "Sell more windows"))


def wizard_room(database: str, *, tasks: Tasks | None = None) -> WizardRoom:
    """Return the room on 10 March 2026."""
    services = firm_services(database, NOW)
    people = services.people
    sales = people.create_department(DepartmentDraft("sales", "Sales")).id
    for code, name, position, department in (
        ("anna", "Анна Ёлкина", "Менеджер по продажам", sales),
        ("boris", "Борис Гусев", "Менеджер по продажам", sales),
        ("vera", "Вера Ким", "Секретарь", None),
    ):
        people.create_employee(EmployeeDraft(code, name, position, department_id=department))
    said: list[Said] = []
    errors: list[Exception] = []
    opened: list[tuple[str, object]] = []

    def say(sentence: str, undo: Callable[[], None] | None = None) -> None:
        said.append(Said(sentence, undo))

    context = Context(
        services,
        InlineTasks() if tasks is None else tasks,
        ChangesBus(),
        Selection(Period.month(2026, 3)),
        lambda code, key: opened.append((code, key)),
        say,
        errors.append,
    )
    return WizardRoom(services, context, said, errors, opened)

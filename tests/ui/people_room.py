"""The page of administration on real services, and what it told its surroundings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from crm_desktop.changes import Changes
from crm_desktop.composition import Services
from crm_desktop.domain.people import DepartmentDraft, EmployeeDraft, EmployeeRow
from crm_desktop.domain.period import Period
from tests.storage.crm_builders import firm_services
from tests.ui.inline_tasks import InlineTasks
from ui.changes_bus import ChangesBus
from ui.context import Context
from ui.people.employee_card import EmployeeCard
from ui.people.page import PeoplePage
from ui.selection import Selection


@dataclass
class Administration:
    """The page, and what it told its surroundings."""

    services: Services
    page: PeoplePage
    changes: ChangesBus
    said: list[str] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    told: list[Changes] = field(default_factory=list)
    undos: list[Callable[[], None]] = field(default_factory=list)

    @property
    def card(self) -> EmployeeCard:
        card = self.page.employees.card
        assert isinstance(card, EmployeeCard)
        return card

    def employee(self, name: str) -> EmployeeRow:
        return next(row for row in self.services.people.list_employees() if row.name == name)

    def names(self) -> list[str]:
        return [row.name for row in self.page.employees.model.rows]

    def branches(self) -> list[tuple[str, str, str]]:
        """Return names, what is above them and how many people they have."""
        tree = self.page.departments.tree
        found = []
        for item in tree.findItems("", Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive):
            above = item.parent()
            found.append((item.text(0), "" if above is None else above.text(0), item.text(2)))
        return sorted(found)


def administration(qtbot: QtBot, database: str) -> Administration:
    """Return the page of a new firm without people, shown."""
    services = firm_services(database)
    changes = ChangesBus()
    said: list[str] = []
    errors: list[Exception] = []
    undos: list[Callable[[], None]] = []

    def say(sentence: str, undo: Callable[[], None] | None = None) -> None:
        said.append(sentence)
        if undo is not None:
            undos.append(undo)

    context = Context(
        services,
        InlineTasks(),
        changes,
        Selection(Period.month(2026, 3)),
        lambda code, key: None,
        say,
        errors.append,
    )
    it = Administration(services, PeoplePage(context), changes, said, errors, undos=undos)
    changes.happened.connect(it.told.append)
    qtbot.addWidget(it.page)
    it.page.resize(1100, 640)
    with qtbot.waitActive(it.page):
        it.page.show()
    return it


def add_staff(it: Administration) -> Administration:
    """Add a department inside another, and three people, one of whom has left."""
    people = it.services.people
    sales = people.create_department(DepartmentDraft("sales", "Sales")).id
    retail = people.create_department(DepartmentDraft("retail", "Retail", sales)).id
    for draft in (
        EmployeeDraft("anna", "Анна Ёлкина", "Seller", department_id=retail),
        EmployeeDraft("boris", "Борис Гусев", "Head", department_id=sales),
        EmployeeDraft("vera", "Вера Ким", left_on=date(2026, 1, 1)),
    ):
        people.create_employee(draft)
    it.changes.happened.emit(Changes.PEOPLE)
    it.told.clear()
    return it

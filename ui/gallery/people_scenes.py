"""Administration: the people of the firm and its departments."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QTreeWidget

from ui.gallery.scene import Room, Scene, enter, page
from ui.gallery.stage import Stage
from ui.people.employee_card import EmployeeCard
from ui.people.page import PeoplePage
from ui.people.sections import DEPARTMENTS
from ui.people.viewmodel import NewEmployee, employee_draft

_NAME = "CRM"


def _employee(stage: Stage) -> None:
    people = stage.services.people.list_employees()
    stage.desk.open("people", next(row.id for row in people if row.code == "sales_head"))


def _new_employee(stage: Stage) -> None:
    stage.desk.open("people", NewEmployee())


def _enter_wrong_day(stage: Stage) -> None:
    card = stage.find(EmployeeCard)
    card.name.setText(_NAME)
    card.hired.setText("31.02.2026")
    card.save_button.click()


def _save_over_another(stage: Stage) -> None:
    """Save a card that someone else saved meanwhile."""
    card, people = stage.find(EmployeeCard), stage.services.people
    row = people.employee(card.record_id or 0)
    theirs = replace(employee_draft(row), phone="+7 900 111-22-33")
    people.save_employee(row.id, row.version, theirs)
    card.phone.setText("+7 900 444-55-66")
    card.save_button.click()


def _delete_employee(stage: Stage) -> None:
    """Delete someone who has records."""
    stage.find(EmployeeCard).cards.delete()


def _search(stage: Stage) -> None:
    enter(stage.find(PeoplePage).employees.search, "zzz")


def _departments(stage: Stage) -> None:
    stage.find(PeoplePage).show_section(DEPARTMENTS)


def _department(stage: Stage) -> None:
    tree = stage.find(QTreeWidget)
    item = tree.topLevelItem(1)
    if item is not None:
        tree.setCurrentItem(item)
        tree.itemActivated.emit(item, 0)


def _delete_department(stage: Stage) -> None:
    stage.find(PeoplePage).departments.card.cards.delete()


def _new_department(stage: Stage) -> None:
    stage.find(PeoplePage).departments.new_button.click()


_PEOPLE = page("people")

PEOPLE_SCENES: tuple[Scene, ...] = (
    Scene("people", (_PEOPLE,), is_main=True),
    Scene("people-nobody-fits", (_PEOPLE, _search)),
    Scene("people-new-firm", (_PEOPLE,), room=Room.EMPTY),
    Scene("employee", (_employee,), is_main=True),
    Scene("employee-new", (_new_employee,), is_main=True),
    Scene("employee-error", (_new_employee, _enter_wrong_day)),
    Scene("employee-in-use", (_employee, _delete_employee)),
    Scene("departments", (_PEOPLE, _departments), is_main=True),
    Scene("departments-empty", (_PEOPLE, _departments), room=Room.EMPTY),
    Scene("department", (_PEOPLE, _departments, _department), is_main=True),
    Scene("department-in-use", (_PEOPLE, _departments, _department, _delete_department)),
    Scene("department-new", (_PEOPLE, _departments, _new_department)),
    Scene("employee-stale", (_employee, _save_over_another), is_main=True),
)

"""Administration: the people of the firm, its departments, groups and types of activities."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QTreeWidget

from crm_desktop.domain.people import GroupDraft
from ui.gallery.scene import Room, Scene, enter, page
from ui.gallery.stage import Stage
from ui.people.employee_card import EmployeeCard
from ui.people.page import PeoplePage
from ui.people.sections import ACTIVITY_TYPES, DEPARTMENTS, GROUPS
from ui.people.viewmodel import NewEmployee, NewGroup, employee_draft

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


def _choose_department(stage: Stage) -> None:
    """Choose another department, and leave the card as it asks since when."""
    box = stage.find(EmployeeCard).department
    box.setCurrentIndex(1 if box.currentIndex() > 1 else 2)


def _move_before_hired(stage: Stage) -> None:
    card = stage.find(EmployeeCard)
    card.since.setText("01.01.2001")
    card.save_button.click()


def _show_moves(stage: Stage) -> None:
    """Show someone who was in another department before."""
    people = stage.services.people
    row = next(row for row in people.list_employees() if row.code == "sales_head")
    elsewhere = next(one for one in people.list_departments() if one.id != row.department_id)
    draft = replace(employee_draft(row), department_id=elsewhere.id)
    if len(people.list_stays(row.id)) == 1:
        people.save_employee(row.id, row.version, draft, since=stage.services.firm.today())
    stage.desk.open("people", row.id)


def _groups(stage: Stage) -> None:
    stage.find(PeoplePage).show_section(GROUPS)


def _group(stage: Stage) -> None:
    """Show a group, which is made where there is none."""
    people = stage.services.people
    members = frozenset(row.id for row in people.list_employees()[:3])
    if not people.list_groups():
        people.create_group(GroupDraft("newcomers", _NAME, members))
    view = stage.find(PeoplePage).groups
    view.reload()
    view.open_key(people.list_groups()[0].id)


def _new_group(stage: Stage) -> None:
    stage.desk.open("people", NewGroup())


def _types(stage: Stage) -> None:
    stage.find(PeoplePage).show_section(ACTIVITY_TYPES)


def _new_type(stage: Stage) -> None:
    view = stage.find(PeoplePage).activity_types
    view.new_button.click()
    view.new_type.name.setText(view.lines[0].row.name)


def _take_a_name(stage: Stage) -> None:
    _new_type(stage)
    stage.find(PeoplePage).activity_types.new_type.save_button.click()


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
    Scene("employee-moving", (_employee, _choose_department), is_main=True),
    Scene("employee-moving-error", (_employee, _choose_department, _move_before_hired)),
    Scene("groups-empty", (_PEOPLE, _groups), room=Room.EMPTY),
    Scene("group-new", (_new_group,), is_main=True),
    Scene("group", (_PEOPLE, _groups, _group), is_main=True),
    Scene("groups", (_PEOPLE, _groups), is_main=True),
    Scene("activity-types", (_PEOPLE, _types), is_main=True),
    Scene("activity-types-empty", (_PEOPLE, _types), room=Room.EMPTY),
    Scene("activity-type-new", (_PEOPLE, _types, _new_type), is_main=True),
    Scene("activity-type-error", (_PEOPLE, _types, _take_a_name)),
    Scene("employee-history", (_show_moves,), is_main=True),
    Scene("employee-stale", (_employee, _save_over_another), is_main=True),
)

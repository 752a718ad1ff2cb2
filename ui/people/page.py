"""Administration: the firm, its people, where they belong, what they do, and who may what."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from crm_desktop.texts import Message
from ui.context import Context, PageView
from ui.people.activity_types import ActivityTypesView
from ui.people.departments import DepartmentsView
from ui.people.employees import EmployeesView
from ui.people.firm_section import FirmView
from ui.people.groups import GroupsView
from ui.people.sections import DEPARTMENTS, EMPLOYEES, GROUPS, ROLES, USERS
from ui.people.users import UsersView
from ui.people.users_roles import RolesView
from ui.people.users_viewmodel import NewRole, NewUser, RolesKey, UsersKey
from ui.people.viewmodel import NewDepartment, NewGroup
from ui.scripts.sandbox_section import SandboxView

_Section = (
    EmployeesView
    | DepartmentsView
    | GroupsView
    | ActivityTypesView
    | FirmView
    | UsersView
    | RolesView
    | SandboxView
)
_PLACES: dict[type, int] = {
    NewDepartment: DEPARTMENTS,
    NewGroup: GROUPS,
    NewUser: USERS,
    UsersKey: USERS,
    NewRole: ROLES,
    RolesKey: ROLES,
}


class PeoplePage(PageView):
    """``open_key`` takes the id of an employee, or the key of what is not yet there."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.employees = EmployeesView(context)
        self.departments = DepartmentsView(context)
        self.groups = GroupsView(context)
        self.activity_types = ActivityTypesView(context)
        self.firm = FirmView(context)
        self.users, self.roles = UsersView(context), RolesView(context)
        self.sandbox = SandboxView(context)
        self._views: tuple[_Section, ...] = (
            *(self.employees, self.departments, self.groups, self.activity_types, self.firm),
            *(self.users, self.roles, self.sandbox),
        )
        self._stack = QStackedWidget()
        for view in self._views:
            self._stack.addWidget(view)
            view.sections.chosen.connect(self.show_section)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def shortcuts(self) -> tuple[tuple[str, Message], ...]:  # type: ignore[override]
        return self._shown().shortcuts

    def open_key(self, key: object) -> None:
        self._stack.setCurrentIndex(_PLACES.get(type(key), EMPLOYEES))
        self._shown().open_key(key)

    def reload(self) -> None:
        self._shown().reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        for view in self._views:
            if not view.may_leave(then):
                self._stack.setCurrentWidget(view)
                return False
        return True

    @Slot(int)
    def show_section(self, place: int) -> None:
        """Show a part of the page, the keyboard on its tabs."""
        self._stack.setCurrentIndex(place)
        self._shown().sections.setFocus()

    def _shown(self) -> _Section:
        return self._views[self._stack.currentIndex()]

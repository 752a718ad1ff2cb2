"""Administration: the people of the firm and the departments they work in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from crm_desktop.texts import Message
from ui.context import Context, PageView
from ui.people.departments import DepartmentsView
from ui.people.employees import EmployeesView
from ui.people.sections import DEPARTMENTS, EMPLOYEES
from ui.people.viewmodel import NewDepartment


class PeoplePage(PageView):
    """``open_key`` takes the id of an employee, a ``NewEmployee`` or a ``NewDepartment``."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.employees = EmployeesView(context)
        self.departments = DepartmentsView(context)
        self._stack = QStackedWidget()
        for view in (self.employees, self.departments):
            self._stack.addWidget(view)
            view.sections.chosen.connect(self.show_section)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)

    @property
    def shortcuts(self) -> tuple[tuple[str, Message], ...]:  # type: ignore[override]
        return self._shown().shortcuts

    def open_key(self, key: object) -> None:
        self._stack.setCurrentIndex(DEPARTMENTS if isinstance(key, NewDepartment) else EMPLOYEES)
        self._shown().open_key(key)

    def reload(self) -> None:
        self._shown().reload()

    def may_leave(self, then: Callable[[], object]) -> bool:
        for view in (self.employees, self.departments):
            if not view.may_leave(then):
                self._stack.setCurrentWidget(view)
                return False
        return True

    @Slot(int)
    def show_section(self, place: int) -> None:
        """Show a part of the page, the keyboard on its tabs."""
        self._stack.setCurrentIndex(place)
        self._shown().sections.setFocus()

    def _shown(self) -> EmployeesView | DepartmentsView:
        is_tree = self._stack.currentIndex() == DEPARTMENTS
        return self.departments if is_tree else self.employees

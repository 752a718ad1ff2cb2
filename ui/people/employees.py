"""Employees: the list, and the card of the one that is chosen."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from crm_desktop.changes import Changes
from crm_desktop.texts import Message, _, plural
from ui.context import Context
from ui.people.columns import COLUMNS
from ui.people.employee_card import EmployeeCard
from ui.people.sections import EMPLOYEES, Sections
from ui.people.tree import paths
from ui.people.viewmodel import NewEmployee, Structure, StructureViewModel, employee_list
from ui.records.page import RecordPage
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Label, Role


class EmployeesView(RecordPage):
    """``open_key`` takes the id of an employee, or a ``NewEmployee``."""

    shortcuts = (("Ctrl+N", Message("Add employee")), *RecordPage.shortcuts)
    concerned = Changes.PEOPLE | Changes.SETTINGS

    def __init__(self, context: Context) -> None:
        self.sections = Sections(EMPLOYEES, context.access)
        super().__init__(
            context,
            employee_list(context.services, context.tasks),
            EmployeeCard(context),
            name="employees",
            title=_("Employees"),
            columns=COLUMNS,
            search=_("Name or position"),
            new=_("Add employee"),
            back=_("All employees"),
        )
        self.department = self.filter_box(_("Department"), "department_id")
        self.leavers = QCheckBox(_("Also those who left"))
        self.filters.addWidget(self.leavers)
        self.count = Label(role=Role.STRONG)
        self.foot.addWidget(self.count)
        self._structure = StructureViewModel(context.services, context.tasks, self)
        self._structure.loaded.connect(self._on_structure)
        self._structure.failed.connect(context.report)
        self.leavers.toggled.connect(self._on_leavers)

    def heading(self) -> QWidget:
        return self.sections

    def new_key(self) -> NewEmployee:
        return NewEmployee()

    def load_filters(self) -> None:
        self._structure.load()

    def clear_filters(self) -> None:
        self.department.choose(None)
        self.leavers.blockSignals(True)
        self.leavers.setChecked(False)
        self.leavers.blockSignals(False)

    def show_foot(self, foot: int) -> None:
        self.count.setText(str(plural("{count} employee", "{count} employees", count=foot)))

    def empty_state(self) -> EmptyState:
        return EmptyState("team", _("Nobody works here yet."), _("Add employee"))

    @Slot(object)
    def _on_structure(self, structure: Structure) -> None:
        self.department.set_choices([(_("All departments"), None), *paths(structure.departments)])
        self.department.setVisible(bool(structure.departments))

    @Slot(bool)
    def _on_leavers(self, is_wanted: bool) -> None:
        self.viewmodel.want(has_left=is_wanted)

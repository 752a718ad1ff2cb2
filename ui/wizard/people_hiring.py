"""Somebody who is not in the program yet is added without leaving the wizard."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.changes import Saved
from crm_desktop.domain.codes import code_of
from crm_desktop.domain.people import DepartmentRow, EmployeeDraft, SubjectLevel, SubjectRef
from crm_desktop.errors import CrmError
from crm_desktop.rewards.wizard.staff import WizardFirm
from crm_desktop.texts import _
from ui.context import Context
from ui.people.tree import paths
from ui.theme import GRID
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field, Form
from ui.widgets.text import Label, Role

_WIDTH = 440


class HiringDialog(QDialog):
    """``hired`` carries who was added; what else is known of them is entered elsewhere."""

    hired = Signal(object)  # SubjectRef

    def __init__(self, context: Context, firm: WizardFirm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._taken: frozenset[str] = frozenset()
        self.name, self.position = QLineEdit(), QLineEdit()
        self.department, self.since = ChoiceBox(), DayEdit(firm.today)
        title = _("New employee")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(_WIDTH)
        self.form = Form()
        self.form.add(Field("name", _("Full name"), self.name))
        self.form.add(Field("position", _("Position"), self.position))
        self.form.add(
            Field("department_id", _("Department"), self.department),
            Field("hired_on", _("Works here since"), self.since),
        )
        self.submit_button = self.form.add_buttons(_("Add"))
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * GRID, 2 * GRID, 3 * GRID, 2 * GRID)
        column.setSpacing(2 * GRID)
        column.addWidget(Label(title, Role.TITLE))
        column.addWidget(self.form)
        self.department.set_choices([(_("none"), None)])
        self.form.keep()
        self.form.submitted.connect(self._on_submitted)
        self.form.left.connect(self.reject)
        people = context.services.people

        def read() -> tuple[list[DepartmentRow], frozenset[str]]:
            codes = frozenset(row.code for row in people.list_employees())
            return people.list_departments(), codes

        context.tasks.run(self, read, self._on_read, context.report)

    def _on_read(self, found: tuple[list[DepartmentRow], frozenset[str]]) -> None:
        rows, self._taken = found
        self.department.set_choices([(_("none"), None), *paths(rows)])
        self.form.keep()

    @Slot()
    def _on_submitted(self) -> None:
        try:
            draft = EmployeeDraft(
                code=code_of(self.name.text(), self._taken),
                name=self.name.text(),
                position=self.position.text(),
                department_id=self.department.choice(),
                hired_on=self.since.day("hired_on"),
            )
        except CrmError as error:
            self.form.show_error(error)
            return
        people = self._context.services.people

        def done(saved: Saved) -> None:
            self.accept()
            self._context.changes.happened.emit(saved.changes)
            self.hired.emit(SubjectRef(SubjectLevel.EMPLOYEE, draft.code))

        self._context.tasks.run(self, lambda: people.create_employee(draft), done, self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, CrmError):
            self.form.show_error(error)
        else:
            self._context.report(error)

"""The card of an employee: who they are, where they work, and since when."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.domain.people import EmployeeDraft
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.people.code_entry import CodeEntry
from ui.people.deletion import ask_to_delete
from ui.people.differences import of_employee
from ui.people.tree import paths
from ui.people.viewmodel import EmployeeCardViewModel, EmployeeRead
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit
from ui.widgets.form import Field


class EmployeeCard(RecordCard):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = EmployeeCardViewModel(context.services, context.tasks, context.changes)
        self.name, self.position, self.code = QLineEdit(), QLineEdit(), QLineEdit()
        self.phone, self.email = QLineEdit(), QLineEdit()
        self.hired, self.left_day = DayEdit(), DayEdit()
        self.department = ChoiceBox()
        self.delete_button = Button(_("Delete"), Kind.DANGER, icon="delete")
        self._codes = CodeEntry(self.name, self.code)
        super().__init__(
            context,
            self.cards,
            kind=Message("Employee"),
            new_title=Message("New employee"),
            parent=parent,
        )
        self._fill_form()
        self.foot.insertWidget(0, self.delete_button)
        self.body.addStretch()
        self.state.hide()
        self.delete_button.clicked.connect(self._on_delete)

    def focus(self) -> None:
        self.name.setFocus()
        self.name.end(False)

    def begin(self, key: object) -> None:
        self.cards.open(None)

    def entered(self) -> EmployeeDraft:
        return EmployeeDraft(
            code=self.code.text(),
            name=self.name.text(),
            position=self.position.text(),
            phone=self.phone.text(),
            email=self.email.text(),
            department_id=self.department.choice(),
            hired_on=self.hired.day("hired_on"),
            left_on=self.left_day.day("left_on"),
        )

    def show_read(self, read: EmployeeRead) -> None:
        draft = self.cards.draft_of(read)
        if read.row is None:
            draft = replace(draft, hired_on=read.today)
        self._codes.show_code(draft.code, read.codes, is_new=read.row is None)
        self.department.set_choices([(_("No department"), None), *paths(read.departments)])
        self.department.choose(draft.department_id)
        self.name.setText(draft.name)
        self.position.setText(draft.position)
        self.phone.setText(draft.phone)
        self.email.setText(draft.email)
        for edit, day in ((self.hired, draft.hired_on), (self.left_day, draft.left_on)):
            edit.today = read.today
            edit.show_day(day)
        self.delete_button.setVisible(read.row is not None)

    def words_of_saved(self, read: EmployeeRead) -> str:
        return str(Message("Employee “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[EmployeeRead, EmployeeDraft]) -> list[Difference]:
        return of_employee(conflict, self.cards.draft_of(conflict.theirs))

    def merged(
        self, conflict: Conflict[EmployeeRead, EmployeeDraft], mine: frozenset[str]
    ) -> EmployeeDraft:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        return replace(self.cards.draft_of(conflict.theirs), **entered)

    def _fill_form(self) -> None:
        form = self.form
        form.add(Field("name", _("Full name"), self.name))
        form.add(
            Field("position", _("Position"), self.position),
            Field("department_id", _("Department"), self.department),
        )
        form.add(
            Field("hired_on", _("Hired on"), self.hired),
            Field("left_on", _("First day away"), self.left_day),
        )
        form.add(Field("phone", _("Phone"), self.phone), Field("email", _("E-mail"), self.email))
        hint = _("How files name the person; it stays once saved.")
        form.add(Field("code", _("Code"), self.code, hint=hint))

    @Slot()
    def _on_delete(self) -> None:
        read = self.cards.read
        if read is None:
            return
        words = _("For people who were entered by mistake.")
        self.question = ask_to_delete(self, read.name, words, self.cards.delete)

"""The card of an employee: who they are, where they work, and since when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.domain.people import DepartmentRow, StayRow
from crm_desktop.domain.permissions import Right
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.people.code_entry import CodeEntry
from ui.people.deletion import ask_to_delete
from ui.people.differences import of_employee
from ui.people.history import DepartmentHistory
from ui.people.tree import paths
from ui.people.viewmodel import EmployeeCardViewModel, EmployeeEntry, EmployeeRead
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.rights import needs
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_edit import DayEdit, parsed
from ui.widgets.form import Field


class EmployeeCard(RecordCard):
    right = Right.PEOPLE

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = EmployeeCardViewModel(context.services, context.tasks, context.changes)
        self.name, self.position, self.code = QLineEdit(), QLineEdit(), QLineEdit()
        self.phone, self.email = QLineEdit(), QLineEdit()
        self.hired, self.left_day, self.since = DayEdit(), DayEdit(), DayEdit()
        self.department = ChoiceBox()
        self.history = DepartmentHistory()
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
        self.body.addWidget(self.history)
        self.body.addStretch()
        self.state.hide()
        self.delete_button.clicked.connect(self._on_delete)
        needs(context.access, self.right, self.delete_button)
        self.department.currentIndexChanged.connect(self._on_department)
        self.since.textChanged.connect(self._on_since)
        self.history.removed.connect(self._on_removed)
        self.cards.departments_read.connect(self._on_departments)

    def focus(self) -> None:
        self.name.setFocus()
        self.name.end(False)

    def begin(self, key: object) -> None:
        self.cards.open(None)

    def refresh(self) -> None:
        """Read all again, or at least the departments where something is being entered."""
        super().refresh()
        if self.isVisible() and (self.record_id is None or self.form.is_changed()):
            self.cards.read_departments()

    def entered(self) -> EmployeeEntry:
        return EmployeeEntry(
            code=self.code.text(),
            name=self.name.text(),
            position=self.position.text(),
            phone=self.phone.text(),
            email=self.email.text(),
            department_id=self.department.choice(),
            hired_on=self.hired.day("hired_on"),
            left_on=self.left_day.day("left_on"),
            since=self._moved_on(),
        )

    def show_read(self, read: EmployeeRead) -> None:
        draft = self.cards.draft_of(read)
        if read.row is None:
            draft = replace(draft, hired_on=read.today)
        self._codes.show_code(draft.code, read.codes, is_new=read.row is None)
        self._offer(read.departments)
        self.department.choose(draft.department_id)
        self.name.setText(draft.name)
        self.position.setText(draft.position)
        self.phone.setText(draft.phone)
        self.email.setText(draft.email)
        for edit, day in (
            (self.hired, draft.hired_on),
            (self.left_day, draft.left_on),
            (self.since, _first_choice(read)),
        ):
            edit.today = read.today
            edit.show_day(day)
        self._show_since(self._is_moving(read))
        self.history.show_stays(read.stays, draft.hired_on)
        self.delete_button.setVisible(read.row is not None)

    def words_of_saved(self, read: EmployeeRead) -> str:
        return str(Message("Employee “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[EmployeeRead, EmployeeEntry]) -> list[Difference]:
        return of_employee(conflict, self.cards.draft_of(conflict.theirs))

    def merged(
        self, conflict: Conflict[EmployeeRead, EmployeeEntry], mine: frozenset[str]
    ) -> EmployeeEntry:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        since = conflict.mine.since if "department_id" in mine else None
        return replace(self.cards.draft_of(conflict.theirs), **entered, since=since)

    def _fill_form(self) -> None:
        form = self.form
        form.add(Field("name", _("Full name"), self.name))
        form.add(
            Field("position", _("Position"), self.position),
            Field("department_id", _("Department"), self.department),
        )
        form.add(Field("since", _("In this department since"), self.since))
        form.add(
            Field("hired_on", _("Hired on"), self.hired),
            Field("left_on", _("First day away"), self.left_day),
        )
        form.add(Field("phone", _("Phone"), self.phone), Field("email", _("E-mail"), self.email))
        hint = _("How files name the person; it stays once saved.")
        form.add(Field("code", _("Code"), self.code, hint=hint))

    def _offer(self, departments: Sequence[DepartmentRow]) -> None:
        self.department.set_choices([(_("No department"), None), *paths(departments)])

    @Slot(object)
    def _on_departments(self, departments: Sequence[DepartmentRow]) -> None:
        """Offer ``departments``; the one that is chosen stays so."""
        chosen, words = self.department.choice(), self.department.currentText()
        self._offer(departments)
        self.department.choose(chosen, words)

    @Slot()
    def _on_delete(self) -> None:
        read = self.cards.read
        if read is None:
            return
        words = _("For people who were entered by mistake.")
        self.question = ask_to_delete(self, read.name, words, self.cards.delete)

    def _is_moving(self, read: EmployeeRead | None) -> bool:
        """Return whether another department is chosen than the one where they are."""
        row = None if read is None else read.row
        return row is not None and self.department.choice() != row.department_id

    def _moved_on(self) -> date | None:
        if not self._is_moving(self.cards.read):
            return None
        day = self.since.day("since")
        if day is None:
            raise InvalidInputError("since", Message("Enter the first day in the department."))
        return day

    def _show_since(self, is_wanted: bool) -> None:
        self.form.field("since").setVisible(is_wanted)

    @Slot()
    def _on_department(self) -> None:
        read = self.cards.read
        is_moving = self._is_moving(read)
        if read is not None and not is_moving:
            self.since.show_day(_first_choice(read))
        self._show_since(is_moving)
        self._on_since()

    @Slot()
    def _on_since(self) -> None:
        """Say which moves go out of the history, if any does."""
        read, day = self.cards.read, parsed(self.since.text())
        stays = () if read is None or day is None else read.stays
        gone = [stay.department or _("No department") for stay in stays if _is_from(stay, day)]
        words = Message("This goes out of the history: {departments}", departments=", ".join(gone))
        self.form.field("since").show_hint(str(words) if gone else "")

    @Slot(object)
    def _on_removed(self, since: date | None) -> None:
        try:
            draft = self.entered()
        except InvalidInputError as error:
            self.show_error(error)
        else:
            self.cards.remove_stay(draft, since)


def _first_choice(read: EmployeeRead) -> date:
    """Return the day from which a move is offered: nobody moves before they are hired."""
    hired = None if read.row is None else read.row.hired_on
    return read.today if hired is None else max(read.today, hired)


def _is_from(stay: StayRow, day: date | None) -> bool:
    return stay.since is not None and day is not None and stay.since >= day

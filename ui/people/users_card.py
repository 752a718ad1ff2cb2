"""The card of a user: who it is, how they sign in, and which role they have."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from crm_desktop import formats
from crm_desktop.domain.permissions import Right, UserDraft
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.login.password_edit import PasswordField, ShowPassword
from ui.login.viewmodel import refuse_unlike
from ui.people.differences import of_user
from ui.people.users_viewmodel import UserCardViewModel, UserRead
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field


class UserCard(RecordCard):
    right = Right.ADMINISTER

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = UserCardViewModel(context.services, context.tasks, context.changes)
        self.employee, self.role = ChoiceBox(), ChoiceBox()
        self.name, self.login = QLineEdit(), QLineEdit()
        self._suggested: dict[QLineEdit, str] = {}
        self.active = QCheckBox(_("May sign in"))
        self._password_field = PasswordField("password", _("Password"))
        self._again_field = PasswordField("again", _("Password once more"))
        self.password, self.again = self._password_field.edit, self._again_field.edit
        self.show_box = ShowPassword(self.password, self.again)
        super().__init__(
            context,
            self.cards,
            kind=Message("User"),
            new_title=Message("New user"),
            parent=parent,
        )
        form = self.form
        form.add(Field("employee_id", _("Employee whose pay is their own"), self.employee))
        form.add(Field("name", _("Full name"), self.name))
        form.add(Field("login", _("Login"), self.login), Field("role_id", _("Role"), self.role))
        form.add(self._password_field, self._again_field)
        form.body.addWidget(self.show_box)
        form.add(Field("is_active", _("State"), self.active))
        self.body.addStretch()
        self.employee.activated.connect(self._on_employee)

    def focus(self) -> None:
        (self.employee if self.record_id is None else self.name).setFocus()

    def begin(self, key: object) -> None:
        self.cards.open(None)

    def entered(self) -> UserDraft:
        refuse_unlike(self.password.text(), self.again.text())
        return UserDraft(
            login=self.login.text(),
            name=self.name.text(),
            role_id=self.role.choice(),
            employee_id=self.employee.choice(),
            password=self.password.text(),
            is_active=self.active.isChecked(),
        )

    def show_read(self, read: UserRead) -> None:
        draft = self.cards.draft_of(read)
        self.employee.set_choices(
            [(_("Nobody: no employee"), None), *((one.name, one.id) for one in read.employees)]
        )
        self.employee.choose(draft.employee_id)
        self.role.set_choices([(one.role.shown(), one.id) for one in read.roles])
        self.role.choose(draft.role_id)
        self.name.setText(draft.name)
        self.login.setText(draft.login)
        self._suggested.clear()
        self.active.setChecked(draft.is_active)
        self.show_box.setChecked(False)
        for edit in (self.password, self.again):
            edit.clear()
        hint = _("At least 8 characters.") if read.row is None else _("Empty: it stays.")
        self._password_field.show_usual_hint(hint)
        self.state.setText(str(_told(read)))

    def words_of_saved(self, read: UserRead) -> str:
        return str(Message("User “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[UserRead, UserDraft]) -> list[Difference]:
        return of_user(conflict, self.cards.draft_of(conflict.theirs))

    def merged(self, conflict: Conflict[UserRead, UserDraft], mine: frozenset[str]) -> UserDraft:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        return replace(self.cards.draft_of(conflict.theirs), **entered)

    @Slot()
    def _on_employee(self) -> None:
        """Let name and login follow the employee until something else is entered there."""
        read, chosen = self.cards.read, self.employee.choice()
        employees = () if read is None else read.employees
        one = next((one for one in employees if one.id == chosen), None)
        name, login = ("", "") if one is None else (one.name, one.code)
        for edit, text in ((self.name, name), (self.login, login)):
            if edit.text() in {"", self._suggested.get(edit)}:
                edit.setText(text)
                self._suggested[edit] = text


def _told(read: UserRead) -> Message:
    if read.is_first:
        return Message("From the first user on, this database asks for a name and a password.")
    if read.row is None:
        return Message("Tell them the password: they can change it themselves.")
    if read.row.signed_in_at is None:
        return Message("Has not signed in yet.")
    at = read.row.signed_in_at.astimezone(read.zone)
    return Message("Signed in last: {moment}.", moment=formats.moment(at))

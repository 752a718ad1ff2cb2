"""The card of a role: what its users may, and whose pay they see."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Property, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crm_desktop.domain.permissions import Right, RoleDraft, RoleRow, Scope
from crm_desktop.texts import Message, _
from ui.brief import capital
from ui.context import Context
from ui.people.deletion import ask_to_delete
from ui.people.differences import of_role
from ui.people.users_viewmodel import NewRole, RoleCardViewModel, RoleRead
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.elided_check import ElidedCheck
from ui.widgets.form import Field


class RightsEditor(QWidget):
    """A box for each right, to be ticked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes = {right: ElidedCheck(capital(right.deed())) for right in Right}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        for box in self.boxes.values():
            column.addWidget(box)
        self.setFocusProxy(self.boxes[Right.CALCULATE])

    def rights(self) -> frozenset[Right]:
        return frozenset(right for right, box in self.boxes.items() if box.isChecked())

    value = Property(object, lambda self: sorted(self.rights()), user=True)

    def show_rights(self, rights: frozenset[Right]) -> None:
        for right, box in self.boxes.items():
            box.setChecked(right in rights)


class RoleCard(RecordCard):
    """A built-in role is only shown: ``copy_wanted`` carries the ``NewRole`` that is like it."""

    right = Right.ADMINISTER
    copy_wanted = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = RoleCardViewModel(context.services, context.tasks, context.changes)
        self.name, self.scope, self.rights = QLineEdit(), ChoiceBox(), RightsEditor()
        self.copy_button = Button(_("Copy"), icon="copy")
        self.delete_button = Button(_("Delete"), Kind.DANGER, icon="delete")
        self._seed: RoleRow | None = None
        super().__init__(
            context,
            self.cards,
            kind=Message("Role"),
            new_title=Message("New role"),
            parent=parent,
        )
        self.scope.set_choices([(capital(scope), scope) for scope in Scope])
        form = self.form
        form.add(Field("name", _("Name"), self.name))
        form.add(Field("scope", _("Sees the pay and figures of"), self.scope))
        form.add(Field("rights", _("May"), self.rights))
        self.foot.insertWidget(0, self.delete_button)
        self.foot.insertWidget(1, self.copy_button)
        self.body.addStretch()
        self.copy_button.clicked.connect(self._on_copy)
        self.delete_button.clicked.connect(self._on_delete)
        needs(context.access, self.right, self.copy_button, self.delete_button)

    def focus(self) -> None:
        is_built_in = self.name.isReadOnly()
        (self.copy_button if is_built_in else self.name).setFocus()

    def begin(self, key: object) -> None:
        self._seed = key.like if isinstance(key, NewRole) else None
        self.cards.open(None)

    def entered(self) -> RoleDraft:
        return RoleDraft(self.name.text(), self.rights.rights(), self.scope.choice())

    def show_read(self, read: RoleRead) -> None:
        draft = self._draft(read)
        is_built_in = read.row is not None and read.row.role.built_in
        self.name.setText(draft.name)
        self.name.setReadOnly(is_built_in)
        self.scope.choose(draft.scope)
        self.rights.show_rights(draft.rights)
        for editor in (self.scope, self.rights):
            editor.setDisabled(is_built_in)
        self.save_button.setHidden(is_built_in)
        self.delete_button.setVisible(read.row is not None and not is_built_in)
        self.copy_button.setVisible(read.row is not None)
        self.state.setText(_("A built-in role stays as it is: change a copy of it."))
        self.state.setVisible(is_built_in)

    def words_of_saved(self, read: RoleRead) -> str:
        return str(Message("Role “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[RoleRead, RoleDraft]) -> list[Difference]:
        return of_role(conflict, self.cards.draft_of(conflict.theirs))

    def merged(self, conflict: Conflict[RoleRead, RoleDraft], mine: frozenset[str]) -> RoleDraft:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        return replace(self.cards.draft_of(conflict.theirs), **entered)

    def _draft(self, read: RoleRead) -> RoleDraft:
        """Return what is shown of ``read``; a new role begins as the one that is copied."""
        if read.row is not None or self._seed is None:
            return self.cards.draft_of(read)
        role = self._seed.role
        name = Message("{name} (copy)", name=role.name)
        return RoleDraft(str(name), role.rights, role.scope)

    @Slot()
    def _on_copy(self) -> None:
        read = self.cards.read
        if read is not None and read.row is not None:
            self.copy_wanted.emit(NewRole(read.row))

    @Slot()
    def _on_delete(self) -> None:
        read = self.cards.read
        if read is not None:
            words = _("Only a role that no user has can go.")
            self.question = ask_to_delete(self, read.name, words, self.cards.delete)

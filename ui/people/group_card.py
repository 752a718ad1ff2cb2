"""The card of a group: its name, and who is in it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.domain.people import GroupDraft
from crm_desktop.domain.permissions import Right
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.people.code_entry import CodeEntry
from ui.people.deletion import ask_to_delete
from ui.people.differences import of_group
from ui.people.members import MembersEditor
from ui.people.viewmodel import GroupCardViewModel, GroupRead
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.rights import needs
from ui.widgets.buttons import Button, Kind
from ui.widgets.form import Field


class GroupCard(RecordCard):
    right = Right.PEOPLE

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = GroupCardViewModel(context.services, context.tasks, context.changes)
        self.name, self.code = QLineEdit(), QLineEdit()
        self.members = MembersEditor()
        self.delete_button = Button(_("Delete"), Kind.DANGER, icon="delete")
        self._codes = CodeEntry(self.name, self.code)
        super().__init__(
            context,
            self.cards,
            kind=Message("Group"),
            new_title=Message("New group"),
            parent=parent,
        )
        form = self.form
        form.add(Field("name", _("Name"), self.name))
        form.add(Field("member_ids", _("People"), self.members))
        hint = _("How files name the group; it stays once saved.")
        form.add(Field("code", _("Code"), self.code, hint=hint))
        self.foot.insertWidget(0, self.delete_button)
        self.body.addStretch()
        self.state.hide()
        self.delete_button.clicked.connect(self._on_delete)
        needs(context.access, self.right, self.delete_button)

    def focus(self) -> None:
        self.name.setFocus()
        self.name.end(False)

    def begin(self, key: object) -> None:
        self.cards.open(None)

    def entered(self) -> GroupDraft:
        return GroupDraft(self.code.text(), self.name.text(), self.members.member_ids())

    def show_read(self, read: GroupRead) -> None:
        draft = self.cards.draft_of(read)
        self._codes.show_code(draft.code, read.codes, is_new=read.row is None)
        self.name.setText(draft.name)
        self.members.show_people(read.people, draft.member_ids)
        self.delete_button.setVisible(read.row is not None)

    def words_of_saved(self, read: GroupRead) -> str:
        return str(Message("Group “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[GroupRead, GroupDraft]) -> list[Difference]:
        return of_group(conflict, self.cards.draft_of(conflict.theirs))

    def merged(self, conflict: Conflict[GroupRead, GroupDraft], mine: frozenset[str]) -> GroupDraft:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        return replace(self.cards.draft_of(conflict.theirs), **entered)

    @Slot()
    def _on_delete(self) -> None:
        read = self.cards.read
        if read is not None:
            words = _("The people stay; plans and profiles of the group hold for nobody any more.")
            self.question = ask_to_delete(self, read.name, words, self.cards.delete)

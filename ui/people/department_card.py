"""The card of a department: its name, where it belongs, and who leads it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from crm_desktop.domain.people import DepartmentDraft
from crm_desktop.domain.permissions import Right
from crm_desktop.texts import Message, _
from ui.context import Context
from ui.people.code_entry import CodeEntry
from ui.people.deletion import ask_to_delete
from ui.people.differences import of_department
from ui.people.tree import paths
from ui.people.viewmodel import DepartmentCardViewModel, DepartmentRead, NewDepartment
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.rights import needs
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field


class DepartmentCard(RecordCard):
    right = Right.PEOPLE

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = DepartmentCardViewModel(context.services, context.tasks, context.changes)
        self.name, self.code = QLineEdit(), QLineEdit()
        self.parent_box, self.head_box = ChoiceBox(), ChoiceBox()
        self.delete_button = Button(_("Delete"), Kind.DANGER, icon="delete")
        self._codes = CodeEntry(self.name, self.code)
        self._seed = NewDepartment()
        super().__init__(
            context,
            self.cards,
            kind=Message("Department"),
            new_title=Message("New department"),
            parent=parent,
        )
        form = self.form
        form.add(Field("name", _("Name"), self.name))
        form.add(Field("parent_id", _("Part of"), self.parent_box))
        form.add(Field("head_id", _("Head"), self.head_box))
        hint = _("How files name the department; it stays once saved.")
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
        self._seed = key if isinstance(key, NewDepartment) else NewDepartment()
        self.cards.open(None)

    def entered(self) -> DepartmentDraft:
        return DepartmentDraft(
            code=self.code.text(),
            name=self.name.text(),
            parent_id=self.parent_box.choice(),
            head_id=self.head_box.choice(),
        )

    def show_read(self, read: DepartmentRead) -> None:
        draft = self.cards.draft_of(read)
        if read.row is None:
            draft = replace(draft, parent_id=self._seed.parent_id)
        self._codes.show_code(draft.code, read.codes(), is_new=read.row is None)
        self.parent_box.set_choices(
            [(_("The whole company"), None), *paths(read.departments, without=read.id)]
        )
        self.parent_box.choose(draft.parent_id)
        self.head_box.set_choices(
            [(_("Nobody"), None), *((name, key) for key, name in read.people.items())]
        )
        self.head_box.choose(draft.head_id, read.head_name(draft.head_id))
        self.name.setText(draft.name)
        self.delete_button.setVisible(read.row is not None)

    def words_of_saved(self, read: DepartmentRead) -> str:
        return str(Message("Department “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[DepartmentRead, DepartmentDraft]) -> list[Difference]:
        return of_department(conflict, self.cards.draft_of(conflict.theirs))

    def merged(
        self, conflict: Conflict[DepartmentRead, DepartmentDraft], mine: frozenset[str]
    ) -> DepartmentDraft:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        return replace(self.cards.draft_of(conflict.theirs), **entered)

    @Slot()
    def _on_delete(self) -> None:
        read = self.cards.read
        if read is not None:
            words = _("Only a department that nobody is in can go.")
            self.question = ask_to_delete(self, read.name, words, self.cards.delete)

"""The card of a customer: what is known about them, their contacts and their deals."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QLineEdit, QMessageBox, QPlainTextEdit, QWidget

from crm_desktop.domain.customers import CustomerDraft, CustomerKind
from crm_desktop.errors import InvalidInputError
from crm_desktop.texts import Message, _, shown
from ui.context import Context
from ui.customers.contacts import ContactsEditor
from ui.customers.differences import differences
from ui.customers.tags import TagsEditor
from ui.customers.viewmodel import CustomerCardViewModel, CustomerRead, draft_of
from ui.deals.of_customer import DealsOfCustomer
from ui.deals.viewmodel import NewDeal
from ui.records.card import RecordCard
from ui.records.card_viewmodel import Conflict
from ui.records.conflict_dialog import Difference
from ui.rights import needs
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.form import Field

_NOTE_HEIGHT = 11 * GRID


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """The key of a customer who is not yet there."""


class CustomerCardView(RecordCard):
    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        self.cards = CustomerCardViewModel(context.services, context.tasks, context.changes)
        self.name, self.phone, self.email = QLineEdit(), QLineEdit(), QLineEdit()
        self.address, self.note = QLineEdit(), QPlainTextEdit()
        self.kind, self.owner = ChoiceBox(), ChoiceBox()
        self.tags, self.contacts = TagsEditor(), ContactsEditor()
        self.deals = DealsOfCustomer(context)
        self.delete_button = Button(_("Delete"), Kind.DANGER, icon="delete")
        super().__init__(
            context,
            self.cards,
            kind=Message("Customer"),
            new_title=Message("New customer"),
            parent=parent,
        )
        self._fill_form()
        self.foot.insertWidget(0, self.delete_button)
        self.body.addWidget(self.deals)
        self.body.addStretch()
        self.delete_button.clicked.connect(self._on_delete)
        needs(context.access, self.right, self.delete_button)
        self.deals.new_button.clicked.connect(self._on_new_deal)

    def focus(self) -> None:
        self.name.setFocus()
        self.name.end(False)

    def begin(self, key: object) -> None:
        self.cards.open(None)

    def entered(self) -> CustomerDraft:
        self.contacts.clear_errors()
        return CustomerDraft(
            name=self.name.text(),
            kind=self.kind.choice(),
            phone=self.phone.text(),
            email=self.email.text(),
            address=self.address.text(),
            note=self.note.toPlainText(),
            owner_id=self.owner.choice(),
            tag_ids=self.tags.tag_ids(),
            contacts=self.contacts.contacts(),
        )

    def show_read(self, read: CustomerRead) -> None:
        owners = [(_("Nobody"), None), *((name, key) for key, name in read.owners.items())]
        draft = self._begun(read) if read.card is None else draft_of(read.card)
        self.name.setText(draft.name)
        self.kind.choose(draft.kind)
        self.phone.setText(draft.phone)
        self.email.setText(draft.email)
        self.address.setText(draft.address)
        self.note.setPlainText(draft.note)
        self.owner.set_choices(owners)
        self.owner.choose(draft.owner_id, read.owner_name(draft.owner_id))
        self.tags.show_tags(read.tags, draft.tag_ids)
        self.contacts.show_contacts(draft.contacts)
        self.form.field("tag_ids").setVisible(bool(read.tags))
        self.state.setText("" if read.card is None else shown(read.card.row.kind))
        self.state.hide()
        self.delete_button.setVisible(read.card is not None)
        self.deals.show_customer(read.id)

    def words_of_saved(self, read: CustomerRead) -> str:
        return str(Message("Customer “{name}” is saved.", name=read.name))

    def differences(self, conflict: Conflict[CustomerRead, CustomerDraft]) -> list[Difference]:
        return differences(conflict, self.cards.draft_of(conflict.theirs))

    def merged(
        self, conflict: Conflict[CustomerRead, CustomerDraft], mine: frozenset[str]
    ) -> CustomerDraft:
        entered = {code: getattr(conflict.mine, code) for code in mine}
        return replace(self.cards.draft_of(conflict.theirs), **entered)

    def show_error(self, error: Exception) -> None:
        if isinstance(error, InvalidInputError) and self.contacts.show_error(
            error.field, str(error)
        ):
            return
        super().show_error(error)

    def _fill_form(self) -> None:
        self.kind.set_choices((shown(kind), kind) for kind in CustomerKind)
        self.note.setMaximumHeight(_NOTE_HEIGHT)
        self.note.setTabChangesFocus(True)
        form = self.form
        form.add(Field("name", _("Name"), self.name))
        form.add(Field("kind", _("Kind"), self.kind), Field("owner_id", _("Owner"), self.owner))
        form.add(Field("phone", _("Phone"), self.phone), Field("email", _("E-mail"), self.email))
        form.add(Field("address", _("Address"), self.address))
        form.add(Field("tag_ids", _("Tags"), self.tags))
        form.add(Field("note", _("Note"), self.note))
        form.add(Field("contacts", _("Contacts"), self.contacts))

    def _begun(self, read: CustomerRead) -> CustomerDraft:
        """Return what a new customer begins with: the chosen employee as the owner."""
        chosen = self.context.selection.employee_id
        return CustomerDraft("", owner_id=chosen if chosen in read.owners else None)

    def _on_new_deal(self) -> None:
        read = self.cards.read
        if read is not None and read.id is not None:
            self.context.navigate("deals", NewDeal(read.id, read.name))

    @Slot()
    def _on_delete(self) -> None:
        read = self.cards.read
        if read is None:
            return
        question = self.question = QMessageBox(self)
        question.setText(str(Message("Delete “{name}”?", name=read.name)))
        question.setTextFormat(Qt.TextFormat.PlainText)
        question.setInformativeText(_("The customer goes with all contacts and tags, for good."))
        keep = question.addButton(_("Keep"), QMessageBox.ButtonRole.RejectRole)
        question.addButton(_("Delete"), QMessageBox.ButtonRole.AcceptRole)
        question.setDefaultButton(keep)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self.cards.delete)
        question.open()

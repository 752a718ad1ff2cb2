"""The people at a customer: rows to enter, each with its own words of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import Property, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.domain.customers import ContactDraft
from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.buttons import IconButton
from ui.widgets.card import line
from ui.widgets.form import Field
from ui.widgets.link_button import LinkButton

_PLACE = re.compile(r"contacts\[(\d+)\]\.(\w+)")


class ContactsEditor(QWidget):
    """Holds contacts in the order shown; removing one is kept only by a save of all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[ContactRowEditor] = []
        self.add_button = LinkButton(_("Add contact"), icon="add")
        self.add_button.clicked.connect(self._on_add)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(self._lines)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addStretch()
        layout.addLayout(buttons)
        self.setFocusProxy(self.add_button)

    def contacts(self) -> tuple[ContactDraft, ...]:
        return tuple(row.draft() for row in self.rows)

    value = Property(object, contacts, user=True)

    def show_contacts(self, contacts: Iterable[ContactDraft]) -> None:
        while self.rows:
            self._drop(self.rows[-1])
        for contact in contacts:
            self._append(contact)

    def show_error(self, place: str, words: str) -> bool:
        """Say what is wrong at ``place`` if it is one of these rows; return whether it is."""
        found = _PLACE.fullmatch(place)
        if found is None or int(found[1]) > len(self.rows):
            return False
        field = self.rows[int(found[1]) - 1].fields[found[2]]
        field.show_error(words)
        field.editor.setFocus()
        return True

    def clear_errors(self) -> None:
        for row in self.rows:
            for field in row.fields.values():
                field.show_error("")

    def _on_add(self) -> None:
        self._append(ContactDraft("")).fields["name"].editor.setFocus()

    def _append(self, contact: ContactDraft) -> ContactRowEditor:
        row = ContactRowEditor(contact, len(self.rows) + 1)
        row.removed.connect(self._on_removed)
        self.rows.append(row)
        self._lines.addWidget(row)
        row.show()
        return row

    def _on_removed(self, row: ContactRowEditor) -> None:
        self._drop(row)
        self.add_button.setFocus()

    def _drop(self, row: ContactRowEditor) -> None:
        self.rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()


class ContactRowEditor(QWidget):
    removed = Signal(object)  # the row itself

    def __init__(self, contact: ContactDraft, number: int) -> None:
        super().__init__()
        self._id = contact.id
        entries = (
            ("name", _("Full name"), contact.name),
            ("position", _("Position"), contact.position),
            ("phone", _("Phone"), contact.phone),
            ("email", _("E-mail"), contact.email),
        )
        self.fields = {code: Field(code, label, QLineEdit(text)) for code, label, text in entries}
        for code, label, _entry in entries:
            name = Message("Contact {number}: {field}", number=number, field=label)
            self.fields[code].editor.setAccessibleName(str(name))
        who = contact.name or str(Message("contact {number}", number=number))
        self.remove_button = IconButton("delete", str(Message("Remove {name}", name=who)))
        self.remove_button.clicked.connect(self._on_remove)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        for place, field in enumerate(self.fields.values()):
            grid.addWidget(field, place // 2, place % 2)
            grid.setColumnStretch(place % 2, 1)
        grid.addWidget(self.remove_button, 0, 2)
        grid.addWidget(line(), 2, 0, 1, 3)

    def draft(self) -> ContactDraft:
        texts = {code: _text(field) for code, field in self.fields.items()}
        return ContactDraft(**texts, id=self._id)

    def _on_remove(self) -> None:
        self.removed.emit(self)


def _text(field: Field) -> str:
    return str(field.value())

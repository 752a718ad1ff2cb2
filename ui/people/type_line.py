"""One type of activities: its name and its kind, both changed where they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from crm_desktop.domain.activities import ActivityTypeRow
from crm_desktop.domain.fields import ACTIVITY_KINDS
from crm_desktop.domain.filter_words import choice_words
from crm_desktop.texts import Message
from ui.brief import capital
from ui.theme import GRID, Tone
from ui.widgets.buttons import IconButton
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.text import Label, Role, set_look

NAME_SHARE, KIND_SHARE = 3, 2


def kinds() -> list[tuple[str, str]]:
    """Return what a type can be, in words, and its code."""
    return [(capital(choice_words(kind)), kind) for kind in ACTIVITY_KINDS]


class TypeLine(QWidget):
    """Enter or leaving the field takes a name, Esc takes it back; a kind holds once chosen."""

    renamed = Signal(object, str)  # ActivityTypeRow, the name
    kind_chosen = Signal(object, str)  # ActivityTypeRow, the kind
    deletion_wanted = Signal(object)  # ActivityTypeRow

    def __init__(self, row: ActivityTypeRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = row
        self.name = _NameEdit()
        self.kind = ChoiceBox()
        self.kind.set_choices(kinds())
        self.delete_button = IconButton("delete", "")
        self._error = Label(role=Role.TINY, tone=Tone.NEGATIVE, wraps=True)
        self._error.hide()
        self._lay_out()
        self.name.editingFinished.connect(self._on_name)
        self.name.textEdited.connect(self._on_edited)
        self.name.given_up.connect(self._on_given_up)
        self.kind.activated.connect(self._on_kind)
        self.delete_button.clicked.connect(self._on_delete)
        self.show_row(row)

    @property
    def error(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        return "" if self._error.isHidden() else self._error.text()

    def show_row(self, row: ActivityTypeRow) -> None:
        """Show the type as it is kept, unless the user is just writing its name."""
        is_writing = self.name.hasFocus() and self.name.text() != self.row.name
        if row == self.row and is_writing:
            return
        self.row = row
        self.name.setText(row.name)
        self.name.setCursorPosition(0)
        self.kind.choose(row.kind)
        self.name.setAccessibleName(str(Message("Name of the type “{name}”", name=row.name)))
        self.kind.setAccessibleName(str(Message("Kind of the type “{name}”", name=row.name)))
        words = str(Message("Delete the type “{name}”", name=row.name))
        self.delete_button.setAccessibleName(words)
        self.delete_button.setToolTip(words)

    def show_error(self, words: str) -> None:
        """Say below the line what is wrong; an empty text takes it back."""
        self._error.setText(words)
        self._error.setVisible(bool(words))
        set_look(self.name, "wrong", "true" if words else None)
        self.name.setAccessibleDescription(words)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(2 * GRID)
        row.addWidget(self.name, NAME_SHARE)
        row.addWidget(self.kind, KIND_SHARE)
        row.addWidget(self.delete_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID // 2)
        layout.addLayout(row)
        layout.addWidget(self._error)

    @Slot()
    def _on_name(self) -> None:
        if self.name.text() != self.row.name:
            self.renamed.emit(self.row, self.name.text())

    @Slot()
    def _on_edited(self) -> None:
        self.show_error("")

    @Slot()
    def _on_given_up(self) -> None:
        self.show_error("")
        self.name.setText(self.row.name)

    @Slot()
    def _on_kind(self) -> None:
        if self.kind.choice() != self.row.kind:
            self.kind_chosen.emit(self.row, self.kind.choice())

    @Slot()
    def _on_delete(self) -> None:
        self.deletion_wanted.emit(self.row)


class _NameEdit(QLineEdit):
    given_up = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.given_up.emit()
        else:
            super().keyPressEvent(event)

"""A field for a password, and the box that lets it be read."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from crm_desktop.texts import _
from ui.widgets.form import Field

_CASED_BY_SHIFT = Qt.KeyboardModifier.ShiftModifier


class PasswordEdit(QLineEdit):
    """``capitals_noticed`` tells after each letter whether Caps Lock made it what it is."""

    capitals_noticed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if letter.isalpha() and letter.lower() != letter.upper():
            is_shifted = bool(event.modifiers() & _CASED_BY_SHIFT)
            self.capitals_noticed.emit(letter.isupper() is not is_shifted)
        super().keyPressEvent(event)


class PasswordField(Field):
    """Says below the field that Caps Lock is on, as far as what is typed tells."""

    def __init__(
        self,
        code: str,
        label: str,
        *,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self.edit = PasswordEdit()
        self._usual_hint = hint
        super().__init__(code, label, self.edit, hint=hint, parent=parent)
        self.edit.capitals_noticed.connect(self._on_capitals)

    def show_usual_hint(self, words: str) -> None:
        """Say ``words`` below the field while Caps Lock is not spoken of."""
        self._usual_hint = words
        self.show_hint(words)

    def _on_capitals(self, is_noticed: bool) -> None:
        self.show_hint(_("Caps Lock is on.") if is_noticed else self._usual_hint)


class ShowPassword(QCheckBox):
    """While it is ticked, ``edits`` show what is typed."""

    def __init__(self, *edits: QLineEdit) -> None:
        super().__init__(_("Show password"))
        self._edits = edits
        self.toggled.connect(self._on_toggled)

    def _on_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        for edit in self._edits:
            edit.setEchoMode(mode)

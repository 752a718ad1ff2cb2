"""A field for a number that is part of a sketch."""

from __future__ import annotations

from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit

from ui.widgets.decimal_edit import DecimalEdit


class AmountEdit(DecimalEdit):
    """Leaves what was typed as it is: the sketch holds it letter by letter."""

    def show_text(self, text: str) -> None:
        """Show ``text`` unless it stands there, so that the cursor stays where one types."""
        if self.text() != text:
            self.setText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        QLineEdit.focusOutEvent(self, event)

"""What is wrong with a file, line by line, to be read beside it and copied."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import Label, Role

_SIZE = (680, 380)


class ProblemsDialog(QDialog):
    """Shows ``problems``, a line each, under ``title``."""

    def __init__(self, title: str, problems: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.text = QPlainTextEdit(problems)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(title)
        self.close_button = Button(_("Close"), Kind.PRIMARY)
        self.close_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(Label(title, Role.TITLE, wraps=True))
        layout.addWidget(self.text, 1)
        layout.addLayout(buttons)
        self.resize(*_SIZE)
        self.close_button.setFocus()

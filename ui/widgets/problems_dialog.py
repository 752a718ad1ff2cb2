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
    """Shows ``problems``, a line each, under ``title``; ``offer`` adds a way out of them."""

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
        self._buttons = QHBoxLayout()
        self._buttons.addStretch()
        self._buttons.addWidget(self.close_button)
        layout = self._lines = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(Label(title, Role.TITLE, wraps=True))
        layout.addWidget(self.text, 1)
        layout.addLayout(self._buttons)
        self.resize(*_SIZE)
        self.close_button.setFocus()

    def offer(self, advice: str, words: str) -> Button:
        """Return a button of ``words``, which closes the dialog too; ``advice`` explains it."""
        way = Button(words)
        way.clicked.connect(self.accept)
        self._lines.insertWidget(self._lines.count() - 1, Label(advice, wraps=True))
        self._buttons.insertWidget(self._buttons.count() - 1, way)
        self.setTabOrder(way, self.close_button)
        return way

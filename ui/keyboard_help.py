"""F1: every key and what it does."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from crm_desktop.texts import Message, _
from ui.theme import GRID
from ui.widgets.buttons import Button, Kind
from ui.widgets.scroll import Scroll
from ui.widgets.text import Label, Role

EVERYWHERE: tuple[tuple[str, Message], ...] = (
    ("Tab", Message("To the next control")),
    ("Return", Message("Open the chosen row, or save the form")),
    ("Esc", Message("Leave a form, a menu or a search")),
    ("Up, Down", Message("Move among pages, rows and results")),
)


class KeyboardHelp(QDialog):
    def __init__(
        self, shortcuts: Iterable[tuple[str, Message]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 2 * GRID, 0)
        grid.setHorizontalSpacing(4 * GRID)
        grid.setVerticalSpacing(GRID)
        for row, (keys, meaning) in enumerate((*shortcuts, *EVERYWHERE)):
            native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            native = native.replace("Return", "Enter")  # as it stands on the keys
            grid.addWidget(Label(native, Role.STRONG), row, 0)
            grid.addWidget(Label(str(meaning)), row, 1)
        close = Button(_("Close"), Kind.PRIMARY)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(Label(_("Keyboard"), Role.PAGE))
        layout.addWidget(Scroll(table))
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)

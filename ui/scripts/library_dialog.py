"""The library, to begin a new script with one of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui.context import Context
from ui.scripts.library_panel import LibraryPanel
from ui.theme import GRID
from ui.widgets.buttons import Button
from ui.widgets.text import Label, Role

_SIZE = (760, 600)


class LibraryDialog(QDialog):
    """``chosen`` carries a LibraryScript."""

    chosen = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Library of scripts"))
        self.panel = LibraryPanel(context, inserts=False)
        self.cancel_button = Button(_("Cancel"))
        buttons = QHBoxLayout()
        buttons.addStretch()
        buttons.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * GRID, 3 * GRID, 3 * GRID, 2 * GRID)
        layout.setSpacing(GRID + GRID // 2)
        layout.addWidget(Label(_("Library of scripts"), Role.TITLE))
        layout.addWidget(self.panel, 1)
        layout.addLayout(buttons)
        self.resize(*_SIZE)
        self.cancel_button.clicked.connect(self.reject)
        self.panel.use_wanted.connect(self._on_use)
        self.panel.load()
        self.panel.search.setFocus()

    @Slot(object)
    def _on_use(self, script: object) -> None:
        self.accept()
        self.chosen.emit(script)

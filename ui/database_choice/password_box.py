"""The box that lets the system keep a password, where it can."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui.theme import GRID
from ui.widgets.text import Label, Role


class KeepPassword(QWidget):
    def __init__(self, *, is_wanted: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QCheckBox(_("Remember the password in the system's safe"))
        self.box.setChecked(is_wanted)
        self._is_possible = True
        self.reason = Label("", Role.TINY, wraps=True)
        self.reason.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID // 2)
        column.addWidget(self.box)
        column.addWidget(self.reason)

    @property
    def is_wanted(self) -> bool:
        return self._is_possible and self.box.isChecked()

    @Slot(bool)
    def show_possible(self, is_possible: bool) -> None:
        self._is_possible = is_possible
        self.box.setEnabled(is_possible)
        if not is_possible:
            self.box.setChecked(False)
        words = _("This system has no safe for passwords: it will be asked for at each start.")
        self.reason.setText("" if is_possible else words)
        self.reason.setVisible(not is_possible)
        self.box.setAccessibleDescription(self.reason.text())

"""When a deal entered which stage, and who moved it there."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from crm_desktop import formats
from crm_desktop.domain.deals import StageChangeRow
from crm_desktop.texts import _
from ui.theme import GRID
from ui.widgets.card import clear
from ui.widgets.text import ElidedLabel, Label, Role


class History(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[tuple[str, str]] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(2 * GRID)
        self._grid.setVerticalSpacing(GRID // 2)
        self._grid.setColumnStretch(1, 3)
        self._grid.setColumnStretch(2, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(Label(_("History"), Role.TITLE))
        layout.addLayout(self._grid)

    def show_changes(self, changes: Sequence[StageChangeRow]) -> None:
        """Show the latest change first."""
        clear(self._grid)
        self.setVisible(bool(changes))
        self.lines = [(formats.moment(change.at), change.stage) for change in reversed(changes)]
        for row, change in enumerate(reversed(changes)):
            self._grid.addWidget(Label(formats.moment(change.at), Role.MUTED), row, 0)
            self._grid.addWidget(ElidedLabel(change.stage), row, 1)
            self._grid.addWidget(ElidedLabel(change.by, Role.MUTED), row, 2)

"""What was found in a scale, in words, each with a way to mend it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm_desktop.texts import _
from ui.scheme.scales.viewmodel import Found
from ui.theme import GRID, Tone
from ui.widgets.card import Card, clear
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import ElidedLinkButton
from ui.widgets.text import Label, Role


class FindingsCard(Card):
    """Hidden where nothing was found."""

    mended = Signal(object)  # Sketch

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("What to think of"), parent)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(GRID // 2)
        self.body.addLayout(self._lines)
        self._shown: tuple[Found, ...] = ()
        self.hide()

    @property
    def found(self) -> tuple[Found, ...]:
        return self._shown

    def show_found(self, found: Sequence[Found]) -> None:
        if tuple(found) == self._shown:
            return
        self._shown = tuple(found)
        clear(self._lines)
        for one in found:
            self._lines.addLayout(self._line(one))
        self.setVisible(bool(found))

    def _line(self, one: Found) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        sign = "information" if one.tone is Tone.MUTED else "warning"
        row.addWidget(Icon(sign, 18, one.tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(str(one.number), Role.STRONG), 0, Qt.AlignmentFlag.AlignTop)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(Label(str(one.finding.message), wraps=True))
        row.addLayout(said, 1)
        if one.mend is not None:
            button = ElidedLinkButton(str(one.mend.words))
            sketch = one.mend.sketch
            button.clicked.connect(lambda: self.mended.emit(sketch))
            said.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return row

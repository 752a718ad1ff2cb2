"""What stands where there is nothing yet: one sentence and a way on, two at times."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import Button, Kind
from ui.widgets.icon_label import Icon
from ui.widgets.link_button import LinkButton
from ui.widgets.text import Label, Role

_READ_WIDTH = 72 * theme.GRID
"""A longer line is hard to read."""


class EmptyState(QWidget):
    """``accepted`` is emitted when the button is pressed."""

    accepted = Signal()

    def __init__(
        self, icon: str, sentence: str, button: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        picture = Icon(icon, 36)
        self._sentence = Label(sentence, Role.MUTED, wraps=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMaximumWidth(_READ_WIDTH)
        self._column = layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.GRID)
        layout.addStretch()
        layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._sentence, _READ_WIDTH)
        row.addStretch(1)
        layout.addLayout(row)
        if button is not None:
            self.button = Button(button, Kind.PRIMARY)
            self.button.clicked.connect(self._on_clicked)
            self.setFocusProxy(self.button)
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def add_way(self, words: str) -> LinkButton:
        """Return the button of another way on, which stands below; it is for the caller."""
        way = LinkButton(words)
        self._column.insertWidget(self._column.count() - 1, way, 0, Qt.AlignmentFlag.AlignHCenter)
        return way

    def _on_clicked(self) -> None:
        self.accepted.emit()

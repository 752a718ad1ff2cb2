"""What stands where there is nothing yet: one sentence and one way on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui import icons, theme
from ui.widgets.buttons import Button, Kind
from ui.widgets.text import Label, Role


class EmptyState(QWidget):
    """``accepted`` is emitted when the button is pressed."""

    accepted = Signal()

    def __init__(
        self, icon: str, sentence: str, button: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._picture = QLabel()
        self._sentence = Label(sentence, Role.MUTED, wraps=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._sentence.setMinimumWidth(240)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.GRID)
        layout.addStretch()
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        if button is not None:
            self.button = Button(button, Kind.PRIMARY)
            self.button.clicked.connect(self._on_clicked)
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch()
        self._picture.setPixmap(icons.icon(icon).pixmap(QSize(36, 36), self.devicePixelRatioF()))

    @property
    def sentence(self) -> str:
        return self._sentence.text()

    def _on_clicked(self) -> None:
        self.accepted.emit()

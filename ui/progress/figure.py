"""A caption with a large figure below it; pressing it asks why."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm_desktop.texts import Message
from ui import format as shows
from ui.brief import capital
from ui.theme import Tone
from ui.why.clickable import Clickable
from ui.widgets.text import Label, Role, set_tone


class Figure(Clickable):
    """Shows a dash, with its reason as tool tip, where there is no value."""

    def __init__(
        self,
        caption: str,
        role: Role = Role.FIGURE,
        *,
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(caption, parent)
        self._caption = caption
        self._value = Label(shows.DASH, role)
        self._value.setAlignment(align)
        self._above = Label(caption, Role.MUTED if role is Role.FIGURE else Role.TINY)
        self._above.setAlignment(align)
        column = QVBoxLayout()
        column.setContentsMargins(6, 4, 6, 4)
        column.setSpacing(4)
        column.addWidget(self._above)
        column.addWidget(self._value)
        column.addStretch()
        self.hold(column)

    @property
    def words(self) -> str:
        """What is shown below the caption."""
        return self._value.text()

    def set_caption(self, caption: str) -> None:
        """Change the caption; the name changes with the next value."""
        self._caption = caption
        self._above.setText(caption)

    def show_value(self, words: str, tone: Tone | None = None, tip: str = "") -> None:
        self._show(words, tone, tip)
        self.setEnabled(True)

    def show_nothing(self, reason: object) -> None:
        """Show a dash; ``reason`` says why there is no value."""
        self._show(shows.DASH, Tone.MUTED, capital(reason))
        self.setEnabled(False)

    def set_pointed(self, is_pointed: bool) -> None:
        font = self._value.font()
        font.setUnderline(is_pointed)
        self._value.setFont(font)

    def _show(self, words: str, tone: Tone | None, reason: str) -> None:
        self._value.setText(words)
        set_tone(self._value, tone)
        self.setToolTip(reason)
        name = Message("{caption}: {value}", caption=self._caption, value=words)
        self.setAccessibleName(str(name))
        self.setAccessibleDescription(reason)

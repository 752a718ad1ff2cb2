"""Labels that say what they are for; their size and colour come from the style sheet."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme import Tone


class Role(StrEnum):
    """What a text is in the order of a screen."""

    PAGE = "page"
    FIGURE = "figure"
    VALUE = "value"
    TITLE = "title"
    STRONG = "strong"
    BODY = "body"
    MUTED = "muted"
    TINY = "tiny"


class Label(QLabel):
    """Plain text, never markup, in the size and colour of its role."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        *,
        tone: Tone | None = None,
        wraps: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setProperty("role", role.value)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wraps)
        set_tone(self, tone)


class ElidedLabel(Label):
    """One line that ends in … where the room ends; the whole text is its tool tip."""

    def __init__(
        self,
        text: str = "",
        role: Role = Role.BODY,
        *,
        tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, tone=tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            self.setToolTip(self.text() if self.shown_text() != self.text() else "")
        return super().event(event)

    def shown_text(self) -> str:
        """Return what there is room for."""
        return self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.contentsRect(),
            self.alignment() | Qt.TextFlag.TextSingleLine,
            self.shown_text(),
        )


def set_tone(label: QLabel, tone: Tone | None) -> None:
    """Colour ``label`` by what it says; None is the colour of its role."""
    set_look(label, "tone", None if tone is None else tone.value)


def set_look(widget: QWidget, name: str, value: str | None) -> None:
    """Set a property that the style sheet asks for, and let it be seen at once."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()

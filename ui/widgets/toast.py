"""A quiet line at the bottom of the window that says what was done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from crm_desktop.texts import _
from ui.theme import GRID
from ui.widgets.text import Label

_STAYS_MS = 6_000
_OVER_BUTTONS = 14 * GRID
"""The lower edge lies above the status line and the buttons at the foot of cards and pages."""


class Toast(QFrame):
    """Floats near the lower edge of ``parent``; a new sentence takes the place of the old one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "toast")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._around = parent
        self._undo: Callable[[], None] | None = None
        self._label = Label()
        self._button = QPushButton(_("Undo"))
        self._button.setProperty("kind", "toast")
        self._button.clicked.connect(self._on_undo)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(2 * GRID, GRID, 2 * GRID, GRID)
        layout.setSpacing(2 * GRID)
        layout.addWidget(self._label)
        layout.addWidget(self._button)
        self._timer = QTimer(self, singleShot=True, interval=_STAYS_MS)
        self._timer.timeout.connect(self._on_time)
        parent.installEventFilter(self)
        self.hide()

    @property
    def sentence(self) -> str:
        return self._label.text()

    def say(self, sentence: str, undo: Callable[[], None] | None = None) -> None:
        """Show ``sentence`` for some seconds, with a button that calls ``undo`` if given."""
        self._undo = undo
        self._label.setText(sentence)
        self._button.setVisible(undo is not None)
        self.setAccessibleName(sentence)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()

    def _on_time(self) -> None:
        """Go, unless the keyboard has come to the button meanwhile."""
        if self._button.hasFocus():
            self._timer.start()
        else:
            self.hide()

    def _on_undo(self) -> None:
        self.hide()
        if self._undo is not None:
            self._undo()

    def _place(self) -> None:
        around = self._around.rect()
        room = around.width() - 4 * GRID
        self._label.setWordWrap(self._label.sizeHint().width() > room)
        self.resize(self.sizeHint().boundedTo(around.size()))
        self.move(
            (around.width() - self.width()) // 2, around.bottom() - self.height() - _OVER_BUTTONS
        )

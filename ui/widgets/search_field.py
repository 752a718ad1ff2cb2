"""A field to look for something by a few letters."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from ui import icons
from ui.widgets.text import Label, Role

_PAUSE_MS = 200
_LEADING_ICON = 56


class SearchField(QLineEdit):
    """Emits ``searched`` once typing pauses, at once on Enter; Esc empties it."""

    searched = Signal(str)

    def __init__(self, placeholder: str, *, hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "search")
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self._hint: QLabel = Label(hint, Role.TINY, parent=self)
        self._last = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._on_text)

    def sizeHint(self) -> QSize:
        return QSize(360, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._search()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._search()
        super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._show_hint()
        self._hint.adjustSize()
        self._hint.move(
            self.width() - self._hint.width() - 10, (self.height() - self._hint.height()) // 2
        )

    def _on_text(self, _text: str) -> None:
        self._show_hint()
        self._pause.start()

    def _show_hint(self) -> None:
        """Show the hint beside the placeholder, where there is room for both."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        needed = _LEADING_ICON + words + self._hint.sizeHint().width()
        self._hint.setVisible(not self.text() and needed < self.width())

    def _search(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._last:
            self._last = text
            self.searched.emit(text)

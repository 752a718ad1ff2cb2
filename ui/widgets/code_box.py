"""A list of codes with their names to choose from, found by either while one types."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from ui.widgets.esc import keep_esc

_LETTERS = 10


class CodeBox(QComboBox):
    """What is typed need not be in the list: whoever judges ``code`` says what is wrong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes: list[tuple[str, str]] = []
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        completer = QCompleter(self.model(), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        if (popup := completer.popup()) is not None:
            popup.setProperty("kind", "popup")
            keep_esc(popup)
        self.setCompleter(completer)
        self.currentIndexChanged.connect(self._show_beginning)

    def set_choices(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offer ``choices`` (code, name, which may be empty); what is entered stays entered."""
        entered = self.code()
        self._codes = list(choices)
        self.blockSignals(True)
        self.clear()
        self.addItems([f"{code} · {name}" if name else code for code, name in self._codes])
        self.blockSignals(False)
        self.choose(entered)

    def code(self) -> str:
        """Return the code of what is entered, by code or by name; else the text itself."""
        place = self._place(self.currentText())
        return self.currentText().strip() if place < 0 else self._codes[place][0]

    def choose(self, code: str) -> None:
        place = self._place(code)
        self.setCurrentIndex(place)
        self.setEditText(code if place < 0 else self.itemText(place))
        self._show_beginning()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Choose all of the text, so that what is typed takes its place."""
        super().focusInEvent(event)
        edit = self.lineEdit()
        if edit is not None and event.reason() is Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, edit, edit.selectAll)  # after the press, which moves the cursor

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.choose(self.currentText().strip())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it scrolls the page: a change is always meant

    def _place(self, text: str) -> int:
        wanted = text.strip().casefold()
        for place, (code, name) in enumerate(self._codes):
            if wanted in {code.casefold(), name.casefold(), self.itemText(place).casefold()}:
                return place if wanted else -1
        return -1

    def _show_beginning(self) -> None:
        edit = self.lineEdit()
        if edit is not None:
            edit.setCursorPosition(0)

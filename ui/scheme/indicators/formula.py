"""A field for a formula: codes are completed as one types, a mistake is underlined."""

from __future__ import annotations

import re
from collections.abc import Iterable

from PySide6.QtCore import QSize, QStringListModel, Qt, Slot
from PySide6.QtGui import QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QCompleter, QPlainTextEdit, QTextEdit, QWidget

from crm_desktop.errors import InvalidInputError
from ui import theme
from ui.theme import Tone
from ui.widgets.esc import keep_esc

_LINES = 3
_WORD = re.compile(r"[\w.]*$")
_SEPARATOR = " — "
_WIDEST = 420
_TAKING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape})


class FormulaEdit(QPlainTextEdit):
    """Ctrl+Space offers all codes; Tab leaves the field."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setFont(theme.font(is_tabular=True))
        self._offered = QStringListModel(self)
        self.completer = QCompleter(self._offered, self)
        self.completer.setWidget(self)
        self.completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        popup = self.completer.popup()
        if popup is not None:
            popup.setProperty("kind", "popup")
            keep_esc(popup)
        self.completer.activated.connect(self._complete)

    def set_codes(self, codes: Iterable[tuple[str, str]]) -> None:
        """Offer ``codes`` with their names."""
        self._offered.setStringList([f"{code}{_SEPARATOR}{name}" for code, name in codes])

    def show_mistake(self, error: InvalidInputError | None) -> None:
        """Underline from where ``error`` says that the formula cannot be read; None clears it."""
        places = {} if error is None else dict(getattr(error.message, "args", ()))
        line, column = places.get("line"), places.get("column")
        if not isinstance(line, int) or not isinstance(column, int):
            self.setExtraSelections([])
            return
        block = self.document().findBlockByNumber(line - 1)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(column - 1, max(0, block.length() - 2)))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        selection, look = QTextEdit.ExtraSelection(), QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(theme.colour(Tone.NEGATIVE))
        selection.cursor, selection.format = cursor, look
        self.setExtraSelections([selection])

    def sizeHint(self) -> QSize:
        height = _LINES * self.fontMetrics().lineSpacing() + 2 * theme.GRID
        return QSize(super().sizeHint().width(), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        popup = self.completer.popup()
        if popup is not None and popup.isVisible() and event.key() in _TAKING:
            event.ignore()  # the list of codes takes it
            return
        is_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if is_control and event.key() == Qt.Key.Key_Space:
            self.offer()
            return
        super().keyPressEvent(event)
        if event.text().isidentifier():
            self.offer()
        elif popup is not None and not self._word():
            popup.hide()

    def offer(self) -> None:
        """Show the codes that go on from what is typed."""
        self.completer.setCompletionPrefix(self._word())
        popup = self.completer.popup()
        if popup is None or not self.completer.completionCount():
            return
        popup.setCurrentIndex(self.completer.completionModel().index(0, 0))
        place = self.cursorRect()
        place.setWidth(min(_WIDEST, popup.sizeHintForColumn(0) + 4 * theme.GRID))
        self.completer.complete(place)

    def _word(self) -> str:
        """Return the code that is being typed up to the cursor."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        found = _WORD.search(before)
        return "" if found is None else found[0]

    @Slot(str)
    def _complete(self, offered: str) -> None:
        code = offered.partition(_SEPARATOR)[0]
        cursor = self.textCursor()
        start = cursor.position() - len(self._word())
        cursor.setPosition(start, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(code)
        self.setTextCursor(cursor)

"""The field for a script: what to go on with as one types, and what a name means."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHelpEvent, QKeyEvent, QStandardItem, QStandardItemModel, QTextCursor
from PySide6.QtWidgets import QCompleter, QToolTip, QWidget

from ui import theme
from ui.scripts.code_edit import CodeEdit
from ui.scripts.indents import line_before
from ui.scripts.offers import Offer, Offers, Vocabulary, described, offered
from ui.scripts.places import to_characters, to_qt
from ui.widgets.esc import keep_esc

_WIDEST = 560
_NOTE = 60
_SEPARATOR = " — "
_TAKING = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Escape})


class ScriptEdit(CodeEdit):
    """Ctrl+Space offers what may follow, Ctrl+I says what the name at the cursor means.

    ``asked`` carries the code of an indicator that was just chosen.
    """

    asked = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.vocabulary = Vocabulary()
        self.offers = Offers("")
        self._model = QStandardItemModel(self)
        self.completer = QCompleter(self._model, self)
        self.completer.setWidget(self)
        self.completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self.popup = self.completer.popup()
        if self.popup is not None:
            self.popup.setProperty("kind", "popup")
            keep_esc(self.popup)
        self.completer.activated[QModelIndex].connect(self._on_chosen)  # type: ignore[index]

    def offer(self) -> None:
        """Show what goes on from what is typed."""
        self.offers = offered(line_before(self), self.vocabulary, self.toPlainText())
        self._model.clear()
        for offer in self.offers.offers:
            item = QStandardItem(_words(offer))
            item.setToolTip(offer.note)
            self._model.appendRow(item)
        if self.popup is None:
            return
        is_done = [offer.text for offer in self.offers.offers] == [self.offers.prefix]
        if not self.offers.offers or is_done:
            self.popup.hide()
            return
        self.completer.setCompletionPrefix("")
        place = self.cursorRect().translated(self.viewport().x(), 0)
        place.setWidth(min(_WIDEST, self.popup.sizeHintForColumn(0) + 5 * theme.GRID))
        self.completer.complete(place)
        self.popup.setCurrentIndex(self.completer.completionModel().index(0, 0))

    def choose(self, offer: Offer) -> None:
        """Put ``offer`` in place of what is typed of it."""
        cursor = self.textCursor()
        text = cursor.block().text()
        at = to_characters(text, cursor.positionInBlock())
        start = to_qt(text, at - len(self.offers.prefix))
        cursor.setPosition(cursor.block().position() + start)
        cursor.setPosition(
            cursor.block().position() + to_qt(text, at), QTextCursor.MoveMode.KeepAnchor
        )
        cursor.insertText(offer.text)
        self.setTextCursor(cursor)
        if offer.reads:
            self.asked.emit(offer.reads)
        if offer.goes_on:
            QTimer.singleShot(0, self, self.offer)

    def insert(self, text: str) -> None:
        """Put ``text`` at the cursor."""
        self.textCursor().insertText(text)
        self.setFocus()

    def explain(self) -> str:
        """Show what the name at the cursor means; return it."""
        line, column = self.place()
        words = self.explained(line, column - 1)
        QToolTip.showText(self.viewport().mapToGlobal(self.cursorRect().bottomLeft()), words, self)
        return words

    def explained(self, line: int, column: int) -> str:
        said = super().explained(line, column)
        text = self.document().findBlockByNumber(line - 1).text()
        return "\n\n".join(filter(None, [said, described(text, column, self.vocabulary)]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_open = self.popup is not None and self.popup.isVisible()
        if is_open and event.key() in _TAKING:
            event.ignore()  # the list takes it
            return
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.key() == Qt.Key.Key_Space:
                self.offer()
                return
            if event.key() == Qt.Key.Key_I:
                self.explain()
                return
        super().keyPressEvent(event)
        if self.isReadOnly():
            return
        if event.text() and (event.text() == "." or is_open or self._begins_code(event.text())):
            self.offer()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_own = event.modifiers() & Qt.KeyboardModifier.ControlModifier
            if is_own and event.key() in {Qt.Key.Key_I, Qt.Key.Key_Slash, Qt.Key.Key_Space}:
                event.accept()
                return True
        if isinstance(event, QHelpEvent) and self.popup is not None and self.popup.isVisible():
            return True
        return super().event(event)

    def _begins_code(self, text: str) -> bool:
        """Return whether a quote was just typed where a code is to follow."""
        is_quote = text in {'"', "'"}
        return is_quote and line_before(self).rstrip("\"'").endswith(("(", "["))

    @Slot(QModelIndex)
    def _on_chosen(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self.offers.offers):
            self.choose(self.offers.offers[index.row()])


def _words(offer: Offer) -> str:
    note = offer.note if len(offer.note) <= _NOTE else f"{offer.note[:_NOTE]}…"
    label = offer.label or offer.text
    return f"{label}{_SEPARATOR}{note}" if note else label

"""A field for program text: line numbers, marks, indents, brackets, and what to go on with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from ui import theme
from ui.scripts import indents
from ui.scripts.brackets import matching
from ui.scripts.gutter import Gutter
from ui.scripts.highlighting import Highlighter
from ui.scripts.places import to_characters, to_qt
from ui.theme import Tone

_FAMILIES = ("Cascadia Mono", "Consolas", "Menlo", "Noto Sans Mono", "DejaVu Sans Mono")
_SIZES = (9, 32)
_TAB = 4
_MOST_BRACKETS = 20_000
_MOST_HITS = 500


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong, or to be looked at, at a place; lines and columns count from 1."""

    line: int
    column: int
    end_column: int | None
    words: str
    tone: Tone = Tone.NEGATIVE


def code_font(size: int = theme.BODY) -> QFont:
    """Return a font whose signs are equally wide."""
    font = QFont()
    font.setFamilies(list(_FAMILIES))
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setFixedPitch(True)
    font.setPixelSize(size)
    return font


class CodeEdit(QPlainTextEdit):
    """Tab indents; Ctrl+/ makes comments; Ctrl+plus and Ctrl+minus zoom, Ctrl+0 goes back.

    ``moved`` carries line and column of the cursor, from 1, in characters.
    """

    moved = Signal(int, int)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.marks: tuple[Mark, ...] = ()
        self.hits: tuple[QTextCursor, ...] = ()
        self._cursors: list[QTextCursor] = []
        self.highlighter = Highlighter(self.document())
        self.gutter = Gutter(self)
        self._size = theme.BODY
        self.zoom_to(theme.BODY)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._on_update)
        self.cursorPositionChanged.connect(self._on_moved)
        self._make_room()
        self._show_looks()

    # What is shown

    def show_text(self, text: str) -> None:
        """Show ``text`` from its beginning; there is nothing to undo then."""
        self.setPlainText(text)
        self.show_marks(())

    def replace_text(self, text: str) -> None:
        """Put ``text`` in place of all, as one step to undo."""
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def show_marks(self, marks: Sequence[Mark]) -> None:
        """Underline what is wrong at its place; the gutter has a sign at its line."""
        self.marks = tuple(marks)
        self._cursors = [self._cursor_of(mark) for mark in self.marks]
        self._show_looks()
        self.gutter.update()

    def go_to(self, line: int, column: int = 1) -> None:
        """Put the cursor to a place and let it be seen."""
        block = self.document().findBlockByNumber(max(0, line - 1))
        if not block.isValid():
            block = self.document().lastBlock()
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + to_qt(block.text(), column - 1))
        self.setTextCursor(cursor)
        self.centerCursor()
        self.setFocus()

    def place(self) -> tuple[int, int]:
        """Return line and column of the cursor, from 1."""
        cursor = self.textCursor()
        text = cursor.block().text()
        return cursor.blockNumber() + 1, to_characters(text, cursor.positionInBlock()) + 1

    def find_all(self, words: str) -> int:
        """Mark where ``words`` stand, whatever their case; return how often."""
        hits: list[QTextCursor] = []
        cursor = QTextCursor(self.document())
        while words and len(hits) < _MOST_HITS:
            cursor = self.document().find(words, cursor)
            if cursor.isNull():
                break
            hits.append(QTextCursor(cursor))
        self.hits = tuple(hits)
        self._show_looks()
        return len(hits)

    def explained(self, line: int, column: int) -> str:
        """Return what is said of a place; columns count characters from 0."""
        said = []
        for mark, cursor in zip(self.marks, self._cursors, strict=True):
            block = cursor.document().findBlock(cursor.selectionStart())
            first = to_characters(block.text(), cursor.selectionStart() - block.position())
            last = to_characters(block.text(), cursor.selectionEnd() - block.position())
            if block.blockNumber() + 1 == line and first <= column <= last:
                said.append(mark.words)
        return "\n".join(said)

    # Typing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.isReadOnly() and self._takes(event):
            event.accept()
            return
        super().keyPressEvent(event)

    def _takes(self, event: QKeyEvent) -> bool:
        """Do what a key means to program text; return whether it means something."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return self._takes_with_control(event.key())
        match event.key():
            case Qt.Key.Key_Tab:
                indents.indent(self)
            case Qt.Key.Key_Backtab:
                indents.dedent(self)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                indents.break_line(self)
            case Qt.Key.Key_Backspace:
                return indents.take_back(self)
            case Qt.Key.Key_Home if not event.modifiers():
                indents.go_home(self)
            case _:
                return False
        return True

    def _takes_with_control(self, key: int) -> bool:
        match key:
            case Qt.Key.Key_Slash:
                indents.toggle_comment(self)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom_to(self._size + 1)
            case Qt.Key.Key_Minus:
                self.zoom_to(self._size - 1)
            case Qt.Key.Key_0:
                self.zoom_to(theme.BODY)
            case _:
                return False
        return True

    # Looks

    def zoom_to(self, size: int) -> None:
        """Write as large as ``size`` pixels."""
        self._size = min(max(size, _SIZES[0]), _SIZES[1])
        font = code_font(self._size)
        self.setFont(font)
        self.setTabStopDistance(QFontMetricsF(font).horizontalAdvance(" ") * _TAB)
        self._make_room()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_to(self._size + (1 if event.angleDelta().y() > 0 else -1))
        else:
            super().wheelEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self.viewport().mapFrom(self, event.pos())
            cursor = self.cursorForPosition(at)
            text = cursor.block().text()
            column = to_characters(text, cursor.positionInBlock())
            words = self.explained(cursor.blockNumber() + 1, column)
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.PaletteChange}:
            QTimer.singleShot(0, self, self._restyle)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_gutter()

    @Slot()
    def _restyle(self) -> None:
        self.highlighter.restyle()
        self._show_looks()

    def _make_room(self) -> None:
        self.setViewportMargins(self.gutter.sizeHint().width(), 0, 0, 0)
        self._place_gutter()

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        width = self.gutter.sizeHint().width()
        self.gutter.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))

    def _on_update(self, rect: QRect, dy: int) -> None:
        if dy:
            self.gutter.scroll(0, dy)
        else:
            self.gutter.update(0, rect.y(), self.gutter.width(), rect.height())

    @Slot()
    def _on_moved(self) -> None:
        self._show_looks()
        self.gutter.update()
        self.moved.emit(*self.place())

    def _show_looks(self) -> None:
        looks = [self._look(self._current_line(), QTextFormat.Property.FullWidthSelection)]
        tokens = theme.current()
        looks += [self._background(cursor, tokens.accent_soft) for cursor in self.hits]
        for cursor in self._brackets():
            looks += [self._background(cursor, tokens.track, is_bold=True)]
        looks += [
            self._underlined(cursor, mark.tone)
            for mark, cursor in zip(self.marks, self._cursors, strict=True)
        ]
        self.setExtraSelections(looks)

    def _current_line(self) -> QTextCursor:
        cursor = self.textCursor()
        cursor.clearSelection()
        return cursor

    def _look(self, cursor: QTextCursor, whole: Any) -> QTextEdit.ExtraSelection:
        found, look = QTextEdit.ExtraSelection(), QTextCharFormat()
        look.setBackground(QColor(theme.current().background))
        look.setProperty(whole, True)
        found.cursor, found.format = cursor, look
        return found

    def _background(
        self, cursor: QTextCursor, colour: str, *, is_bold: bool = False
    ) -> QTextEdit.ExtraSelection:
        found, look = QTextEdit.ExtraSelection(), QTextCharFormat()
        look.setBackground(QColor(colour))
        if is_bold:
            look.setFontWeight(QFont.Weight.Bold)
        found.cursor, found.format = cursor, look
        return found

    def _underlined(self, cursor: QTextCursor, tone: Tone) -> QTextEdit.ExtraSelection:
        found, look = QTextEdit.ExtraSelection(), QTextCharFormat()
        look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        look.setUnderlineColor(theme.colour(tone))
        found.cursor, found.format = cursor, look
        return found

    def _cursor_of(self, mark: Mark) -> QTextCursor:
        """Return what ``mark`` means of the text; at least one sign, where the line has any."""
        block = self.document().findBlockByNumber(mark.line - 1)
        if not block.isValid():
            block = self.document().lastBlock()
        text = block.text()
        first = min(mark.column - 1, len(text))
        last = len(text) if mark.end_column is None else min(mark.end_column - 1, len(text))
        if last <= first:
            first, last = (first, first + 1) if first < len(text) else (max(0, first - 1), first)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + to_qt(text, first))
        cursor.setPosition(block.position() + to_qt(text, last), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _brackets(self) -> list[QTextCursor]:
        """Return the bracket at the cursor and the one that belongs to it."""
        text = self.toPlainText()
        if len(text) > _MOST_BRACKETS:
            return []
        units = self.textCursor().position()
        at = to_characters(text, units)
        for place in (at - 1, at):
            partner = matching(text, place)
            if partner is not None:
                return [self._sign(text, place), self._sign(text, partner)]
        return []

    def _sign(self, text: str, place: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(to_qt(text, place))
        cursor.setPosition(to_qt(text, place + 1), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def sizeHint(self) -> QSize:
        return QSize(480, 320)

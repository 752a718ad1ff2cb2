"""Two texts in one: lines that went and lines that came, told by signs as well as by colours."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtGui import QColor, QTextBlockFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from crm_desktop.texts import Message, _, plural
from ui import theme
from ui.scripts.code_edit import code_font
from ui.scripts.diff import DiffLine, Side, counted, differences, visible
from ui.theme import GRID
from ui.widgets.text import Label, Role

_SHARE = 0.16


class DiffView(QWidget):
    """A sentence that counts the lines, and below it the lines themselves."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[DiffLine, ...] = ()
        self.words = Label(role=Role.MUTED, wraps=True)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)  # nothing hides at the right
        self.text.setFont(code_font(theme.BODY - 1))
        self.text.setAccessibleName(title or _("What has changed"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addWidget(self.words)
        layout.addWidget(self.text, 1)

    def show_texts(self, before: str, after: str) -> None:
        """Show what ``after`` has changed of ``before``; an empty one was not there."""
        self.lines = differences(before, after)
        self.words.setText(_sentence(self.lines, is_new=not before))
        self.text.setPlainText("\n".join(_lines(self.lines)))
        self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            QTimer.singleShot(0, self, self._colour)

    @Slot()
    def _colour(self) -> None:
        tokens = theme.current()
        colours = {
            Side.OLD: theme.mixed(tokens.negative, tokens.surface, _SHARE),
            Side.NEW: theme.mixed(tokens.positive, tokens.surface, _SHARE),
        }
        cursor = QTextCursor(self.text.document())
        cursor.beginEditBlock()
        for number, line in enumerate(self.lines):
            look = QTextBlockFormat()
            look.setBackground(colours.get(line.side, QColor(tokens.surface)))
            cursor.setPosition(self.text.document().findBlockByNumber(number).position())
            cursor.setBlockFormat(look)
        cursor.endEditBlock()


def _lines(lines: Sequence[DiffLine]) -> list[str]:
    last = max((number for line in lines for number in (line.old, line.new) if number), default=0)
    width = len(str(last))
    return [
        f"{line.old or '':>{width}} {line.new or '':>{width}}  {line.side} {visible(line.text)}"
        for line in lines
    ]


def _sentence(lines: Sequence[DiffLine], *, is_new: bool) -> str:
    came, went = counted(lines)
    if not came and not went:
        return _("The text is the same.")
    added = plural("{count} line came", "{count} lines came", count=came)
    if is_new:
        return str(Message("All of it is new: {lines}.", lines=added))
    gone = plural("{count} line went", "{count} lines went", count=went)
    return str(Message("{came} (+), {went} (−).", came=added, went=gone))

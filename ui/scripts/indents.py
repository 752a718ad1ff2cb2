"""What keys do to the lines of a program: how deep they stand, and whether they are comments."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtGui import QTextBlock, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from ui.scripts.places import to_characters, to_qt

_STEP = 4
_LEADING = re.compile(r"[ \t]*")
_LAST_OF_A_BLOCK = frozenset({"return", "break", "continue", "pass", "raise"})


def indent(edit: QPlainTextEdit) -> None:
    """Move the chosen lines in, or go on to the next stop."""
    cursor = edit.textCursor()
    if cursor.hasSelection():
        _each_line(edit, lambda text: " " * _STEP + text if text.strip() else text)
        return
    cursor.insertText(" " * (_STEP - len(line_before(edit)) % _STEP))


def dedent(edit: QPlainTextEdit) -> None:
    """Move the chosen lines out by a stop."""
    _each_line(edit, _without_indent)


def toggle_comment(edit: QPlainTextEdit) -> None:
    """Make comments of the chosen lines, or lines of comments."""
    first, last = _chosen(edit)
    lines = [edit.document().findBlockByNumber(n).text() for n in range(first, last + 1)]
    lines = [text for text in lines if text.strip()]
    is_comment = bool(lines) and all(text.lstrip().startswith("#") for text in lines)
    depth = min((len(_leading(text)) for text in lines), default=0)

    def changed(text: str) -> str:
        if not text.strip():
            return text
        if not is_comment:
            return f"{text[:depth]}# {text[depth:]}"
        head, _sign, rest = text.partition("#")
        return head + rest.removeprefix(" ")

    _each_line(edit, changed)


def break_line(edit: QPlainTextEdit) -> None:
    """Begin a line as deep as the one before, deeper after a colon or an open bracket."""
    before = line_before(edit)
    depth = _leading(before)
    bare = before.partition("#")[0].rstrip()
    if bare.endswith((":", "(", "[", "{")):
        depth += " " * _STEP
    elif bare.lstrip().split(" ")[0] in _LAST_OF_A_BLOCK:
        depth = depth[:-_STEP]
    cursor = edit.textCursor()
    cursor.insertText(f"\n{depth}")
    edit.setTextCursor(cursor)
    edit.ensureCursorVisible()


def take_back(edit: QPlainTextEdit) -> bool:
    """Take a whole stop back where there are only spaces before; return whether it was done."""
    before = line_before(edit)
    if edit.textCursor().hasSelection() or not before or before.strip(" "):
        return False
    count = len(before) % _STEP or _STEP
    cursor = edit.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, count)
    cursor.removeSelectedText()
    return True


def go_home(edit: QPlainTextEdit) -> None:
    """Go to the first word of the line, from there to its very beginning."""
    cursor = edit.textCursor()
    first = len(_leading(cursor.block().text()))
    at = 0 if cursor.positionInBlock() == first else first
    cursor.setPosition(cursor.block().position() + at)
    edit.setTextCursor(cursor)


def line_before(edit: QPlainTextEdit) -> str:
    """Return the line up to the cursor."""
    cursor = edit.textCursor()
    text = cursor.block().text()
    return text[: to_characters(text, cursor.positionInBlock())]


def _chosen(edit: QPlainTextEdit) -> tuple[int, int]:
    """Return the first and the last line that are chosen; one that only ends there is not."""
    cursor = edit.textCursor()
    first = edit.document().findBlock(cursor.selectionStart())
    last = edit.document().findBlock(cursor.selectionEnd())
    is_before = last != first and cursor.selectionEnd() == last.position()
    return first.blockNumber(), last.blockNumber() - (1 if is_before else 0)


def _each_line(edit: QPlainTextEdit, change: Callable[[str], str]) -> None:
    """Let ``change`` make another text of each chosen line, all in one step to undo."""
    first, last = _chosen(edit)
    cursor = QTextCursor(edit.document())
    cursor.beginEditBlock()
    for number in range(first, last + 1):
        block = edit.document().findBlockByNumber(number)
        _replace(cursor, block, change(block.text()))
    cursor.endEditBlock()


def _replace(cursor: QTextCursor, block: QTextBlock, new: str) -> None:
    """Put ``new`` in place of a line, touching only what differs, so that the cursor stays."""
    old = block.text()
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    start, end = to_qt(old, head), to_qt(old, len(old) - tail)
    cursor.setPosition(block.position() + start)
    cursor.setPosition(block.position() + end, QTextCursor.MoveMode.KeepAnchor)
    cursor.insertText(new[head : len(new) - tail])


def _leading(text: str) -> str:
    found = _LEADING.match(text)
    return "" if found is None else found[0]


def _without_indent(text: str) -> str:
    if text.startswith("\t"):
        return text[1:]
    return text[min(_STEP, len(text) - len(text.lstrip(" "))) :]

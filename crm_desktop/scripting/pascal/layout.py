"""The lines of a script, with the comments and blank lines of the program it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap

from crm_desktop.scripting.pascal.tree import Comment, Place

_INDENT = "    "
_WIDTH = 100
_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[(\[{]|[)\]}]|, |.')


class Page:
    """Takes lines in the order of the program and puts each comment where it stood."""

    def __init__(self, source: str, comments: Sequence[Comment]) -> None:
        rows = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._blank = [not row.strip() for row in rows]
        self._comments = list(comments)
        self._next = 0
        self._depth = 0
        self._last_line = 0
        self._lines: list[str] = []
        self._statements = 0

    @property
    def text(self) -> str:
        """Return what was put, without blank lines around it."""
        return "\n".join(self._lines).strip("\n") + "\n"

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Put what follows one step to the right; a body without any statement passes."""
        self._depth += 1
        before = self._statements
        yield
        if self._statements == before:
            self.add("pass")
        self._depth -= 1

    def put(self, text: str, at: Place, *, until: int | None = None) -> None:
        """Put a line for what stands at ``at``; ``until`` is where its own comment ends."""
        self.approach(at)
        self.add(text)
        is_header = until is not None
        self._last_line = max(self._last_line, at.line if is_header else at.end_line)
        self._beside(at, until)

    @property
    def depth(self) -> int:
        """Return how many steps to the right lines are put."""
        return self._depth

    def approach(self, at: Place) -> None:
        """Put the comments and the blank line that stand before ``at``."""
        self.comments_before(at.start)
        self._space(at.line)

    def add(self, text: str) -> None:
        """Put a line that the program does not have."""
        room = max(_WIDTH - len(_INDENT) * self._depth, _WIDTH // 2)
        for line in _wrapped(text, room) if len(text) > room else (text,):
            self._lines.append(f"{_INDENT * self._depth}{line}" if line else "")
        self._statements += not text.startswith("#")

    def gap(self, lines: int = 1) -> None:
        """Leave at least ``lines`` blank lines."""
        standing = 0
        while standing < len(self._lines) and not self._lines[-1 - standing]:
            standing += 1
        if standing < len(self._lines):
            self._lines += [""] * (lines - standing)

    def comments_before(self, position: int) -> None:
        """Put the comments that stand before ``position``."""
        while (comment := self._waiting()) is not None and comment.at.start < position:
            self._next += 1
            self._space(comment.at.line)
            for line in comment.lines:
                self.add(f"# {line}".rstrip())
            self._last_line = comment.at.end_line

    def within(self, at: Place) -> None:
        """Put the comments that are left of what ends with ``at``."""
        self.comments_before(at.end)
        self._last_line = max(self._last_line, at.end_line)

    def _beside(self, at: Place, until: int | None) -> None:
        """Put a comment of one line beside the line just put, if it stood there."""
        line = at.line if until is not None else at.end_line
        comment = self._waiting()
        while (
            comment is not None
            and comment.at.line in {line, at.line}
            and len(comment.lines) == 1
            and (until is None or comment.at.start < until)
        ):
            self._next += 1
            self._lines[-1] += f"  # {comment.lines[0]}".rstrip()
            comment = self._waiting()

    def _waiting(self) -> Comment | None:
        return self._comments[self._next] if self._next < len(self._comments) else None

    def _space(self, line: int) -> None:
        """Leave a blank line where the program has one between what was put and ``line``."""
        if self._lines and any(self._blank[self._last_line : line - 1]):
            self.gap()
        self._last_line = max(self._last_line, line)


def _wrapped(text: str, room: int) -> list[str]:
    """Return ``text`` on several lines, broken inside its longest brackets, if it has any.

    No comma follows the last item: it would make something else of brackets that only group.
    """
    if text.startswith("#"):
        return wrap(text, room, subsequent_indent="# ", break_long_words=False)
    start, end = _longest_brackets(text)
    if end - start < room // 2:
        return [text]
    lines, line = [text[: start + 1]], _INDENT
    for item in _items(text[start + 1 : end]):
        if len(line) + len(item) > room and line.strip():
            lines.append(line.rstrip())
            line = _INDENT
        line += f"{item}, "
    return [*lines, line.removesuffix(", "), text[end:]]


def _longest_brackets(text: str) -> tuple[int, int]:
    """Return where the longest outermost brackets open and close."""
    found, opened, depth = (0, 0), 0, 0
    for piece in _PIECE.finditer(text):
        if piece.group() in "([{":
            opened = piece.start() if depth == 0 else opened
            depth += 1
        elif piece.group() in ")]}":
            depth -= 1
            if depth == 0 and piece.start() - opened > found[1] - found[0]:
                found = (opened, piece.start())
    return found


def _items(text: str) -> list[str]:
    """Return what stands between the commas of ``text`` that are in no brackets of their own."""
    items, depth = [""], 0
    for piece in _PIECE.findall(text):
        depth += (piece in "([{") - (piece in ")]}")
        if piece == ", " and depth == 0:
            items.append("")
        else:
            items[-1] += piece
    return items

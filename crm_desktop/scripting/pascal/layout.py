"""The lines of a script, with the comments and blank lines of the program it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from crm_desktop.scripting.pascal.tree import Comment, Place

_INDENT = "    "


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

    @property
    def text(self) -> str:
        """Return what was put, without blank lines around it."""
        return "\n".join(self._lines).strip("\n") + "\n"

    @contextmanager
    def indented(self) -> Iterator[None]:
        """Put what follows one step to the right; a body without any statement passes."""
        self._depth += 1
        before = sum(map(_is_code, self._lines))
        yield
        if sum(map(_is_code, self._lines)) == before:
            self.add("pass")
        self._depth -= 1

    def put(self, text: str, at: Place, *, until: int | None = None) -> None:
        """Put a line for what stands at ``at``; ``until`` is where its own comment ends."""
        self.approach(at)
        self.add(text)
        is_header = until is not None
        self._last_line = max(self._last_line, at.line if is_header else at.end_line)
        self._beside(at, until)

    def approach(self, at: Place) -> None:
        """Put the comments and the blank line that stand before ``at``."""
        self.comments_before(at.start)
        self._space(at.line)

    def add(self, text: str) -> None:
        """Put a line that the program does not have."""
        self._lines.append(f"{_INDENT * self._depth}{text}" if text else "")

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


def _is_code(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")

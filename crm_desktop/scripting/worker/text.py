"""What the text of a script may consist of, before anything reads it as Python."""

from __future__ import annotations

import ast
from typing import NamedTuple

MAX_BYTES = 64 * 1024
MAX_LINE = 1_000
MAX_DEPTH = 80
MAX_NODES = 20_000
MAX_PROBLEMS = 100
_TURNS_TEXT_ROUND = frozenset(
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"
)
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2028\u2029\u2060\ufeff\x7f\x85")


class Finding(NamedTuple):
    """A problem at characters counted from 1; without ``is_refusal`` the script may still run."""

    line: int
    column: int
    end_column: int | None
    code: str
    values: dict[str, str]
    is_refusal: bool = True


class RefusedError(Exception):
    """The text is no script; ``findings`` say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(findings)
        self.findings = findings


def checked(source: str) -> str:
    """Return ``source`` with one kind of line ends and without a byte order mark.

    Raises:
        RefusedError: it is too long, or has characters that are seen otherwise than they are read.

    """
    if len(source) > MAX_BYTES or len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise RefusedError(
            [Finding(1, 1, None, "text-too-long", {"limit": str(MAX_BYTES // 1024)})]
        )
    text = source.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found = [
        finding
        for number, line in enumerate(text.split("\n"), 1)
        for finding in _findings_in(number, line)
    ]
    if found:
        raise RefusedError(found[:MAX_PROBLEMS])
    return text


def _findings_in(number: int, line: str) -> list[Finding]:
    if len(line) > MAX_LINE:
        limit = {"limit": str(MAX_LINE)}
        return [Finding(number, MAX_LINE + 1, len(line) + 1, "line-too-long", limit)]
    if line.isascii() and line.isprintable():
        return []
    return [
        Finding(number, place, place + 1, "character", {"character": f"U+{ord(character):04X}"})
        for place, character in enumerate(line, 1)
        if _is_refused(character)
    ]


def _is_refused(character: str) -> bool:
    number = ord(character)
    is_control = (number < 32 and character != "\t") or 0xD800 <= number <= 0xDFFF
    return is_control or character in _TURNS_TEXT_ROUND or character in _INVISIBLE


def check_shape(tree: ast.AST) -> None:
    """Refuse a tree that is too deep or too large; it is walked without recursion.

    A chain of ``elif`` is nested in the tree, but not for whoever reads it: it counts as flat.
    """
    waiting, count = [(tree, 0)], 0
    while waiting:
        node, depth = waiting.pop()
        count += 1
        if depth > MAX_DEPTH:
            line = getattr(node, "lineno", 1)
            raise RefusedError([Finding(line, 1, None, "too-deep", {})])
        if count > MAX_NODES:
            raise RefusedError([Finding(1, 1, None, "too-large", {})])
        for name, value in ast.iter_fields(node):
            deeper = depth + (not (name == "orelse" and isinstance(node, ast.If)))
            children = value if isinstance(value, list) else [value]
            waiting += [(child, deeper) for child in children if isinstance(child, ast.AST)]

"""Pascal text read: what it says, or where it stops being Pascal that can be converted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import zip_longest
from pathlib import Path
from textwrap import dedent
from typing import Any, ClassVar

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError

from crm_desktop.scripting.pascal.building import Builder, place_of
from crm_desktop.scripting.pascal.refusal import NotPascalError
from crm_desktop.scripting.pascal.tree import Comment, Place, Program
from crm_desktop.texts import Message

LARGEST = 128 * 1024
"""How many characters a text may have: a script itself is limited to half of it."""
MAX_BYTES = 4 * LARGEST
"""How many bytes a file of such a text has at most."""
DEEPEST = 120
"""How deep statements and expressions may stand in each other, counted in rules."""

_FORBIDDEN = re.compile(r"[^\S \t\r\n\f\xa0]|[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_UNSUPPORTED = frozenset(
    [
        "asm",
        "class",
        "constructor",
        "destructor",
        "external",
        "file",
        "goto",
        "implementation",
        "inherited",
        "inline",
        "interface",
        "label",
        "object",
        "operator",
        "property",
        "unit",
        "threadvar",
        "resourcestring",
    ]
)
_COMMENT = re.compile(r"'[^'\n]*'|(?P<comment>\{[^}]*\}|\(\*.*?\*\)|//[^\n]*)", re.DOTALL)
_WORD = re.compile(r"\w+")
_SECTIONS = frozenset({"VAR", "CONST", "TYPE"})


def decoded(data: bytes) -> tuple[str, bool]:
    """Return the text of a file, and whether it had to be read in the Cyrillic code page."""
    try:
        return data.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        return data.decode("cp1251", "replace"), True


def read_program(source: str) -> Program:
    """Return the program that ``source`` is.

    Raises:
        NotPascalError: it is none, or it is too large or nested too deeply.

    """
    text = source.removeprefix("\N{BYTE ORDER MARK}").replace("\r\n", "\n").replace("\r", "\n")
    _refuse_unreadable(text)
    try:
        parsed = _parser().parse(text)
    except UnexpectedInput as error:
        raise _complaint(error, text) from None
    _refuse_deep(parsed)
    try:
        program: Program = Builder().transform(parsed)
    except VisitError as error:
        raise _at(1, 1, Message("this cannot be read")) from error
    return replace(program, comments=tuple(_comments(text)))


class _BodyMark:
    """Marks the first statement of a text that has no ``begin`` after its declarations.

    One word ahead does not tell a statement from one more variable; two do.
    """

    always_accept: ClassVar[tuple[str, ...]] = ()

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        is_declaring = False
        before = None
        words = list(stream)
        for word, after in zip_longest(words, words[1:]):
            if word.type in _SECTIONS:
                is_declaring = True
            elif word.type in {"BEGIN", "PROCEDURE", "FUNCTION"}:
                is_declaring = False
            elif is_declaring and before == "SEMICOLON" and _begins_statement(word, after):
                is_declaring = False
                yield Token("_BODY", "")
            yield word
            before = word.type


def _begins_statement(word: Token, after: Token | None) -> bool:
    return word.type == "NAME" and after is not None and after in {":=", "(", ".", "[", ";"}


@cache
def _parser() -> Lark:
    """Return the parser, made at the first text."""
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    options: dict[str, Any] = {
        "parser": "lalr",
        "lexer": "basic",
        "propagate_positions": True,
        "maybe_placeholders": True,
        "postlex": _BodyMark(),
    }
    return Lark(grammar, **options)


def _refuse_unreadable(text: str) -> None:
    if len(text) > LARGEST:
        raise _at(1, 1, Message("the text is longer than {count} characters", count=LARGEST))
    found = _FORBIDDEN.search(text)
    if found is not None:
        line, column = _line_and_column(text, found.start())
        sign = f"U+{ord(found.group()):04X}"
        raise _at(line, column, Message("the character {sign} is no text", sign=sign))


def _refuse_deep(parsed: Tree[Token]) -> None:
    """Refuse what later steps could not walk through; a chain of ``else if`` is not deep."""
    left: list[tuple[Tree[Token], int]] = [(parsed, 0)]
    while left:
        node, depth = left.pop()
        if depth > DEEPEST:
            at = place_of(node.meta)
            raise _at(at.line, at.column, Message("this is nested too deeply"))
        for child in node.children:
            if isinstance(child, Tree):
                is_chain = node.data == "if_" and child is node.children[-1]
                left.append((child, depth if is_chain and child.data == "if_" else depth + 1))


def _complaint(error: UnexpectedInput, text: str) -> NotPascalError:
    match error:
        case UnexpectedCharacters():
            at = error.pos_in_stream or 0
            return _at(error.line, error.column, _unreadable(text, at))
        case UnexpectedToken() if error.token.type == "$END":
            return _at(*_line_and_column(text, len(text.rstrip())), _UNFINISHED)
        case UnexpectedToken():
            return _at(error.token.line or 1, error.token.column or 1, _unexpected(error, text))
        case _:
            return _at(1, 1, Message("this cannot be read"))


_UNFINISHED = Message("the text ends in the middle of a statement; is an “end” missing?")


def _unreadable(text: str, at: int) -> Message:
    if text[at] == "'":
        return Message("this text has no closing quotation mark")
    if text[at] == "{" or text.startswith("(*", at):
        return Message("this comment does not end")
    return Message("“{word}” is not known in Pascal", word=text[at])


def _unexpected(error: UnexpectedToken, text: str) -> Message:
    word = str(error.token)
    if word.startswith("(") and text.startswith("(*", error.token.start_pos or 0):
        return Message("this comment does not end")
    end = error.token.end_pos or 0
    for name in _WORD.findall(text[text.rfind("\n", 0, error.token.start_pos or 0) + 1 : end]):
        if name.casefold() in _UNSUPPORTED:
            return Message("“{word}” is not part of the Pascal that is converted", word=name)
    return Message("“{word}” is not expected here", word=word[:40])


def _at(line: int, column: int, reason: Message) -> NotPascalError:
    return NotPascalError(max(line, 1), max(column, 1), reason)


def _line_and_column(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _comments(text: str) -> Iterator[Comment]:
    line, counted = 1, 0
    for found in _COMMENT.finditer(text):
        if not found["comment"]:
            continue
        line += text.count("\n", counted, found.start())
        counted = found.start()
        column = counted - text.rfind("\n", 0, counted)
        last = line + found["comment"].count("\n")
        at = Place(line, column, counted, last, found.end())
        yield Comment(at, _lines(found["comment"]))


def _lines(comment: str) -> tuple[str, ...]:
    """Return what stands between the signs of a comment, without common white space."""
    signs = 1 if comment.startswith("{") else 2
    inner = comment[signs:] if comment.startswith("//") else comment[signs:-signs]
    first, *rest = inner.strip(" ").strip("\n").rstrip().split("\n")
    return (first.strip(), *dedent("\n".join(rest)).split("\n")) if rest else (first.strip(),)

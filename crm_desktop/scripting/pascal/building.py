"""The parser's tree turned into values, without recursion."""

from __future__ import annotations

import re
from typing import Any

from lark import Token
from lark.visitors import Transformer_NonRecursive, v_args

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.tree import Name, Place

_PIECE = re.compile(r"'((?:[^']|'')*)'|#(\$?[0-9a-f]+)", re.IGNORECASE)
_SINGLE_BYTE = range(128, 256)


def place_of(meta: Any) -> Place:
    """Return where a rule or a token stands; what is empty stands nowhere."""
    if getattr(meta, "empty", False):
        return Place(0, 0, 0, 0, 0)
    return Place(meta.line, meta.column, meta.start_pos, meta.end_line, meta.end_pos)


def text_of(literal: str) -> str:
    """Return the characters of a literal such as ``'it''s'#13#10``."""
    return "".join(
        _character(code) if code else quoted.replace("''", "'")
        for quoted, code in _PIECE.findall(literal)
    )


def _character(code: str) -> str:
    """Return the character of a code; those of one byte are of the Cyrillic code page."""
    number = int(code[1:], 16) if code.startswith("$") else int(code)
    if number in _SINGLE_BYTE:
        return bytes((number,)).decode("cp1251", "replace")
    return chr(number) if number < 0x110000 else "\N{REPLACEMENT CHARACTER}"


@v_args(meta=True)
class Builder(Transformer_NonRecursive[Token, Any]):
    """Every method makes one value of the parts that the rule of its name has."""

    def __default_token__(self, token: Token) -> Any:
        return self._word(token)

    @staticmethod
    def _word(token: Token) -> Any:
        return Name(place_of(token), str(token)) if token.type == "NAME" else token

    def start(self, meta: Any, parts: list[Any]) -> tree.Program:
        units = next((part for part in parts if isinstance(part, tuple)), ())
        rest = [part for part in parts if part is not None and not isinstance(part, tuple)]
        at = place_of(meta)
        return tree.Program(at, units, tree.Body(at, _flat(rest[:-1]), rest[-1]), ())

    def heading(self, meta: Any, parts: list[Any]) -> None:
        return None

    def uses(self, meta: Any, parts: list[Any]) -> tuple[Name, ...]:
        return tuple(parts[0])

    def names(self, meta: Any, parts: list[Any]) -> list[Name]:
        return parts

    # Declarations

    def constants(self, meta: Any, parts: list[Any]) -> list[Any]:
        return parts

    types = constants
    variables = constants

    def constant(self, meta: Any, parts: list[Any]) -> tree.Constant:
        return tree.Constant(place_of(meta), *parts)

    def new_type(self, meta: Any, parts: list[Any]) -> tree.NewType:
        return tree.NewType(place_of(meta), *parts)

    def variable(self, meta: Any, parts: list[Any]) -> tree.Variables:
        return tree.Variables(place_of(meta), tuple(parts[0]), parts[1], parts[2])

    def procedure(self, meta: Any, parts: list[Any]) -> tree.Routine:
        name, parameters, *rest = parts
        return _routine(place_of(meta), name, parameters, None, is_function=False, rest=rest)

    def function(self, meta: Any, parts: list[Any]) -> tree.Routine:
        name, parameters, answer, *rest = parts
        return _routine(place_of(meta), name, parameters, answer, is_function=True, rest=rest)

    def block(self, meta: Any, parts: list[Any]) -> tree.Body:
        return tree.Body(place_of(meta), _flat(parts[:-1]), parts[-1])

    def parameters(self, meta: Any, parts: list[Any]) -> tuple[tree.Parameter, ...]:
        return tuple(one for some in parts if some for one in some)

    def by_value(self, meta: Any, parts: list[Any]) -> list[tree.Parameter]:
        names, type_, default = parts
        return [tree.Parameter(name.at, name, type_, False, default) for name in names]

    def by_reference(self, meta: Any, parts: list[Any]) -> list[tree.Parameter]:
        names, type_ = parts
        return [tree.Parameter(name.at, name, type_, True, None) for name in names]

    # Types

    def named_type(self, meta: Any, parts: list[Any]) -> tree.NamedType:
        return tree.NamedType(place_of(meta), parts[0])

    def short_text(self, meta: Any, parts: list[Any]) -> tree.NamedType:
        return tree.NamedType(place_of(meta), *parts)

    def enumeration(self, meta: Any, parts: list[Any]) -> tree.EnumerationType:
        return tree.EnumerationType(place_of(meta), tuple(parts[0]))

    def subrange(self, meta: Any, parts: list[Any]) -> tree.RangeType:
        return tree.RangeType(place_of(meta), *parts)

    def packed(self, meta: Any, parts: list[Any]) -> Any:
        return parts[0]

    def fixed_array(self, meta: Any, parts: list[Any]) -> tree.ArrayType:
        return tree.ArrayType(place_of(meta), tuple(parts[:-1]), parts[-1])

    open_array = fixed_array

    def record(self, meta: Any, parts: list[Any]) -> tree.RecordType:
        fields = (pair for some in parts if some for pair in some)
        return tree.RecordType(place_of(meta), tuple(fields))

    def field(self, meta: Any, parts: list[Any]) -> list[tuple[Name, Any]]:
        return [(name, parts[1]) for name in parts[0]]

    def set_of(self, meta: Any, parts: list[Any]) -> tree.SetType:
        return tree.SetType(place_of(meta), parts[0])

    # Statements

    def statements(self, meta: Any, parts: list[Any]) -> tree.Block:
        return tree.Block(place_of(meta), tuple(parts))

    def compound(self, meta: Any, parts: list[Any]) -> tree.Block:
        return tree.Block(place_of(meta), parts[0].statements)

    def nothing(self, meta: Any, parts: list[Any]) -> tree.Nothing:
        return tree.Nothing(place_of(meta))

    def call_statement(self, meta: Any, parts: list[Any]) -> tree.CallStatement:
        return tree.CallStatement(place_of(meta), parts[0])

    def assignment(self, meta: Any, parts: list[Any]) -> tree.Assignment:
        return tree.Assignment(place_of(meta), *parts)

    def if_(self, meta: Any, parts: list[Any]) -> tree.If:
        return tree.If(place_of(meta), *parts)

    def case(self, meta: Any, parts: list[Any]) -> tree.Case:
        selector, *branches, otherwise = parts
        kept = tuple(branch for branch in branches if branch is not None)
        return tree.Case(place_of(meta), selector, kept, otherwise)

    def branch(self, meta: Any, parts: list[Any]) -> tree.Branch | None:
        return tree.Branch(place_of(meta), tuple(parts[:-1]), parts[-1]) if parts else None

    def for_(self, meta: Any, parts: list[Any]) -> tree.For:
        variable, first, word, last, body = parts
        return tree.For(place_of(meta), variable, first, last, word.type == "DOWNTO", body)

    def for_in(self, meta: Any, parts: list[Any]) -> tree.ForIn:
        return tree.ForIn(place_of(meta), *[part for part in parts if not _is_sign(part)])

    def while_(self, meta: Any, parts: list[Any]) -> tree.While:
        return tree.While(place_of(meta), *parts)

    def repeat(self, meta: Any, parts: list[Any]) -> tree.Repeat:
        return tree.Repeat(place_of(meta), *parts)

    def with_(self, meta: Any, parts: list[Any]) -> tree.With:
        return tree.With(place_of(meta), tuple(parts[:-1]), parts[-1])

    def try_except(self, meta: Any, parts: list[Any]) -> tree.Try:
        body, otherwise = parts
        handler = tree.Handler(otherwise.at, None, None, otherwise)
        return tree.Try(place_of(meta), body, (handler,), None)

    def try_on(self, meta: Any, parts: list[Any]) -> tree.Try:
        body, *handlers, otherwise = parts
        if otherwise is not None:
            handlers.append(tree.Handler(otherwise.at, None, None, otherwise))
        return tree.Try(place_of(meta), body, tuple(handlers), None)

    def try_finally(self, meta: Any, parts: list[Any]) -> tree.Try:
        return tree.Try(place_of(meta), parts[0], (), parts[1])

    def handler(self, meta: Any, parts: list[Any]) -> tree.Handler:
        return tree.Handler(place_of(meta), *parts)

    def raise_(self, meta: Any, parts: list[Any]) -> tree.Raise:
        return tree.Raise(place_of(meta), parts[0])

    # Expressions

    def number(self, meta: Any, parts: list[Any]) -> tree.Number:
        return tree.Number(place_of(meta), str(parts[0]))

    def text(self, meta: Any, parts: list[Any]) -> tree.Text:
        return tree.Text(place_of(meta), text_of(parts[0]))

    def name(self, meta: Any, parts: list[Any]) -> Name:
        return Name(place_of(meta), parts[0].text)

    def named_call(self, meta: Any, parts: list[Any]) -> tree.Call:
        return tree.Call(place_of(meta), parts[0], tuple(parts[1:]))

    def member_of(self, meta: Any, parts: list[Any]) -> tree.Member:
        return tree.Member(place_of(meta), *parts)

    def index(self, meta: Any, parts: list[Any]) -> tree.Index:
        return tree.Index(place_of(meta), parts[0], tuple(parts[1:]))

    def call(self, meta: Any, parts: list[Any]) -> tree.Call:
        arguments = tuple(part for part in parts[1:] if part is not None)
        return tree.Call(place_of(meta), parts[0], arguments)

    def layout(self, meta: Any, parts: list[Any]) -> tree.Layout:
        return tree.Layout(place_of(meta), *parts)

    def signed(self, meta: Any, parts: list[Any]) -> tree.Signed:
        return tree.Signed(place_of(meta), parts[0].lower(), parts[1])

    def binary(self, meta: Any, parts: list[Any]) -> tree.Binary:
        left, sign, right = parts
        return tree.Binary(place_of(meta), left, sign.lower(), right)

    def member(self, meta: Any, parts: list[Any]) -> tree.Span:
        return tree.Span(place_of(meta), *parts)

    def set_(self, meta: Any, parts: list[Any]) -> tree.SetOf:
        return tree.SetOf(place_of(meta), tuple(part for part in parts if part is not None))

    def nil(self, meta: Any, parts: list[Any]) -> tree.Nil:
        return tree.Nil(place_of(meta))

    def listed(self, meta: Any, parts: list[Any]) -> tree.Listed:
        return tree.Listed(place_of(meta), tuple(parts))

    def filled(self, meta: Any, parts: list[Any]) -> tree.Filled:
        return tree.Filled(place_of(meta), tuple(parts))

    def given(self, meta: Any, parts: list[Any]) -> tuple[Name, Any]:
        return parts[0], parts[1]


def _flat(parts: list[Any]) -> tuple[Any, ...]:
    """Return single declarations: sections are lists of them."""
    return tuple(one for part in parts for one in (part if isinstance(part, list) else [part]))


def _is_sign(part: Any) -> bool:
    return isinstance(part, Token)


def _routine(
    at: Place, name: Name, parameters: Any, answer: Any, *, is_function: bool, rest: list[Any]
) -> tree.Routine:
    return tree.Routine(at, name, parameters, answer, is_function, rest[0] if rest else None)

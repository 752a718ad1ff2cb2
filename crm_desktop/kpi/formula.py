"""Formulas over indicators: a small part of Python's expressions, computed exactly.

Allowed are numbers, names, ``+ - * /``, comparisons, ``and or not``, ``a if c else b``, and
``min max round abs``. A name is the fact of an indicator, ``name.plan`` its plan and
``name.attainment`` how far that was reached. Where one has no value or a divisor is zero, the
whole has no value.
"""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.computed import Computed, is_computable
from crm_desktop.texts import Message

FUNCTIONS = frozenset({"min", "max", "round", "abs"})
"""Names that no indicator can have, because formulas call them."""

FIGURES = frozenset({"plan", "attainment"})
"""What a formula may read of an indicator besides its fact, after a point."""

MAX_LENGTH = 2_000
MAX_DEPTH = 100

Values = Mapping[str, Decimal | None]
_Number = Callable[[Values], Fraction]
_Truth = Callable[[Values], bool]

_ARITHMETIC: dict[type[ast.operator], Callable[[Fraction, Fraction], Fraction]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Fraction, Fraction], bool]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was found to be sound; ``names`` in the order of their first use.

    ``references`` are what has a value: a name, or a name with one of ``FIGURES``.
    """

    text: str
    names: tuple[str, ...]
    references: tuple[str, ...]
    tree: ast.expr = field(compare=False, repr=False)
    _compute: _Number = field(compare=False, repr=False)
    _template: str = field(compare=False, repr=False)

    def evaluate(self, values: Values) -> Computed:
        """Return the value where each reference has the one of ``values``; an absent one has none.

        Comparisons are exact; the result is rounded to the 28 digits of a Decimal.
        """
        try:
            exact = self._compute(values)
        except _NoValueError as missing:
            return Computed(None, missing.reason)
        return Computed(Decimal(exact.numerator) / Decimal(exact.denominator))

    def with_values(self, values: Mapping[str, object]) -> Message:
        """Return the formula with each reference replaced by what ``values`` shows for it."""
        shown = {_placeholder(name): values.get(name) for name in self.references}
        return Message.of(self._template, None, shown)


def parse(text: str, place: str = "formula") -> Formula:
    """Return the formula that ``text`` holds.

    Raises:
        InvalidInputError: something that is not allowed; its field is ``place``, its message
            names line and column.

    """
    try:
        return _compiled(text)
    except _RefusedError as refused:
        raise InvalidInputError(place, refused.message) from None


class _NoValueError(Exception):
    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


class _RefusedError(Exception):
    def __init__(self, problem: Message, line: int = 1, column: int = 1) -> None:
        super().__init__(problem)
        self.message = Message(
            "Line {line}, column {column}: {problem}", line=line, column=column, problem=problem
        )


_ALLOWED = Message(
    "This is not allowed in a formula: use numbers, indicators, their .plan and .attainment, "
    "+ - * /, comparisons, and, or, not, “a if c else b”, min, max, round and abs."
)


@lru_cache(maxsize=1_000)
def _compiled(text: str) -> Formula:
    source = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not source:
        raise _RefusedError(Message("The formula is empty."))
    if len(source) > MAX_LENGTH:
        raise _RefusedError(
            Message("The formula is longer than {limit} characters.", limit=MAX_LENGTH)
        )
    try:
        tree = ast.parse(source, mode="eval")
    except SyntaxError as error:
        problem = Message("The formula cannot be read from here on.")
        last = len(source.rpartition("\n")[2]) + 1
        raise _RefusedError(problem, error.lineno or 1, error.offset or last) from None
    except (ValueError, RecursionError, MemoryError):
        raise _RefusedError(_too_deep()) from None
    compiler = _Compiler(source)
    compute = compiler.number(tree.body, 0)
    references = tuple(dict.fromkeys(compiler.references))
    names = tuple(dict.fromkeys(name.partition(".")[0] for name in references))
    return Formula(source, names, references, tree.body, compute, _template(source, tree))


def _too_deep() -> Message:
    return Message("The formula is too deeply nested or has characters that cannot be read.")


class _Compiler:
    """Turns checked nodes into functions of the values; a number is never taken for a truth."""

    def __init__(self, source: str) -> None:
        self.references: list[str] = []
        self._source = source

    def number(self, node: ast.expr, depth: int) -> _Number:
        depth = self._deeper(node, depth)
        match node:
            case ast.Constant():
                return self._literal(node)
            case ast.Name() | ast.Attribute() if reference := _reference(node):
                self.references.append(reference)
                return lambda values: _value_of(reference, values)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.number(operand, depth)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                plain = self.number(operand, depth)
                return lambda values: -plain(values)
            case ast.BinOp():
                return self._arithmetic(node, depth)
            case ast.IfExp():
                return self._choice(node, depth)
            case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
                return self._call(node, name, depth)
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                raise self._refusal(
                    node,
                    Message("A number is needed here: write “1 if condition else 0”."),
                )
            case ast.Tuple():
                raise self._refusal(node, Message("Write decimals with a point: 1.5, not 1,5."))
        raise self._refusal(node, _ALLOWED)

    def truth(self, node: ast.expr, depth: int) -> _Truth:
        depth = self._deeper(node, depth)
        match node:
            case ast.Compare():
                return self._comparison(node, depth)
            case ast.BoolOp(op=op, values=parts):
                truths = [self.truth(part, depth) for part in parts]
                gathered = all if isinstance(op, ast.And) else any
                return lambda values: gathered(truth(values) for truth in truths)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                plain = self.truth(operand, depth)
                return lambda values: not plain(values)
        raise self._refusal(node, Message("A comparison is needed here, such as “sales > 0”."))

    def _literal(self, node: ast.Constant) -> _Number:
        text = ast.get_source_segment(self._source, node) or ""
        is_number = isinstance(node.value, int | float) and not isinstance(node.value, bool)
        if not is_number or not set(text) <= set("0123456789._eE+-"):
            raise self._refusal(node, _ALLOWED)
        value = Decimal(text)
        if not is_computable(value):
            raise self._refusal(node, Message("The number is too large or too small."))
        exact = Fraction(value)
        return lambda _: exact

    def _arithmetic(self, node: ast.BinOp, depth: int) -> _Number:
        left, right = self.number(node.left, depth), self.number(node.right, depth)
        if isinstance(node.op, ast.Div):
            return self._division(node, left, right)
        combine = _ARITHMETIC.get(type(node.op))
        if combine is None:
            raise self._refusal(node, _ALLOWED)
        return lambda values: combine(left(values), right(values))

    def _division(self, node: ast.BinOp, left: _Number, right: _Number) -> _Number:
        reason = Message(
            "“{divisor}” is zero, and nothing can be divided by zero",
            divisor=ast.get_source_segment(self._source, node.right),
        )

        if not _reads(node.right) and right({}) == 0:
            raise self._refusal(node, Message("Nothing can be divided by zero."))

        def divided(values: Values) -> Fraction:
            dividend, divisor = left(values), right(values)
            if divisor == 0:
                raise _NoValueError(reason)
            return dividend / divisor

        return divided

    def _choice(self, node: ast.IfExp, depth: int) -> _Number:
        test = self.truth(node.test, depth)
        chosen, other = self.number(node.body, depth), self.number(node.orelse, depth)
        return lambda values: chosen(values) if test(values) else other(values)

    def _comparison(self, node: ast.Compare, depth: int) -> _Truth:
        terms = [self.number(term, depth) for term in (node.left, *node.comparators)]
        compares = [_COMPARISONS.get(type(op)) for op in node.ops]
        known = [compare for compare in compares if compare is not None]
        if len(known) < len(compares):
            raise self._refusal(node, _ALLOWED)

        def holds(values: Values) -> bool:
            found = (term(values) for term in terms)
            return all(
                compare(left, right)
                for compare, (left, right) in zip(known, pairwise(found), strict=False)
            )

        return holds

    def _call(self, node: ast.Call, name: str, depth: int) -> _Number:
        if name == "round":
            return self._rounding(node, depth)
        terms = [self.number(term, depth) for term in node.args]
        if name == "abs":
            if len(terms) != 1:
                raise self._refusal(node, Message("“abs” takes one value."))
            return lambda values: abs(terms[0](values))
        if len(terms) < 2:
            raise self._refusal(node, Message("“min” and “max” take two values or more."))
        choose: Callable[[list[Fraction]], Fraction] = min if name == "min" else max
        return lambda values: choose([term(values) for term in terms])

    def _rounding(self, node: ast.Call, depth: int) -> _Number:
        match node.args:
            case [term]:
                digits = 0
            case [term, ast.Constant(value=int(digits))] if 0 <= digits <= 10:
                pass
            case _:
                raise self._refusal(
                    node, Message("“round” takes a value and how many decimals to keep, 0 to 10.")
                )
        exact, scale = self.number(term, depth), 10**digits
        return lambda values: _half_up(exact(values) * scale) / scale

    def _deeper(self, node: ast.expr, depth: int) -> int:
        if depth >= MAX_DEPTH:
            raise self._refusal(node, _too_deep())
        return depth + 1

    def _refusal(self, node: ast.expr, problem: Message) -> _RefusedError:
        line = self._source.split("\n")[node.lineno - 1]
        return _RefusedError(problem, node.lineno, _column(line, node.col_offset) + 1)


def _reads(node: ast.expr) -> bool:
    """Return whether the value of ``node`` depends on any figure."""
    return any(isinstance(part, ast.Name) and part.id not in FUNCTIONS for part in ast.walk(node))


def _value_of(name: str, values: Values) -> Fraction:
    value = values.get(name)
    if value is None:
        raise _NoValueError(Message("“{name}” has no value", name=name))
    if not is_computable(value):
        raise _NoValueError(Message("“{name}” is too large or too small to compute", name=name))
    return Fraction(value)


def _reference(node: ast.AST) -> str | None:
    """Return what ``node`` refers to, such as ``sales`` or ``sales.plan``, or None."""
    match node:
        case ast.Name(id=name) if name not in FUNCTIONS:
            return name
        case ast.Attribute(value=ast.Name(id=name), attr=figure) if (
            name not in FUNCTIONS and figure in FIGURES and node.end_lineno == node.lineno
        ):
            return f"{name}.{figure}"
    return None


def _placeholder(reference: str) -> str:
    """Return what stands for ``reference`` in a template, where a point has a meaning."""
    return reference.replace(".", "/")


def _half_up(value: Fraction) -> Fraction:
    whole = math.floor(abs(value) + Fraction(1, 2))
    return Fraction(whole if value >= 0 else -whole)


def _column(line: str, offset: int) -> int:
    """Return the index of the character at byte ``offset`` of ``line`` in UTF-8."""
    return len(line.encode()[:offset].decode())


def _template(source: str, tree: ast.Expression) -> str:
    """Return ``source`` as a message template in which every reference is a placeholder."""
    lines = source.split("\n")
    found = list(_places(tree))
    pieces = [_escaped(line) for line in lines]
    for row in {row for row, *_ in found}:
        raw, done, written = lines[row].encode(), 0, ""
        for start, end, name in sorted(place[1:] for place in found if place[0] == row):
            written += _escaped(raw[done:start].decode()) + f"{{{_placeholder(name)}}}"
            done = end
        pieces[row] = written + _escaped(raw[done:].decode())
    return "\n".join(pieces)


def _places(node: ast.AST) -> Iterator[tuple[int, int, int, str]]:
    """Yield the line, from 0, and the first and last byte of each reference within ``node``."""
    reference = _reference(node)
    if reference is not None and isinstance(node, ast.expr):
        yield node.lineno - 1, node.col_offset, node.end_col_offset or 0, reference
        return
    for part in ast.iter_child_nodes(node):
        yield from _places(part)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")

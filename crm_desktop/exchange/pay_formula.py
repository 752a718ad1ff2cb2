"""From the sentence of a line to a formula that a workbook computes."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from string import Formatter

from crm_desktop.domain.money import Money
from crm_desktop.domain.quantity import Quantity
from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.formula import parse
from crm_desktop.texts import Message

_SIGNS = str.maketrans({"×": "*", "÷": "/", "\N{MINUS SIGN}": "-"})
_RELATIONS = {
    "exceeds": ">",
    "does not exceed": "<=",
    "is at least": ">=",
    "is below": "<",
    "equals": "==",
    "differs from": "!=",
}
"""How the sentences of conditions compare, by the sources' language."""

_BOUNDS = {
    "floor": "max({text}, {bound})",
    "cap": "min({text}, {bound})",
    "minimum": "({text}) if ({text}) >= {bound} else 0",
}
"""What bounds do, by what sentences call them."""

_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Eq: "=",
    ast.NotEq: "<>",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.And: "AND",
    ast.Or: "OR",
}
_SIGN_OF: dict[type[ast.unaryop], str] = {ast.USub: "-", ast.UAdd: "", ast.Not: "NOT"}


@dataclass(frozen=True, slots=True)
class Operand:
    """A figure of a sentence; ``name`` is what it is called there."""

    name: str
    value: Quantity


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """What a sentence computes: ``tree`` over the operands ``x0``, ``x1`` and so on.

    ``value`` is exact, before any rounding.
    """

    tree: ast.expr
    operands: tuple[Operand, ...]
    value: Decimal

    def in_cells(self, cells: Sequence[str]) -> str:
        """Return the formula, without a sign of equality, where ``cells`` hold the operands."""
        names = {f"x{place}": cell for place, cell in enumerate(cells)}
        return _written(self.tree, names)


def arithmetic(sentence: Message) -> Arithmetic | None:
    """Return what the left side of the equation in ``sentence`` computes.

    A sum that conditions decide on is computed too. Conditions and bounds that it names have
    their say; None where there is nothing to compute, or it has words.
    """
    equation = next(_equations(sentence), None)
    paid = _bare_amount(sentence) if equation is None else equation
    reading = _Reading()
    text = None if paid is None else reading.written(paid)
    if text is None:
        return None
    for clause in _clauses(sentence):
        text = reading.bounded(text, clause)
    tests = [test for clause in _clauses(sentence) if (test := reading.test(clause))]
    if tests:
        text = f"({text}) if {' and '.join(tests)} else 0"
    elif equation is None:
        return None
    try:
        formula = parse(text)
    except InvalidInputError:
        return None
    values = {f"x{place}": operand.value.value for place, operand in enumerate(reading.operands)}
    value = formula.evaluate(values).value
    return None if value is None else Arithmetic(formula.tree, tuple(reading.operands), value)


class _Reading:
    """Turns messages of signs and figures into an expression, and gathers the figures."""

    def __init__(self) -> None:
        self.operands: list[Operand] = []

    def written(self, message: Message) -> str | None:
        """Return the expression, or None where the message is no arithmetic."""
        values, pieces = dict(message.args), []
        for literal, name, form, _ in Formatter().parse(message.template):
            pieces.append(literal.translate(_SIGNS))
            if name is None:
                continue
            piece = self._part(name, values.get(name)) if not form else None
            if piece is None:
                return None
            pieces.append(piece)
        return "".join(pieces)

    def test(self, clause: Message) -> str | None:
        """Return the comparison that ``clause`` says, None where it says something else."""
        values = dict(clause.args)
        relation, value, bound = (values.get(key) for key in ("relation", "value", "bound"))
        sign = _RELATIONS.get(relation.template) if isinstance(relation, Message) else None
        if sign is None or not isinstance(value, Quantity) or not isinstance(bound, Quantity):
            return None
        return f"{self._operand('value', value)} {sign} {self._operand('bound', bound)}"

    def bounded(self, text: str, clause: Message) -> str:
        """Return the expression ``text`` within the bound that ``clause`` names, if it does."""
        values = dict(clause.args)
        for name, form in _BOUNDS.items():
            bound = values.get(name)
            if "sum" in values and isinstance(bound, Quantity):
                return form.format(text=text, bound=self._operand(name, bound))
        return text

    def _part(self, name: str, value: object) -> str | None:
        match value:
            case Message():
                inner = self.written(value)
                return None if inner is None else f"({inner})"
            case Quantity() if value.value is not None:
                return self._operand(name, value)
            case Money():
                amount = Quantity.of_money(value)
                return self._operand(name, amount)
            case Decimal() | int() if not isinstance(value, bool):
                return self._operand(name, Quantity(Decimal(value)))
        return None

    def _operand(self, name: str, value: Quantity) -> str:
        self.operands.append(Operand(name, value))
        return f"x{len(self.operands) - 1}"


def _equations(message: Message) -> Iterator[Message]:
    """Yield the left sides of the equations in ``message``."""
    parts = [value for _, value in message.args if isinstance(value, Message)]
    signs = [literal.strip() for literal, *_ in Formatter().parse(message.template)]
    if signs == ["", "="]:
        left = message.args[0][1]
        if isinstance(left, Message):
            yield left
        return
    for part in parts:
        yield from _equations(part)


def _bare_amount(message: Message) -> Message | None:
    """Return the sum that ``message`` says is paid for a reason, None where nothing is paid."""
    paid = dict(message.args).get("sum")
    if not isinstance(paid, Message):
        return None
    amount = dict(paid.args).get("amount")
    return paid if isinstance(amount, Money) and amount else None


def _clauses(message: Message) -> Iterator[Message]:
    """Yield ``message`` and all that it holds."""
    yield message
    for _, value in message.args:
        if isinstance(value, Message):
            yield from _clauses(value)


def _written(node: ast.AST, cells: Mapping[str, str]) -> str:
    match node:
        case ast.Constant(value=value):
            return f"{Decimal(str(value)):f}"
        case ast.Name(id=name):
            return cells[name]
        case ast.UnaryOp(op=op, operand=operand):
            return f"{_SIGN_OF[type(op)]}({_written(operand, cells)})"
        case ast.BinOp(left=left, op=op, right=right):
            return f"({_written(left, cells)}{_OPERATORS[type(op)]}{_written(right, cells)})"
        case ast.IfExp(test=test, body=body, orelse=orelse):
            return _called("IF", (test, body, orelse), cells)
        case ast.Call(func=ast.Name(id="round"), args=[term]):
            return f"ROUND({_written(term, cells)},0)"
        case ast.Call(func=ast.Name(id=name), args=terms):
            return _called(name.upper(), terms, cells)
    return _truth(node, cells)


def _truth(node: ast.AST, cells: Mapping[str, str]) -> str:
    match node:
        case ast.BoolOp(op=op, values=parts):
            return _called(_OPERATORS[type(op)], parts, cells)
        case ast.Compare(left=left, ops=ops, comparators=others):
            return _compared([left, *others], ops, cells)
    raise TypeError(ast.dump(node))


def _called(name: str, terms: Sequence[ast.AST], cells: Mapping[str, str]) -> str:
    return f"{name}({','.join(_written(term, cells) for term in terms)})"


def _compared(
    terms: Sequence[ast.AST], signs: Sequence[ast.cmpop], cells: Mapping[str, str]
) -> str:
    found = [_written(term, cells) for term in terms]
    tests = [
        f"{found[place]}{_OPERATORS[type(sign)]}{found[place + 1]}"
        for place, sign in enumerate(signs)
    ]
    return tests[0] if len(tests) == 1 else f"AND({','.join(tests)})"

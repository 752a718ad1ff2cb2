"""From what computes a figure to a formula of a workbook."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from crm_desktop.errors import InvalidInputError
from crm_desktop.kpi.formula import parse
from crm_desktop.kpi.working import Operand, Working

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
class Arithmetic:
    """What is computed: ``tree`` over the operands ``x0``, ``x1`` and so on.

    ``value`` is exact, before any rounding.
    """

    tree: ast.expr
    operands: tuple[Operand, ...]
    value: Decimal

    def in_cells(self, cells: Sequence[str]) -> str:
        """Return the formula, without a sign of equality, where ``cells`` hold the operands."""
        names = {f"x{place}": cell for place, cell in enumerate(cells)}
        return _written(self.tree, names)


def arithmetic(working: Working | None) -> Arithmetic | None:
    """Return what ``working`` computes, None where it has no value or is no formula."""
    if working is None:
        return None
    try:
        formula = parse(working.formula)
    except InvalidInputError:
        return None
    values = {f"x{place}": one.value.value for place, one in enumerate(working.operands)}
    value = formula.evaluate(values).value
    return None if value is None else Arithmetic(formula.tree, working.operands, value)


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

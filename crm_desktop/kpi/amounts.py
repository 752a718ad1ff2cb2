"""Which indicators grow with time, so that a part of a period needs a part of their plan."""

from __future__ import annotations

import ast
from collections.abc import Container, Iterable, Mapping

from crm_desktop.domain.quantity import Unit
from crm_desktop.kpi.definition import Indicator
from crm_desktop.kpi.formula import Formula
from crm_desktop.kpi.source import (
    Aggregate,
    ExternalSource,
    RecordSource,
    Source,
    StaffFigure,
    StaffSource,
    WeightedSource,
    Window,
)

_LEVELS = frozenset({Unit.PERCENT, Unit.SCORE})
_GROWING = frozenset({Aggregate.COUNT, Aggregate.SUM, Aggregate.CUSTOMERS})


def amounts(indicators: Iterable[Indicator], formulas: Mapping[str, Formula]) -> frozenset[str]:
    """Return the codes of ``indicators`` that twice the time brings twice as much of.

    Sums and counts do; averages, ratios, marks and what stands at the end of a period do not.
    ``formulas`` are those of child indicators, each after what it uses: ``a + b / 2`` of two
    amounts is one, ``a / b`` is none.
    """
    known = {indicator.code: indicator for indicator in indicators}
    found = {code for code, indicator in known.items() if _grows(indicator.source)}
    for code, formula in formulas.items():
        if _degree(formula.tree, found) == 1:
            found.add(code)
    return frozenset(code for code in found if known[code].unit not in _LEVELS)


def _grows(source: Source) -> bool:
    match source:
        case RecordSource():
            return source.aggregate in _GROWING and source.window is not Window.UNTIL_END
        case WeightedSource():
            return source.window is not Window.UNTIL_END
        case ExternalSource():
            return source.aggregate is Aggregate.SUM
        case StaffSource():
            return source.figure is not StaffFigure.HEADCOUNT
        case _:
            return False


def _degree(node: ast.AST, found: Container[str]) -> int:
    """Return how often time is a factor of what ``node`` of a sound formula gives."""
    match node:
        case ast.Name(id=name):
            return int(name in found)
        case ast.Attribute(value=ast.Name(id=name), attr="plan"):
            return int(name in found)
        case ast.UnaryOp(operand=operand):
            return _degree(operand, found)
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return _degree(left, found) + _degree(right, found)
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return _degree(left, found) - _degree(right, found)
        case ast.BinOp(left=left, right=right):
            return max(_degree(left, found), _degree(right, found))
        case ast.IfExp(body=body, orelse=orelse):
            return max(_degree(body, found), _degree(orelse, found))
        case ast.Call(args=args):
            return max(_degree(term, found) for term in args)
    return 0

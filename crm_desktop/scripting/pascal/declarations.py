"""Constants, types, variables and routines of Pascal written as parts of a script."""

from __future__ import annotations

import re

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.context import Context
from crm_desktop.scripting.pascal.declared import blank, fresh, initial, kind_of
from crm_desktop.scripting.pascal.expressions import assigned, expression
from crm_desktop.scripting.pascal.formats import pattern_of
from crm_desktop.scripting.pascal.kinds import (
    Base,
    Kind,
    Listing,
    Record,
    host,
    is_compound,
    is_flat,
)
from crm_desktop.scripting.pascal.names import snake_case
from crm_desktop.scripting.pascal.statements import returned, statement
from crm_desktop.scripting.pascal.symbols import RESULT, RoutineSymbol, TypeSymbol, Variable

_TYPE_PREFIX = re.compile(r"^T(?=[A-ZА-ЯЁ])")


def declaration(c: Context, node: tree.Declaration) -> None:
    """Put what ``node`` declares on the page."""
    match node:
        case tree.Constant():
            _constant(c, node)
        case tree.NewType():
            _new_type(c, node)
        case tree.Variables():
            _variables(c, node)
        case tree.Routine():
            _routine(c, node)


def _constant(c: Context, node: tree.Constant) -> None:
    if node.type is None:
        value = expression(c, node.value)
        kind, text = value.kind, value.text
    else:
        kind = kind_of(c, node.type)
        text = initial(c, node.value, kind)
    name = c.names.of(node.name.text)
    known = pattern_of(c, node.value)
    is_settled = node.type is None
    variable = Variable(node.name.key, name, kind, c.routine, is_constant=is_settled, text=known)
    c.scope.declare(node.name.key, variable)
    c.put(f"{name} = {text}", node.at)


def _new_type(c: Context, node: tree.NewType) -> None:
    maker = None
    if isinstance(node.type, tree.RecordType):
        plain = snake_case(_TYPE_PREFIX.sub("", node.name.text))
        maker = c.names.temporary(f"new_{plain}")
    kind = kind_of(c, node.type, maker=maker)
    c.scope.declare(node.name.key, TypeSymbol(kind))
    if maker is not None and isinstance(kind, Record):
        c.page.gap()
        c.page.approach(node.at)
        c.put(f"def {maker}():", node.at, until=node.at.start)
        c.page.add(f"    return {fresh(kind)}")
        c.page.within(node.at)
        c.page.gap()
    elif c.before:
        last = c.before.pop()
        c.put(last, node.at)


def _variables(c: Context, node: tree.Variables) -> None:
    kind = kind_of(c, node.type)
    names = [_variable_name(c, name) for name in node.names]
    for declared, written in zip(node.names, names, strict=True):
        c.scope.declare(declared.key, Variable(declared.key, written, kind, c.routine))
    if node.value is not None:
        c.put(f"{names[0]} = {initial(c, node.value, kind)}", node.at)
    elif is_compound(kind) or isinstance(host(kind), Listing):
        for name in names[:-1]:
            c.before.append(f"{name} = {blank(kind)}")
        c.put(f"{names[-1]} = {blank(kind)}", node.at)
    else:
        c.put(f"{' = '.join(names)} = {blank(kind)}", node.at)


def _variable_name(c: Context, name: tree.Name) -> str:
    """Return the name in the script; the program's own ``Result`` is what the script answers."""
    is_answer = name.key == RESULT.key and not c.routine
    return RESULT.name if is_answer else c.names.of(name.text)


# Routines


def _routine(c: Context, node: tree.Routine) -> None:
    symbol = _symbol(c, node)
    if node.block is None:
        return
    result = None
    if symbol.answer is not None:
        result = Variable("result", "result", symbol.answer, symbol.key)
        if c.effects.is_mistakable(result):
            result.name = c.names.temporary("answer")
        c.effects.names[result.path] = result.name
        symbol.result = result
    back = [one.name for one in symbol.parameters if one.is_returned]
    passed = c.effects.passed(symbol.key)
    texts = [*passed.values(), *map(_parameter, symbol.parameters)]
    c.page.gap(2 if not c.routine else 1)
    c.page.approach(node.at)
    header = f"def {symbol.name}({', '.join(texts)}):"
    c.put(header, node.at, until=_first_of(node.block))
    with c.page.indented(), c.inside(symbol.key, result, back):
        for parameter in symbol.parameters:
            c.scope.declare(parameter.key, parameter)
        _inner(c, symbol, node.block)
    c.page.within(node.at)
    c.page.gap(2 if not c.routine else 1)


def _symbol(c: Context, node: tree.Routine) -> RoutineSymbol:
    """Return the routine, which may have been announced before."""
    found = c.scope.own(node.name.key)
    if isinstance(found, RoutineSymbol) and node.parameters is None:
        return found
    key = f"{c.routine}.{node.name.key}"
    parameters = [_declared(c, key, one) for one in node.parameters or ()]
    answer = kind_of(c, node.answer) if node.is_function else None
    name = c.names.of(node.name.text)
    symbol = RoutineSymbol(key, name, parameters, answer)
    c.scope.declare(node.name.key, symbol)
    return symbol


def _declared(c: Context, key: str, node: tree.Parameter) -> Variable:
    kind = kind_of(c, node.type)
    variable = Variable(node.name.key, c.names.of(node.name.text), kind, key)
    variable.is_open = isinstance(node.type, tree.ArrayType) and isinstance(kind, Listing)
    if node.is_reference:
        variable.is_alias = is_compound(kind)
        variable.is_returned = not variable.is_alias
    if node.default is not None:
        variable.default = assigned(c, node.default, kind)
    return variable


def _parameter(variable: Variable) -> str:
    return variable.name if variable.default is None else f"{variable.name}={variable.default}"


def _inner(c: Context, symbol: RoutineSymbol, block: tree.Body) -> None:
    """Put what a routine is made of: its globals, copies, variables, statements and answer."""
    outer = c.effects.globals_of(symbol.key)
    if outer:
        c.page.add(f"global {', '.join(outer)}")
    for parameter in symbol.parameters:
        _copy(c, symbol, parameter)
    for one in block.declarations:
        declaration(c, one)
    last = _only_answer(c, symbol, block.statements)
    if last is None:
        _whole(c, symbol, block)
        return
    for one_more in block.statements.statements:
        if one_more is last:
            value = assigned(c, last.value, symbol.answer or Base.UNKNOWN)
            c.deeds.result_uses += 1
            c.put(f"return {value}", last.at)
        else:
            statement(c, one_more)
    c.page.comments_before(block.at.end)


def _whole(c: Context, symbol: RoutineSymbol, block: tree.Body) -> None:
    if symbol.result is not None and not _is_answered_first(symbol, block.statements):
        c.page.add(f"{symbol.result.name} = {blank(symbol.result.kind)}")
    statement(c, block.statements)
    c.page.comments_before(block.at.end)
    leave = returned(c)
    if leave != "return":
        c.page.add(leave)


def _copy(c: Context, symbol: RoutineSymbol, parameter: Variable) -> None:
    """Copy what was handed over by value, where the routine might change either of the two."""
    kind: Kind = host(parameter.kind)
    if parameter.is_alias or parameter.is_returned:
        return
    if not (is_compound(kind) or parameter.is_open):
        return
    changes = c.effects.of(symbol.key).changes
    if parameter.path not in changes and (parameter.is_open or not changes):
        return
    if parameter.is_open:
        c.page.add(f"{parameter.name} = list({parameter.name})")
    elif is_flat(kind):
        c.page.add(f"{parameter.name} = {parameter.name}.copy()")
    else:
        c.page.add(f"{parameter.name} = copied({parameter.name})")


def _is_answered_first(symbol: RoutineSymbol, block: tree.Block) -> bool:
    """Return whether the first statement gives the answer a value that is written out."""
    first = next(iter(_statements(block)), None)
    return (
        isinstance(first, tree.Assignment)
        and isinstance(first.target, tree.Name)
        and first.target.key in {"result", symbol.key.rpartition(".")[2]}
        and isinstance(first.value, (tree.Number, tree.Text))
    )


def _statements(block: tree.Block) -> list[tree.Statement]:
    return [one for one in block.statements if not isinstance(one, tree.Nothing)]


def _only_answer(c: Context, symbol: RoutineSymbol, block: tree.Block) -> tree.Assignment | None:
    """Return the last statement, if it is the only one that has to do with the answer."""
    statements = _statements(block)
    last = statements[-1] if statements else None
    deeds = c.effects.of(symbol.key)
    if (
        isinstance(last, tree.Assignment)
        and isinstance(last.target, tree.Name)
        and last.target.key in {"result", symbol.key.rpartition(".")[2]}
        and c.scope.own(last.target.key) is None
        and symbol.answer is not None
        and deeds.counted == 1
        and not deeds.exits
        and returned(c) == f"return {symbol.result.name if symbol.result else ''}"
    ):
        return last
    return None


def _first_of(block: tree.Body) -> int:
    if block.declarations:
        return block.declarations[0].at.start
    return next((one.at.start for one in _statements(block.statements)), block.at.end)

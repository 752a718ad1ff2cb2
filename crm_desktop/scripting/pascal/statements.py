"""Statements of Pascal written as statements of a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.context import Context, Loop
from crm_desktop.scripting.pascal.designators import changed_within, target
from crm_desktop.scripting.pascal.expressions import among, assigned, expression
from crm_desktop.scripting.pascal.formats import FORMATS
from crm_desktop.scripting.pascal.kinds import (
    Base,
    Record,
    Table,
    Written,
    host,
    is_compound,
    is_flat,
    sequence,
)
from crm_desktop.scripting.pascal.ordinals import stepped
from crm_desktop.scripting.pascal.procedures import procedure
from crm_desktop.scripting.pascal.symbols import Scope, Variable
from crm_desktop.texts import Message

_JUMPS = frozenset({"break", "continue", "exit", "halt", "abort"})
_ERRORS: Mapping[str, str] = {
    "exception": "Exception",
    "econverterror": "ValueError",
    "edivbyzero": "ZeroDivisionError",
    "ezerodivide": "ArithmeticError",
    "einvalidop": "ArithmeticError",
    "ematherror": "ArithmeticError",
    "einvalidargument": "ValueError",
    "erangeerror": "LookupError",
    "eargumentexception": "ValueError",
}


def statement(c: Context, node: tree.Statement) -> None:
    """Put the lines of ``node`` on the page."""
    _WRITERS[type(node)](c, node)


def _block(c: Context, node: tree.Block) -> None:
    for inner in node.statements:
        statement(c, inner)
    c.page.comments_before(node.at.end)


def _nothing(_c: Context, _node: tree.Nothing) -> None:
    pass


def _body(c: Context, node: tree.Statement) -> None:
    with c.page.indented():
        statement(c, node)


def _first(node: tree.Statement) -> int:
    """Return where the first statement of a body begins: a comment before it is the header's."""
    if not isinstance(node, tree.Block):
        return node.at.start
    inner = (one.at.start for one in node.statements if not isinstance(one, tree.Nothing))
    return next(inner, node.at.start)


def _lines(c: Context, lines: list[str], at: tree.Place) -> None:
    """Put several lines for one statement."""
    *before, last = lines
    c.before += before
    c.put(last, at)


# Simple statements


def _assignment(c: Context, node: tree.Assignment) -> None:
    found = target(c, node.target)
    if found is None:
        what = node.target if isinstance(node.target, tree.Name) else node
        c.put(c.missing(what).text, node.at)
        return
    if is_compound(found.kind) and not found.is_plain:
        value = expression(c, node.value, found.kind)
        needs_copy = value.is_place and not is_flat(host(found.kind))
        c.put(found.given(f"copied({value})" if needs_copy else value.text), node.at)
        return
    value_text = assigned(c, node.value, found.kind)
    c.put(found.given(value_text), node.at)


def _call(c: Context, node: tree.CallStatement) -> None:
    name = node.call.routine if isinstance(node.call, tree.Call) else node.call
    is_jump = isinstance(name, tree.Name) and name.key in _JUMPS
    if isinstance(name, tree.Name) and is_jump and c.scope.find(name.key) is None:
        _jump(c, node, name.key)
        return
    _lines(c, procedure(c, node), node.at)


def _jump(c: Context, node: tree.CallStatement, word: str) -> None:
    if word in {"break", "continue"}:
        if not c.loops:
            c.put(c.missing(node).text, node.at)
            return
        if word == "continue":
            c.before += c.loops[-1].before_next
        c.put(word, node.at)
        return
    if word != "exit" and c.routine:
        c.put(c.missing(node, Message("Only the statement “exit” leaves a routine.")).text, node.at)
        return
    c.deeds.exits = True
    given = node.call.arguments if isinstance(node.call, tree.Call) else ()
    if given and c.result is not None:
        c.before.append(f"{c.result.name} = {assigned(c, given[0], c.result.kind)}")
        c.deeds.result_uses += 1
    c.put(returned(c), node.at)


def returned(c: Context) -> str:
    """Return the statement that leaves the routine in hand with all that comes back."""
    passed = list(c.effects.passed(c.routine).values()) if c.routine else []
    answer = [c.result.name] if c.result is not None else []
    names = [*answer, *passed, *c.returned]
    return f"return {', '.join(names)}" if names else "return"


def _raise(c: Context, node: tree.Raise) -> None:
    if node.error is None:
        c.put("raise", node.at)
        return
    match node.error:
        case tree.Call(
            routine=tree.Member(owner=tree.Name() as error, name=name), arguments=given
        ) if name.key in {"create", "createfmt"} and given:
            text: Written | None
            if name.key == "createfmt":
                text = FORMATS["format"](c, node, given)
            else:
                text = expression(c, given[0])
            if text is not None:
                c.put(f"raise {_error(c, error)}({text})", node.at)
                return
        case _:
            pass
    c.put(c.missing(node).text, node.at)


def _error(c: Context, name: tree.Name) -> str:
    known = _ERRORS.get(name.key)
    if known is None:
        c.note(name, Message("The error “{name}” became a general one", name=name.text))
    return known or "Exception"


# Choices


def _if(c: Context, node: tree.If) -> None:
    """Put a chain of conditions; one that needs steps before it begins a chain of its own."""
    word = "if"
    while True:
        with c.apart() as needed:
            condition = expression(c, node.condition)
        if needed and word == "elif":
            c.page.add("else:")
            with c.page.indented():
                _if(c, node)
            return
        c.before += needed
        c.put(f"{word} {condition}:", node.at, until=_first(node.then))
        _body(c, node.then)
        if not isinstance(node.otherwise, tree.If):
            break
        node, word = node.otherwise, "elif"
    _otherwise(c, node.otherwise)


def _otherwise(c: Context, node: tree.Statement | None) -> None:
    if node is None or isinstance(node, tree.Nothing):
        return
    c.page.add("else:")
    _body(c, node)


def _case(c: Context, node: tree.Case) -> None:
    value = c.kept(expression(c, node.selector), "choice")
    word = "if"
    for branch in node.branches:
        condition = among(c, value, branch.spans)
        at = node.at if word == "if" else branch.at
        c.put(f"{word} {condition}:", at, until=_first(branch.body))
        _body(c, branch.body)
        word = "elif"
    if node.otherwise is None:
        return
    if node.branches:
        _otherwise(c, node.otherwise)
    else:
        statement(c, node.otherwise)


# Loops


def _for(c: Context, node: tree.For) -> None:
    found = target(c, node.variable)
    if found is None:
        c.put(c.missing(node.variable).text, node.at)
        return
    first, last = expression(c, node.first), expression(c, node.last)
    path = found.variable.path if found.variable is not None else None
    if node.at.start in c.effects.changed_loops:
        _counted(c, node, first, last, found.text)
        return
    kind = host(found.kind)
    goes = sequence(kind, f"{first:sum}", f"{last:sum}", is_down=node.is_down)
    c.put(f"for {found.text} in {goes}:", node.at, until=_first(node.body))
    c.loops.append(Loop(path, node.at.start))
    _body(c, node.body)
    c.loops.pop()


def _counted(c: Context, node: tree.For, first: Written, last: Written, name: str) -> None:
    """Put a loop whose body changes its variable, which Python's own would not notice."""
    c.note(
        node.variable,
        Message("The loop changes its own variable “{name}”: it became a while.", name=name),
    )
    last = c.kept(last, "last")
    kind = first.kind
    sign, compared = ("-", ">=") if node.is_down else ("+", "<=")
    step = f"{name} = {stepped(Written(name, kind), sign, '1')}"
    c.before.append(f"{name} = {first}")
    c.put(f"while {name} {compared} {last:bit_or}:", node.at, until=_first(node.body))
    c.loops.append(Loop(None, node.at.start, [step]))
    with c.page.indented():
        statement(c, node.body)
        c.page.add(step)
    c.loops.pop()


def _for_in(c: Context, node: tree.ForIn) -> None:
    found = target(c, node.variable)
    items = expression(c, node.items)
    if found is None:
        c.put(c.missing(node.variable).text, node.at)
        return
    text = f"{items:atom}.values()" if isinstance(host(items.kind), Table) else items.text
    if not isinstance(node.items, tree.Name) and text.startswith("{"):
        text = f"sorted({text})"
    c.put(f"for {found.text} in {text}:", node.at, until=_first(node.body))
    c.loops.append(Loop(found.variable.path if found.variable else None, node.at.start))
    _body(c, node.body)
    c.loops.pop()


def _while(c: Context, node: tree.While) -> None:
    with c.apart() as needed:
        condition = expression(c, node.condition)
    c.loops.append(Loop(None, node.at.start))
    if not needed:
        c.put(f"while {condition}:", node.at, until=_first(node.body))
        _body(c, node.body)
    else:
        c.put("while True:", node.at, until=_first(node.body))
        with c.page.indented():
            for line in (*needed, f"if not {condition:not}:", "    break"):
                c.page.add(line)
            statement(c, node.body)
    c.loops.pop()


def _repeat(c: Context, node: tree.Repeat) -> None:
    """Put a loop that ends by a condition, which ``continue`` asks for as well."""
    with c.apart() as needed:
        condition = expression(c, node.until)
    ends = [*needed, f"if {condition}:", "    break"]
    c.put("while True:", node.at, until=_first(node.body))
    c.loops.append(Loop(None, node.at.start, ends))
    with c.page.indented():
        statement(c, node.body)
        c.page.comments_before(node.until.at.start)
        for line in ends:
            c.page.add(line)
    c.loops.pop()


# With, and errors


def _with(c: Context, node: tree.With) -> None:
    standing = len(c.records)
    for record in node.records:
        value = expression(c, record)
        changed_within(c, record)
        kind = host(value.kind)
        if not isinstance(kind, Record):
            c.put(c.missing(record).text, record.at)
            continue
        name = value.text
        if not name.isidentifier():
            name = c.names.temporary("entry")
            c.put(f"{name} = {value}", record.at, until=_first(node.body))
        c.records.append((kind, name))
    statement(c, node.body)
    del c.records[standing:]


def _try(c: Context, node: tree.Try) -> None:
    c.put("try:", node.at, until=_first(node.body))
    _body(c, node.body)
    if node.handlers and c.effects.misses:
        c.page.add("except AssertionError:")
        c.page.add("    raise")
    for handler in node.handlers:
        _handler(c, handler)
    if node.finally_ is not None:
        c.page.add("finally:")
        _body(c, node.finally_)


def _handler(c: Context, node: tree.Handler) -> None:
    if node.error is None:
        c.page.add("except Exception:")
        _body(c, node.body)
        return
    error = _error(c, node.error)
    around, c.scope = c.scope, Scope(c.scope)
    name = ""
    if node.name is not None:
        name = c.names.of(node.name.text)
        caught = Variable(node.name.key, name, Base.UNKNOWN, c.routine, is_error=True)
        c.scope.declare(node.name.key, caught)
    header = f"except {error} as {name}:" if name else f"except {error}:"
    c.put(header, node.at, until=_first(node.body))
    _body(c, node.body)
    c.scope = around


_WRITERS: Mapping[type[tree.Statement], Callable[[Context, Any], None]] = {
    tree.Block: _block,
    tree.Nothing: _nothing,
    tree.Assignment: _assignment,
    tree.CallStatement: _call,
    tree.If: _if,
    tree.Case: _case,
    tree.For: _for,
    tree.ForIn: _for_in,
    tree.While: _while,
    tree.Repeat: _repeat,
    tree.With: _with,
    tree.Try: _try,
    tree.Raise: _raise,
}

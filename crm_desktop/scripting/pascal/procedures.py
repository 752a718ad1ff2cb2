"""Procedures that Pascal and the old product bring, written as statements of a script."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.calls import changing, own_call
from crm_desktop.scripting.pascal.context import Context, literal
from crm_desktop.scripting.pascal.declared import blank
from crm_desktop.scripting.pascal.designators import Target, target
from crm_desktop.scripting.pascal.formats import printed
from crm_desktop.scripting.pascal.kinds import (
    Base,
    Kind,
    Listing,
    Written,
    host,
    is_compound,
    is_text,
    is_whole,
)
from crm_desktop.scripting.pascal.ordinals import stepped
from crm_desktop.scripting.pascal.routines import CHANGING
from crm_desktop.scripting.pascal.symbols import RoutineSymbol
from crm_desktop.texts import Message

Procedure = Callable[[Context, tree.Node, Sequence[tree.Expression]], list[str] | None]
"""Returns the lines of a call, or None: these arguments are not foreseen."""

_REASON = Message("as the script says")


def procedure(c: Context, node: tree.CallStatement) -> list[str]:
    """Return the lines of a call that stands alone."""
    name = node.call.routine if isinstance(node.call, tree.Call) else node.call
    arguments = node.call.arguments if isinstance(node.call, tree.Call) else ()
    if isinstance(name, tree.Name):
        found = c.scope.find(name.key)
        if isinstance(found, RoutineSymbol):
            lines, answer = own_call(c, node, found, arguments, needs_answer=False)
            return lines or ([answer.text] if answer is not None else [])
        ready = PROCEDURES.get(name.key)
        if found is None and ready is not None:
            lines_of = ready(c, node, arguments)
            return lines_of if lines_of is not None else [c.missing(node).text]
        if found is None and name.key in CHANGING:
            return _changing(c, node, name.key, arguments)
    return [c.express(node.call).text]


def _changing(
    c: Context, node: tree.Node, key: str, arguments: Sequence[tree.Expression]
) -> list[str]:
    if len(arguments) != CHANGING[key].arguments:
        return [c.missing(node).text]
    changing(c, CHANGING[key], arguments, needs_answer=False)
    last = c.before.pop() if c.before else ""
    return [last]


def _target(c: Context, node: tree.Expression) -> Target | None:
    if isinstance(node, (tree.Name, tree.Member, tree.Index, tree.Call)):
        return target(c, node)
    return None


def _step(sign: str) -> Procedure:
    def step(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
        found = _target(c, given[0]) if len(given) in {1, 2} else None
        if found is None:
            return None
        by = c.express(given[1]) if len(given) == 2 else Written("1", Base.INTEGER)
        if found.is_plain and (is_whole(found.kind) or host(found.kind) is Base.REAL):
            return [f"{found.text} {sign}= {by}"]
        moved = stepped(Written(found.text, found.kind), sign, f"{by:product}")
        return [found.given(moved.text)]

    return step


def _write(*, ends_line: bool) -> Procedure:
    def write(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
        parts = [printed(c, argument) for argument in given]
        if any(part is None for part in parts):
            return None
        texts = [part.text for part in parts if part is not None]
        if len(texts) > 1:
            texts.append('sep=""')
        if not ends_line:
            texts.append('end=""')
        return [f"print({', '.join(texts)})"]

    return write


def _insert(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
    found = _target(c, given[1]) if len(given) == 3 else None
    if found is None:
        return None
    part, place = c.express(given[0]), c.express(given[2])
    return [found.given(f"insert({part}, {found.text}, {place})")]


def _delete(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
    found = _target(c, given[0]) if len(given) == 3 else None
    if found is None or not is_text(found.kind):
        return None
    start, count = c.express(given[1]), c.express(given[2])
    return [found.given(f"delete({found.text}, {start}, {count})")]


def _set_length(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
    found = _target(c, given[0]) if len(given) >= 2 else None
    if found is None:
        return None
    lengths = [c.kept(c.express(length), "length") for length in given[1:]]
    if is_text(found.kind):
        size = f"{lengths[0]}"
        return [found.given(f"{found.text}[:{size}].ljust({size})")]
    written = _resized(c, found.text, found.kind, lengths)
    return None if written is None else [found.given(written)]


def _resized(c: Context, text: str, kind: Kind, lengths: Sequence[Written]) -> str | None:
    kind = host(kind)
    if not isinstance(kind, Listing):
        return None
    item = kind.item
    if is_compound(item):
        return f"resized_with({text}, {lengths[0]}, lambda: {blank(item)})"
    if isinstance(host(item), Listing):
        rows = f"resized_with({text}, {lengths[0]}, list)"
        if len(lengths) == 1:
            return rows
        row = c.names.temporary("row")
        inner = _resized(c, row, item, lengths[1:])
        return None if inner is None else f"[{inner} for {row} in {rows}]"
    return f"resized({text}, {lengths[0]}, {blank(item)})"


def _choose(sign: str) -> Procedure:
    def choose(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
        found = _target(c, given[0]) if len(given) == 2 else None
        if found is None:
            return None
        return [found.given(f"{found.text} {sign} {{{c.express(given[1])}}}")]

    return choose


def _str(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
    found = _target(c, given[1]) if len(given) == 2 else None
    if found is None:
        return None
    text = printed(c, given[0])
    if text is None:
        return None
    shown = text.text if is_text(text.kind) else f"str({text})"
    return [found.given(shown)]


# What the old product brings


def _set_result(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
    if len(given) != 1:
        return None
    value = c.express(given[0])
    return [f"{c.set_result()} = {value}"]


def _log(c: Context, _node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
    if len(given) != 1:
        return None
    value = printed(c, given[0])
    if value is None:
        return None
    return [f"kpi.log({value})" if is_text(value.kind) else f"kpi.log(str({value}))"]


def _add_line(c: Context, node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
    """Write a bonus: its label and its amount in any order, then a reason."""
    if len(given) not in {2, 3}:
        return None
    label, amount = c.express(given[0]), c.express(given[1])
    if is_text(amount.kind) and not is_text(label.kind):
        label, amount = amount, label
    reason = c.express(given[2]) if len(given) == 3 else None
    if reason is None:
        _note_reason(c, node)
        reason = c.kept(label, "label")
        label = reason
    return [f"kpi.add_line({label}, {amount}, {reason})"]


def _change(method: str, arguments: int) -> Procedure:
    def change(c: Context, node: tree.Node, given: Sequence[tree.Expression]) -> list[str] | None:
        if len(given) not in {arguments, arguments + 1}:
            return None
        texts = [c.express(argument).text for argument in given]
        if len(texts) == arguments:
            _note_reason(c, node)
            texts.append(literal(str(_REASON)))
        return [f"kpi.{method}({', '.join(texts)})"]

    return change


def _note_reason(c: Context, node: tree.Node) -> None:
    c.note(node, Message("Each change has a reason that the employee reads: write a better one."))


_LOGS = ("log", "addlog", "writelog", "logmessage", "addtolog", "showmessage")
_BONUSES = ("addbonus", "addline", "addpremium", "addpayment")

PROCEDURES: Mapping[str, Procedure] = {
    "inc": _step("+"),
    "dec": _step("-"),
    "write": _write(ends_line=False),
    "writeln": _write(ends_line=True),
    "insert": _insert,
    "delete": _delete,
    "setlength": _set_length,
    "include": _choose("|"),
    "exclude": _choose("-"),
    "str": _str,
    "setresult": _set_result,
    **dict.fromkeys(_LOGS, _log),
    **dict.fromkeys(_BONUSES, _add_line),
    "setvalue": _change("set_value", 2),
    "setcoefficient": _change("set_coefficient", 2),
    "setbonus": _change("set_bonus", 2),
    "settotal": _change("set_total", 1),
}
"""What stands alone as a statement, by folded name."""

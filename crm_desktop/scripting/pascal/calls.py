"""Calls: of the program's own routines, of Pascal's, and of what a script does not have."""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_desktop.scripting.pascal import tree
from crm_desktop.scripting.pascal.context import Context
from crm_desktop.scripting.pascal.designators import Target, plain, target
from crm_desktop.scripting.pascal.formats import FORMATS
from crm_desktop.scripting.pascal.kinds import (
    SIMPLE,
    Base,
    Listing,
    Table,
    Written,
    host,
)
from crm_desktop.scripting.pascal.ordinals import ORDINALS
from crm_desktop.scripting.pascal.routines import CHANGING, CONSTANTS, READY, Changing, Ready
from crm_desktop.scripting.pascal.symbols import RoutineSymbol, TypeSymbol, Variable
from crm_desktop.texts import Message

_CLOCK = frozenset({"now", "date", "time", "today"})
_OUTSIDE = frozenset(
    [
        "showmessage",
        "messagedlg",
        "inputbox",
        "inputquery",
        "readln",
        "read",
        "createoleobject",
        "assignfile",
        "reset",
        "rewrite",
        "closefile",
        "random",
        "randomize",
        "sleep",
        "shellexecute",
        "fileexists",
    ]
)


def call(c: Context, node: tree.Name | tree.Call) -> Written:
    """Return a call, or a name alone, which may be one without arguments."""
    name = node.routine if isinstance(node, tree.Call) else node
    arguments = node.arguments if isinstance(node, tree.Call) else ()
    if not isinstance(name, tree.Name):
        return c.missing(node, hint_for(name))
    found = c.scope.find(name.key)
    match found:
        case RoutineSymbol():
            return _own(c, node, found, arguments)
        case TypeSymbol() if len(arguments) == 1:
            return _as_kind(c.express(arguments[0]), found)
        case None:
            return _known(c, node, name, arguments)
        case _:
            return c.missing(node)


def _as_kind(value: Written, found: TypeSymbol) -> Written:
    return Written(value.text, found.kind, value.level, value.is_natural)


def _known(
    c: Context, node: tree.Name | tree.Call, name: tree.Name, arguments: Sequence[tree.Expression]
) -> Written:
    """Return what stands for something that Pascal or the old product brought."""
    key = name.key
    if key in CONSTANTS and not arguments:
        return Written(*CONSTANTS[key])
    special = ORDINALS.get(key) or FORMATS.get(key)
    if special is not None and (found := special(c, node, arguments)) is not None:
        return found
    if key in CHANGING and len(arguments) == CHANGING[key].arguments:
        answered = changing(c, CHANGING[key], arguments, needs_answer=True)
        return answered or c.missing(node)
    ready = READY.get(key)
    if ready is not None and _fits(ready, arguments):
        return _from_template(c, ready, arguments)
    if key in _CLOCK and not arguments:
        return _period_end(c, node)
    if key in SIMPLE and len(arguments) == 1:
        value = c.express(arguments[0])
        return Written(value.text, SIMPLE[key], value.level, value.is_natural)
    return c.missing(node, hint_for(name))


def _fits(ready: Ready, arguments: Sequence[tree.Expression]) -> bool:
    return ready.arguments - len(ready.defaults) <= len(arguments) <= ready.arguments


def _from_template(c: Context, ready: Ready, arguments: Sequence[tree.Expression]) -> Written:
    written = [c.express(argument) for argument in arguments]
    left_out = ready.defaults[len(arguments) - ready.arguments + len(ready.defaults) :]
    written += [Written(text, Base.INTEGER) for text in left_out]
    written = [
        c.kept(value, "value") if ready.template.count(f"{{{place}") > 1 else value
        for place, value in enumerate(written)
    ]
    kind = ready.kind if ready.kind is not None else host(written[0].kind)
    return Written(ready.template.format(*written), kind, ready.level, ready.is_natural)


def _period_end(c: Context, node: tree.Node) -> Written:
    c.mark(
        node,
        Message(
            "A script has no clock: “{what}” became the period's last day", what=c.quoted(node)
        ),
        Message("The same script must give the same answer tomorrow."),
    )
    return Written('days_of(kpi.period["end"])', Base.REAL)


def hint_for(name: tree.Expression) -> Message | None:
    """Return what helps where nothing stands for ``name``."""
    if isinstance(name, tree.Member):
        return None
    if isinstance(name, tree.Name) and name.key in _OUTSIDE:
        return Message("A script has no windows, files, chance or clock: kpi.log(…) says things.")
    return Message("Values come from kpi.value(…), kpi.plan(…) and kpi.rows(…).")


# The program's own routines


def _own(
    c: Context,
    node: tree.Name | tree.Call,
    routine: RoutineSymbol,
    arguments: Sequence[tree.Expression],
) -> Written:
    lines, answer = own_call(c, node, routine, arguments, needs_answer=True)
    c.before += lines
    return answer if answer is not None else c.missing(node)


def own_call(
    c: Context,
    node: tree.Node,
    routine: RoutineSymbol,
    arguments: Sequence[tree.Expression],
    *,
    needs_answer: bool,
) -> tuple[list[str], Written | None]:
    """Return the lines of a call that changes variables, and its answer where there is one."""
    c.deeds.calls.add(routine.key)
    if len(arguments) > len(routine.parameters):
        return [], c.missing(node)
    passed = list(c.effects.passed(routine.key).values())
    targets: list[Target] = [plain(name, Base.UNKNOWN) for name in passed]
    texts = list(passed)
    for parameter, argument in zip(routine.parameters, arguments, strict=False):
        text, changed = _argument(c, routine, parameter, argument)
        texts.append(text)
        targets += [changed] if changed is not None else []
    called = f"{routine.name}({', '.join(texts)})"
    if not targets:
        kind = routine.answer if routine.answer is not None else Base.NOTHING
        return [], Written(called, kind)
    return _taken(c, called, targets, routine.answer, needs_answer=needs_answer)


def _argument(
    c: Context, routine: RoutineSymbol, parameter: Variable, argument: tree.Expression
) -> tuple[str, Target | None]:
    """Return the argument, and what comes back for it where the routine changes it."""
    if not (parameter.is_alias or parameter.is_returned):
        value = c.express(argument, parameter.kind)
        if isinstance(host(parameter.kind), Listing) and isinstance(host(value.kind), Table):
            return f"list({value:atom}.values())", None
        return value.text, None
    found = None
    if isinstance(argument, (tree.Name, tree.Member, tree.Index, tree.Call)):
        found = target(c, argument)
    if found is None:
        return c.missing(argument).text, None
    _note_alias(c, routine, argument, found)
    if parameter.is_returned and isinstance(host(found.kind), Table):
        return c.missing(argument).text, None
    return found.text, None if parameter.is_alias else found


def _note_alias(
    c: Context, routine: RoutineSymbol, argument: tree.Expression, found: Target
) -> None:
    variable = found.variable
    if (
        variable is not None
        and variable.owner != routine.key
        and variable.path in c.effects.of(routine.key).changes
    ):
        c.note(
            argument,
            Message(
                "“{routine}” changes “{name}” both as its parameter and by its name: "
                "look whether the order of the two matters.",
                routine=routine.name,
                name=variable.name,
            ),
        )


def changing(
    c: Context, found: Changing, arguments: Sequence[tree.Expression], *, needs_answer: bool
) -> Written | None:
    """Call what gives values to its arguments; return its answer, or None: it has none."""
    targets: list[Target] = []
    for place in found.changed:
        argument = arguments[place]
        if not isinstance(argument, (tree.Name, tree.Member, tree.Index, tree.Call)):
            return c.missing(argument)
        written = target(c, argument)
        if written is None:
            return c.missing(argument)
        targets.append(written)
    given = [c.express(a).text for n, a in enumerate(arguments) if n not in found.changed]
    called = f"{found.name}({', '.join(given)})"
    lines, answer = _taken(c, called, targets, found.answer, needs_answer=needs_answer)
    c.before += lines
    return answer


def _taken(
    c: Context,
    called: str,
    targets: Sequence[Target],
    answer: object,
    *,
    needs_answer: bool,
) -> tuple[list[str], Written | None]:
    """Return the lines that take what ``called`` gives back, and the name of its answer."""
    names: list[str] = []
    written: Written | None = None
    if answer is not None:
        name = c.names.temporary("answer" if needs_answer else "ignored")
        names.append(name)
        written = Written(name, answer)  # type: ignore[arg-type]
    if _are_apart(targets):
        taken = ", ".join([*names, *(found.text for found in targets)])
        return [f"{taken} = {called}"], written
    parts = [c.names.temporary("changed") for _ in targets]
    lines = [f"{', '.join([*names, *parts])} = {called}"]
    order = sorted(zip(targets, parts, strict=True), key=lambda pair: pair[0].text.isidentifier())
    return lines + [found.given(part) for found, part in order], written


def _are_apart(targets: Sequence[Target]) -> bool:
    """Return whether all can be given values at once: none stands in the index of another."""
    if not all(found.is_plain for found in targets):
        return False
    simple = {found.text for found in targets if found.text.isidentifier()}
    inner = [found.text for found in targets if not found.text.isidentifier()]
    return not any(simple & set(re.findall(r"\w+", text)) for text in inner)

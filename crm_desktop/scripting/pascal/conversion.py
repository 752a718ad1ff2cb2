"""A script for the sandbox made of a Pascal program."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from crm_desktop.domain.scripts import ScriptKind
from crm_desktop.scripting.api import REFERENCE
from crm_desktop.scripting.pascal import prelude, tree
from crm_desktop.scripting.pascal.calls import call
from crm_desktop.scripting.pascal.context import Context, Note
from crm_desktop.scripting.pascal.declarations import declaration
from crm_desktop.scripting.pascal.expressions import expression
from crm_desktop.scripting.pascal.reading import decoded, read_program
from crm_desktop.scripting.pascal.statements import statement
from crm_desktop.scripting.pascal.symbols import Effects, RoutineSymbol
from crm_desktop.texts import Message

_HEADING = Message("What Pascal brings and Python does not")
_OF_PAY = frozenset(one.name for one in REFERENCE if one.kinds == {ScriptKind.REWARD})
_KNOWN_UNITS = frozenset(
    [
        "sysutils",
        "math",
        "dateutils",
        "strutils",
        "classes",
        "variants",
        "types",
        "windows",
        "kpi",
        "crm",
        "system",
    ]
)


@dataclass(frozen=True, slots=True)
class Conversion:
    """The script, and what a person should know about it, by line of the program.

    ``kind`` is the one whose calls the script makes.
    """

    python: str
    notes: tuple[Note, ...]
    kind: ScriptKind


def convert(source: str) -> Conversion:
    """Return the script that does what the Pascal program ``source`` does.

    What nothing stands for becomes a marked line that ends the script when it is reached.

    Raises:
        NotPascalError: the text is no program of the Pascal that is converted.

    """
    program = read_program(source)
    text = source.removeprefix("\N{BYTE ORDER MARK}").replace("\r\n", "\n").replace("\r", "\n")
    effects = Effects()
    _written(program, text, effects)  # the first time shows what each routine changes
    effects.close()
    effects.forget_uses()
    seen = _written(program, text, effects)
    script = seen.page.text
    parts = [_with_heading(prelude.taken_along(script)), script]
    if any(prelude.needs_math(part) for part in parts):
        parts.insert(0, "import math\n")
    python = "\n".join(part for part in parts if part)
    return Conversion(python, seen.notes, _kind_of(script))


def convert_file(data: bytes) -> Conversion:
    """Return the script for the content of a file, whose encoding is found out.

    Raises:
        NotPascalError: the text is no program of the Pascal that is converted.

    """
    source, is_cyrillic = decoded(data)
    made = convert(source)
    if not is_cyrillic:
        return made
    note = Note(1, Message("The file is not UTF-8: it was read as Windows-1251."))
    return replace(made, notes=(note, *made.notes))


def _kind_of(script: str) -> ScriptKind:
    """Return the kind that ``script`` is of: pay, where it calls what pay alone has."""
    asked = {
        node.attr
        for node in ast.walk(ast.parse(script))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "kpi"
    }
    return ScriptKind.REWARD if asked & _OF_PAY else ScriptKind.INDICATOR


def _with_heading(functions: str) -> str:
    return f"# {_HEADING}\n\n\n{functions}\n\n" if functions else ""


def _written(program: tree.Program, source: str, effects: Effects) -> Context:
    c = Context(program, source, effects, express=expression, call=call)
    for unit in program.units:
        if unit.key not in _KNOWN_UNITS:
            c.note(unit, Message("The unit “{name}” is not looked into.", name=unit.text))
    for one in program.body.declarations:
        declaration(c, one)
    _statements(c, program)
    c.page.comments_before(len(source))
    return c


def _statements(c: Context, program: tree.Program) -> None:
    """Put the program's own statements; one that can be left early becomes a function."""
    body = program.body.statements
    if all(isinstance(one, tree.Nothing) for one in _flat(body)):
        _call_last(c, program)
        return
    if not c.effects.of("").exits:
        statement(c, body)
        return
    c.page.gap(2)
    c.page.add("def main():")
    with c.page.indented():
        outer = c.effects.globals_of("")
        if outer:
            c.page.add(f"global {', '.join(outer)}")
        statement(c, body)
    c.page.gap(2)
    c.page.add("main()")


def _flat(body: tree.Block) -> list[tree.Statement]:
    return [
        inner
        for one in body.statements
        for inner in (one.statements if isinstance(one, tree.Block) else (one,))
    ]


def _call_last(c: Context, program: tree.Program) -> None:
    """Let a text that is functions alone answer what the last of them answers."""
    routines = [one for one in program.body.declarations if isinstance(one, tree.Routine)]
    found = c.scope.find(routines[-1].name.key) if routines else None
    if not isinstance(found, RoutineSymbol) or found.parameters:
        return
    c.page.gap(2)
    if found.answer is None:
        c.page.add(f"{found.name}()")
    else:
        c.page.add(f"result = {found.name}()")
    c.note(
        routines[-1],
        Message("The text has no statements of its own: “{name}” is called.", name=found.name),
    )
